"""A plan as an HTML page with pictures that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gbflex.analysis.answers.plan import PlanAnswer, PlanAssetRow, PlanRow
from gbflex.analysis.answers.run import ForecastRow
from gbflex.analysis.answers.shape import Column
from gbflex.reports.echarts import echarts_script
from gbflex.reports.html import script_json, stylesheet, template
from gbflex.reports.table_layouts import NOT_PRICED_TABLE, table_of

__all__ = ["plan_page"]

HERE: Final = Path(__file__).parent

BATTERY_ROWS: Final = table_of(
    "periods",
    "By half-hour",
    PlanRow,
    "settlement_date",
    "settlement_period",
    "local_time",
    "action",
    "charge_mw",
    "discharge_mw",
    "state_of_charge_mwh",
    "expected_energy_price_gbp_per_mwh",
    "charge_price_gbp_per_mwh",
    "charge_below_gbp_per_mwh",
    "discharge_price_gbp_per_mwh",
    "discharge_above_gbp_per_mwh",
    "binding_limits",
)
PLANT_ROWS: Final = table_of(
    "periods",
    "By half-hour",
    PlanRow,
    "settlement_date",
    "settlement_period",
    "local_time",
    "action",
    "import_mw",
    "export_mw",
    "expected_energy_price_gbp_per_mwh",
    "import_price_gbp_per_mwh",
    "export_price_gbp_per_mwh",
)
ASSET_ROWS: Final = table_of("assets", "What each asset does", PlanAssetRow)
FORECASTS: Final = table_of("forecasts", "What is expected, and from where", ForecastRow)


def plan_page(plan: PlanAnswer) -> str:
    """A plan as self-contained HTML.

    Args:
        plan: As `api.runs.plan` returns it.

    Raises:
        ConfigurationError: ECharts is not installed as expected.
    """
    several = len(plan["periods"][0]["assets"]) > 1
    return template("plan.html.j2", written=_written).render(
        plan=plan,
        several=several,
        table=PLANT_ROWS if several else BATTERY_ROWS,
        assets=_asset_rows(plan) if several else [],
        asset_table=ASSET_ROWS,
        forecast_table=FORECASTS,
        not_priced_table=NOT_PRICED_TABLE,
        style=stylesheet("report", "phone", "print"),
        echarts=echarts_script(),
        script=(HERE / "static" / "plan.js").read_text("utf-8"),
        data=script_json(plan["periods"]),
    )


def _asset_rows(plan: PlanAnswer) -> list[dict[str, object]]:
    """Each asset of each half-hour, with the half-hour's clock time before its name."""
    return [
        {**asset, "asset": f"{row['local_time']} {asset['asset']}"}
        for row in plan["periods"]
        for asset in row["assets"]
    ]


def _written(row: Mapping[str, object], column: Column) -> str:
    return column.text(row[column.key], nothing="")
