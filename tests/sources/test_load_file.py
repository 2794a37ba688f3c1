"""Suppliers' load files: both layouts, both clock changes, and what is refused because the file does not say."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gbflex
from gbflex.errors import BrokenFile, GbflexError, InputError
from gbflex.periods import Periods
from gbflex.sources.half_hours.file import HalfHourlyFileReader

LONDON = ZoneInfo("Europe/London")
STARTS = [f"{i // 2:02d}:{i % 2 * 30:02d}" for i in range(48)]
ENDS = [*STARTS[1:], "00:00"]
SPRING, AUTUMN = "2025-03-30", "2025-10-26"


def wide(path: Path, titles: list[str], days: dict[str, list[object]], head: str = "Date,Unit") -> Path:
    lines = [",".join([head, *titles])]
    lines += [",".join([day, "kWh", *map(str, values)]) for day, values in days.items()]
    path.write_text("\n".join(lines) + "\n")
    return path


def tall(path: Path, rows: list[tuple[str, object]], head: str = "start_time,demand_kwh") -> Path:
    path.write_text("\n".join([head, *(f"{when},{value}" for when, value in rows)]) + "\n")
    return path


def read(path: Path, **said: Any) -> tuple[dict[int, float], dict[str, Any]]:
    """Demand [kWh] by period, of a file of one day, and the report."""
    rows, report = gbflex.import_load(path, **said)
    assert rows["settlement_date"].n_unique() == 1
    return dict(zip(rows["settlement_period"], (rows["demand_mwh"] * 1000).round(9), strict=True)), report


def clock_rows(day: str, *, ends: bool, strict: bool = True) -> list[tuple[str, object]]:
    """A day as a local clock shows it, the value being the period's number."""
    rows: list[tuple[str, object]] = []
    for number, start in enumerate(Periods.between(day, day).start_time.astype(object), start=1):
        instant = start.replace(tzinfo=ZoneInfo("UTC"))
        shown = (instant + timedelta(minutes=30 if ends and strict else 0)).astimezone(LONDON).replace(tzinfo=None)
        if ends and not strict:
            shown += timedelta(minutes=30)
        rows.append((shown.strftime("%d/%m/%Y %H:%M"), number))
    return rows


@pytest.mark.parametrize(("titles", "label"), [(STARTS, "start"), (ENDS, "end")])
def test_a_day_in_a_row_knows_its_label_by_its_titles(tmp_path: Path, titles: list[str], label: str) -> None:
    """Proves: 00:00 first is starts, 00:30 first is ends. If broken: every value half an hour out."""
    path = wide(tmp_path / "l.csv", titles, {"01/04/2025": [*range(1, 49)]})
    found, report = read(path, times="local")
    assert found == {i: i for i in range(1, 49)}
    assert (report["label"], report["unit"], report["unit_from"], report["complete"]) == (
        label,
        "kwh",
        "the file",
        True,
    )


def test_titles_may_be_spans_numbers_or_carry_the_unit(tmp_path: Path) -> None:
    """Proves: HH1, 00:00-00:30 and kWh 00:30 are the same columns. If broken: not recognised, or half an hour out."""
    spans = [f"{a} - {b}" for a, b in zip(STARTS, ENDS, strict=True)]
    for titles in (
        [f"HH{i:02d}" for i in range(1, 49)],
        spans,
        [f"kWh {end}" for end in ENDS],
        [*map(str, range(1, 49))],
    ):
        path = wide(tmp_path / "l.csv", titles, {"1 Apr 2025": [*range(1, 49)]})
        said = {} if ":" not in titles[0] else {"times": "local"}
        assert read(path, **said)[0] == {i: i for i in range(1, 49)}


@pytest.mark.parametrize("missing", ["", "0"])
@pytest.mark.parametrize("titles", [STARTS, ENDS])
def test_the_spring_day_in_48_columns(tmp_path: Path, titles: list[str], missing: str) -> None:
    """Proves: 01:00 and 01:30 do not exist, blank or 0. If broken: 48 periods, or 02:00 as period 5."""
    values: list[object] = [1, 2, missing, missing, *range(3, 47)]
    found, report = read(wide(tmp_path / "l.csv", titles, {SPRING: values}), times="local")
    assert found == {i: i for i in range(1, 47)}
    assert report["complete"]


