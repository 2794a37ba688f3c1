"""The models' input tables, worked out in Python: what SQL dialects disagree on never reaches SQL.

Clock changes, weekdays, EFA blocks, time bands and rates are columns here, so that a model only joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.bm.losses import IMPLIED, implied_losses
from gbflex.analysis.models.input_tables import (
    ASSETS,
    CALENDAR,
    RESPONSE_PRODUCTS,
    SITE_PARAMETERS,
    SITE_RATES,
    SITE_STANDING,
    TRANSMISSION_LOSSES,
)
from gbflex.analysis.ports import BmData, Ports
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.rates import site_rates
from gbflex.assets.site import Site
from gbflex.cashflows.on_dates import whole_line
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import CashFlow, Flows, Setting
from gbflex.cashflows.standing import StandingCharge
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.response_products import response_products
from gbflex.periods import EFA_BLOCK_HOURS, EFA_DAY_START_MINUTE, MINUTES_PER_DAY, Periods, start_time_of
from gbflex.tables import ColumnKind, TableSchema

__all__ = [
    "ResponseTerms",
    "assets_table",
    "calendar_table",
    "model_inputs",
    "response_products_table",
    "site_parameters_table",
    "site_rates_table",
    "site_standing_table",
    "transmission_losses_table",
]

Table = dict[str, NDArray[np.generic]]

BLOCKS: Final = 6
SATURDAY: Final = 5

LINE_GROUPS: Final = {
    "energy_import": "energy",
    "supplier_fee": "supplier",
    "duos_unit": "duos",
    "tnuos_locational": "tnuos",
}
"""Lines with a price per imported MWh that are not levies."""


@dataclass(frozen=True)
class ResponseTerms:
    """What a battery's owner asks for response.

    Attributes:
        minimum_price_gbp_per_mw_per_h: Least price; None sells none.
        utilisation_share: MWh discharged because of response over MW held x hours; None where not known.
    """

    minimum_price_gbp_per_mw_per_h: float | None = None
    utilisation_share: float | None = None


TYPES: Final[dict[ColumnKind, str]] = {
    "number": "float64",
    "integer": "int64",
    "date": "datetime64[D]",
    "instant": "datetime64[s]",
    "text": "object",
    "flag": "bool",
}

NO_TERMS: Final = ResponseTerms()


def model_inputs(
    sites: Sequence[Site],
    periods: Periods,
    ports: Ports,
    terms: Mapping[str, ResponseTerms] | None = None,
    units: BmData | None = None,
) -> dict[str, Table]:
    """Every input table, by its name.

    Args:
        sites: Sites of different names.
        periods: The time axis.
        ports: Where prices come from.
        terms: What the battery of a site asks for response, by the site's name.
        units: What is held of BM units; null is nothing.

    Raises:
        TableSchemaBroken: Two sites share a name.
    """
    asked = terms or {}
    tables = {
        CALENDAR: calendar_table(periods),
        RESPONSE_PRODUCTS: response_products_table(),
        ASSETS: _stacked(ASSETS, [assets_table(site, asked.get(site.name, NO_TERMS)) for site in sites]),
        SITE_PARAMETERS: _stacked(SITE_PARAMETERS, [site_parameters_table(site) for site in sites]),
        SITE_RATES: _stacked(SITE_RATES, [site_rates_table(site, periods, ports) for site in sites]),
        SITE_STANDING: _stacked(SITE_STANDING, [site_standing_table(site, periods, ports) for site in sites]),
        TRANSMISSION_LOSSES: transmission_losses_table(units, periods),
    }
    for schema, table in tables.items():
        schema.check(table)
    return {schema.name: table for schema, table in tables.items()}


def calendar_table(periods: Periods) -> Table:
    """Every half-hour with what its clock, day and EFA block say.

    Args:
        periods: The time axis.

    Example:
        >>> table = calendar_table(Periods.between("2025-03-30", "2025-03-30"))
        >>> float(table["efa_block_hours"][0]), str(table["efa_block_start_time"][0])
        (3.0, '2025-03-29T23:00:00')
    """
    start, end = _block_limits(periods.efa_date, periods.efa_block)
    return {
        "start_time": periods.start_time,
        "settlement_date": periods.settlement_date,
        "settlement_period": periods.settlement_period,
        "periods_in_day": np.bincount(periods.day_index)[periods.day_index],
        "period_hours": np.full(len(periods), periods.hours),
        "efa_date": periods.efa_date,
        "efa_block": periods.efa_block,
        "efa_block_start_time": start,
        "efa_block_end_time": end,
        "efa_block_hours": (end - start) / np.timedelta64(1, "h"),
        "local_minute": periods.local_minute,
        "month": periods.month,
        "weekday": periods.weekday,
        "is_weekend": periods.weekday >= SATURDAY,
        "is_working_day": periods.working_day,
    }


def _block_limits(
    efa_date: NDArray[np.datetime64], block: NDArray[np.int64]
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Start and end of each half-hour's whole block, UTC: the clock changes in block 1, never in another."""
    days, index = np.unique(efa_date, return_inverse=True)
    opening = np.array([_efa_day_start(day) for day in days.tolist()], dtype="datetime64[s]")
    closing = np.array([_efa_day_start(day + timedelta(days=1)) for day in days.tolist()], dtype="datetime64[s]")
    length = np.timedelta64(EFA_BLOCK_HOURS, "h")
    end = (closing[index] + (block - BLOCKS) * length).astype("datetime64[s]")
    start: NDArray[np.datetime64] = np.where(block == 1, opening[index], end - length)
    return start, end


