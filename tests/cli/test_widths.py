"""Every answer on screens of 60 to 200 columns: a figure is whole, or its column is absent and named."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints, is_typeddict

import pytest

from gbflex.analysis.answers.registry import ANSWERS, Answer
from gbflex.analysis.answers.shape import Column, Key, Shape, columns_of
from gbflex.cli import show
from gbflex.cli.show.clock import clock_time
from gbflex.cli.show.fitting import EVERYTHING, GAP, Lane, fitted
from gbflex.cli.show.next_step import NEXT_STEPS, next_step
from gbflex.cli.show.output import ROWS_SHOWN, console
from gbflex.cli.show.tables import FittedTable
from tests.cli.conftest import SITE, gbflex
from tests.registries.answers_asked import DAYS, EXAMPLES, Example, Gbflex

__all__ = ["gbflex"]

WIDTHS = (20, 60, 80, 120, 200)
FIGURE = re.compile(r"[-+]?[\d,]+(?:\.\d+)?(?:e[-+]\d+)?%?[,;:]?")
LIST_OF_ROWS = {"site rates"}
"""Printed from a frame; a test of its own asks it."""


@functools.cache
def printers() -> dict[Shape, Callable[..., None]]:
    """Every printer of an answer, found in the modules that print: one for each way an answer is declared."""
    found: dict[Shape, Callable[..., None]] = {}
    for module in pkgutil.iter_modules(show.__path__):
        for value in vars(importlib.import_module(f"{show.__name__}.{module.name}")).values():
            if hasattr(value, "__wrapped__") and getattr(value, "__name__", "").startswith("print_"):
                hints = get_type_hints(value.__wrapped__)
                (hint,) = [held for name, held in hints.items() if name != "return"]
                found |= dict.fromkeys([hint] if is_typeddict(hint) else get_args(hint), value)
    return found


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[FittedTable]:
    """The tables that are laid out meanwhile."""
    tables: list[FittedTable] = []
    whole = FittedTable.__rich_console__

    def laid_out(table: FittedTable, *of_rich: Any) -> Any:
        tables.append(table)
        return whole(table, *of_rich)

    monkeypatch.setattr(FittedTable, "__rich_console__", laid_out)
    return tables


@pytest.mark.parametrize(
    "answer",
    [answer for answer in ANSWERS if answer.command not in LIST_OF_ROWS],
    ids=lambda answer: answer.command,
)
def test_a_figure_is_whole_or_its_column_is_absent_and_named(
    answer: Answer,
    gbflex: Gbflex,
    printed: list[FittedTable],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Proves: at each width no figure is cut, money and what names a row stay, and from 200 on nothing is missing.

    If broken: a bill of -146,100.00 GBP reads -146,1...
    """
    for value in EXAMPLES[answer.command](Example(gbflex, tmp_path, monkeypatch)):
        for width in WIDTHS:
            monkeypatch.setenv("COLUMNS", str(width))
            printed.clear()
            capsys.readouterr()
            printers()[answer.shape](value, as_json=False)
            said = capsys.readouterr()
            for table in printed:
                assert_whole(table, said.out, width)
            if width >= EVERYTHING:
                missing = list(absent_figures(answer.shape, value, words_of(said.out + said.err)))
                assert missing == []


def assert_whole(table: FittedTable, text: str, width: int) -> None:
    """What a table must show at a width."""
    absent = {table.lanes[one].heading for one in fitted(table.lanes, width).absent}
    kept = [lane for lane in table.lanes if lane.heading not in absent]
    assert not absent or width < EVERYTHING
    assert not {lane.heading for lane in table.lanes if lane.importance in ("name", "money")} & absent
    lines = [line.strip() for line in text.splitlines()]
    words = words_of(text)
    for lane in kept:
        for cell in lane.cells:
            figures = [word for word in cell.split() if FIGURE.fullmatch(word) and len(word) <= width]
            assert all(figure.strip(",;:()") in words for figure in figures), (lane.heading, cell)
            if lane.importance != "words" and not lane.folds and len(cell) + len(lane.heading) + 2 <= width:
                assert any(cell in line for line in lines), (lane.heading, cell)
    said = " ".join(text.split())
    if absent:
        assert f"Columns left out at {width} columns: " in said
        assert all(heading in said for heading in absent)
    assert "…" not in text


def words_of(text: str) -> set[str]:
    return {word.strip(",;:()") for word in text.split()} | {word.strip(",;:().") for word in text.split()}


def absent_figures(shape: Shape, value: dict[str, Any], words: set[str], where: str = "") -> Iterator[str]:
    """The figures of an answer that are not in its text; of long lists those of the rows that are shown."""
    for key, column in columns_of(shape).items():
        held, place = value.get(key), f"{where}.{key}"
        if column.kind in ("part", "rows"):
            rows = held if isinstance(held, list) else [held] if held is not None else []
            for row in rows[:ROWS_SHOWN]:
                best = min(column.shapes, key=lambda one: len(columns_of(one).keys() ^ row.keys()))
                yield from absent_figures(best, row, words, place)
        elif is_figure(held):
            text = column.text(held)
            yield from (f"{place} {text}" for word in text.split() if word.strip(",;:()") not in words)


