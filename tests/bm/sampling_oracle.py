"""Accepted volumes by sampling the middle of every second: plain Python, sharing no code with the rule or the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from tests.bm.random_units import Unit

Key = tuple[int, int, int]


class Sampled(NamedTuple):
    """Energies [MWh] by half-hour since 1970, acceptance, and pair, or 1 and 0 with and without a notification."""

    offer: dict[Key, float]
    bid: dict[Key, float]
    beyond: dict[Key, float]
    unallocated: dict[Key, float]


def sampled(unit: Unit) -> Sampled:
    """What a unit's acceptances move in each pair, to the error of a second's sampling."""
    found = Sampled(*(defaultdict(float) for _ in range(4)))
    accepted: dict[int, dict[int, float]] = defaultdict(dict)
    for second, level, number in _seconds(unit.acceptances):
        accepted[second][number] = level
    wanted = {second // 1800 for second in accepted}
    notified = {second: at for second, at, _ in _seconds(unit.notification, wanted)}
    widths: dict[int, dict[int, float]] = defaultdict(dict)
    for second, width, pair in _seconds(
        (unit.pairs.start, unit.pairs.end, *unit.pairs[3:], unit.pairs.pair), wanted
    ):
        widths[second][pair] = abs(width)
    for second, levels in accepted.items():
        base = notified.get(second)
        level = base or 0.0
        for number in sorted(levels):
            _add(found, second // 1800, number, base, (level, levels[number]), widths[second])
            level = levels[number]
    return found


def _seconds(profile: Iterable[Any], half_hours: set[int] | None = None) -> list[tuple[int, float, int]]:
    """Value in the middle of every second of each segment, of those that begin in some half-hours."""
    rows = []
    for start, end, low, high, number in zip(*(column.tolist() for column in profile), strict=True):
        if half_hours is not None and start // 1800 not in half_hours:
            continue
        for second in range(start, end):
            share = (second + 0.5 - start) / (end - start)
            rows.append((second, low + (high - low) * share, number))
    return rows


def _add(
    found: Sampled,
    half_hour: int,
    number: int,
    base: float | None,
    step: tuple[float, float],
    widths: dict[int, float],
) -> None:
    old, new = step
    if base is None:
        found.unallocated[half_hour, number, 0] += (new - old) / 3600
        return
    left = new - old
    for side in (1, -1):
        bound = 0.0
        pairs = sorted((pair for pair in widths if pair * side > 0), key=abs)
        for pair in pairs:
            upper = bound + widths[pair]
            top = float("inf") if pair == pairs[-1] else upper
            moved = side * (_clipped(side * (new - base), bound, top) - _clipped(side * (old - base), bound, top))
            (found.offer if moved > 0 else found.bid)[half_hour, number, pair] += moved / 3600
            if pair == pairs[-1]:
                past = max(side * (new - base) - upper, 0.0) - max(side * (old - base) - upper, 0.0)
                found.beyond[half_hour, number, pair] += abs(past) / 3600
            left -= moved
            bound = upper
    found.unallocated[half_hour, number, 1] += left / 3600


def _clipped(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
