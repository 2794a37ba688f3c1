"""When a derivation runs."""

from __future__ import annotations

from collections.abc import Callable

Figure = Callable[[], float | str]

SLOW: set[str] = set()


def slow(function: Figure) -> Figure:
    """Takes more than a few seconds: in `make slow` only."""
    SLOW.add(f"{function.__module__}.{function.__name__}")
    return function


def is_slow(function: Figure) -> bool:
    """Whether it was marked so."""
    return f"{function.__module__}.{function.__name__}" in SLOW
