"""The two executors: Google's reference implementation of GoogleSQL (zetasql), and DuckDB."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import wasmtime
from google.protobuf.timestamp_pb2 import Timestamp
from platformdirs import user_cache_path
from zetasql import types as z
from zetasql.api import Analyzer, CatalogBuilder, PreparedQuery, TableBuilder
from zetasql.core import ZetaSqlLocalService
from zetasql.core.wasm_client import WasmClient
from zetasql.wasi import get_wasm_path
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2

from gbflex.observations import POLARS_TYPES
from gbflex.store.models.held import named_tables
from gbflex.store.models.run import place_frame
from gbflex.tables import ColumnKind

CACHE_VARIABLE = "GBFLEX_ZETASQL_CACHE"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

GOOGLE_TYPES: dict[ColumnKind, int] = {
    "instant": z.TypeKind.TYPE_TIMESTAMP,
    "date": z.TypeKind.TYPE_DATE,
    "integer": z.TypeKind.TYPE_INT64,
    "number": z.TypeKind.TYPE_DOUBLE,
    "text": z.TypeKind.TYPE_STRING,
    "flag": z.TypeKind.TYPE_BOOL,
}
FIELDS = {"integer": "int64_value", "number": "double_value", "text": "string_value", "flag": "bool_value"}
KINDS = {kind: name for name, kind in GOOGLE_TYPES.items()}


@dataclass(frozen=True)
class Rows:
    """A small table: kinds of its columns by name, and rows of Python values, None where null."""

    kinds: Mapping[str, ColumnKind]
    rows: Sequence[tuple[Any, ...]]


# --- Google's ---------------------------------------------------------------------------------------------------


def _compiled_module(engine: wasmtime.Engine, path: str) -> wasmtime.Module:
    """zetasql's module, compiled once: 30 s become a tenth. Kept in the user's cache, never in git."""
    named = os.environ.get(CACHE_VARIABLE)
    folder = Path(named) if named else user_cache_path("gbflex", appauthor=False) / "zetasql"
    stamp = hashlib.sha256(Path(path).read_bytes() + version("wasmtime").encode()).hexdigest()[:16]
    kept = folder / f"{stamp}.wasmtime"
    if kept.is_file():
        return wasmtime.Module.deserialize_file(engine, str(kept))
    module = wasmtime.Module.from_file(engine, path)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{stamp}.{os.getpid()}.draft"
    draft.write_bytes(module.serialize())
    draft.replace(kept)
    return module


class _Client(WasmClient):
    """The client with a compiled module from the cache, and memory copied at once instead of byte by byte."""

    def __init__(self, path: str) -> None:
        class Cached:
            from_file = staticmethod(_compiled_module)

        there = WasmClient.__init__.__globals__
        there["Module"] = Cached
        try:
            super().__init__(path)
        finally:
            there["Module"] = wasmtime.Module

    def write_bytes(self, ptr: int, data: bytes) -> None:
        ctypes.memmove(self._address(ptr), data, len(data))

    def read_bytes(self, ptr: int, size: int) -> bytes:
        return ctypes.string_at(self._address(ptr), size)

    def _address(self, ptr: int) -> int:
        return ctypes.addressof(self.memory.data_ptr().contents) + ptr


class _Service(ZetaSqlLocalService):
    def __init__(self) -> None:
        self.wasm_client = _Client(get_wasm_path())
        # The library's options ask its one service; without this it would start a second, uncached one.
        ZetaSqlLocalService._instance = self


@functools.cache
def google() -> GoogleEngine:
    """Google's executor, started once for all tests."""
    return GoogleEngine()


class GoogleEngine:
    """Analyses and executes GoogleSQL as BigQuery's language component reads it."""

    def __init__(self) -> None:
        self.service = _Service()
        language = z.LanguageOptions.maximum_features()
        language.product_mode = z.ProductMode.PRODUCT_EXTERNAL
        self.language = language
        self.options = z.AnalyzerOptions(language_options=language)

    def analyse(self, statement: str, tables: Mapping[str, Mapping[str, ColumnKind]]) -> Any:
        """The resolved statement; raises where a name, a type or the grammar is wrong. Tables are `a.b` or `p.a.b`."""
        root = self._catalog("root")
        for name, kinds in tables.items():
            *folders, table = name.split(".")
            place = root
            for folder in folders:
                inner = next((one for one in place.catalog if one.name == folder), None)
                if inner is None:
                    inner = CatalogBuilder(folder).build()
                    place.catalog.append(inner)
                place = inner
            place.table.append(_google_table(table, kinds))
        return Analyzer(self.options, root, self.service).analyze_statement(statement)

    def run(self, text: str, tables: Mapping[str, Rows]) -> Rows:
        """The rows of a query over tables named `schema.table`."""
        # Content can be given to tables of the outermost catalogue only.
        flat = {name: name.replace(".", "__") for name in tables}
        catalog = self._catalog("root")
        catalog.table.extend(_google_table(flat[name], rows.kinds) for name, rows in tables.items())
        query = (
            PreparedQuery.builder()
            .set_service(self.service)
            .set_sql(named_tables(text, flat))
            .set_analyzer_options(self.options)
            .set_catalog(catalog)
            .set_table_content({flat[name]: _content(rows) for name, rows in tables.items()})
            .prepare()
        )
        with query:
            kinds = {column.name: KINDS[column.type.type_kind] for column in query.columns}
            found = self._evaluated(query.prepared_query_id)
        return Rows(kinds, [_plain_row(kinds.values(), row.cell) for row in found.content.table_data.row])

    def _evaluated(self, query_id: int) -> Any:
        """The answer as protobuf: zetasql's own classes lose instants."""
        return self.service.wasm_client.call_grpc_func(
            "ZetaSqlLocalService_EvaluateQuery",
            local_service_pb2.EvaluateQueryRequest(prepared_query_id=query_id),
            local_service_pb2.EvaluateQueryResponse,
        )

    def _catalog(self, name: str) -> Any:
        functions = z.ZetaSQLBuiltinFunctionOptions(language_options=self.language)
        return CatalogBuilder(name).with_builtin_functions(functions).build()


