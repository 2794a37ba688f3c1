"""Many problems in one go: price scenarios or sites side by side, and windows one after another."""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import Numbers, Tape, Whole
from gbflex.dispatch.exact.kernel.path import Pages, Probe, Ranks, Steps, follow_path, value_path
from gbflex.dispatch.exact.kernel.step import Bench, Profit

__all__ = ["roll_windows", "solve_rows"]


def _copy_steps(steps: Steps, begin: int, into: Steps, at: int, count: int) -> None:
    for row in range(8):
        source, target = steps[row], into[row]
        for step in range(count):
            target[at + step] = source[begin + step]


def _copy_end(ends: Tape, first: int, count: int, tape: Tape) -> None:
    for part in range(4):
        for i in range(count):
            tape[part][i] = ends[part][first + i]


def solve_rows(
    steps: Steps,
    window: Steps,
    n: int,
    keeps: Numbers,
    initials: Numbers,
    ends: Tape,
    end_firsts: Whole,
    end_counts: Whole,
    relaxed: bool,
    tape: Tape,
    ranks: Ranks,
    pages: Pages,
    profit: Profit,
    bench: Bench,
    probe: Probe,
    flows: tuple[Numbers, Numbers, Numbers],
    bounds: Numbers,
    codes: Whole,
) -> None:
    """Solve problems of equal length side by side.

    Args:
        steps: Of all problems, one after another.
        window: Work space for the steps of one.
        n: Steps of each.
        keeps: By problem, share of the energy that a step's self-discharge leaves.
        initials: By problem, state at the start [MWh].
        ends: Values of the end states.
        end_firsts: By problem, where its value of the end begins.
        end_counts: By problem, how many segments it has.
        relaxed: Whether two directions may be used at once.
        tape: Work space.
        ranks: Work space.
        pages: Work space.
        profit: Work space.
        bench: Work space.
        probe: Empty.
        flows: To be written, by problem and step.
        bounds: To be written, by problem: the value of its start.
        codes: To be written, by problem: 0, INFEASIBLE or NO_ROOM.
    """
    for row in range(len(initials)):
        _copy_steps(steps, row * n, window, 0, n)
        _copy_end(ends, end_firsts[row], end_counts[row], tape)
        keep, initial, ended = keeps[row], initials[row], end_counts[row]
        code, bound = value_path(
            window, n, keep, initial, relaxed, ended, tape, ranks, pages, profit, bench, probe
        )
        codes[row] = code
        bounds[row] = bound
        if code == 0:
            follow_path(window, keep, initial, relaxed, n, tape, pages, profit, bench, flows, row * n)


def roll_windows(
    steps: Steps,
    window: Steps,
    n: int,
    leads: int,
    starts: Whole,
    stops: Whole,
    keep: float,
    initial: float,
    ends: Tape,
    end_firsts: Whole,
    end_counts: Whole,
    relaxed: bool,
    tape: Tape,
    ranks: Ranks,
    pages: Pages,
    profit: Profit,
    bench: Bench,
    probe: Probe,
    flows: tuple[Numbers, Numbers, Numbers],
) -> tuple[int, int]:
    """Plan a window, keep the steps before the next one, go on: 0 or why not, and the window that stopped it.

    Args:
        steps: As expected by lead, one lead after another: the first as seen at a window's start, the second
            as seen one window earlier, and so on; the last lead serves all further steps.
        window: Work space for the steps of a window.
        n: Steps of the span.
        leads: How many leads there are.
        starts: First step of each window, and the end of the span.
        stops: End of each window's plan.
        keep: Share of the energy that a step's self-discharge leaves.
        initial: State at the start [MWh].
        ends: Value of the state at a window's end, and at the span's end.
        end_firsts: Where the two begin.
        end_counts: Segments of the two.
        relaxed: Whether two directions may be used at once.
        tape: Work space.
        ranks: Work space.
        pages: Work space.
        profit: Work space.
        bench: Work space.
        probe: Empty.
        flows: To be written, by step.
    """
    windows = len(starts) - 1
    for which in range(windows):
        start, stop = starts[which], stops[which]
        at, lead = start, 0
        while at < stop:
            part = min(starts[min(which + lead + 1, windows)], stop) if lead < leads - 1 else stop
            _copy_steps(steps, lead * n + at, window, at - start, part - at)
            at, lead = part, lead + 1
        end = 1 if stop == n else 0
        _copy_end(ends, end_firsts[end], end_counts[end], tape)
        code, _ = value_path(
            window,
            stop - start,
            keep,
            initial,
            relaxed,
            end_counts[end],
            tape,
            ranks,
            pages,
            profit,
            bench,
            probe,
        )
        if code != 0:
            return code, which
        kept = starts[which + 1] - start
        initial = follow_path(window, keep, initial, relaxed, kept, tape, pages, profit, bench, flows, start)
    return 0, windows