def _efa_day_start(efa_date: date) -> np.datetime64:
    midnight = np.datetime64(start_time_of(efa_date, 1).replace(tzinfo=None), "s")
    return midnight - np.timedelta64(MINUTES_PER_DAY - EFA_DAY_START_MINUTE, "m")


def assets_table(site: Site, terms: ResponseTerms = NO_TERMS) -> Table:
    """A site's batteries; no row without one.

    Args:
        site: The site.
        terms: What they ask for response.
    """
    area = site.distributor_id
    rows: dict[str, list[object]] = {}
    for battery in site.batteries:
        charge_efficiency, discharge_efficiency = battery.efficiencies
        row: dict[str, object] = {
            "asset_id": f"{site.name}/{battery.name}",
            "site": site.name,
            "charge_power_mw": battery.charge_power_mw,
            "discharge_power_mw": battery.discharge_power_mw,
            "energy_capacity_mwh": battery.energy_capacity_mwh,
            "round_trip_efficiency": battery.round_trip_efficiency or charge_efficiency * discharge_efficiency,
            "charge_efficiency": charge_efficiency,
            "discharge_efficiency": discharge_efficiency,
            "wear_gbp_per_mwh_discharged": battery.wear_gbp_per_mwh_discharged,
            "licence_area": area,
            "gsp_group_id": None if area is None else licence_area(area).gsp_group_id,
            "connection_import_mw": site.connection.import_mw,
            "connection_export_mw": site.connection.export_mw,
            "minimum_response_price_gbp_per_mw_per_h": terms.minimum_price_gbp_per_mw_per_h,
            "response_utilisation_share": terms.utilisation_share,
        }
        for name, value in row.items():
            rows.setdefault(name, []).append(value)
    return _typed(ASSETS, rows)


def site_parameters_table(site: Site) -> Table:
    """A site's parameters that no half-hour changes, one row.

    Args:
        site: The site.
    """
    price = None if site.ppa is None else site.ppa.price_gbp_per_mwh
    return _typed(SITE_PARAMETERS, {"site": [site.name], "ppa_price_gbp_per_mwh": [price]})


