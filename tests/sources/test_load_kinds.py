"""Load files of every kind: encodings, workbooks, blocks, flags, meters, quantities, flows, registers, dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

import gbflex
from gbflex.errors import BrokenFile, InputError

DAY, SPRING, AUTUMN = date(2024, 5, 13), date(2024, 3, 31), date(2024, 10, 27)
CLOCKS = [f"{i // 2:02d}:{i % 2 * 30:02d}" for i in range(48)]
HH = [f"HH{i}" for i in range(1, 49)]
LOCAL_START = {"times": "local", "label": "start"}


def written(path: Path, rows: list[list[Any]], encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding)
    return path


def tall(*, titles: str = "Start,kWh", cells: str = "{value}", days: int = 1) -> list[list[Any]]:
    """Rows of a half-hour; a value is the number of the half-hour in its day."""
    begin = datetime(2024, 5, 13)  # noqa: DTZ001 (a local clock has no zone)
    times = [begin + timedelta(minutes=30 * i) for i in range(48 * days)]
    return [
        titles.split(","),
        *([f"{at:%d/%m/%Y %H:%M}", cells.format(value=i % 48 + 1)] for i, at in enumerate(times)),
    ]


def kwh(rows: pl.DataFrame) -> list[float]:
    return (rows["demand_mwh"] * 1000).round(9).to_list()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Proves: a pound sign and a dash in any usual encoding. If broken: refused, or letters of nonsense."""
    path = written(tmp_path / "l.csv", tall(titles="Start,Mill – £ kWh"), encoding)  # noqa: RUF001 (a dash as typed)
    rows, report = gbflex.import_load(path, times="local")
    assert kwh(rows) == [*range(1, 49)]
    assert report["unit"] == "kwh"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_and_sep_lines(tmp_path: Path, separator: str) -> None:
    """Proves: the file's own separator, said or seen. If broken: one column."""
    body = "\n".join(separator.join(map(str, row)) for row in tall())
    for head in ("", f"sep={separator}\n", f'"sep={separator}"\n'):
        (tmp_path / "l.csv").write_text(head + body)
        assert kwh(gbflex.import_load(tmp_path / "l.csv", times="local").rows) == [*range(1, 49)]


