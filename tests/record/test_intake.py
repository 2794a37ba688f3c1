"""Files through the command line: what is accepted, what is refused, and what stays."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex.store.sample.manifest import sample_manifest
from tests.cli.conftest import SITE, Said, gbflex

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
DATA = Path(os.environ.get("GBFLEX_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
SHARED = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not on this machine")
HEADER = "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume\n"
PRICES = DATA / "prices"


def test_a_refused_file_leaves_everything_as_it_was(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: row and column are named, the good file beside it is not kept either, what was held stays."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEADER + "2024-01-01,1,50,50,0\n")
    assert gbflex("data", "import", "elexon.system_prices", good).code == 0
    before = gbflex("data", "status", "--json").json["datasets"][0]["table_hash"]
    other = tmp_path / "other.csv"
    other.write_text(HEADER + "2024-01-02,1,50,50,0\n")
    bad.write_text(HEADER + "2024-01-01,1,50,50,0\n2024-01-01,51,50,50,0\n")
    said = gbflex("data", "import", "elexon.system_prices", other, bad)
    assert said.code == 3
    assert "settlement period 51 does not exist on 2024-01-01" in said.err
    assert "bad.csv, row 3" in said.err
    assert gbflex("data", "status", "--json").json["datasets"][0]["table_hash"] == before


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><title>Sorry</title></html>", "an HTML or XML page"),
        (b"{not json", "not whole JSON"),
        (b'{"errors": {"": ["too long"]}}', "no list of rows"),
        (b"", "is empty"),
        (gzip.compress(HEADER.encode() * 50, mtime=0)[:-9], "damaged or cut off"),
        ((HEADER + "2024-01-01,1,=1+1,50,0\n").encode(), "'=1+1' cannot be read"),
        ((HEADER + "2024-01-01,0,50,50,0\n").encode(), "settlement period 0 does not exist"),
        ((HEADER + "2024-13-01,1,50,50,0\n").encode(), "'2024-13-01' cannot be read"),
        (HEADER.replace("systemSellPrice", "price").encode() + b"2024-01-01,1,50,50,0\n", "systemSellPrice"),
        ((HEADER + "2024-01-01,1,fifty,50,0\n").encode(), "'fifty' cannot be read"),
        ((HEADER + "2024-01-01,1,5e9,50,0\n").encode(), "1 of 1 rows cannot be used"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(gbflex: Gbflex, tmp_path: Path, body: bytes, said: str) -> None:
    """Proves: one message with the reason, exit 3, nothing kept. If broken: a traceback, or half a file."""
    path = tmp_path / "prices.csv"
    path.write_bytes(body)
    answer = gbflex("data", "import", "elexon.system_prices", path)
    assert (answer.code, said in answer.err) == (3, True), answer.err
    assert "prices.csv" in answer.err
    assert gbflex("data", "status", "--json").json["datasets"] == []


def test_options_that_do_not_fit_are_refused(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: exit 2 and the option's name. If broken: it is ignored."""
    path = tmp_path / "x.csv"
    path.write_text(HEADER + "2024-01-01,1,50,50,0\n")
    for options, said in (
        (("--run", "R9"), "R9"),
        (("--retrieved", "yesterday"), "--retrieved"),
        (("--retrieved", "2025-01-01T00:00:00"), "no time zone"),
        (("--side", "bid"), "no sides"),
        (("--area", "14"), "--area"),
    ):
        answer = gbflex("data", "import", "elexon.system_prices", path, *options)
        assert (answer.code, said in answer.err) == (2, True), answer.err
    assert gbflex("data", "import", "elexon.nothing", path).code == 2
    assert gbflex("data", "import", "elexon.market_index", path, "--run", "II").code == 2


