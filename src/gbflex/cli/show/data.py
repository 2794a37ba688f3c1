"""What is held, what arrived, what moved, and what is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from gbflex.analysis.answers.common import DaySpan, GapRow, GapSpan
from gbflex.analysis.answers.data import (
    ArrivalRow,
    ChangedValues,
    DataImportAnswer,
    DataListAnswer,
    DatasetRow,
    DataStatusAnswer,
)
from gbflex.analysis.answers.data_moves import (
    DataDiffAnswer,
    DataExportAnswer,
    DataFetchAnswer,
    DataModelsAnswer,
    DataRebuildAnswer,
    ModelRow,
    ModelsTextAnswer,
    MovedColumn,
    RebuiltRow,
)
from gbflex.analysis.answers.data_verify import DataVerifyAnswer, VerifiedRow
from gbflex.analysis.answers.doctor import DoctorAnswer, PartRow, RecordRow, SampleRow
from gbflex.analysis.answers.shape import columns_of, fixed
from gbflex.cli.show.output import (
    ROWS_SHOWN,
    answer_table,
    console,
    line,
    note,
    or_json,
    plain_table,
    print_more,
    print_notes,
    table_of,
)

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
HASH_SHOWN = 12
MOVED_KEYS = ("column", "moved", "mean_change", "mean_size", "largest_size")


@or_json
def print_datasets(held: DataListAnswer) -> None:
    """What data is shipped and what is in the record.

    Args:
        held: As `api.data.data_list` returns it.
    """
    keys = ("name", "place", "from", "to", "rows", "evidence", "source")
    rows = [one for row in held["datasets"] for one in _by_span(row, keys)]
    console().print(answer_table(DatasetRow, keys, rows))


def _by_span(row: DatasetRow, keys: Sequence[str]) -> Iterator[dict[str, object]]:
    """A dataset's row, and one below it for each further span of days that is held."""
    whole: dict[str, object] = {key: value for key, value in row.items() if key in keys}
    first = next(iter(row["spans"]), None)
    yield whole if first is None else {**whole, "from": first["first"], "to": first["last"]}
    for span in row["spans"][1:GAPS_SHOWN]:
        yield {"from": span["first"], "to": span["last"]}
    if len(row["spans"]) > GAPS_SHOWN:
        yield {"from": f"{len(row['spans']) - GAPS_SHOWN:,} more", "to": row["to"]}


@or_json
def print_imported(done: DataImportAnswer) -> None:
    """What was imported.

    Args:
        done: As `api.data.data_import` returns it.
    """
    for item in done["imported"]:
        if "title" in item:
            held = f"{item['tariffs']} tariffs, {item['time_bands']} time bands"
            line(f"{item['title']}: {held}, kept in {item['kept']}")
            print_notes(item["warnings"], [])
        elif "outward_codes" in item:
            line(
                f"{item['file']}: {item['postcodes']:,} postcodes of {item['outward_codes']:,} outward codes, "
                f"{item['left_out']:,} left out, kept in {item['kept']}: a hint in look-ups, never a decision"
            )
        elif "classes" in item:
            line(
                f"Line loss factors of area {item['licence_area']}, {item['charging_year_start']}: "
                f"{item['classes']} classes on {item['dates']} dates from {item['file']}, kept in {item['kept']}"
            )
            print_notes(item["warnings"], [])
        else:
            line(f"{_arrival(item)}{' (held already)' if item['already_held'] else ''}")
            for text in _remarks(item):
                note(f"Note: {item['file']}: {text}.")
            print_notes([f"{item['file']}: {text}" for text in item["warnings"]], [])
    for row in done["changed"]:
        note(f"Note: {_changed(row)}.")


def _changed(row: ChangedValues) -> str:
    """How many held values an import changed, which way and by how much."""
    said = f"{row['changed']:,} of {row['compared']:,} held values of {row['column']} changed"
    if row["mean_change"] is None or row["largest_size"] is None:
        return said
    size = f"by {row['mean_change']:+.4g} on average, by {row['largest_size']:.4g} at most"
    return f"{said}: {row['up']:,} up, {row['down']:,} down, {size}"


def _arrival(item: ArrivalRow) -> str:
    span = f", {item['from']} to {item['to']}" if item["from"] else ""
    run = f", run {item['settlement_run']}" if item["settlement_run"] else ""
    return f"{item['file']}: {item['rows']:,} rows{span}{run}, retrieved {_moment(item['retrieved_time'])}"


