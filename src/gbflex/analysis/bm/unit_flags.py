"""What a reader of a unit's figures must know: what cannot be true, what is left out, what is estimated."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.cash import IMPLIED
from gbflex.analysis.bm.half_hourly import Side, UnitHalfHours
from gbflex.analysis.bm.multiplier import COMPUTED, NOT_APPLIED, READ_IN_SEASON
from gbflex.gb.bm import NO_VOLUME_MWH
from gbflex.gb.plausibility import implausible_income, implausible_use, implausible_volume

__all__ = ["doubts", "left_out"]

Floats = NDArray[np.float64]

HOURS_PER_DAY: Final = 24.0
SMALLEST_CASH_GBP: Final = 0.005
HOW: Final = {
    READ_IN_SEASON: "at a multiplier{used}, which the settlement stack prints in other half-hours of the season",
    IMPLIED: "at a multiplier{used}, which the published cash implies",
    COMPUTED: "at a multiplier{used}, estimated from the zone's factor and the season's adjustment",
    NOT_APPLIED: "without a transmission loss multiplier, which moves cash by about 2 %",
}
"""How cash is computed where the multiplier was neither given nor read for the half-hour."""


def doubts(
    unit: UnitHalfHours, power_mw: float | None, range_mw: Floats, cycles: float | None, days: int
) -> list[str]:
    """What cannot be true, or hardly.

    Args:
        unit: The unit.
        power_mw: Power by which income is measured; null where not known.
        range_mw: From the lowest to the highest level it can have in each half-hour; NaN where not known.
        cycles: Cycles a day; null where not known.
        days: Dates on which anything is held.
    """
    held = float(unit.gbp[unit.is_held].sum())
    each = np.abs(unit.accepted_mwh)
    worst = int(np.argmax(np.nan_to_num(each - range_mw / 2, nan=-np.inf)))
    most = None if np.isnan(range_mw[worst]) else float(range_mw[worst])
    return [
        *(implausible_income(held, power_mw, days * HOURS_PER_DAY) if days else []),
        *implausible_use(cycles),
        *implausible_volume(float(each[worst]), most),
    ]


def left_out(unit: UnitHalfHours, days: int, asked: int) -> list[str]:
    """What the figures do not hold, and what they hold by estimate.

    Args:
        unit: The unit.
        days: Dates on which anything is held.
        asked: Dates of the span.
    """
    without = ~unit.has_volumes & (np.abs(unit.gbp) > SMALLEST_CASH_GBP)
    paid, mwh = float(unit.gbp[without].sum()), float(unit.not_priced_mwh.sum())
    loose = int(unit.is_unmeasured.sum())
    return [
        *_coverage(unit, days, asked),
        *([f"incomplete: {mwh:,.1f} MWh accepted and not priced"] if mwh > NO_VOLUME_MWH else []),
        *(
            [f"incomplete: {loose:,} half-hours accepted without a notification, their energy is not known"]
            if loose
            else []
        ),
        *(
            [f"cash of {without.sum():,} half-hours without known volumes: {paid:,.2f} GBP, in no mean price"]
            if without.any()
            else []
        ),
        *_computed(unit),
        *_prices("offer", unit.offers),
        *_prices("bid", unit.bids),
    ]


def _coverage(unit: UnitHalfHours, days: int, asked: int) -> list[str]:
    held, size = int(unit.is_held.sum()), len(unit.is_held)
    if held == size:
        return []
    over = f"figures per day and year are over {days:,} of {asked:,} days" if days else "nothing is known of it"
    return [f"{held:,} of {size:,} half-hours are held; {over}"]


def _computed(unit: UnitHalfHours) -> list[str]:
    """What is computed without a given multiplier, by where the multiplier comes from."""
    offers, bids = ((side.gbp - side.published_gbp) * side.is_computed for side in (unit.offers, unit.bids))
    cash = offers + bids
    flags = []
    for source, words in HOW.items():
        rows = unit.is_computed & (unit.multiplier_source == source)
        if rows.any():
            used = "" if source == NOT_APPLIED else f" of {np.median(unit.multiplier[rows]):.7f}"
            said = f"{cash[rows].sum():,.2f} GBP of {rows.sum():,} half-hours are computed"
            flags.append(f"{said} {words.format(used=used)}")
    return flags


def _prices(name: str, side: Side) -> list[str]:
    """What a mean price leaves out."""
    placeholders = int(side.placeholders.sum())
    moved, priced = float(np.abs(side.mwh).sum()), float(np.abs(side.priced_mwh).sum())
    flags = []
    if placeholders:
        flags.append(f"{placeholders:,} {name} prices of 9,999 GBP/MWh or beyond are left out of mean prices")
    if moved and not priced:
        flags.append(f"no mean {name} price: none of {moved:,.1f} MWh has a price before the multiplier")
    elif moved - priced > NO_VOLUME_MWH:
        flags.append(f"the mean {name} price is over {priced:,.1f} of {moved:,.1f} MWh")
    return flags
