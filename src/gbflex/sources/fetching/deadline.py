"""Work that ends by a deadline whatever the network does: a name that is looked up, a byte a second, a silence."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["Overdue", "within"]

Result = TypeVar("Result")


class Overdue(Exception):
    """The deadline passed before the work was done."""


def within(seconds: float, work: Callable[[threading.Event], Result]) -> Result:
    """The result of some work, or `Overdue` once the seconds are over.

    The work runs in a thread of its own: what the operating system blocks there holds nobody up. It is told by an
    event that nobody waits for it any more.

    Args:
        seconds: How long it may take.
        work: What to do; its argument is set when the deadline has passed.

    Raises:
        Overdue: It took longer.
    """
    if seconds <= 0:
        raise Overdue
    ended: queue.SimpleQueue[tuple[Result, None] | tuple[None, BaseException]] = queue.SimpleQueue()
    given_up = threading.Event()

    def run() -> None:
        try:
            ended.put((work(given_up), None))
        except BaseException as error:  # noqa: BLE001, RUF100 (raised again where it is waited for)
            ended.put((None, error))

    threading.Thread(target=run, name="gbflex-request", daemon=True).start()
    try:
        result, error = ended.get(timeout=seconds)
    except queue.Empty:
        raise Overdue from None
    finally:
        given_up.set()
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # a pair has a result or an error