def workbook(path: Path, *, sheets: tuple[str, ...] = ("Data",)) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day, clock = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
        notes = book.add_worksheet("Notes")
        notes.write_row(0, 0, ["This workbook holds half-hours", "see the other sheet"])
        for name in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Report", "Mill Lane"])
            sheet.write_row(2, 0, ["MPAN", "Date"])
            for place in range(48):
                sheet.write_datetime(2, place + 2, time(place // 2, place % 2 * 30), clock)  # type: ignore[arg-type]
            sheet.write_row(3, 0, [1200000000000])
            sheet.write_datetime(3, 1, datetime(2024, 5, 13), day)  # noqa: DTZ001 (a spreadsheet has no zone)
            sheet.write_row(3, 2, [place + 1 for place in range(48)])
    return path


def test_a_workbook_with_real_dates_and_times(tmp_path: Path) -> None:
    """Proves: the sheet is found, its dates and times are read. If broken: refused, or a day of serial numbers."""
    path = workbook(tmp_path / "l.xlsx")
    rows, report = gbflex.import_load(path, unit="kwh", times="local")
    assert kwh(rows) == [*range(1, 49)]
    assert (report["sheet"], report["meters"], report["from"]) == ("Data", ["1200000000000"], "2024-05-13")


def test_of_several_sheets_one_is_asked_for(tmp_path: Path) -> None:
    """Proves: two sheets with half-hours need --sheet. If broken: the first is taken."""
    path = workbook(tmp_path / "l.xlsx", sheets=("May", "June"))
    with pytest.raises(InputError, match=r"several sheets.*--sheet May or June"):
        gbflex.import_load(path, unit="kwh", times="local")
    assert gbflex.import_load(path, unit="kwh", times="local", sheet="june").summary["sheet"] == "June"
    with pytest.raises(InputError, match=r"no sheet 'July'.*Notes, May, June"):
        gbflex.import_load(path, sheet="July")
    with pytest.raises(InputError, match="no sheets"):
        gbflex.import_load(written(tmp_path / "l.csv", tall()), sheet="May")


def test_an_old_workbook() -> None:
    """Proves: .xls is read, by content and not by name. If broken: refused."""
    rows, report = gbflex.import_load(Path(__file__).parent / "load_day.xls", unit="kwh", times="local")
    assert kwh(rows) == [*range(1, 49)]
    assert (report["from"], report["sheet"]) == ("2024-05-13", "Half hours")


def test_two_blocks_consumption_then_reactive(tmp_path: Path) -> None:
    """Proves: the kVArh of the second block are not the load, told by titles or by the row above. If broken: summed or refused."""
    numbers = range(1, 51)
    values = [*range(1, 49), "", "", *[900] * 48, "", ""]
    told = ["MPAN", "Date", *(f"kWh HH{n}" for n in numbers), *(f"kVArh HH{n}" for n in numbers)]
    bare = ["MPAN", "Date", *(f"HH{n}" for n in numbers), *(f"HH{n}" for n in numbers)]
    above = ["", "", "Consumption (kWh)", *[""] * 49, "Reactive (kVArh)", *[""] * 49]
    row = ["1200000000000", "13/05/2024", *values]
    for table in ([told, row], [above, bare, row]):
        rows, report = gbflex.import_load(written(tmp_path / "l.csv", table))
        assert kwh(rows) == [*range(1, 49)]
        assert report["unit"] == "kwh"
    with pytest.raises(InputError, match=r"2 blocks.*--quantity block-1"):
        gbflex.import_load(written(tmp_path / "l.csv", [bare, row]), unit="kwh")
    rows, _ = gbflex.import_load(tmp_path / "l.csv", unit="kwh", quantity="block-1")
    assert kwh(rows) == [*range(1, 49)]


def test_extra_columns_for_the_long_day(tmp_path: Path) -> None:
    """Proves: DST +0:30 and +1:00 are ignored where empty, and asked about on the long day. If broken: 48 of 50, unasked."""
    titles = ["Date", *CLOCKS[1:], "24:00", "DST +0:30", "DST +1:00"]
    flagged = ["Date", *(cell for title in titles[1:] for cell in (title, "Data Marker"))]
    plain = ["13/05/2024", *range(1, 49), "", ""]
    said = {"unit": "kwh", "times": "local"}
    assert kwh(gbflex.import_load(written(tmp_path / "l.csv", [titles, plain]), **said).rows) == [*range(1, 49)]
    marked = ["13/05/2024", *(cell for n in range(1, 49) for cell in (n, "A" if n > 2 else "E")), "", "", "", ""]
    rows, report = gbflex.import_load(written(tmp_path / "l.csv", [flagged, marked]), **said)
    assert kwh(rows) == [*range(1, 49)]
    assert report["estimated"] == 2
    long_day = written(tmp_path / "l.csv", [titles, ["27/10/2024", *range(1, 51)]])
    with pytest.raises(InputError, match=r"columns DST.*--numbered"):
        gbflex.import_load(long_day, **said)
    assert kwh(gbflex.import_load(long_day, numbered="periods", **said).rows) == [*range(1, 51)]
    rows, report = gbflex.import_load(long_day, numbered="clock", **said)
    assert kwh(rows) == [1, 2, 3, 4, 49, 50, *range(5, 49)]
    assert report["estimated"] == 4


def test_files_without_titles(tmp_path: Path) -> None:
    """Proves: a day or a half-hour in a row without titles. If broken: the first day is taken for titles."""
    wide = [["1200000000000", f"{day}/05/2024", *range(1, 49)] for day in (13, 14)]
    rows, report = gbflex.import_load(written(tmp_path / "l.csv", wide), unit="kwh")
    assert kwh(rows) == [*range(1, 49)] * 2
    assert report["meters"] == ["1200000000000"]
    rows, _ = gbflex.import_load(written(tmp_path / "l.csv", tall()[1:]), unit="kwh", **LOCAL_START)  # type: ignore[arg-type]
    assert kwh(rows) == [*range(1, 49)]


def test_a_column_of_estimated_is_quality(tmp_path: Path) -> None:
    """Proves: E, Estimated and a 1 under Est are estimates and are counted; others are actual. If broken: actual pounds."""
    for title, real, guess in (
        ("Read Type", "Actual", "Estimated"),
        ("A/E", "A", "E"),
        ("Est", 0, 1),
        ("Status", "A", "Z"),
    ):
        body = [[*row, guess if i < 3 else real] for i, row in enumerate(tall()[1:])]
        path = written(tmp_path / "l.csv", [["Start", "kWh", title], *body])
        rows, report = gbflex.import_load(path, times="local")
        assert report["estimated"] == 3
        assert {flag["flag"]: flag["values"] for flag in report["flags"]} == {str(real): 45, str(guess): 3}
        assert rows["quality"].to_list() == ["estimated"] * 3 + ["actual"] * 45


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("Fuel", "Gas", "holds gas"),
        ("Type", "Export", "active export"),
        ("MQ", "RI", "reactive import"),
        ("Commodity", "Solar", "generation"),
        ("Units", "kVArh", "reactive import"),
    ],
)
def test_a_column_that_says_otherwise_is_heard(tmp_path: Path, column: str, cell: str, words: str) -> None:
    """Proves: fuel, direction and quantity are read from any column. If broken: gas, export, kVArh as a load."""
    body = [[*row, cell] for row in tall()[1:]]
    with pytest.raises(BrokenFile, match=words):
        gbflex.import_load(written(tmp_path / "l.csv", [["Start", "kWh", column], *body]), times="local")


