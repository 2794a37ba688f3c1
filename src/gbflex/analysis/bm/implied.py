"""The multiplier that Elexon's published cash implies of a unit: published over computed before any multiplier.

Delivering and offtaking multipliers are some 0.025 apart. Where a unit's half-hours show two, they are kept apart:
a half-hour has the one that its own cash shows, and one without published cash the one that shows more often.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.multiplier import HIGHEST_TLM, LOWEST_TLM

__all__ = ["implied_by_season", "implied_multiplier", "implied_multipliers"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CLEAR_GBP: Final = 1.0
"""Below it rounding moves a ratio of cash flows."""
APART: Final = 0.01
"""Two multipliers of a unit in a season are further apart than this, by the adjustments of 2014 to 2026."""
ALIKE: Final = 2e-3
"""And those of one kind are as near as this, rounding of small cash flows in it."""
FEWEST: Final = 2
"""One half-hour alone may be any mistake."""
MONTHS_PER_SEASON: Final = 3


def _clear(computed_gbp: Floats, published_gbp: Floats) -> Bools:
    return (np.abs(computed_gbp) > CLEAR_GBP) & (np.abs(np.nan_to_num(published_gbp)) > CLEAR_GBP)


def implied_multiplier(computed_gbp: Floats, published_gbp: Floats) -> float:
    """The multiplier that Elexon must have used: the median of published over computed; NaN where none shows.

    Args:
        computed_gbp: Cash before any multiplier.
        published_gbp: Elexon's cash; NaN where none is held.
    """
    clear = _clear(computed_gbp, published_gbp)
    return float(np.median(published_gbp[clear] / computed_gbp[clear])) if clear.any() else float("nan")


def implied_multipliers(computed_gbp: Floats, published_gbp: Floats, half_hour: Ints) -> Floats:
    """The multiplier that each row's half-hour implies, of one or of two kinds; NaN where none shows.

    Args:
        computed_gbp: Cash of each row before any multiplier, shape (n,).
        published_gbp: Elexon's cash; NaN where none is held.
        half_hour: Of each row; any number for a row that is only asked about.
    """
    found = np.full(len(computed_gbp), _possible(implied_multiplier(computed_gbp, published_gbp)))
    clear = np.flatnonzero(_clear(computed_gbp, published_gbp))
    ratio = published_gbp[clear] / computed_gbp[clear]
    between = _between(ratio)
    if np.isnan(between):
        return found
    kinds = [float(np.median(ratio[side])) for side in _sides(ratio, between)]
    sizes = [int(side.sum()) for side in _sides(ratio, between)]
    found[:] = kinds[int(np.argmax(sizes))]
    for kind, side in zip(kinds, _sides(ratio, between), strict=True):
        found[np.isin(half_hour, half_hour[clear[side]])] = kind
    return found


def _between(ratio: Floats) -> float:
    """A bound between two kinds of multiplier; NaN where there is one kind."""
    inside = np.sort(ratio[(ratio >= LOWEST_TLM) & (ratio <= HIGHEST_TLM)])
    if len(inside) < 2 * FEWEST:
        return float("nan")
    at = int(np.argmax(np.diff(inside)))
    low, high = inside[: at + 1], inside[at + 1 :]
    two = (
        inside[at + 1] - inside[at] > APART
        and all(len(kind) >= FEWEST for kind in (low, high))
        and all(kind[-1] - kind[0] <= ALIKE for kind in (low, high))
    )
    return float(inside[at] + inside[at + 1]) / 2 if two else float("nan")


def _sides(ratio: Floats, between: float) -> tuple[Bools, Bools]:
    """Which ratios are of the lower and which of the higher kind; what can be no multiplier is neither."""
    return (ratio >= LOWEST_TLM) & (ratio < between), (ratio > between) & (ratio <= HIGHEST_TLM)


def implied_by_season(
    computed_gbp: Floats, published_gbp: Floats, settlement_date: NDArray[np.datetime64], half_hour: Ints
) -> Floats:
    """The multiplier that each row's season implies; that of all seasons where its own shows none.

    Args:
        computed_gbp: Cash of each row before any multiplier, shape (n,).
        published_gbp: Elexon's cash; NaN where none is held.
        settlement_date: Date of each row.
        half_hour: Of each row; any number for a row that is only asked about.

    Returns:
        A multiplier for each row; NaN where none shows, or where it cannot be one.
    """
    seasons = (settlement_date.astype("datetime64[M]").astype(np.int64) + 1) // MONTHS_PER_SEASON
    found = implied_multipliers(computed_gbp, published_gbp, half_hour)
    for season in np.unique(seasons):
        rows = seasons == season
        own = implied_multipliers(computed_gbp[rows], published_gbp[rows], half_hour[rows])
        found[rows] = np.where(np.isnan(own), found[rows], own)
    return found


def _possible(multiplier: float) -> float:
    return multiplier if LOWEST_TLM <= multiplier <= HIGHEST_TLM else float("nan")
