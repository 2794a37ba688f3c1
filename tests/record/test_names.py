"""A file name is a name, never a pattern: at every place where a path reaches DuckDB or Polars."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex.store.plain_names import parquet_source, plain_names
from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
NAME = "elexon.system_prices"
LOSSES = 1.05
NAMES = (
    "prices[1]",
    "prices*",
    "prices?",
    "[!p]rices",
    "[a-z]*",
    "**",
    "back\\slash",
    "it's",
    "{a,b}",
    "year=2024",
)
ONE_DAY = ("--from", "2024-05-06", "--to", "2024-05-06")


def price_file(path: Path, price: float) -> None:
    frame = pl.DataFrame(
        {
            "settlement_date": ["2024-05-06"] * 48,
            "settlement_period": range(1, 49),
            "price_gbp_per_mwh": [price] * 48,
        }
    )
    if path.suffix == ".csv":
        path.write_text(frame.write_csv())
    else:
        path.write_bytes(b"")
        with path.open("wb") as file:
            frame.write_parquet(file)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("name", NAMES)
def test_a_price_file_of_a_site(gbflex: Gbflex, tmp_path: Path, name: str, suffix: str) -> None:
    """Proves: 70 of the file that is named, beside `prices1` with 999. If broken: 999, both files, or none."""
    for other in ("prices1", "pricesX", "prices", "rices"):
        price_file(tmp_path / f"{other}{suffix}", 999)
    file = tmp_path / f"{name}{suffix}"
    price_file(file, 70)
    said = gbflex("site", "rates", SITE, *ONE_DAY, "--set", f"supply.energy.file={file}", "--json")
    assert said.code == 0, said.err
    assert [row["energy_gbp_per_mwh"] for row in said.json] == pytest.approx([70 * LOSSES] * 48)


@pytest.mark.parametrize("name", NAMES)
def test_a_home(gbflex: Gbflex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Proves: any folder is a home, for prices, exports and models. If broken: "a table is damaged", or a column `year`."""
    path = tmp_path / f"{name}.csv"
    # What each name would match as a pattern is another home, with 999.
    decoys = ("prices1", "pricesX", "rices", "x")
    for home, price in (*((decoy, 999) for decoy in decoys), (name, 50)):
        monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / home))
        path.write_text(HEADER + "".join(f"2024-05-06,{period},{price},{price},0\n" for period in range(1, 49)))
        assert gbflex("data", "import", NAME, path, "--retrieved", "2024-06-01").code == 0
    (table,) = (tmp_path / name / "tables" / NAME).glob("*.parquet")
    for decoy in decoys:
        (twin,) = (tmp_path / decoy / "tables" / NAME).glob("*.parquet")
        shutil.copy(twin, twin.with_name(table.name))
    said = gbflex("site", "rates", SITE, *ONE_DAY, "--set", "supply.energy=system_price", "--json")
    assert [row["energy_gbp_per_mwh"] for row in said.json] == pytest.approx([50 * LOSSES] * 48)
    out = tmp_path / name / "out[1].parquet"
    assert gbflex("data", "export", NAME, "--out", out).code == 0
    assert out.is_file()
    models = tmp_path / name / "models"
    assert gbflex("data", "models", SITE, *ONE_DAY, "--out", models).code == 0
    assert (models / "v_system_prices_sp.parquet").is_file()


def test_duckdb_is_given_plain_names_alone(tmp_path: Path) -> None:
    """Proves: a plain path is given as it is; one with a pattern's letter by a link, gone afterwards. If broken: a copy of each table."""
    plain, pattern = tmp_path / "a" / "x.parquet", tmp_path / "a[1]" / "x.parquet"
    for path in (plain, pattern):
        path.parent.mkdir()
        path.write_bytes(b"")
    with plain_names([plain]) as given:
        assert given == [plain]
        assert "hive_partitioning = false" in parquet_source(given)
    with plain_names([plain, pattern]) as given:
        assert [path.resolve() for path in given] == [plain, pattern]
        assert not set("*?[") & set("".join(map(str, given)))
    assert not any(path.exists() for path in given)
