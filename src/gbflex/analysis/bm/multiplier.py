"""The transmission loss multiplier of a unit: as given, or as Elexon's published cash implies it.

TLM = 1 + TLF + ETLMO, and both change with the BSC season: March, June, September, December. Market reference 3.1
and section 15.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError

__all__ = ["checked_tlm", "implied_by_season", "implied_multiplier"]

Floats = NDArray[np.float64]

LOWEST_TLM: Final = 0.9
HIGHEST_TLM: Final = 1.1
CLEAR_GBP: Final = 1.0
"""Below it rounding moves a ratio of cash flows."""
MONTHS_PER_SEASON: Final = 3


def checked_tlm(tlm: float | None) -> float | None:
    """A multiplier that can be one; null: not known.

    Args:
        tlm: As it was given.

    Raises:
        InputError: It is outside 0.9 to 1.1.
    """
    if tlm is not None and not LOWEST_TLM <= tlm <= HIGHEST_TLM:
        raise InputError(
            f"{tlm:g} cannot be a transmission loss multiplier",
            where="--tlm",
            available=f"{LOWEST_TLM:g} to {HIGHEST_TLM:g}",
            next_step="Give the unit's multiplier, for example 0.9786528, or leave it out",
        )
    return tlm


def implied_multiplier(computed_gbp: Floats, published_gbp: Floats) -> float:
    """The multiplier that Elexon must have used: the median of published over computed; NaN where none shows.

    Args:
        computed_gbp: Cash before any multiplier.
        published_gbp: Elexon's cash; NaN where none is held.
    """
    clear = (np.abs(computed_gbp) > CLEAR_GBP) & (np.abs(np.nan_to_num(published_gbp)) > CLEAR_GBP)
    return float(np.median(published_gbp[clear] / computed_gbp[clear])) if clear.any() else float("nan")


def implied_by_season(
    computed_gbp: Floats, published_gbp: Floats, settlement_date: NDArray[np.datetime64]
) -> Floats:
    """The multiplier that each row's season implies; that of all seasons where its own shows none.

    Args:
        computed_gbp: Cash of each row before any multiplier, shape (n,).
        published_gbp: Elexon's cash; NaN where none is held.
        settlement_date: Date of each row.

    Returns:
        A multiplier for each row; NaN where none shows, or where it cannot be one.
    """
    seasons = (settlement_date.astype("datetime64[M]").astype(np.int64) + 1) // MONTHS_PER_SEASON
    found = np.full(len(computed_gbp), _possible(implied_multiplier(computed_gbp, published_gbp)))
    for season in np.unique(seasons):
        rows = seasons == season
        own = _possible(implied_multiplier(computed_gbp[rows], published_gbp[rows]))
        if not np.isnan(own):
            found[rows] = own
    return found


def _possible(multiplier: float) -> float:
    return multiplier if LOWEST_TLM <= multiplier <= HIGHEST_TLM else float("nan")
