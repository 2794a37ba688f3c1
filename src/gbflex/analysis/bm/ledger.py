"""What the Balancing Mechanism paid a unit: accepted volumes, priced by pair, beside what Elexon published.

Cash = offer volume x offer price + bid volume x bid price, times the transmission loss multiplier. Positive is
paid to the unit. Source: BSC Section T, T3.9 to T3.11; market reference section 3. Flags are dimensions and never
filters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.implied import implied_multiplier, implied_multipliers
from gbflex.analysis.bm.multiplier import Multipliers
from gbflex.analysis.ports import PublishedFigures, UnitData
from gbflex.gb.bm import PLACEHOLDER_GBP_PER_MWH, AcceptedVolumes, Unallocated, accepted_volumes
from gbflex.periods import HALF_HOUR_SECONDS

__all__ = ["ROUNDING_GBP", "BmLedger", "Cause", "joined", "unit_ledger"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

Cause = Literal[
    "rounding",
    "missing PN",
    "missing BOD",
    "deleted amendment",
    "multiplier",
    "unexplained",
    "not published",
    "volume",
    "missing acceptance",
]

ROUNDING_GBP: Final = 0.01
"""Elexon's own rounding of prices and volumes stays below it."""
MULTIPLIER_SPREAD: Final = 2e-4
PAIR_CODES: Final = 32
VOLUME_TOLERANCE_MWH: Final = 0.01

ROW_FIELDS: Final = (
    "half_hour",
    "pair",
    "offer_mwh",
    "bid_mwh",
    "flagged_mwh",
    "beyond_mwh",
    "bid_gbp_per_mwh",
    "offer_gbp_per_mwh",
    "offer_gbp",
    "bid_gbp",
    "published_offer_gbp",
    "published_bid_gbp",
    "published_offer_mwh",
    "published_bid_mwh",
    "multiplier",
    "multiplier_source",
    "implied",
)
VOLUME_FIELDS: Final = ("half_hour", "number", "pair", "offer_mwh", "bid_mwh", "beyond_mwh")


@dataclass(frozen=True, eq=False)
class BmLedger:
    """A unit's ledger, one row for each half-hour and pair.

    Attributes:
        half_hour: Half-hours since 1970 (UTC), shape (n,).
        pair: Bid-offer pair.
        offer_mwh: Accepted upwards.
        bid_mwh: Accepted downwards, never positive.
        flagged_mwh: How much of both, by size, was flagged for the system.
        beyond_mwh: How much lies beyond the last pair's width.
        bid_gbp_per_mwh: Price of the pair downwards; NaN where no pair is held.
        offer_gbp_per_mwh: Upwards.
        offer_gbp: Cash of the offers, with the multiplier.
        bid_gbp: Cash of the bids.
        published_offer_gbp: Elexon's figure; NaN where none is held.
        published_bid_gbp: Elexon's figure.
        published_offer_mwh: Elexon's accepted volume; NaN where none is held.
        published_bid_mwh: Elexon's accepted volume.
        cause: Why the two differ, one for each row.
        multiplier: Transmission loss multiplier that was applied; NaN: not known, 1 was used.
        multiplier_source: Where it comes from, of the words of `multiplier`.
        implied: The multiplier that published cash implies of the row's half-hour; NaN where none shows.
        implied_multiplier: Published over computed before it, the median over rows; NaN where none can be seen.
        volumes: By acceptance, and what belongs to no pair.
    """

    half_hour: Ints
    pair: Ints
    offer_mwh: Floats
    bid_mwh: Floats
    flagged_mwh: Floats
    beyond_mwh: Floats
    bid_gbp_per_mwh: Floats
    offer_gbp_per_mwh: Floats
    offer_gbp: Floats
    bid_gbp: Floats
    published_offer_gbp: Floats
    published_bid_gbp: Floats
    published_offer_mwh: Floats
    published_bid_mwh: Floats
    cause: list[Cause]
    multiplier: Floats
    multiplier_source: Texts
    implied: Floats
    implied_multiplier: float
    volumes: AcceptedVolumes

    @property
    def gbp(self) -> Floats:
        """Cash of each row [GBP]."""
        return self.offer_gbp + self.bid_gbp

    @property
    def sentinel_rows(self) -> Ints:
        """Rows with volume at a price that says the pair is not meant to be used."""
        up = (self.offer_mwh != 0) & (np.abs(self.offer_gbp_per_mwh) >= PLACEHOLDER_GBP_PER_MWH)
        down = (self.bid_mwh != 0) & (np.abs(self.bid_gbp_per_mwh) >= PLACEHOLDER_GBP_PER_MWH)
        return np.flatnonzero(up | down)


