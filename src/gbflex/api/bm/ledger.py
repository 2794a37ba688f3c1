"""A unit's ledger: accepted volumes by pair, priced, beside Elexon's published cash flows."""

from __future__ import annotations

from datetime import date

from gbflex import bootstrap
from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer
from gbflex.analysis.bm.ledger_answer import ledger_answer
from gbflex.periods import Periods

__all__ = ["bm_ledger"]


def bm_ledger(
    unit: str, first_date: str | date, last_date: str | date, *, tlm: float | None = None
) -> BmLedgerAnswer:
    """What the Balancing Mechanism paid a unit; keys as `gbflex bm ledger --json`.

    Args:
        unit: Elexon's or the system operator's id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier of the unit in that span; null: read or worked out, else none.

    Raises:
        InputError: Dates that are not valid, or a multiplier that cannot be one.
        MissingPeriods: Nothing of the unit is held.
    """
    return ledger_answer(unit, Periods.between(first_date, last_date), bootstrap.bm_ports(), tlm=tlm)
