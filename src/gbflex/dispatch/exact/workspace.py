"""Rows of numbers and work space for the kernel: lists for the plain one, arrays for the compiled one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.kernel.numbers import NO_ROOM, TOUCHING_MWH
from gbflex.dispatch.exact.moves import Moves
from gbflex.dispatch.problem.problem import Store, WaterValue
from gbflex.errors import Infeasible

__all__ = ["Ending", "Workspace", "ending_of", "kept_workspace", "own_ending", "row", "with_room"]

Array = NDArray[np.float64]

T = TypeVar("T")

BENDS = 4
PIECES = 3


class Ending(NamedTuple):
    """The value of the last state, as segments: left end, right end [MWh], value [GBP], slope [GBP/MWh]."""

    left: tuple[float, ...]
    right: tuple[float, ...]
    value: tuple[float, ...]
    slope: tuple[float, ...]


def ending_of(
    final_mwh: float | None, water_value: WaterValue | None, floor_mwh: float, ceiling_mwh: float
) -> Ending:
    """What the state after the last step is worth: one state only, nothing, or the water value.

    Args:
        final_mwh: The one state [MWh], or None.
        water_value: What states are worth, or None.
        floor_mwh: Lowest last state [MWh].
        ceiling_mwh: Highest last state [MWh].

    Raises:
        Infeasible: The state wanted is outside them.
    """
    if final_mwh is not None:
        if not floor_mwh - TOUCHING_MWH <= final_mwh <= ceiling_mwh + TOUCHING_MWH:
            raise Infeasible("the end state of charge is not one of the states allowed at the end")
        return Ending((final_mwh,), (final_mwh,), (0.0,), (0.0,))
    if water_value is None:
        return Ending((floor_mwh,), (ceiling_mwh,), (0.0,), (0.0,))
    inside = [at for at in water_value.at_mwh if floor_mwh < at < ceiling_mwh]
    at = [floor_mwh, *inside, ceiling_mwh]
    worth = [water_value.worth_gbp(state) for state in at]
    # Slopes only fall; rounding must not make them rise.
    slopes = [(worth[i + 1] - worth[i]) / max(at[i + 1] - at[i], 1e-300) for i in range(len(at) - 1)]
    falling = np.minimum.accumulate(slopes)
    return Ending(tuple(at[:-1]), tuple(at[1:]), tuple(worth[:-1]), tuple(falling.tolist()))


def own_ending(store: Store, moves: Moves) -> Ending:
    """What a store's own last state is worth.

    Args:
        store: The store.
        moves: Its steps.
    """
    states = float(moves.floor_mwh[-1]), float(moves.ceiling_mwh[-1])
    return ending_of(store.final_mwh, store.water_value, *states)


def row(numbers: Array, *, is_compiled: bool) -> Any:
    """Numbers as the kernel reads them."""
    return np.ascontiguousarray(numbers, dtype=np.float64) if is_compiled else numbers.tolist()


def with_room(space: Workspace, run: Callable[[Workspace], tuple[int, T]]) -> tuple[Workspace, int, T]:
    """Run the kernel, in more and more work space until it has enough: that space, its code and its result.

    Args:
        space: To begin with.
        run: Gives a code, NO_ROOM where the space was too small, and a result.
    """
    while True:
        code, result = run(space)
        if code != NO_ROOM:
            return space, code, result
        space = space.grow()


_KEPT = threading.local()


def kept_workspace(n: int, *, segments: int) -> Workspace:
    """Compiled work space for one path of n steps, the one used last by this thread where it fits.

    A year needs ten rows of a hundred kilobytes: making them anew costs as much as the algorithm.

    Args:
        n: Steps.
        segments: Segments the tape holds at least.
    """
    kept = getattr(_KEPT, "space", None)
    if not isinstance(kept, Workspace) or not kept.fits(n, segments):
        kept = Workspace(n, is_compiled=True, segments=segments)
        _KEPT.space = kept
    return kept


class Workspace:
    """Work space for problems of up to n steps; `grow` after the kernel found it too small.

    Args:
        n: Steps.
        is_compiled: Arrays or lists.
        segments: Segments the tape holds.
        levels: Levels of a reserve's menu.
        blocks: Blocks of the menu.
        batch: Problems solved side by side.
        pieces: Pieces of one value.
    """

    def __init__(
        self,
        n: int,
        *,
        is_compiled: bool,
        segments: int,
        levels: int = 1,
        blocks: int = 0,
        batch: int = 1,
        pieces: int = 256,
    ) -> None:
        self._made_with = {"n": n, "levels": levels, "blocks": blocks, "batch": batch}
        self.is_compiled, self._segments, self._pieces = is_compiled, segments, pieces
        self.tape = self._rows(4, segments)
        self.ranks = self._rows(2, pieces)
        self.profit = self._rows(3, BENDS)
        self.bench = (
            *self._rows(4, pieces),
            *self._rows(1, BENDS * pieces + BENDS),
            *self._rows(2, PIECES * pieces),
            *self._rows(2, BENDS + PIECES),
        )
        self.pages = (*self._whole(3, n), *self._rows(1, PIECES * n))
        self.shelves = (*self._whole(2, levels * n * bool(blocks)), *self._whole(2, levels * blocks))
        self.flows = self._rows(3, batch * n)
        self.window = self._rows(8, n * (batch > 1))
        self.bounds = self._rows(1, batch)[0]
        self.codes = self._whole(1, batch)[0]
        self.chosen = self._whole(1, blocks)[0]

    def fits(self, n: int, segments: int) -> bool:
        """Whether it serves a path of n steps."""
        return self._made_with["n"] == n and segments <= self._segments

    def grow(self) -> Workspace:
        """The same with four times the room."""
        return Workspace(
            is_compiled=self.is_compiled,
            segments=4 * self._segments,
            pieces=4 * self._pieces,
            **self._made_with,
        )

    def lay_ending(self, ending: Ending) -> int:
        """Put the value of the last state on the tape; how many segments."""
        for part, numbers in zip(self.tape, ending, strict=True):
            for place, number in enumerate(numbers):
                part[place] = number
        return len(ending.left)

    def whole(self, numbers: NDArray[Any]) -> Any:
        """Whole numbers as the kernel reads them."""
        counted = np.asarray(numbers, dtype=np.int64)
        return counted if self.is_compiled else counted.tolist()

    @property
    def work(self) -> tuple[Any, ...]:
        """What a way back along a path works with, and nothing to value on the way."""
        return (self.tape, self.ranks, self.pages, self.profit, self.bench, self._rows(4, 0))

    def _rows(self, count: int, length: int) -> tuple[Any, ...]:
        if self.is_compiled:
            return tuple(np.zeros(length) for _ in range(count))
        return tuple([0.0] * length for _ in range(count))

    def _whole(self, count: int, length: int) -> tuple[Any, ...]:
        if self.is_compiled:
            return tuple(np.zeros(length, dtype=np.int64) for _ in range(count))
        return tuple([0] * length for _ in range(count))