def is_figure(value: object) -> bool:
    if isinstance(value, list | dict):
        return any(map(is_figure, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def test_every_answer_has_a_printer_and_a_last_line() -> None:
    """Proves: an answer that is added is printed whole, and the list of last lines names no answer that is gone.

    If broken: a new command is tested at no width.
    """
    shapes = {answer.shape for answer in ANSWERS if answer.command not in LIST_OF_ROWS}
    assert shapes <= printers().keys()
    assert NEXT_STEPS.keys() <= {shape.__name__ for shape in shapes}


def test_tables_are_laid_out_in_one_place() -> None:
    """Proves: no module but `tables` (and the bar) makes a table of Rich. If broken: a new command cuts its pounds."""
    makes = {
        path.stem
        for folder in show.__path__
        for path in Path(folder).glob("*.py")
        if "from rich.table" in path.read_text("utf-8")
    }
    assert makes == {"tables", "progress_bar"}


def test_the_last_line_says_what_is_next(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a run ends with its page; an answer without a line of its own with --json. If broken: where is it?"""
    said = gbflex("run", SITE, *DAYS, "--out", tmp_path / "run")
    last = said.out.splitlines()[-1]
    assert last == f"Next: open {tmp_path / 'run'}/report.html in a browser; it needs no network"
    assert (tmp_path / "run" / "report.html").is_file()
    assert next_step(Key, {}) == "Next: add --json for every figure by its key"


@pytest.mark.parametrize("width", WIDTHS)
def test_rates_at_every_width(
    width: int, gbflex: Gbflex, printed: list[FittedTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: every price of a half-hour is whole on every screen, in parts where it must. If broken: 8 of 20 lines."""
    monkeypatch.setenv("COLUMNS", str(width))
    said = gbflex("site", "rates", SITE, *DAYS)
    for table in printed:
        assert_whole(table, said.out, width)
        assert fitted(table.lanes, width).absent == []
    assert f"of {96:,} half-hours" in said.err


LANES = (
    Lane("Line", ("total", "ccl"), "name"),
    Lane("Energy [MWh]", ("1,234.5", "-"), "figure", is_numeric=True),
    Lane("Note", ("what it is made of", ""), "words"),
    Lane("With [GBP]", ("-146,100.00", "0.00"), "money", is_numeric=True),
    Lane("Share", ("12.5%", "-"), "figure", is_numeric=True),
)


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (63, {0, 1, 2, 3, 4}),  # 5 + 7 + 18 + 11 + 5, and four gaps of 2: 54
        (54, {0, 1, 2, 3, 4}),
        (53, {0, 1, 3, 4}),
        (34, {0, 1, 3, 4}),
        (33, {0, 1, 3}),
        (27, {0, 1, 3}),
        (26, {0, 3}),
        (18, {0, 3}),
    ],
)
def test_what_matters_less_goes_first(width: int, kept: set[int]) -> None:
    """Proves: words, then figures from the right, then nothing. If broken: pounds go before a note."""
    fit = fitted(LANES, width)
    assert set().union(*fit.parts) == kept
    assert set(fit.absent) == set(range(5)) - kept
    for part in fit.parts:
        assert sum(part.values()) + GAP * (len(part) - 1) <= width


def test_money_that_does_not_fit_comes_in_parts_then_in_lists() -> None:
    """Proves: two columns of money at 20 make two parts with the names in each; at 16 there is no room for one."""
    wide = (LANES[0], LANES[3], LANES[3]._replace(heading="Without [GBP]"))
    assert [set(part) for part in fitted(wide, 20).parts] == [{0, 1}, {0, 2}]
    assert fitted(wide, 17).parts == []
    assert fitted(wide, 17).absent == []


def test_a_list_of_a_row_has_every_heading_and_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: on the narrowest screen a row is a list. If broken: figures without their names."""
    monkeypatch.setenv("COLUMNS", "17")
    console().print(FittedTable((LANES[0], LANES[3])))
    assert capsys.readouterr().out.split("\n\n")[0].split("\n") == ["Line: total", "With [GBP]: ", "-146,100.00"]


def test_clock_times_of_the_days_on_which_clocks_change() -> None:
    """Proves: 46 and 50 periods; the hour that comes twice says which. If broken: period 3 of March 31 at 01:00."""
    assert [clock_time("2024-03-31", period) for period in (2, 3, 46)] == ["00:30", "02:00", "23:30"]
    assert [clock_time("2024-10-27", period) for period in (2, 3, 5, 6, 7)] == [
        "00:30", "01:00 BST", "01:00 GMT", "01:30 GMT", "02:00",
    ]  # fmt: skip
    assert clock_time("2024-06-03", 35) == "17:00"


def column(key: str, **said: Any) -> Column:
    return Column(key, Key("Any", "Any", **said), "number")


@pytest.mark.parametrize(
    ("one", "importance"),
    [
        (column("value_gbp"), "money"),
        (column("price_gbp_per_mwh"), "money"),
        (column("rate", style="rate"), "money"),
        (column("rate_p_per_kwh"), "money"),
        (column("import_mwh"), "figure"),
        (column("captured_share"), "figure"),
        (Column("settlement_period", Key("Period", "Any", style="ordinal"), "integer"), "name"),
        (Column("settlement_periods", Key("Periods", "Any", style="ordinal"), "list"), "words"),
        (Column("run_id", Key("Run", "Any"), "text"), "name"),
        (Column("settlement_date", Key("Date", "Any"), "text"), "name"),
        (Column("band", Key("Band", "Any", names_row=True), "text"), "name"),
        (Column("note", Key("Note", "Any"), "text"), "words"),
    ],
    ids=lambda value: value.key if isinstance(value, Column) else value,
)
def test_importance_comes_from_the_declaration(one: Column, importance: str) -> None:
    """Proves: pounds, pence and ids are kept, by unit, style and name. If broken: an amount in pence goes."""
    assert one.importance == importance