def _moment(instant: str | None) -> str:
    """An instant of the record, to the minute."""
    return "never" if instant is None else f"{instant[:16].replace('T', ' ')} UTC"


def _remarks(item: ArrivalRow) -> Iterator[str]:
    """What a careful reader must know of an arrival, one sentence each."""
    if item["gaps"]:
        missing = sum(len(gap["settlement_periods"]) or 1 for gap in item["gaps"])
        yield f"{missing:,} missing inside its span, first {_first_gap(item['gaps'][0])}"
    if item["duplicates"]:
        yield f"{item['duplicates']:,} rows came twice"
    for aside in item["set_aside_reasons"]:
        yield f"{aside['rows']:,} rows set aside: {aside['reason']} (first {aside['first']})"
    if item["other_rows"]:
        yield f"{item['other_rows']:,} rows belong to another dataset"
    drift = item["drift"]
    fields = {
        "unknown fields": drift["added"],
        "fields of another type": drift["retyped"],
        "absent": drift["missing"],
    }
    for word, names in fields.items():
        if names:
            yield f"{word}: {', '.join(names)}"
    if drift["null"]:
        yield "empty cells: " + ", ".join(f"{name} {cells:,}" for name, cells in drift["null"].items())
    yield from item["notes"]


def _first_gap(gap: GapRow) -> str:
    periods = ", ".join(map(str, gap["settlement_periods"][:3]))
    return f"{gap['settlement_date']} period {periods}" if periods else gap["settlement_date"]


@or_json
def print_fetched(done: DataFetchAnswer) -> None:
    """What was fetched, or would be.

    Args:
        done: As `api.data.data_fetch` and `data_backfill` return it.
    """
    out = console()
    if not done["fetched"]:
        out.print("Nothing is missing, or nothing is held yet")
    for item in done["fetched"]:
        if item["shipped"]:
            note(
                f"Note: {item['dataset']}: {item['shipped']:,} half-hours are shipped; --shipped asks for them too"
            )
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
def print_status(held: DataStatusAnswer) -> None:
    """What the record holds.

    Args:
        held: As `api.data.data_status` returns it.
    """
    out = console()
    if not held["datasets"]:
        out.print("Nothing that was asked for is in the record. Add a file: gbflex data import DATASET FILE")
        out.print("What is shipped is no part of the record: gbflex data list")
    for item in held["datasets"]:
        span = f", {_spans(item['spans'])}" if item["spans"] else ""
        runs = ", ".join(f"{run} {rows:,}" for run, rows in item["runs"].items())
        out.print(f"{item['name']}: {item['rows']:,} rows{span}; {item['evidence']}; {item['source']}")
        available, retrieved = _moment(item["published_time"]), _moment(item["retrieved_time"])
        out.print(f"  last available {available}, last retrieved {retrieved}")
        out.print(f"  runs: {runs}; {item['duplicates']:,} duplicates; {item['set_aside']:,} set aside")
        _print_gaps(item["gap_spans"])
        for file in item["files"]:
            out.print(f"  {_arrival(file)}")
            for text in _remarks(file):
                out.print(f"    {text}")
        for refused in item["refused"]:
            out.print(f"  REFUSED {refused['file']}: {refused['refused']}")
    for row in held["shipped"]:
        out.print(
            f"{row['name']}, shipped and no part of the record: {row['rows']:,} rows, {_spans(row['spans'])}"
        )


def _spans(spans: Sequence[DaySpan]) -> str:
    said = [one["first"] if one["first"] == one["last"] else f"{one['first']} to {one['last']}" for one in spans]
    more = f" and {len(said) - GAPS_SHOWN:,} more spans" if len(said) > GAPS_SHOWN else ""
    return ", ".join(said[:GAPS_SHOWN]) + more


def _print_gaps(spans: list[GapSpan]) -> None:
    out = console()
    for span in spans[:GAPS_SHOWN]:
        days = span["first"] if span["first"] == span["last"] else f"{span['first']} to {span['last']}"
        out.print(f"  missing: {days} ({span['missing']:,}{'' if span['whole_days'] else ' half-hours'})")
    if len(spans) > GAPS_SHOWN:
        out.print(f"  missing: {len(spans) - GAPS_SHOWN:,} more spans (--json has all)")


