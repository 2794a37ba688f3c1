"""Work in threads: in order, only a little ahead, and ended by the first error."""

from __future__ import annotations

import itertools
import threading
import time

import polars as pl
import pytest

from gbflex.spill import Spill
from gbflex.store.in_threads import in_threads


def test_results_come_in_order_and_a_little_ahead() -> None:
    """Proves: the slow first result comes first, in another thread, and of endless things only a few are begun. If broken: parts of a table under each other's names, or a whole file in memory."""
    begun = []

    def work(number: int) -> tuple[int, bool]:
        begun.append(number)
        time.sleep(0.05 if number == 0 else 0)
        return number, threading.current_thread() is threading.main_thread()

    results = in_threads(work, itertools.count())
    assert [next(results) for _ in range(10)] == [(number, False) for number in range(10)]
    results.close()
    assert 10 <= len(begun) < 14
    assert list(in_threads(work, ())) == []


def test_an_error_ends_the_work() -> None:
    """Proves: an error of one thing is raised where its result would come, and what follows is not begun. If broken: a full disk goes unnoticed."""
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        return 1 // (number - 3)

    with pytest.raises(ZeroDivisionError):
        list(in_threads(work, range(100)))
    assert len(begun) <= 7


def test_frames_that_were_put_by_are_read_in_threads() -> None:
    """Proves: two threads that read one file of put-by frames each get their own. If broken: rows of another day."""
    spill = Spill(held_bytes=0)
    kept = [spill.keep(pl.DataFrame({"number": [number] * 50})) for number in range(300)]
    read = list(in_threads(lambda one: one.read()["number"].unique().item(), kept))
    assert read == list(range(300))
