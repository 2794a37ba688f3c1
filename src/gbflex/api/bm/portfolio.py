"""A lead party's portfolio."""

from __future__ import annotations

from datetime import date

from gbflex import bootstrap
from gbflex.analysis.answers.bm import PortfolioAnswer
from gbflex.analysis.bm.portfolio import portfolio
from gbflex.periods import Periods

__all__ = ["bm_portfolio"]


def bm_portfolio(
    party: str, first_date: str | date, last_date: str | date, *, tlm: float | None = None
) -> PortfolioAnswer:
    """A lead party's units over a span; keys as `gbflex bm portfolio --json`.

    Args:
        party: Part of the lead party's name, or its id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier for all of them; null: read, implied or worked out, else none.

    Raises:
        InputError: No party is named, or a multiplier that cannot be one.
        MissingPeriods: No register is held, or it has no such party.
    """
    return portfolio(party, Periods.between(first_date, last_date), bootstrap.bm_ports(), tlm=tlm)
