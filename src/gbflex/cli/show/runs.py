"""Runs, one or several side by side."""

from __future__ import annotations

from gbflex.analysis.answers.co2 import Co2Part
from gbflex.analysis.answers.lines import RunLineRow
from gbflex.analysis.answers.run import DemoAnswer, PlanGapRow, ReportAnswer, RunAnswer, RunsAnswer
from gbflex.analysis.answers.shape import columns_of, fixed
from gbflex.cli.show.output import (
    NOT_DEFINED,
    answer_table,
    console,
    line,
    or_json,
    plain_table,
    print_estimates,
    print_notes,
    print_verdict,
)
from gbflex.cli.show.tables import FittedTable

__all__ = ["print_demo", "print_report", "print_run"]

LINE_KEYS = ("line", "band", "quantity", "rate", "amount_gbp", "without_asset_gbp", "value_gbp", "quality")
MODE_KEYS = (
    "mode",
    "value_gbp",
    "perfect_value_gbp",
    "captured_share",
    "captured_share_interval",
    "equivalent_full_cycles",
)

SHOWN_GBP = 0.005


@or_json
def print_run(summary: RunAnswer | RunsAnswer) -> None:
    """A run, or several side by side.

    Args:
        summary: As `api.runs.run` returns it.
    """
    if "results" in summary:
        _print_results(summary)
        return
    print_verdict(summary["verdict"])
    console().print(_run_table(summary))
    said = _texts(summary, "gap", "equivalent_full_cycles", "charge_mwh", "discharge_mwh")
    console().print(
        f"\n{summary['status']} by {summary['solver']}, relative gap {said['gap']}; "
        f"{said['equivalent_full_cycles']} full cycles, {said['charge_mwh']} MWh charged, "
        f"{said['discharge_mwh']} MWh discharged\n"
        f"{_causes(summary)}{_solar(summary)}{_captured(summary)}{_plan_gap(summary)}{_co2(summary)}",
        end="",
    )
    line(f"run {summary['run_id']}: {summary['folder']}")
    print_notes(summary["warnings"], summary["not_priced"])
    print_estimates(summary)


def _texts(summary: RunAnswer, *keys: str) -> dict[str, str]:
    columns = columns_of(RunAnswer)
    return {key: columns[key].text(value) for key, value in summary.items() if key in keys}


def _causes(summary: RunAnswer) -> str:
    """The value under both readings of what comes with the asset, where the site file does not say."""
    if summary["value_if_asset_causes_gbp"] is None:
        return ""
    said = _texts(summary, "value_if_asset_causes_gbp", "value_if_not_caused_gbp")
    to = ""
    if summary["offtaker_value_if_asset_causes_gbp"] is not None:
        others = _texts(summary, "offtaker_value_if_asset_causes_gbp", "offtaker_value_if_not_caused_gbp")
        causing, anyway = others.values()
        to = f"; to the offtaker {causing} and {anyway}"
    return (
        f"value {said['value_if_asset_causes_gbp']} GBP if the export meter comes with the asset, "
        f"{said['value_if_not_caused_gbp']} if it is there anyway{to} (asset_causes says which)\n"
    )


def _solar(summary: RunAnswer) -> str:
    """What of the sun was turned down; said also where it is nothing."""
    kpis = summary["kpis"]
    if summary["curtailed_mwh"] is None or kpis is None:
        return ""
    turned_down = _texts(summary, "curtailed_mwh")["curtailed_mwh"]
    generated = kpis["solar_used_mwh"] + summary["curtailed_mwh"]
    return f"solar turned down: {turned_down} of {generated:,.3f} MWh\n"


def _captured(summary: RunAnswer) -> str:
    if summary["captured_share"] is None:
        return ""
    said = _texts(summary, "captured_share", "perfect_value_gbp")
    interval = _interval(summary)
    weeks = summary["captured_share_weeks"]
    sure = f" (95 % interval for weeks like these {weeks}, of this season: {interval})" if interval else ""
    label = summary["perfect_label"]
    best = "perfect foresight" if label == "perfect" else f"foresight with {label}"
    return f"{said['captured_share']} of the {said['perfect_value_gbp']} GBP of {best}{sure}\n"


