"""A payload as rows of its table: columns by layout, impossible rows set aside, what changed reported by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from gbflex.errors import BrokenFile
from gbflex.observations import POLARS_TYPES, Drift, ObservationTable, Parsed, SetAside
from gbflex.sources.reading.cells import read_column
from gbflex.sources.reading.layout import Layout, layout_of, publishers_names
from gbflex.sources.reading.payload import Payload, read_payload
from gbflex.tables import Column, TableSchema

__all__ = ["PUBLISHED", "RowRefused", "read_table"]

PUBLISHED: Final = Column("published_time", "instant", "When the publisher says it was made", nullable=True)
ROW: Final = "row_of_payload"
"""Position of a row in its payload, while it is being read."""


class RowRefused(Exception):
    """A row that cannot be, found while a table is finished.

    Attributes:
        what: What is wrong.
        position: Position of the row in the frame.
        column: The column, as our table calls it.
        available: What could stand there.
    """

    def __init__(self, what: str, position: int, column: str = "", available: str = "") -> None:
        super().__init__(what)
        self.what, self.position, self.column, self.available = what, position, column, available


def read_table(
    content: bytes,
    *,
    file: str,
    table: ObservationTable,
    layouts: Sequence[Layout],
    finish: Callable[[pl.DataFrame], pl.DataFrame],
    keep: pl.Expr | None,
    said: Mapping[str, str],
) -> Parsed:
    """A payload as rows of its table.

    Args:
        content: The bytes as they came.
        file: Name for messages.
        table: The table.
        layouts: The forms it comes in.
        finish: What is worked out from the columns that came.
        keep: Which rows are the table's own; null keeps all.
        said: Values that only the request names, by column.

    Raises:
        BrokenFile: It is not what the publisher documents; the field, row and column are named.
    """
    payload = read_payload(content, file)
    if not payload.frame.columns:
        return Parsed(_empty(table), "no rows")
    payload = payload.renamed(publishers_names(payload.frame.columns, layouts))
    layout = layout_of(payload.samples(), layouts, dataset=table.name, file=file)
    _refuse_other_dataset(payload, layout, table.name)
    frame, retyped = _columns(payload, layout, table.schema, said)
    # A row that does not say whose it is stays, and is set aside for what it lacks.
    own = frame.filter(_picked(payload, layout, table.name))
    own = own if keep is None else own.filter(keep.fill_null(value=True))
    complete, aside = _set_aside_empty(own, layout, table.schema, payload)
    finished = _finished(complete, finish, payload)
    plausible, impossible = _set_aside_impossible(finished, table.schema, payload)
    standing, notes = _amended(plausible, table)
    rows, duplicates, conflicts = _once(standing, table, payload)
    gone = [*aside, *impossible, *conflicts]
    lost = sum(one.rows for one in gone)
    if lost > len(own) / 2:
        worst = max(gone, key=lambda one: one.rows)
        raise BrokenFile(
            f"{lost} of {len(own)} rows cannot be used: {worst.reason}",
            where=worst.first,
            next_step="Check that it is of this dataset; up to half of a file's rows may be set aside",
        )
    return Parsed(
        rows,
        layout.name,
        duplicates=duplicates,
        other_rows=len(frame) - len(own),
        set_aside=tuple(gone),
        drift=_drift(payload, layout, table.schema, own, retyped),
        notes=(*notes, layout.note) if layout.note else notes,
    )


def _refuse_other_dataset(payload: Payload, layout: Layout, dataset: str) -> None:
    """Refuse a payload that says that it is another dataset's."""
    foreign = layout.foreign & set(payload.frame.columns)
    if foreign:
        raise BrokenFile(
            f"the field {min(foreign)} belongs to another dataset than {dataset}",
            where=payload.file,
            next_step="Import it under the dataset that has this field",
        )
    for name, word in layout.says.items():
        if name in payload.frame.columns:
            other = (payload.frame[name].cast(pl.String, strict=False) != word).fill_null(value=False).arg_true()
            if len(other):
                row = int(other[0])
                raise BrokenFile(
                    f"{name} says {payload.frame[name][row]!r}, and {dataset} is {word}",
                    where=payload.at(row, name),
                    next_step="Import it under the dataset that it names",
                )


def _picked(payload: Payload, layout: Layout, dataset: str) -> pl.Series:
    """Which rows say that they are the dataset's; a payload in which none does is refused."""
    own = pl.Series(np.ones(payload.frame.height, dtype=bool))
    for name, word in layout.picks.items():
        said = payload.frame[name].cast(pl.String, strict=False)
        own &= (said == word).fill_null(value=False)
        if len(own) and not own.any():
            raise BrokenFile(
                f"no row of the file is of {dataset}: none says {word!r} under {name}",
                where=payload.file,
                available="; ".join(said.drop_nulls().unique(maintain_order=True).head(5)),
                next_step=f"Download {word!r}",
            )
    return own


def _schema(schema: TableSchema) -> dict[str, pl.DataType]:
    return {column.name: POLARS_TYPES[column.kind] for column in (*schema.columns, PUBLISHED)}


def _empty(table: ObservationTable) -> pl.DataFrame:
    return pl.DataFrame(schema=_schema(table.schema))


