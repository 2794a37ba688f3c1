"""What a load file leaves open is asked in one message, with a command that answers all of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import gbflex as api
from gbflex.errors import BrokenFile, InputError
from tests.cli.conftest import Said, gbflex
from tests.sources.test_load_field_cases import CASES
from tests.sources.test_load_kinds import CLOCKS, HH, tall, workbook, written

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
UNIT, TIMES, LABEL = "its unit", "its times are local or UTC", "the start or the end"
NUMBERED, METERS, QUANTITY = "labels of a clock", "which of its 2 meters", "which of several quantities"
BLOCKS, SHEETS = "which of its 2 blocks", "which of several sheets"
BEFORE = ["MPAN", "Date"]
TWO = [
    [*BEFORE, *HH],
    ["1200000000000", "27/10/2024", *range(1, 49)],
    ["1300000000000", "27/10/2024", *range(1, 49)],
]
DF2 = [
    ["#F2"],
    ["#O 1200000000000"],
    ["#S 1"],
    *(["13/05/2024", clock, 1, "A"] for clock in CLOCKS[1:]),
    ["#S 3"],
    ["13/05/2024", "00:30", 9, "A"],
]


def example(message: str) -> list[str]:
    """The example of a message, as a shell takes it apart."""
    return shlex.split(message.partition("For example: ")[2].partition(" (say what is true")[0])


def asked_for(path: Path, **said: Any) -> str:
    with pytest.raises(InputError) as asked:
        api.import_load(path, **said)
    return str(asked.value)


@pytest.mark.parametrize(
    ("rows", "opened", "answers"),
    [
        (
            tall(titles="Time,Value"),
            {UNIT, TIMES, LABEL},
            ["--unit", "kwh", "--times", "local", "--label", "start"],
        ),
        (tall(titles="Time,kWh"), {TIMES, LABEL}, ["--times", "local", "--label", "start"]),
        (tall(titles="Start UTC,Value"), {UNIT}, ["--unit", "kwh"]),
        (
            TWO,
            {UNIT, METERS, NUMBERED},
            ["--unit", "kwh", "--numbered", "periods", "--meter", "1200000000000"],
        ),
        (
            [["Date", *HH, *HH], ["27/10/2024", *range(1, 49), *range(1, 49)]],
            {UNIT, BLOCKS, NUMBERED},
            ["--unit", "kwh", "--numbered", "periods", "--quantity", "block-1"],
        ),
        (
            [["Date", *CLOCKS[1:], "24:00", "DST +0:30", "DST +1:00"], ["27/10/2024", *range(1, 51)]],
            {UNIT, TIMES, "columns DST"},
            ["--unit", "kwh", "--times", "local", "--numbered", "periods"],
        ),
        (DF2, {QUANTITY, TIMES}, ["--times", "local", "--quantity", "AI"]),
    ],
)
def test_all_that_is_open_is_asked_at_once(
    gbflex: Gbflex, tmp_path: Path, rows: list[list[Any]], opened: set[str], answers: list[str]
) -> None:
    """Proves: one message, exit 2, names each question and no other; its example, given as it stands, is exit 0.
    If broken: the unit is asked for, then the clock, then the label.
    """
    file, out = written(tmp_path / "a load.csv", rows), tmp_path / "d.csv"
    said = gbflex("site", "import-load", file, "--out", out)
    assert said.code == 2
    every = {UNIT, TIMES, LABEL, NUMBERED, "columns DST", METERS, QUANTITY, BLOCKS, SHEETS}
    assert {words for words in every if words in said.err} == opened
    command = example(said.err)
    assert command == ["gbflex", "site", "import-load", str(file), "--out", str(out), *answers]
    assert all(
        option in said.err.partition("Available:")[2].partition("For example")[0] for option in answers[::2]
    )
    assert gbflex(*command[1:]).code == 0


def test_the_questions_of_a_sheet_are_asked_with_the_sheet(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: sheet, unit and clock in one message. If broken: the sheet alone."""
    file = workbook(tmp_path / "l.xlsx", sheets=("May", "June"))
    said = gbflex("site", "import-load", file, "--out", tmp_path / "d.csv")
    assert [words in said.err for words in (SHEETS, UNIT, TIMES)] == [True] * 3
    command = example(said.err)
    assert command[-6:] == ["--unit", "kwh", "--times", "local", "--sheet", "May"]
    assert gbflex(*command[1:]).code == 0


