"""The notebooks run from the first cell to the last, in a kernel, and hold no output of an earlier run."""

from __future__ import annotations

import doctest
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
LARGEST_BYTES = 50_000


def notebooks() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def test_there_is_a_notebook() -> None:
    """Proves: the list below is not empty. If broken: nothing is run, and nobody sees it."""
    assert notebooks()


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    """Proves: no picture and no figure of another day is in git. If broken: clear the outputs before the commit."""
    assert path.stat().st_size < LARGEST_BYTES
    for cell in nbformat.read(path, as_version=4).cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.fixture
def kernel_of_this_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and Jupyter's own files in a folder of the test."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    # The environment's own kernel comes first, whatever kernels the user has.
    monkeypatch.setenv("JUPYTER_PATH", str(Path(sys.prefix) / "share" / "jupyter"))


@pytest.mark.usefixtures("kernel_of_this_environment")
@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    """Proves: every cell runs; answers come as text and HTML, pictures as PNG. If broken: the first cell that fails."""
    book: Any = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output.data for cell in book.cells for output in cell.get("outputs", []) if "data" in output]
    assert any("image/png" in data for data in shown)
    assert any(data.get("text/html", "").startswith('<div class="gbflex">') for data in shown)
    assert all("text/plain" in data for data in shown)


def test_the_examples_of_the_how_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what the page prints is what comes. If broken: the page is of another version."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))
    found = doctest.testfile(str(FOLDER.parent / "how-to" / "python.md"), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0
