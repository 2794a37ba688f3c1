"""Annex 1 workbooks: three layouts to the same rows, the originals to the shared table, and what is refused."""

from __future__ import annotations

import csv
import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import gbflex
from gbflex.api import data
from gbflex.errors import BrokenFile, InputError
from gbflex.gb.rates.duos_statement import DuosStatement
from gbflex.gb.rates.duos_tables import charging_year_label, shipped_tariffs
from gbflex.sources.duos.title import area_named
from gbflex.sources.duos.workbook import read_duos_workbook
from tests.sources import annex1_workbooks as annex1
from tests.sources.annex1_workbooks import FIGURES, SHEET, Workbook, as_published, tariffs

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GBFLEX_SHARED_DATA", ROOT.parent / "shared" / "data")) / "duos"
needs_shared_data = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="the DNOs' workbooks and tables are not shipped; set GBFLEX_SHARED_DATA to their folder",
)
LAYOUTS = [as_published, annex1.in_another_order, annex1.with_one_title_over_three]
FIRST = 11
"""Row of the first tariff in `as_published`, from 0; a spreadsheet calls it 12."""


def figures(statement: DuosStatement) -> dict[str, tuple[Any, ...]]:
    """Rows by name; an empty charge is a zero one."""
    return {
        row.tariff: (
            row.red_p_per_kwh,
            row.amber_p_per_kwh,
            row.green_p_per_kwh,
            *(
                value or 0.0
                for value in (
                    row.fixed_p_per_mpan_day,
                    row.capacity_p_per_kva_day,
                    row.exceeded_capacity_p_per_kva_day,
                    row.reactive_p_per_kvarh,
                )
            ),
            row.open_llfcs,
            row.closed_llfcs,
        )
        for row in statement.tariffs
    }