@pytest.mark.parametrize("title", ["Export kWh", "Solar (kWh)", "Generation kWh", "kVArh", "Gas kWh", "Heat kWh"])
def test_a_title_that_says_otherwise_is_heard(tmp_path: Path, title: str) -> None:
    """Proves: what is in the title is no load, a row or a day at a time. If broken: generation billed as demand."""
    with pytest.raises(BrokenFile, match="could be the load"):
        gbflex.import_load(written(tmp_path / "l.csv", tall(titles=f"Start,{title}")), times="local", unit="kwh")
    wide = [["Date", *(f"{title} HH{n}" for n in range(1, 49))], ["13/05/2024", *range(1, 49)]]
    with pytest.raises(BrokenFile, match="no import of electricity"):
        gbflex.import_load(written(tmp_path / "l.csv", wide), unit="kwh")


def test_several_quantities_are_asked_for(tmp_path: Path) -> None:
    """Proves: AI is read when it is asked for, nothing else can be. If broken: import and export make one load."""
    table = [["MPAN", "MQ", "Date", *HH]]
    table += [
        ["1200000000000", quantity, "13/05/2024", *[n] * 48] for quantity, n in (("AI", 1), ("AE", 7), ("RI", 9))
    ]
    path = written(tmp_path / "l.csv", table)
    with pytest.raises(
        InputError, match="several quantities is the load: active import, active export, reactive import"
    ):
        gbflex.import_load(path, unit="kwh")
    rows, report = gbflex.import_load(path, unit="kwh", quantity="AI")
    assert kwh(rows) == [1] * 48
    assert report["quantity"] == "active import"
    with pytest.raises(InputError, match="a load is active import"):
        gbflex.import_load(path, unit="kwh", quantity="AE")


