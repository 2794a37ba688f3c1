"""The models as they are held: read from this folder, checked, in the order they depend on each other.

A model's file is the BigQuery text; DuckDB's is made from it by sqlglot. A table is named `schema.table`: `models`
and `inputs` are ours, every other schema is a publisher whose tables are datasets.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from typing import Final, Literal

from sqlglot import exp

from gbflex.analysis.answers.data_moves import ModelText
from gbflex.analysis.models.input_tables import INPUT_TABLES
from gbflex.errors import ConfigurationError
from gbflex.store.models.header import ModelHeader, read_header
from gbflex.store.models.lint import check_model_text

__all__ = ["Engine", "Model", "held_models", "in_order", "model_text", "named_tables", "read_model"]

Engine = Literal["duckdb", "bigquery"]

PLACEHOLDER: Final = "`YOUR_PROJECT`.gbflex_{schema}.{table}"
"""How BigQuery's text names a table: put your project's id in the place of YOUR_PROJECT."""

SCHEMA: Final = "models"


@dataclass(frozen=True)
class Model:
    """One model.

    Attributes:
        name: File name without its ending; its table is `models.<name>`.
        text: The file's text.
        select: The parsed SELECT.
        header: What its comment says.
        depends_on: Tables it reads, as `schema.table`.
    """

    name: str
    text: str
    select: exp.Query
    header: ModelHeader
    depends_on: tuple[str, ...]

    @property
    def table(self) -> str:
        """Name of its table."""
        return f"{SCHEMA}.{self.name}"

    @functools.cached_property
    def duckdb(self) -> str:
        """The SELECT for DuckDB."""
        return self.select.sql(dialect="duckdb", pretty=True, comments=False)


def read_model(name: str, text: str) -> Model:
    """A model from its file's text.

    Args:
        name: File name without its ending.
        text: The text.

    Raises:
        ConfigurationError: It is outside the subset, or its header and its columns differ.
    """
    select, header = check_model_text(name, text), read_header(name, text)
    if list(header.columns) != select.named_selects:
        raise ConfigurationError(
            f"its header has the columns {', '.join(header.columns)}",
            where=f"{name}.sql",
            available=f"selected: {', '.join(select.named_selects)}",
        )
    unknown = [column for column in (*header.key, header.date_column) if column and column not in header.columns]
    if unknown:
        raise ConfigurationError(
            f"its key or date has no column {unknown[0]}", where=f"{name}.sql", available=", ".join(header.columns)
        )
    tables = {f"{table.db}.{table.name}" for table in select.find_all(exp.Table) if table.db}
    return Model(name, text, select, header, tuple(sorted(tables)))


def in_order(models: Collection[Model], datasets: Collection[str] | None = None) -> tuple[Model, ...]:
    """Models so that each comes after those it reads.

    Args:
        models: The models.
        datasets: Names of the datasets there are; None leaves publishers' tables to the engine.

    Raises:
        ConfigurationError: A model reads a table that does not exist, or models read each other in a circle.
    """
    by_table = {model.table: model for model in models}
    for model in models:
        for table in model.depends_on:
            _check_known(model, table, [*by_table, *INPUT_TABLES], datasets)
    graph = {table: sorted(by_table.keys() & set(model.depends_on)) for table, model in sorted(by_table.items())}
    try:
        return tuple(by_table[table] for table in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ConfigurationError(
            f"models read each other in a circle: {' <- '.join(error.args[1])}",
            next_step="Take one of these reads away",
        ) from None


def _check_known(model: Model, table: str, ours: list[str], datasets: Collection[str] | None) -> None:
    schema = table.partition(".")[0]
    is_ours = schema in (SCHEMA, "inputs")
    if (is_ours and table not in ours) or (not is_ours and datasets is not None and table not in datasets):
        there = [name for name in [*ours, *(datasets or ())] if name.startswith(f"{schema}.")]
        raise ConfigurationError(
            f"it reads {table}, which does not exist",
            where=f"{model.name}.sql",
            available=", ".join(sorted(there)) or "no table of that schema",
        )


@functools.cache
def held_models() -> tuple[Model, ...]:
    """Every model of the package, in order."""
    files = sorted(
        (file for file in resources.files("gbflex.store.models").iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return in_order([read_model(file.name.removesuffix(".sql"), file.read_text("utf-8")) for file in files])


def named_tables(text: str, names: Mapping[str, str]) -> str:
    """A model's text with its tables under other names.

    Args:
        text: The text.
        names: New name of each `schema.table`.

    Example:
        >>> named_tables("SELECT a.b FROM models.a AS a", {"models.a": "p.q.a"})
        'SELECT a.b FROM p.q.a AS a'
    """
    tables = "|".join(re.escape(name) for name in names)
    return re.sub(rf"\b(?:{tables})\b", lambda found: names[found.group()], text) if names else text


def model_text(engine: Engine) -> list[ModelText]:
    """Every model as a statement that creates its view, in an order in which they can run.

    Args:
        engine: "bigquery": paste it there, with your project's id for YOUR_PROJECT; each schema is a BigQuery
            dataset `gbflex_<schema>`. "duckdb": runs in a database that has the schemas.
    """
    return [
        {
            "name": model.name,
            "text": _bigquery_view(model) if engine == "bigquery" else _duckdb_view(model),
            "depends_on": list(model.depends_on),
        }
        for model in held_models()
    ]


def _duckdb_view(model: Model) -> str:
    return f"CREATE OR REPLACE VIEW {model.table} AS\n{model.duckdb};\n"


def _bigquery_view(model: Model) -> str:
    names = {table: _in_project(table) for table in (model.table, *model.depends_on)}
    return f"CREATE OR REPLACE VIEW {names[model.table]} AS\n{named_tables(model.text, names).strip()};\n"


def _in_project(table: str) -> str:
    schema, _, name = table.partition(".")
    return PLACEHOLDER.format(schema=schema, table=name)