def bands(statement: DuosStatement, table: str = "LV_HV") -> set[tuple[str, str, str, str]]:
    return {
        (row.day_type, row.band, row.start_local, row.end_local)
        for row in statement.time_bands
        if row.table == table
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_three_layouts_give_the_same_rows(
    tmp_path: Path, layout: Callable[[list[dict[str, Any]]], Workbook]
) -> None:
    """Proves: columns, title and bands are found by meaning. If broken: a column is taken by its place."""
    statement = read_duos_workbook(layout(tariffs()).write(tmp_path / "a.xlsx"))
    assert (statement.licence_area, statement.charging_year_start, statement.quality) == ("14", 2025, "actual")
    assert figures(statement) == {
        row["name"]: (*(row[name] for name in FIGURES), row["open"], row["closed"]) for row in tariffs()
    }
    assert bands(statement) == {
        ("weekday", "red", "16:00", "19:00"),
        ("weekday", "amber", "07:30", "16:00"),
        ("weekday", "amber", "19:00", "21:00"),
        ("weekday", "green", "00:00", "07:30"),
        ("weekday", "green", "21:00", "24:00"),
        ("weekend", "green", "00:00", "24:00"),
    }
    assert len([row for row in statement.time_bands if row.table == "UMS"]) == 9
    assert not statement.warnings


def shared_tariffs() -> dict[tuple[str, str], list[dict[str, str]]]:
    held: dict[tuple[str, str], list[dict[str, str]]] = {}
    for name in (
        "duos_annex1_tariffs_2022-2026.csv.gz",
        "duos_other_dnos_from_idno_2024-2026.csv.gz",
        "duos_annex1_tariffs_2027_official.csv",
        "duos_other_dnos_from_idno_2027.csv",
    ):
        content = (SHARED / name).read_bytes()
        text = gzip.decompress(content) if name.endswith(".gz") else content
        for row in csv.DictReader(text.decode().splitlines()):
            held.setdefault((row["distributor_id"], row["charging_year_start"]), []).append(row)
    return held


def shared_bands() -> dict[tuple[str, str], list[dict[str, str]]]:
    held: dict[tuple[str, str], list[dict[str, str]]] = {}
    for name in ("2022-2026", "other", "2027_official", "2027_other"):
        for row in csv.DictReader((SHARED / f"duos_time_bands_{name}.csv").read_text("utf-8").splitlines()):
            held.setdefault((row["distributor_id"], row["charging_year_start"]), []).append(row)
    return held


SHARED_FIGURES = (
    "red_black_p_per_kwh", "amber_yellow_p_per_kwh", "green_p_per_kwh", "fixed_p_per_mpan_day",
    "capacity_p_per_kva_day", "exceeded_capacity_p_per_kva_day", "reactive_p_per_kvarh",
)  # fmt: skip
BAND_KEYS = (
    "table",
    "day_type",
    "day_type_as_published",
    "band",
    "start_local",
    "end_local",
    "times_as_published",
)


@needs_shared_data
@pytest.mark.parametrize("area", ["12", "14", "20"])
def test_the_original_workbooks_import_to_the_shared_table(area: str) -> None:
    """Proves: every figure, class and band of three DNOs' own files, empty cells too. If broken: one cell differs."""
    statement = read_duos_workbook(SHARED / "original_xlsx" / f"duos_schedule_2025_{area}.xlsx")
    assert (statement.licence_area, statement.charging_year_start) == (area, 2025)
    wanted = [
        (
            row["tariff_name"],
            *(float(row[key]) if row[key] else None for key in SHARED_FIGURES),
            row["open_llfcs"],
            row["closed_llfcs"],
        )
        for row in shared_tariffs()[area, "2025"]
    ]
    assert wanted == [
        (
            row.tariff, row.red_p_per_kwh, row.amber_p_per_kwh, row.green_p_per_kwh, row.fixed_p_per_mpan_day,
            row.capacity_p_per_kva_day, row.exceeded_capacity_p_per_kva_day, row.reactive_p_per_kvarh,
            row.open_llfcs, row.closed_llfcs,
        )
        for row in statement.tariffs
    ]  # fmt: skip
    # The shared table capitalises bands.
    bands_wanted = sorted(
        tuple(row[key].lower() if key == "band" else row[key] for key in BAND_KEYS)
        for row in shared_bands()[area, "2025"]
    )
    assert bands_wanted == sorted(tuple(getattr(row, key) for key in BAND_KEYS) for row in statement.time_bands)
    assert not statement.warnings


@needs_shared_data
def test_no_published_dno_year_is_refused(tmp_path: Path) -> None:
    """Proves: the guards fit all 62 DNO-years held, labels and times included. If broken: a true statement is refused."""
    published = shared_tariffs()
    assert len(published) == 62
    for (area, year), rows in published.items():
        table = [
            {"name": row["tariff_name"], "open": row["open_llfcs"], "closed": row["closed_llfcs"]}
            | {
                name: float(row[key]) if row[key] else None
                for name, key in zip(FIGURES, SHARED_FIGURES, strict=True)
            }
            for row in rows
        ]
        held = shared_bands()[area, year]
        book = as_published(table, rows[0]["statement_title"], _table(held, "LV_HV"), _table(held, "UMS"))
        statement = read_duos_workbook(book.write(tmp_path / "a.xlsx"), area=area)
        assert (statement.licence_area, statement.charging_year_start) == (area, int(year))
        assert figures(statement) == {
            row["name"]: (*(row[name] or 0.0 for name in FIGURES), row["open"], row["closed"]) for row in table
        }
        found = {
            (row["day_type"], row["band"].lower(), row["start_local"], row["end_local"])
            for row in held
            if row["table"] == "LV_HV"
        }
        assert bands(statement) == found


def _table(rows: list[dict[str, str]], table: str) -> annex1.Bands:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["table"] == table:
            found.setdefault(row["day_type_as_published"], {})[row["band"].lower()] = row["times_as_published"]
    return list(found.items())


Change = Callable[[dict[tuple[int, int], Any]], None]


def put(row: int, column: int, value: object) -> Change:
    return lambda cells: cells.__setitem__((row, column), value)


def scale(columns: tuple[int, ...], factor: float) -> Change:
    def change(cells: dict[tuple[int, int], Any]) -> None:
        for (row, column), value in list(cells.items()):
            if column in columns and isinstance(value, float):
                cells[row, column] = value * factor

    return change


HEADER = FIRST - 1
REFUSED: list[tuple[str, Change, str]] = [
    ("all rates in GBP/kWh", scale((3, 4, 5), 0.01), r"!D12\).*|read as p/kWh .* read as GBP/kWh it is 9.893 p/kWh"),
    ("all rates in GBP/MWh", scale((3, 4, 5), 10), r"read as p/kWh .* read as GBP/MWh it is"),
    ("one cell in GBP/kWh", put(FIRST, 3, 0.09893), r"read as GBP/kWh it is 9.893 p/kWh.*!D12"),
    ("one cell in GBP/MWh", put(FIRST, 3, 98.93), r"read as GBP/MWh it is 9.893 p/kWh.*!D12"),
    ("one green in GBP/kWh", put(FIRST, 5, 0.00242), r"read as GBP/kWh it is 0.242 p/kWh.*!F12"),
    ("over 100 p/kWh", put(FIRST, 3, 989.3), r"above 100 p/kWh.*!D12"),
    ("an amber above red", put(FIRST, 4, 12.0), r"red 9.893 is below amber 12.*!D12"),
    ("a negative demand rate", put(FIRST, 5, -0.242), r"green unit charge is negative.*!F12"),
    ("text for a number", put(FIRST, 3, "see note"), r"'see note' is not a number.*!D12"),
    ("a decimal comma", put(FIRST, 3, "9,893"), r"'9,893' is not a number.*!D12"),
    ("a truth for a number", put(FIRST, 3, True), r"'True' is not a number.*!D12"),
    ("an empty unit charge", put(FIRST, 4, None), r"is empty.*!E12"),
    ("an empty capacity charge", put(FIRST + 8, 7, None), r"capacity charge of this tariff is empty.*!H20"),
    ("capacity in GBP", scale((7, 8), 0.01), r"read as GBP/kVA/day.*!H20"),
    ("a charge the tariff has not", put(FIRST, 7, 3.5), r"3.5 stands where this tariff has no capacity charge.*!H12"),
    ("header in pounds", put(HEADER, 3, "Red/black unit charge GBP/kWh"), r"does not give its unit as p/kWh.*!D11"),
    ("header without unit", put(HEADER, 7, "Capacity charge"), r"does not give its unit as p/kVA/day.*!H11"),
    ("a column twice", put(HEADER, 2, "Green unit charge p/kWh"), r"stands twice.*!F11"),
    ("no amber column", put(HEADER, 4, "Notes"), r"no column amber/yellow"),
    ("an unknown tariff", put(FIRST + 3, 0, "Small Non-Domestic Two Rate"), r"'Small Non-Domestic Two Rate' is not known.*!A15"),
    ("an unknown first tariff", put(FIRST, 0, "Domestic Unrestricted"), r"'Domestic Unrestricted' is not known.*!A12"),
    ("a tariff twice", put(FIRST + 1, 0, "Domestic Aggregated or CT with Residual"), r"stands twice.*!A13"),
    ("a lost name", put(FIRST + 3, 0, ""), r"no tariff name.*!A15"),
    ("a gap in the bands", put(5, 1, "16:00 - 18:30"), r"18:30 to 19:00 is in no band of the LV_HV weekday"),
    ("an overlap of bands", put(5, 1, "16:00 - 19:30"), r"19:00 is in two bands.*!C6"),
    ("no weekend", put(6, 3, ""), r"00:00 to 24:00 is in no band of the LV_HV weekend"),
    ("a seasonal gap", put(6, 8, "07:30 to 20:00"), r"in no band of the UMS weekday in month 3"),
    ("words for times", put(5, 3, "All other times"), r"'All other times' is not ranges.*!D6"),
    ("off the half-hour", put(5, 1, "16:15 - 19:00"), r"not ranges of half-hours.*!B6"),
    ("bank holidays as weekend", put(6, 0, "Saturday, Sunday and Bank Holidays"), r"does not say weekdays or weekends.*!A7"),
    ("a season in LV and HV", put(5, 0, "Monday to Friday Nov to Feb"), r"of the whole year.*!A6"),
    ("no licence holder", put(1, 0, "Great West Midlands - Effective from 1 April 2025"), r"no licence holder in full.*!A2"),
    ("no year", put(1, 0, TITLE_WITHOUT_YEAR := annex1.TITLE.replace(" from 1 April 2025", "")), r"no charging year.*!A2"),
    ("not a charging year", put(1, 0, annex1.TITLE.replace("1 April", "1 October")), r"not name one charging year.*!A2"),
    ("no title", put(1, 0, ""), r"no title stands above"),
    ("classes turned into a date", put(FIRST, 1, True), r"not line loss factor classes.*!B12"),
    ("a class of two tariffs", put(FIRST + 1, 1, "34, 632"), r"class 632 is open in Domestic Aggregated or CT with Residual too.*!B13"),
    ("a lost class", put(FIRST, 1, ""), r"no open line loss factor class.*!B12"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), [item[1:] for item in REFUSED], ids=[item[0] for item in REFUSED])
def test_what_is_not_sure_is_refused_with_its_cell(tmp_path: Path, change: Change, message: str) -> None:
    """Proves: one message with sheet and cell, exit 3. If broken: a wrong rate is kept, or a traceback."""
    book = as_published(tariffs())
    change(book.sheets[SHEET])
    with pytest.raises(BrokenFile, match=message) as refused:
        read_duos_workbook(book.write(tmp_path / "a.xlsx"))
    assert f"a.xlsx, {SHEET}!" in str(refused.value)


@pytest.mark.parametrize(
    ("row", "column", "text", "said"),
    [
        (6, 7, "`", "H7 holds '`'"),
        (7, 7, "n/a", "H8 holds 'n/a'"),
        (6, 1, "-", "B7 holds '-'"),
        (6, 2, "All other times", "C7 holds 'All other times'"),
    ],
)
def test_a_cell_without_a_digit_beside_a_whole_day_is_empty(
    tmp_path: Path, row: int, column: int, text: str, said: str
) -> None:
    """Proves: the day is covered without it, so the bands are as without it, and a warning names the cell.

    If broken: a workbook of SP Manweb whose black cell of unmetered supplies holds a backtick is refused.
    """
    book = as_published(tariffs())
    plain = read_duos_workbook(book.write(tmp_path / "a.xlsx"))
    put(row, column, text)(book.sheets[SHEET])
    stray = read_duos_workbook(book.write(tmp_path / "a.xlsx"))
    assert stray.time_bands == plain.time_bands
    (warning,) = set(stray.warnings) - set(plain.warnings)
    assert said in warning


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([put(5, 7, "`")], r"'`' is not ranges.*!H6"),
        ([put(5, 7, "`"), put(6, 7, "`")], r"'`' is not ranges.*!H6"),
        ([put(6, 8, "07:30 to 20:00"), put(6, 7, "`")], r"'`' is not ranges.*!H7"),
        ([put(7, 9, ""), put(7, 7, "`")], r"'`' is not ranges.*!H8"),
        ([put(6, 6, "Monday to Friday in summer"), put(6, 7, "`")], r"'`' is not ranges.*!H7"),
        ([put(6, 7, "1`")], r"'1`' is not ranges.*!H7"),
    ],
)
def test_a_stray_cell_where_the_day_is_not_covered_is_refused(
    tmp_path: Path, changes: list[Change], message: str
) -> None:
    """Proves: where minutes are missing, or nobody can check, the cell is refused by name. If broken: a band is lost."""
    book = as_published(tariffs())
    for change in changes:
        change(book.sheets[SHEET])
    with pytest.raises(BrokenFile, match=message):
        read_duos_workbook(book.write(tmp_path / "a.xlsx"))


