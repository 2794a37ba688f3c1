"""Plain or compiled: which kernel a piece of work gets. Both give the same bits.

Loading the compiled kernel takes about a second, compiling it for the first time much longer. The process counts
what plain Python has cost it so far, and changes over when that, with the next piece, would cost as much as the
change: whatever still comes, it never pays more than about twice what knowing it beforehand would have cost.
Measured: docs/decisions/0015-the-compiled-kernel-where-it-pays.md.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, Final

from gbflex.dispatch.exact.kernel import batch, heat, menu, path, pieces, rule
from gbflex.dispatch.exact.loading import ENTRIES, STANDS_ON, Kernel, Work, is_kept, load

__all__ = ["Chooser", "Kernel", "Work", "kernel", "load_now"]

LOAD_SECONDS: Final = 1.0
"""What importing numba and reading compiled code from its cache costs, and 100 MB; once per process."""

COMPILE_SECONDS: Final[dict[Work, float]] = {
    "path": 12.0,
    "menu": 10.0,
    "rows": 2.0,
    "windows": 3.0,
    "rule": 1.0,
    "heat": 4.0,
}
"""What compiling costs, once per user and version; what a kind of work stands on comes on top."""

PART_OF_COMPILING: Final = 0.5
"""What plain work must cost of that: what is compiled is kept, and a second process has it for nothing."""


class Chooser:
    """What a process has spent on plain work, and what it has loaded since.

    Args:
        load: Loads the compiled kernel; None where it cannot be had.
        is_kept: Whether a kind of work is in the cache.
    """

    def __init__(self, load: Callable[[], Kernel | None], is_kept: Callable[[Work], bool]) -> None:
        self._load, self._is_kept = load, is_kept
        self._counting, self._loading = threading.Lock(), threading.Lock()
        self._has_tried = False
        self._compiled: Kernel | None = None
        self._spent_seconds: dict[Work, float] = dict.fromkeys(ENTRIES, 0.0)
        self._in_use: set[Work] = set()
        self._plain: dict[Work, Kernel] = {work: self._counted(work) for work in ENTRIES}

    def kernel(self, plain_seconds: float, work: Work) -> Kernel:
        """The kernel for a piece of work.

        Args:
            plain_seconds: What plain Python would take, roughly [s].
            work: What kind it is.
        """
        if work in self._in_use or self._is_worth_it(plain_seconds, work):
            found = self._loaded()
            if found is not None:
                self._in_use.add(work)
                return found
        return self._plain[work]

    def load_now(self) -> None:
        """Load the compiled kernel, and use it for all work from now on."""
        if self._loaded() is not None:
            self._in_use.update(ENTRIES)

    def spent_seconds(self) -> float:
        """What plain work has cost this process so far [s]."""
        with self._counting:
            return sum(self._spent_seconds.values())

    def _is_worth_it(self, plain_seconds: float, work: Work) -> bool:
        if not self._has_tried and self.spent_seconds() + plain_seconds <= LOAD_SECONDS:
            return False
        compiling = sum(COMPILE_SECONDS[one] for one in _needed(work) if not self._is_kept(one))
        return self._spent_seconds[work] + plain_seconds >= PART_OF_COMPILING * compiling

    def _loaded(self) -> Kernel | None:
        # One thread loads, others wait for it: they would need the same second.
        with self._loading:
            if not self._has_tried:
                self._compiled, self._has_tried = self._load(), True
            return self._compiled

    def _counted(self, work: Work) -> Kernel:
        """The plain kernel, its time counted as spent on a kind of work."""

        def part(module: ModuleType) -> Any:
            public = {name: getattr(module, name) for name in module.__all__}
            functions = {name: value for name, value in public.items() if isinstance(value, FunctionType)}
            return SimpleNamespace(**{name: self._timed(work, value) for name, value in functions.items()})

        return Kernel(
            is_compiled=False,
            path=part(path),
            menu=part(menu),
            batch=part(batch),
            rule=part(rule),
            pieces=pieces,
            heat=part(heat),
        )

    def _timed(self, work: Work, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*arguments: Any) -> Any:
            # Of this thread alone: another one's work is its own to count.
            began = time.thread_time()
            try:
                return function(*arguments)
            finally:
                spent = time.thread_time() - began
                with self._counting:
                    self._spent_seconds[work] += spent

        return run


def _needed(work: Work) -> set[Work]:
    return {work, STANDS_ON.get(work, work)}


_CHOOSER: Final = Chooser(load, is_kept)


def kernel(plain_seconds: float, work: Work) -> Kernel:
    """The kernel for a piece of work: compiled where it is loaded or worth loading.

    Args:
        plain_seconds: What plain Python would take, roughly [s].
        work: What kind it is.
    """
    return _CHOOSER.kernel(plain_seconds, work)


def load_now() -> None:
    """Load the compiled kernel, and use it for all work from now on; each kind is compiled when first used."""
    _CHOOSER.load_now()
