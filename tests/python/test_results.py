"""What a notebook shows of an answer, and what it gives beyond its keys."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, TypedDict

import polars as pl
import pytest

import gbflex
from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.first_look import Bars, first_look
from gbflex.analysis.answers.run import RunAnswer
from gbflex.analysis.answers.shape import Key
from gbflex.errors import InputError
from gbflex.python.result import Result
from gbflex.python.run_picture import monthly_value
from gbflex.python.run_result import RunResult

DAY = "2024-05-06"
NEXT = "2024-05-07"
FLAT: dict[str, Any] = {"name": "Flat", "licence_area": 14, "demand": {"constant_mw": 1}, "charges": ["ccl"]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def in_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBFLEX_HOME", str(home))


@pytest.fixture(scope="module")
def done(home: Path) -> RunResult:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GBFLEX_HOME", str(home))
        return gbflex.run(gbflex.Site.example("legacy-battery"), DAY, NEXT)


@pytest.fixture(scope="module")
def modes(home: Path) -> RunResult:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GBFLEX_HOME", str(home))
        return gbflex.run(gbflex.Site.example("legacy-battery"), DAY, NEXT, mode=["perfect", "naive"])


def test_importing_it_is_light() -> None:
    """Proves: no frame, solver or picture library is loaded by `import gbflex` and `dir`. If broken: a second's wait."""
    heavy = ("polars", "numpy", "numba", "highspy", "matplotlib", "pydantic", "duckdb")
    code = f"import gbflex, sys; dir(gbflex); print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


def test_the_five_lines_of_a_bill() -> None:
    """Proves: what was asked, 24 MWh x 7.75, that it is complete, and where to look. If broken: a wall of braces."""
    bill = gbflex.bill(FLAT, "2024-07-01", "2024-07-01")
    assert repr(bill).splitlines() == [
        "gbflex site bill, Flat, 2024-07-01 to 2024-07-01",
        "Total -186.00 GBP; Import 24.0 MWh",
        "complete: every line is priced on every date",
        ".lines 1 rows, .plot()",
    ]


def test_what_is_not_priced_is_in_the_five_lines() -> None:
    """Proves: the line, its dates and its size. If broken: a total that looks whole."""
    row = {"line": "cfd", "from": DAY, "to": NEXT, "at_least_gbp": -90.0, "at_most_gbp": -120.0}
    bill = Result(
        BillAnswer, {"site": "x", "total_gbp": -1.0, "complete": False, "not_priced": [row], "warnings": ["w"]}
    )
    assert f"note: not priced: cfd, {DAY} to {NEXT}, about 120 GBP (and 1 more)" in repr(bill)
    assert "complete: every" not in repr(bill)
    assert "not priced: cfd" in bill._repr_html_()


def test_a_verdict_comes_first() -> None:
    """Proves: a sentence, several, or a part that holds them. If broken: the answer in words is not shown."""
    for said in ("Worth it.", ["Worth it.", "At 140 it loses."], {"sentences": ["Worth it."], "figures": {}}):
        bill = Result(BillAnswer, {"site": "x", "verdict": said, "total_gbp": -1.0})
        assert repr(bill).splitlines()[1] == "Worth it."
        assert "<b>Worth it.</b>" in bill._repr_html_()


def test_texts_are_escaped() -> None:
    """Proves: a site's name cannot be a tag. If broken: a script of a site file runs in the notebook."""
    bad = "<script>alert(1)</script>&\"'"
    line = {"line": bad, "band": "", "amount_gbp": -1.0}
    html = Result(
        BillAnswer, {"site": bad, "warnings": [bad], "lines": [line], "total_gbp": -1.0, "verdict": bad}
    )._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") == 4


def test_it_is_a_mapping_that_json_and_pickle_take() -> None:
    """Proves: keys as JSON, equal after pickle and copy, tables too. If broken: no worker process can return it."""
    bill = gbflex.bill(FLAT, DAY, DAY)
    assert json.loads(json.dumps(bill)) == dict(bill)
    for again in (pickle.loads(pickle.dumps(bill)), copy.deepcopy(bill)):  # noqa: S301 (our own)
        assert again == bill
        assert again.lines.equals(bill.lines)
    assert {"lines", "frame", "plot", "not_priced"} <= set(dir(bill))
    assert bill._ipython_key_completions_() == list(bill)


def test_a_key_asked_for_as_an_attribute_says_how() -> None:
    """Proves: the message writes the key. If broken: "has no attribute", though it is there."""
    bill = gbflex.bill(FLAT, DAY, DAY)
    with pytest.raises(AttributeError, match=r"write result\['total_gbp'\]"):
        _ = bill.total_gbp
    with pytest.raises(AttributeError, match=r"its tables: not_priced, estimates, lines"):
        _ = bill.schedule


