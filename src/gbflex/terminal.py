"""What the command line prints: results on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from gbflex.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from gbflex.api import RateTable

__all__ = [
    "print_bill",
    "print_breakeven",
    "print_datasets",
    "print_demo",
    "print_doctor",
    "print_explanation",
    "print_import",
    "print_imported",
    "print_load",
    "print_lookup",
    "print_losses",
    "print_plan",
    "print_rates",
    "print_run",
    "progress",
]

WIDE = 240

ROWS_SHOWN = 48
"""Half-hours of `site rates` printed on a terminal: one day."""

Row = Mapping[str, Any]


def _out() -> Console:
    # A pipe or a file has no width of its own: nothing is cut there.
    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done; a spinner beside it on a terminal.

    Yields:
        Called with a sentence as each step begins.
    """
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield lambda text: _note(f"{text} ...")
        return
    with console.status("Starting") as status:

        def say(text: str) -> None:
            console.print(f"{text} ...")
            status.update(text)

        yield say


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, indent=2, allow_nan=False) + "\n")


def _or_json(show: Callable[[Row], None]) -> Callable[..., None]:
    """A printer for people that prints JSON instead where it is asked to."""

    @functools.wraps(show)
    def printed(answer: Row, *, as_json: bool) -> None:
        if as_json:
            _print_json(answer)
        else:
            show(answer)

    return printed


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", text_columns: int = 1) -> Table:
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position < text_columns else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _print_notes(warnings: Sequence[str], not_priced: Sequence[Row]) -> None:
    for warning in warnings:
        _note(f"Note: {warning.rstrip('.')}.")
    if not_priced:
        _note("Not complete. Not priced:")
    for gap in not_priced:
        _note(f"  {gap['line']}, {gap['from']} to {gap['to']}: {gap['reason']}")


def print_rates(table: RateTable, csv: Path | None, *, as_json: bool) -> None:
    """The price build-up, as JSON, a CSV file, or the first day as a table.

    Args:
        table: Rows, and charges left out.
        csv: File to write.
        as_json: Print JSON.
    """
    rows = _with_text_times(table.rows)
    _print_notes([], table.not_priced)
    if csv is not None:
        try:
            rows.write_csv(csv)
        except OSError as error:
            raise InputError(f"the file cannot be written: {error.strerror or error}", where=str(csv)) from None
        _note(f"{len(rows):,} rows written to {csv}")
    if as_json:
        _print_json(rows.to_dicts())
    elif csv is None:
        shown = rows.head(ROWS_SHOWN).drop("start_time")
        columns = [name.removesuffix("_gbp_per_mwh") for name in shown.columns]
        cells = [[_cell(value) for value in row] for row in shown.rows()]
        _out().print(_table(columns, cells, "GBP/MWh at the meter", text_columns=3))
        if len(rows) > ROWS_SHOWN:
            _note(f"The first {ROWS_SHOWN} of {len(rows):,} half-hours; --csv FILE or --json gives all.")