def test_area_and_year_can_be_given_but_not_against_the_title(tmp_path: Path) -> None:
    """Proves: the options fill gaps and overrule nothing. If broken: South Wales gets West Midlands' rates."""
    anonymous = as_published(tariffs(), "Some Networks - Final LV and HV charges").write(tmp_path / "a.xlsx")
    statement = read_duos_workbook(anonymous, area="21", year=2024)
    assert (statement.licence_area, statement.charging_year_start) == ("21", 2024)
    named = as_published(tariffs()).write(tmp_path / "b.xlsx")
    for options in ({"area": "21"}, {"year": 2024}):
        with pytest.raises(InputError, match="the workbook says"):
            read_duos_workbook(named, **options)


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("Eastern Power Networks - Effective from 1 April 2025", "10"),
        ("South Eastern Power Networks plc - Effective from 1 April 2025", "19"),
        ("South-Eastern Power Networks plc \u2013 Effective from 1 April 2025", "19"),
        ("UK Power Networks - London Power Networks plc - Effective from 1 April 2025", "12"),
        ("Northern Powergrid (Yorkshire) plc - Effective from 1 April 2025", "23"),
        ("Far Eastern Power Networks - Effective from 1 April 2025", ""),
        ("Eastern Power Networks - South Eastern Power Networks", ""),
        ("National Grid Electricity Distribution - Effective from 1 April 2025", ""),
        ("Independent Power Networks Limited _A - Effective between 01/04/2024 and 31/03/2025", ""),
    ],
)
def test_a_licence_holder_is_known_by_its_whole_name(title: str, area: str) -> None:
    """Proves: no part of a name counts. If broken: South Eastern is read as Eastern."""
    assert area_named(title) == area