def test_tables_have_columns_and_dates_also_without_rows() -> None:
    """Proves: types as declared, dates as dates, and the columns of an empty table. If broken: a frame of width 0."""
    empty = Result(BillAnswer, {"site": "x", "not_priced": []}).not_priced
    assert empty.schema["from"] == pl.Date
    assert empty.schema["at_most_gbp"] == pl.Float64
    plan = gbflex.plan(gbflex.Site.example("legacy-battery"), "2025-01-15T16:00Z").frame
    assert plan.schema["start_time"] == pl.Datetime("us", "UTC")
    assert plan.schema["settlement_date"] == pl.Date
    assert plan.schema["settlement_period"] == pl.Int64


def test_a_run_has_its_half_hours_and_its_pounds(done: RunResult) -> None:
    """Proves: ledgers add up to the totals and to the value. If broken: tables of another run."""
    with_asset, without = done.ledger["amount_gbp"].sum(), done.ledger_without_asset["amount_gbp"].sum()
    assert with_asset == pytest.approx(done["ledger_total_gbp"])
    assert with_asset - without == pytest.approx(done["value_gbp"])
    # The bars of its picture too, though the site pays for its demand without the battery.
    assert without != 0
    assert monthly_value(done._read()[0])["value_gbp"].sum() == pytest.approx(done["value_gbp"])
    assert done.schedule["charge_mwh"].sum() == pytest.approx(done["charge_mwh"])
    assert done.lines["amount_gbp"].sum() == pytest.approx(done["ledger_total_gbp"])
    assert done.explain(DAY, 10) == gbflex.explain(done["run_id"], DAY, 10) == gbflex.explain(done, DAY, 10)
    assert gbflex.report(done) == [done.folder / "report.html"]


def test_several_modes_stand_in_one_frame(modes: RunResult) -> None:
    """Proves: a column says which mode, and each is a run of its own. If broken: the sums of two modes are one."""
    assert modes.schedule["mode"].unique(maintain_order=True).to_list() == ["perfect", "naive"]
    by_mode = dict(modes.ledger.group_by("mode").agg(pl.col("amount_gbp").sum()).iter_rows())
    for one in modes["results"]:
        assert by_mode[one["mode"]] == pytest.approx(one["ledger_total_gbp"])
        assert one.ledger["amount_gbp"].sum() == pytest.approx(one["ledger_total_gbp"])
        assert one.explain(DAY, 10)["mode"] == one["mode"]
    with pytest.raises(InputError, match="perfect, naive"):
        modes.explain(DAY, 10)
    assert "perfect" in repr(modes)
    assert "naive" in repr(modes)
    heights = [bar.get_width() for bar in modes.plot().axes[0].patches]
    assert sorted(heights) == pytest.approx(sorted(one["value_gbp"] for one in modes["results"]))


def test_rates_are_a_polars_frame_that_says_what_it_leaves_out() -> None:
    """Proves: Polars works on it, parts add up to the price, and gaps are named. If broken: a frame without its notes."""
    rates = gbflex.rates(gbflex.Site.example("west-midlands-hv"), "2025-01-15", "2025-01-15")
    assert len(rates) == 48
    assert [row["line"] for row in rates.not_priced] == ["cfd"]
    sums = ("import_price_gbp_per_mwh", "export_price_gbp_per_mwh")
    parts = rates.select(pl.sum_horizontal(pl.selectors.ends_with("_gbp_per_mwh").exclude(sums))).to_series()
    assert parts.to_list() == pytest.approx(rates["import_price_gbp_per_mwh"].to_list())
    bars = rates.plot().axes[0].containers
    drawn = [sum(bar[n].get_height() for bar in bars) for n in range(48)]
    assert drawn == pytest.approx(rates["import_price_gbp_per_mwh"].to_list())


class NewRow(TypedDict):
    """A row of an answer that nobody described."""

    name: Annotated[str, Key("Name", "Which")]
    value_gbp: Annotated[float, Key("Value", "Worth")]


class NewAnswer(TypedDict):
    """An answer that nobody described."""

    site: Annotated[str, Key("Site", "Name")]
    best_gbp: Annotated[float, Key("Best", "Largest")]
    variants: Annotated[list[NewRow], Key("Variants", "A row for each")]


def test_a_new_answer_needs_no_line() -> None:
    """Proves: figures, table and picture of an answer that nobody described. If broken: each question needs its class."""
    look = first_look(NewAnswer)
    assert look == (("best_gbp",), "variants", Bars("Variants", ("name",), "value_gbp"))
    found = Result(NewAnswer, {"site": "x", "best_gbp": 2.0, "variants": [{"name": "a", "value_gbp": 1.0}]})
    assert "Best 2.00 GBP" in repr(found)
    assert found.variants["value_gbp"].to_list() == [1.0]
    assert [bar.get_width() for bar in found.plot().axes[0].patches] == [1.0]


def test_a_run_whose_folder_is_gone_says_so(done: RunResult, tmp_path: Path) -> None:
    """Proves: what is missing is named. If broken: a FileNotFoundError."""
    lost = RunResult(RunAnswer, {**done, "folder": str(tmp_path / "gone")})
    with pytest.raises(gbflex.errors.BrokenFile, match="gone"):
        _ = lost.schedule
