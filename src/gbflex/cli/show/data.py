"""What is held, what arrived, what moved, and what is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from gbflex.cli.show.output import ROWS_SHOWN, Row, cell, console, note, or_json, print_notes, table_of

__all__ = [
    "print_datasets",
    "print_difference",
    "print_doctor",
    "print_exported",
    "print_fetched",
    "print_imported",
    "print_models",
    "print_models_text",
    "print_rebuilt",
    "print_status",
]

GAPS_SHOWN = 12


@or_json
def print_datasets(held: Row) -> None:
    """What data is held.

    Args:
        held: As `datasets.data_list` returns it.
    """
    keys = ("name", "from", "to", "rows", "evidence", "source")
    rows = [[cell(item.get(key)) for key in keys] for item in held["datasets"]]
    console().print(table_of(keys, rows, text_columns=len(keys)))


@or_json
def print_imported(done: Row) -> None:
    """What was imported.

    Args:
        done: As `datasets.data_import` returns it.
    """
    for item in done["imported"]:
        if item["dataset"] == "duos":
            held = f"{item['tariffs']} tariffs, {item['time_bands']} time bands"
            console().print(f"{item['title']}: {held}, kept in {item['kept']}")
            print_notes(item["warnings"], [])
        else:
            console().print(_arrival(item))
            for line in _remarks(item):
                note(f"Note: {item['file']}: {line}.")


def _arrival(item: Row) -> str:
    span = f", {item['from']} to {item['to']}" if item["from"] else ""
    run = f", run {item['settlement_run']}" if item["settlement_run"] else ""
    held = " (held already)" if item.get("already_held") else ""
    when = _moment(item["retrieved_time"])
    return f"{item['file']}: {item['rows']:,} rows{span}{run}, retrieved {when}{held}"


def _moment(instant: str | None) -> str:
    """An instant of the record, to the minute."""
    return "never" if instant is None else f"{instant[:16].replace('T', ' ')} UTC"


def _remarks(item: Row) -> Iterator[str]:
    """What a careful reader must know of an arrival, one sentence each."""
    if item["gaps"]:
        missing = sum(len(gap["settlement_periods"]) or 1 for gap in item["gaps"])
        yield f"{missing:,} missing inside its span, first {_first_gap(item['gaps'][0])}"
    if item["duplicates"]:
        yield f"{item['duplicates']:,} rows stood twice"
    for aside in item["set_aside_reasons"]:
        yield f"{aside['rows']:,} rows set aside: {aside['reason']} (first {aside['first']})"
    if item["other_rows"]:
        yield f"{item['other_rows']:,} rows belong to another dataset"
    drift = item["drift"]
    for kind, word in (("added", "unknown fields"), ("retyped", "fields of another type"), ("missing", "absent")):
        if drift[kind]:
            yield f"{word}: {', '.join(drift[kind])}"
    if drift["null"]:
        yield "empty cells: " + ", ".join(f"{name} {cells:,}" for name, cells in drift["null"].items())
    yield from item["notes"]


def _first_gap(gap: Row) -> str:
    periods = ", ".join(map(str, gap["settlement_periods"][:3]))
    return f"{gap['settlement_date']} period {periods}" if periods else gap["settlement_date"]


@or_json
def print_fetched(done: Row) -> None:
    """What was fetched, or would be.

    Args:
        done: As `datasets.data_fetch` and `data_backfill` return it.
    """
    out = console()
    if not done["fetched"]:
        out.print("Nothing is missing, or nothing is held yet")
    for item in done["fetched"]:
        if "would_ask" in item:
            out.print(f"{item['dataset']}: {len(item['would_ask']):,} requests")
            for key in item["would_ask"][:ROWS_SHOWN]:
                out.print(f"  {key}")
            continue
        out.print(
            f"{item['dataset']}: {item['rows']:,} rows from {item['asked']:,} answers ({item['empty']:,} empty), "
            f"{item['skipped']:,} held already, {item['retried']:,} tried again"
        )
        for refused in item["refused"]:
            note(f"Note: refused and kept aside: {refused['refused']}")


@or_json
def print_status(held: Row) -> None:
    """What the record holds.

    Args:
        held: As `datasets.data_status` returns it.
    """
    out = console()
    if not held["datasets"]:
        out.print("Nothing has arrived. Add a file: gbflex data import DATASET FILE")
    for item in held["datasets"]:
        span = f", {item['from']} to {item['to']}" if item["from"] else ""
        runs = ", ".join(f"{run} {rows:,}" for run, rows in item["runs"].items())
        out.print(f"{item['name']}: {item['rows']:,} rows{span}; {item['evidence']}; {item['source']}")
        available, retrieved = _moment(item["published_time"]), _moment(item["retrieved_time"])
        out.print(f"  last available {available}, last retrieved {retrieved}")
        out.print(f"  runs: {runs}; {item['duplicates']:,} duplicates; {item['set_aside']:,} set aside")
        _print_gaps(item["gap_spans"])
        for file in item["files"]:
            out.print(f"  {_arrival(file)}")
            for line in _remarks(file):
                out.print(f"    {line}")
        for refused in item["refused"]:
            out.print(f"  REFUSED {refused['file']}: {refused['refused']}")


def _print_gaps(spans: list[Row]) -> None:
    out = console()
    for span in spans[:GAPS_SHOWN]:
        days = span["first"] if span["first"] == span["last"] else f"{span['first']} to {span['last']}"
        out.print(f"  missing: {days} ({span['missing']:,}{'' if span['whole_days'] else ' half-hours'})")
    if len(spans) > GAPS_SHOWN:
        out.print(f"  missing: {len(spans) - GAPS_SHOWN:,} more spans (--json has all)")


@or_json
def print_difference(moved: Row) -> None:
    """What moved between two states.

    Args:
        moved: As `datasets.data_diff` returns it.
    """
    out = console()
    out.print(f"{moved['dataset']}, {moved['before']} against {moved['after']}:")
    out.print(
        f"{moved['moved']:,} of {moved['compared']:,} rows moved at {moved['decimals']} decimals; "
        f"{moved['only_after']:,} new, {moved['only_before']:,} gone\n"
    )
    keys = ("column", "moved", "mean_change", "mean_size", "largest_size")
    out.print(table_of(keys, [[cell(row[key]) for key in keys] for row in moved["columns"]]))
    if moved["rows"]:
        names = list(moved["rows"][0])
        shown = [[cell(row[name]) for name in names] for row in moved["rows"][:ROWS_SHOWN]]
        out.print()
        out.print(table_of(names, shown, text_columns=len(names)))
        if len(moved["rows"]) > ROWS_SHOWN:
            note(f"{len(moved['rows']) - ROWS_SHOWN:,} more; --json has all")


@or_json
def print_exported(done: Row) -> None:
    """What was written.

    Args:
        done: As `datasets.data_export` returns it.
    """
    console().print(f"{done['file']}: {done['rows']:,} rows of {done['dataset']}")


@or_json
def print_models(done: Row) -> None:
    """What the models made.

    Args:
        done: As `datasets.data_models` returns it.
    """
    keys = ("name", "rows", "file")
    console().print(table_of(keys, [[cell(item[key]) for key in keys] for item in done["models"]]))
    if done["not_held"]:
        held = "the record holds nothing of them, and the shipped sample is no part of it"
        note(f"Note: empty in these tables: {', '.join(done['not_held'])}: {held}.")


@or_json
def print_models_text(text: Row) -> None:
    """The models in an engine's words.

    Args:
        text: As `datasets.models_text` returns it.
    """
    for model in text["models"]:
        sys.stdout.write(model["text"] + "\n")


@or_json
def print_rebuilt(done: Row) -> None:
    """What was made again.

    Args:
        done: As `datasets.data_rebuild` returns it.
    """
    keys = ("name", "arrivals", "rows", "equal", "hash_after")
    console().print(
        table_of(keys, [[cell(item[key]) for key in keys] for item in done["rebuilt"]], text_columns=1)
    )


@or_json
def print_doctor(diagnosis: Row) -> None:
    """What is installed and held.

    Args:
        diagnosis: As `doctor.diagnosis` returns it.
    """
    out = console()
    out.print(f"gbflex {diagnosis['version']}, Python {diagnosis['python']}")
    out.print(f"home {diagnosis['home']} ({diagnosis['runs']} runs)\n")
    out.print(table_of(["part", "version"], [[item["name"], item["version"]] for item in diagnosis["parts"]]))
    keys = ("name", "from", "to", "rows", "publisher")
    out.print()
    out.print(table_of(keys, [[str(item[key]) for key in keys] for item in diagnosis["datasets"]], text_columns=3))
    if diagnosis["record"]:
        held = [[cell(value) for value in item.values()] for item in diagnosis["record"]]
        out.print()
        out.print(table_of(list(diagnosis["record"][0]), held, text_columns=3))