def test_the_spring_day_as_46_values_from_the_left(tmp_path: Path) -> None:
    """Proves: two blanks at the end mean periods. If broken: refused, or an hour out from 01:00."""
    values = [*range(1, 47), "", ""]
    assert read(wide(tmp_path / "l.csv", STARTS, {SPRING: values}), times="local")[0] == {
        i: i for i in range(1, 47)
    }
    numbered = wide(tmp_path / "n.csv", [*map(str, range(1, 49))], {SPRING: values})
    assert read(numbered)[0] == {i: i for i in range(1, 47)}


def test_a_clock_that_is_not_local_is_found_out_in_spring(tmp_path: Path) -> None:
    """Proves: a value at 01:00 shows that the file keeps UTC. If broken: summer an hour out."""
    path = wide(tmp_path / "l.csv", STARTS, {SPRING: [*range(1, 49)]})
    with pytest.raises(BrokenFile, match="--times utc"):
        read(path, times="local")
    rows, _ = gbflex.import_load(path, times="utc")
    assert rows["settlement_date"].value_counts(sort=True)["count"].to_list() == [46, 2]


def test_the_autumn_day_in_48_columns_has_a_gap_or_a_copy(tmp_path: Path) -> None:
    """Proves: two values cannot fill four half-hours unasked. If broken: 48 periods, the evening an hour early."""
    path = wide(tmp_path / "l.csv", ENDS, {AUTUMN: [*range(1, 49)]})
    found, report = read(path, times="local")
    assert found == {1: 1, 2: 2, **{i: i - 2 for i in range(7, 51)}}
    assert report["gaps"] == [{"settlement_date": AUTUMN, "settlement_periods": [3, 4, 5, 6]}]
    assert [item["row"] for item in report["set_aside"]] == [2, 2]
    rows, report = gbflex.import_load(path, times="local", repeated_hour="copy")
    assert (rows["demand_mwh"][2:6] * 1000).to_list() == [3, 4, 3, 4]
    assert rows["quality"][1:7].to_list() == ["actual", *["estimated"] * 4, "actual"]
    assert (report["estimated"], report["complete"]) == (4, True)


@pytest.mark.parametrize(
    "titles", [[*map(str, range(1, 51))], [*STARTS, "24:00", "24:30"], [*ENDS[:-1], "24:00", "24:30", "25:00"]]
)
def test_the_autumn_day_in_50_columns(tmp_path: Path, titles: list[str]) -> None:
    """Proves: 50 columns are the periods. If broken: two are dropped."""
    path = wide(tmp_path / "l.csv", titles, {AUTUMN: [*range(1, 51)], "2025-10-27": [*range(1, 49), "", ""]})
    rows, report = gbflex.import_load(path, times="local")
    assert (rows["demand_mwh"] * 1000).round(9).to_list() == [*range(1, 51), *range(1, 49)]
    assert report["complete"]
    with pytest.raises(BrokenFile, match="settlement periods of a local day"):
        gbflex.import_load(path, times="utc")


@pytest.mark.parametrize("day", [SPRING, AUTUMN, "2025-07-01"])
@pytest.mark.parametrize(("ends", "strict"), [(False, True), (True, True), (True, False)])
def test_local_times_in_rows_through_both_clock_changes(
    tmp_path: Path, day: str, ends: bool, strict: bool
) -> None:
    """Proves: the order of the rows settles the hour shown twice, by either habit of labelling ends. If broken: a gap."""
    path = tall(tmp_path / "l.csv", clock_rows(day, ends=ends, strict=strict), "reading time,kWh")
    found, report = read(path, times="local", label="end" if ends else "start")
    assert found == {i: i for i in range(1, len(found) + 1)}
    assert report["complete"]
    assert len(found) == {SPRING: 46, AUTUMN: 50}.get(day, 48)


