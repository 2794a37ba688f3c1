"""Load files that were damaged on their way: read as the truth of each half-hour, or refused with a next step."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from pathlib import Path

import pytest

import gbflex
from gbflex.errors import BrokenFile, GbflexError
from tests.sources.load_layouts import LAYOUTS, Layout, value

HH = [f"HH{i}" for i in range(1, 49)]
DAYS = (date(2024, 5, 13), date(2024, 3, 31), date(2024, 10, 27))


def drop_row(rows: list[list[str]], luck: random.Random) -> None:
    rows.pop(luck.randrange(len(rows)))


def repeat_row(rows: list[list[str]], luck: random.Random) -> None:
    rows.insert(luck.randrange(len(rows)), list(luck.choice(rows)))


def drop_column(rows: list[list[str]], luck: random.Random) -> None:
    column = luck.randrange(min(map(len, rows)))
    for row in rows:
        row.pop(column)


def spoil_cell(rows: list[list[str]], luck: random.Random) -> None:
    row = luck.choice(rows)
    row[luck.randrange(len(row))] = luck.choice(["", "x", "#REF!", "1e999", "-", "E", "Gas"])


def swap_rows(rows: list[list[str]], luck: random.Random) -> None:
    at = luck.randrange(len(rows))
    rows[at], rows[0] = rows[0], rows[at]


def move_column(rows: list[list[str]], luck: random.Random) -> None:
    width = min(map(len, rows))
    come, go = luck.randrange(width), luck.randrange(width)
    for row in rows:
        row.insert(go, row.pop(come))


def add_above(rows: list[list[str]], luck: random.Random) -> None:
    rows.insert(0, luck.choice([["Report", "Mill"], ["From", "01/05/2024", "To", "31/05/2024"], ["Total kWh"]]))


def add_column(rows: list[list[str]], luck: random.Random) -> None:
    title, cell = luck.choice([("Note", "x1"), ("Day total", "7"), ("Site", "Mill"), ("Cost", "12"), ("", "A")])
    for number, row in enumerate(rows):
        row.append(cell if number else title)


def shuffle(rows: list[list[str]], luck: random.Random) -> None:
    body = rows[1:]
    luck.shuffle(body)
    rows[1:] = body


DAMAGES = (drop_row, repeat_row, drop_column, spoil_cell, swap_rows, move_column, add_above, add_column, shuffle)


def damaged(text: str, luck: random.Random) -> str:
    """A file with a row, a column, a cell or an order changed as spreadsheets and downloads change them."""
    rows = list(csv.reader(io.StringIO(text)))
    luck.choice(DAMAGES)(rows, luck)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def titled(layout: Layout) -> bool:
    return not layout.table_name.startswith("D")


@pytest.mark.parametrize("seed", range(5))
def test_what_is_accepted_is_the_truth_of_its_half_hour(tmp_path: Path, seed: int) -> None:
    """Proves: no half-hour takes another's energy. If broken: a bill over moved columns."""
    luck = random.Random(seed)
    path = tmp_path / "l.csv"
    accepted = 0
    for _ in range(80):
        layout, day = luck.choice(list(filter(titled, LAYOUTS))), luck.choice(DAYS)
        path.write_text(damaged(layout.write(day), luck), "utf-8")
        try:
            rows, _ = gbflex.import_load(path, **layout.said)
        except GbflexError as error:
            step = error.next_step
        else:
            step = "read"
            accepted += 1
            for at, period, energy in rows.select(
                "settlement_date", "settlement_period", "demand_mwh"
            ).iter_rows():
                assert energy * 1000 == pytest.approx(value(at, period)), (layout.id, day, path.read_text()[:300])
        assert step
    assert accepted > 20


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_row_that_goes_on_in_the_next_line(tmp_path: Path) -> None:
    """Proves: a value cut by a line end is not read short. If broken: 10 kWh for 10.3, and half a day missing."""
    row = ["13/05/2024", *(f"{n}.3" for n in range(1, 49))]
    path = written(
        tmp_path / "l.csv", ",".join(["Date", *HH]), ",".join([*row[:10], "10"]), ".3," + ",".join(row[11:])
    )
    with pytest.raises(BrokenFile, match="stops after 11 of 49 cells and goes on"):
        gbflex.import_load(path, unit="kwh")


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    """Proves: a last line that stops is named. If broken: 2 kWh for 24."""
    path = tmp_path / "l.csv"
    path.write_text(",".join(["Date", *HH]) + "\n13/05/2024," + ",".join(["24"] * 20) + ",2")
    with pytest.raises(BrokenFile, match="stops in the middle of a row, after 22 of 49 cells"):
        gbflex.import_load(path, unit="kwh")


def test_values_under_no_title(tmp_path: Path) -> None:
    """Proves: a stray comma in the titles is seen. If broken: every half-hour half an hour early."""
    values = ",".join(map(str, range(1, 49)))
    for titles in (["Date", "", *HH], ["Date", *HH[:20], "", *HH[20:]], ["Da", "te", *HH]):
        path = written(tmp_path / "l.csv", ",".join(titles), f"13/05/2024,{values}")
        with pytest.raises(BrokenFile, match=r"has no title|no row has more than 49"):
            gbflex.import_load(path, unit="kwh")


def test_titles_below_values_and_titles_alone(tmp_path: Path) -> None:
    """Proves: both are refused. If broken: the first row is numbered by its place, whatever the titles say."""
    titles, row = ",".join(["Date", *HH]), "13/05/2024," + ",".join(["1.5"] * 48)
    with pytest.raises(BrokenFile, match="titles stand below"):
        gbflex.import_load(written(tmp_path / "l.csv", row, titles, row), unit="kwh")
    with pytest.raises(BrokenFile, match="holds no rows"):
        gbflex.import_load(written(tmp_path / "l.csv", titles), unit="kwh")


def test_a_flow_that_lost_a_line(tmp_path: Path) -> None:
    """Proves: 47 lines of a day of 48 are refused. If broken: the rest of the day is half an hour early."""
    lines = ["ZHV|1|D0036001|C|", "101|1200000000000|AI|X|", "102|20240513|", *["103|A|5|"] * 47]
    with pytest.raises(BrokenFile, match="48 half-hours and the D0036 has 47 lines"):
        gbflex.import_load(written(tmp_path / "l.usr", *lines))


def test_midnight_at_the_end_of_its_own_date(tmp_path: Path) -> None:
    """Proves: 00:00 after 23:30 under one date ends that day; before 00:30 it ends the day before. If broken: the last half-hour a day early."""
    clocks = [f"{i // 2:02d}:{i % 2 * 30:02d}" for i in range(48)]
    for order, first in (([*clocks[1:], clocks[0]], ("2024-05-13", 1)), (clocks, ("2024-05-12", 48))):
        rows = [f"13/05/2024,{clock},{n}" for n, clock in enumerate(order, start=1)]
        found, report = gbflex.import_load(written(tmp_path / "l.csv", "Date,End time,kWh", *rows), times="local")
        assert (report["from"], report["first_period"]) == first
        assert found["demand_mwh"][0] * 1000 == pytest.approx(1)


def test_a_damaged_workbook(tmp_path: Path) -> None:
    """Proves: damage in native code's reach is a sentence. If broken: a panic, or a reader that never returns."""
    content = bytearray((Path(__file__).parent / "load_day.xls").read_bytes())
    content[24:600] = b"\xff" * 576
    (tmp_path / "l.xls").write_bytes(content)
    with pytest.raises(BrokenFile, match="workbook"):
        gbflex.import_load(tmp_path / "l.xls", unit="kwh", times="local")