def joined(parts: Sequence[BmLedger]) -> BmLedger:
    """Ledgers of spans that follow each other, as one.

    Args:
        parts: At least one, in order.
    """
    if len(parts) == 1:
        return parts[0]
    rows = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ROW_FIELDS}
    volumes = [part.volumes for part in parts]
    left = [one.unallocated for one in volumes]
    implied = [part.implied_multiplier for part in parts if not np.isnan(part.implied_multiplier)]
    return BmLedger(
        **rows,
        cause=[cause for part in parts for cause in part.cause],
        implied_multiplier=float(np.median(implied)) if implied else float("nan"),
        volumes=AcceptedVolumes(
            **{name: np.concatenate([getattr(one, name) for one in volumes]) for name in VOLUME_FIELDS},
            unallocated=Unallocated(*(np.concatenate(column) for column in zip(*left, strict=True))),
        ),
    )


def unit_ledger(data: UnitData, first: int, last: int, multipliers: Multipliers) -> BmLedger:
    """The ledger of a unit.

    Args:
        data: What is public about it.
        first: First half-hour since 1970 (UTC).
        last: Last half-hour, inclusive.
        multipliers: Transmission loss multipliers of its half-hours.
    """
    volumes = _within(accepted_volumes(data.notification, data.acceptances, data.pairs), first, last)
    published = _published_within(data.published, first, last)
    energy = _published_within(data.published_volumes, first, last)
    keys = np.stack([volumes.half_hour, volumes.pair])
    both = np.concatenate([keys, _keys(published), _keys(energy)], axis=1)
    rows, index = np.unique(both, axis=1, return_inverse=True)
    at = index.ravel()[: keys.shape[1]]
    size = rows.shape[1]
    flagged = np.isin(volumes.number, data.flagged)
    offer, bid = _summed(volumes.offer_mwh, at, size), _summed(volumes.bid_mwh, at, size)
    bid_price, offer_price = _prices(data, rows[0], rows[1])
    multiplier = multipliers.value[rows[0] - first]
    factor = np.where(np.isnan(multiplier), 1.0, multiplier)
    offer_gbp, bid_gbp = (
        np.where(mwh == 0, 0.0, mwh * price) for mwh, price in ((offer, offer_price), (bid, bid_price))
    )
    seen_offer, seen_bid = (_seen(published, rows, is_offer=side) for side in (True, False))
    before, seen = np.concatenate([offer_gbp, bid_gbp]), np.concatenate([seen_offer, seen_bid])
    ledger = BmLedger(
        half_hour=rows[0],
        pair=rows[1],
        offer_mwh=offer,
        bid_mwh=bid,
        flagged_mwh=_summed(np.where(flagged, volumes.offer_mwh - volumes.bid_mwh, 0.0), at, size),
        beyond_mwh=_summed(volumes.beyond_mwh, at, size),
        bid_gbp_per_mwh=bid_price,
        offer_gbp_per_mwh=offer_price,
        offer_gbp=offer_gbp * factor,
        bid_gbp=bid_gbp * factor,
        published_offer_gbp=seen_offer,
        published_bid_gbp=seen_bid,
        published_offer_mwh=_seen(energy, rows, is_offer=True),
        published_bid_mwh=_seen(energy, rows, is_offer=False),
        cause=[],
        multiplier=multiplier,
        multiplier_source=multipliers.source[rows[0] - first],
        implied=implied_multipliers(before, seen, np.tile(rows[0], 2))[:size],
        implied_multiplier=implied_multiplier(before, seen),
        volumes=volumes,
    )
    ledger.cause.extend(_causes(ledger, data))
    return ledger


def _within(volumes: AcceptedVolumes, first: int, last: int) -> AcceptedVolumes:
    kept = (volumes.half_hour >= first) & (volumes.half_hour <= last)
    left = volumes.unallocated
    inside = (left.half_hour >= first) & (left.half_hour <= last)
    return AcceptedVolumes(
        volumes.half_hour[kept],
        volumes.number[kept],
        volumes.pair[kept],
        volumes.offer_mwh[kept],
        volumes.bid_mwh[kept],
        volumes.beyond_mwh[kept],
        type(left)(left.half_hour[inside], left.number[inside], left.mwh[inside], left.has_notification[inside]),
    )


def _published_within(published: PublishedFigures | None, first: int, last: int) -> PublishedFigures | None:
    if published is None:
        return None
    kept = (published.half_hour >= first) & (published.half_hour <= last)
    return PublishedFigures(
        published.half_hour[kept], published.pair[kept], published.is_offer[kept], published.value[kept]
    )


def _keys(published: PublishedFigures | None) -> Ints:
    """Half-hour and pair of every published figure that is not nothing, shape (2, m)."""
    if published is None:
        return np.empty((2, 0), dtype=np.int64)
    real = published.value != 0
    return np.stack([published.half_hour[real], published.pair[real]])


