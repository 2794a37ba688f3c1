"""`gbflex data list|status|import`: what is held, what arrived, and what a careful reader must know of it."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict, final

from gbflex.analysis.answers.common import DaySpan, GapRow, GapSpan
from gbflex.analysis.answers.shape import Key

__all__ = [
    "ArrivalPart",
    "ArrivalRow",
    "DataImportAnswer",
    "DataListAnswer",
    "DataStatusAnswer",
    "DatasetRow",
    "DriftCounts",
    "DriftPart",
    "HeldPart",
    "ImportedFileRow",
    "ImportedStatementRow",
    "Outcome",
    "ReadPart",
    "RefusedArrival",
    "RefusedRow",
    "SetAsideRows",
    "ShippedRow",
    "StatusPart",
    "StatusRow",
]

SpanHeld = TypedDict(
    "SpanHeld",
    {
        "from": Annotated[str | None, Key("From", "First date held, empty where it has no dates")],
        "to": Annotated[str | None, Key("To", "Last date held, inclusive")],
    },
)
"""The dates of something held."""


class HeldPart(SpanHeld):
    """What is held of a dataset."""

    published_time: Annotated[str | None, Key("Available", "When its last rows could be known")]
    retrieved_time: Annotated[str | None, Key("Retrieved", "When it was last retrieved")]
    rows: Annotated[int, Key("Rows", "Rows that hold")]
    spans: Annotated[list[DaySpan], Key("Spans", "Days held in a row: days of which nothing is held lie between")]
    gaps: Annotated[list[GapRow], Key("Gaps", "Half-hours or days without a value")]
    duplicates: Annotated[int, Key("Duplicates", "Rows that came again with the same content")]
    set_aside: Annotated[int, Key("Set aside", "Rows that cannot be true")]
    runs: Annotated[dict[str, int], Key("Runs", "Rows by settlement run")]


class DatasetRow(HeldPart):
    """A dataset of which something is held."""

    name: Annotated[str, Key("Dataset", "Its name")]
    place: Annotated[str, Key("Where", "shipped with the package, in the record, or an imported statement")]
    evidence: Annotated[
        str, Key("Evidence", "seen: a real payload was read; else what its form was checked against")
    ]
    source: Annotated[str, Key("Source", "Publisher, or the file it came from")]


class ShippedRow(DatasetRow):
    """A dataset that is shipped, or a statement that was imported."""

    note: NotRequired[Annotated[str, Key("Note", "What to know of it")]]
    shipped: NotRequired[Annotated[bool, Key("Shipped", "Whether it comes with the package")]]


class DriftPart(TypedDict):
    """How an arrival differs from what its publisher documents."""

    added: Annotated[list[str], Key("Unknown fields", "Fields that no layout knows")]
    missing: Annotated[list[str], Key("Absent", "Optional fields that did not come")]
    retyped: Annotated[list[str], Key("Retyped", "Fields whose values came as another type")]
    null: Annotated[dict[str, int], Key("Empty cells", "By optional field")]


class SetAsideRows(TypedDict):
    """Rows that cannot be true."""

    reason: Annotated[str, Key("Reason", "What is wrong with them")]
    rows: Annotated[int, Key("Rows", "How many")]
    first: Annotated[str, Key("First", "The first of them, in words")]


class ArrivalPart(TypedDict):
    """A file or response as it came."""

    file: Annotated[str, Key("File", "Its name, or the request")]
    kind: Annotated[str, Key("Kind", "file or response")]
    sha256: Annotated[str, Key("SHA-256", "Of its content", style="code")]
    retrieved_time: Annotated[str, Key("Retrieved", "When it was retrieved")]
    published_time: Annotated[str | None, Key("Published", "When its publisher says it was made")]
    settlement_run: Annotated[str | None, Key("Run", "Settlement run of all its rows, where known")]
    said: Annotated[dict[str, str], Key("Said", "What only the request or the caller said")]


class ReadPart(ArrivalPart, SpanHeld):
    """What a file or response that was read brought."""

    layout: Annotated[str, Key("Layout", "How it is laid out")]
    rows: Annotated[int, Key("Rows", "Rows it brought")]
    duplicates: Annotated[int, Key("Duplicates", "Rows that came again with the same content")]
    other_rows: Annotated[int, Key("Other rows", "Rows that belong to another dataset")]
    set_aside: Annotated[int, Key("Set aside", "Rows that cannot be true")]
    set_aside_reasons: Annotated[list[SetAsideRows], Key("Set aside", "The same by reason")]
    gaps: Annotated[list[GapRow], Key("Gaps", "Gaps inside its own span")]
    drift: Annotated[DriftPart, Key("Drift", "How it differs from what its publisher documents")]
    notes: Annotated[list[str], Key("Notes", "What a reader must know, a sentence each")]


@final
class ArrivalRow(ReadPart):
    """A file or response that was read."""


@final
class RefusedArrival(ArrivalPart):
    """A file or response that can no longer be read."""

    refused: Annotated[str, Key("Refused", "Why")]


class RefusedRow(TypedDict):
    """A response that could not be read when it came; it is kept aside."""

    file: Annotated[str, Key("File", "The request")]
    refused: Annotated[str, Key("Refused", "Why")]


Outcome = ArrivalRow | RefusedArrival
"""What came of an arrival, as the manifest of its table keeps it."""


class DriftCounts(TypedDict):
    """How arrivals differ from what their publisher documents: fields with how many arrivals each."""

    added: Annotated[dict[str, int], Key("Unknown fields", "Fields that no layout knows")]
    missing: Annotated[dict[str, int], Key("Absent", "Optional fields that did not come")]
    retyped: Annotated[dict[str, int], Key("Retyped", "Fields whose values came as another type")]
    null: Annotated[dict[str, int], Key("Empty cells", "Cells by optional field")]


class StatusPart(HeldPart):
    """What the record holds of a dataset."""

    refused: Annotated[list[RefusedArrival | RefusedRow], Key("Refused", "Arrivals that cannot be read")]
    files: Annotated[list[ArrivalRow], Key("Files", "Files that were read")]
    responses: Annotated[int, Key("Responses", "Answers of the publisher that were read")]
    drift: Annotated[DriftCounts, Key("Drift", "How arrivals differ from what the publisher documents")]
    table_hash: Annotated[str, Key("Table hash", "Equal for equal histories", style="code")]


class StatusRow(StatusPart, DatasetRow):
    """A dataset of the record."""

    gap_spans: Annotated[list[GapSpan], Key("Gaps by span", "Whole days in a row together")]
    licence: Annotated[str, Key("Licence", "Of its publisher")]
    lag: Annotated[str, Key("Known", "When a row is taken to be known, in words")]
    revision: Annotated[str, Key("Revised", "How its publisher restates it")]


class DataListAnswer(TypedDict):
    """What is held: shipped, imported and fetched."""

    datasets: Annotated[list[ShippedRow | StatusRow], Key("Datasets", "A row for each")]


class DataStatusAnswer(TypedDict):
    """What the record holds, by dataset and file, and what is shipped beside it."""

    datasets: Annotated[list[StatusRow], Key("Datasets", "A row for each")]
    shipped: Annotated[
        list[ShippedRow], Key("Shipped", "What comes with the package of those that were asked for")
    ]


@final
class ImportedFileRow(ReadPart):
    """A file of market data that was imported."""

    dataset: Annotated[str, Key("Dataset", "Its name")]
    already_held: Annotated[bool, Key("Held already", "Whether the same file was imported before")]
    warnings: Annotated[list[str], Key("Warnings", "What a careful reader would question, a sentence each")]


@final
class ImportedStatementRow(TypedDict):
    """A DUoS statement that was imported."""

    dataset: Annotated[str, Key("Dataset", "Always duos")]
    file: Annotated[str, Key("File", "Its name")]
    title: Annotated[str, Key("Title", "As it is printed")]
    licence_area: Annotated[str, Key("Licence area", "Distributor id of the area")]
    charging_year_start: Annotated[
        int, Key("Charging year", "Year in which it begins, on 1 April", style="ordinal")
    ]
    tariffs: Annotated[int, Key("Tariffs", "How many")]
    time_bands: Annotated[int, Key("Time bands", "How many rows of time bands")]
    sha256: Annotated[str, Key("SHA-256", "Of the file", style="code")]
    quality: Annotated[str, Key("Quality", "actual, estimated, forecast or illustrative")]
    warnings: Annotated[list[str], Key("Warnings", "What a careful reader would question, a sentence each")]
    kept: Annotated[str, Key("Kept in", "The file it became", style="code")]


@final
class ImportedLineLossRow(TypedDict):
    """Line loss factors of a licence area and charging year that were imported."""

    dataset: Annotated[str, Key("Dataset", "Always llf")]
    file: Annotated[str, Key("File", "The name of the file, or of the three tables")]
    licence_area: Annotated[str, Key("Licence area", "Distributor id of the area")]
    charging_year_start: Annotated[
        int, Key("Charging year", "Year in which it begins, on 1 April", style="ordinal")
    ]
    classes: Annotated[int, Key("Classes", "How many line loss factor classes have factors")]
    dates: Annotated[int, Key("Dates", "How many dates of the charging year have factors")]
    sha256: Annotated[str, Key("SHA-256", "Of the file, or of the three tables' together", style="code")]
    warnings: Annotated[list[str], Key("Warnings", "What a careful reader would question, a sentence each")]
    kept: Annotated[str, Key("Kept in", "The file it became", style="code")]


@final
class ImportedPostcodesRow(TypedDict):
    """A directory of postcodes that was imported."""

    dataset: Annotated[str, Key("Dataset", "Always postcodes")]
    file: Annotated[str, Key("File", "Its name")]
    outward_codes: Annotated[int, Key("Outward codes", "How many have a place")]
    postcodes: Annotated[int, Key("Postcodes", "How many rows count")]
    left_out: Annotated[
        int, Key("Left out", "Rows without a place in the British Isles, and postcodes that ended")
    ]
    sha256: Annotated[str, Key("SHA-256", "Of the file", style="code")]
    warnings: Annotated[list[str], Key("Warnings", "What a careful reader would question, a sentence each")]
    kept: Annotated[str, Key("Kept in", "The file it became", style="code")]


@final
class ChangedValues(TypedDict):
    """Values of a column that hold otherwise than before an import."""

    dataset: Annotated[str, Key("Dataset", "Its name")]
    column: Annotated[str, Key("Column", "The table's; its unit is in its name")]
    compared: Annotated[int, Key("Compared", "Rows held before and after")]
    changed: Annotated[int, Key("Changed", "How many of them hold another value")]
    up: Annotated[int, Key("Up", "How many of them are higher than before")]
    down: Annotated[int, Key("Down", "How many of them are lower")]
    mean_change: Annotated[
        float | None, Key("Mean change", "After minus before, of those that changed", unit="of the column")
    ]
    largest_size: Annotated[float | None, Key("Largest change", "Without its sign", unit="of the column")]


class DataImportAnswer(TypedDict):
    """Files that were imported, and the datasets as they are now."""

    imported: Annotated[
        list[ImportedFileRow]
        | list[ImportedStatementRow]
        | list[ImportedLineLossRow]
        | list[ImportedPostcodesRow],
        Key("Imported", "A row for each file"),
    ]
    datasets: Annotated[list[StatusRow] | list[ShippedRow], Key("Datasets", "Those that the files belong to")]
    changed: Annotated[
        list[ChangedValues], Key("Changed values", "Held before, and holding otherwise now, a row for each column")
    ]