def _with_text_times(frame: pl.DataFrame) -> pl.DataFrame:
    times = frame["start_time"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = frame["settlement_date"].dt.strftime("%Y-%m-%d")
    return frame.with_columns(times, dates)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _line_rows(lines: Sequence[Row], amounts: Sequence[str]) -> list[list[str]]:
    return [
        [
            f"{line['line']} {line['band']}".strip(),
            f"{line['quantity']:,.1f} {line['unit']}",
            f"{line['rate']:,.4f} {line['rate_unit']}",
            *(f"{line[key]:,.2f}" for key in amounts),
            line["quality"],
        ]
        for line in lines
    ]


@_or_json
def print_datasets(held: Row) -> None:
    """What data is held.

    Args:
        held: As `datasets.data_list` returns it.
    """
    keys = ("name", "from", "to", "rows", "evidence", "source")
    rows = [[str(item.get(key, "")) for key in keys] for item in held["datasets"]]
    _out().print(_table(keys, rows, text_columns=len(keys)))


@_or_json
def print_imported(done: Row) -> None:
    """What was imported.

    Args:
        done: As `datasets.data_import` returns it.
    """
    for item in done["imported"]:
        _out().print(
            f"{item['title']}: {item['tariffs']} tariffs, {item['time_bands']} time bands, kept in {item['kept']}"
        )
        _print_notes(item["warnings"], [])


@_or_json
def print_lookup(found: Row) -> None:
    """What a meter's number, postcode or place says.

    Args:
        found: As `api.lookup` returns it.
    """
    rows = [[key, str(value)] for key, value in found.items() if value is not None and not isinstance(value, list)]
    _out().print(_table(["", ""], rows, text_columns=2))
    if found["candidates"]:
        keys = ("licence_area", "name", "gsp_group_id", "from")
        _out().print()
        cells = [[str(row[key]) for key in keys] for row in found["candidates"]]
        _out().print(_table(keys, cells, "Candidates", text_columns=len(keys)))
    _print_notes(found["warnings"], [])


@_or_json
def print_bill(bill: Row) -> None:
    """A bill.

    Args:
        bill: As `api.bill` returns it.
    """
    title = f"{bill['site']}, {bill['from']} to {bill['to']}, {bill['import_mwh']:,.1f} MWh; negative is a cost"
    rows = _line_rows(bill["lines"], ["amount_gbp"])
    rows.append(["total", "", "", f"{bill['total_gbp']:,.2f}", ""])
    _out().print(_table(["line", "quantity", "rate", "GBP", "quality"], rows, title))
    _print_notes(bill["warnings"], bill["not_priced"])


@_or_json
def print_load(summary: Row) -> None:
    """A made-up load.

    Args:
        summary: As `loads.generate_load` returns it.
    """
    _out().print(
        f"{summary['rows']:,} half-hours of {summary['year']} written to {summary['file']}: minimum "
        f"{summary['min_mw']:g}, mean {summary['mean_mw']:.9g}, maximum {summary['max_mw']:g} MW, "
        f"{summary['demand_mwh']:,.1f} MWh"
    )
    _note(f"Note: illustrative, {summary['source']}.")


@_or_json
def print_import(summary: Row) -> None:
    """An imported load and its gaps.

    Args:
        summary: As `loads.import_load` returns it.
    """
    _out().print(
        f"{summary['rows']:,} of {summary['half_hours']:,} half-hours from {summary['from']} to {summary['to']} "
        f"written to {summary['file']}\n{summary['layout']}, {summary['unit']} (said by {summary['unit_from']}), "
        f"times: {summary['times']}, label: {summary['label']}\n{summary['demand_mwh']:,.1f} MWh, at most "
        f"{summary['max_mw']:,.3f} MW; {summary['duplicates']} duplicates, {summary['estimated']} estimated"
    )
    for gap in summary["gaps"][:ROWS_SHOWN]:
        _note(f"Missing: {gap['settlement_date']} periods {', '.join(map(str, gap['settlement_periods']))}")
    for item in summary["set_aside"][:ROWS_SHOWN]:
        _note(f"Set aside: row {item['row']}, {item['reason']}")
    if max(len(summary["gaps"]), len(summary["set_aside"])) > ROWS_SHOWN:
        _note("More with --json.")


@_or_json
def print_breakeven(answer: Row) -> None:
    """A day's break-even.

    Args:
        answer: As `api.breakeven` returns it.
    """
    out = _out()
    title = f"{answer['site']}, {answer['date']}: GBP for each MWh delivered"
    rows = [
        [
            pair["charge"],
            f"{pair['use'].replace('_', ' ')}, {pair['when']}",
            *(f"{pair[f'{key}_gbp_per_mwh']:,.2f}" for key in ("delivered_cost", "worth", "margin")),
        ]
        for pair in answer["pairs"]
    ]
    out.print(_table(["charge in", "use", "cost", "worth", "margin"], rows, title, text_columns=2))
    out.print()
    out.print(_table(*_charging_table(answer["charging"]), "Cost of charging, line by line"))
    out.print(f"\n{answer['verdict']}")
    for reason in answer["reasons"]:
        out.print(f"  {reason}")
    if answer["not_planned"]:
        _note(f"Not in the margins: {', '.join(answer['not_planned'])}.")
    _print_notes(answer["warnings"], answer["not_priced"])


def _charging_table(charging: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    lines = [line["line"] for line in charging[0]["lines"]] if charging else []
    rows = [
        [name, *(f"{row['lines'][position]['gbp_per_delivered_mwh']:,.2f}" for row in charging)]
        for position, name in enumerate(lines)
    ]
    return ["line", *(row["when"] for row in charging)], rows


@_or_json
def print_run(summary: Row) -> None:
    """A run, or several side by side.

    Args:
        summary: As `api.run` returns it.
    """
    if "results" in summary:
        _print_results(summary)
        return
    _out().print(_run_table(summary))
    _out().print(
        f"\n{summary['status']} by {summary['solver']}, relative gap {summary['gap']:.1e}; "
        f"{summary['equivalent_full_cycles']:,.1f} full cycles, {summary['charge_mwh']:,.1f} MWh charged, "
        f"{summary['discharge_mwh']:,.1f} MWh discharged\n{_captured(summary)}"
        f"run {summary['run_id']}: {summary['folder']}"
    )
    _print_notes(summary["warnings"], summary["not_priced"])


def _captured(summary: Row) -> str:
    share, interval = summary["captured_share"], summary["captured_share_interval"]
    if share is None:
        return ""
    sure = "" if interval is None else f" (95 % of resampled weeks: {interval[0]:.1%} to {interval[1]:.1%})"
    return f"{share:.1%} of the {summary['perfect_value_gbp']:,.2f} GBP of perfect foresight{sure}\n"


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
    _out().print(_table(columns, rows, title))
    _out().print(f"\nruns {summary['run_id']}: {summary['folder']}")
    warnings = list(dict.fromkeys(text for result in summary["results"] for text in result["warnings"]))
    _print_notes(warnings, first["not_priced"])


def _interval(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.1%} to {interval[1]:.1%}"


@_or_json
def print_plan(found: Row) -> None:
    """A plan, a row per half-hour.

    Args:
        found: As `api.plan` returns it.
    """
    numbers = [
        "charge_mwh",
        "discharge_mwh",
        "state_of_charge_mwh",
        "expected_energy_price_gbp_per_mwh",
        "stored_energy_value_gbp_per_mwh",
        "charge_below_gbp_per_mwh",
        "discharge_above_gbp_per_mwh",
    ]
    rows = [
        [
            row["start_time"],
            f"{row['settlement_period']}",
            row["action"],
            *("" if row[name] is None else f"{row[name]:.2f}" for name in numbers),
        ]
        for row in found["periods"]
    ]
    columns = [
        "start (UTC)",
        "SP",
        "action",
        "charge",
        "discharge",
        "stored",
        "expected",
        "value",
        "below",
        "above",
    ]
    _out().print(_table(columns, rows, f"{found['site']}, as known at {found['as_known_at']}"))
    start_mwh = found["initial_state_of_charge_mwh"]
    _out().print(
        f"\nEnergy in MWh; prices in GBP/MWh: expected energy price, worth of a stored MWh, charge below, "
        f"discharge above (all-in, at the meter).\nForecast: {found['forecast']}.\n"
        f"{found['status']} by {found['solver']}, relative gap {found['gap']:.1e}; starts with {start_mwh:g} MWh"
    )
    _print_notes(found["warnings"], [])


@_or_json
def print_losses(found: Row) -> None:
    """What each limit costs.

    Args:
        found: As `api.losses` returns it.
    """
    rows = [
        [row["cause"], "" if row["value_gbp"] is None else f"{row['value_gbp']:,.2f}", row["note"]]
        for row in found["rows"]
    ]
    title = f"{found['site']}, {found['from']} to {found['to']}: value {found['value_gbp']:,.2f} GBP"
    _out().print(_table(["cause", "value [GBP]", "what is compared"], rows, title))
    red = found["red_band"]
    if red["demand_mwh"]:
        served, most = (red[name] / red["demand_mwh"] for name in ("served_mwh", "most_mwh"))
        _out().print(
            f"\nRed-band demand {red['demand_mwh']:,.1f} MWh: the plan serves {served:.1%}, "
            f"the battery could serve {most:.1%} at most"
        )
    _out().print("\nEach row is a full solution without the cause; rows do not add up.")
    _print_notes(found["warnings"], [])


@_or_json
def print_explanation(found: Row) -> None:
    """Three sentences.

    Args:
        found: As `api.explain` returns it.
    """
    _out().print("\n".join(found["sentences"]))


def _run_table(summary: Row) -> Table:
    title = f"{summary['site']}, {summary['from']} to {summary['to']}, mode {summary['mode']}"
    rows = _line_rows(summary["lines"], ["amount_gbp", "without_asset_gbp", "value_gbp"])
    totals = ("ledger_total_gbp", "without_asset_gbp", "value_gbp")
    rows.append(["total", "", "", *(f"{summary[key]:,.2f}" for key in totals), ""])
    columns = ["line", "quantity", "rate", "with [GBP]", "without [GBP]", "value [GBP]", "quality"]
    return _table(columns, rows, title)


@_or_json
def print_demo(done: Row) -> None:
    """The first run's ledger by line, and the demo's runs side by side.

    Args:
        done: As `demo.run_demo` returns it.
    """
    comparison = done["comparison"]
    _out().print(_run_table(done["runs"][0]))
    _out().print()
    _out().print(_table(comparison["columns"], comparison["rows"], done["title"]))
    _print_notes(done["runs"][0]["warnings"], done["runs"][0]["not_priced"])
    _out().print(f"\nThe report: {done['report']} (open it in a browser; it needs no network)")


@_or_json
def print_doctor(diagnosis: Row) -> None:
    """What is installed and held.

    Args:
        diagnosis: As `doctor.diagnosis` returns it.
    """
    out = _out()
    out.print(f"gbflex {diagnosis['version']}, Python {diagnosis['python']}")
    out.print(f"home {diagnosis['home']} ({diagnosis['runs']} runs)\n")
    out.print(_table(["part", "version"], [[item["name"], item["version"]] for item in diagnosis["parts"]]))
    keys = ("name", "from", "to", "rows", "publisher")
    out.print()
    out.print(_table(keys, [[str(item[key]) for key in keys] for item in diagnosis["datasets"]], text_columns=3))
