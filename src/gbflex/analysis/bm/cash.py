"""Cash of a ledger row by row: Elexon's figure where a half-hour has one on that side, else computed.

One lost row of published cash costs one half-hour of computed cash, and moves nothing else. What has neither a
published figure nor a price is not a number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.ledger import BmLedger
from gbflex.analysis.bm.multiplier import implied_by_season

__all__ = ["RowCash", "row_cash"]

Floats = NDArray[np.float64]


class RowCash(NamedTuple):
    """Cash of each ledger row.

    Attributes:
        offer_gbp: From offers; NaN where it can be neither read nor computed.
        bid_gbp: From bids.
        multiplier: The multiplier of computed cash: as given, else as published cash implies it; NaN where none.
    """

    offer_gbp: Floats
    bid_gbp: Floats
    multiplier: Floats


def row_cash(ledger: BmLedger, settlement_date: NDArray[np.datetime64]) -> RowCash:
    """Cash of each row of a ledger.

    Args:
        ledger: The ledger.
        settlement_date: Date of each of its rows.
    """
    given = ledger.multiplier
    bare = tuple(gbp / (given or 1.0) for gbp in (ledger.offer_gbp, ledger.bid_gbp))
    if given is None:
        published = np.concatenate([ledger.published_offer_gbp, ledger.published_bid_gbp])
        both_dates = np.concatenate([settlement_date, settlement_date])
        multiplier = implied_by_season(np.concatenate(bare), published, both_dates)[: len(settlement_date)]
    else:
        multiplier = np.full(len(settlement_date), given)
    factor = np.where(np.isnan(multiplier), 1.0, multiplier)
    offers, bids = (
        np.where(np.isnan(seen), before * factor, seen)
        for seen, before in zip((ledger.published_offer_gbp, ledger.published_bid_gbp), bare, strict=True)
    )
    return RowCash(offers, bids, multiplier)