def test_meters_are_added_where_each_has_a_value(tmp_path: Path) -> None:
    """Proves: a half-hour that one meter lacks is a gap of the sum, not the other's value. If broken: half the load."""
    table = [
        ["MPAN", "Date", *HH],
        ["1200000000000", "13/05/2024", *range(1, 49)],
        ["1300000000000", "13/05/2024", *[10] * 48],
    ]
    table[2][6] = ""
    rows, report = gbflex.import_load(written(tmp_path / "l.csv", table), unit="kwh", sum_meters=True)
    assert report["gaps"] == [{"settlement_date": "2024-05-13", "settlement_periods": [5]}]
    assert kwh(rows)[:5] == [11, 12, 13, 14, 16]
    assert report["meters"] == ["1200000000000", "1300000000000"]


@pytest.mark.parametrize("name", ["D0036", "D0275"])
def test_an_industry_flow(tmp_path: Path, name: str) -> None:
    """Proves: meter, quantity, date, flag and value of a flow. If broken: kVArh, or a second meter, in the load."""

    def block(mpan: str, quantity: str, value: float) -> list[str]:
        return [
            f"101|{mpan}|{quantity}|GMTR|",
            "102|20240513|",
            *(f"103|{'E' if n < 2 else 'A'}|{value}|" for n in range(48)),
        ]

    lines = [
        f"ZHV|01|{name}001|C|SSIL|X|GMTR|20240601||||OPER|",
        *block("1200000000000", "AI", 9.5),
        *block("1200000000000", "RI", 3),
    ]
    path = tmp_path / "flow.usr"
    path.write_text("\n".join([*lines, "ZPT|01|98||1|"]))
    with pytest.raises(InputError, match="--quantity AI"):
        gbflex.import_load(path)
    rows, report = gbflex.import_load(path, quantity="AI")
    assert kwh(rows) == [9.5] * 48
    assert (report["layout"], report["estimated"], report["unit"]) == (f"data flow {name}", 2, "kwh")
    path.write_text("ZHV|01|D0010001|C|\n030|1|\n")
    with pytest.raises(BrokenFile, match=r"no file of half-hours.*D0036, D0275"):
        gbflex.import_load(path)


def test_df2_asks_for_its_clock(tmp_path: Path) -> None:
    """Proves: ends of half-hours, sensor 3 is reactive. If broken: half an hour late, or kVArh in the load."""
    body = [f"13/05/2024,{clock},{n},{'E' if n == 1 else 'A'}" for n, clock in enumerate(CLOCKS[1:], start=1)]
    path = tmp_path / "l.df2"
    path.write_text(
        "\n".join(
            ["#F2", "#O 1200000000000", "#S 1", *body, "14/05/2024,00:00,48,A", "#S 3", "13/05/2024,00:30,99,A"]
        )
    )
    with pytest.raises(InputError, match="--quantity AI"):
        gbflex.import_load(path, times="local")
    with pytest.raises(InputError, match="--times local"):
        gbflex.import_load(path, quantity="AI")
    rows, report = gbflex.import_load(path, quantity="AI", times="local")
    assert kwh(rows) == [*range(1, 49)]
    assert (report["estimated"], report["label"]) == (1, "end")


def test_numbers_of_a_long_day_are_asked_for(tmp_path: Path) -> None:
    """Proves: 48 numbers in autumn are periods or a clock, by the spring day of the file or by the caller. If broken: guessed."""
    autumn = ["27/10/2024", *range(1, 49)]
    path = written(tmp_path / "l.csv", [["Date", *HH], autumn])
    with pytest.raises(InputError, match="--numbered periods"):
        gbflex.import_load(path, unit="kwh")
    assert gbflex.import_load(path, unit="kwh", numbered="periods").rows["settlement_period"].to_list() == [
        *range(1, 49)
    ]
    by_clock, report = gbflex.import_load(path, unit="kwh", numbered="clock")
    assert by_clock["settlement_period"].to_list() == [1, 2, *range(7, 51)]
    assert report["gaps"][0]["settlement_periods"] == [3, 4, 5, 6]
    spring = ["31/03/2024", 1, 1, "", "", *[1] * 44]
    rows, _ = gbflex.import_load(written(tmp_path / "l.csv", [["Date", *HH], spring, autumn]), unit="kwh")
    assert rows["settlement_period"].to_list() == [*range(1, 47), 1, 2, *range(7, 51)]