def _google_table(name: str, kinds: Mapping[str, ColumnKind]) -> Any:
    table = TableBuilder(name)
    for column, kind in kinds.items():
        table.add_column(column, GOOGLE_TYPES[kind])
    return table.build()


def _content(table: Rows) -> Any:
    kinds = list(table.kinds.values())
    rows = [
        z.TableData.Row(cell=[_cell(kind, value) for kind, value in zip(kinds, row, strict=True)])
        for row in table.rows
    ]
    return z.TableContent(table_data=z.TableData(row=rows))


def _cell(kind: ColumnKind, value: Any) -> Any:
    if value is None:
        return z.Value()
    if kind == "instant":
        stamp = Timestamp()
        stamp.FromDatetime(value)
        return z.Value(timestamp_value=stamp)
    if kind == "date":
        return z.Value(date_value=(value - EPOCH.date()).days)
    return z.Value(**{FIELDS[kind]: float(value) if kind == "number" else value})


def _plain_row(kinds: Any, cells: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_plain(kind, cell) for kind, cell in zip(kinds, cells, strict=True))


def _plain(kind: ColumnKind, cell: Any) -> Any:
    if cell.WhichOneof("value") is None:
        return None
    if kind == "instant":
        return cell.timestamp_value.ToDatetime(UTC)
    if kind == "date":
        return EPOCH.date() + timedelta(days=cell.date_value)
    return getattr(cell, FIELDS[kind])


# --- DuckDB -----------------------------------------------------------------------------------------------------


def duck(tables: Mapping[str, Rows]) -> duckdb.DuckDBPyConnection:
    """A database with tables named `schema.table`."""
    connection = duckdb.connect()
    for name, table in tables.items():
        place_frame(connection, name, frame_of(table))
    return connection


def frame_of(table: Rows) -> pl.DataFrame:
    schema = {column: POLARS_TYPES[kind] for column, kind in table.kinds.items()}
    return pl.DataFrame(table.rows, schema=schema, orient="row")


def fetched(connection: duckdb.DuckDBPyConnection, text: str) -> Rows:
    """A query's rows as Python values, by way of Polars' types."""
    described = connection.execute(f"DESCRIBE {text}").fetchall()
    kinds = {name: DUCK_KINDS.get(kind, kind) for name, kind, *_ in described}
    # Instants leave as microseconds: the client would want pytz for them.
    columns = ", ".join(
        f'epoch_us("{name}") AS "{name}"' if kind == "instant" else f'"{name}"' for name, kind in kinds.items()
    )
    rows = connection.execute(f"SELECT {columns} FROM ({text})").fetchall()  # noqa: S608
    return Rows(kinds, [tuple(_instants(kinds.values(), row)) for row in rows])


DUCK_KINDS: dict[str, ColumnKind] = {
    "TIMESTAMP WITH TIME ZONE": "instant",
    "DATE": "date",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "HUGEINT": "integer",
    "TINYINT": "integer",
    "DOUBLE": "number",
    "VARCHAR": "text",
    "BOOLEAN": "flag",
}


def _instants(kinds: Any, row: Sequence[Any]) -> list[Any]:
    return [
        EPOCH + timedelta(microseconds=value) if kind == "instant" and value is not None else value
        for kind, value in zip(kinds, row, strict=True)
    ]


# --- Both -------------------------------------------------------------------------------------------------------


CLOSE = 1e-9


def difference(one: Rows, other: Rows, key: Sequence[str]) -> str:
    """In words, where two tables differ, whatever the order of their rows; "" where they agree.

    Floats agree to `CLOSE` of their size.
    """
    if dict(one.kinds) != dict(other.kinds):
        return f"columns {dict(one.kinds)} and {dict(other.kinds)}"
    names = list(one.kinds)
    mine, theirs = _by_key(one, key), _by_key(other, key)
    if mine.keys() != theirs.keys():
        return f"rows only in one: {sorted(map(str, mine.keys() ^ theirs.keys()))[:3]}"
    for at, row in mine.items():
        for name, value, twin in zip(names, row, theirs[at], strict=True):
            if not _same(value, twin):
                return f"{name} at {at}: {value!r} and {twin!r}"
    return ""


def _by_key(table: Rows, key: Sequence[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    positions = [list(table.kinds).index(name) for name in key]
    found = {tuple(row[i] for i in positions): row for row in table.rows}
    assert len(found) == len(table.rows), f"{len(table.rows) - len(found)} rows repeat the key {key}"
    return found


def _same(value: Any, twin: Any) -> bool:
    if isinstance(value, float) and isinstance(twin, float):
        return math.isclose(value, twin, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(value == twin) and (value is None) == (twin is None)
