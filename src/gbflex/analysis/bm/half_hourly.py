"""What is known of a unit in each half-hour of a span: volumes, cash and where it comes from, by direction.

A half-hour's **volumes** are known where its notification is held for the whole of it and nothing says that an
acceptance is missing. Its **cash** is held where Elexon published it, or where the volumes are known and all of
them have a price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.cash import RowCash
from gbflex.analysis.bm.evidence import Evidence
from gbflex.analysis.bm.ledger import ROUNDING_GBP, BmLedger
from gbflex.analysis.bm.multiplier import NOT_APPLIED
from gbflex.gb.bm import NO_VOLUME_MWH, PLACEHOLDER_GBP_PER_MWH

__all__ = ["Side", "UnitHalfHours", "unit_half_hours"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Side:
    """Offers or bids of a unit by half-hour, shape (n,) each.

    Attributes:
        mwh: Accepted energy, also what has no price.
        gbp: Cash, of what has a price.
        published_gbp: How much of it is Elexon's.
        is_published: Whether it is Elexon's.
        is_computed: Whether some of it is computed.
        not_priced_mwh: Size of the accepted energy that is not in the cash.
        priced_mwh: Accepted energy behind `value_gbp`: all whose price before the multiplier is known and meant.
        value_gbp: That energy times its price, before the multiplier.
        placeholders: Accepted prices that say that a pair is not meant to be used.
    """

    mwh: Floats
    gbp: Floats
    published_gbp: Floats
    is_published: Bools
    is_computed: Bools
    not_priced_mwh: Floats
    priced_mwh: Floats
    value_gbp: Floats
    placeholders: Ints


@dataclass(frozen=True, eq=False)
class UnitHalfHours:
    """A unit's span by half-hour, shape (n,) each.

    Attributes:
        offers: What was accepted upwards.
        bids: Downwards.
        notified_mwh: Energy of its notification.
        has_volumes: Whether notification and accepted energy are known.
        is_held: Whether its cash is known.
        is_unmeasured: Whether something was accepted without a notification to measure it from, and not published.
        is_touched: Whether something was accepted, measured or not.
        multiplier: The multiplier of computed cash; NaN where none is known or needed.
        multiplier_source: Where it comes from; of half-hours without any energy or cash, not applied.
        evidence: What is held of each half-hour.
    """

    offers: Side
    bids: Side
    notified_mwh: Floats
    has_volumes: Bools
    is_held: Bools
    is_unmeasured: Bools
    is_touched: Bools
    multiplier: Floats
    multiplier_source: NDArray[np.object_]
    evidence: Evidence

    @property
    def gbp(self) -> Floats:
        """Cash of each half-hour, of what has a price [GBP]."""
        return self.offers.gbp + self.bids.gbp

    @property
    def is_published(self) -> Bools:
        """Half-hours of which Elexon's cash is held."""
        return self.offers.is_published | self.bids.is_published

    @property
    def is_computed(self) -> Bools:
        """Half-hours of which some cash is computed."""
        return self.offers.is_computed | self.bids.is_computed

    @property
    def accepted_mwh(self) -> Floats:
        """Net accepted energy of each half-hour [MWh]."""
        return self.offers.mwh + self.bids.mwh

    @property
    def not_priced_mwh(self) -> Floats:
        """Size of the accepted energy of each half-hour that is not in the cash, where it is measured [MWh]."""
        return self.offers.not_priced_mwh + self.bids.not_priced_mwh

    @property
    def is_not_priced(self) -> Bools:
        """Half-hours with something accepted that is not in the cash."""
        return self.is_unmeasured | (self.not_priced_mwh > NO_VOLUME_MWH)


class _Rows(NamedTuple):
    """One side of a ledger's rows.

    Attributes:
        at: Half-hour of the span.
        mwh: Accepted energy.
        price: Price before the multiplier; NaN where none is held.
        gbp: Cash; NaN where not priced.
        multiplier: Of computed cash.
    """

    at: Ints
    mwh: Floats
    price: Floats
    gbp: Floats
    multiplier: Floats


