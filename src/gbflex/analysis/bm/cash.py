"""Cash of a ledger row by row: Elexon's figure where a half-hour has one on that side, else computed.

One lost row of published cash costs one half-hour of computed cash, and moves nothing else. What has neither a
published figure nor a price is not a number.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.implied import implied_by_season
from gbflex.analysis.bm.ledger import BmLedger
from gbflex.analysis.bm.multiplier import COMPUTED, NOT_APPLIED

__all__ = ["IMPLIED", "RowCash", "row_cash"]

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

IMPLIED: Final = "implied by published cash"


class RowCash(NamedTuple):
    """Cash of each ledger row.

    Attributes:
        offer_gbp: From offers; NaN where it can be neither read nor computed.
        bid_gbp: From bids.
        multiplier: The multiplier of computed cash; NaN where none is known.
        source: Where it comes from: as in the ledger, or `IMPLIED`.
    """

    offer_gbp: Floats
    bid_gbp: Floats
    multiplier: Floats
    source: Texts


def row_cash(ledger: BmLedger, settlement_date: NDArray[np.datetime64]) -> RowCash:
    """Cash of each row of a ledger.

    A multiplier that was given or read is kept. Elsewhere what published cash implies goes before what is worked
    out from the zone's factor: it is the unit's own.

    Args:
        ledger: The ledger.
        settlement_date: Date of each of its rows.
    """
    applied = np.where(np.isnan(ledger.multiplier), 1.0, ledger.multiplier)
    bare = tuple(gbp / applied for gbp in (ledger.offer_gbp, ledger.bid_gbp))
    published = np.concatenate([ledger.published_offer_gbp, ledger.published_bid_gbp])
    twice = np.tile(settlement_date, 2), np.tile(ledger.half_hour, 2)
    implied = implied_by_season(np.concatenate(bare), published, *twice)[: len(settlement_date)]
    open_to_it = np.isin(ledger.multiplier_source, (COMPUTED, NOT_APPLIED)) & ~np.isnan(implied)
    multiplier = np.where(open_to_it, implied, ledger.multiplier)
    factor = np.where(np.isnan(multiplier), 1.0, multiplier)
    offers, bids = (
        np.where(np.isnan(seen), before * factor, seen)
        for seen, before in zip((ledger.published_offer_gbp, ledger.published_bid_gbp), bare, strict=True)
    )
    return RowCash(offers, bids, multiplier, np.where(open_to_it, IMPLIED, ledger.multiplier_source))
