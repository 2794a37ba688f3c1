"""A writer, a second writer and five readers together."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from gbflex.api.data import data_import, data_list, data_rebuild
from gbflex.errors import RecordBusy
from gbflex.store.published import Tables
from gbflex.store.writer import writing
from tests.processes import started
from tests.record.arrivals import TABLE, csv_of

READER = Path(__file__).parent / "reader.py"
DAYS = [date(year, month, 1) for year in (2022, 2023, 2024) for month in (1, 6)]
IMPORTS = 6


def test_five_readers_never_see_half_of_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: every read of three years' files sees one import's prices. If broken: prices of two imports."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))
    with contextlib.ExitStack() as processes:
        readers = [processes.enter_context(started([sys.executable, READER, tmp_path])) for _ in range(5)]
        for number in range(1, IMPORTS + 1):
            path = tmp_path / "prices.csv"
            path.write_bytes(csv_of({(day, period): float(number) for day in DAYS for period in range(1, 47)}))
            data_import(TABLE.name, [path], retrieved=f"2025-01-01T00:{number:02d}:00Z")
        (tmp_path / "stop").touch()
        said = [reader.communicate(timeout=120)[0] for reader in readers]
    assert all(line.startswith("whole") for line in said), said
    assert Tables(tmp_path).current(TABLE)["system_sell_price_gbp_per_mwh"].unique().to_list() == [IMPORTS]


def test_a_second_writer_is_told_who_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: refused at once, with process and what it does; readers go on. If broken: it waits, or writes too."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))
    path = tmp_path / "prices.csv"
    path.write_bytes(csv_of({(DAYS[0], 1): 50.0}))
    with writing(tmp_path, "a long import"), pytest.raises(RecordBusy) as refused:
        data_import(TABLE.name, [path])
    assert f"process {os.getpid()}, a long import, since" in str(refused.value)
    assert refused.value.exit_code == 3
    with writing(tmp_path, "a long import"):
        assert all(item["name"] != TABLE.name or item.get("shipped") for item in data_list()["datasets"])
    assert data_import(TABLE.name, [path])["imported"][0]["rows"] == 1
    assert data_rebuild()["rebuilt"][0]["equal"]


def test_files_that_gave_way_stay_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a reader that read the manifest a moment ago still finds its files. If broken: it stumbles."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))
    path = tmp_path / "prices.csv"
    for number in (1, 2):
        path.write_bytes(csv_of({(DAYS[0], 1): float(number)}))
        data_import(TABLE.name, [path], retrieved=f"2025-01-0{number}")
    folder = tmp_path / "tables" / TABLE.name
    gone = list(Tables(tmp_path).manifest(TABLE.name).superseded)
    assert len(gone) == 1
    assert (folder / gone[0]).exists()
    later = time.time() + 3700
    monkeypatch.setattr(time, "time", lambda: later)
    path.write_bytes(csv_of({(DAYS[0], 1): 3.0}))
    data_import(TABLE.name, [path], retrieved="2025-01-03")
    assert not (folder / gone[0]).exists()
