"""`gbflex data rebuild` compares what the table files say, before and after; tables of another version are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gbflex.store.seal import hash_of_file, sealed, unsealed
from tests.cli.conftest import Said, gbflex
from tests.record.test_intake import HEADER
from tests.record.test_verify import NAME, home

__all__ = ["gbflex", "home"]

Gbflex = Callable[..., Said]


@pytest.fixture
def table(home: Path) -> Path:
    """The folder of a table with one price, 50 GBP/MWh."""
    return home / "tables" / NAME


def rebuilt(gbflex: Gbflex) -> Any:
    (row,) = gbflex("data", "rebuild", "--json").json["rebuilt"]
    return row


def test_an_untouched_table_is_equal(gbflex: Gbflex, table: Path) -> None:
    """Proves: two equal hashes, printed side by side. If broken: equal to nothing."""
    assert list(table.glob("*.parquet"))
    row = rebuilt(gbflex)
    assert row["equal"] is True
    assert row["hash_before"] == row["hash_after"]
    printed = gbflex("data", "rebuild").out
    assert "Hash before" in " ".join(printed.split())
    assert printed.count(row["hash_after"][:12]) == 2


def test_a_file_rewritten_by_hand_is_not_equal(gbflex: Gbflex, table: Path, tmp_path: Path) -> None:
    """Proves: 77 for 50 GBP is refused by its hash; with a hash made to fit it is found by its rows, and mended.
    If broken: 77, or equal, though it was not.
    """
    (file,) = table.glob("*.parquet")
    size = file.stat().st_size
    pl.read_parquet(file).with_columns(pl.lit(77.0).alias("system_sell_price_gbp_per_mwh")).write_parquet(
        file, compression="zstd", statistics=True
    )
    manifest = unsealed((table / "manifest.json").read_bytes())
    manifest["partitions"]["2024"]["sizes"][file.name] = file.stat().st_size
    (table / "manifest.json").write_bytes(sealed(manifest))
    assert abs(file.stat().st_size - size) < 100
    out = tmp_path / "out.csv"

    def price() -> float:
        gbflex("data", "export", NAME, "--out", out)
        return float(pl.read_csv(out)["system_sell_price_gbp_per_mwh"][0])

    refused = gbflex("data", "export", NAME, "--out", out)
    assert (refused.code, "its hash has changed" in refused.err, out.exists()) == (3, True, False)
    manifest["partitions"]["2024"]["hashes"][file.name] = hash_of_file(file)
    (table / "manifest.json").write_bytes(sealed(manifest))
    assert price() == 77
    row = rebuilt(gbflex)
    assert row["equal"] is False
    assert row["hash_before"] != row["hash_after"]
    assert price() == 50
    assert rebuilt(gbflex)["equal"] is True


@pytest.mark.parametrize("what", ["deleted", "cut off", "no manifest"])
def test_without_a_before_nothing_is_compared(gbflex: Gbflex, table: Path, what: str) -> None:
    """Proves: null and null, then the table again. If broken: "equal" to nothing."""
    (file,) = table.glob("*.parquet")
    if what == "deleted":
        shutil.rmtree(table)
    elif what == "cut off":
        file.write_bytes(file.read_bytes()[:-9])
    else:
        (table / "manifest.json").unlink()
    row = rebuilt(gbflex)
    assert (row["hash_before"], row["equal"]) == (None, None)
    assert rebuilt(gbflex)["equal"] is True


def test_a_table_of_another_version_is_told_and_made_again(gbflex: Gbflex, table: Path, tmp_path: Path) -> None:
    """Proves: files with other columns: exit 3 and what to do, by export and import. If broken: a traceback."""
    manifest = unsealed((table / "manifest.json").read_bytes())
    manifest.pop("columns")
    (table / "manifest.json").write_bytes(sealed(manifest))
    more = tmp_path / "more.csv"
    more.write_text(HEADER + "2024-01-02,1,60,60,0\n")
    for command in (("export", NAME, "--out", tmp_path / "out.csv"), ("import", NAME, more), ("diff", NAME)):
        said = gbflex("data", *command)
        assert (said.code, "another version" in said.err, "gbflex data rebuild" in said.err) == (3, True, True)
    assert rebuilt(gbflex)["rows"] == 2
    assert gbflex("data", "export", NAME, "--out", tmp_path / "out.csv").code == 0