def _plan_gap(summary: RunAnswer) -> str:
    """What the plan expected, where that is not what it settled at."""
    gap = columns_of(PlanGapRow)["gap_gbp"]
    rows = sorted(summary["plan_gap"], key=lambda row: -abs(row["gap_gbp"]))
    lines = [f"{row['line']} {gap.text(row['gap_gbp'])}" for row in rows if abs(row["gap_gbp"]) >= SHOWN_GBP]
    if not lines:
        return ""
    said = _texts(summary, "planned_gbp", "ledger_total_gbp")
    planned, settled = said["planned_gbp"], said["ledger_total_gbp"]
    return f"expected when planned {planned} GBP, settled at {settled}: {', '.join(lines)}\n"


def _co2(summary: RunAnswer) -> str:
    co2 = summary["co2"]
    if co2 is None:
        return ""
    columns, held = columns_of(Co2Part), dict[str, object](co2)
    said = {key: columns[key].text(held[key], nothing=NOT_DEFINED) for key in columns}
    imported = ""
    if co2["import_tonnes"] is not None:
        imported = f"; import {said['import_tonnes']} t, without {said['import_without_asset_tonnes']} t"
    return (
        f"CO2 of gas {said['gas_tonnes']} t, without {said['gas_without_asset_tonnes']} t{imported}; "
        f"counted: {co2['counts']}\n"
    )


def _interval(result: RunAnswer) -> str:
    interval = result["captured_share_interval"]
    return "" if interval is None else " to ".join(f"{fixed(100 * bound, 1)}%" for bound in interval)


def _print_results(summary: RunsAnswer) -> None:
    first = summary["results"][0]
    rows = [
        {**result, **_compared(result), "captured_share_interval": _interval(result)}
        for result in summary["results"]
    ]
    title = f"{first['site']}, {first['from']} to {first['to']}"
    print_verdict(summary["verdict"])
    console().print(answer_table(RunAnswer, MODE_KEYS, rows, title))
    line(f"\nruns {summary['run_id']}: {summary['folder']}")
    warnings = list(dict.fromkeys(text for result in summary["results"] for text in result["warnings"]))
    print_notes(warnings, first["not_priced"])
    print_estimates(first)


def _compared(result: RunAnswer) -> dict[str, object]:
    """What a run says against the site without its asset, or that there is no such thing."""
    if result["value_gbp"] is None:
        return dict.fromkeys(("value_gbp", "perfect_value_gbp", "without_asset_gbp"), NOT_DEFINED)
    return {key: result[key] for key in ("value_gbp", "perfect_value_gbp", "without_asset_gbp")}


def _run_table(summary: RunAnswer) -> FittedTable:
    title = f"{summary['site']}, {summary['from']} to {summary['to']}, mode {summary['mode']}"
    total = {"line": "total", "amount_gbp": summary["ledger_total_gbp"], **_compared(summary)}
    return answer_table(RunLineRow, LINE_KEYS, [*summary["lines"], total], title)


@or_json
def print_report(written: ReportAnswer) -> None:
    """The files of a report, one on each line, and nothing else: a script can open them.

    Args:
        written: The answer.
    """
    for file in written["files"]:
        line(file)


@or_json
def print_demo(done: DemoAnswer) -> None:
    """The first run's ledger by line, and the demo's runs side by side.

    Args:
        done: As `api.demo.run_demo` returns it.
    """
    comparison = done["comparison"]
    print_verdict(done["runs"][0]["verdict"])
    console().print(_run_table(done["runs"][0]))
    console().print()
    console().print(plain_table(comparison["columns"], comparison["rows"], done["title"]))
    print_notes(done["runs"][0]["warnings"], done["runs"][0]["not_priced"])
    print_estimates(done["runs"][0])
