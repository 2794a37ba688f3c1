"""`data import` and `data list` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gbflex.gb.rates.duos_tables import use_statements
from tests.cli.conftest import Said
from tests.sources.annex1_workbooks import SHEET, as_published, tariffs


def test_the_command_names_the_cell(gbflex: Callable[..., Said], tmp_path: Path) -> None:
    """Proves: exit 3, one message. If broken: exit 1."""
    book = as_published(tariffs())
    book.sheets[SHEET][13, 3] = "?"
    path = book.write(tmp_path / "b.xlsx")
    said = gbflex("data", "import", "duos", path)
    assert said.code == 3
    assert f"{SHEET}!D14" in said.err
    assert gbflex("data", "import", "spot", path).code == 2
    as_published(tariffs()).write(path)
    assert gbflex("data", "import", "duos", path, "--json").json["imported"][0]["licence_area"] == "14"
    keys = {
        "name",
        "from",
        "to",
        "published_time",
        "retrieved_time",
        "rows",
        "gaps",
        "duplicates",
        "set_aside",
        "runs",
        "evidence",
    }
    assert all(item.keys() >= keys for item in gbflex("data", "list", "--json").json["datasets"])
    use_statements([])