def test_an_hour_shown_once_in_autumn_is_set_aside(tmp_path: Path) -> None:
    """Proves: one 01:00 in autumn is either of two. If broken: it is taken for the first."""
    once = list(dict(clock_rows(AUTUMN, ends=False)).items())
    found, report = read(tall(tmp_path / "l.csv", once), times="local")
    assert set(found) == {1, 2, *range(7, 51)}
    assert len(report["set_aside"]) == 2


@pytest.mark.parametrize("suffix", ["Z", " UTC", "+00:00"])
def test_offsets_need_no_declaration(tmp_path: Path, suffix: str) -> None:
    """Proves: the offset in the text decides, in autumn too. If broken: refused, or read as local."""
    rows = [(f"{start}{suffix}", i) for i, start in enumerate(Periods.between(AUTUMN, AUTUMN).start_time, start=1)]
    found, report = read(tall(tmp_path / "l.csv", rows))
    assert found == {i: i for i in range(1, 51)}
    assert report["times"] == "offsets in the file"
    with pytest.raises(BrokenFile, match="own offset"):
        read(tmp_path / "l.csv", times="local")


def test_a_summer_offset_is_taken_off(tmp_path: Path) -> None:
    """Proves: 00:00+01:00 and 00:00 BST are period 1. If broken: period 3, an hour late."""
    for suffix in ("+01:00", " BST"):
        rows: list[tuple[str, object]] = [
            (f"2025-07-01T{clock}{suffix}", i) for i, clock in enumerate(STARTS, start=1)
        ]
        assert read(tall(tmp_path / "l.csv", rows))[0] == {i: i for i in range(1, 49)}


def test_a_date_and_a_time_column(tmp_path: Path) -> None:
    """Proves: two columns make a time, and other columns do not matter. If broken: not recognised."""
    lines = ["meter;Date;Time;kW;kVArh", *(f"12;01-Jul-2025;{clock};{i};9" for i, clock in enumerate(STARTS))]
    path = tmp_path / "l.csv"
    path.write_text("\n".join(lines))
    found, report = read(path, times="local", label="start")
    assert found == {i + 1: i / 2 for i in range(48)}
    assert report["unit"] == "kw"


@pytest.mark.parametrize(
    ("head", "said", "words"),
    [
        ("start_time,demand", {"times": "local"}, "--unit"),
        ("start_time,demand_kwh", {}, "--times local"),
        ("time,demand_kwh", {"times": "utc"}, "--label start"),
    ],
)
def test_what_the_file_does_not_say_is_asked_for(
    tmp_path: Path, head: str, said: dict[str, Any], words: str
) -> None:
    """Proves: unit, clock and label are declared, exit 2. If broken: kW for kWh, or an hour out all summer."""
    path = tall(tmp_path / "l.csv", [(f"2025-07-01 {clock}", 1) for clock in STARTS], head)
    with pytest.raises(InputError, match=words):
        read(path, **said)


@pytest.mark.parametrize(
    ("head", "said", "words"),
    [
        ("start_time,demand_kwh", {"unit": "kw", "times": "utc"}, "says kwh and --unit says kw"),
        ("start_time,demand_kwh", {"label": "end", "times": "utc"}, "mark the start"),
        ("start_time,demand_kwh,load_kwh", {"times": "utc"}, "2 columns could be the load"),
        ("start_time,kvarh", {"times": "utc"}, "no columns could be the load"),
    ],
)
def test_what_contradicts_is_refused(tmp_path: Path, head: str, said: dict[str, Any], words: str) -> None:
    """Proves: a declaration does not overrule the file. If broken: half or twice the energy."""
    path = tall(tmp_path / "l.csv", [(f"2025-07-01 {clock}", "1,1") for clock in STARTS], head)
    if head.count(",") == 1:
        tall(path, [(f"2025-07-01 {clock}", 1) for clock in STARTS], head)
    with pytest.raises(BrokenFile, match=words):
        read(path, **said)


