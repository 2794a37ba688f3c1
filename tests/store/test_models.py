"""The models as they are held: order, names, headers and the texts for both engines."""

from __future__ import annotations

import pytest

from gbflex.errors import ConfigurationError
from gbflex.sources.registry import DATASETS
from gbflex.store.models.held import Model, held_models, in_order, model_text, named_tables, read_model

FROM = "FROM elexon.nonbm"
HEADER = "-- A.\n-- Row: one\n-- Key: k\n-- Date: none\n-- Columns:\n--   k: the key\n"


def model(name: str, *reads: str) -> Model:
    joins = " ".join(f"CROSS JOIN {table}" for table in reads[1:])
    return read_model(name, f"{HEADER}SELECT 1 AS k FROM {reads[0]} {joins}")  # noqa: S608


def test_models_come_after_those_they_read() -> None:
    """Proves: c, b, a although given as a, b, c. If broken: a view is created before its source."""
    models = [model("a", "models.b"), model("b", "models.c", "inputs.assets"), model("c", "elexon.nonbm")]
    assert [one.name for one in in_order(models)] == ["c", "b", "a"]


def test_a_circle_is_refused_by_name() -> None:
    """Proves: both are named. If broken: an endless loop, or an arbitrary order."""
    with pytest.raises(ConfigurationError, match=r"circle: models\.a <- models\.b <- models\.a"):
        in_order([model("a", "models.b"), model("b", "models.a")])


@pytest.mark.parametrize("table", ["models.nowhere", "inputs.nowhere", "elexon.nowhere"])
def test_an_unknown_table_is_refused_by_name(table: str) -> None:
    """Proves: the table and the file are named. If broken: it fails in the engine, on the user's data."""
    with pytest.raises(ConfigurationError, match=table) as refused:
        in_order([model("a", table)], datasets=["elexon.nonbm"])
    assert refused.value.where == "a.sql"


def test_held_models_read_tables_that_exist() -> None:
    """Proves: every table is an input, a model or a dataset. If broken: a dataset was renamed under a model."""
    assert in_order(held_models(), datasets=[dataset.name for dataset in DATASETS]) == held_models()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEADER + "SELECT 1 AS other " + FROM, "its header has the columns k"),
        (HEADER.replace("Key: k", "Key: q") + "SELECT 1 AS k " + FROM, "has no column q"),
        (HEADER.replace("Date: none", "Date: q") + "SELECT 1 AS k " + FROM, "has no column q"),
        ("-- A.\nSELECT 1 AS k " + FROM, "its header lacks Row, Key, Date, Columns"),
    ],
)
def test_header_and_columns_are_one(text: str, reason: str) -> None:
    """Proves: what the header says is what is selected. If broken: the reference page lies."""
    with pytest.raises(ConfigurationError, match=reason):
        read_model("a", text)


def test_bigquery_text_names_every_table_in_the_project() -> None:
    """Proves: the view and its sources carry project and dataset. If broken: it reads another project's table."""
    texts = {text["name"]: text for text in model_text("bigquery")}
    nonbm = texts["stor_nonbm"]
    assert nonbm["depends_on"] == ["elexon.nonbm", "inputs.calendar"]
    assert "CREATE OR REPLACE VIEW `YOUR_PROJECT`.gbflex_models.stor_nonbm AS\n-- Short-term" in nonbm["text"]
    assert "FROM `YOUR_PROJECT`.gbflex_elexon.nonbm AS reserve" in nonbm["text"]
    assert "JOIN `YOUR_PROJECT`.gbflex_inputs.calendar AS calendar" in nonbm["text"]


def test_named_tables_leaves_columns_and_longer_names() -> None:
    """Proves: only whole names are replaced. If broken: models.ab is read as models.a."""
    text = "SELECT a.models FROM models.a JOIN models.ab ON a.k = ab.k"
    assert named_tables(text, {"models.a": "X"}) == "SELECT a.models FROM X JOIN models.ab ON a.k = ab.k"
