"""Models on DuckDB: views, and tables of the dates asked."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pytest

from gbflex.analysis.models.input_tables import SITE_PARAMETERS
from gbflex.analysis.models.inputs import model_inputs
from gbflex.errors import MissingPeriods, TableSchemaBroken
from gbflex.periods import Periods
from gbflex.sources.registry import DATASETS
from gbflex.store.models.held import held_models
from gbflex.store.models.run import create_views, input_frame, materialise, place_frame, place_inputs
from tests.factories import make_ports, make_site
from tests.proof.engines import frame_of
from tests.proof.fixtures import half_hours, rows_of

DAYS = date(2025, 10, 25), date(2025, 10, 26), date(2025, 10, 27)


def database(price: float = 80.0, ppa: dict[str, float] | None = None) -> duckdb.DuckDBPyConnection:
    """Three days around the October change, a site with a battery, and a system price in every half-hour."""
    periods = Periods.between(str(DAYS[0]), str(DAYS[-1]))
    connection = duckdb.connect()
    site = make_site(ppa=ppa or {"price_gbp_per_mwh": 150.0})
    place_inputs(connection, model_inputs([site], periods, make_ports(market_index=np.full(len(periods), price))))
    for dataset in DATASETS:
        place_frame(connection, dataset.name, frame_of(rows_of(dataset.name, [])))
    prices = [
        {**half_hour, "system_sell_price_gbp_per_mwh": price} for half_hour in half_hours(*map(str, DAYS[::2]))
    ]
    place_frame(connection, "elexon.system_prices", frame_of(rows_of("elexon.system_prices", prices)))
    return connection


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    # Floats as text: days apart must give the same bits.
    tables = {
        model.name: f"SELECT columns(*)::VARCHAR FROM {model.table} ORDER BY ALL"  # noqa: S608
        for model in held_models()
    }
    return {name: connection.execute(text).fetchall() for name, text in tables.items()}


def test_days_one_by_one_make_the_whole() -> None:
    """Proves: three runs of a day, one of them twice, equal the views. If broken: a day is lost or doubled."""
    views, parts = database(), database()
    create_views(views)
    rows = [materialise(parts, day, day)["v_system_prices_sp"] for day in (DAYS[1], DAYS[0], DAYS[1], DAYS[2])]
    assert rows == [50, 48, 50, 48]
    assert contents(parts) == contents(views)


def test_other_days_stay_as_they_were() -> None:
    """Proves: a restated price reaches only the day asked. If broken: yesterday's tables move on their own."""
    parts = database()
    materialise(parts, DAYS[0], DAYS[2])
    parts.execute("UPDATE elexon.system_prices SET system_sell_price_gbp_per_mwh = 1.0")
    materialise(parts, DAYS[1], DAYS[1])
    found = parts.execute(
        "SELECT settlement_date, max(system_price_gbp_per_mwh) FROM models.v_system_prices_sp GROUP BY ALL ORDER BY 1"
    ).fetchall()
    assert found == [(DAYS[0], 80.0), (DAYS[1], 1.0), (DAYS[2], 80.0)]


def test_a_failure_changes_nothing() -> None:
    """Proves: no model is run where a table is missing. If broken: some tables are new and some are old."""
    parts = database()
    parts.execute("DROP TABLE elexon.nonbm")
    with pytest.raises(MissingPeriods, match=r"stor_nonbm reads elexon\.nonbm"):
        materialise(parts, DAYS[0], DAYS[2])
    there = parts.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'models'"
    ).fetchall()
    assert there == []


def test_views_name_a_missing_table() -> None:
    """Proves: the dataset is named. If broken: the engine's own error."""
    empty = duckdb.connect()
    with pytest.raises(MissingPeriods, match=r"bess_asset_config reads inputs\.assets"):
        create_views(empty)


def test_not_known_is_null() -> None:
    """Proves: NaN arrives as null. If broken: a sum over it is NaN, and NaN compares as the largest number."""
    columns = {"site": np.array(["Anvil"], dtype=object), "ppa_price_gbp_per_mwh": np.array([np.nan])}
    assert input_frame(SITE_PARAMETERS, columns)["ppa_price_gbp_per_mwh"].to_list() == [None]


def test_inputs_meet_their_contract() -> None:
    """Proves: two sites of a name are refused. If broken: every half-hour of the site counts twice."""
    periods = Periods.between("2025-01-13", "2025-01-13")
    ports = make_ports(market_index=np.full(len(periods), 50.0))
    with pytest.raises(TableSchemaBroken, match="repeat the key"):
        model_inputs([make_site(), make_site()], periods, ports)
