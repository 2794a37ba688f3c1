"""Thousands of damaged load files: each is the truth of its half-hours, or refused with a next step."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

import gbflex
from gbflex.errors import GbflexError
from tests.fuzz.load_damage import Damaged, damaged_file

LEAST_READ = 0.3
"""A reader that refuses everything would be right as well."""


def is_read(path: Path, damaged: Damaged) -> bool:
    """Whether a file is read; what is read must be true, and what is refused must say what to do."""
    path.write_bytes(damaged.content)
    try:
        rows, _ = gbflex.import_load(path, **damaged.said)
    except GbflexError as error:
        refused = error
    else:
        _check(rows, damaged)
        return True
    assert refused.next_step, (damaged.layout.id, damaged.damage, str(refused))
    return False


def _check(rows: pl.DataFrame, damaged: Damaged) -> None:
    half_hours = rows.select("settlement_date", "settlement_period", "demand_mwh").iter_rows()
    wrong = [
        (str(day), period, energy * 1000)
        for day, period, energy in half_hours
        if not damaged.is_true(day, period, energy * 1000)
        and not damaged.is_of_another_day(day, period, energy * 1000)
    ]
    assert len(wrong) <= damaged.cuts, (
        damaged.layout.id,
        damaged.days,
        damaged.damage,
        wrong[:3],
        damaged.content[:400],
    )
    return True


@pytest.mark.parametrize("files", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_what_is_read_is_true(tmp_path: Path, files: int) -> None:
    """Proves: no damage gives a half-hour the energy of another, a thousandth of it, or gas. If broken: a bill over moved columns."""
    luck = random.Random(files)
    read = sum(is_read(tmp_path / "load.csv", damaged_file(luck)) for _ in range(files))
    print(f"{files:,} damaged load files: {read:,} read, {files - read:,} refused")
    assert LEAST_READ * files < read < files
