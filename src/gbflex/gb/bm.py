"""Accepted bid and offer volumes of the Balancing Mechanism, by acceptance and bid-offer pair, exactly.

Definitions: BSC Section T, paragraphs T3.4 to T3.10; market reference section 3. A profile is made of straight
segments of a level [MW], export positive. The level that an acceptance changes is that of the last covering
acceptance with a smaller number, else the physical notification. Its volume in pair n is the integral of what it
moves between the pair's bounds: upwards it is an offer, downwards a bid, also where an earlier one is undone.

Nothing is sampled. Time is cut at every point of every profile, at every half-hour, and where the new level
crosses the old one; between two cuts all levels are straight, and the integral of a straight line above a straight
bound has a closed form. Method and limits: docs/methods/balancing-mechanism.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.periods import HALF_HOUR_SECONDS

__all__ = [
    "NO_VOLUME_MWH",
    "PLACEHOLDER_GBP_PER_MWH",
    "AcceptedVolumes",
    "Pairs",
    "Profile",
    "Unallocated",
    "accepted_volumes",
    "overlaps",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SECONDS_PER_HOUR: Final = 3600.0
NO_VOLUME_MWH: Final = 1e-9
"""Volumes below it are rounding."""
PLACEHOLDER_GBP_PER_MWH: Final = 9_999.0
"""A price as large as this, either way, says that a pair is not meant to be used."""


class Profile(NamedTuple):
    """Straight segments of a level.

    Attributes:
        start: Start of each segment [s since 1970, UTC], shape (n,).
        end: Its end [s].
        level_from: Level at its start [MW], export positive.
        level_to: Level at its end [MW].
        number: Acceptance that each belongs to, rising with time of issue; 0 for notifications.
    """

    start: Ints
    end: Ints
    level_from: Floats
    level_to: Floats
    number: Ints


class Pairs(NamedTuple):
    """Bid-offer pairs of a unit.

    Attributes:
        start: Start of each row [s since 1970, UTC], shape (n,).
        end: Its end [s].
        pair: Number, negative below the notification.
        width_from: Width at its start [MW], as published: negative for negative pairs.
        width_to: Width at its end [MW].
    """

    start: Ints
    end: Ints
    pair: Ints
    width_from: Floats
    width_to: Floats


class Unallocated(NamedTuple):
    """Accepted energy that belongs to no pair, by half-hour and acceptance.

    Attributes:
        half_hour: Half-hours since 1970, shape (n,).
        number: Acceptance.
        mwh: Energy, upwards positive; without a notification that of the level, which says little.
        has_notification: Whether a physical notification was there to measure from.
    """

    half_hour: Ints
    number: Ints
    mwh: Floats
    has_notification: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class AcceptedVolumes:
    """Accepted volumes, one row for each half-hour, acceptance and pair that has any.

    Attributes:
        half_hour: Half-hours since 1970 (UTC), shape (n,).
        number: Acceptance.
        pair: Bid-offer pair.
        offer_mwh: Accepted upwards, never negative.
        bid_mwh: Accepted downwards, never positive.
        beyond_mwh: How much of either lies beyond the width of the last pair, which is extended for it.
        unallocated: What belongs to no pair.
    """

    half_hour: Ints
    number: Ints
    pair: Ints
    offer_mwh: Floats
    bid_mwh: Floats
    beyond_mwh: Floats
    unallocated: Unallocated


def overlaps(profile: Profile) -> Ints:
    """Positions of segments that begin before an earlier one of the same acceptance has ended.

    Example:
        >>> times, levels = (np.array([0, 600]), np.array([900, 1800])), np.array([1.0, 2.0])
        >>> overlaps(Profile(*times, levels, levels, np.zeros(2, int))).tolist()
        [1]
    """
    order = np.lexsort((profile.start, profile.number))
    start, end, number = profile.start[order], profile.end[order], profile.number[order]
    if not len(order):
        return order
    # Each acceptance's times are shifted beyond those of the one before, so that only its own ends count.
    shift = np.cumsum(np.append(0, number[1:] != number[:-1])) * (int(end.max() - start.min()) + 1)
    latest = np.maximum.accumulate(end + shift)
    late = np.append(False, (start + shift)[1:] < latest[:-1])
    return np.sort(order[late])


class _Cuts(NamedTuple):
    """The pieces between two cuts in which an acceptance holds, in the order of time and number.

    Attributes:
        cuts: Every cut of the unit's time [s].
        piece: Piece of time of each row: between `cuts[piece]` and the next.
        number: Acceptance.
        new: Level at both ends [MW], shape (2, rows).
        old: Level that it changes, likewise.
        base: Physical notification, likewise; NaN where there is none.
    """

    cuts: Ints
    piece: Ints
    number: Ints
    new: Floats
    old: Floats
    base: Floats


def accepted_volumes(notification: Profile, acceptances: Profile, pairs: Pairs) -> AcceptedVolumes:
    """Accepted volumes of one unit.

    Args:
        notification: Its physical notifications.
        acceptances: Its acceptances, deleted ones left out; those that begin before the span included.
        pairs: Its bid-offer pairs.

    Source: BSC Section T, T3.4 to T3.8.

    Example (market reference 3.2, its first acceptance alone):
        >>> minutes = lambda *at: np.array(at) * 60
        >>> numbers = lambda *at: np.array(at, dtype=float)
        >>> flat = Profile(minutes(0), minutes(30), numbers(0), numbers(0), np.array([0]))
        >>> levels = numbers(0, 30, 30), numbers(30, 30, 0)
        >>> first = Profile(minutes(0, 5, 20), minutes(5, 20, 25), *levels, np.ones(3, int))
        >>> pairs = Pairs(minutes(0, 0), minutes(30, 30), np.array([1, 2]), numbers(20, 30), numbers(20, 30))
        >>> accepted_volumes(flat, first, pairs).offer_mwh.round(6).tolist()
        [7.222222, 2.777778]
    """
    pieces = _cut(notification, acceptances, pairs)
    straight = _split_where_levels_cross(pieces)
    return _by_pair(straight, _bounds(pairs, pieces.cuts, straight.piece))


def _cut(notification: Profile, acceptances: Profile, pairs: Pairs) -> _Cuts:
    accepted = _rows(acceptances, np.flatnonzero(acceptances.end > acceptances.start))
    if not len(accepted.start):
        nothing = np.empty((2, 0))
        return _Cuts(
            np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), nothing, nothing, nothing
        )
    cuts = _all_cuts(notification, accepted, pairs)
    first, last = np.searchsorted(cuts, accepted.start), np.searchsorted(cuts, accepted.end)
    row, piece = _spread(first, last)
    order = np.lexsort((accepted.number[row], piece))
    row, piece = row[order], piece[order]
    new = _levels(accepted, row, cuts, piece)
    base = _levels_at(notification, cuts, piece)
    number = accepted.number[row]
    # Rows of one piece stand in the order of their numbers: the one before is what this one changes.
    follows = np.append(False, piece[1:] == piece[:-1])
    before = np.maximum(np.arange(len(piece)) - 1, 0)
    old = np.where(follows, new[:, before], base)
    return _Cuts(cuts, piece, number, new, old, base)


def _rows(profile: Profile, rows: Ints) -> Profile:
    return Profile(
        profile.start[rows],
        profile.end[rows],
        profile.level_from[rows],
        profile.level_to[rows],
        profile.number[rows],
    )


def _all_cuts(notification: Profile, accepted: Profile, pairs: Pairs) -> Ints:
    low, high = int(accepted.start.min()), int(accepted.end.max())
    halves = np.arange(low // HALF_HOUR_SECONDS, high // HALF_HOUR_SECONDS + 1) * HALF_HOUR_SECONDS
    times = (notification.start, notification.end, accepted.start, accepted.end, pairs.start, pairs.end, halves)
    every: Ints = np.sort(np.concatenate(times))
    # `np.unique` hashes integers, which takes thrice as long.
    every = every[np.append(True, every[1:] != every[:-1])]
    return every[(every >= low) & (every <= high)]


def _spread(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Each row as often as it has pieces, and its pieces: first, first + 1, ..., last - 1."""
    count = last - first
    row = np.repeat(np.arange(len(first)), count)
    within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, first[row] + within


