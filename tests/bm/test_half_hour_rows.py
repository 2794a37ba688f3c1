"""A unit's half-hours as its page shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbflex.analysis.bm.unit_page import unit_page
from gbflex.analysis.ports import BmPorts
from gbflex.periods import Periods
from tests.bm.files import Gbflex
from tests.bm.half_hour_files import DAY, Held
from tests.bm.test_port import half_hour_at_20_mw
from tests.bm.test_sums_add_up import OneUnit
from tests.cli.conftest import gbflex
from tests.factories import FakeMarketData

__all__ = ["gbflex"]

UNIT = "T_AAA-1"
KEYS = ("notified_mw", "expected_mw", "export_limit_mw", "import_limit_mw", "offer_mwh", "bid_mwh",
        "offer_price_gbp_per_mwh", "bid_price_gbp_per_mwh", "cashflow_gbp", "cash_basis")  # fmt: skip


@pytest.fixture
def held(gbflex: Gbflex, tmp_path: Path) -> Held:
    """Notified at 10 MW but in period 30; up to 40 MW in period 21, down to -10 in 22, up in 23 without a pair."""
    held = Held(gbflex, tmp_path)
    held.notified(10, [at for at in range(1, 49) if at != 30])
    held.accepted({21: 40, 22: -10, 23: 20})
    held.pairs([21, 22])
    held.levels("mels", {21: 50.0})
    held.levels("mils", {21: -45.0})
    return held


def test_levels_prices_and_cash_of_each_half_hour(held: Held) -> None:
    """Proves: 15 MWh x 100, -10 x 20, energy without a price, quiet and not known. If broken: 0 where nothing is known."""
    page = held.gbflex("bm", "unit", UNIT, "--from", DAY, "--to", DAY, "--tlm", "1", "--json").json
    rows = {row["settlement_period"]: row for row in page["half_hourly"]}
    assert len(rows) == 48
    assert {at: [rows[at][key] for key in KEYS] for at in (20, 21, 22, 23, 30)} == {
        20: [10, 10, None, None, 0, 0, None, None, 0, "nothing accepted"],
        21: [10, 40, 50, -45, 15, 0, 100, None, 1500, "computed"],
        22: [10, -10, None, None, 0, -10, None, 20, -200, "computed"],
        23: [10, 20, None, None, 5, 0, None, None, None, "not priced"],
        30: [None, None, None, None, None, None, None, None, None, "not known"],
    }
    assert (rows[21]["local_time"], rows[21]["start_time"]) == ("10:00 GMT", f"{DAY}T10:00:00Z")
    assert (rows[23]["not_priced_mwh"], rows[22]["not_priced_mwh"], rows[30]["not_priced_mwh"]) == (5, 0, None)
    (day,) = page["daily"]
    for key in (
        "offer_cashflow_gbp",
        "bid_cashflow_gbp",
        "cashflow_gbp",
        "offer_mwh",
        "bid_mwh",
        "not_priced_mwh",
    ):
        assert sum(row[key] or 0 for row in rows.values()) == pytest.approx(day[key])
    # The shipped prices of the day stand beside.
    assert all(row["system_price_gbp_per_mwh"] is not None for row in rows.values())


def test_the_clock_of_the_day_that_falls_back() -> None:
    """Proves: periods 3 and 5 of 2025-10-26 both begin at 01:00, BST and GMT; the day has 50. If broken: one clock time."""
    day = Periods.between("2025-10-26", "2025-10-26")
    ports = BmPorts(units=OneUnit(half_hour_at_20_mw()), market_data=FakeMarketData({}))
    rows = unit_page("T_RANDOM-1", day, ports, tlm=None, energy_mwh=None, fleet=False)["half_hourly"]
    assert [(row["settlement_period"], row["local_time"]) for row in rows[2:6]] == [
        (3, "01:00 BST"),
        (4, "01:30 BST"),
        (5, "01:00 GMT"),
        (6, "01:30 GMT"),
    ]
    assert (len(rows), rows[-1]["local_time"]) == (50, "23:30 GMT")


def test_the_page_lists_a_month_and_draws_all(held: Held, tmp_path: Path) -> None:
    """Proves: the table of a day has its 48 half-hours, that of five weeks says where they are. If broken: cut off."""
    for last, lists in ((DAY, True), ("2025-02-19", False)):
        path = tmp_path / f"{last}.html"
        said = held.gbflex("bm", "unit", UNIT, "--from", DAY, "--to", last, "--no-fleet", "--out", path)
        assert said.code == 0, said.err
        html = path.read_text()
        assert ("this table lists a month at most" in html) == (not lists)
        assert ("10:00 GMT</span></td>" in html) == lists
        assert "gbflex data fetch elexon.bod" in html
        assert "transmission loss multiplier of" not in html
