"""`gbflex data fetch|backfill|diff|export|rebuild|models`: what the record was asked to do, and what it did."""

from __future__ import annotations

from typing import Annotated, TypedDict, final

from gbflex.analysis.answers.common import NotPricedRow, Span
from gbflex.analysis.answers.data import StatusRow
from gbflex.analysis.answers.shape import Key

__all__ = [
    "DataDiffAnswer",
    "DataExportAnswer",
    "DataFetchAnswer",
    "DataModelsAnswer",
    "DataRebuildAnswer",
    "FetchCounts",
    "FetchedRow",
    "ModelRow",
    "ModelText",
    "ModelsTextAnswer",
    "MovedColumn",
    "RebuiltRow",
    "RefusedAnswer",
    "SiteNotPricedRow",
    "WithoutPriceRow",
    "WouldAskRow",
]


class FetchCounts(TypedDict):
    """What a fetch did."""

    asked: Annotated[int, Key("Asked", "Requests that were sent and answered")]
    skipped: Annotated[int, Key("Held already", "Requests whose answer was held")]
    cut: Annotated[int, Key("Cut", "Requests that were too long for the publisher")]
    retried: Annotated[int, Key("Tried again", "Tries beyond the first")]
    shipped: Annotated[int, Key("Shipped", "Half-hours missing in the record and not asked for: they are shipped")]


@final
class WouldAskRow(FetchCounts):
    """What would be asked of a dataset's publisher."""

    dataset: Annotated[str, Key("Dataset", "Its name")]
    would_ask: Annotated[list[str], Key("Would ask", "Requests")]


class RefusedAnswer(TypedDict):
    """An answer that cannot be read; it is kept aside."""

    request: Annotated[str, Key("Request", "What was asked")]
    refused: Annotated[str, Key("Refused", "Why")]


@final
class FetchedRow(FetchCounts):
    """What was fetched of a dataset."""

    dataset: Annotated[str, Key("Dataset", "Its name")]
    rows: Annotated[int, Key("Rows", "Rows it brought")]
    empty: Annotated[int, Key("Empty", "Answers without a row")]
    refused: Annotated[list[RefusedAnswer], Key("Refused", "Answers that cannot be read")]
    datasets: Annotated[list[StatusRow], Key("Dataset now", "As data status shows it")]


class DataFetchAnswer(TypedDict):
    """What was fetched, or would be."""

    fetched: Annotated[list[WouldAskRow | FetchedRow], Key("Fetched", "A row for each dataset")]


class MovedColumn(TypedDict):
    """How a column moved between two states; figures have the column's own unit."""

    column: Annotated[str, Key("Column", "Its name")]
    moved: Annotated[int, Key("Moved", "Values that moved")]
    mean_change: Annotated[float | None, Key("Mean change", "After minus before", unit_in="column")]
    mean_size: Annotated[float | None, Key("Mean size", "Without the sign", unit_in="column")]
    largest_size: Annotated[float | None, Key("Largest", "Without the sign", unit_in="column")]


SpanAsked = TypedDict(
    "SpanAsked",
    {
        "from": Annotated[str | None, Key("From", "First date asked for, null from the beginning")],
        "to": Annotated[str | None, Key("To", "Last date asked for, inclusive, null to the end")],
    },
)
"""The dates that were asked for."""


class DataDiffAnswer(SpanAsked):
    """What moved between two states of a dataset."""

    dataset: Annotated[str, Key("Dataset", "Its name")]
    before: Annotated[str, Key("Before", "The earlier state")]
    after: Annotated[str, Key("After", "The later state")]
    decimals: Annotated[
        int | None,
        Key(
            "Decimals",
            "Numbers half a unit of this decimal apart, or less, have not moved; null is the coarser of the "
            "decimals that both arrivals came with",
            style="ordinal",
        ),
    ]
    compared: Annotated[int, Key("Compared", "Rows in both")]
    moved: Annotated[int, Key("Moved", "Rows of which any column moved")]
    only_before: Annotated[int, Key("Gone", "Rows only in the earlier state")]
    only_after: Annotated[int, Key("New", "Rows only in the later state")]
    columns: Annotated[list[MovedColumn], Key("Columns", "Those that moved")]
    rows: Annotated[
        list[dict[str, object]],
        Key("Rows", "The table's key, then column, before, after and change of each value"),
    ]


class DataExportAnswer(TypedDict):
    """A table written as a file for other tools."""

    dataset: Annotated[str, Key("Dataset", "Its name")]
    file: Annotated[str, Key("File", "What was written", style="code")]
    rows: Annotated[int, Key("Rows", "How many")]
    columns: Annotated[list[str], Key("Columns", "Their names")]


class RebuiltRow(TypedDict):
    """A table made again from the record."""

    name: Annotated[str, Key("Dataset", "Its name")]
    arrivals: Annotated[int, Key("Arrivals", "Files and responses it was made from")]
    rows: Annotated[int, Key("Rows", "Rows that hold")]
    hash_before: Annotated[
        str | None,
        Key("Hash before", "Of what its files said; null where they were damaged or missing", style="code"),
    ]
    hash_after: Annotated[
        str | None, Key("Hash after", "Of what the files made again say; null without a row", style="code")
    ]
    equal: Annotated[
        bool | None, Key("Equal", "Whether the files say what they said; null where there is no before to compare")
    ]


class DataRebuildAnswer(TypedDict):
    """Every table again from the record alone."""

    rebuilt: Annotated[list[RebuiltRow], Key("Tables", "A row for each")]


class ModelRow(TypedDict):
    """A model that was run."""

    name: Annotated[str, Key("Model", "Its name")]
    rows: Annotated[int, Key("Rows", "How many")]
    file: Annotated[str, Key("File", "What was written", style="code")]


class SiteNotPricedRow(NotPricedRow):
    """A line that is in no model over some dates."""

    site: Annotated[str, Key("Site", "Its name")]


class WithoutPriceRow(TypedDict):
    """Rows of a model that have no price."""

    model: Annotated[str, Key("Model", "Its name", style="code")]
    rows: Annotated[int, Key("Rows", "How many")]
    reason: Annotated[str, Key("Reason", "What is not known")]


class DataModelsAnswer(Span):
    """Every model over the record and some sites, a file each."""

    sites: Annotated[list[str], Key("Sites", "Their names")]
    not_held: Annotated[
        list[str], Key("Not in the record", "Datasets that a model reads and of which the record holds nothing")
    ]
    models: Annotated[list[ModelRow], Key("Models", "A row for each")]
    complete: Annotated[bool, Key("Complete", "Whether every line of the sites is priced on all dates")]
    not_priced: Annotated[
        list[SiteNotPricedRow], Key("Not priced", "Lines of the sites left out, with dates and reason")
    ]
    without_price: Annotated[list[WithoutPriceRow], Key("Without a price", "Rows whose money is null, and why")]


class ModelText(TypedDict):
    """A model in the words of one engine."""

    name: Annotated[str, Key("Model", "Its name")]
    text: Annotated[str, Key("Text", "A statement that creates its view")]
    depends_on: Annotated[list[str], Key("Reads", "The tables it reads")]


class ModelsTextAnswer(TypedDict):
    """Every model as a statement for an engine, in an order in which they can run."""

    engine: Annotated[str, Key("Engine", "bigquery or duckdb")]
    models: Annotated[list[ModelText], Key("Models", "A row for each")]
