"""Runs, one or several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from gbflex.cli.show.output import Row, console, line_rows, or_json, print_notes, table_of

__all__ = ["print_demo", "print_run"]


@or_json
def print_run(summary: Row) -> None:
    """A run, or several side by side.

    Args:
        summary: As `api.runs.run` returns it.
    """
    if "results" in summary:
        _print_results(summary)
        return
    console().print(_run_table(summary))
    console().print(
        f"\n{summary['status']} by {summary['solver']}, relative gap {summary['gap']:.1e}; "
        f"{summary['equivalent_full_cycles']:,.1f} full cycles, {summary['charge_mwh']:,.1f} MWh charged, "
        f"{summary['discharge_mwh']:,.1f} MWh discharged\n{_captured(summary)}"
        f"run {summary['run_id']}: {summary['folder']}"
    )
    print_notes(summary["warnings"], summary["not_priced"])


def _captured(summary: Row) -> str:
    share, interval = summary["captured_share"], summary["captured_share_interval"]
    if share is None:
        return ""
    sure = "" if interval is None else f" (95 % of resampled weeks: {interval[0]:.1%} to {interval[1]:.1%})"
    label = summary.get("perfect_label", "perfect")
    best = "perfect foresight" if label == "perfect" else f"foresight with {label}"
    return f"{share:.1%} of the {summary['perfect_value_gbp']:,.2f} GBP of {best}{sure}\n"


def _print_results(summary: Row) -> None:
    first = summary["results"][0]
    rows = [
        [
            result["mode"],
            f"{result['value_gbp']:,.2f}",
            f"{result['perfect_value_gbp']:,.2f}",
            "" if result["captured_share"] is None else f"{result['captured_share']:.1%}",
            _interval(result["captured_share_interval"]),
            f"{result['equivalent_full_cycles']:,.1f}",
        ]
        for result in summary["results"]
    ]
    title = f"{first['site']}, {first['from']} to {first['to']}"
    columns = ["mode", "value [GBP]", "perfect [GBP]", "captured", "95 % by week", "cycles"]
    console().print(table_of(columns, rows, title))
    console().print(f"\nruns {summary['run_id']}: {summary['folder']}")
    warnings = list(dict.fromkeys(text for result in summary["results"] for text in result["warnings"]))
    print_notes(warnings, first["not_priced"])


def _interval(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.1%} to {interval[1]:.1%}"


def _run_table(summary: Row) -> Table:
    title = f"{summary['site']}, {summary['from']} to {summary['to']}, mode {summary['mode']}"
    rows = line_rows(summary["lines"], ["amount_gbp", "without_asset_gbp", "value_gbp"])
    totals = ("ledger_total_gbp", "without_asset_gbp", "value_gbp")
    rows.append(["total", "", "", *(f"{summary[key]:,.2f}" for key in totals), ""])
    columns = ["line", "quantity", "rate", "with [GBP]", "without [GBP]", "value [GBP]", "quality"]
    return table_of(columns, rows, title)


@or_json
def print_demo(done: Row) -> None:
    """The first run's ledger by line, and the demo's runs side by side.

    Args:
        done: As `demo.run_demo` returns it.
    """
    comparison = done["comparison"]
    console().print(_run_table(done["runs"][0]))
    console().print()
    console().print(table_of(comparison["columns"], comparison["rows"], done["title"]))
    print_notes(done["runs"][0]["warnings"], done["runs"][0]["not_priced"])
    console().print(f"\nThe report: {done['report']} (open it in a browser; it needs no network)")
