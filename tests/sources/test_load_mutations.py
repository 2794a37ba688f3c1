"""Load files that were damaged on their way, one damage at a time; thousands are in tests/fuzz."""

from __future__ import annotations

from pathlib import Path

import pytest

import gbflex
from gbflex.errors import BrokenFile

HH = [f"HH{i}" for i in range(1, 49)]


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


@pytest.mark.parametrize(
    ("titles", "row", "words"),
    [
        ([*HH], [*range(1, 48)], "titles have 49 cells and no row has more than 48"),
        ([*HH, "HH49", "HH50"], [*range(1, 48), "", ""], "50 cells and the titles 51"),
        ([*HH, "Total"], [*range(1, 48), 1176], "49 cells and the titles 50"),
    ],
)
def test_a_row_that_lost_a_cell(tmp_path: Path, titles: list[str], row: list[object], words: str) -> None:
    """Proves: a row one cell short is refused: which half-hour is lost nothing says. If broken: half a day half an hour early."""
    path = written(tmp_path / "l.csv", ",".join(["Date", *titles]), ",".join(map(str, ["13/05/2024", *row])))
    with pytest.raises(BrokenFile, match=words):
        gbflex.import_load(path, unit="kwh")


def test_a_half_hour_in_a_row_that_lost_a_cell(tmp_path: Path) -> None:
    """Proves: of Time, kWh, Temp a row of two cells is refused, a row before unused remarks is read. If broken: degrees are kWh."""
    rows = [f"13/05/2024 0{n}:00,1,12.5" for n in range(4)]
    path = written(tmp_path / "l.csv", "Start,kWh,Temp", *rows, "13/05/2024 04:00,12.5")
    with pytest.raises(BrokenFile, match="a row has 2 cells and the titles 3"):
        gbflex.import_load(path, times="local")
    rows = [f"13/05/2024 00:{n}0,1,{''}" for n in (0, 3)]
    path = written(tmp_path / "l.csv", "Start,kWh,Remarks", *rows, "13/05/2024 01:00,2")
    assert gbflex.import_load(path, times="local").rows["demand_mwh"].to_list() == [0.001, 0.001, 0.002]


def test_empty_cells_left_out_at_the_end_of_a_row(tmp_path: Path) -> None:
    """Proves: HH49 and HH50, and remarks, need no cell on an ordinary day. If broken: what spreadsheets write is refused."""
    for beyond in (["HH49", "HH50"], ["Comments"]):
        path = written(
            tmp_path / "l.csv",
            ",".join(["Date", *HH, *beyond]),
            ",".join(map(str, ["13/05/2024", *range(1, 49)])),
        )
        assert gbflex.import_load(path, unit="kwh").summary["demand_mwh"] == pytest.approx(1.176)


def test_a_separator_too_many(tmp_path: Path) -> None:
    """Proves: 3,6.1 for 36.1 is seen by the row's length, or by a value for number 49. If broken: 3 kWh, and the rest an hour late."""
    shifted = [*range(1, 37), 3, 7, *range(38, 49)]
    titles = ",".join(["Date", *HH])
    one, other = (",".join(map(str, ["13/05/2024", *values])) for values in (shifted, range(1, 49)))
    with pytest.raises(BrokenFile, match="50 cells, and the titles and other rows 49"):
        gbflex.import_load(written(tmp_path / "l.csv", titles, one, other.replace("13", "14", 1)), unit="kwh")
    with pytest.raises(BrokenFile, match="48 half-hours and the file has a value for number 49"):
        gbflex.import_load(written(tmp_path / "l.csv", titles + ",HH49,HH50", one + ","), unit="kwh")


@pytest.mark.parametrize(
    ("titles", "start", "end"),
    [
        ("Date,Start,End,kWh", "24:00", "10:30"),
        ("Date,Start,End,kWh", "10:00", "11:30"),
        ("Date,Start,End,kWh", "10:00", "10:00"),
    ],
)
def test_a_start_and_an_end_that_are_no_half_hour(tmp_path: Path, titles: str, start: str, end: str) -> None:
    """Proves: such a row is set aside and the others stand. If broken: its energy is another half-hour's."""
    rows = [
        f"13/05/2024,{n // 2:02d}:{n % 2 * 30:02d},{(n + 1) // 2:02d}:{(n + 1) % 2 * 30:02d},{n}"
        for n in range(48)
    ]
    rows[20] = f"13/05/2024,{start},{end},20"
    _, report = gbflex.import_load(written(tmp_path / "l.csv", titles, *rows), times="local")
    assert report["set_aside"] == [{"row": 22, "reason": f"{start} to {end} is no half-hour"}]
    assert report["gaps"] == [{"settlement_date": "2024-05-13", "settlement_periods": [21]}]


def test_the_date_of_an_end(tmp_path: Path) -> None:
    """Proves: under "End date" the last half-hour's date is the next day's. If broken: it is that day's last."""
    rows = [
        f"{13 + (n == 47)}/05/2024,{n // 2:02d}:{n % 2 * 30:02d},{(n + 1) // 2 % 24:02d}:{(n + 1) % 2 * 30:02d},{n}"
        for n in range(48)
    ]
    found, report = gbflex.import_load(
        written(tmp_path / "l.csv", "End date,Start time,End time,kWh", *rows), times="local"
    )
    assert (report["from"], report["to"], report["label"]) == ("2024-05-13", "2024-05-13", "end")
    assert (found["demand_mwh"] * 1000).round(9).to_list() == [*range(48)]


def test_24_00_begins_nothing(tmp_path: Path) -> None:
    """Proves: 24:00 contradicts starts. If broken: it is the first half-hour of the next day."""
    path = written(tmp_path / "l.csv", "Date,Time,kWh", "13/05/2024,23:30,1", "13/05/2024,24:00,2")
    with pytest.raises(BrokenFile, match="24:00 begins no half-hour"):
        gbflex.import_load(path, times="local", label="start")
    rows, _ = gbflex.import_load(path, times="local", label="end")
    assert rows["settlement_period"].to_list() == [47, 48]
