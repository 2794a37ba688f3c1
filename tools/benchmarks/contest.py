"""A contest is one thing done by us and by a peer; rounds of all contests are interleaved and give rows."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

__all__ = ["REPEATS", "ROUNDS", "Contest", "Row", "Taken", "interleaved", "timed"]

T = TypeVar("T")

ROUNDS: Final = 7

REPEATS: Final = 9
"""Calls in a row of what takes milliseconds."""

AGREE: Final = 1e-6
"""Relative: the peers keep their limits to 1e-7 per step, and CBC exchanges numbers as text."""


class Taken(NamedTuple):
    """One run.

    Attributes:
        seconds: Wall time of the whole call [s].
        objective_gbp: What was found [GBP].
        bound_gbp: What the run proves that no schedule exceeds [GBP]; None proves nothing.
        solver_seconds: Of it, inside the solver or the kernel [s].
        peak_mb: Largest memory of a process of its own [MB].
        note: What else was seen.
    """

    seconds: float
    objective_gbp: float | None = None
    bound_gbp: float | None = None
    solver_seconds: float | None = None
    peak_mb: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Contest:
    """One thing to time.

    Attributes:
        id: Name of its row.
        what: What is done.
        ours: Does it with gbflex.
        peer: Who else does it.
        run_peer: Does it with the peer.
        peer_rounds: In how many rounds the peer takes part.
        kernel: Seconds of our kernel alone; gives a second row, against the peer's solver alone.
        repeats: Calls of ours in a row in each round, of which the median counts: a call of milliseconds
            alone measures what ran before it.
    """

    id: str
    what: str
    ours: Callable[[], Taken]
    peer: str | None = None
    run_peer: Callable[[], Taken] | None = None
    peer_rounds: int = ROUNDS
    kernel: Callable[[], float] | None = None
    repeats: int = 1


@dataclass(frozen=True)
class Row:
    """Medians of a contest; `as_json` is what build/bench.json holds."""

    id: str
    what: str
    ours: Taken
    peer: str | None = None
    theirs: Taken | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long the peer takes."""
        return None if self.theirs is None else self.theirs.seconds / self.ours.seconds

    def as_json(self) -> dict[str, Any]:
        """The row as an object."""
        theirs = self.theirs
        return {
            "id": self.id,
            "what": self.what,
            "ours_seconds": self.ours.seconds,
            "peer": self.peer,
            "peer_seconds": None if theirs is None else theirs.seconds,
            "ratio": self.ratio,
            "ours_objective": self.ours.objective_gbp,
            "peer_objective": None if theirs is None else theirs.objective_gbp,
        }


def timed(work: Callable[[], object]) -> Callable[[], Taken]:
    """Work without an objective as something to time."""

    def run() -> Taken:
        began = time.perf_counter()
        work()
        return Taken(time.perf_counter() - began)

    return run


def interleaved(contests: Sequence[Contest], rounds: int) -> list[Row]:
    """Every contest in turn, round after round; what we do is done once before, so that all is loaded."""
    for contest in contests:
        contest.ours()
    seen: list[tuple[list[Taken], list[Taken], list[Taken]]] = [([], [], []) for _ in contests]
    for number in range(rounds):
        for contest, (ours, kernel, theirs) in zip(contests, seen, strict=True):
            ours.append(_middle(_in_a_row(contest.ours, contest.repeats)))
            if contest.kernel is not None:
                alone = _in_a_row(contest.kernel, contest.repeats)
                kernel.append(_middle([Taken(seconds) for seconds in alone]))
            if contest.run_peer is not None and number < contest.peer_rounds:
                theirs.append(_quietly(contest.run_peer))
        print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    return [row for contest, runs in zip(contests, seen, strict=True) for row in _rows(contest, *runs)]


def _in_a_row(run: Callable[[], T], times: int) -> list[T]:
    return _quietly(lambda: [run() for _ in range(times)])


def _quietly(run: Callable[[], T]) -> T:
    """A run without the garbage collector, as `timeit` does it: what others left is cleared before."""
    gc.collect()
    gc.disable()
    try:
        return run()
    finally:
        gc.enable()


def _rows(contest: Contest, ours: list[Taken], kernel: list[Taken], theirs: list[Taken]) -> list[Row]:
    our_run, their_run = _middle(ours), _middle(theirs) if theirs else None
    what = "; ".join(filter(None, (contest.what, our_run.note, their_run.note if their_run else "")))
    row = Row(contest.id, what, our_run, contest.peer, their_run)
    _check(row)
    if not kernel:
        return [row]
    alone = [Taken(run.solver_seconds) for run in theirs if run.solver_seconds is not None]
    peer = f"{contest.peer}, run alone"
    return [
        row,
        Row(f"{row.id}-kernel", "the same, kernel and solver alone", _middle(kernel), peer, _middle(alone)),
    ]


def _middle(runs: list[Taken]) -> Taken:
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _check(row: Row) -> None:
    """Refuse a contest of two different problems: our optimum lies between what the peer found and its bound."""
    found = None if row.theirs is None else row.theirs.objective_gbp
    bound = None if row.theirs is None else row.theirs.bound_gbp
    ours = row.ours.objective_gbp
    if found is None or bound is None or ours is None:
        return
    slack = AGREE * max(abs(ours), 1.0)
    if not found - slack <= ours <= bound + slack:
        raise ValueError(f"{row.id}: ours is {ours!r}, outside the peer's {found!r} to {bound!r}")
