"""Contract tests over the registry of answers: a new answer, or a new key of one, is tested on arrival."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

import pytest

from gbflex.analysis.answers.lines import RateRow, RatesAnswer
from gbflex.analysis.answers.rates import PRICE_SUFFIX, RateTableRow, rate_columns
from gbflex.analysis.answers.registry import ANSWERS, Answer
from gbflex.analysis.answers.run import RunSummary
from gbflex.analysis.answers.shape import Column, Shape, columns_of, unit_of
from gbflex.reports.page_model import PAGE_ROWS
from tests.cli.conftest import gbflex
from tests.registries.answers_asked import DAYS, EXAMPLES, LEGACY, SITE, Example, Gbflex

__all__ = ["gbflex"]

TYPES: dict[str, type | tuple[type, ...]] = {
    "number": (int, float),
    "integer": int,
    "flag": bool,
    "text": str,
    "rows": list,
    "part": dict,
    "list": list,
    "map": dict,
}


def shapes_under(shape: Shape) -> Iterator[Shape]:
    yield shape
    for column in columns_of(shape).values():
        for inner in column.shapes:
            yield from shapes_under(inner)


SHAPES = [
    *dict.fromkeys(shape for answer in ANSWERS for shape in shapes_under(answer.shape)),
    *PAGE_ROWS,
    RatesAnswer,
    RateRow,
    RunSummary,
]


def differences(shapes: tuple[Shape, ...], value: dict[str, Any], where: str) -> list[str]:
    """How a value differs from the best fitting of its declarations."""
    return min((_against(shape, value, where) for shape in shapes), key=len)


def _against(shape: Shape, value: dict[str, Any], where: str) -> list[str]:
    declared = dict(columns_of(shape))
    if shape is RateTableRow:
        declared |= {
            column.key: column for column in rate_columns(key for key in value if key.endswith(PRICE_SUFFIX))
        }
    found = [f"{where}.{key} is not declared" for key in value.keys() - declared.keys()]
    found += [
        f"{where}.{key} is absent" for key, column in declared.items() if key not in value and not column.optional
    ]
    for key in value.keys() & declared.keys():
        found += _of_value(declared[key], value[key], f"{where}.{key}")
    return found


def _of_value(column: Column, value: Any, where: str) -> list[str]:
    if value is None:
        return [] if column.nullable else [f"{where} is null"]
    wanted = TYPES[column.kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        return [f"{where} is {value!r}, not a {column.kind}"]
    if column.kind == "part":
        return differences(column.shapes, value, where)
    if column.kind == "rows":
        return [text for row in value for text in differences(column.shapes, row, where)]
    return []


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.command)
def test_an_answer_has_exactly_its_declared_keys(
    answer: Answer, gbflex: Gbflex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: what a command answers is what is declared, with types and nulls. If broken: a key nobody can look up."""
    found = EXAMPLES[answer.command](Example(gbflex, tmp_path, monkeypatch))
    assert found
    for value in found:
        assert differences((answer.shape,), value, answer.command) == []
        for part in _priced_parts(value):
            assert part["complete"] is (not part["not_priced"])


