"""What the models' input tables mean: those that are worked out in Python, under the schema `inputs`."""

from __future__ import annotations

from typing import Final

from gbflex.tables import Column, TableSchema

__all__ = [
    "ASSETS",
    "CALENDAR",
    "INPUT_TABLES",
    "RESPONSE_PRODUCTS",
    "SITE_PARAMETERS",
    "SITE_RATES",
    "SITE_STANDING",
    "TRANSMISSION_LOSSES",
]

SITE: Final = Column("site", "text", "Name of the site")
SETTLEMENT_DATE: Final = Column("settlement_date", "date", "Local day")
SETTLEMENT_PERIOD: Final = Column("settlement_period", "integer", "Half-hour of the day, from 1", low=1, high=50)
START_TIME: Final = Column("start_time", "instant", "Start of the half-hour, UTC")
# No division by it, and none that overflows.
LEAST_SHARE: Final = 0.001

CALENDAR: Final = TableSchema(
    name="inputs.calendar",
    columns=(
        START_TIME,
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        Column("periods_in_day", "integer", "Half-hours of the local day", low=46, high=50),
        Column("period_hours", "number", "Length of the half-hour", "h", 0.5, 0.5),
        Column("efa_date", "date", "EFA day, which begins at 23:00 the evening before"),
        Column("efa_block", "integer", "Block of the EFA day", low=1, high=6),
        Column("efa_block_start_time", "instant", "Start of the whole block, UTC"),
        Column("efa_block_end_time", "instant", "End of the whole block, UTC"),
        Column("efa_block_hours", "number", "Length of the whole block", "h", 3, 5),
        Column("local_minute", "integer", "London clock at the start", "minutes after midnight", 0, 1439),
        Column("month", "integer", "Month of the local day", low=1, high=12),
        Column("weekday", "integer", "Monday 0 to Sunday 6", low=0, high=6),
        Column("is_weekend", "flag", "Saturday or Sunday"),
        Column("is_working_day", "flag", "Neither weekend nor English bank holiday"),
    ),
    key=("settlement_date", "settlement_period"),
)

ASSETS: Final = TableSchema(
    name="inputs.assets",
    columns=(
        Column("asset_id", "text", "Site and battery, unique among all sites"),
        SITE,
        Column("charge_power_mw", "number", "Largest charging power, AC at the meter", "MW", 0),
        Column("discharge_power_mw", "number", "Largest discharging power, AC at the meter", "MW", 0),
        Column("energy_capacity_mwh", "number", "Usable energy in the store", "MWh", 0),
        Column("round_trip_efficiency", "number", "AC to AC", "fraction", LEAST_SHARE, 1),
        Column("charge_efficiency", "number", "Into the store over at the meter", "fraction", LEAST_SHARE, 1),
        Column("discharge_efficiency", "number", "At the meter over out of the store", "fraction", LEAST_SHARE, 1),
        Column("wear_gbp_per_mwh_discharged", "number", "Cost of use, not cash", "GBP/MWh", 0),
        Column("licence_area", "text", "Distributor id", nullable=True),
        Column("gsp_group_id", "text", "Elexon's letter of the area", nullable=True),
        Column("connection_import_mw", "number", "Largest import; empty is no limit", "MW", 0, nullable=True),
        Column("connection_export_mw", "number", "Largest export; empty is no limit", "MW", 0, nullable=True),
        Column(
            "minimum_response_price_gbp_per_mw_per_h",
            "number",
            "Least price at which it sells response; empty: it sells none",
            "GBP/MW/h",
            nullable=True,
        ),
        Column(
            "response_utilisation_share",
            "number",
            "MWh discharged because of response over MW held x hours; empty: not known",
            "fraction",
            0,
            1,
            nullable=True,
        ),
    ),
    key=("asset_id",),
)

SITE_PARAMETERS: Final = TableSchema(
    name="inputs.site_parameters",
    columns=(
        SITE,
        Column(
            "ppa_price_gbp_per_mwh",
            "number",
            "What the offtaker pays; empty without a PPA",
            "GBP/MWh",
            nullable=True,
        ),
    ),
    key=("site",),
)

SITE_RATES: Final = TableSchema(
    name="inputs.site_rates",
    columns=(
        SITE,
        START_TIME,
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        Column("line", "text", "Line of the bill"),
        Column("line_group", "text", "energy, supplier, duos, tnuos or levies"),
        Column("duos_band", "text", "DUoS time band of the half-hour", nullable=True),
        Column("gbp_per_mwh", "number", "Price of a MWh imported at the meter; positive is a cost", "GBP/MWh"),
    ),
    key=("site", "settlement_date", "settlement_period", "line"),
)

SITE_STANDING: Final = TableSchema(
    name="inputs.site_standing_charges",
    columns=(
        SITE,
        SETTLEMENT_DATE,
        Column("line", "text", "Line of the bill"),
        Column("gbp_per_day", "number", "Due whatever flows; positive is a cost", "GBP/day"),
    ),
    key=("site", "settlement_date", "line"),
)

RESPONSE_PRODUCTS: Final = TableSchema(
    name="inputs.response_products",
    columns=(
        Column("product", "text", "NESO's name"),
        Column("direction", "text", "low (it exports) or high (it imports)"),
        Column("duration_h", "number", "How long full delivery must last", "h", LEAST_SHARE, 24),
        Column(
            "recovery_share",
            "number",
            "Power for restoring energy over schema power",
            "fraction",
            LEAST_SHARE,
            0.999,
        ),
        Column("valid_from", "date", "First date"),
        Column("valid_to", "date", "First date after"),
        Column("quality", "text", "actual or estimated"),
        Column("source", "text", "Who says so"),
    ),
    key=("product", "valid_from"),
)

TRANSMISSION_LOSSES: Final = TableSchema(
    name="inputs.transmission_loss_multipliers",
    columns=(
        Column("bm_unit", "text", "Elexon's id of the BM unit"),
        SETTLEMENT_DATE,
        Column(
            "transmission_loss_multiplier", "number", "Volume settled over volume metered", "fraction", 0.5, 1.5
        ),
        Column("source", "text", "Who says so, or how it was found"),
    ),
    key=("bm_unit", "settlement_date"),
)

INPUT_TABLES: Final = {
    table.name: table
    for table in (
        CALENDAR,
        ASSETS,
        SITE_PARAMETERS,
        SITE_RATES,
        SITE_STANDING,
        RESPONSE_PRODUCTS,
        TRANSMISSION_LOSSES,
    )
}
"""Every table of the schema by its name."""
