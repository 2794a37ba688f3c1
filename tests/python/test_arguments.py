"""A wrong argument in Python: an error of the tree that says what was given and what is taken, from the first line."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gbflex
from gbflex.errors import GbflexError, InputError
from gbflex.python.arguments import given
from tests.python.names import public_functions

DAY = "2024-05-06"
FLAT: dict[str, Any] = {"name": "Flat", "licence_area": 14, "demand": {"constant_mw": 1}, "charges": ["ccl"]}


class Odd:
    """Nothing that any question takes."""


def cases() -> list[tuple[str, str, object]]:
    return [
        (name, parameter.name, value)
        for name, question in public_functions().items()
        for parameter in inspect.signature(question).parameters.values()
        if parameter.kind is not parameter.VAR_KEYWORD
        for value in (Odd(), b"x")
    ]


def plausible(parameter: inspect.Parameter) -> object:
    return FLAT if parameter.name == "site" else DAY


@pytest.mark.parametrize(
    ("name", "field", "value"), cases(), ids=lambda one: type(one).__name__ if not isinstance(one, str) else one
)
def test_what_no_question_takes_is_refused_by_name(
    name: str, field: str, value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: every parameter of every public function refuses another type with its own name and what it takes.

    If broken: a TypeError or AttributeError from deep inside.
    """
    monkeypatch.chdir(tmp_path)
    question = public_functions()[name]
    parameters = inspect.signature(question).parameters.values()
    needed = {
        one.name: plausible(one)
        for one in parameters
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    }
    with pytest.raises(GbflexError) as caught:
        question(**{**needed, field: value})
    said = str(caught.value)
    assert caught.value.exit_code == 2
    assert any(parameter.name in said for parameter in parameters), said
    assert caught.value.available or caught.value.next_step


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: gbflex.bill(FLAT, 3.5, DAY), ("first_date is 3.5, of type float", "a text or a date")),
        (lambda: gbflex.bill(FLAT, DAY), ("missing", "last_date", "bill(site, first_date, last_date")),
        (lambda: gbflex.bill(FLAT, DAY, DAY, DAY), ("too many positional", "bill(site")),
        (lambda: gbflex.bill(FLAT, DAY, DAY, suply={}), ("takes no 'suply'", "Did you mean supply")),
        (lambda: gbflex.lookup(mpam="1"), ("takes no 'mpam'", "Did you mean mpan")),
        (lambda: gbflex.lookup(mpan=1400000123450), ("mpan is 1400000123450, of type int", "a text or None")),
        (lambda: gbflex.bill(7, DAY, DAY), ("site is 7", "a Site or a mapping or a text or a path")),
        (lambda: gbflex.run(FLAT, DAY, DAY, mode=3), ("mode is 3", "a text or a list, each a text")),
        (lambda: gbflex.run(FLAT, DAY, DAY, progress=3), ("progress is 3", "a function")),
        (lambda: gbflex.bm.leaderboard(DAY, DAY, units="T_X"), ("units is 'T_X'", "a list, each a text")),
        (lambda: gbflex.plan(FLAT, DAY, horizon=True), ("horizon is True, of type bool", "a whole number")),
        (lambda: gbflex.bill(FLAT, datetime(2024, 5, 6, tzinfo=UTC), DAY), ("an instant, not a settlement date",)),
        (lambda: gbflex.bill(FLAT, DAY, DAY, overrides="demand.constant_mw=2"), ("overrides is 'demand", "a list")),
        (lambda: gbflex.bill(FLAT, DAY, DAY, overrides=[1]), ("overrides is [1]",)),
        (lambda: gbflex.bill(FLAT, DAY, DAY, overrides={"demand.constant_mw": Odd()}), ("demand.constant_mw", "Odd")),
        (lambda: gbflex.bill(FLAT, DAY, DAY, demand=Odd()), ("demand", "Odd is no value of a site file")),
        (lambda: gbflex.bill(FLAT, DAY, DAY, demand={"constant_mw": "two"}), ("demand.constant_mw", "number")),
        (lambda: gbflex.Site.from_mapping(3), ("data is a int", "a mapping")),  # type: ignore[arg-type]
        (lambda: gbflex.Site.from_file(3), ("3 is not a path",)),  # type: ignore[arg-type]
        (lambda: gbflex.Site.example("west"), ("no example 'west'", "west-midlands-hv")),
    ],
)  # fmt: skip
def test_the_message_says_what_was_given_and_what_is_taken(ask: Any, words: tuple[str, ...]) -> None:
    """Proves: value, type, name and what is taken. If broken: a reader has to open the source."""
    with pytest.raises(InputError) as caught:
        ask()
    for word in words:
        assert word in str(caught.value)


def asked(day: str | date, share: float | None = None, count: int = 1, where: str | Path = "x") -> None:
    """A question."""


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("day", "2024-05-06", "2024-05-06"),
        ("day", date(2024, 5, 6), date(2024, 5, 6)),
        ("day", datetime(2024, 5, 6), date(2024, 5, 6)),  # noqa: DTZ001 (what pandas makes of a date)
        ("day", np.datetime64("2024-05-06"), date(2024, 5, 6)),
        ("share", 1, 1.0),
        ("share", np.float32(0.5), 0.5),
        ("share", None, None),
        ("count", np.int64(3), 3),
        ("where", Path("a"), Path("a")),
    ],
)
def test_numbers_and_dates_of_other_libraries_are_taken(name: str, value: object, taken: object) -> None:
    """Proves: numpy's and pandas' values come as Python's. If broken: an int64 that JSON cannot write."""
    found = given(asked, (), {"day": "2024-05-06", name: value}).named[name]
    assert found == taken
    assert type(found) is type(taken)