def _summed(values: Floats, at: Ints, size: int) -> Floats:
    return np.bincount(at, weights=values, minlength=size).astype(np.float64)


def _prices(data: UnitData, half_hour: Ints, pair: Ints) -> tuple[Floats, Floats]:
    """Bid and offer price of each half-hour and pair; NaN where no pair is held."""
    if not len(data.pairs.start):
        nothing = np.full(len(half_hour), np.nan)
        return nothing, nothing
    held = _code(data.pairs.start // HALF_HOUR_SECONDS, data.pairs.pair)
    at, found = _places(held, _code(half_hour, pair))
    bid, offer = (np.where(found, price[at], np.nan) for price in (data.bid_gbp_per_mwh, data.offer_gbp_per_mwh))
    return bid, offer


def _code(half_hour: Ints, pair: Ints) -> Ints:
    """One number for a half-hour and a pair."""
    return half_hour * PAIR_CODES + pair + PAIR_CODES // 2


def _places(held: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each wanted code stands among those held, and whether it does."""
    order = np.argsort(held, kind="stable")
    at = np.minimum(np.searchsorted(held[order], wanted), len(held) - 1)
    return order[at], held[order][at] == wanted


def _seen(published: PublishedFigures | None, rows: Ints, *, is_offer: bool) -> Floats:
    """Elexon's figure of each half-hour and pair on a side; NaN where the half-hour has none on that side."""
    found = np.full(rows.shape[1], np.nan)
    if published is None:
        return found
    side = np.flatnonzero(published.is_offer == is_offer)
    found[np.isin(rows[0], published.half_hour[side])] = 0.0
    if len(side):
        held = _code(published.half_hour[side], published.pair[side])
        at, there = _places(held, _code(rows[0], rows[1]))
        found[there] = published.value[side][at][there]
    return found


def _causes(ledger: BmLedger, data: UnitData) -> list[Cause]:
    """Why computed and published differ, row by row."""
    if np.isnan(ledger.published_offer_gbp).all() and np.isnan(ledger.published_bid_gbp).all():
        return ["not published"] * len(ledger.half_hour)
    left = ledger.volumes.unallocated
    without_notification = set(left.half_hour[~left.has_notification].tolist())
    without_pair = set(left.half_hour[left.has_notification].tolist())
    deleted = set(data.deleted_half_hours.tolist())
    moved = (ledger.offer_mwh != 0) | (ledger.bid_mwh != 0)
    accepted = set(ledger.half_hour[moved].tolist())
    causes: list[Cause] = []
    for row in range(len(ledger.half_hour)):
        at = int(ledger.half_hour[row])
        apart = [
            computed - published
            for computed, published in (
                (ledger.offer_gbp[row], ledger.published_offer_gbp[row]),
                (ledger.bid_gbp[row], ledger.published_bid_gbp[row]),
            )
            if not np.isnan(published)
        ]
        if not apart:
            causes.append("not published")
        elif max(map(abs, apart)) <= ROUNDING_GBP:
            causes.append("rounding")
        elif at in without_notification:
            causes.append("missing PN")
        elif at in without_pair or (at in accepted and np.isnan(ledger.offer_gbp_per_mwh[row])):
            causes.append("missing BOD")
        elif at not in accepted:
            # Elexon paid for an acceptance that is not held, or that was deleted here alone.
            causes.append("deleted amendment" if at in deleted else "missing acceptance")
        elif _other_volume(ledger, row):
            causes.append("volume")
        elif _by_multiplier(ledger, row):
            causes.append("multiplier")
        else:
            causes.append("deleted amendment" if at in deleted else "unexplained")
    return causes


def _other_volume(ledger: BmLedger, row: int) -> bool:
    """Whether Elexon's accepted volume is another than ours."""
    apart = (
        ledger.offer_mwh[row] - ledger.published_offer_mwh[row],
        ledger.bid_mwh[row] - ledger.published_bid_mwh[row],
    )
    return any(abs(mwh) > VOLUME_TOLERANCE_MWH for mwh in apart if not np.isnan(mwh))


def _by_multiplier(ledger: BmLedger, row: int) -> bool:
    """Whether the multiplier that the others imply explains a row."""
    if np.isnan(ledger.implied[row]):
        return False
    applied = ledger.multiplier[row]
    scale = ledger.implied[row] / (1.0 if np.isnan(applied) else applied)
    pairs = (
        (ledger.offer_gbp[row], ledger.published_offer_gbp[row]),
        (ledger.bid_gbp[row], ledger.published_bid_gbp[row]),
    )
    return all(
        np.isnan(published)
        or abs(computed * scale - published) <= ROUNDING_GBP + MULTIPLIER_SPREAD * abs(published)
        for computed, published in pairs
    )