def unit_half_hours(ledger: BmLedger, cash: RowCash, evidence: Evidence, first: int) -> UnitHalfHours:
    """A unit's span by half-hour.

    Args:
        ledger: Its ledger.
        cash: Cash of the ledger's rows.
        evidence: What is held beside.
        first: The span's first half-hour since 1970.
    """
    size, at, left = len(evidence.notified_mwh), ledger.half_hour - first, ledger.volumes.unallocated
    based = left.has_notification
    loose = _sum(left.half_hour[based] - first, left.mwh[based], size, upwards=True)
    sunk = _sum(left.half_hour[based] - first, left.mwh[based], size, upwards=False)
    baseless = np.bincount(left.half_hour[~based] - first, minlength=size) > 0
    measured = evidence.is_notified & evidence.acceptances_held & ~baseless
    offers, bids = (
        _side(rows, published, extra, measured)
        for rows, published, extra in (
            (
                _Rows(at, ledger.offer_mwh, ledger.offer_gbp_per_mwh, cash.offer_gbp, cash.multiplier),
                evidence.offers_published,
                loose,
            ),
            (
                _Rows(at, ledger.bid_mwh, ledger.bid_gbp_per_mwh, cash.bid_gbp, cash.multiplier),
                evidence.bids_published,
                sunk,
            ),
        )
    )
    # Cash of Elexon's on a side without any energy of ours: its acceptance is not held.
    paid = [(np.abs(side.published_gbp) > ROUNDING_GBP) & (side.mwh == 0) for side in (offers, bids)]
    has_volumes = measured & ~paid[0] & ~paid[1]
    priced = (offers.not_priced_mwh + bids.not_priced_mwh) <= NO_VOLUME_MWH
    is_published = evidence.offers_published | evidence.bids_published
    is_held = (has_volumes | is_published) & priced
    multiplier = np.full(size, np.nan)
    multiplier[at] = cash.multiplier
    source = np.full(size, NOT_APPLIED, dtype=object)
    source[at] = cash.source
    return UnitHalfHours(
        offers=offers,
        bids=bids,
        notified_mwh=evidence.notified_mwh,
        has_volumes=has_volumes,
        is_held=is_held,
        is_unmeasured=~is_published & baseless,
        is_touched=baseless | (np.maximum(offers.mwh, -bids.mwh) > NO_VOLUME_MWH),
        multiplier=multiplier,
        multiplier_source=source,
        evidence=evidence,
    )


def _side(rows: _Rows, published: Bools, extra_mwh: Floats, measured: Bools) -> Side:
    """One direction by half-hour; `extra_mwh` belongs to no pair, so that only published cash can price it."""
    size, at = len(extra_mwh), rows.at
    moved, unpriced = rows.mwh != 0, np.isnan(rows.gbp)
    gbp, mwh = _sum_of(at, np.nan_to_num(rows.gbp), size), _sum_of(at, rows.mwh, size) + extra_mwh
    missing = _sum_of(at[unpriced], np.abs(rows.mwh[unpriced]), size)
    placeholder = moved & (np.abs(rows.price) >= PLACEHOLDER_GBP_PER_MWH)
    own = moved & ~placeholder & ~np.isnan(rows.price)
    priced_mwh, value = (_sum_of(at[own], values[own], size) for values in (rows.mwh, rows.mwh * rows.price))
    placeholders = _sum_of(at, placeholder, size).astype(np.int64)
    # Energy without a price of its own has that of Elexon's cash, where the multiplier in it is known.
    multiplier = np.full(size, np.nan)
    multiplier[at] = rows.multiplier
    bare = (_sum_of(at, moved & np.isnan(rows.price), size) > 0) | (extra_mwh != 0)
    by_cash = bare & published & measured & ~np.isnan(multiplier) & (placeholders == 0)
    return Side(
        mwh=mwh,
        gbp=gbp,
        published_gbp=np.where(published, gbp, 0.0),
        is_published=published,
        is_computed=_sum_of(at, moved & ~unpriced & ~published[at], size) > 0,
        not_priced_mwh=np.where(published, 0.0, missing + np.abs(extra_mwh)),
        priced_mwh=np.where(by_cash, mwh, priced_mwh),
        value_gbp=np.divide(gbp, multiplier, out=value.copy(), where=by_cash),
        placeholders=placeholders,
    )


def _sum(at: Ints, mwh: Floats, size: int, *, upwards: bool) -> Floats:
    """Energy of one direction by half-hour."""
    return _sum_of(at, np.maximum(mwh, 0.0) if upwards else np.minimum(mwh, 0.0), size)


def _sum_of(at: Ints, values: Floats | Bools, size: int) -> Floats:
    return np.bincount(at, weights=values, minlength=size).astype(np.float64)