def _priced_parts(value: Any) -> Iterator[dict[str, Any]]:
    """What says of itself whether it is complete."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _priced_parts(inner)
    if isinstance(value, dict) and "not_priced" in value:
        yield value


SAYS_WHAT_IS_LACKING = {"not_priced", "gaps"}
"""Rows without which `complete: false` would say that something is lacking, and not what."""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_answer_that_may_be_incomplete_names_what_is_lacking(shape: Shape) -> None:
    """Proves: no `complete` without its rows. If broken: `plan` says false, and nobody learns which charge is missing."""
    declared = columns_of(shape)
    assert "complete" not in declared or SAYS_WHAT_IS_LACKING & declared.keys()


LACKING: dict[str, tuple[object, ...]] = {
    "site bill": ("site", "bill", SITE, *DAYS),
    "run": ("run", SITE, *DAYS, "--out", "again"),
    "run, several modes": ("run", SITE, *DAYS, "--mode", "perfect", "--mode", "naive", "--out", "two"),
    "compare": ("compare", SITE, *DAYS, "--mode", "perfect"),
    "plan": ("plan", SITE, "--at", "2025-01-15T16:00Z"),
    "losses": ("losses", SITE, *DAYS),
    "explain": ("explain", "run", "--date", "2024-05-07", "--period", 10),
    "why": ("why", SITE, "--date", "2024-06-03"),
    "breakeven": ("breakeven", SITE, "--date", "2024-06-03"),
    "data models": ("data", "models", SITE, *DAYS, "--out", "models"),
    "chp curve": ("chp", "curve", LEGACY, "--set", "charges=all", "--date", "2024-06-03"),
    "chp value": ("chp", "value", LEGACY, "--set", "charges=all", "--from", "2024-06-03", "--to", "2024-06-03"),
}
"""Commands asked while CfD rates from 2024 on are forgotten."""


def test_every_priced_answer_is_asked_where_a_rate_is_lacking() -> None:
    """Proves: the next test asks each answer that may lack a price. If broken: a new one is not asked."""
    may_lack = {
        answer.command
        for answer in ANSWERS
        if any("not_priced" in columns_of(shape) for shape in shapes_under(answer.shape))
    }
    # The demo prints its runs as `run` does.
    assert may_lack - {"demo"} == set(LACKING)


@pytest.mark.parametrize("command", LACKING)
def test_what_is_not_complete_names_every_line(
    command: str,
    gbflex: Gbflex,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_rate: Callable[[str, date, date], None],
) -> None:
    """Proves: an answer that is not complete has rows, and the terminal names the same lines and dates.

    If broken: `losses` is short of five charges and shows one note.
    """
    monkeypatch.chdir(tmp_path)
    without_rate("cfd_interim_levy_rate", date(2024, 1, 1), date(2026, 12, 31))
    if command == "explain":
        assert gbflex("run", SITE, *DAYS, "--out", "run").code == 0
    said = gbflex(*LACKING[command], "--json")
    shown = gbflex(*LACKING[command])
    assert said.code == shown.code == 0
    for answer in said.json.get("results", [said.json]):
        assert answer["complete"] is False
        assert "cfd" in {row["line"] for row in answer["not_priced"]}
        for row in answer["not_priced"]:
            assert f"{row['line']}, {row['from']} to {row['to']}" in shown.err
            assert f": {row['reason']}" in shown.err
    assert "Not complete. Not priced:" in shown.err


def test_every_answer_has_an_example() -> None:
    """Proves: the registry and the examples name the same commands. If broken: an answer that nothing checks."""
    assert [answer.command for answer in ANSWERS] == list(EXAMPLES)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_key_says_what_it_is(shape: Shape) -> None:
    """Proves: label and one sentence for each key, and a number has a unit. If broken: a column without a heading."""
    assert (shape.__doc__ or "").strip()
    for column in columns_of(shape).values():
        where = f"{shape.__name__}.{column.key}"
        said = column.said
        assert said.label, where
        assert said.label[0].isupper() or said.label.startswith(("gbflex", "95")), where
        assert said.meaning, where
        assert not said.meaning.endswith("."), where
        assert ". " not in said.meaning, where
        assert "[" not in said.label, where
        if column.kind == "number":
            assert column.unit or said.unit_in, where


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_units_agree_with_the_names(shape: Shape) -> None:
    """Proves: a unit is said where the name has none, and never another. If broken: GBP under a heading of MWh."""
    declared = columns_of(shape)
    for column in declared.values():
        said, by_name = column.said, unit_of(column.key)
        assert not (said.unit and by_name), f"{shape.__name__}.{column.key} says {said.unit}, its name {by_name}"
        if said.unit_in:
            assert declared[said.unit_in].kind == "text"


class Bare(TypedDict):
    """An answer whose key says nothing."""

    value_gbp: float


def test_a_key_without_words_is_refused() -> None:
    """Proves: every key must be declared with its label. If broken: a heading is made up from the name."""
    with pytest.raises(TypeError, match=r"Bare\.value_gbp has no Key"):
        columns_of(Bare)