@or_json
def print_difference(moved: DataDiffAnswer) -> None:
    """What moved between two states.

    Args:
        moved: As `api.data.data_diff` returns it.
    """
    out = console()
    out.print(f"{moved['dataset']}, {moved['before']} against {moved['after']}:")
    decimals = "the coarser decimals" if moved["decimals"] is None else f"{moved['decimals']} decimals"
    out.print(
        f"{moved['moved']:,} of {moved['compared']:,} rows moved at {decimals}; "
        f"{moved['only_after']:,} new, {moved['only_before']:,} gone\n"
    )
    headings = [columns_of(MovedColumn)[key] for key in MOVED_KEYS]
    out.print(table_of(headings, [_moved(row) for row in moved["columns"]]))
    if moved["rows"]:
        names = list(moved["rows"][0])
        shown = [[_plain(row[name]) for name in names] for row in moved["rows"][:ROWS_SHOWN]]
        out.print()
        out.print(plain_table(names, shown, text_columns=len(names)))
        print_more(len(moved["rows"]), "more")


def _moved(row: MovedColumn) -> list[str]:
    """A column's cells; its unit is in its name."""
    return [columns_of(MovedColumn)[key].text(value) for key, value in row.items() if key in MOVED_KEYS]


def _plain(value: object) -> str:
    """A cell of a table whose columns are the dataset's own."""
    if value is None:
        return "-"
    return fixed(value) if isinstance(value, float) else str(value)


@or_json
def print_exported(done: DataExportAnswer) -> None:
    """What was written.

    Args:
        done: As `api.data.data_export` returns it.
    """
    console().print(f"{done['file']}: {done['rows']:,} rows of {done['dataset']}")


@or_json
def print_models(done: DataModelsAnswer) -> None:
    """What the models made.

    Args:
        done: As `api.data.data_models` returns it.
    """
    console().print(answer_table(ModelRow, ("name", "rows", "file"), done["models"]))
    if done["not_held"]:
        held = "nothing of them is in the record, and what is shipped is no part of it"
        note(f"Note: empty in these tables: {', '.join(done['not_held'])}: {held}.")
    for left in done["without_price"]:
        note(f"Note: {left['model']}: {left['rows']:,} rows without a price: {left['reason']}.")
    if done["not_priced"]:
        note("Not complete. Not priced:")
    for gap in done["not_priced"]:
        note(f"  {gap['site']}: {gap['line']}, {gap['from']} to {gap['to']}: {gap['reason']}")


@or_json
def print_models_text(text: ModelsTextAnswer) -> None:
    """The models in an engine's words.

    Args:
        text: As `api.data.models_text` returns it.
    """
    for model in text["models"]:
        sys.stdout.write(model["text"] + "\n")


@or_json
def print_rebuilt(done: DataRebuildAnswer) -> None:
    """What was made again.

    Args:
        done: As `api.data.data_rebuild` returns it.
    """
    keys = ("name", "arrivals", "rows", "equal", "hash_before", "hash_after")
    rows = [
        {**row, "hash_before": _short(row["hash_before"]), "hash_after": _short(row["hash_after"])}
        for row in done["rebuilt"]
    ]
    console().print(answer_table(RebuiltRow, keys, rows))


@or_json
def print_verified(done: DataVerifyAnswer) -> None:
    """What was compared, and what was wrong.

    Args:
        done: As `api.data.data_verify` returns it.
    """
    if not done["verified"]:
        console().print("Nothing is held yet")
        return
    console().print(answer_table(VerifiedRow, ("name", "arrivals", "files", "sound"), done["verified"]))
    for row in done["verified"]:
        for item in row["damaged"]:
            after = "It is mended" if item["mended"] else item["next_step"]
            note(f"Note: {item['reason']} ({item['place']}). {after}.")


def _short(text: str | None) -> str | None:
    """The beginning of a hash, enough to tell two apart by eye."""
    return None if text is None else text[:HASH_SHOWN]


@or_json
def print_doctor(diagnosis: DoctorAnswer) -> None:
    """What is installed and held.

    Args:
        diagnosis: As `api.doctor.diagnosis` returns it.
    """
    out = console()
    out.print(f"gbflex {diagnosis['version']}, Python {diagnosis['python']}")
    out.print(f"home {diagnosis['home']} ({diagnosis['runs']} runs)\n")
    out.print(answer_table(PartRow, ("name", "version"), diagnosis["parts"]))
    out.print()
    out.print(answer_table(SampleRow, ("name", "from", "to", "rows", "publisher"), diagnosis["datasets"]))
    if diagnosis["record"]:
        keys = ("name", "from", "to", "rows", "retrieved_time", "evidence")
        out.print()
        out.print(answer_table(RecordRow, keys, diagnosis["record"]))
