"""The page about BigQuery says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from gbflex.analysis.models.input_tables import INPUT_TABLES
from gbflex.store.models.held import held_models

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "bigquery.md").read_text()


def test_the_python_on_the_page_writes_every_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the inputs are written as Parquet with aware times. If broken: the second load finds no file."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    exec(code, {})  # noqa: S102 (our own page)
    assert {path.stem for path in tmp_path.glob("*.parquet")} == set(INPUT_TABLES)
    assert pl.read_parquet_schema("inputs.calendar.parquet")["start_time"] == pl.Datetime("us", "UTC")


def test_the_page_loads_every_table_the_models_read() -> None:
    """Proves: every source is named in a loop. If broken: the views are refused for a table nobody loaded."""
    sources = {table for model in held_models() for table in model.depends_on if not table.startswith("models.")}
    loaded = set(re.findall(r"[a-z]+\.[a-z_]+", *re.findall(r"for name in (elexon.*); do", PAGE)))
    loaded |= {f"inputs.{name}" for name in re.findall(r"for name in (calendar.*); do", PAGE)[0].split()}
    assert loaded == sources
