"""A run as the page that `render` draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from gbflex.analysis.answers.run import Comparison, RunSummary
from gbflex.analysis.answers.shape import columns_of
from gbflex.analysis.run.not_served import unserved_words
from gbflex.analysis.run.verdict import headline
from gbflex.reports import run_sums as sums
from gbflex.reports.battery_sums import (
    batteries_of,
    battery_rows,
    battery_word,
    capacity_mwh,
    discharge_power_mw,
)
from gbflex.reports.co2_rows import co2_rows
from gbflex.reports.cost_sums import cost_by_band, cost_of_gas
from gbflex.reports.page_model import FactRow, Notice, OwnSweep, Page, PageSeries, SourceRow, Tile
from gbflex.reports.plant_sums import asset_word, is_plant, plant_series, plant_streams, plant_units
from gbflex.reports.render import render
from gbflex.store.run_folder import RunTables
from gbflex.store.sample.manifest import sample_manifest
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["comparison", "page_model", "report_page"]


COMPARED: Final = (
    "value_gbp",
    "perfect_value_gbp",
    "captured_share",
    "ledger_total_gbp",
    "without_asset_gbp",
    "charge_mwh",
    "discharge_mwh",
    "equivalent_full_cycles",
    "gap",
)
AGAINST_NO_ASSET: Final = ("value_gbp", "perfect_value_gbp", "without_asset_gbp")
NOT_DEFINED: Final = "not defined"
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
    by_period = sums.difference_by_period(tables)
    summary = tables.summary
    return {
        "title": summary["site"],
        "subtitle": f"{summary['from']} to {summary['to']}, {_mode(summary)}",
        "verdict": _verdict([tables, *others]),
        "quality_note": _quality_note(summary),
        "tiles": _tiles(tables),
        "notices": _notices(summary),
        "not_compared": _not_compared(tables),
        "comparison": comparison([tables, *others]),
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
        "cost_by_band": cost_by_band(tables),
        "cost_of_gas": cost_of_gas(tables),
        "sweep": _sweep(summary),
        "lines": summary["lines"],
        "plan_gap": summary["plan_gap"],
        "not_priced": summary["not_priced"],
        "estimates": summary["estimates"],
        "rates": tables.rates["used"],
        "sources": _sources(tables),
        "facts": _facts(summary),
    }


def _verdict(runs: Sequence[RunTables]) -> list[str]:
    """What the reader came for: of the best achievable mode of a site, or of the first of several sites."""
    first = runs[0].summary["site"]
    return headline([run.summary["verdict"] for run in runs if run.summary["site"] == first])["sentences"]


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
    lines = dict.fromkeys(line["line"] for line in summary["lines"] if line["quality"] == "illustrative")
    return f"illustrative quantities or rates in {', '.join(lines)}" if lines else ""


def _pounds(amount: float) -> str:
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.0f}"


def _not_compared(tables: RunTables) -> str:
    """Why there is no ledger without the assets, as a sentence; "" where there is one."""
    if sums.is_compared(tables):
        return ""
    return f"There is no ledger to compare with: {_why_not_served(tables.summary)}."


def _why_not_served(summary: RunSummary) -> str:
    return "; ".join(unserved_words(row) for row in summary["without_asset"]["unserved"])


def _tiles(tables: RunTables) -> list[Tile]:
    summary, word = tables.summary, asset_word(tables)
    tiles = [
        *_value_tiles(tables),
        _tile(f"Ledger with the {word}", _pounds(summary["ledger_total_gbp"]), "wear included"),
    ]
    if summary["without_asset_gbp"] is not None:
        tiles.append(_tile("Ledger without", _pounds(summary["without_asset_gbp"]), "the same lines"))
    if batteries_of(tables):
        cycles = f"{summary['equivalent_full_cycles']:,.1f}"
        tiles.append(_tile("Full cycles", cycles, f"energy leaving the {battery_word(tables)} / capacity"))
    if summary["captured_share"] is not None and summary["perfect_value_gbp"] is not None:
        interval = summary["captured_share_interval"]
        weeks = f"95 % for weeks like these {summary['captured_share_weeks']}, of this season:"
        sure = "" if interval is None else f"; {weeks} {interval[0]:.0%} to {interval[1]:.0%}"
        share = f"{summary['captured_share']:.1%}"
        tiles.append(_tile("Of perfect foresight", share, f"of {_pounds(summary['perfect_value_gbp'])}{sure}"))
    red = next((row for row in sums.band_coverage(tables.schedule) if row["band"] == "red"), None)
    if red and red["covered_fraction"] is not None:
        tiles.append(_tile("Red-band demand covered", f"{red['covered_fraction']:.1%}", f"served by the {word}"))
    return tiles


def _value_tiles(tables: RunTables) -> list[Tile]:
    """The value, and for batteries alone what a MW of them is worth."""
    value_gbp, label = tables.summary["value_gbp"], f"Value of the {asset_word(tables)}"
    if value_gbp is None:
        return [_tile(label, NOT_DEFINED, _why_not_served(tables.summary))]
    tiles = [_tile(label, _pounds(value_gbp), f"whole ledger with minus without, {_over(tables.summary)}")]
    causing_gbp = tables.summary.get("value_if_asset_causes_gbp")
    if causing_gbp is not None:
        tiles.append(_tile("If it causes the export meter", _pounds(causing_gbp), "asset_causes does not say"))
    power_mw = discharge_power_mw(tables)
    if power_mw and not is_plant(tables):
        tiles.append(_tile("Value per MW", _pounds(value_gbp / power_mw), _over(tables.summary)))
    return tiles


def _over(summary: RunSummary) -> str:
    """Whether a figure is one of a year: 365 or 366 days that end the day before they began."""
    first, last = (date.fromisoformat(summary[key]) for key in ("from", "to"))
    following = last + timedelta(days=1)
    is_year = (following.year, following.month, following.day) == (first.year + 1, first.month, first.day)
    return "a whole year" if is_year else "over the span, not annualised"


def _tile(label: str, value: str, note: str) -> Tile:
    return {"label": label, "value": value, "note": note}


def _notices(summary: RunSummary) -> list[Notice]:
    notices: list[Notice] = [{"level": "warning", "text": text} for text in summary["warnings"]]
    if not summary["complete"]:
        lines = ", ".join(dict.fromkeys(gap["line"] for gap in summary["not_priced"]))
        text = f"Not complete. Not priced, with the asset and without it: {lines}. The reasons are below."
        notices.insert(0, {"level": "warning", "text": text})
    if summary["estimates"]:
        lines = ", ".join(dict.fromkeys(row["line"] for row in summary["estimates"]))
        amount = _pounds(summary["estimated_gbp"] or 0.0)
        text = f"{amount} of the ledger with the assets rest on estimates that were asked for: {lines}."
        notices.insert(0, {"level": "warning", "text": text})
    return notices


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