def _levels(profile: Profile, row: Ints, cuts: Ints, piece: Ints) -> Floats:
    """Level of a segment at both ends of a piece, shape (2, rows)."""
    start, length = profile.start[row], profile.end[row] - profile.start[row]
    low, rise = profile.level_from[row], profile.level_to[row] - profile.level_from[row]
    return np.stack([low + rise * ((cuts[piece + end] - start) / length) for end in (0, 1)])


def _levels_at(profile: Profile, cuts: Ints, piece: Ints) -> Floats:
    """Level of a profile without overlaps at both ends of each piece; NaN where it has none."""
    order = np.argsort(profile.start, kind="stable")
    kept = order[profile.end[order] > profile.start[order]]
    if not len(kept):
        return np.full((2, len(piece)), np.nan)
    sorted_profile = _rows(profile, kept)
    at = np.searchsorted(sorted_profile.start, cuts[piece], side="right") - 1
    row = np.maximum(at, 0)
    covered = (at >= 0) & (sorted_profile.end[row] > cuts[piece])
    levels: Floats = np.where(covered, _levels(sorted_profile, row, cuts, piece), np.nan)
    return levels


class _Straight(NamedTuple):
    """Pieces in which the new level stays on one side of the old one.

    Attributes:
        piece: Piece of time.
        half_hour: Its half-hour.
        number: Acceptance.
        hours: Length [h].
        from_share: Where in the piece it begins, 0 to 1.
        to_share: Where it ends.
        new: Deviation of the new level from the notification at both ends [MW], shape (2, rows).
        old: Of the old level.
        has_base: Whether there is a notification.
    """

    piece: Ints
    half_hour: Ints
    number: Ints
    hours: Floats
    from_share: Floats
    to_share: Floats
    new: Floats
    old: Floats
    has_base: NDArray[np.bool_]


