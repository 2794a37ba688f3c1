"""`gbflex data verify`: bytes against their hashes; tables and entries mended from the record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER
from tests.sources.annex1_workbooks import as_published, tariffs
from tests.sources.test_llf_file import d0265
from tests.sources.test_postcodes import ONS

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
NAME = "elexon.system_prices"


@pytest.fixture
def home(gbflex: Gbflex, tmp_path: Path) -> Path:
    """A home that holds one price, 50 GBP/MWh, from the file `prices.csv`."""
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + "2024-01-01,1,50,50,0\n")
    assert gbflex("data", "import", NAME, path, "--retrieved", "2024-02-01").code == 0
    return tmp_path / "home"


def flipped(path: Path, at: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(bytes(content))


def only(folder: Path, pattern: str) -> Path:
    (found,) = (path for path in folder.rglob(pattern) if path.is_file())
    return found


def verified(gbflex: Gbflex, code: int = 0) -> Any:
    said = gbflex("data", "verify", "--json")
    assert said.code == code, said.err
    (row,) = said.json["verified"]
    return row


def price(gbflex: Gbflex, out: Path) -> float:
    out.unlink(missing_ok=True)
    assert gbflex("data", "export", NAME, "--out", out).code == 0
    return float(pl.read_csv(out)["system_sell_price_gbp_per_mwh"][0])


def test_what_is_sound_is_left_alone(gbflex: Gbflex, home: Path) -> None:
    """Proves: one arrival, one table file, nothing damaged. If broken: a sound table made again."""
    table = only(home / "tables", "*.parquet")
    before = table.stat().st_ino
    row = verified(gbflex)
    assert (row["name"], row["arrivals"], row["files"], row["damaged"], row["sound"]) == (NAME, 1, 1, [], True)
    assert table.stat().st_ino == before


@pytest.mark.parametrize("pattern", ["*.parquet", "manifest.json"])
def test_a_table_is_mended_from_the_record(gbflex: Gbflex, home: Path, tmp_path: Path, pattern: str) -> None:
    """Proves: one bit of a file or of the manifest: refused by every reader, then mended. If broken: it stays."""
    flipped(only(home / "tables", pattern), 40, 5)
    refused = gbflex("data", "export", NAME, "--out", tmp_path / "x.csv")
    assert (refused.code, "damaged" in refused.err) == (3, True)
    row = verified(gbflex)
    assert [item["mended"] for item in row["damaged"]] == [True]
    assert price(gbflex, tmp_path / "x.csv") == 50
    assert verified(gbflex)["damaged"] == []


def test_a_lost_table_is_mended(gbflex: Gbflex, home: Path, tmp_path: Path) -> None:
    """Proves: a deleted folder comes back. If broken: nothing held, in silence."""
    shutil.rmtree(home / "tables")
    assert verified(gbflex)["damaged"][0]["mended"]
    assert price(gbflex, tmp_path / "x.csv") == 50


@pytest.mark.parametrize("lost", [True, False])
def test_an_entry_is_mended_from_the_manifest(gbflex: Gbflex, home: Path, lost: bool) -> None:
    """Proves: an entry that is gone or changed is written again, byte for byte. If broken: exit 3 for ever."""
    entry = only(home / "record" / "entries", "*.json")
    before = entry.read_bytes()
    if lost:
        entry.unlink()
    else:
        flipped(entry, before.index(b"prices.csv"))
        assert gbflex("data", "rebuild").code == 3
    assert verified(gbflex)["damaged"][0]["mended"]
    assert entry.read_bytes() == before
    assert gbflex("data", "rebuild").code == 0


def test_an_entry_of_the_first_versions_is_read(gbflex: Gbflex, home: Path) -> None:
    """Proves: an entry without a hash of its own is no damage: the record is for ever. If broken: every old home is refused."""
    entry = only(home / "record" / "entries", "*.json")
    kept = json.loads(entry.read_text())
    kept.pop("check")
    entry.write_text(json.dumps(kept, indent=1, sort_keys=True))
    assert verified(gbflex)["damaged"] == []


def test_an_object_is_mended_by_the_same_file(gbflex: Gbflex, home: Path, tmp_path: Path) -> None:
    """Proves: a damaged object is named, with exit 3, until its file is imported again. If broken: held already, and still damaged."""
    flipped(only(home / "record" / "objects", "*"), 40, 3)
    row = verified(gbflex, code=3)
    assert [(item["mended"], "Import the same file again" in item["next_step"]) for item in row["damaged"]] == [
        (False, True)
    ]
    assert gbflex("data", "rebuild").code == 3
    again = gbflex("data", "import", NAME, tmp_path / "prices.csv", "--json")
    assert (again.code, again.json["imported"][0]["already_held"]) == (0, True)
    assert verified(gbflex)["damaged"] == []


def test_nothing_is_mended_from_a_damaged_object(gbflex: Gbflex, home: Path) -> None:
    """Proves: with table and object damaged nothing is lost and exit is 3. If broken: an empty table."""
    table = only(home / "tables", "*.parquet")
    flipped(table, 40)
    flipped(only(home / "record" / "objects", "*"), 40)
    before = table.read_bytes()
    assert not verified(gbflex, code=3)["sound"]
    assert table.read_bytes() == before


def test_an_imported_statement_is_sealed(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: one bit of an imported tariff: every bill and verify say so. If broken: another rate, in silence."""
    workbook = as_published(tariffs()).write(tmp_path / "annex.xlsx")
    assert gbflex("data", "import", "duos", workbook).code == 0
    kept = only(tmp_path / "home" / "rates", "*.json")
    content = kept.read_bytes()
    flipped(kept, content.index(b'"fixed_p_per_mpan_day": ') + 24)
    assert gbflex("site", "bill", SITE, "--from", "2024-05-06", "--to", "2024-05-06").code == 3
    said = gbflex("data", "verify")
    assert (said.code, "Import the workbook again" in said.err) == (3, True)
    assert gbflex("data", "import", "duos", workbook).code == 0
    assert gbflex("data", "verify").code == 0


@pytest.mark.parametrize(
    ("kind", "text", "value", "again"),
    [
        ("llf", d0265(("2025-06-04", 48)), b"1.021", "Import the files again"),
        ("postcodes", ONS, b"52.4781", "Import the directory again"),
    ],
)
def test_imported_losses_and_postcodes_are_sealed(
    gbflex: Gbflex, tmp_path: Path, kind: str, text: str, value: bytes, again: str
) -> None:
    """Proves: one bit of a factor or a place: whoever reads it and verify say so. If broken: 1.031 for 1.021."""
    file = tmp_path / "file.csv"
    file.write_text(text)
    assert gbflex("data", "import", kind, file).code == 0
    kept = only(tmp_path / "home" / "rates", "*.json")
    flipped(kept, kept.read_bytes().index(value) + 3)
    asked = ("site", "lookup", "--postcode", "B1 1AA") if kind == "postcodes" else ("data", "list")
    assert gbflex(*asked).code == 3
    said = gbflex("data", "verify")
    assert (said.code, again in said.err) == (3, True)
    assert gbflex("data", "import", kind, file).code == 0
    assert gbflex("data", "verify").code == 0


def test_an_empty_home_is_sound(gbflex: Gbflex) -> None:
    """Proves: nothing held is nothing wrong. If broken: an error before the first import."""
    said = gbflex("data", "verify")
    assert (said.code, said.out.splitlines()[0]) == (0, "Nothing is held yet")
