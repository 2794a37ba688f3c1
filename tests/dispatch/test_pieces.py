"""Functions of straight pieces and values of stored energy, a function at a time: each number by hand.

The campaigns ask only that a bound is never below the best plan, so a looser one would pass them.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from gbflex.dispatch.exact.kernel import pieces, segments

Points = list[tuple[float, float]]
ROOM = 32


def _arrays(points: Points) -> tuple[np.ndarray, np.ndarray, int]:
    places, values = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    return places, values, len(points)


def _room() -> tuple[np.ndarray, np.ndarray]:
    return np.zeros(ROOM), np.zeros(ROOM)


def _points(out: tuple[np.ndarray, np.ndarray], count: int) -> Points:
    return [(float(place), float(value)) for place, value in zip(out[0][:count], out[1][:count], strict=True)]


def _limited(points: Points, *, up: float = 100.0, down: float = 100.0) -> Points:
    out = _room()
    return _points(out, pieces.limited(*_arrays(points), up, down, _room(), out))


def _same(found: Points, wanted: Points) -> None:
    assert [place for place, _ in found] == pytest.approx([place for place, _ in wanted])
    assert [value for _, value in found] == pytest.approx([value for _, value in wanted])


@pytest.mark.parametrize(
    ("corner", "place", "value"),
    [(0, 0.0, 10.0), (0, 1.0, 7.0), (1, 2.0, 4.0), (1, 3.0, 4.0 - 5.0), (-1, -1.0, 10.0 - 11.0)],
    ids=["at the first corner", "after it", "at the last", "beyond it", "before all"],
)
def test_a_value_past_a_corner(corner: int, place: float, value: float) -> None:
    """Proves: (0, 10), (2, 4) is 7 half-way, and goes on with `up` and `down` outside. If broken: 15 after corner 0."""
    assert pieces.value_past(*_arrays([(0, 10), (2, 4)]), corner, place, 11.0, 5.0) == pytest.approx(value)


@pytest.mark.parametrize(
    ("place", "value"),
    [(-1.0, 10.0 - 11.0), (0.0, 10.0), (1.0, 7.0), (2.0, 4.0), (2.5, 6.0), (3.0, 8.0), (4.0, 3.0)],
)
def test_a_value_at_a_place(place: float, value: float) -> None:
    """Proves: each side of each corner of (0, 10), (2, 4), (3, 8). If broken: the neighbour's slope."""
    assert pieces.value_at(*_arrays([(0, 10), (2, 4), (3, 8)]), place, 11.0, 5.0) == pytest.approx(value)


def test_a_fall_is_as_steep_as_allowed_times_its_width() -> None:
    """Proves: from (0, 10) no more than 3 per step over two: (2, 4). If broken: (2, 7), the width left out."""
    _same(_limited([(0, 10), (2, 0)], down=3.0), [(0, 10), (2, 4)])
    _same(_limited([(0, 10), (2, 4)], down=3.0), [(0, 10), (2, 4)])
    _same(_limited([(0, 10), (2, 5)], down=3.0), [(0, 10), (2, 5)])


def test_a_rise_is_as_steep_as_allowed_times_its_width() -> None:
    """Proves: up to (2, 10) no more than 3 per step over two: from (0, 4). If broken: from (0, 7)."""
    _same(_limited([(0, 0), (2, 10)], up=3.0), [(0, 4), (2, 10)])
    _same(_limited([(0, 4), (2, 10)], up=3.0), [(0, 4), (2, 10)])
    _same(_limited([(0, 5), (2, 10)], up=3.0), [(0, 5), (2, 10)])


def test_a_fall_that_meets_the_function_again_bends_there() -> None:
    """Proves: a fall of 4 a step from (0, 10) meets the rise from (1, 0) to (2, 5) at (5/3, 10/3); 1 higher likewise.

    If broken: no bend, and the bound is the straight line from (1, 6) to (2, 5).
    """
    _same(_limited([(0, 10), (1, 0), (2, 5)], down=4.0), [(0, 10), (1, 6), (5 / 3, 10 / 3), (2, 5)])
    _same(_limited([(0, 11), (1, 1), (2, 6)], down=4.0), [(0, 11), (1, 7), (5 / 3, 13 / 3), (2, 6)])


def test_a_rise_that_leaves_the_function_bends_there() -> None:
    """Proves: up to (2, 10) at 4 a step begins at (1/3, 10/3) on the fall from (0, 5); 1 higher likewise.

    If broken: no bend, and the bound is the straight line from (0, 5) to (1, 6).
    """
    _same(_limited([(0, 5), (1, 0), (2, 10)], up=4.0), [(0, 5), (1 / 3, 10 / 3), (1, 6), (2, 10)])
    _same(_limited([(0, 6), (1, 1), (2, 11)], up=4.0), [(0, 6), (1 / 3, 13 / 3), (1, 7), (2, 11)])