@pytest.mark.parametrize(
    ("values", "periods"),
    [
        ([1, 1, 2, 2, *[1] * 42, "", ""], 46),
        ([1, 1, 2, 2, *[1] * 42, 0, 0], 46),
        ([1, 1, 0, 0, *[1] * 42, "", ""], 46),
    ],
)
def test_numbers_of_a_short_day_that_are_periods(tmp_path: Path, values: list[object], periods: int) -> None:
    """Proves: 46 values from the left are the periods. If broken: the hour from 01:00 is left out."""
    rows, _ = gbflex.import_load(written(tmp_path / "l.csv", [["Date", *HH], ["31/03/2024", *values]]), unit="kwh")
    assert rows["settlement_period"].to_list() == [*range(1, periods + 1)]
    assert kwh(rows)[2] == values[2]


def test_a_short_day_that_shows_nothing_is_asked_about(tmp_path: Path) -> None:
    """Proves: zeros at both places are either; 48 values are neither. If broken: the day an hour out, or UTC as local."""
    path = written(tmp_path / "l.csv", [["Date", *HH], ["31/03/2024", 1, 1, 0, 0, *range(5, 47), 0, 0]])
    with pytest.raises(InputError, match="2024-03-31, which has 46 half-hours"):
        gbflex.import_load(path, unit="kwh")
    assert kwh(gbflex.import_load(path, unit="kwh", numbered="clock").rows)[2] == 5
    assert kwh(gbflex.import_load(path, unit="kwh", numbered="periods").rows)[2] == 0
    with pytest.raises(BrokenFile, match=r"values for 48.*UTC"):
        gbflex.import_load(written(tmp_path / "l.csv", [["Date", *HH], ["31/03/2024", *[1] * 48]]), unit="kwh")


def test_a_register_is_no_load(tmp_path: Path) -> None:
    """Proves: refused by its word and by its shape, two days or one. If broken: the meter's whole life in one day."""
    with pytest.raises(BrokenFile, match="register"):
        gbflex.import_load(written(tmp_path / "l.csv", tall(titles="Start,kWh (cumulative)")), times="local")
    for days in (1, 2):
        body = [[row[0], 84_321.5 + 1.5 * i] for i, row in enumerate(tall(days=days)[1:])]
        path = written(tmp_path / "l.csv", [["Start", "kWh"], *body])
        with pytest.raises(BrokenFile, match=r"never fall, from 84321.5"):
            gbflex.import_load(path, times="local")
    flat = [[row[0], 5] for row in tall(days=3)[1:]]
    assert (
        kwh(gbflex.import_load(written(tmp_path / "l.csv", [["Start", "kWh"], *flat]), times="local").rows)
        == [5] * 144
    )


def test_month_first_dates_by_their_steps(tmp_path: Path) -> None:
    """Proves: 05/01 to 05/12 is twelve days of May, not twelve fifths; one slip is set aside. If broken: a year of holes."""
    table = [["Date", *HH], *([f"05/{day:02d}/2024", *[1] * 48] for day in range(1, 13))]
    with pytest.raises(BrokenFile, match="jump from month to month, as 05/01/2024 and 05/02/2024"):
        gbflex.import_load(written(tmp_path / "l.csv", table), unit="kwh")
    times = [["Start", "kWh"], *([f"05/13/2024 {clock}", 1] for clock in CLOCKS)]
    with pytest.raises(BrokenFile, match="1 of 1 dates"):
        gbflex.import_load(written(tmp_path / "l.csv", times), times="local")
    slip = [["Date", *HH], ["30/04/2024", *[1] * 48], ["05/31/2024", *[1] * 48]]
    _, report = gbflex.import_load(written(tmp_path / "l.csv", slip), unit="kwh")
    assert [item["row"] for item in report["set_aside"]] == [3]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_what_was_understood_is_said(tmp_path: Path, day: date) -> None:
    """Proves: first and last half-hour are the file's. If broken: a report of whole days."""
    rows = [[f"{day:%d/%m/%Y} 04:00", 1], [f"{day:%d/%m/%Y} 04:30", 2], [f"{day:%d/%m/%Y} 05:00", 3]]
    _, report = gbflex.import_load(written(tmp_path / "l.csv", [["Start", "kWh"], *rows]), times="local")
    first = {SPRING: 7, AUTUMN: 11}[day]
    assert (report["first_period"], report["last_period"], report["quantity"]) == (first, first + 2, "not said")


