"""What is held of a unit in each half-hour beside its ledger: notification, limits, pairs, Elexon's figures."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import LimitRanges, PublishedFigures, UnitData
from gbflex.gb.bm_levels import energy_by_half_hour
from gbflex.periods import HALF_HOUR_SECONDS
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["Evidence", "evidence_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SECOND_HOURS: Final = 1 / 3600


class Evidence(NamedTuple):
    """What is held of a unit in each half-hour beside its ledger.

    Attributes:
        notified_mwh: Energy of its notification, shape (n,).
        notified_hours: How long of the half-hour it covers [h].
        offers_published: Whether Elexon's cash of offers is held.
        bids_published: Whether that of bids is.
        acceptances_held: Whether acceptances or cash of any unit are held in that month.
        has_pairs: Whether any bid-offer pair is held.
        has_volumes_published: Whether Elexon's accepted volumes are held.
        has_export_limit: Whether an export limit is.
        has_import_limit: Whether an import limit is.
    """

    notified_mwh: Floats
    notified_hours: Floats
    offers_published: Bools
    bids_published: Bools
    acceptances_held: Bools
    has_pairs: Bools
    has_volumes_published: Bools
    has_export_limit: Bools
    has_import_limit: Bools

    @property
    def is_notified(self) -> Bools:
        """Half-hours whose notification is held for the whole of them."""
        return self.notified_hours >= SETTLEMENT_PERIOD_HOURS - SECOND_HOURS


def evidence_of(
    data: UnitData, first: int, count: int, *, traded: bool, limits: LimitRanges | None = None
) -> Evidence:
    """What is held of a unit over a span.

    Args:
        data: What is public about it.
        first: First half-hour since 1970 (UTC).
        count: How many.
        traded: Whether acceptances or cash of any unit are held.
        limits: Its limits; null where none are held.
    """
    notified = energy_by_half_hour(data.notification, first, count)
    offers, bids = (_published(data.published, first, count, is_offer=side) for side in (True, False))
    energy = [_published(data.published_volumes, first, count, is_offer=side) for side in (True, False)]
    export_limit, import_limit = np.zeros((2, count), dtype=bool)
    if limits is not None:
        for there, values in ((export_limit, limits.highest_mw), (import_limit, limits.lowest_mw)):
            there[:] = _inside(limits.half_hour[~np.isnan(values)], first, count)
    return Evidence(
        notified_mwh=notified.mwh,
        notified_hours=notified.hours,
        offers_published=offers,
        bids_published=bids,
        acceptances_held=np.full(count, traded),
        has_pairs=_inside(data.pairs.start // HALF_HOUR_SECONDS, first, count),
        has_volumes_published=energy[0] | energy[1],
        has_export_limit=export_limit,
        has_import_limit=import_limit,
    )


def _published(published: PublishedFigures | None, first: int, count: int, *, is_offer: bool) -> Bools:
    """Half-hours of which Elexon's figure is held on a side."""
    if published is None:
        return np.zeros(count, dtype=bool)
    return _inside(published.half_hour[published.is_offer == is_offer], first, count)


def _inside(half_hours: Ints, first: int, count: int) -> Bools:
    """Half-hours of a span that are among some."""
    found = np.zeros(count, dtype=bool)
    at = half_hours - first
    found[at[(at >= 0) & (at < count)]] = True
    return found
