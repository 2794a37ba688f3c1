"""A run as the page model that `page.render` draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from gbflex.reports import run_sums as sums
from gbflex.reports.plant_sums import asset_word, battery_of, is_plant, plant_series, plant_streams, plant_units
from gbflex.reports.render import render
from gbflex.store.run_folder import RunTables
from gbflex.store.sample.manifest import sample_manifest
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["comparison", "page_model", "report_page"]

Row = dict[str, Any]


def report_page(tables: RunTables, others: Sequence[RunTables] = ()) -> str:
    """A run's report as one self-contained HTML page.

    Args:
        tables: The run.
        others: Further runs to stand beside it in one table.
    """
    return render(page_model(tables, others))


def page_model(tables: RunTables, others: Sequence[RunTables] = ()) -> Row:
    """Everything the page shows, as plain values.

    Args:
        tables: The run.
        others: Further runs to stand beside it in one table.
    """
    by_period = sums.difference_by_period(tables)
    summary = tables.summary
    return {
        "title": summary["site"],
        "subtitle": f"{summary['from']} to {summary['to']}, {_mode(summary)}",
        "quality_note": _quality_note(summary),
        "tiles": _tiles(tables),
        "notices": _notices(summary),
        "comparison": comparison([tables, *others]),
        "series": _series(tables.schedule),
        "asset": asset_word(tables),
        "plant": plant_series(tables),
        "units": plant_units(tables),
        "energy_capacity_mwh": battery_of(tables).get("energy_capacity_mwh"),
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
        "cost_by_band": sums.cost_by_band(tables),
        "sweep": _sweep(summary),
        "lines": [{**line, "average_rate": line["rate"]} for line in summary["lines"]],
        "plan_gap": summary["plan_gap"],
        "not_priced": summary["not_priced"],
        "rates": tables.rates["used"],
        "sources": _sources(tables),
        "facts": _facts(summary),
    }


def _mode(summary: Row) -> str:
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


def _quality_note(summary: Row) -> str:
    lines = dict.fromkeys(line["line"] for line in summary["lines"] if line["quality"] == "illustrative")
    return f"illustrative quantities or rates in {', '.join(lines)}" if lines else ""


def _pounds(amount: float) -> str:
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.0f}"


def _tiles(tables: RunTables) -> list[Row]:
    summary, battery, word = tables.summary, battery_of(tables), asset_word(tables)
    red = next((row for row in sums.band_coverage(tables.schedule) if row["band"] == "red"), None)
    tiles = [
        {
            "label": f"Value of the {word}",
            "value": _pounds(summary["value_gbp"]),
            "note": "whole ledger with minus without",
        },
        {
            "label": f"Ledger with the {word}",
            "value": _pounds(summary["ledger_total_gbp"]),
            "note": "wear included",
        },
        {
            "label": "Ledger without",
            "value": _pounds(summary["without_asset_gbp"]),
            "note": "the same lines",
        },
    ]
    if battery:
        cycles = f"{summary['equivalent_full_cycles']:,.1f}"
        tiles.append({"label": "Full cycles", "value": cycles, "note": "energy leaving the battery / capacity"})
    if battery.get("discharge_power_mw") and not is_plant(tables):
        value = summary["value_gbp"] / battery["discharge_power_mw"]
        tiles.insert(
            1, {"label": "Value per MW", "value": _pounds(value), "note": "over the span, not annualised"}
        )
    if summary["captured_share"] is not None:
        interval = summary["captured_share_interval"]
        sure = "" if interval is None else f"; 95 % of resampled weeks {interval[0]:.0%} to {interval[1]:.0%}"
        tiles.append(
            {
                "label": "Of perfect foresight",
                "value": f"{summary['captured_share']:.1%}",
                "note": f"of {_pounds(summary['perfect_value_gbp'])}{sure}",
            }
        )
    if red and red["covered_fraction"] is not None:
        share = f"{red['covered_fraction']:.1%}"
        tiles.append({"label": "Red-band demand covered", "value": share, "note": f"served by the {word}"})
    return tiles


def _notices(summary: Row) -> list[Row]:
    notices = [{"level": "warning", "text": text} for text in summary["warnings"]]
    if not summary["complete"]:
        lines = ", ".join(dict.fromkeys(gap["line"] for gap in summary["not_priced"]))
        text = f"Not complete. Not priced, with the asset and without it: {lines}. The reasons are below."
        notices.insert(0, {"level": "warning", "text": text})
    return notices


def comparison(runs: Sequence[RunTables]) -> Row:
    """Several runs in one table.

    Args:
        runs: In the order of the columns.
    """
    rows: list[tuple[str, str, str]] = [
        (f"Value of the {asset_word(runs[0])}", "value_gbp", "£{:,.2f}"),
        (f"Ledger with the {asset_word(runs[0])}", "ledger_total_gbp", "£{:,.2f}"),
        ("Ledger without", "without_asset_gbp", "£{:,.2f}"),
        ("Charged [MWh]", "charge_mwh", "{:,.1f}"),
        ("Discharged [MWh]", "discharge_mwh", "{:,.1f}"),
        ("Equivalent full cycles", "equivalent_full_cycles", "{:,.1f}"),
        ("Relative gap to the bound", "gap", "{:.1e}"),
    ]
    if any(run.summary["captured_share"] is not None for run in runs):
        rows.insert(1, ("Value with perfect foresight", "perfect_value_gbp", "£{:,.2f}"))
        rows.insert(2, ("Share of it captured", "captured_share", "{:.1%}"))
    return {
        "columns": ["", *_names(runs)],
        "rows": [[label, *(_shown(run.summary[key], pattern) for run in runs)] for label, key, pattern in rows],
    }


def _shown(figure: float | None, pattern: str) -> str:
    return "" if figure is None else pattern.format(figure).replace("£-", "-£")


def _sweep(summary: Row) -> Row | None:
    """The threshold rule's grid with the run's own pair."""
    if summary["sweep"] is None:
        return None
    plan = summary["plan"]
    return {
        **summary["sweep"],
        "own": [plan["charge_below_gbp_per_mwh"], plan["discharge_above_gbp_per_mwh"]],
    }


def _names(runs: Sequence[RunTables]) -> list[str]:
    """Sites by name; modes of one site by mode."""
    sites = [run.summary["site"] for run in runs]
    if len(set(sites)) == len(sites):
        return sites
    return [f"{site}, {run.summary['mode']}" for site, run in zip(sites, runs, strict=True)]


def _series(schedule: pl.DataFrame) -> Row:
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


def _sources(tables: RunTables) -> list[Row]:
    used = " ".join(tables.ledger["source"].unique().to_list())
    shipped = [
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
    duos = [
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


def _facts(summary: Row) -> list[Row]:
    wanted = {
        "run": "run_id",
        "status": "status",
        "solver": "solver",
        "relative gap": "gap",
        "seconds building the model": "model_seconds",
        "seconds solving": "solve_seconds",
        "objective [GBP]": "objective_gbp",
        "ledger total [GBP]": "ledger_total_gbp",
        "ledger hash": "ledger_hash",
    }
    return [{"label": label, "value": str(summary[key])} for label, key in wanted.items()]