def _split_where_levels_cross(pieces: _Cuts) -> _Straight:
    has_base = ~np.isnan(pieces.base[0])
    base = np.where(has_base, pieces.base, 0.0)
    new, old = pieces.new - base, np.where(np.isnan(pieces.old), 0.0, pieces.old) - base
    gap = new - old
    crossing = gap[0] * gap[1] < 0
    share = np.divide(gap[0], gap[0] - gap[1], out=np.ones(len(crossing)), where=crossing)
    second = np.flatnonzero(crossing)
    row = np.concatenate([np.arange(len(crossing)), second])
    begins = np.concatenate([np.zeros(len(crossing)), share[second]])
    ends = np.concatenate([share, np.ones(len(second))])
    seconds = (pieces.cuts[pieces.piece[row] + 1] - pieces.cuts[pieces.piece[row]]) if len(row) else row
    return _Straight(
        piece=pieces.piece[row],
        half_hour=pieces.cuts[pieces.piece[row]] // HALF_HOUR_SECONDS,
        number=pieces.number[row],
        hours=seconds / SECONDS_PER_HOUR * (ends - begins),
        from_share=begins,
        to_share=ends,
        new=_between(new[:, row], begins, ends),
        old=_between(old[:, row], begins, ends),
        has_base=has_base[row],
    )


def _between(ends: Floats, begin: Floats, end: Floats) -> Floats:
    """Values of straight lines at two shares of their length, shape (2, rows)."""
    return np.stack([ends[0] + (ends[1] - ends[0]) * share for share in (begin, end)])


class _Bounds(NamedTuple):
    """The pairs of each piece of time, in the order of pieces.

    Attributes:
        piece: Piece of time.
        pair: Number.
        inner: Distance of the bound nearer to the notification at both ends of the piece [MW], shape (2, rows).
        outer: Distance of the other bound.
        is_last: Whether no pair of its side lies beyond it.
    """

    piece: Ints
    pair: Ints
    inner: Floats
    outer: Floats
    is_last: NDArray[np.bool_]


def _bounds(pairs: Pairs, cuts: Ints, wanted: Ints) -> _Bounds:
    """Bounds of every pair in the pieces that are wanted."""
    needed = np.zeros(len(cuts), dtype=bool)
    needed[wanted] = True
    # Positions among the pieces that are needed, so that a pair spreads over those alone.
    position = np.append(0, np.cumsum(needed))
    row, compact = _spread(
        position[np.searchsorted(cuts, pairs.start)],
        position[np.minimum(np.searchsorted(cuts, pairs.end), len(cuts))],
    )
    piece = np.flatnonzero(needed)[compact]
    side = np.sign(pairs.pair[row])
    order = np.lexsort((np.abs(pairs.pair[row]), side, piece))
    row, piece, side = row[order], piece[order], side[order]
    profile = Profile(pairs.start, pairs.end, pairs.width_from, pairs.width_to, pairs.pair)
    width = np.maximum(_levels(profile, row, cuts, piece) * side, 0.0) if len(row) else np.empty((2, 0))
    begins = np.append(True, (piece[1:] != piece[:-1]) | (side[1:] != side[:-1]))[: len(row)]
    total = np.cumsum(width, axis=1)
    start_of_side = np.maximum.accumulate(np.where(begins, np.arange(len(row)), 0))
    outer = total - (total - width)[:, start_of_side] if len(row) else width
    is_last = np.append(begins[1:], True)[: len(row)]
    return _Bounds(piece, pairs.pair[row], outer - width, outer, is_last)


