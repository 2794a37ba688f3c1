"""Broken Annex 1 workbooks: the same rows as the whole one, or one refusal; never a traceback, never other rows.

Left out, because nothing in a workbook could give them away: one plausible figure for another in a fixed or
reactive charge, a line loss factor class or a closed class changed or lost, and the year in the title.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gbflex.errors import BrokenFile
from gbflex.gb.rates.duos_statement import DuosStatement
from gbflex.sources.duos.tariffs import known_tariff
from gbflex.sources.duos.workbook import read_duos_workbook
from tests.sources.annex1_workbooks import (
    Workbook,
    as_published,
    in_another_order,
    tariffs,
    with_one_title_over_three,
)

LAYOUTS = {
    "Annex 1 LV and HV charges": as_published,
    "Annex 1": in_another_order,
    "Charges": with_one_title_over_three,
}
TOO_MANY = "unmetered supplies have no time bands on a weekend"
"""The one loss that is accepted and said: 14/2024 was published so."""

Cells = dict[tuple[int, int], Any]
Mutation = Callable[[Cells, random.Random], None]


def figure_cells(cells: Cells) -> list[tuple[int, int]]:
    return [
        at
        for at, value in cells.items()
        if isinstance(value, float) or (isinstance(value, str) and is_figure(value))
    ]


def is_figure(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit() and "." in text


def texts(cells: Cells) -> list[tuple[int, int]]:
    return [at for at, value in cells.items() if isinstance(value, str) and value and not is_figure(value)]


def extent(cells: Cells) -> tuple[int, int]:
    return max(row for row, _ in cells), max(column for _, column in cells)


def header_row(cells: Cells) -> int:
    return next(row for (row, _), value in sorted(cells.items()) if isinstance(value, str) and "kVA" in value)


def unit_columns(cells: Cells) -> list[int]:
    """Columns of unit charges and capacity, whose scale is guarded."""
    row = header_row(cells)
    found = []
    for (at, column), value in cells.items():
        words = str(value).lower()
        if (
            at in (row - 1, row)
            and ("kwh" in words or "unit" in words or "kva" in words or "capacity" in words)
            and "kvarh" not in words
        ):
            found.append(column)
    return found


def delete_column(cells: Cells, rng: random.Random) -> None:
    gone = rng.choice(unit_columns(cells))
    for at in [at for at in cells if at[1] == gone]:
        del cells[at]


def move_columns(cells: Cells, rng: random.Random) -> None:
    """Everything one or more columns to the right."""
    step = rng.randint(1, 3)
    moved = {(row, column + step): value for (row, column), value in cells.items()}
    cells.clear()
    cells.update(moved)


def swap_table_columns(cells: Cells, rng: random.Random) -> None:
    """Two columns of the tariff table, with their headers."""
    top, (bottom, right) = header_row(cells) - 1, extent(cells)
    one, other = rng.sample(range(right + 1), 2)
    for row in range(top, bottom + 1):
        cells[row, one], cells[row, other] = cells.get((row, other), ""), cells.get((row, one), "")


def swap_headers(cells: Cells, rng: random.Random) -> None:
    row = header_row(cells)
    one, other = rng.sample([column for at, column in cells if at == row and cells[at, column]], 2)
    cells[row, one], cells[row, other] = cells[row, other], cells[row, one]


def rename_header(cells: Cells, rng: random.Random) -> None:
    row = header_row(cells)
    column = rng.choice([column for at, column in cells if at == row and cells[at, column]])
    cells[row, column] = rng.choice(
        ["", "Charge", "Green", "p/kWh", "Unit charge 2 p/kWh", "Closed LLFCs", cells[row, column].upper()]
    )


def change_unit(cells: Cells, rng: random.Random) -> None:
    for at in texts(cells):
        cells[at] = cells[at].replace("p/kWh", rng.choice(["£/kWh", "GBP/MWh", "p/MWh", "pence"]))


def corrupt_cell(cells: Cells, rng: random.Random) -> None:
    at = rng.choice(figure_cells(cells))
    cells[at] = rng.choice(["#REF!", "n.a.", True, -3e9, 1e300, "1,5", "5.967p", "\x0b", "\uff10.5", -7.0])


def garble_text(cells: Cells, rng: random.Random) -> None:
    last = header_row(cells)
    at = rng.choice([at for at in texts(cells) if at[0] <= last or known_tariff(cells[at])])
    text = list(cells[at])
    text[rng.randrange(len(text))] = rng.choice("xyz?#9")
    cells[at] = "".join(text)


def scale_column(cells: Cells, rng: random.Random) -> None:
    column, factor = rng.choice(unit_columns(cells)), rng.choice([0.01, 100.0])
    for at in figure_cells(cells):
        if at[1] == column:
            value = float(cells[at]) * factor
            cells[at] = value if isinstance(cells[at], float) else str(value)


def shift_column(cells: Cells, rng: random.Random) -> None:
    """One column of figures a row down."""
    column = rng.choice(unit_columns(cells))
    rows = sorted(row for row, at in figure_cells(cells) if at == column)
    values = [cells[row, column] for row in rows]
    for row, value in zip(rows, [values[-1], *values[:-1]], strict=True):
        cells[row, column] = value


def shift_rows(cells: Cells, rng: random.Random) -> None:
    """Everything below a row one row down."""
    below = rng.randint(0, extent(cells)[0])
    moved = {(row + (row >= below), column): value for (row, column), value in cells.items()}
    cells.clear()
    cells.update(moved)


def delete_row(cells: Cells, rng: random.Random) -> None:
    gone = rng.randint(header_row(cells), extent(cells)[0] - 1)
    for at in [at for at in cells if at[0] == gone]:
        del cells[at]


def delete_times(cells: Cells, rng: random.Random) -> None:
    times = [at for at in texts(cells) if at[0] < header_row(cells) and cells[at][:1].isdigit()]
    del cells[rng.choice(times)]


MUTATIONS: list[Mutation] = [
    delete_column, move_columns, swap_table_columns, swap_headers, rename_header, change_unit, corrupt_cell,
    garble_text, scale_column, shift_column, shift_rows, delete_row, delete_times,
]  # fmt: skip


def facts(statement: DuosStatement) -> dict[str, object]:
    """What a statement says; an empty charge is a zero one."""
    return {
        "of": (statement.licence_area, statement.charging_year_start, statement.quality),
        "rates": sorted(
            (
                row.tariff, row.open_llfcs, row.closed_llfcs, row.red_p_per_kwh, row.amber_p_per_kwh, row.green_p_per_kwh, row.fixed_p_per_mpan_day or 0.0,
                row.capacity_p_per_kva_day or 0.0, row.exceeded_capacity_p_per_kva_day or 0.0, row.reactive_p_per_kvarh or 0.0,
            )
            for row in statement.tariffs
        ),
        "bands": sorted((row.table, row.day_type, row.band, row.start_local, row.end_local) for row in statement.time_bands),
    }  # fmt: skip


def campaign(folder: Path, rounds: int) -> Counter[str]:
    done: Counter[str] = Counter()
    wholes = {name: layout(tariffs()) for name, layout in LAYOUTS.items()}
    wanted = {name: facts(read_duos_workbook(book.write(folder / "whole.xlsx"))) for name, book in wholes.items()}
    for seed in range(rounds):
        rng = random.Random(seed)
        name = list(LAYOUTS)[seed % len(LAYOUTS)]
        path = write_mutated(wholes[name].copy(), name, folder / f"{seed}.xlsx", rng)
        try:
            statement = read_duos_workbook(path)
        except BrokenFile:
            done["refused"] += 1
            continue
        finally:
            path.unlink()
        same = facts(statement) == wanted[name]
        assert same or TOO_MANY in statement.warnings, f"seed {seed}: other rows were accepted"
        done["accepted, same rows" if same else "accepted, loss said"] += 1
    return done


def write_mutated(book: Workbook, sheet: str, path: Path, rng: random.Random) -> Path:
    if rng.random() < 0.2:
        content = bytearray(book.write(path).read_bytes())
        if rng.random() < 0.5:
            del content[rng.randrange(len(content)) :]
        for _ in range(rng.randint(0, 20)):
            content[rng.randrange(len(content))] = rng.randrange(256) if content else 0
        path.write_bytes(content)
        return path
    rng.choice(MUTATIONS)(book.sheets[sheet], rng)
    return book.write(path)


@pytest.mark.parametrize("rounds", [25, pytest.param(300, marks=pytest.mark.slow)])
def test_mutated_workbooks_are_the_same_or_refused(tmp_path: Path, rounds: int) -> None:
    """Proves: no broken workbook becomes other rates. If broken: a shifted column is billed, or a traceback."""
    done = campaign(tmp_path, rounds)
    print(f"{rounds} mutated workbooks: {dict(done)}")
    assert done["refused"] > rounds // 3
    assert done["accepted, same rows"] > 0
