"""`data models`: printed for an engine, and run over the record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from gbflex.api.data import models_text
from tests.bm.files import DAY, ebocf_file, worked_example
from tests.cli.conftest import SITE, Said
from tests.record.test_intake import DATA, SHARED

Gbflex = Callable[..., Said]
DAYS = ("--from", "2025-03-29", "--to", "2025-03-30")
INDEX = "settlementDate,settlementPeriod,dataProvider,volume,price\n"


def test_the_models_run_over_what_was_imported(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: one row per half-hour, 46 on the spring day, the imported index beside the site's charges."""
    prices = tmp_path / "index.csv"
    rows = [
        f"2025-03-{day},{period},APXMIDP,10,80"
        for day, count in ((29, 48), (30, 46))
        for period in range(1, count + 1)
    ]
    prices.write_text(INDEX + "\n".join(rows))
    assert gbflex("data", "import", "elexon.market_index", prices).code == 0
    said = gbflex("data", "models", SITE, *DAYS, "--out", tmp_path / "out", "--json")
    assert said.code == 0, said.err
    counted = {item["name"]: item["rows"] for item in said.json["models"]}
    assert (counted["v_btm_bess_inputs"], counted["bess_asset_config"], counted["bess_fr_schedule"]) == (94, 1, 0)
    table = pl.read_parquet(tmp_path / "out" / "v_btm_bess_inputs.parquet")
    assert table["market_index_price_gbp_per_mwh"].unique().to_list() == [80.0]
    assert table.filter(settlement_date=pl.date(2025, 3, 30)).height == 46
    # The example's PPA, efficiency and wear: market reference 0 and the site file.
    row = table.row(0, named=True)
    assert row["ppa_price_gbp_per_mwh"] == 150
    assert row["delivered_cost_gbp_per_mwh"] == pytest.approx(row["import_price_gbp_per_mwh"] / 0.85 + 5)


def test_the_printed_models_are_statements_in_order(gbflex: Gbflex) -> None:
    """Proves: BigQuery's text names YOUR_PROJECT, DuckDB's runs there. If broken: a view before what it reads."""
    printed = gbflex("data", "models", "--engine", "bigquery", "--print").out
    assert printed.count("CREATE OR REPLACE VIEW `YOUR_PROJECT`.gbflex_models.") == len(
        models_text("bigquery")["models"]
    )
    seen: set[str] = set()
    for model in gbflex("data", "models", "--engine", "duckdb", "--print", "--json").json["models"]:
        ours = {table for table in model["depends_on"] if table.startswith("models.")}
        assert ours <= {f"models.{name}" for name in seen}
        seen.add(model["name"])
        assert duckdb.extract_statements(model["text"])


def test_what_is_asked_wrongly_is_said(gbflex: Gbflex) -> None:
    """Proves: exit 2 with the option's name. If broken: a traceback."""
    assert "--engine" in gbflex("data", "models", "--print", "--engine", "oracle").err
    assert gbflex("data", "models", SITE).code == 2


def test_models_name_what_they_could_not_price(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the lines that `site rates` leaves out, with dates and reason, and rows without a price; none is a sum that
    looks whole. If broken: CfD is missing from the levies and nobody says so.
    """
    span = ("--from", "2025-02-01", "--to", "2025-02-01", "--out", tmp_path / "out")
    said = gbflex("data", "models", SITE, *span, "--json").json
    assert said["complete"] is False
    left = {(gap["site"], gap["line"], gap["from"], gap["to"]) for gap in said["not_priced"]}
    assert ("Legacy battery", "cfd", "2025-02-01", "2025-02-01") in left
    assert all("nearest known" in gap["reason"] for gap in said["not_priced"])
    assert {(row["model"], row["rows"]) for row in said["without_price"]} == {("v_system_prices_sp", 48)}
    shown = " ".join(gbflex("data", "models", SITE, *span).err.split())
    assert "Not complete. Not priced: Legacy battery: cfd, 2025-02-01 to 2025-02-01" in shown
    assert "v_system_prices_sp: 48 rows without a price: elexon.system_prices holds no price" in shown


def test_cash_flows_with_losses_are_filled_where_published_cash_shows_them(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 488.1944 GBP before losses, 483.3125 at the 0.99 that the published cash implies, and how it was found;
    null, and said, where nothing is published. If broken: a column that is always empty.
    """
    worked_example(gbflex, tmp_path)
    span = ("--from", DAY, "--to", DAY, "--out", tmp_path / "out", "--json")
    assert ("bm_cashflows", 5) in {
        (left["model"], left["rows"]) for left in gbflex("data", "models", *span).json["without_price"]
    }
    offers, bids = {1: 715.0, 2: 412.5}, {1: -321.75, 2: -235.8125, -1: -86.625}
    gbflex("data", "import", "elexon.ebocf", ebocf_file(tmp_path / "ebocf.csv", offers, bids))
    left = gbflex("data", "models", *span).json["without_price"]
    assert "bm_cashflows" not in {row["model"] for row in left}
    cash = pl.read_parquet(tmp_path / "out" / "bm_cashflows.parquet")
    assert cash["cashflow_gbp"].sum() == pytest.approx(488.1944, abs=1e-4)
    assert cash["cashflow_with_losses_gbp"].sum() == pytest.approx(483.3125, abs=1e-3)
    assert {source.split(":")[0] for source in cash["transmission_loss_source"]} == {"implied by elexon.ebocf"}


def test_cash_that_no_multiplier_explains_implies_none(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: half of the cash published is not a multiplier of 0.5. If broken: losses of a half, applied in silence."""
    worked_example(gbflex, tmp_path)
    gbflex("data", "import", "elexon.ebocf", ebocf_file(tmp_path / "e.csv", {1: 361.1, 2: 208.3}, {1: -162.5}))
    gbflex("data", "models", "--from", DAY, "--to", DAY, "--out", tmp_path / "out")
    cash = pl.read_parquet(tmp_path / "out" / "bm_cashflows.parquet")
    assert cash["cashflow_with_losses_gbp"].null_count() == len(cash) > 0


@SHARED
def test_lakeside_with_losses_is_what_was_published(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 9,556.49 and 24,062.65 GBP on the two days, at 0.9786528. If broken: 9,764.95, before losses."""
    for day in ("2026-09-27", "2026-09-30"):
        for dataset, kind in (("pn", "pn"), ("boalf", "boalf"), ("bod", "bod_reconstructed"), ("ebocf", "ebocf")):
            file = DATA / "bm" / f"{kind}_T_LKSDB-1_{day}.csv"
            assert gbflex("data", "import", f"elexon.{dataset}", file).code == 0
    gbflex("data", "models", "--from", "2026-09-27", "--to", "2026-09-30", "--out", tmp_path / "out")
    cash = pl.read_parquet(tmp_path / "out" / "bm_cashflows.parquet")
    by_day = cash.group_by("settlement_date").agg(pl.col("cashflow_with_losses_gbp").sum()).sort("settlement_date")
    assert by_day["cashflow_with_losses_gbp"].round(2).to_list() == [24062.65, 9556.49]
    assert cash["transmission_loss_multiplier"].round(7).unique().to_list() == [0.9786528]
