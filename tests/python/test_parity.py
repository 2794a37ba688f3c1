"""The command line and Python give the same answer, command by command, as the registry of answers lists them."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gbflex as package
from gbflex.analysis.answers.first_look import Steps, first_look
from gbflex.analysis.answers.registry import ANSWERS, Answer
from gbflex.analysis.answers.shape import columns_of
from gbflex.api.loads import LoadTable
from gbflex.python.answered import result_of
from gbflex.python.result import Result
from gbflex.python.words import WIDEST
from tests.cli.conftest import gbflex
from tests.python.names import python_name, question_of
from tests.registries.answers_asked import DAYS, EXAMPLES, SITE, Example, Gbflex
from tests.registries.test_every_answer import SHAPES

__all__ = ["gbflex"]

MOST_LINES = 5


def through_python(command: str, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the Python function of a command gives whenever the command line asks; it stands in its twin's place."""
    question, given = question_of(command), []

    def asked(*positional: Any, **keywords: Any) -> Any:
        given.append(question(*positional, **keywords))
        return given[-1]

    written = question.__wrapped__  # type: ignore[attr-defined]
    for name, module in list(sys.modules.items()):
        if name.startswith("gbflex.api"):
            for attribute, value in list(vars(module).items()):
                if value is written:
                    monkeypatch.setattr(module, attribute, asked)
    return given


def as_json(answer: Any) -> Any:
    """What of a Python answer the command prints."""
    if isinstance(answer, LoadTable):
        answer = answer.summary
    if isinstance(answer, list):
        answer = {"files": [str(path) for path in answer]}
    return json.loads(json.dumps(answer))


NOT_A_TWIN = {"site rates"}
"""Rows as a frame: asked for below."""


@pytest.mark.parametrize("answer", [a for a in ANSWERS if a.command not in NOT_A_TWIN], ids=lambda a: a.command)
def test_python_gives_what_the_command_prints(
    answer: Answer, gbflex: Gbflex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: with the arguments of the command line, the Python function is asked and gives its JSON, key by key.

    And of that answer: five lines, HTML that is closed and asks nobody, tables with the rows of JSON.
    If broken: a command without a Python twin, an argument that it does not take, or another answer.
    """
    given = through_python(answer.command, monkeypatch)
    printed = EXAMPLES[answer.command](Example(gbflex, tmp_path, monkeypatch))
    said = [as_json(one) for one in given]
    assert printed
    assert all(one in said for one in printed), f"gbflex.{python_name(answer.command)}"
    for one in printed:
        result = result_of(answer.shape, one)
        check_shown(result)
        for key, column in columns_of(answer.shape).items():
            if column.kind == "rows" and one.get(key) is not None:
                check_table(result.table(key), one[key])


def check_shown(result: Result) -> None:
    lines = repr(result).splitlines()
    assert 1 <= len(lines) <= MOST_LINES
    assert all(len(line) <= WIDEST for line in lines)
    check_html(result._repr_html_())


def check_table(frame: pl.DataFrame, rows: list[dict[str, Any]]) -> None:
    assert len(frame) == len(rows)
    for name in frame.columns:
        plain = [row.get(name) for row in rows]
        if all(value is None or isinstance(value, int | float) for value in plain):
            assert frame[name].to_list() == plain
        assert frame[name].null_count() == plain.count(None), name


class Closed(HTMLParser):
    """Which elements are open, and whether anything is asked of another place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"div", "style", "h4", "p", "b", "table", "thead", "tbody", "tr", "th", "td"}
        assert {name for name, _ in attrs} <= {"class", "scope"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_html(html: str) -> None:
    parser = Closed()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert "url(" not in html
    assert "@import" not in html


def test_rates_are_the_rows_of_the_command(gbflex: Gbflex) -> None:
    """Proves: the frame has the columns and values of JSON. If broken: another price in Python."""
    printed = gbflex("site", "rates", SITE, *DAYS, "--json").json
    frame = question_of("site rates")(SITE, DAYS[1], DAYS[3])
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns == list(printed[0])
    assert frame["import_price_gbp_per_mwh"].to_list() == [row["import_price_gbp_per_mwh"] for row in printed]
    assert frame.frame.equals(frame)
    assert type(frame.head(2)) is pl.DataFrame or len(frame.head(2)) == 2
    check_html(frame._repr_html_())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_table_of_an_answer_has_a_name_of_its_own(shape: type) -> None:
    """Proves: no key that holds rows is called as something else that a result has. If broken: `.items` of a mapping."""
    tables = {key for key, column in columns_of(shape).items() if column.kind == "rows"}
    assert not tables & {name for name in dir(Result) if not name.startswith("_")}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.command)
def test_what_is_looked_at_first_is_there(answer: Answer) -> None:
    """Proves: figures, table and picture name keys of the answer. If broken: a picture of a column that is gone."""
    if answer.is_list:
        return
    look, columns = first_look(answer.shape), columns_of(answer.shape)
    assert set(look.figures) <= columns.keys()
    if look.table:
        assert columns[look.table].kind == "rows"
    if look.picture is not None:
        rows = {key for shape in columns[look.table].shapes for key in columns_of(shape)}
        wanted = look.picture.prices if isinstance(look.picture, Steps) else (look.picture.amount,)
        assert set(wanted) <= rows
        if not isinstance(look.picture, Steps):
            assert set(look.picture.label) & rows


def test_every_public_name_is_shown() -> None:
    """Proves: `dir` and `__all__` are the same, each name can be had, and says what it is. If broken: hidden names."""
    assert dir(package) == sorted(package.__all__) == package.__all__
    for name in package.__all__:
        assert (getattr(package, name).__doc__ or "").strip(), name
    for group in package.GROUPS:
        module = getattr(package, group)
        assert dir(module) == sorted(module.__all__)


def test_the_groups_have_every_function_of_their_api() -> None:
    """Proves: `gbflex.bm`, `.chp` and `.data` hold all that `gbflex.api` has. If broken: a command only for terminals."""
    from gbflex.api import bm, chp, data

    for group, api in (("bm", bm), ("chp", chp), ("data", data)):
        public = getattr(package, group)
        held = {getattr(public, name).__wrapped__ for name in public.__all__}
        own = {getattr(api, name) for name in api.__all__ if not isinstance(getattr(api, name), type)}
        assert own == held