def test_imported_prices_are_used_and_the_demo_keeps_its_own(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a run uses what was imported and says so. If broken: the shipped price for ever."""
    path = tmp_path / "index.csv"
    rows = [f"2025-01-15,{period},APXMIDP,100,{period}" for period in range(1, 49)]
    path.write_text("\n".join(["settlementDate,settlementPeriod,dataProvider,volume,price", *rows, ""]))
    span = ("site", "rates", SITE, "--from", "2025-01-15", "--to", "2025-01-16", "--json")
    before = gbflex(*span).json
    assert gbflex("data", "import", "elexon.market_index", path).code == 0
    listed = [item["name"] for item in gbflex("data", "list", "--json").json["datasets"]]
    assert {"elexon.market_index, shipped", "elexon.market_index", "elexon.system_prices"} <= set(listed)
    assert len(listed) == len(set(listed))
    after = gbflex(*span).json
    # The site's line loss factor is 1.05.
    assert [row["energy_gbp_per_mwh"] for row in after[:48]] == pytest.approx([1.05 * n for n in range(1, 49)])
    assert after[48:] == before[48:]


def test_the_shipped_sample_is_the_publishers_rows(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: export, import and export again is the same file. If broken: a lossy way through the record."""
    from importlib import resources

    sample = pl.read_parquet(resources.files("gbflex.store.sample") / "elexon.market_index.parquet")
    names = {
        "settlement_date": "Settlement Date",
        "settlement_period": "Settlement Period",
        "data_provider": "Market Index Data Provider Id",
        "market_index_volume_mwh": "Market Index Volume (MWh)",
        "market_index_price_gbp_per_mwh": "Market Index Price (GBP/MWh)",
    }
    path, out = tmp_path / "index.csv", tmp_path / "out.parquet"
    sample.rename(names).write_csv(path)
    assert gbflex("data", "import", "elexon.market_index", path).code == 0
    assert gbflex("data", "export", "elexon.market_index", "--out", out).code == 0
    held = pl.read_parquet(out)
    assert len(held) == sample_manifest()["elexon.market_index"]["rows"]
    keys = ["settlement_date", "settlement_period", "data_provider"]
    both = held.join(sample.with_columns(pl.col("settlement_period").cast(pl.Int64)), on=keys, how="inner")
    traded = both.filter(pl.col("market_index_volume_mwh") > 0)
    assert len(both) == len(sample)
    assert (traded["market_index_price_gbp_per_mwh"] == traded["market_index_price_gbp_per_mwh_right"]).all()
    assert both.filter(pl.col("market_index_volume_mwh") == 0)["market_index_price_gbp_per_mwh"].is_null().all()
    status = gbflex("data", "status", "elexon.market_index", "--json").json["datasets"][0]
    assert sum(len(gap["settlement_periods"]) for gap in status["files"][0]["gaps"]) == 95


def test_what_an_exchange_owns_is_never_exported(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: day-ahead prices stay on this machine. If broken: a licence breach by one command."""
    path = tmp_path / "da.csv"
    path.write_text("GMT_PERIOD_START_DATETIME,price_DA,price_ID\n2024-01-01 00:00:00,68.8,43.83\n")
    assert gbflex("data", "import", "exchange.day_ahead", path).code == 0
    said = gbflex("data", "export", "exchange.day_ahead", "--out", tmp_path / "x.csv")
    assert (said.code, "never passed on" in said.err) == (2, True)


@SHARED
def test_the_two_price_files_of_2024_differ_in_632_periods(gbflex: Gbflex) -> None:
    """Proves: a first and a later run, their gaps, what no file fills, and what moved at two decimals."""
    name = "elexon.system_prices"
    first = PRICES / "elexon_system_prices_2022-01-01_2025-02-28.csv.gz"
    later = sorted(PRICES.glob("elexon_system_prices_*laterrun*")) + sorted(PRICES.glob("*2025-06-01*"))
    assert gbflex("data", "import", name, *later, "--retrieved", "2026-05-15").code == 0
    assert gbflex("data", "import", name, first, "--retrieved", "2025-06-09").code == 0
    status = gbflex("data", "status", name, "--json").json["datasets"][0]
    gaps = {file["file"]: file["gaps"] for file in status["files"]}
    assert gaps[first.name] == []
    assert gaps[later[0].name] == [{"settlement_date": "2024-10-28", "settlement_periods": [1, 2]}]
    assert gaps[later[1].name] == [{"settlement_date": "2025-10-27", "settlement_periods": [1, 2]}]
    spans = [(span["first"], span["last"]) for span in status["gap_spans"]]
    assert spans[:2] == [("2025-03-01", "2025-05-31"), ("2025-10-27", "2025-10-27")]
    assert spans[2][0] == "2026-02-01"
    assert len(spans) == 3
    moved = gbflex("data", "diff", name, "--from", "2024-01-01", "--to", "2024-12-31", "--json").json
    assert {row["column"]: row["moved"] for row in moved["columns"]}["system_sell_price_gbp_per_mwh"] == 632


@SHARED
def test_every_market_data_file_imports(gbflex: Gbflex) -> None:
    """Proves: each published form is known, rebuild gives equal hashes, and times make sense."""
    files = {
        "elexon.market_index": ["prices/elexon_mid*", "bm/prices_*"],
        "elexon.system_prices": ["bm/prices_*"],
        "elexon.boalf": ["bm/*boalf*"],
        "elexon.bod": ["bm/bod_reconstructed_*", "bm/*_bod_20*", "bm/wind_bod*"],
        "elexon.pn": ["bm/pn_*", "bm/allgb_pn*", "bm/wind_fpn*"],
        "elexon.mels": ["bm/allgb_mel*"],
        "elexon.mils": ["bm/allgb_mil*"],
        "elexon.ebocf": ["bm/ebocf_T_*"],
        "elexon.ispstack": ["bm/ispstack*"],
        "elexon.bmunits": ["reference/elexon_bmunits*"],
        "neso.response_auctions": ["ancillary/neso_eac_results*"],
        "neso.reserve_auctions": ["ancillary/neso_eac_results*"],
        "gas.sap": ["gas/gb_gas_sap*"],
        "exchange.day_ahead": ["prices/gb_day_ahead*"],
    }
    for name, patterns in files.items():
        paths = sorted({path for pattern in patterns for path in DATA.glob(pattern)})
        assert paths, name
        said = gbflex("data", "import", name, *paths, "--json")
        assert said.code == 0, (name, said.err)
        assert all(item["rows"] for item in said.json["imported"]), name
    rebuilt = gbflex("data", "rebuild", "--json").json["rebuilt"]
    assert {row["name"] for row in rebuilt} == set(files)
    assert all(row["equal"] for row in rebuilt)
    held = {
        item["name"]: item for item in gbflex("data", "list", "--json").json["datasets"] if not item.get("shipped")
    }
    assert {name: held[name]["rows"] for name in ("elexon.ebocf", "elexon.bmunits", "gas.sap")} == {
        "elexon.ebocf": 42 + 64,
        "elexon.bmunits": 2871,
        "gas.sap": 2905,
    }
    assert held["elexon.ispstack"]["set_aside"] == 2
    assert held["gas.sap"]["gaps"][0] == {"settlement_date": "2025-12-15", "settlement_periods": []}


def test_a_copy_on_this_machine_says_nothing_newer(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the same file again keeps its first retrieval. If broken: a version for each import."""
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + "2024-01-01,1,50,50,0\n")
    first = gbflex("data", "import", "elexon.system_prices", path, "--json").json["imported"][0]
    again = gbflex("data", "import", "elexon.system_prices", path, "--json").json["imported"][0]
    assert (first["already_held"], again["already_held"]) == (False, True)
    assert again["retrieved_time"] == first["retrieved_time"]
    assert len(gbflex("data", "status", "--json").json["datasets"][0]["files"]) == 1


def test_one_content_under_two_names_is_one_arrival(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a file is known by what it holds. If broken: two arrivals of one retrieval."""
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(HEADER + "2024-01-01,1,50,50,0\n")
        said = gbflex("data", "import", "elexon.system_prices", tmp_path / name, "--retrieved", "2025-06-09")
        assert said.code == 0
    assert "held already" in said.out
    file = gbflex("data", "status", "--json").json["datasets"][0]["files"][0]
    # Of a date, the last second: nothing is known too early.
    assert file["retrieved_time"].startswith("2025-06-09T23:59:59")
    assert len(gbflex("data", "status", "--json").json["datasets"][0]["files"]) == 1


def test_a_record_that_was_tampered_with_is_noticed(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: rebuild names the file whose content is not what arrived, and keeps the table. If broken: other numbers."""
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + "2024-01-01,1,50,50,0\n")
    assert gbflex("data", "import", "elexon.system_prices", path).code == 0
    (kept,) = (path for path in (tmp_path / "home" / "record" / "objects").rglob("*") if path.is_file())
    kept.write_bytes(gzip.compress(path.read_bytes().replace(b"50,50", b"99,99")))
    said = gbflex("data", "rebuild")
    assert (said.code, "its hash has changed" in said.err) == (3, True)
    assert "stays as it was" in said.err
    assert gbflex("data", "status", "--json").json["datasets"][0]["rows"] == 1