def test_an_unclosed_quote_is_refused(tmp_path: Path) -> None:
    """Proves: a quote that swallows the rest of the file is named. If broken: half a year is missing."""
    body = tall()
    body[10][1] = '"11'
    with pytest.raises(BrokenFile, match=r"quote is never closed|more cells|cells and the titles"):
        gbflex.import_load(written(tmp_path / "l.csv", body), times="local")


def test_tables_of_several_meters_below_each_other(tmp_path: Path) -> None:
    """Proves: a second meter's heading is seen, one meter's heading is its name. If broken: two meters of different days are one load."""
    one = [["MPAN", "1200000000000"], ["Units", "kWh"], ["Date", *HH], ["13/05/2024", *range(1, 49)]]
    other = [["MPAN:", "1300000000000"], ["Date", *HH], ["14/05/2024", *range(1, 49)]]
    with pytest.raises(InputError, match=r"several meters.*1200000000000, 1300000000000"):
        gbflex.import_load(written(tmp_path / "l.csv", [*one, *other]), unit="kwh")
    _, report = gbflex.import_load(written(tmp_path / "l.csv", one))
    assert (report["meters"], report["unit"]) == (["1200000000000"], "kwh")


@pytest.mark.parametrize("values", [("0,123", "1,234"), ("12,5", "13,5"), ("1,234", "2,345")])
def test_decimal_commas_are_refused(tmp_path: Path, values: tuple[str, str]) -> None:
    """Proves: 0,123 and 1,234 with nothing that tells are no thousands. If broken: 123 kWh for 0.123."""
    path = tmp_path / "l.csv"
    body = [f"13/05/2024 {clock};{value}" for clock, value in zip(CLOCKS, values, strict=False)]
    path.write_text("\n".join(["Start;kWh", *body]))
    with pytest.raises(BrokenFile, match="has a comma where a British file has a point"):
        gbflex.import_load(path, times="local")


def test_thousands_are_read_where_they_can_be_nothing_else(tmp_path: Path) -> None:
    """Proves: 1,234 beside 950, and 1,234.5, are thousands. If broken: refused, or 1.234 kWh."""
    for values in (("1,234", "950"), ("1,234.5", "2,345.5")):
        rows = [[f"13/05/2024 {clock}", f'"{value}"'] for clock, value in zip(CLOCKS, values, strict=False)]
        found, _ = gbflex.import_load(written(tmp_path / "l.csv", [["Start", "kWh"], *rows]), times="local")
        assert found["demand_mwh"][0] == pytest.approx(float(values[0].replace(",", "")) / 1000)


def test_ends_in_no_order_are_refused(tmp_path: Path) -> None:
    """Proves: where 00:00 belongs only the order of rows can tell. If broken: the last half-hour a day early."""
    order = [7, 3, 11, 5, 9, 1, 0, 2, 8, 4]
    rows = [["13/05/2024", CLOCKS[n], n] for n in order]
    with pytest.raises(BrokenFile, match=r"in no order.*Sort the rows"):
        gbflex.import_load(written(tmp_path / "l.csv", [["Date", "End time", "kWh"], *rows]), times="local")
