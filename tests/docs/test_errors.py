"""What every message answers, counted in the code: what there is instead, or what to do next."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from gbflex import errors
from tests.docs.markers import ROOT

SOURCE: Final = ROOT / "src" / "gbflex"
ERRORS: Final = frozenset(
    name
    for name in errors.__all__
    if issubclass(getattr(errors, name), errors.GbflexError) and name != "GbflexError"
)
ANSWERS: Final = {"available", "next_step"}

ALLOWED: Final = {
    # The arrays of a problem, which a programmer gives: what is wrong says what is wanted. Which limits stand in each
    # other's way is added by the router.
    "dispatch": 64,
    # To be given a next step: an energy price that the site must name, a number that is none.
    "analysis/run": 3,
}
"""Calls that give neither, by folder; the counts only fall."""


def without_an_answer(text: str) -> Iterator[int]:
    """Line of each error that is made with neither."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ERRORS:
            continue
        given = {
            keyword.arg
            for keyword in node.keywords
            if not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
        }
        if not given & ANSWERS:
            yield node.lineno


def place_of(path: Path) -> str:
    """The folder of the list that a module is in, else the module."""
    module = path.relative_to(SOURCE).as_posix()
    return next((folder for folder in ALLOWED if module.startswith(f"{folder}/")), module)


def test_a_message_says_what_there_is_or_what_to_do() -> None:
    """Proves: outside the list every error does, and the list is not longer than it must be.

    If broken: give `available` or a `next_step`; where a count fell, write the lower number into the list.
    """
    found: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        lines = list(without_an_answer(path.read_text("utf-8")))
        found[place_of(path)] += len(lines)
        where.setdefault(place_of(path), []).extend(f"{path.relative_to(SOURCE)}:{line}" for line in lines)
    changed = {place for place in {*found, *ALLOWED} if found[place] != ALLOWED.get(place, 0)}
    assert changed == set(), {place: (where[place], ALLOWED.get(place, 0)) for place in changed}


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ('InputError("x")', 1),
        ('DataError("x", where="y", next_step="")', 1),
        ('DataError("x", next_step="Do it")', 0),
        ('MissingPeriods("x", available=spans)', 0),
        ('ValueError("x")', 0),
    ],
)
def test_a_call_without_an_answer_is_found(call: str, count: int) -> None:
    """Proves: an empty text is no answer, other errors do not count. If broken: the count says nothing."""
    assert len(list(without_an_answer(f"raise {call}"))) == count


def test_every_did_you_mean_is_asked_in_one_place() -> None:
    """Proves: `gb.nearest` alone makes the question, and it ends as one. If broken: "Did you mean bsuos."."""
    makers = [
        path.relative_to(SOURCE).as_posix()
        for path in sorted(SOURCE.rglob("*.py"))
        if 'f"Did you mean' in path.read_text("utf-8")
    ]
    assert makers == ["gb/nearest.py"]
    assert str(errors.InputError("no such charge", next_step="Did you mean bsuos?")) == (
        "no such charge. Did you mean bsuos?"
    )
