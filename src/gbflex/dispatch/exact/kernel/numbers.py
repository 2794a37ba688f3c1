"""What the kernel reads and writes: lists of floats when plain, arrays when compiled."""

from __future__ import annotations

from typing import Final, Protocol

__all__ = [
    "INFEASIBLE",
    "NO_ROOM",
    "SAME_MWH",
    "STILL_MWH",
    "STRAIGHT_GBP",
    "TIE_GBP",
    "TOUCHING_MWH",
    "Numbers",
    "Tape",
    "Whole",
]

SAME_MWH: Final = 1e-12
"""Energies closer than this are one."""

STILL_MWH: Final = 1e-9
"""A state this near an end is at it, in explanations."""

TOUCHING_MWH: Final = 1e-6
"""Ranges of states this far apart still meet: the tolerance of the check."""

NEGLIGIBLE_MWH: Final = 1e-11
"""A use this small is rounding."""

STRAIGHT_GBP: Final = 1e-11
"""A bend or a jump smaller than this is none."""

TIE_GBP: Final = 1e-10
"""Ties idle: a use must gain more than this over the smallest one that is as good."""

INFEASIBLE: Final = -1
"""Returned instead of a count: no state is possible."""

NO_ROOM: Final = -2
"""Returned instead of a count: the caller's work space is too small."""


class Numbers(Protocol):
    """A row of floats."""

    def __getitem__(self, at: int, /) -> float:
        """Read."""

    def __setitem__(self, at: int, number: float, /) -> None:
        """Write."""

    def __len__(self) -> int:
        """Room."""


class Whole(Protocol):
    """A row of whole numbers."""

    def __getitem__(self, at: int, /) -> int:
        """Read."""

    def __setitem__(self, at: int, number: int, /) -> None:
        """Write."""

    def __len__(self) -> int:
        """Room."""


Tape = tuple[Numbers, Numbers, Numbers, Numbers]
"""Segments one after another: left end, right end [MWh], value at the left end [GBP], slope [GBP/MWh]."""
