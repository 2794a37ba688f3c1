"""That nothing of a unit is held, with the unit that is meant where its name is like one that is known."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.bm.missing import ACCEPTED, fetch_step
from gbflex.analysis.ports import BmData
from gbflex.errors import MissingPeriods
from gbflex.gb.nearest import did_you_mean, nearest
from gbflex.periods import Periods

__all__ = ["unit_not_held"]


def unit_not_held(named: Sequence[str], periods: Periods, units: BmData, *, said: str) -> MissingPeriods:
    """The error that nothing of some units is held in a span.

    Args:
        named: Ids that were asked for.
        periods: The span.
        units: What is held of units.
        said: The ids, in words.
    """
    register = units.register()
    both = {name for one in register.values() for name in (one.bm_unit, one.national_grid_bm_unit) if name}
    known = sorted(both | {*units.units_held(periods.first_date, periods.last_date, ())})
    close_by = did_you_mean(*(nearest(name, known) for name in named if name not in known))
    fetch = fetch_step(ACCEPTED, periods, named)
    # Without a register nothing says that the name is wrong.
    step = f"{close_by} If not: {fetch}" if close_by and not register else close_by or fetch
    return MissingPeriods(
        f"nothing of {said} is held",
        where=f"{periods.first_date} to {periods.last_date}",
        next_step=step,
    )
