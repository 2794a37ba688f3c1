"""One unit's page, and units or their groups ranked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.bm import BmUnitAnswer, LeaderboardAnswer
from gbflex.analysis.bm.leaderboard import leaderboard
from gbflex.analysis.bm.unit_page import unit_page
from gbflex.periods import Periods
from gbflex.reports.bm_unit_page import bm_unit_page

__all__ = ["bm_leaderboard", "bm_unit"]


def bm_unit(
    unit: str,
    first_date: str | date,
    last_date: str | date,
    *,
    tlm: float | None = None,
    energy_mwh: float | None = None,
    fleet: bool = True,
    out: str | Path | None = None,
    force: bool = False,
) -> BmUnitAnswer:
    """One unit's page; keys as `gbflex bm unit --json`.

    Args:
        unit: Elexon's or the system operator's id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier; null: read, implied or worked out, else none.
        energy_mwh: Its energy capacity, which is not public, for cycles.
        fleet: Whether to say where it stands among the batteries held.
        out: Where to write it as an HTML page.
        force: Replace whatever file stands there.

    Raises:
        InputError: A multiplier or an energy capacity that cannot be one, or the page cannot be written.
        MissingPeriods: Nothing of the unit is held.
    """
    periods = Periods.between(first_date, last_date)
    page = unit_page(unit, periods, bootstrap.bm_ports(), tlm=tlm, energy_mwh=energy_mwh, fleet=fleet)
    if out is not None:
        bootstrap.outputs().write(out, bm_unit_page(page).encode(), force=force)
    return page


def bm_leaderboard(
    first_date: str | date,
    last_date: str | date,
    *,
    units: Sequence[str] | None = None,
    by: str = "unit",
    party: str | None = None,
    batteries: bool = False,
    tlm: float | None = None,
) -> LeaderboardAnswer:
    """Units or their groups ranked by GBP/MW and year of what is held; keys as `gbflex bm leaderboard --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        units: Only these, by either id; null means all with acceptances or published cash flows.
        by: "unit", "lead_party" or "gsp_group".
        party: Only units of lead parties whose name contains this.
        batteries: Only units that the register of batteries shows, probable ones included.
        tlm: Transmission loss multiplier for all of them; null: read, implied or worked out, else none.

    Raises:
        InputError: No such grouping, an empty choice, or a multiplier that cannot be one.
        MissingPeriods: Nothing is held, or nothing fits the choice.
    """
    return leaderboard(
        Periods.between(first_date, last_date),
        bootstrap.bm_ports(),
        units=units,
        by=by,
        party=party,
        batteries=batteries,
        tlm=tlm,
    )
