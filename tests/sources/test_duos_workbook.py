"""The importer of Annex 1 workbooks: three layouts, the originals where they are at hand, and workbooks broken at random."""

from __future__ import annotations

import csv
import gzip
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gbflex
from gbflex.errors import BrokenFile, InputError
from gbflex.gb.rates.duos_statement import DuosStatement
from gbflex.gb.rates.duos_tables import use_statements
from gbflex.sources.duos_workbook import read_duos_workbook
from tests.sources.duos_workbooks import LAYOUTS, Workbook, as_most_companies, tariff_cells

SHARED = Path(os.environ.get("GBFLEX_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "duos"


def read(book: Workbook | bytes, folder: Path, **given: Any) -> DuosStatement:
    path = folder / "statement.xlsx"
    path.write_bytes(book if isinstance(book, bytes) else book.content())
    return read_duos_workbook(path, **given)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_three_layouts_give_the_same_figures(tmp_path: Path, layout: str) -> None:
    """Proves: columns are found by meaning. If broken: exceeded capacity as capacity, or closed classes as open."""
    found = read(LAYOUTS[layout](), tmp_path)
    wanted = tariff_cells()
    assert [row.tariff for row in found.tariffs] == [row[0] for row in wanted]
    for row, cells in zip(found.tariffs, wanted, strict=True):
        assert (row.red_p_per_kwh, row.amber_p_per_kwh, row.green_p_per_kwh) == tuple(cells[3:6])
        assert (row.fixed_p_per_mpan_day, row.capacity_p_per_kva_day) == (cells[6], cells[7] or None)
        assert (row.open_llfcs, row.closed_llfcs) == (cells[1], "")
    assert found.licence_area == ("23" if layout == "dots" else "19")
    assert found.charging_year_start == 2027
    green = [
        (row.day_type, row.start_local, row.end_local)
        for row in found.time_bands
        if row.table == "LV_HV" and row.band == "green"
    ]
    assert ("weekend", "00:00", "24:00") in green


@pytest.mark.parametrize("area", ["12", "14", "20"])
def test_the_originals_import_to_the_shipped_rows(area: str) -> None:
    """Proves: all 32 tariffs and every band of three companies. If broken: one figure, class or time is another."""
    workbook = SHARED / "original_xlsx" / f"duos_schedule_2025_{area}.xlsx"
    if not workbook.is_file():
        pytest.skip("the original workbooks are not here; set GBFLEX_SHARED_DATA to their folder")
    found = read_duos_workbook(workbook)
    text = gzip.decompress((SHARED / "duos_annex1_tariffs_2022-2026.csv.gz").read_bytes()).decode()
    shipped = [row for row in csv.DictReader(text.splitlines()) if _is(row, area)]

    def figures(row: dict[str, str]) -> tuple[object, ...]:
        names = (
            "red_black_p_per_kwh", "amber_yellow_p_per_kwh", "green_p_per_kwh", "fixed_p_per_mpan_day",
            "capacity_p_per_kva_day", "exceeded_capacity_p_per_kva_day", "reactive_p_per_kvarh",
        )  # fmt: skip
        numbers = (float(row[name]) if row[name] else None for name in names)
        return (row["tariff_name"], *numbers, row["open_llfcs"], row["closed_llfcs"])

    assert [
        (
            row.tariff, row.red_p_per_kwh, row.amber_p_per_kwh, row.green_p_per_kwh, row.fixed_p_per_mpan_day,
            row.capacity_p_per_kva_day, row.exceeded_capacity_p_per_kva_day, row.reactive_p_per_kvarh,
            row.open_llfcs, row.closed_llfcs,
        )
        for row in found.tariffs
    ] == [figures(row) for row in shipped]  # fmt: skip
    bands = csv.DictReader((SHARED / "duos_time_bands_2022-2026.csv").read_text().splitlines())
    names = ("table", "day_type", "day_type_as_published", "start_local", "end_local", "times_as_published")
    assert sorted((row.band, *(getattr(row, name) for name in names)) for row in found.time_bands) == sorted(
        (row["band"].lower(), *(row[name] for name in names)) for row in bands if _is(row, area)
    )


def _is(row: dict[str, str], area: str) -> bool:
    return (row["charging_year_start"], row["distributor_id"]) == ("2025", area)


def in_table(row: int, column: int, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book.cells[book.header + row][column] = value

    return change


def all_unit_rates(factor: float) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for row in book.cells[book.header + 1 :]:
            row[3:6] = [round(rate * factor, 6) for rate in row[3:6]]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (in_table(0, 3, "Red/black unit charge\n£/kWh"), ("!D10", "483.7 p/kWh", "48.37 GBP/MWh")),
        (in_table(0, 3, "Red/black unit charge"), ("!D10", "does not say p/kwh")),
        (all_unit_rates(0.01), ("!D10", "if the figures are GBP/kWh")),
        (all_unit_rates(10), ("cannot be true", "GBP/MWh")),
        (in_table(5, 3, "abc"), ("!D15", "'abc' is not a number")),
        (in_table(5, 4, 50.0), ("!D15", "not in the order")),
        (in_table(5, 4, ""), ("!E15", "amber rate", "empty")),
        (in_table(9, 0, "HV Site Specific Band 4"), ("stands twice",)),
        (in_table(9, 0, "HV Site Specific Band 9"), ("!A19", "no tariff that is known")),
        (in_table(0, 7, "Connection charge"), ("no column of capacity",)),
        (in_table(0, 2, "Capacity charge p/kVA/day"), ("two columns look like",)),
        (in_table(-4, 1, "16:00 - 18:30"), ("no band on a weekday at 18:30",)),
        (in_table(-4, 1, "16:00 - 19:30"), ("several bands on a weekday at 19:00",)),
        (in_table(-4, 1, "four to seven"), ("!B6", "is not a list of times")),
        (in_table(-3, 0, "Sundays and Bank Holidays"), ("neither the weekdays nor the weekend",)),
        (in_table(-8, 0, "Great Eastern Power Networks - Effective from 1 April 2027"), ("names no licence holder",)),
        (in_table(-8, 0, "Eastern Power Networks - Effective from 1 May 2027"), ("does not name one charging year",)),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_refused_with_its_cell(
    tmp_path: Path, change: Callable[[Workbook], None], words: tuple[str, ...]
) -> None:
    """Proves: sheet and cell, and both readings of a unit. If broken: a wrong rate is kept."""
    book = as_most_companies()
    change(book)
    with pytest.raises(BrokenFile) as caught:
        read(book, tmp_path)
    for word in words:
        assert word in str(caught.value)


def test_options_may_complete_a_title_and_not_contradict_it(tmp_path: Path) -> None:
    """Proves: --area and --year where the title is silent. If broken: another company's rates under this id."""
    book = as_most_companies()
    with pytest.raises(InputError, match="--area says 10, the workbook says 19"):
        read(book, tmp_path, area="10")
    book.cells[1][0] = "A network - Effective from 1 April 2027 - Final LV and HV charges"
    assert read(book, tmp_path, area="16").licence_area == "16"


def test_an_import_prices_a_year_that_is_not_shipped(gbflex_home: Path, tmp_path: Path) -> None:
    """Proves: an imported statement is used, named as the source, listed, and whole. If broken: no tariff for 2027/28."""
    path = tmp_path / "spn-2027.xlsx"
    path.write_bytes(as_most_companies().content())
    from gbflex import datasets

    done = datasets.data_import("duos", [path])
    assert done["imported"][0]["tariffs"] == 32
    site = {
        "name": "x",
        "licence_area": 19,
        "demand": {"constant_mw": 1},
        "tariff": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 1000},
        "charges": ["duos_unit"],
    }
    bill = gbflex.bill(site, "2027-06-02", "2027-06-02")
    red = next(line for line in bill["lines"] if line["band"] == "red")
    row = next(row for row in tariff_cells() if row[0] == "HV Site Specific Band 2")
    assert red["rate"] == pytest.approx(-10 * row[3])
    assert "imported from spn-2027.xlsx" in bill["duos_documents"][0]["source"]
    listed = datasets.data_list()["datasets"]
    assert [item["name"] for item in listed][-1] == "duos 19 2027/28, imported"
    assert [path.name for path in (gbflex_home / "rates" / "duos").iterdir()] == ["2027-19.json"]


@pytest.fixture
def gbflex_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    home = tmp_path / "home"
    monkeypatch.setenv("GBFLEX_HOME", str(home))
    yield home
    use_statements([])


def mutated(chance: random.Random) -> bytes:
    """A workbook with one to three changes, or its bytes cut or altered."""
    book = LAYOUTS[chance.choice(list(LAYOUTS))]()
    for _ in range(chance.randint(1, 3)):
        rows = [row for row in book.cells if row]
        row = chance.choice(rows)
        column = chance.randrange(len(row))
        what = chance.choice(["cell", "cell", "drop row", "drop column", "swap", "repeat", "insert"])
        if what == "cell":
            row[column] = chance.choice(
                ["", "x", -1, 0, 1e9, "12,5", "n/a", "16:00", "£/kWh", "p/kWh", 3.5, "25:99 - 26:00"]
            )
        elif what == "drop row":
            book.cells.remove(row)
        elif what == "repeat":
            book.cells.insert(book.cells.index(row), list(row))
        elif what == "insert":
            book.cells.insert(chance.randrange(len(book.cells)), [chance.choice(["", "Notes", 7])] * 4)
        else:
            other = chance.randrange(11)
            for cells in rows:
                if what == "drop column" and column < len(cells):
                    del cells[column]
                elif what == "swap" and max(column, other) < len(cells):
                    cells[column], cells[other] = cells[other], cells[column]
    content = book.content()
    if chance.random() < 0.15:
        cut = chance.randrange(len(content))
        content = (
            content[:cut]
            if chance.random() < 0.5
            else content[:cut] + bytes([chance.randrange(256)]) + content[cut + 1 :]
        )
    return content


def fuzz(count: int, seed: int, folder: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 (a repeatable campaign)
    true = {row[0]: row[3:7] for row in tariff_cells()}
    refused = 0
    for _ in range(count):
        try:
            found = read(mutated(chance), folder)
        except BrokenFile:
            refused += 1
            continue
        # What is accepted has each tariff's own figures, but for a cell that was itself given another true number.
        changed = [
            row.tariff
            for row in found.tariffs
            if row.tariff in true
            and [row.red_p_per_kwh, row.amber_p_per_kwh, row.green_p_per_kwh, row.fixed_p_per_mpan_day]
            != true[row.tariff]
        ]
        assert len(changed) <= 3, changed
    print(f"{count} mutated workbooks, {refused} refused")
    assert refused > count / 4


def test_mutated_workbooks(tmp_path: Path) -> None:
    """Proves: 25 broken workbooks are read right or refused. If broken: a traceback, or columns mixed up."""
    fuzz(25, 5, tmp_path)


@pytest.mark.slow
def test_mutated_workbooks_at_length(tmp_path: Path) -> None:
    """Proves: as above, 300 times. If broken: as above."""
    fuzz(300, 6, tmp_path)
