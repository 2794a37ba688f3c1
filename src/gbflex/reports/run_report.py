"""A run as the page that `render` draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from gbflex.analysis.answers.run import Comparison, RunSummary, SweepPart
from gbflex.analysis.answers.shape import columns_of
from gbflex.analysis.run.verdict import headline
from gbflex.reports import run_sums as sums
from gbflex.reports.band_hours import band_hours, band_strips
from gbflex.reports.battery_sums import battery_rows, capacity_mwh
from gbflex.reports.co2_rows import co2_rows
from gbflex.reports.compared_figures import COMPARED, compared_table
from gbflex.reports.cost_sums import cost_by_band, cost_of_gas
from gbflex.reports.headline import NOT_DEFINED, notices, tiles, why_not_served
from gbflex.reports.line_labels import LINE_LABELS, line_label
from gbflex.reports.mode_sums import headed, mode_bars, mode_series
from gbflex.reports.page_model import FactRow, OwnSweep, Page, PageSeries, SourceRow
from gbflex.reports.plant_sums import asset_word, is_plant, plant_series, plant_streams, plant_units
from gbflex.reports.render import render
from gbflex.reports.report_parts import ThresholdRow
from gbflex.reports.sizes_note import sizes_note
from gbflex.store.run_folder import RunTables
from gbflex.store.sample.manifest import sample_manifest
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["comparison", "page_model", "report_page"]


AGAINST_NO_ASSET: Final = ("value_gbp", "perfect_value_gbp", "without_asset_gbp")
AGAINST_PERFECT: Final = ("perfect_value_gbp", "captured_share")
FACTS: Final = (
    "run_id",
    "status",
    "solver",
    "gap",
    "model_seconds",
    "solve_seconds",
    "objective_gbp",
    "ledger_total_gbp",
    "ledger_hash",
)


def report_page(tables: RunTables, others: Sequence[RunTables] = ()) -> str:
    """A run's report as one self-contained HTML page.

    Args:
        tables: The run.
        others: Further runs, compared with it in one table.
    """
    return render(page_model(tables, others))


def page_model(tables: RunTables, others: Sequence[RunTables] = ()) -> Page:
    """Everything the page shows, as plain values.

    Args:
        tables: The run.
        others: Further runs, compared with it in one table.
    """
    runs = [tables, *others]
    tables = headed(runs)
    by_period = sums.difference_by_period(tables)
    summary, cost = tables.summary, cost_by_band(tables)
    sweep = _sweep(summary)
    return {
        "title": summary["site"],
        "subtitle": f"{summary['from']} to {summary['to']}, {_mode(summary)}",
        "verdict": headline([run.summary["verdict"] for run in runs if run.summary["site"] == summary["site"]])[
            "sentences"
        ],
        "quality_note": _quality_note(summary),
        "tiles": tiles(tables),
        "notices": notices(summary),
        "not_compared": _not_compared(tables),
        "comparison": comparison(runs),
        "compared": [_compared(run.summary) for run in runs],
        "mode_bars": mode_bars(runs),
        "modes": mode_series(runs),
        "sizes": summary["sizes"],
        "sizes_note": sizes_note(tables),
        "band_hours": band_hours(tables.schedule, cost),
        "band_strips": band_strips(tables.schedule),
        "series": _series(tables.schedule),
        "asset": asset_word(tables),
        "plant": plant_series(tables),
        "units": plant_units(tables),
        "batteries": battery_rows(tables),
        "co2": co2_rows(summary["co2"]),
        "co2_counts": "" if summary["co2"] is None else summary["co2"]["counts"],
        "energy_capacity_mwh": capacity_mwh(tables),
        "waterfall": {
            "with": sums.totals_by_line(tables.ledger),
            "without": sums.totals_by_line(tables.ledger_without_asset),
        },
        "difference": sums.difference_by_line(tables),
        "monthly": sums.monthly_value(by_period),
        "revenue_streams": plant_streams(tables) if is_plant(tables) else sums.revenue_streams(tables, by_period),
        # Beside a plant the two ledgers differ by more than what is charged and discharged.
        "charging_by_band": [] if is_plant(tables) else sums.charging_by_band(by_period),
        "band_coverage": sums.band_coverage(tables.schedule),
        "cost_by_band": cost,
        "cost_of_gas": cost_of_gas(tables),
        "sweep": sweep,
        "sweep_cells": [] if sweep is None else _cells(sweep),
        "line_labels": LINE_LABELS,
        "lines": summary["lines"],
        "plan_gap": summary["plan_gap"],
        "not_priced": summary["not_priced"],
        "estimates": summary["estimates"],
        "rates": tables.rates["used"],
        "sources": _sources(tables),
        "facts": _facts(summary),
    }


def _mode(summary: RunSummary) -> str:
    plan = summary["plan"]
    if summary["mode"] == "rolling":
        worth = plan["end_value_gbp_per_mwh"]
        end = "" if worth is None else f", energy left worth {worth:g} GBP/MWh"
        return f"rolling plans, {plan['look_ahead_days']} dates ahead on the forecast {plan['forecast']}{end}"
    if summary["mode"] == "threshold":
        low, high = plan["charge_below_gbp_per_mwh"], plan["discharge_above_gbp_per_mwh"]
        return f"threshold rule: charge at {low:g} GBP/MWh and below, discharge at {high:g} and above"
    label = summary.get("perfect_label", "perfect")
    known = "perfect foresight" if label == "perfect" else f"every price known, {label}"
    return {
        "perfect": f"{known}: a benchmark, not an achievable result",
        "naive": "naive rule: one cycle a day on the shape of the day before",
    }[summary["mode"]]


def _quality_note(summary: RunSummary) -> str:
    lines = dict.fromkeys(
        line_label(line["line"]) for line in summary["lines"] if line["quality"] == "illustrative"
    )
    return f"illustrative quantities or rates in {', '.join(lines)}" if lines else ""


def _not_compared(tables: RunTables) -> str:
    """Why there is no ledger without the assets, as a sentence; "" where there is one."""
    if sums.is_compared(tables):
        return ""
    return f"There is no ledger to compare with: {why_not_served(tables.summary)}."


def comparison(runs: Sequence[RunTables]) -> Comparison:
    """Several runs in one table.

    Args:
        runs: In the order of the columns.
    """
    keys = list(COMPARED)
    if all(run.summary["captured_share"] is None for run in runs):
        keys = [key for key in keys if key not in AGAINST_PERFECT]
    columns = columns_of(RunSummary)
    return {
        "columns": ["", *_names(runs)],
        "rows": [[columns[key].heading, *(_figure(run.summary, key) for run in runs)] for key in keys],
    }


def _compared(summary: RunSummary) -> dict[str, object]:
    figures: Mapping[str, object] = summary
    return {column.key: figures[column.key] for column in compared_table().columns}


def _figure(summary: RunSummary, key: str) -> str:
    figures: Mapping[str, object] = summary
    nothing = NOT_DEFINED if key in AGAINST_NO_ASSET and summary["value_gbp"] is None else ""
    return columns_of(RunSummary)[key].text(figures[key], nothing=nothing)


def _sweep(summary: RunSummary) -> OwnSweep | None:
    """The threshold rule's grid with the run's own pair."""
    if summary["sweep"] is None:
        return None
    plan = summary["plan"]
    return {
        **summary["sweep"],
        "own": [plan["charge_below_gbp_per_mwh"], plan["discharge_above_gbp_per_mwh"]],
    }


def _cells(sweep: SweepPart) -> list[ThresholdRow]:
    """The grid as rows."""
    return [
        {"charge_below_gbp_per_mwh": low, "discharge_above_gbp_per_mwh": high, "value_gbp": value}
        for low, values in zip(sweep["charge_below_gbp_per_mwh"], sweep["value_gbp"], strict=True)
        for high, value in zip(sweep["discharge_above_gbp_per_mwh"], values, strict=True)
    ]


def _names(runs: Sequence[RunTables]) -> list[str]:
    """Sites by name; modes of one site by mode."""
    sites = [run.summary["site"] for run in runs]
    if len(set(sites)) == len(sites):
        return sites
    return [f"{site}, {run.summary['mode']}" for site, run in zip(sites, runs, strict=True)]


def _series(schedule: pl.DataFrame) -> PageSeries:
    per_hour = 1 / SETTLEMENT_PERIOD_HOURS
    return {
        "start_time": schedule["start_time"].dt.epoch("s").to_list(),
        "local_offset_hours": (schedule["local_offset_minutes"] // 60).to_list(),
        "energy_price_gbp_per_mwh": schedule["energy_price_gbp_per_mwh"].to_list(),
        "import_price_gbp_per_mwh": schedule["charge_price_gbp_per_mwh"].to_list(),
        "charge_below_gbp_per_mwh": schedule["charge_below_gbp_per_mwh"].to_list(),
        "discharge_above_gbp_per_mwh": schedule["discharge_above_gbp_per_mwh"].to_list(),
        "band": schedule["duos_band"].fill_null("").to_list(),
        "charge_mw": (schedule["charge_mwh"] * per_hour).to_list(),
        "discharge_mw": (schedule["discharge_mwh"] * per_hour).to_list(),
        "state_of_charge_mwh": schedule["state_of_charge_mwh"].to_list(),
    }


def _sources(tables: RunTables) -> list[SourceRow]:
    used = " ".join(tables.ledger["source"].unique().to_list())
    shipped: list[SourceRow] = [
        {
            "name": name,
            "publisher": entry["publisher"],
            "licence": f"{entry['licence']}. {entry['attribution']}",
            "span": f"{entry['first_date']} to {entry['last_date']}",
            "note": entry["note"],
        }
        for name, entry in sample_manifest().items()
        if name in used
    ]
    duos: list[SourceRow] = [
        {
            "name": rate["name"],
            "publisher": rate["name"].split(" Annex")[0],
            "licence": "published regulated document",
            "span": f"from {rate['charging_year_start']}-04-01",
            "note": rate["source"],
        }
        for rate in tables.rates["duos_documents"]
    ]
    return [*shipped, *duos]


def _facts(summary: RunSummary) -> list[FactRow]:
    columns, figures = columns_of(RunSummary), dict[str, object](summary)
    return [{"label": columns[key].heading, "value": columns[key].text(figures[key])} for key in FACTS]