def test_of_two_corners_at_one_place_the_higher_stays() -> None:
    """Proves: a jump keeps its top. If broken: the lower, or two corners without width."""
    out = _room()
    count = 0
    for place, value in [(0.0, 1.0), (1.0, 5.0), (1.0, 8.0), (1.0, 3.0), (2.0, 0.0)]:
        count = pieces.put(*out, count, place, value)
    assert _points(out, count) == [(0.0, 1.0), (1.0, 8.0), (2.0, 0.0)]


def test_a_function_between_two_places() -> None:
    """Proves: corners inside stay, the ends are read or extended. If broken: the whole function, or a lost corner."""
    for low, high, wanted in [
        (1.0, 2.5, [(1.0, 7.0), (2.0, 4.0), (2.5, 6.0)]),
        (2.0, 4.0, [(2.0, 4.0), (3.0, 8.0), (4.0, 3.0)]),
        (-1.0, 1.0, [(-1.0, -1.0), (0.0, 10.0), (1.0, 7.0)]),
    ]:
        out = _room()
        count = pieces.shifted(*_arrays([(0, 10), (2, 4), (3, 8)]), 11.0, 5.0, low, high, out)
        _same(_points(out, count), wanted)


def test_the_larger_of_two_functions_bends_where_they_cross() -> None:
    """Proves: a rise from 0 to 4 crosses a fall from 3 - 1 to 1 - 1 at (2/3, 4/3). If broken: no bend, or no raise."""
    out = _room()
    other_places, other_values, other_count = _arrays([(0, 3), (2, 1)])
    count = pieces.larger(*_arrays([(0, 0), (2, 4)]), (other_places, other_values, other_count, -1.0), out)
    _same(_points(out, count), [(0, 2), (2 / 3, 4 / 3), (2, 4)])


def test_the_best_move_from_each_place() -> None:
    """Proves: moves of 0 to 1 over (0, 0), (1, 10), (2, 0) at a slope of -2 and a worth of 1.

    From 0 the move to 1 gains 10 - 2; from 1 and beyond staying is best. If broken: slope or worth is left out.
    """
    out = _room()
    count = pieces.widened(
        *_arrays([(0, 0), (1, 10), (2, 0)]),
        0.0,
        0.0,
        (0.0, 1.0, -2.0, 1.0),
        0.0,
        2.0,
        np.zeros(ROOM),
        np.zeros(ROOM),
        out,
    )
    at = [pieces.value_at(*out, count, place, 0.0, 0.0) for place in (0.0, 0.5, 1.0, 1.5, 2.0)]
    assert at == pytest.approx([10 - 2 + 1, 10 - 1 + 1, 10 + 1, 5 + 1, 0 + 1])


def test_a_simpler_function_is_nowhere_below() -> None:
    """Proves: a corner 0.5 below the line past it goes, one 2 below stays. If broken: both, or neither."""
    for dip, kept in [(0.5, 2), (2.0, 3)]:
        out = _room()
        count = pieces.simpler(*_arrays([(0, 0), (1, -dip), (2, 0)]), 1.0, out)
        assert count == kept


def _vertices(*rows: tuple[float, float, float, float]) -> tuple[list[list[float]], bool]:
    """State, value, slope before and slope after of each vertex of segments (left, right, value, slope)."""
    tape = tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))
    out = [np.zeros(ROOM) for _ in range(4)]
    found, jumps = segments.vertices(tape, 0, len(rows), *out)  # type: ignore[arg-type]  # four columns
    return [[float(column[i]) for column in out] for i in range(found)], jumps


def test_one_point_above_nothing_is_one_vertex() -> None:
    """Proves: a fixed final state of 2.5 MWh has one vertex, worth less on either side.

    If broken: its right end, 2.5 above 0, counts as a length: two vertices at one state, and a slope of 0.
    """
    infinity = math.inf
    assert _vertices((2.5, 2.5, 7.0, 0.0)) == ([[2.5, 7.0, infinity, -infinity]], False)
    assert _vertices((0.0, 0.0, 7.0, 0.0)) == ([[0.0, 7.0, infinity, -infinity]], False)


def test_segments_share_a_vertex_where_they_meet() -> None:
    """Proves: 0 to 1 at 4, 1 to 3 at 2 has three vertices without a jump. If broken: four, or a lost slope."""
    infinity = math.inf
    found, jumps = _vertices((0.0, 1.0, 0.0, 4.0), (1.0, 3.0, 4.0, 2.0))
    assert found == [[0.0, 0.0, infinity, 4.0], [1.0, 4.0, 4.0, 2.0], [3.0, 8.0, 2.0, -infinity]]
    assert not jumps


def test_a_jump_keeps_the_higher_value() -> None:
    """Proves: a point above the end of a segment is a jump to it, one below is a jump past it. If broken: no jump."""
    infinity = math.inf
    found, jumps = _vertices((0.0, 1.0, 0.0, 4.0), (1.0, 1.0, 9.0, 0.0))
    assert found == [[0.0, 0.0, infinity, 4.0], [1.0, 9.0, infinity, -infinity]]
    assert jumps
    found, jumps = _vertices((0.0, 1.0, 0.0, 4.0), (1.0, 1.0, 3.0, 0.0))
    assert found == [[0.0, 0.0, infinity, 4.0], [1.0, 4.0, 4.0, -infinity]]
    assert jumps
