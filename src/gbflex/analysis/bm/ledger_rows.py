"""The rows of a ledger's answer: each half-hour and pair, and what was accepted without a pair to price it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_ledger import BmLedgerRow
from gbflex.analysis.answers.common import HalfHour
from gbflex.analysis.bm.ledger import BmLedger
from gbflex.analysis.bm.multiplier import GIVEN, NOT_NEEDED, READ
from gbflex.gb.bm import NO_VOLUME_MWH
from gbflex.periods import HALF_HOUR_SECONDS, settlement_period_of

__all__ = ["is_computed", "is_sure", "known_sum", "ledger_rows"]

Bools = NDArray[np.bool_]

SURE: Final = (GIVEN, READ)
"""Whose cash is as good as Elexon's own."""
NOT_COMPUTED: Final = frozenset({"missing PN", "missing BOD", "missing acceptance"})
"""Causes by which our own cash of a row is not known, whatever Elexon's is."""
WITHOUT_PAIR: Final = "missing BOD"


def is_computed(ledger: BmLedger) -> Bools:
    """Rows with cash that is computed: something was accepted and has a price.

    Args:
        ledger: The ledger.
    """
    sides = ((ledger.offer_mwh, ledger.offer_gbp), (ledger.bid_mwh, ledger.bid_gbp))
    offers, bids = ((mwh != 0) & ~np.isnan(gbp) for mwh, gbp in sides)
    return np.asarray(offers | bids)


def is_sure(ledger: BmLedger) -> Bools:
    """Rows whose computed cash has a multiplier that was given or read for its half-hour, or that have none.

    Args:
        ledger: The ledger.
    """
    return np.isin(ledger.multiplier_source, SURE) | ~is_computed(ledger)


def ledger_rows(ledger: BmLedger) -> list[BmLedgerRow]:
    """A row for each half-hour and pair, and one for each half-hour with energy in no pair, in order of time.

    Args:
        ledger: The ledger.
    """
    computed, sure = is_computed(ledger), is_sure(ledger)
    priced = [
        (int(ledger.half_hour[at]), _row(ledger, at, computed=bool(computed[at]), sure=bool(sure[at])))
        for at in range(len(ledger.half_hour))
    ]
    # Sorting keeps the order of pairs within a half-hour.
    return [row for _, row in sorted([*priced, *_without_pair(ledger)], key=lambda one: one[0])]


def _row(ledger: BmLedger, at: int, *, computed: bool, sure: bool) -> BmLedgerRow:
    published = [_number(ledger.published_offer_gbp[at]), _number(ledger.published_bid_gbp[at])]
    hidden = ledger.cause[at] in NOT_COMPUTED
    own = [
        None if hidden and not mwh and seen else _number(gbp)
        for mwh, gbp, seen in (
            (ledger.offer_mwh[at], ledger.offer_gbp[at], published[0]),
            (ledger.bid_mwh[at], ledger.bid_gbp[at], published[1]),
        )
    ]
    apart = [
        cash - seen for cash, seen in zip(own, published, strict=True) if seen is not None and cash is not None
    ]
    whole = None not in own
    return {
        **_half_hour(int(ledger.half_hour[at])),
        "pair": int(ledger.pair[at]),
        "accepted_offer_mwh": float(ledger.offer_mwh[at]),
        "accepted_bid_mwh": float(ledger.bid_mwh[at]),
        "bid_price_gbp_per_mwh": _number(ledger.bid_gbp_per_mwh[at]),
        "offer_price_gbp_per_mwh": _number(ledger.offer_gbp_per_mwh[at]),
        "offer_cashflow_gbp": own[0],
        "bid_cashflow_gbp": own[1],
        "cashflow_gbp": known_sum(own) if whole else None,
        "published_offer_cashflow_gbp": published[0],
        "published_bid_cashflow_gbp": published[1],
        "residual_gbp": float(sum(apart)) if apart else None,
        "published_offer_mwh": _number(ledger.published_offer_mwh[at]),
        "published_bid_mwh": _number(ledger.published_bid_mwh[at]),
        "cause": ledger.cause[at],
        "flagged_mwh": float(ledger.flagged_mwh[at]),
        "beyond_declared_mwh": float(ledger.beyond_mwh[at]),
        "tlm_applied": _number(ledger.multiplier[at]) if computed else None,
        "tlm_source": str(ledger.multiplier_source[at]) if computed else NOT_NEEDED,
        "confidence": "public-derived" if sure and whole else "estimated",
    }


def _without_pair(ledger: BmLedger) -> list[tuple[int, BmLedgerRow]]:
    """Energy that was accepted from a notification and is in no pair, by half-hour: volumes without a price."""
    left = ledger.volumes.unallocated
    based = left.has_notification
    half_hours, index = np.unique(left.half_hour[based], return_inverse=True)
    mwh, size = left.mwh[based], len(half_hours)
    sides = (np.maximum(mwh, 0.0), np.minimum(mwh, 0.0))
    up, down = (np.bincount(index, weights=side, minlength=size) for side in sides)
    return [
        (int(half_hour), _bare_row(int(half_hour), float(up[at]), float(down[at])))
        for at, half_hour in enumerate(half_hours)
        if up[at] - down[at] > NO_VOLUME_MWH
    ]


def _bare_row(half_hour: int, offer_mwh: float, bid_mwh: float) -> BmLedgerRow:
    return {
        **_half_hour(half_hour),
        "pair": None,
        "accepted_offer_mwh": offer_mwh,
        "accepted_bid_mwh": bid_mwh,
        "bid_price_gbp_per_mwh": None,
        "offer_price_gbp_per_mwh": None,
        "offer_cashflow_gbp": None,
        "bid_cashflow_gbp": None,
        "cashflow_gbp": None,
        "published_offer_cashflow_gbp": None,
        "published_bid_cashflow_gbp": None,
        "residual_gbp": None,
        "published_offer_mwh": None,
        "published_bid_mwh": None,
        "cause": WITHOUT_PAIR,
        "flagged_mwh": None,
        "beyond_declared_mwh": None,
        "tlm_applied": None,
        "tlm_source": NOT_NEEDED,
        "confidence": "estimated",
    }


def _half_hour(number: int) -> HalfHour:
    day, period = settlement_period_of(datetime.fromtimestamp(number * HALF_HOUR_SECONDS, tz=UTC))
    return {"settlement_date": str(day), "settlement_period": period}


def known_sum(values: Sequence[float | None]) -> float:
    """The sum of what is known.

    Args:
        values: Null where not known.
    """
    return sum(value for value in values if value is not None)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
