"""Large files and many small ones: memory stays, time grows as the rows and files do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_import import AT_ONCE, ROWS, reading, said, write_acceptances, write_prices
from gbflex.sources.elexon.boalf import BOALF
from gbflex.store.published import Tables

MOST_MEGABYTES, MOST_SECONDS = 2_000, 240
SMALL = 20_000


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_each_form_brings_every_row(tmp_path: Path, form: str) -> None:
    """Proves: what the benchmark writes is read whole, in each form. If broken: it measures an import of nothing."""
    source = tmp_path / f"acceptances.{form}"
    write_acceptances(source, SMALL)
    reading(tmp_path / "home", "import", BOALF.name, source)
    held = Tables(tmp_path / "home").current(BOALF.table)
    assert held["acceptance_number"].sort().to_list() == list(range(1, SMALL + 1))


def test_a_file_larger_than_a_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: of 600,000 rows, which are cut into groups, each is held once, within 900 MB. If broken: a group is lost."""
    source, rows = tmp_path / "acceptances.csv", AT_ONCE + 100_000
    write_acceptances(source, rows)
    read = reading(tmp_path / "home", "import", BOALF.name, source)
    manifest = Tables(tmp_path / "home").manifest(BOALF.name)
    with capsys.disabled():
        print(f"\n{rows:,} acceptances: {said(read)}")
    assert sum(part.rows for part in manifest.partitions.values()) == rows
    assert read["megabytes"] < 900


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_twenty_million_acceptances(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: 20 million rows take less than 2 GB and four minutes of processor time, on two free cores less on the clock. If broken: memory grows with the file."""
    source = tmp_path / f"acceptances.{form}"
    write_acceptances(source, ROWS)
    read = reading(tmp_path / "home", "import", BOALF.name, source)
    with capsys.disabled():
        print(f"\n{ROWS:,} acceptances from {form}: {said(read)}")
    assert read["megabytes"] < MOST_MEGABYTES
    assert read["cpu_seconds"] < MOST_SECONDS


@pytest.mark.slow
def test_ten_thousand_small_files_are_linear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: ten times the files take at most thirteen times the processor time. If broken: each file costs more than
    the one before."""
    used: dict[str, list[float]] = {"import": [], "rebuild": []}
    for count in (1_000, 10_000):
        write_prices(tmp_path / f"files-{count}", count)
        home = tmp_path / f"home-{count}"
        taken = reading(home, "import", "elexon.system_prices", tmp_path / f"files-{count}")
        again = reading(home, "rebuild")
        used["import"].append(taken["cpu_seconds"])
        used["rebuild"].append(again["cpu_seconds"])
        with capsys.disabled():
            print(f"\n{count:,} small files: import {said(taken)}; rebuild {said(again)}")
    assert all(later < 13 * earlier for earlier, later in used.values())
