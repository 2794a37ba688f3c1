"""Work on many things, two at a time in threads: Polars, hashes and gzip do not hold Python's lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

__all__ = ["in_threads"]

AT_ONCE: Final = 2
WAITING: Final = 4
"""Results that are begun and not taken yet: they are in memory."""
Thing = TypeVar("Thing")
Result = TypeVar("Result")


def in_threads(work: Callable[[Thing], Result], things: Iterable[Thing]) -> Iterator[Result]:
    """What is made of each thing, in the order of the things.

    Args:
        work: Makes it; it touches nothing that others change.
        things: They are taken in the caller's thread, a few ahead.
    """
    pool = ThreadPoolExecutor(AT_ONCE)
    begun: deque[Future[Result]] = deque()
    try:
        for thing in things:
            begun.append(pool.submit(work, thing))
            if len(begun) == WAITING:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
