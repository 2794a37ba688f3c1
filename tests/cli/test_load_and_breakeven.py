"""`site load`, `site import-load` and `breakeven` through their doors: the same numbers, the exit codes, the words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import gbflex as package
from tests.cli.conftest import SITE, Said
from tests.processes import ended

Gbflex = Callable[..., Said]
LOAD = ("--min-mw", 0.5, "--mean-mw", 1.25, "--max-mw", 2.5, "--year", 2024)
DAY = "2024-06-03"


def test_a_made_up_load_is_written_and_billed_as_illustrative(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: file, JSON and Python are one load, and its bill says illustrative. If broken: made-up pounds pass for real."""
    out = tmp_path / "load.csv"
    said = gbflex("site", "load", *LOAD, "--out", out, "--json")
    twin = package.generate_load(min_mw=0.5, mean_mw=1.25, max_mw=2.5, year=2024, out=out)
    assert said.json == twin.summary
    written = pl.read_csv(out)["demand_mwh"] * 2
    assert (written.min(), written.max(), len(written)) == (0.5, 2.5, 17_568)
    assert written.mean() == pytest.approx(1.25, abs=1e-9)
    dates = ("--from", DAY, "--to", DAY, "--set", f"demand={{file: {out}}}")
    bill = gbflex("site", "bill", SITE, *dates, "--json").json
    assert {line["quality"] for line in bill["lines"] if line["unit"] == "MWh"} == {"illustrative"}
    assert any("demand" in text or "load.csv" in text for text in bill["warnings"])
    run = gbflex("run", SITE, *dates, "--out", tmp_path / "run", "--json").json
    assert any("illustrative" in text for text in run["warnings"])
    assert "Not actual data" in (tmp_path / "run" / "report.html").read_text()
    assert "illustrative" in gbflex("site", "load", *LOAD, "--out", out).err


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("--mean-mw", 3), "outside minimum and maximum"),
        (("--mean-mw", 0.5), "no half-hour for both"),
        (("--year", 2014), "2015 to 2035"),
        (("--shape", "round"), "office, two_shift, night, flat"),
        (("--max-mw", "nan"), "no load has these figures"),
    ],
)
def test_an_infeasible_load_is_exit_2(
    gbflex: Gbflex, tmp_path: Path, changed: tuple[object, ...], words: str
) -> None:
    """Proves: refused with words, and no file. If broken: a load that misses its figures."""
    said = gbflex("site", "load", *LOAD, "--out", tmp_path / "load.csv", *changed)
    assert said.code == 2
    assert words in said.err
    assert not (tmp_path / "load.csv").exists()


def test_import_load_answers_as_its_twin(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: one report through two doors, gaps in words on a terminal, exit 2 and 3. If broken: doors compute."""
    file, out = tmp_path / "supplier.csv", tmp_path / "demand.csv"
    titles = [f"HH{i}" for i in range(1, 49)]
    file.write_text(f"Date,{','.join(titles)}\n01/07/2025,{','.join(['5'] * 47)},\n")
    said = gbflex("site", "import-load", file, "--out", out, "--unit", "kw", "--json")
    assert said.json == package.import_load(file, out=out, unit="kw").summary
    assert said.json["gaps"] == [{"settlement_date": "2025-07-01", "settlement_periods": [48]}]
    spoken = gbflex("site", "import-load", file, "--out", out, "--unit", "kw")
    assert "47 of 48 half-hours" in spoken.out
    assert "Missing: 2025-07-01 periods 48" in spoken.err
    assert gbflex("site", "import-load", file, "--out", out).code == 2
    assert gbflex("site", "import-load", file, "--out", out, "--unit", "litres").code == 2
    assert gbflex("site", "import-load", tmp_path / "none.csv", "--out", out).code == 3


def test_breakeven_answers_as_its_twin(gbflex: Gbflex) -> None:
    """Proves: the contract of `breakeven --json`, and a table without it. If broken: doors compute."""
    said = gbflex("breakeven", SITE, "--date", DAY, "--json").json
    assert said == package.breakeven(SITE, DAY)
    assert said.keys() >= {"charging", "uses", "pairs", "best", "verdict", "reasons", "complete", "not_priced"}
    spoken = gbflex("breakeven", SITE, "--date", DAY)
    assert said["verdict"] in " ".join(spoken.out.split("\n"))
    assert "red band" in spoken.out
    assert "…" not in spoken.out
    refused = gbflex("breakeven", SITE, "--date", DAY, "--set", "assets=[]")
    assert (refused.code, refused.out) == (2, "")
    assert gbflex("breakeven", SITE, "--date", "2030-01-01").code == 3


@pytest.mark.parametrize("command", [("breakeven",), ("site", "load"), ("site", "import-load")])
def test_their_help_loads_no_heavy_library(command: tuple[str, ...]) -> None:
    """Proves: --help answers at once. If broken: 1.5 s."""
    script = (
        f"import sys; sys.argv = ['gbflex', *{command!r}, '--help']\n"
        "from gbflex.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('polars', 'duckdb', 'highspy', 'numpy') if name in sys.modules])"
    )
    done = ended([sys.executable, "-c", script])
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1] == "[]"
