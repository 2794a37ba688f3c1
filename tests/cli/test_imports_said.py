"""What `data import` and its sisters say: changed values, the name that was meant, empty tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex.sources.registry import DATASETS
from tests.cli.conftest import Said

Gbflex = Callable[..., Said]
HEADER = (
    "Settlement Date,Settlement Period,System Sell Price(GBP/MWh),System Buy Price(GBP/MWh),"
    "Net Imbalance Volume(MWh)\n"
)
PRICES = "elexon.system_prices"


def prices(folder: Path, name: str, *values: float) -> Path:
    rows = "".join(f"2026-02-01,{at},{value},{value},0\n" for at, value in enumerate(values, 1))
    (folder / name).write_text(HEADER + rows, "utf-8")
    return folder / name


def test_an_import_that_changes_held_values_says_so(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: of 3 held 2 changed, 50 to 52 and 60 to 59: one up, one down, +0.5 on average. If broken: silence."""
    assert gbflex("data", "import", PRICES, prices(tmp_path, "a.csv", 50, 60, 70), "--json").json["changed"] == []
    other = prices(tmp_path, "b.csv", 52, 59, 70, 80)
    said = gbflex("data", "import", PRICES, other)
    assert "2 of 3 held values of system_sell_price_gbp_per_mwh changed: 1 up, 1 down" in said.err
    assert "by +0.5 on average, by 2 at most" in said.err
    assert "net_imbalance_volume" not in said.err


def test_an_import_that_changes_nothing_says_nothing(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: an earlier run, the same file, new rows: none changes what holds. If broken: a false alarm."""
    file = prices(tmp_path, "a.csv", 50, 60)
    gbflex("data", "import", PRICES, file, "--run", "RF")
    assert gbflex("data", "import", PRICES, file, "--run", "RF", "--json").json["changed"] == []
    early = prices(tmp_path, "b.csv", 40, 61)
    assert gbflex("data", "import", PRICES, early, "--run", "II", "--json").json["changed"] == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("ELEXON.SYSTEM_PRICES", "elexon.system_prices"),
        ("elexon.system-price", "elexon.system_prices"),
        ("FuelHH", "elexon.fuelhh"),
        ("elexon.boalff", "elexon.boalf"),
        ("gas.SAP", "gas.sap"),
    ],
)
@pytest.mark.parametrize("command", ["import", "export", "diff", "status", "backfill", "fetch"])
def test_a_dataset_that_is_none_names_the_one_that_is_meant(
    gbflex: Gbflex, tmp_path: Path, asked: str, meant: str, command: str
) -> None:
    """Proves: in any case, with or without the publisher, for every command. If broken: a list of 17 names."""
    file = tmp_path / "x.csv"
    rest = {"import": (file,), "export": ("--out", file), "fetch": ("--from", "2025-01-01", "--to", "2025-01-01")}
    said = gbflex("data", command, asked, *rest.get(command, ()))
    assert (said.code, f"Did you mean {meant}?\n" in said.err) == (2, True)


@pytest.mark.parametrize("dataset", [pytest.param(one, id=one.name) for one in DATASETS if not one.local_only])
def test_an_empty_dataset_is_an_empty_typed_table(gbflex: Gbflex, tmp_path: Path, dataset: object) -> None:
    """Proves: what came without a row exports every column with its type. If broken: exit 3, or columns of text."""
    described = next(one for one in DATASETS if one is dataset)
    (tmp_path / "empty.json").write_text("[]", "utf-8")
    side = ("--side", "bid") if described.sides else ()
    assert gbflex("data", "export", described.name, "--out", tmp_path / "before.parquet").code == 3
    assert gbflex("data", "import", described.name, tmp_path / "empty.json", *side).code == 0
    assert gbflex("data", "export", described.name, "--out", tmp_path / "x.parquet").code == 0
    held = pl.read_parquet(tmp_path / "x.parquet")
    assert (held.height, dict(held.schema)) == (0, dict(described.table.polars_types))


def test_a_bm_unit_that_is_none_names_the_one_that_is_meant(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: by the register, in any case, for each command. If broken: "import its data" for a slip of the pen."""
    register = tmp_path / "units.csv"
    register.write_text("elexonBmUnit,nationalGridBmUnit\nT_LKSDB-1,LKSDB-1\n", "utf-8")
    assert gbflex("data", "import", "elexon.bmunits", register).code == 0
    span = ("--from", "2026-05-20", "--to", "2026-05-20")
    for asked in (("bm", "unit", "t_lksdb1"), ("bm", "ledger", "--unit", "T_LKSDB_1", "--tlm", "1")):
        said = gbflex(*asked, *span)
        assert (said.code, "Did you mean T_LKSDB-1?\n" in said.err) == (3, True)
    known = gbflex("bm", "unit", "T_LKSDB-1", *span)
    assert "Did you mean" not in known.err
    assert "Fetch it: gbflex data fetch elexon.pn" in known.err


def test_spans_with_holes_are_shown_as_spans(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 1 February and 1 April 2026 are two spans in list and status. If broken: "2026-02-01 to 2026-04-01"."""
    file = prices(tmp_path, "a.csv", *[50] * 48)
    rows = file.read_text("utf-8").splitlines()
    later = [row.replace("2026-02-01", "2026-04-01") for row in rows[1:]]
    file.write_text("\n".join([*rows, *later]) + "\n", "utf-8")
    gbflex("data", "import", PRICES, file)
    held = [{"first": day, "last": day} for day in ("2026-02-01", "2026-04-01")]
    (row,) = gbflex("data", "status", PRICES, "--json").json["datasets"]
    assert row["spans"] == held
    assert "96 rows, 2026-02-01, 2026-04-01" in gbflex("data", "status", PRICES).out
    lines = [line.split() for line in gbflex("data", "list").out.splitlines()]
    at = next(number for number, line in enumerate(lines) if line[:1] == [PRICES])
    assert "2026-02-01" in lines[at]
    assert lines[at + 1] == ["2026-04-01", "2026-04-01"]


def test_status_says_what_is_shipped(gbflex: Gbflex) -> None:
    """Proves: beside an empty record the shipped span is named. If broken: "nothing", and a plan is made on it."""
    said = gbflex("data", "status", PRICES)
    assert f"{PRICES}, shipped and no part of the record: 21,886 rows, 2024-01-01 to 2025-03-31" in said.out
    (shipped,) = gbflex("data", "status", PRICES, "--json").json["shipped"]
    assert shipped["spans"] == [{"first": "2024-01-01", "last": "2025-03-31"}]
