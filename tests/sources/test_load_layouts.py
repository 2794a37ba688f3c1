"""The table of layouts: each line is written for a plain day and for both clock changes, and read back exactly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import gbflex
from gbflex.periods import period_count
from gbflex.sources.loads.layouts import FLOWS, ROWS, SLOTS
from tests.sources.load_layouts import LAYOUTS, Layout, value
from tests.sources.supplier_layouts import SUPPLIERS

PLAIN, SPRING, AUTUMN = date(2024, 5, 13), date(2024, 3, 31), date(2024, 10, 27)
REPEATED = {3, 4, 5, 6}


def test_every_line_of_the_table_is_written() -> None:
    """Proves: no layout is promised and not tried, and there are 60. If broken: a line nobody has read."""
    promised = {line.name for line in (*SLOTS, *ROWS, *FLOWS)}
    assert {layout.table_name for layout in LAYOUTS} == promised
    assert len(LAYOUTS) >= 60
    assert len({layout.id for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("day", [PLAIN, SPRING, AUTUMN], ids=["plain", "spring", "autumn"])
@pytest.mark.parametrize("layout", [*LAYOUTS, *SUPPLIERS], ids=lambda layout: layout.id)
def test_a_layout_is_read_back_exactly(tmp_path: Path, layout: Layout, day: date) -> None:
    """Proves: every half-hour has its own value; what a clock shows once in autumn is a gap. If broken: energy moves."""
    path = tmp_path / "load.csv"
    path.write_text(layout.write(day), "utf-8")
    rows, report = gbflex.import_load(path, **layout.said)
    lost = REPEATED if layout.repeats_hour_once and day == AUTUMN else set()
    expected = {p: value(day, p) for p in range(1, period_count(day) + 1) if p not in lost}
    assert set(rows["settlement_date"]) == {day}
    found = dict(
        zip(rows["settlement_period"].to_list(), (rows["demand_mwh"] * 1000).round(6).to_list(), strict=True)
    )
    assert found == expected
    assert report["unit"] == ("mwh" if "volume" in layout.variation else "kwh")
    assert report["complete"] is not bool(lost)