def site_rates_table(site: Site, periods: Periods, ports: Ports) -> Table:
    """The answer of `site rates`, one row per half-hour and priced line.

    Args:
        site: The site.
        periods: The time axis.
        ports: Where prices come from.
    """
    columns, lines_priced, *_ = site_rates(site, periods, ports)
    energy = {"energy_import": columns["energy_gbp_per_mwh"]}
    held = energy | {
        line.name: columns[f"{line.name}_gbp_per_mwh"]
        for line in lines_priced
        if f"{line.name}_gbp_per_mwh" in columns
    }
    prices = {line: price for line, price in held.items() if not np.isnan(price.astype(np.float64)).all()}
    count = len(periods)
    lines = np.repeat(np.array(list(prices), dtype=object), count)
    return {
        "site": np.full(len(lines), site.name, dtype=object),
        "start_time": np.tile(periods.start_time, len(prices)),
        "settlement_date": np.tile(periods.settlement_date, len(prices)),
        "settlement_period": np.tile(periods.settlement_period, len(prices)),
        "line": lines,
        "line_group": np.array([LINE_GROUPS.get(line, "levies") for line in lines], dtype=object),
        "duos_band": np.tile(columns["duos_band"], len(prices)),
        "gbp_per_mwh": np.concatenate([*prices.values(), np.empty(0)]),
    }


def site_standing_table(site: Site, periods: Periods, ports: Ports) -> Table:
    """A site's charges that fall due whatever flows, one row per day and line.

    Args:
        site: The site.
        periods: The time axis.
        ports: Where prices come from.
    """
    setting = setting_of(site, periods, ports)
    daily = {
        line.name: _cost_by_day(line, setting)
        for line in select_lines(setting).lines
        if isinstance(whole_line(line), StandingCharge)
    }
    lines = np.repeat(np.array(list(daily), dtype=object), len(periods.dates))
    return {
        "site": np.full(len(lines), site.name, dtype=object),
        "settlement_date": np.tile(periods.dates, len(daily)),
        "line": lines,
        "gbp_per_day": np.concatenate([*daily.values(), np.empty(0)]),
    }


def _cost_by_day(line: CashFlow, setting: Setting) -> NDArray[np.float64]:
    cost = np.zeros(len(setting.periods.dates))
    for block in line.settle(Flows({}), setting):
        np.add.at(cost, setting.periods.day_index[block.position], -block.amount_gbp)
    return cost


def response_products_table() -> Table:
    """NESO's response products with their dates."""
    products = response_products()
    rows = {
        column.name: [getattr(product, column.name) for product in products]
        for column in RESPONSE_PRODUCTS.columns
    }
    return _typed(RESPONSE_PRODUCTS, rows)


def transmission_losses_table(units: BmData | None, periods: Periods) -> Table:
    """Loss multipliers as published cash flows imply them, by unit and date; without a row none is applied.

    Args:
        units: What is held of BM units; null is nothing.
        periods: The time axis.
    """
    implied = [] if units is None else implied_losses(units, periods)
    rows: dict[str, list[object]] = {
        "bm_unit": [row.bm_unit for row in implied],
        "settlement_date": [row.settlement_date for row in implied],
        "transmission_loss_multiplier": [row.multiplier for row in implied],
        "source": [IMPLIED for _ in implied],
    }
    return _typed(TRANSMISSION_LOSSES, rows)


def _typed(schema: TableSchema, rows: Mapping[str, Sequence[object]]) -> Table:
    """Rows as columns of the schema's types; "not known" is NaN in a number."""
    return {
        column.name: np.array(rows.get(column.name, []), dtype=TYPES[column.kind]) for column in schema.columns
    }


def _stacked(schema: TableSchema, tables: Iterable[Table]) -> Table:
    """Tables of one schema under each other."""
    parts = [_typed(schema, {}), *tables]
    return {column.name: np.concatenate([part[column.name] for part in parts]) for column in schema.columns}