@pytest.mark.parametrize(("step", "words"), [(15, "not on a half-hour"), (60, "60 minutes apart")])
def test_other_steps_are_refused(tmp_path: Path, step: int, words: str) -> None:
    """Proves: quarter-hours and hours are no half-hours. If broken: half the energy, and gaps in the report."""
    begin = datetime(2025, 7, 1)  # noqa: DTZ001 (a local clock has no zone)
    rows: list[tuple[str, object]] = [(f"{begin + timedelta(minutes=step * i)}", 1) for i in range(24)]
    with pytest.raises(BrokenFile, match=words):
        read(tall(tmp_path / "l.csv", rows), times="local")


def test_the_report_counts_gaps_duplicates_and_rows_set_aside(tmp_path: Path) -> None:
    """Proves: each by date, period and row. If broken: a bill over half-hours that nobody knows are missing."""
    rows: list[tuple[str, object]] = [(f"2025-07-01 {clock}", 2) for clock in STARTS]
    rows[3] = (rows[3][0], "n/a")
    rows[5] = (rows[5][0], "-3")
    rows[7] = (rows[7][0], "??")
    rows += [("2025-07-01 10:00", 2), ("Total", 96)]
    found, report = read(tall(tmp_path / "l.csv", rows), times="local")
    assert len(found) == 45
    assert report["gaps"] == [{"settlement_date": "2025-07-01", "settlement_periods": [4, 6, 8]}]
    assert report["duplicates"] == 1
    assert [item["row"] for item in report["set_aside"]] == [7, 9, 51]
    with pytest.raises(BrokenFile, match="stands twice"):
        read(tall(tmp_path / "d.csv", [*rows[:3], (rows[0][0], 5)]), times="local")


def test_the_output_is_a_demand_file(tmp_path: Path) -> None:
    """Proves: what is written is read back by a site file. If broken: a file that only its writer knows."""
    path = wide(tmp_path / "l.csv", STARTS, {"2025-07-01": [*range(48)]})
    _, report = gbflex.import_load(path, times="local", out=tmp_path / "demand.csv")
    assert report["file"] == str(tmp_path / "demand.csv")
    day = Periods.between("2025-07-01", "2025-07-01")
    back = HalfHourlyFileReader().read(tmp_path / "demand.csv", "demand", day)
    assert (back.values * 1000).round(9).tolist() == list(range(48))
    assert back.quality == "actual"
    with pytest.raises(InputError, match="would replace a file"):
        gbflex.import_load(path, times="local", out=path)


def test_a_quality_column_is_read_and_checked(tmp_path: Path) -> None:
    """Proves: the least sure half-hour of the span counts, others do not. If broken: made-up demand is actual."""
    text = "settlement_date,settlement_period,demand_mwh,quality\n"
    text += "".join(
        f"2025-07-0{d},{i},1,{'estimated' if d == 2 else 'actual'}\n" for d in (1, 2) for i in range(1, 49)
    )
    path = tmp_path / "q.csv"
    path.write_text(text)
    reader = HalfHourlyFileReader()
    first, both = Periods.between("2025-07-01", "2025-07-01"), Periods.between("2025-07-01", "2025-07-02")
    assert reader.read(path, "demand", first).quality == "actual"
    assert reader.read(path, "demand", both).quality == "estimated"
    path.write_text(text.replace("estimated", "guessed"))
    with pytest.raises(BrokenFile, match="guessed"):
        reader.read(path, "demand", both)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_mutated_file_is_read_or_refused_and_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Proves: any broken file ends in one of our errors. If broken: a traceback."""
    path = tmp_path_factory.mktemp("mutated") / "l.csv"
    if data.draw(st.booleans()):
        text = wide(path, STARTS, {SPRING: [1] * 48, AUTUMN: [2] * 48}).read_text()
    else:
        text = tall(path, clock_rows(AUTUMN, ends=False)).read_text()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        junk = data.draw(
            st.sampled_from(["", ",", "\n", '"', ":", "-", "9", "x", "\0", "é", "24:00", "0000", "1e999", "²"])
        )
        text = text[:at] + junk + text[at + data.draw(st.integers(0, 3)) :]
    path.write_text(text)
    try:
        rows, _ = gbflex.import_load(path, times=data.draw(st.sampled_from(["local", "utc"])), unit=None)
    except GbflexError:
        return
    assert np.isfinite(rows["demand_mwh"].to_numpy()).all()
