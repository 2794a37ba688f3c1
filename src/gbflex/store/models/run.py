"""Models run on DuckDB: as views over what is there, or as tables of the dates asked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import polars as pl
import polars.selectors
from numpy.typing import NDArray

from gbflex.analysis.models.input_tables import INPUT_TABLES
from gbflex.errors import MissingPeriods
from gbflex.observations import POLARS_TYPES
from gbflex.store.models.held import SCHEMA, Model, held_models
from gbflex.store.plain_names import quoted
from gbflex.tables import Column, TableSchema

__all__ = [
    "create_views",
    "input_frame",
    "materialise",
    "place_frame",
    "place_inputs",
    "rows_without_price",
    "write_models",
]

WITHOUT_PRICE: Final = (
    ("bm_unallocated", "TRUE", "accepted energy in no bid-offer pair, or without a notification"),
    ("bm_cashflows", "cashflow_gbp IS NULL", "the pair has two prices in the half-hour"),
    (
        "bm_cashflows",
        "cashflow_with_losses_gbp IS NULL AND cashflow_gbp IS NOT NULL",
        "no loss multiplier is known: elexon.ebocf shows none for the unit in its BSC season",
    ),
    ("fr_clearing_prices", "direction IS NULL", "the product's duration and recovery are not known on the date"),
    ("v_btm_bess_inputs", "priced_lines = 0", "no line of the site is priced in the half-hour"),
    (
        "v_system_prices_sp",
        "system_price_gbp_per_mwh IS NULL",
        "elexon.system_prices holds no price of the half-hour",
    ),
    (
        "v_system_prices_sp",
        "market_index_price_gbp_per_mwh IS NULL",
        "elexon.market_index holds no price of the half-hour, or nobody traded",
    ),
)
"""Rows of a model whose money is null, and why."""


def place_inputs(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Mapping[str, NDArray[np.generic]]]
) -> None:
    """Put the models' input tables into a database, in the place of earlier ones.

    Args:
        connection: An open connection.
        tables: Columns by name, of each table by its name, as `model_inputs` gives them.

    Raises:
        TableSchemaBroken: A table is not what its schema says.
    """
    for name, columns in tables.items():
        place_frame(connection, name, input_frame(INPUT_TABLES[name], columns))


def place_frame(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Put a frame into a database as a table, in the place of an earlier one.

    Args:
        connection: An open connection.
        name: The table, as `schema.table`.
        frame: Its rows.
    """
    # By way of a file: handing a frame over in memory would need pyarrow.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frame.parquet"
        frame.write_parquet(path)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}")
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM read_parquet(?)",  # noqa: S608 (names of our schemas)
            [str(path)],
        )


def input_frame(schema: TableSchema, columns: Mapping[str, NDArray[np.generic]]) -> pl.DataFrame:
    """Checked columns as a frame; "not known" is null.

    Args:
        schema: What they must meet.
        columns: By name, each of shape (n,).

    Raises:
        TableSchemaBroken: They do not meet it.
    """
    schema.check(columns)
    frame = pl.DataFrame([_series(column, columns[column.name]) for column in schema.columns])
    return frame.with_columns(polars.selectors.float().fill_nan(None))


def _series(column: Column, values: NDArray[np.generic]) -> pl.Series:
    if column.kind == "instant":
        # Polars has no whole seconds.
        return pl.Series(column.name, values.astype("datetime64[us]")).dt.replace_time_zone("UTC")
    return pl.Series(column.name, values, dtype=POLARS_TYPES[column.kind])


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every model as a view in the schema `models`.

    Args:
        connection: An open connection that has the tables the models read.

    Raises:
        MissingPeriods: A table is missing.
    """
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    for model in held_models():
        _check_tables(connection, model)
        connection.execute(f"CREATE OR REPLACE VIEW {model.table} AS {model.duckdb}")


def materialise(connection: duckdb.DuckDBPyConnection, first_date: date, last_date: date) -> dict[str, int]:
    """Run every model for some dates, as tables in the schema `models`; rows of other dates stay as they are.

    A model without a date is run whole. All of it happens or nothing does.

    Args:
        connection: An open connection that has the tables the models read.
        first_date: First settlement or EFA date.
        last_date: Last date.

    Returns:
        How many rows each model has on those dates.

    Raises:
        MissingPeriods: A table is missing.
    """
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.begin()
    try:
        rows = {model.name: _run(connection, model, first_date, last_date) for model in held_models()}
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    return rows


def write_models(connection: duckdb.DuckDBPyConnection, write: Callable[[str, bytes], object]) -> None:
    """Write every model as `<name>.parquet`.

    Args:
        connection: A connection that has them as tables or views.
        write: Takes a file's name and its bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        for model in held_models():
            file = Path(folder) / f"{model.name}.parquet"
            connection.execute(f"COPY {model.table} TO {quoted(file)} (FORMAT parquet)")
            write(file.name, file.read_bytes())
            file.unlink()


def rows_without_price(
    connection: duckdb.DuckDBPyConnection, first_date: date, last_date: date
) -> list[tuple[str, int, str]]:
    """Models with rows whose money is null on some dates: the model, how many, and why.

    Args:
        connection: A connection that has the models as tables or views.
        first_date: First settlement or EFA date.
        last_date: Last date.
    """
    dates = {model.name: model.header.date_column for model in held_models()}
    found = []
    for name, condition, reason in WITHOUT_PRICE:
        text = f"SELECT count(*) FROM {SCHEMA}.{name} WHERE {condition} AND {dates[name]} BETWEEN ? AND ?"  # noqa: S608
        counted = connection.execute(text, [first_date, last_date]).fetchone()
        if counted and counted[0]:
            found.append((name, int(counted[0]), reason))
    return found


def _run(connection: duckdb.DuckDBPyConnection, model: Model, first_date: date, last_date: date) -> int:
    _check_tables(connection, model)
    connection.execute(f"CREATE TABLE IF NOT EXISTS {model.table} AS {model.duckdb} LIMIT 0")
    column, dates = model.header.date_column, [first_date, last_date]
    within, values = (f"WHERE {column} BETWEEN ? AND ?", dates) if column else ("", [])
    connection.execute(f"DELETE FROM {model.table} {within}", values)  # noqa: S608 (names of our own files)
    done = connection.execute(
        f"INSERT INTO {model.table} SELECT * FROM ({model.duckdb}) {within}",  # noqa: S608 (likewise)
        values,
    ).fetchone()
    return int(done[0]) if done else 0


def _check_tables(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    found = connection.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
    ).fetchall()
    there = {name for (name,) in found}
    missing = [table for table in model.depends_on if table not in there]
    if missing:
        raise MissingPeriods(
            f"the model {model.name} reads {', '.join(missing)}, which is not there",
            where="database",
            available=", ".join(sorted(there)) or "no table",
            next_step="Import the dataset first",
        )
