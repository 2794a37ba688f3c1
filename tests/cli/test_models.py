"""`data models`: printed for an engine, and run over the record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from gbflex.api.data import models_text
from tests.cli.conftest import SITE, Said

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
