"""Ask a model over a few hand-written rows."""

from __future__ import annotations

import math
from typing import Any

from gbflex.analysis.models.input_tables import INPUT_TABLES
from gbflex.gb.response_products import response_products
from gbflex.sources.registry import DATASETS
from gbflex.store.models.run import create_views
from tests.proof.engines import duck, fetched
from tests.proof.fixtures import Record, half_hours, rows_of

ALL_TABLES = (*INPUT_TABLES, *(dataset.name for dataset in DATASETS))


def answer(model: str, columns: str, tables: dict[str, list[Record]]) -> list[tuple[Any, ...]]:
    """Columns of a model's rows, sorted; tables that are not given are empty."""
    rows = {name: rows_of(name, tables.get(name, [])) for name in ALL_TABLES}
    with duck(rows) as connection:
        create_views(connection)
        text = f"SELECT {columns} FROM models.{model} ORDER BY ALL"  # noqa: S608
        return list(fetched(connection, text).rows)


def day(text: str) -> list[Record]:
    """The calendar's half-hours of a day."""
    return half_hours(text, text)


def products() -> list[Record]:
    """NESO's response products as records."""
    return [vars(product) for product in response_products()]


def asset(**changes: Any) -> Record:
    """A 50 MW / 50 MWh battery that sells response from 0 GBP/MW/h."""
    return {
        "asset_id": "Anvil/bess",
        "site": "Anvil",
        "charge_power_mw": 50.0,
        "discharge_power_mw": 50.0,
        "energy_capacity_mwh": 50.0,
        "round_trip_efficiency": 0.8,
        "charge_efficiency": math.sqrt(0.8),
        "discharge_efficiency": math.sqrt(0.8),
        "wear_gbp_per_mwh_discharged": 5.0,
        "minimum_response_price_gbp_per_mw_per_h": 0.0,
    } | changes


def auction(product: str, price: float, half_hour: Record) -> Record:
    """A response auction that cleared in the block of a half-hour."""
    return {
        "efa_date": half_hour["efa_date"],
        "efa_block": half_hour["efa_block"],
        "product": product,
        "delivery_start": half_hour["efa_block_start_time"],
        "cleared_mw": 100.0,
        "clearing_price_gbp_per_mw_per_h": price,
    }
