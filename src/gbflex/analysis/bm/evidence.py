"""What is held of a unit in each half-hour beside its ledger: the notification, and whether Elexon's cash is."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import PublishedFigures, UnitData
from gbflex.gb.bm_levels import energy_by_half_hour
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["Evidence", "evidence_of"]

Floats = NDArray[np.float64]
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
    """

    notified_mwh: Floats
    notified_hours: Floats
    offers_published: Bools
    bids_published: Bools
    acceptances_held: Bools

    @property
    def is_notified(self) -> Bools:
        """Half-hours whose notification is held for the whole of them."""
        return self.notified_hours >= SETTLEMENT_PERIOD_HOURS - SECOND_HOURS


def evidence_of(data: UnitData, first: int, count: int, *, traded: bool) -> Evidence:
    """What is held of a unit over a span.

    Args:
        data: What is public about it.
        first: First half-hour since 1970 (UTC).
        count: How many.
        traded: Whether acceptances or cash of any unit are held.
    """
    notified = energy_by_half_hour(data.notification, first, count)
    offers, bids = (_published(data.published, first, count, is_offer=side) for side in (True, False))
    return Evidence(notified.mwh, notified.hours, offers, bids, np.full(count, traded))


def _published(published: PublishedFigures | None, first: int, count: int, *, is_offer: bool) -> Bools:
    """Half-hours of which Elexon's cash is held on a side."""
    found = np.zeros(count, dtype=bool)
    if published is not None:
        at = published.half_hour[published.is_offer == is_offer] - first
        found[at[(at >= 0) & (at < count)]] = True
    return found