def test_a_sheet_with_a_question_is_a_sheet_of_half_hours(tmp_path: Path) -> None:
    """Proves: beside a sheet that is whole, one with two blocks is asked about too. If broken: the first is taken, unasked."""
    file = tmp_path / "l.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for name, blocks in (("May", 1), ("June", 2)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Date", *HH * blocks])
            sheet.write_row(1, 0, ["13/05/2024", *[1] * 48 * blocks])
    assert SHEETS in asked_for(file, unit="kwh")
    assert BLOCKS in asked_for(file, unit="kwh", sheet="June")
    assert api.import_load(file, unit="kwh", sheet="may").summary["rows"] == 48


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ({"unit": "kw"}, ["--unit", "kw", "--times", "local", "--label", "start"]),
        ({"times": "utc"}, ["--unit", "kwh", "--times", "utc", "--label", "start"]),
        ({"times": "utc", "label": "end"}, ["--unit", "kwh", "--times", "utc", "--label", "end"]),
        (
            {"sum_meters": True, "repeated_hour": "copy"},
            ["--unit", "kwh", "--times", "local", "--label", "start", "--repeated-hour", "copy", "--sum-meters"],
        ),
        (
            {"fuel": "gas", "boiler_efficiency": 0.85, "force": True},
            [
                "--boiler-efficiency",
                "0.85",
                "--force",
                "--unit",
                "kwh",
                "--times",
                "local",
                "--label",
                "start",
                "--fuel",
                "gas",
            ],
        ),
    ],
)
def test_what_was_said_is_in_the_example(tmp_path: Path, said: dict[str, Any], options: list[str]) -> None:
    """Proves: the example asks for the same, and goes on from what is known. If broken: power is read as energy."""
    message = asked_for(written(tmp_path / "l.csv", tall(titles="Time,Value")), **said)
    assert example(message)[6:] == options
    assert not any(f"--{key} " in message.partition("For example")[0] for key in said)


def test_the_example_is_one_that_the_file_allows(tmp_path: Path) -> None:
    """Proves: 24:00 is no start, and 01:00 on 31 March 2024 is no London time. If broken: an example that is refused."""
    midnight = [["Time", "kWh"], *([f"13/05/2024 {clock}", 1] for clock in [*CLOCKS[1:], "24:00"])]
    file = written(tmp_path / "l.csv", midnight)
    assert example(asked_for(file))[-4:] == ["--times", "local", "--label", "end"]
    spring = [["Start", "kWh"], *([f"31/03/2024 {clock}", 1] for clock in CLOCKS)]
    assert example(asked_for(written(file, spring)))[-2:] == ["--times", "utc"]


@pytest.mark.parametrize("titles", ["Time,Value", "Time,kWh"])
def test_a_file_that_no_answer_helps_is_refused_at_once(tmp_path: Path, titles: str) -> None:
    """Proves: rows an hour apart are refused before anything is asked. If broken: three answers for nothing."""
    rows = tall(titles=titles, days=2)
    file = written(tmp_path / "l.csv", [rows[0], *rows[1::2]])
    with pytest.raises(BrokenFile, match="60 minutes apart"):
        api.import_load(file)


def test_a_meter_that_can_be_read_is_asked_for(tmp_path: Path) -> None:
    """Proves: of five meters the first four are hourly; the fifth may be meant, so the meter is asked for.
    If broken: a file that can be read is refused.
    """
    rows: list[list[Any]] = [["MPAN", "Start", "kWh"]]
    for meter in range(5):
        body = tall(days=2)[1:]
        rows += [[f"120000000000{meter}", *row] for row in (body if meter == 4 else body[::2])]
    file = written(tmp_path / "l.csv", rows)
    assert "which of its 5 meters" in asked_for(file, times="local")
    assert api.import_load(file, times="local", meter="1200000000004").summary["rows"] == 96


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared field cases are not here")
def test_the_example_of_each_field_case_is_read(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 14 of 18 files ask, each once: the example that stands in the message is exit 0. If broken: a second question."""
    asked = 0
    for file in sorted(CASES.iterdir()):
        said = gbflex("site", "import-load", file, "--out", tmp_path / "d.csv")
        if said.code == 2:
            asked += 1
            assert gbflex(*example(said.err)[1:]).code == 0, file.name
    assert asked == 14
