"""Variants side by side as an HTML page that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gbflex.analysis.answers.compare import CompareAnswer, CompareRow, LineChange
from gbflex.analysis.answers.shape import Column, Key, columns_of
from gbflex.reports.bars import Bar, Measured, bars_of
from gbflex.reports.html import stylesheet, template
from gbflex.reports.table_layouts import NOT_PRICED_TABLE, Table, table_of

__all__ = ["compare_page"]


ROWS: Final = table_of(
    "rows",
    "Variants",
    CompareRow,
    "variant",
    "label",
    "mode",
    "value_gbp",
    "value_gbp_per_year",
    "perfect_value_gbp",
    "captured_share",
    "ledger_total_gbp",
    "change_gbp",
    "without_asset_gbp",
    "equivalent_full_cycles",
    "cost_gbp",
    "payback_years",
    "status",
)
ONLY_WHERE_SAID: Final = ("value_gbp_per_year", "captured_share", "cost_gbp", "payback_years")


def compare_page(answer: CompareAnswer) -> str:
    """A comparison as self-contained HTML.

    Args:
        answer: As `api.compare.compare` returns it.
    """
    rows = answer["rows"]
    lines_table, lines = _lines(rows)
    return template("compare.html.j2", written=_written).render(
        answer=answer,
        title=f"{len(rows)} variants side by side",
        bars=_bars(rows),
        table=_said(ROWS, rows),
        rows=[_marked(row) for row in rows],
        lines_table=lines_table,
        lines=lines,
        failed=[row for row in rows if row["reason"]],
        not_priced_table=NOT_PRICED_TABLE,
        not_priced=answer["not_priced"],
        style=stylesheet("report", "phone", "bars", "dark", "print"),
    )


def _said(table: Table, rows: Sequence[CompareRow]) -> Table:
    """Without the columns that no row has a figure for."""
    kept = tuple(
        column
        for column in table.columns
        if column.key not in ONLY_WHERE_SAID or any(dict[str, object](row)[column.key] is not None for row in rows)
    )
    return Table(table.key, table.title, kept)


def _marked(row: CompareRow) -> dict[str, object]:
    marks = [word for word, held in (("best", row["is_best"]), ("best ledger", row["is_best_ledger"])) if held]
    return {**row, "status": ", ".join([row["status"], *marks])}


def _bars(rows: Sequence[CompareRow]) -> list[Bar]:
    """A bar for each value, with the ceiling of perfect foresight behind it."""
    return bars_of(
        [
            Measured(f"{row['label']}, {row['mode']}", row["value_gbp"], row["perfect_value_gbp"], row["is_best"])
            for row in rows
            if row["value_gbp"] is not None
        ]
    )


def _lines(rows: Sequence[CompareRow]) -> tuple[Table, list[dict[str, object]]]:
    """Amounts by line of the first, and what each other changes of them; its columns are the variants."""
    answered = [row for row in rows if row["lines"]]
    first, others = answered[0], answered[1:]
    said = columns_of(LineChange)
    columns = [said["words"], _of(first, "amount"), *(_of(row, "change") for row in others)]
    amounts = {line["line"]: line["amount_gbp"] for line in first["lines"]}
    changes = {row["variant"]: {line["line"]: line["change_gbp"] for line in row["lines"]} for row in others}
    words = {line["line"]: line["words"] for row in answered for line in row["lines"]}
    cells: list[dict[str, object]] = [
        {
            "words": said_as,
            _key(first): amounts.get(name, 0.0),
            **{_key(row): changes[row["variant"]].get(name, 0.0) for row in others},
        }
        for name, said_as in words.items()
    ]
    total: dict[str, object] = {
        "words": "whole ledger",
        _key(first): first["ledger_total_gbp"],
        **{_key(row): row["change_gbp"] for row in others},
    }
    return Table("lines", "Lines against the first", tuple(columns)), [*cells, total]


def _key(row: CompareRow) -> str:
    return f"variant {row['variant']}"


def _of(row: CompareRow, what: str) -> Column:
    return Column(
        _key(row), Key(f"No. {row['variant']}: {what}", "Of the ledger with the assets", unit="GBP"), "number"
    )


def _written(row: Mapping[str, object], column: Column) -> str:
    return column.text(row[column.key], nothing="")
