"""What a MWh costs, from ledger rows: of import by time band, of gas by what burns it.

A MWh counts once, however many rates of a line it pays: amounts are added up and divided by the energy of the
half-hours, each taken once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from gbflex.cashflows.registry import GAS_LINES, IMPORT_LINES
from gbflex.reports.page_model import BandCost, CostByBand, GasCost, UnitGasCost
from gbflex.reports.run_sums import banded, in_band_order
from gbflex.store.run_folder import RunTables

__all__ = ["cost_by_band", "cost_of_gas"]

FUEL = "fuel"


def cost_by_band(tables: RunTables) -> CostByBand:
    """Average cost of a MWh imported without the asset, by line and time band, from its ledger.

    The lines are those whose quantity is import of electricity, so the total is the mean of `import_price` of
    `site rates` over that import.
    """
    paid = tables.ledger_without_asset.filter(pl.col("line").is_in(IMPORT_LINES))
    rows = paid.drop("band").join(banded(tables.schedule).select("start_time", "duos_band"), on="start_time")
    import_mwh = _energy_by(rows.filter(pl.col("quantity_unit") == "MWh"), "duos_band")
    lines, cost = _cost(rows, "duos_band", import_mwh)
    bands = in_band_order(pl.DataFrame({"duos_band": list(cost)}, schema={"duos_band": pl.String}))
    ppa = tables.site.get("ppa")
    return {
        "lines": lines,
        "bands": [_band_row(band, cost[band]) for band in bands["duos_band"]],
        "ppa_price_gbp_per_mwh": None if ppa is None else ppa["price_gbp_per_mwh"],
    }


def cost_of_gas(tables: RunTables) -> GasCost:
    """Average cost of a MWh of gas burnt with the assets, gross calorific value, by line and by what burns it.

    Standing charges on gas burn with nobody in particular, so they are not in it.
    """
    rows = tables.ledger.filter(pl.col("line").is_in(GAS_LINES) & (pl.col("band") != ""))
    gas_mwh = _energy_by(rows.filter(pl.col("line") == FUEL), "band")
    lines, cost = _cost(rows, "band", gas_mwh)
    return {"lines": lines, "units": [_unit_row(unit, gas_mwh[unit], each) for unit, each in cost.items()]}


def _energy_by(rows: pl.DataFrame, by: str) -> dict[str, float]:
    """Energy of each group [MWh], a half-hour once."""
    once = rows.group_by(by, "start_time", maintain_order=True).agg(pl.col("quantity").max())
    return dict(once.group_by(by, maintain_order=True).agg(pl.col("quantity").sum()).iter_rows())


def _cost(
    rows: pl.DataFrame, by: str, energy_mwh: Mapping[str, float]
) -> tuple[list[str], dict[str, list[float]]]:
    """The lines in the ledger's order, and of each group what each of them adds to a MWh [GBP/MWh]."""
    lines = rows["line"].unique(maintain_order=True).to_list()
    sums = rows.group_by(by, "line").agg(-pl.col("amount_gbp").sum())
    paid = {(group, line): gbp for group, line, gbp in sums.iter_rows()}
    # A line without a row in a group charges it nothing.
    return lines, {
        group: [paid.get((group, line), 0.0) / mwh for line in lines] for group, mwh in energy_mwh.items()
    }


def _band_row(band: str, gbp_per_mwh: Sequence[float]) -> BandCost:
    return {"band": band, "gbp_per_mwh": list(gbp_per_mwh), "total_gbp_per_mwh": sum(gbp_per_mwh)}


def _unit_row(unit: str, gas_mwh: float, gbp_per_mwh: Sequence[float]) -> UnitGasCost:
    total = sum(gbp_per_mwh)
    return {"unit": unit, "gas_mwh": gas_mwh, "gbp_per_mwh": list(gbp_per_mwh), "total_gbp_per_mwh": total}