def test_a_draft_is_a_forecast_and_says_so(tmp_path: Path) -> None:
    """Proves: quality travels. If broken: draft rates are billed as final."""
    path = as_published(tariffs(), annex1.TITLE.replace("Final", "Draft")).write(tmp_path / "a.xlsx")
    statement = read_duos_workbook(path)
    assert statement.quality == "forecast"
    assert "Draft" in statement.warnings[0]


def test_two_sheets_of_tariffs_are_refused_unless_one_is_annex_1(tmp_path: Path) -> None:
    """Proves: no sheet is chosen by its place. If broken: last year's copy is read."""
    book = as_published(tariffs())
    book.sheets["Copy"] = dict(book.sheets[SHEET])
    assert len(read_duos_workbook(book.write(tmp_path / "a.xlsx")).tariffs) == 32
    book.sheets["Annex 1 old"] = book.sheets.pop("Copy")
    with pytest.raises(BrokenFile, match="several sheets"):
        read_duos_workbook(book.write(tmp_path / "b.xlsx"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"tariff,red\n", b"\x00" * 500])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """Proves: any bytes give one message. If broken: BadZipFile."""
    (tmp_path / "a.xlsx").write_bytes(content)
    for path in (tmp_path / "a.xlsx", tmp_path / "nowhere.xlsx", tmp_path):
        with pytest.raises(BrokenFile):
            read_duos_workbook(path)


