"""A reserve product sold in blocks: power kept free, and energy kept ready, for what it pays.

A level of R MW leaves R less power in its direction, at the store and at the connection, in every step of the
block. The state must allow full delivery for the product's duration at the block's start and after each of its
steps: R x duration / discharging efficiency above the lowest state (up), R x duration x charging efficiency
below the highest (down). Energy delivered on call is not modelled.

Source: the NESO service terms' response energy volume, as in the market reference section 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store
from gbflex.errors import InputError

__all__ = ["Direction", "Reserve", "energy_kept_mwh", "whole_mw"]

Direction = Literal["both", "up", "down"]
Array = NDArray[np.float64]


def whole_mw(most_mw: float) -> tuple[float, ...]:
    """The menu of whole MW from 0 to a power.

    Example:
        >>> whole_mw(2.5)
        (0.0, 1.0, 2.0)
    """
    return tuple(float(level) for level in range(int(most_mw + 1e-9) + 1))


@dataclass(frozen=True, eq=False)
class Reserve:
    """One product on a menu of levels, the level chosen anew for each block.

    Attributes:
        block_index: Block of each step, from 0, never falling, shape (n,).
        clearing_price_gbp_per_mw_per_h: What each block pays [GBP/MW/h], shape (blocks,).
        levels_mw: The menu [MW], rising; a single level is a commitment.
        direction: "up" delivers more, "down" takes more, "both" either.
        energy_duration_h: How long full delivery must last [h].
        continuous: Any power between the lowest and highest level.
        name: Name in reports; products of one problem have different ones.
        store: Name of the store that would deliver it; empty is the only one.
    """

    block_index: NDArray[np.int64]
    clearing_price_gbp_per_mw_per_h: Array
    levels_mw: tuple[float, ...]
    direction: Direction = "both"
    energy_duration_h: float = 0.5
    continuous: bool = False
    name: str = "reserve"
    store: str = ""

    def __post_init__(self) -> None:
        levels = np.asarray(self.levels_mw, dtype=np.float64)
        if not len(levels) or not np.all(np.isfinite(levels)) or levels[0] < 0 or np.any(np.diff(levels) <= 0):
            raise InputError("the levels must be rising powers of at least 0", where="reserve.levels_mw")
        if self.direction not in {"both", "up", "down"}:
            raise InputError(f"there is no direction {self.direction!r}", where="reserve.direction")
        if not (np.isfinite(self.energy_duration_h) and self.energy_duration_h >= 0):
            raise InputError("the duration must be at least 0", where="reserve.energy_duration_h")
        steps = np.diff(self.block_index, prepend=0)
        if len(self.block_index) and np.any((steps < 0) | (steps > 1)):
            raise InputError("blocks must be numbered from 0, one after another", where="reserve.block_index")
        blocks = int(self.block_index[-1]) + 1 if len(self.block_index) else 0
        prices = self.clearing_price_gbp_per_mw_per_h
        if prices.shape != (blocks,) or not np.all(np.isfinite(prices)):
            raise InputError(f"{blocks} finite prices are wanted", where="reserve.clearing_price_gbp_per_mw_per_h")

    @property
    def up(self) -> bool:
        """Whether it delivers more on call."""
        return self.direction in {"both", "up"}

    @property
    def down(self) -> bool:
        """Whether it takes more on call."""
        return self.direction in {"both", "down"}

    def part(self, start: int, stop: int) -> Reserve:
        """The same in some of the steps.

        Args:
            start: First step.
            stop: End.

        Raises:
            InputError: They cut a block in which a level is chosen; a commitment is the same power in both parts.
        """
        block = self.block_index[start:stop]
        begins = start == 0 or self.block_index[start - 1] < block[0]
        ends = stop == len(self.block_index) or self.block_index[stop] > block[-1]
        if not (begins and ends) and len(self.levels_mw) > 1:
            raise InputError("a window cuts a block of the reserve", where="views")
        paid = self.clearing_price_gbp_per_mw_per_h[block[0] : block[-1] + 1]
        return replace(self, block_index=block - block[0], clearing_price_gbp_per_mw_per_h=paid)

    @property
    def held_words(self) -> str:
        """Its name and what is held at least, in words.

        Example:
            >>> block, paid = np.zeros(1, dtype=np.int64), np.zeros(1)
            >>> Reserve(block, paid, levels_mw=(1.0,), name="response_commitment of bess").held_words
            'response_commitment of bess, 1 MW both ways for 0.5 h,'
        """
        ways = {"both": "both ways", "up": "upwards", "down": "downwards"}
        return f"{self.name}, {self.levels_mw[0]:g} MW {ways[self.direction]} for {self.energy_duration_h:g} h,"

    @property
    def is_fixed(self) -> bool:
        """Whether there is one level and nothing to choose."""
        return len(self.levels_mw) == 1

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.clearing_price_gbp_per_mw_per_h)

    def block_hours(self, hours: float) -> Array:
        """Length of each block [h], shape (blocks,)."""
        steps = np.bincount(self.block_index, minlength=len(self.clearing_price_gbp_per_mw_per_h))
        return np.asarray(steps * hours, dtype=np.float64)

    def income_gbp(self, chosen_mw: Array, hours: float) -> float:
        """What chosen levels pay [GBP].

        Args:
            chosen_mw: Level of each block [MW], shape (blocks,).
            hours: Length of a step [h].
        """
        return float((self.clearing_price_gbp_per_mw_per_h * self.block_hours(hours)) @ chosen_mw)


def energy_kept_mwh(reserve: Reserve | None, store: Store, level_mw: float | Array) -> tuple[Array, Array]:
    """Energy that a level keeps ready, and room it keeps free [MWh in the store].

    Args:
        reserve: The product; None keeps nothing.
        store: The store that would deliver it.
        level_mw: Level held [MW].
    """
    level = np.asarray(level_mw, dtype=np.float64)
    if reserve is None:
        return np.zeros_like(level), np.zeros_like(level)
    energy = level * reserve.energy_duration_h
    return energy / store.discharge_efficiency * reserve.up, energy * store.charge_efficiency * reserve.down
