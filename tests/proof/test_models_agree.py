"""Every model gives the same rows on Google's reference executor and on DuckDB."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from gbflex.store.models.held import Model, held_models, model_text
from gbflex.store.models.run import create_views
from gbflex.tables import ColumnKind
from tests.proof.engines import Rows, difference, duck, fetched, google
from tests.proof.fixtures import AUTUMN, DAYS, KINDS, SPRING, fixture

FEW, MANY = 5, 200


def on_google(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Rows of every model, each fed with the rows of those it reads."""
    there = dict(tables)
    for model in held_models():
        there[model.table] = google().run(model.text, {name: there[name] for name in model.depends_on})
    return {model.name: there[model.table] for model in held_models()}


def on_duckdb(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Rows of every model as a view."""
    with duck(tables) as connection:
        create_views(connection)
        return {
            model.name: fetched(connection, f"SELECT * FROM {model.table}")  # noqa: S608
            for model in held_models()
        }


def compared(seed: int) -> Counter[str]:
    """How many rows of each model were compared on a fixture; fails where any differ."""
    tables = fixture(seed)
    theirs, ours = on_google(tables), on_duckdb(tables)
    for model in held_models():
        found = difference(theirs[model.name], ours[model.name], model.header.key)
        assert found == "", f"seed {seed}, {model.name}: {found}"
    return Counter({name: len(table.rows) for name, table in ours.items()})


def test_models_agree() -> None:
    """Proves: equal rows on both clock changes, 29 February, Christmas and a Monday. If broken: one engine reads the SQL
    otherwise."""
    assert {SPRING, AUTUMN} < set(DAYS[:FEW])
    rows = sum((compared(seed) for seed in range(FEW)), Counter())
    assert {model.name for model in held_models() if rows[model.name] == 0} == set()


@pytest.mark.slow
def test_models_agree_on_many_fixtures(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: the same on many. If broken: a rare tie or null is read otherwise."""
    rows = sum((compared(seed) for seed in range(MANY)), Counter())
    with capsys.disabled():
        print(f"\n{MANY} fixtures, every model on both engines, 0 differences; rows compared:")
        for name, count in rows.items():
            print(f"  {name}: {count:,}")


@pytest.mark.parametrize("model", held_models(), ids=lambda model: model.name)
def test_model_passes_the_analyser(model: Model) -> None:
    """Proves: Google's analyser resolves every name and type. If broken: BigQuery refuses the file."""
    google().analyse(model.text, _tables())


def test_printed_views_pass_the_analyser() -> None:
    """Proves: the text that is pasted resolves too, in its order. If broken: the third view misses the second."""
    there = {_in_project(name): kinds for name, kinds in KINDS.items()}
    types = _tables()
    for printed in model_text("bigquery"):
        google().analyse(printed["text"].rstrip().rstrip(";"), there)
        name = f"models.{printed['name']}"
        there[_in_project(name)] = types[name]


def test_the_first_query_on_the_page_passes_the_analyser() -> None:
    """Proves: the query of `docs/how-to/bigquery.md` resolves. If broken: the first thing a reader pastes is refused."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "bigquery.md").read_text()
    (query,) = re.findall(r"```sql\n(.*?)```", page, flags=re.DOTALL)
    google().analyse(query, {f"my-project-id.gbflex_{name}": kinds for name, kinds in _tables().items()})


@functools.cache
def _tables() -> dict[str, Mapping[str, ColumnKind]]:
    """Kinds of every table and of every model's columns."""
    empty = {name: Rows(kinds, []) for name, kinds in KINDS.items()}
    return dict(KINDS) | {f"models.{name}": rows.kinds for name, rows in on_google(empty).items()}


def _in_project(name: str) -> str:
    return f"YOUR_PROJECT.gbflex_{name}"
