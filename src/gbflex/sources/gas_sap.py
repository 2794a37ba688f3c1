"""The system average price of gas (SAP) by gas day, as National Gas publishes it."""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.dataset import Dataset
from gbflex.sources.reading.layout import Layout
from gbflex.tables import Column, TableSchema

__all__ = ["GAS_SAP"]

SCHEMA: Final = TableSchema(
    name="gas.sap",
    columns=(
        Column("gas_day", "date", "Gas day, from 05:00 to 05:00 on the London clock"),
        Column("system_average_price_p_per_kwh", "number", "SAP, gross calorific value", "p/kWh", -10, 100),
    ),
    key=("gas_day",),
)

GAS_SAP: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="gas_day",
        grain="whole",
        complete="day",
        value="system_average_price_p_per_kwh",
        first_known=pl.col("gas_day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").dt.offset_by("1d8h"),
        lag="08:00 UTC on the day after its gas day",
    ),
    layouts=(
        Layout(
            name="SAP by gas day",
            columns={"gas_day": "gas_day", "sap_p_per_kwh": "system_average_price_p_per_kwh"},
        ),
        Layout(
            name="National Gas download",
            columns={
                "Applicable For": "gas_day",
                "Value": "system_average_price_p_per_kwh",
                "Generated Time": "published_time",
            },
            optional=frozenset({"Generated Time"}),
            known=frozenset({"Applicable At", "Quality Indicator"}),
            picks={"Data Item": "SAP, Actual Day"},
            dates="day first",
            times="day first as london",
        ),
    ),
    publisher="National Gas, itself and through the ONS",
    licence="Open Government Licence",
    documentation="System Average Price (SAP) of gas, daily",
    revision="seldom",
    evidence="seen",
)
