"""DuckDB in memory over the tables: a view for each dataset, with the row that holds for each key.

There is no database file: readers never wait for the writer, and what they opened stays as it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from gbflex.errors import BrokenFile
from gbflex.observations import VINTAGE_COLUMNS, ObservationTable
from gbflex.store.plain_names import parquet_source, plain_names
from gbflex.store.published import Tables
from gbflex.tables import ColumnKind

__all__ = ["SQL_TYPES", "damage_named", "open_engine"]

SQL_TYPES: dict[ColumnKind, str] = {
    "instant": "TIMESTAMP WITH TIME ZONE",
    "date": "DATE",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "flag": "BOOLEAN",
}


@contextlib.contextmanager
def damage_named() -> Iterator[None]:
    """Say of a file that DuckDB cannot read what to do about it.

    Raises:
        BrokenFile: A table's file is damaged.
    """
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        raise BrokenFile(
            f"a table is damaged: {str(error).splitlines()[0]}",
            next_step="Make it again from the record: gbflex data rebuild",
        ) from None


@contextlib.contextmanager
def open_engine(home: Path, tables: Iterable[ObservationTable]) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with a view `publisher.dataset` for each table; one of which nothing is held is empty.

    Args:
        home: Where data lives.
        tables: The tables.

    Yields:
        The connection; instants are shown in UTC.
    """
    held = Tables(home)
    with damage_named(), contextlib.ExitStack() as links, duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        for table in tables:
            schema, name = table.name.split(".")
            engine.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            files = links.enter_context(plain_names(held.files(table, None, None)))
            engine.execute(f"CREATE VIEW {schema}.{name} AS {_select(files, table)}")
        yield engine


def _select(files: Sequence[Path], table: ObservationTable) -> str:
    if files:
        return f"SELECT * FROM {parquet_source(files)}"  # noqa: S608 (our own text)
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in _kinds(table).items())
    return f"SELECT {columns} WHERE FALSE"


def _kinds(table: ObservationTable) -> dict[str, str]:
    return {column.name: SQL_TYPES[column.kind] for column in (*table.schema.columns, *VINTAGE_COLUMNS)}