def _by_pair(straight: _Straight, bounds: _Bounds) -> AcceptedVolumes:
    first = np.searchsorted(bounds.piece, straight.piece, side="left")
    last = np.searchsorted(bounds.piece, straight.piece, side="right")
    row, at = _reached(straight, bounds, *_spread(first, np.where(straight.has_base, last, first)))
    side, hours = np.sign(bounds.pair[at]).astype(float), straight.hours[row]
    begin, end = straight.from_share[row], straight.to_share[row]
    inner, outer = (_between(bound[:, at], begin, end) for bound in (bounds.inner, bounds.outer))
    new, old = straight.new[:, row] * side, straight.old[:, row] * side
    inside = _area_above(new - inner, hours) - _area_above(old - inner, hours)
    past = _area_above(new - outer, hours) - _area_above(old - outer, hours)
    volume = side * np.where(bounds.is_last[at], inside, inside - past)
    beyond = np.where(bounds.is_last[at], np.abs(past), 0.0)
    upwards = (straight.new[:, row] - straight.old[:, row]).sum(axis=0) > 0
    kept = np.abs(volume) > 0
    key = (straight.half_hour[row][kept], straight.number[row][kept], bounds.pair[at][kept])
    groups, index = _grouped(key)
    size = len(groups[0])
    return AcceptedVolumes(
        *groups,
        # Rounding may leave a hair on the other side of nothing.
        offer_mwh=_summed(np.where(upwards, np.maximum(volume, 0.0), 0.0)[kept], index, size),
        bid_mwh=_summed(np.where(upwards, 0.0, np.minimum(volume, 0.0))[kept], index, size),
        beyond_mwh=_summed(beyond[kept], index, size),
        unallocated=_left_over(straight, _summed(volume, row, len(straight.piece))),
    )


def _reached(straight: _Straight, bounds: _Bounds, row: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Those rows of a piece and a pair in which a level passes the pair's inner bound: no other has any volume."""
    levels = np.concatenate([straight.new, straight.old])
    above, below = levels.max(axis=0), -levels.min(axis=0)
    farthest = np.where(bounds.pair[at] > 0, above[row], below[row])
    kept = farthest > bounds.inner.min(axis=0)[at]
    return row[kept], at[kept]


def _summed(values: Floats, index: Ints, size: int) -> Floats:
    return np.bincount(index, weights=values, minlength=size).astype(np.float64)


def _area_above(line: Floats, hours: Floats) -> Floats:
    """Integral of the part of straight lines above nothing [MWh]."""
    above = np.maximum(line, 0.0)
    crossing = line[0] * line[1] < 0
    slope = np.where(crossing, np.abs(line[0] - line[1]), 1.0)
    area: Floats = np.where(crossing, above.max(axis=0, initial=0.0) ** 2 / slope, above[0] + above[1]) * hours / 2
    return area


def _grouped(key: tuple[Ints, Ints, Ints]) -> tuple[tuple[Ints, Ints, Ints], Ints]:
    """The different rows of a key in order, and for each row which of them it is."""
    order = np.lexsort(key[::-1])
    ordered = [column[order] for column in key]
    changes = np.zeros(len(order), dtype=bool)
    for column in ordered:
        changes[1:] |= column[1:] != column[:-1]
    changes[:1] = True
    index = np.empty(len(order), dtype=np.int64)
    index[order] = np.cumsum(changes) - 1
    half_hour, number, pair = (column[changes] for column in ordered)
    return (half_hour, number, pair), index


def _left_over(straight: _Straight, allocated: Floats) -> Unallocated:
    whole = (straight.new - straight.old).sum(axis=0) / 2 * straight.hours
    left = whole - allocated
    # Without a notification the energy is not known, also where the level itself is nothing.
    rows = np.flatnonzero((np.abs(left) > NO_VOLUME_MWH) | ~straight.has_base)
    key = (straight.half_hour[rows], straight.number[rows], straight.has_base[rows].astype(np.int64))
    groups, index = _grouped(key)
    mwh = _summed(left[rows], index, len(groups[0]))
    return Unallocated(groups[0], groups[1], mwh, groups[2].astype(bool))