def _columns(
    payload: Payload, layout: Layout, schema: TableSchema, said: Mapping[str, str]
) -> tuple[pl.DataFrame, list[str]]:
    """Every column that came, in its own type, and those whose type had changed."""
    known = {column.name: column for column in (*schema.columns, PUBLISHED)}
    held, retyped = [pl.Series(ROW, np.arange(payload.frame.height))], []
    for name, ours in layout.columns.items():
        if name in payload.frame.columns:
            values, changed = read_column(payload, name, known[ours], layout)
            held.append(values)
            retyped += [name] if changed else []
    frame = pl.DataFrame(held)
    for ours, word in {**layout.constants, **said}.items():
        if ours in known and ours not in frame.columns:
            frame = frame.with_columns(pl.lit(word).cast(POLARS_TYPES[known[ours].kind]).alias(ours))
    return frame, retyped


def _set_aside_empty(
    frame: pl.DataFrame, layout: Layout, schema: TableSchema, payload: Payload
) -> tuple[pl.DataFrame, list[SetAside]]:
    """Rows without a value they cannot do without."""
    aside = []
    nullable = {column.name for column in schema.columns if column.nullable} | {PUBLISHED.name}
    for name, ours in layout.columns.items():
        if ours in nullable or name in layout.optional:
            continue
        empty = frame.filter(pl.col(ours).is_null())
        if len(empty):
            aside.append(SetAside(f"{name} is empty", len(empty), payload.at(empty[ROW][0], name)))
            frame = frame.filter(pl.col(ours).is_not_null())
    return frame, aside


def _finished(
    frame: pl.DataFrame, finish: Callable[[pl.DataFrame], pl.DataFrame], payload: Payload
) -> pl.DataFrame:
    try:
        return finish(frame)
    except RowRefused as refused:
        where = payload.at(int(frame[ROW][refused.position]), refused.column)
        raise BrokenFile(refused.what, where=where, available=refused.available) from None


def _set_aside_impossible(
    frame: pl.DataFrame, schema: TableSchema, payload: Payload
) -> tuple[pl.DataFrame, list[SetAside]]:
    """Rows with a number that cannot be true."""
    for column in (*schema.columns, PUBLISHED):
        if column.name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=POLARS_TYPES[column.kind]).alias(column.name))
    aside, wrong = [], np.zeros(len(frame), dtype=bool)
    for column in schema.columns:
        if column.kind not in ("integer", "number"):
            continue
        values = frame[column.name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        found = np.flatnonzero(column.impossible(values) & ~wrong)
        if len(found):
            value, row = values[found[0]], int(frame[ROW][int(found[0])])
            limits = (
                f"{column.low:g} to {column.high:g}" if column.low is not None and column.high is not None else ""
            )
            reason = f"{column.name} cannot be {value:g}" + (
                f", only {limits} {column.unit}".rstrip() if limits else ""
            )
            aside.append(SetAside(reason, len(found), payload.at(row)))
            wrong[found] = True
    return (frame.filter(~pl.Series(wrong)) if wrong.any() else frame), aside


def _amended(frame: pl.DataFrame, table: ObservationTable) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rows that no other row of their key amends."""
    if table.prefer is None or not frame.select(table.key).is_duplicated().any():
        return frame, ()
    rank = frame.select(table.prefer.alias("rank"))["rank"]
    highest = frame.select(table.key).with_columns(rank).select(pl.col("rank").max().over(table.key))["rank"]
    standing = frame.filter(rank == highest)
    gone = len(frame) - len(standing)
    return standing, (f"{gone} rows gave way to their amendment",) if gone else ()


def _once(
    frame: pl.DataFrame, table: ObservationTable, payload: Payload
) -> tuple[pl.DataFrame, int, list[SetAside]]:
    """Each row once, in the order of the key; two that contradict each other are both set aside."""
    names = list(_schema(table.schema))
    key = [*table.key, PUBLISHED.name]
    # Different hashes are different keys; the other way round is looked at more closely.
    if frame.select(key).hash_rows().n_unique() == len(frame):
        return frame.select(names), 0, []
    once = frame.unique(subset=names, keep="first", maintain_order=True)
    at_odds = once.filter(once.select(key).is_duplicated())
    aside = []
    if len(at_odds):
        reason = f"two rows of one {', '.join(table.key)} contradict each other"
        aside.append(SetAside(reason, len(at_odds), payload.at(at_odds[ROW][0])))
    return once.filter(~once.select(key).is_duplicated()).select(names), len(frame) - len(once), aside


def _drift(payload: Payload, layout: Layout, schema: TableSchema, own: pl.DataFrame, retyped: list[str]) -> Drift:
    names = set(payload.frame.columns)
    nullable = {column.name for column in schema.columns if column.nullable} | {PUBLISHED.name}
    empty = {
        name: nulls
        for name, ours in layout.columns.items()
        if name in names and (ours in nullable or name in layout.optional) and (nulls := own[ours].null_count())
    }
    return Drift(
        added=tuple(
            name for name in payload.frame.columns if name not in {*layout.columns, *layout.known, *layout.picks}
        ),
        missing=tuple(name for name in layout.columns if name not in names),
        retyped=tuple(retyped),
        null=empty,
    )