def test_a_stray_far_cell_and_another_archive_are_refused(tmp_path: Path) -> None:
    """Proves: a cell at XFD1048576 is refused before it is read. If broken: the process is killed by half a terabyte."""
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet("Annex 1")
        sheet.write(0, 0, 1)
        sheet.write(1048575, 16383, 1)
    with pytest.raises(BrokenFile, match="1,048,576 rows"):
        read_duos_workbook(tmp_path / "far.xlsx")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(BrokenFile, match=r"not an \.xlsx workbook"):
        read_duos_workbook(tmp_path / "other.xlsx")


@pytest.fixture
def gbflex_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    home = tmp_path / "home"
    monkeypatch.setenv("GBFLEX_HOME", str(home))
    return home


def test_an_import_prices_a_year_that_is_not_shipped(gbflex_home: Path, tmp_path: Path) -> None:
    """Proves: an imported statement is used, named as the source, listed, and whole. If broken: no tariff for that year."""
    year = max(held for held, area in shipped_tariffs() if area == "14") + 1
    title = annex1.TITLE.replace("2025", str(year))
    done = data.data_import("duos", [as_published(tariffs(), title).write(tmp_path / "wm-next.xlsx")])
    assert done["imported"][0]["tariffs"] == 32
    site = {
        "name": "x",
        "licence_area": 14,
        "demand": {"constant_mw": 1},
        "tariff": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 1000},
        "charges": ["duos_unit"],
    }
    bill = gbflex.bill(site, f"{year}-06-02", f"{year}-06-02")
    red = next(line for line in bill["lines"] if line["band"] == "red")
    assert red["rate"] == pytest.approx(-16.42)
    assert "imported from wm-next.xlsx" in bill["duos_documents"][0]["source"]
    listed = data.data_list()["datasets"]
    assert [item["name"] for item in listed][-1] == f"duos 14 {charging_year_label(year)}, imported"
    assert [path.name for path in (gbflex_home / "rates" / "duos").iterdir()] == [f"{year}-14.json"]
