"""The product's bills against a second computation that shares no code with it: `tests.oracles.bill`.

It reads the shipped tables from disk and keeps its own clock, working days and rules, written from the market
reference. Each site, load and price is drawn from a seed; every half-hour differs.
"""

from __future__ import annotations

import ast
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import tests.oracles.bill as bill_package
from gbflex import bill
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.summary import run_summary
from gbflex.assets.any_site import load_site
from gbflex.bootstrap import ports
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.periods import Periods
from tests.oracles.bill.shapes import AREAS, LOADS, SHAPES, Case, drawn, random_day
from tests.oracles.bill.whole_bill import AtMeter, WholeBill, whole_bill

YEARS = (2024, 2025, 2026)
UNDISPATCHED = (*LOADS, "exporting", "estimated rates", "estimated losses")
PENNY_OF_A_PENNY_GBP = 1e-6
CLOCK_CHANGES = tuple(
    map(date.fromisoformat, ("2024-10-27", "2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25"))
)
TRIAD_DAYS = tuple(
    map(date.fromisoformat, ("2025-01-09", "2024-11-20", "2025-02-10", "2026-01-05", "2026-02-03", "2025-11-20"))
)
BOUNDARIES = (
    ("2024-09-29", "2024-10-02"),  # BSUoS, delivery year
    ("2024-10-26", "2024-10-28"),  # the clock goes back
    ("2024-10-31", "2024-11-01"),  # the capacity market's winter begins
    ("2024-12-24", "2025-01-02"),  # bank holidays; CfD of a quarter that is not held
    ("2025-03-30", "2025-04-02"),  # the clock goes forward; charging year
    ("2025-10-31", "2025-12-01"),  # nuclear RAB begins
    ("2026-02-27", "2026-03-02"),  # the capacity market's winter ends
    ("2026-12-24", "2026-12-29"),  # a substitute bank holiday
)


def test_the_second_computation_shares_no_code() -> None:
    """Proves: nothing of the product is imported in it. If broken: a fault there would be in both."""
    for file in Path(bill_package.__file__).parent.glob("*.py"):
        imported = [
            node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
        ]
        assert [node.module for node in imported if str(node.module).startswith("gbflex")] == []
        assert "import gbflex" not in file.read_text("utf-8")


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("area", AREAS)
def test_every_line_of_a_random_day_agrees(area: int, year: int, tmp_path: Path) -> None:
    """Proves: product and second computation agree on every line. If broken: the line, both amounts and the seed."""
    day = random_day(area, year)
    for shape in SHAPES if (area + year) % 3 == 0 else UNDISPATCHED:
        _agree(shape, area, day, day, tmp_path)


@pytest.mark.parametrize("day", CLOCK_CHANGES, ids=str)
def test_days_of_46_and_50_half_hours_agree(day: date, tmp_path: Path) -> None:
    """Proves: a day on which the clock changes is priced by its clock. If broken: bands an hour off."""
    for shape, area in itertools.product(UNDISPATCHED, AREAS[::3]):
        _agree(shape, area, day, day, tmp_path)


@pytest.mark.parametrize("day", TRIAD_DAYS, ids=str)
def test_days_of_triads_agree(day: date, tmp_path: Path) -> None:
    """Proves: a third of the year's locational tariff falls in a triad. If broken: another half-hour, or a whole."""
    for shape, area in itertools.product(UNDISPATCHED, AREAS[1::3]):
        _agree(shape, area, day, day, tmp_path)


@pytest.mark.parametrize(("first", "last"), BOUNDARIES)
def test_spans_across_a_boundary_agree(first: str, last: str, tmp_path: Path) -> None:
    """Proves: each day has its own rates and each month its own highest kVA. If broken: a neighbour's."""
    for shape, area in itertools.product(LOADS, (14, 20)):
        _agree(shape, area, date.fromisoformat(first), date.fromisoformat(last), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("area", AREAS)
def test_stores_of_a_random_day_agree(area: int, year: int, tmp_path: Path) -> None:
    """Proves: what a store takes and gives is priced alike in every area and year. If broken: the line and the seed."""
    for shape in set(SHAPES) - set(UNDISPATCHED):
        _agree(shape, area, random_day(area, year), random_day(area, year), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("area", AREAS)
def test_every_line_of_every_month_agrees(area: int, year: int, tmp_path: Path) -> None:
    """Proves: all twelve months of each shape agree, with their working days. If broken: the line and the month."""
    for shape, month in itertools.product(UNDISPATCHED, range(12)):
        first = date(year + (month + 3) // 12, (month + 3) % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        _agree(shape, area, first, last, tmp_path)


def _agree(shape: str, area: int, first: date, last: date, folder: Path) -> None:
    case = drawn(shape, area, first, last, folder)
    if case is None:
        return
    print(case.said)
    answer, days = _of_the_product(case)
    assert _differences(answer, whole_bill(case.site, days)) == [], case.said


def _of_the_product(case: Case) -> tuple[Mapping[str, Any], Mapping[date, AtMeter]]:
    """The product's answer, and what crossed the meter in it."""
    first, last = min(case.days), max(case.days)
    if "assets" not in case.site:
        return bill(case.site, first, last), case.days  # type: ignore[return-value]
    # A bill is the load's alone; what an array or a store exports is in a run.
    done = backtest(load_site(case.site), Periods.between(first, last), ports())
    answer = run_summary(done, "again")
    if case.site["assets"][0]["type"] == "solar":
        return answer, case.days  # type: ignore[return-value]
    return answer, _dispatched(case.days, done.with_asset.answer.schedule)  # type: ignore[return-value]


def _dispatched(days: Mapping[date, AtMeter], schedule: Schedule) -> Mapping[date, AtMeter]:
    flows = (schedule.import_mwh, schedule.export_mwh, schedule.charge_mwh, schedule.discharge_mwh)
    found, start = {}, 0
    for day, known in days.items():
        end = start + len(known.import_mwh)
        found[day] = AtMeter(*(list(map(float, flow[start:end])) for flow in flows), known.price_gbp_per_mwh)
        start = end
    return found


def _differences(answer: Mapping[str, Any], expected: WholeBill) -> list[str]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in answer["lines"]:
        found[row["line"], row["band"]] += row["amount_gbp"]
    amounts = [
        f"{line} {band}: product {found.get((line, band), 0.0):.7f}, again {expected.gbp.get((line, band), 0.0):.7f}"
        for line, band in sorted(found.keys() | expected.gbp.keys())
        if abs(found.get((line, band), 0.0) - expected.gbp.get((line, band), 0.0)) > PENNY_OF_A_PENNY_GBP
    ]
    total = answer["ledger_total_gbp" if "ledger_total_gbp" in answer else "total_gbp"]
    if abs(total - sum(expected.gbp.values())) > PENNY_OF_A_PENNY_GBP:
        amounts.append(f"total: product {total:.7f}, again {sum(expected.gbp.values()):.7f}")
    left_out = set(_dates_left_out(answer["not_priced"]))
    odd = [
        f"not priced by one of the two: {line} on {day}" for line, day in sorted(left_out ^ expected.not_priced)
    ]
    if answer["complete"] is not (not expected.not_priced):
        odd.append(f"complete: {answer['complete']}")
    return amounts + odd


def _dates_left_out(gaps: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, date]]:
    for gap in gaps:
        first, last = date.fromisoformat(gap["from"]), date.fromisoformat(gap["to"])
        for days in range((last - first).days + 1):
            yield gap["line"], first + timedelta(days=days)
