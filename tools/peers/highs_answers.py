"""What a HiGHS peer found, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass

from peers.problem import Array

__all__ = ["ManyAnswers", "MilpAnswer", "PeerAnswer", "ResponseAnswer"]


@dataclass(frozen=True)
class PeerAnswer:
    """A schedule of shape (n,) in MWh at the meter, its worth, and seconds of wall clock.

    Building is everything before the solver starts, hand-over included; solving is inside HiGHS's run; the total
    also holds reading the solution.
    """

    objective_gbp: float
    build_seconds: float
    solver_seconds: float
    total_seconds: float
    charge_mwh: Array
    discharge_mwh: Array


@dataclass(frozen=True)
class MilpAnswer(PeerAnswer):
    """The same with the proven upper bound and how many direction binaries the model had."""

    bound_gbp: float
    binaries: int


@dataclass(frozen=True)
class ResponseAnswer(MilpAnswer):
    """The same with the response held in each block, shape (blocks,), in MW."""

    response_mw: Array


@dataclass(frozen=True)
class ManyAnswers:
    """Worth of m problems, shape (m,), and seconds of wall clock for all of them."""

    objective_gbp: Array
    build_seconds: float
    solver_seconds: float
    total_seconds: float
