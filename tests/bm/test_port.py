"""Questions about the Balancing Mechanism over a port that is arrays in this file: no record, no store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pytest

from gbflex.analysis.bm.batteries import battery_register
from gbflex.analysis.bm.events import event, events
from gbflex.analysis.bm.leaderboard import leaderboard
from gbflex.analysis.bm.ledger_answer import ledger_answer
from gbflex.analysis.bm.portfolio import portfolio
from gbflex.analysis.bm.unit_page import unit_page
from gbflex.analysis.ports import BmPorts, FirstPairPrices, HeldFacts, LimitRanges, UnitData
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.battery_overrides import Override
from gbflex.gb.battery_score import BatteryFacts, Levels
from gbflex.gb.bm import Pairs, Profile
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from tests.factories import FakeMarketData

DAY = Periods.between("2025-01-15", "2025-01-15")
UNIT, OTHER = "T_AAAAB-1", "T_SILENT-1"
NOON = 24
"""Period 25 of a winter day begins at 12:00 UTC."""


def at(minute: float) -> int:
    """Seconds since 1970 of an instant so many minutes after noon."""
    return int(DAY.start_time[NOON].astype(np.int64) + minute * 60)


def profile(*rows: tuple[float, float, float, float], number: int = 0) -> Profile:
    """Pieces as (from minute, to minute, from MW, to MW)."""
    start, end = (np.array([at(row[side]) for row in rows], dtype=np.int64) for side in (0, 1))
    level_from, level_to = (np.array([row[side] for row in rows], dtype=float) for side in (2, 3))
    return Profile(start, end, level_from, level_to, np.full(len(rows), number, dtype=np.int64))


def half_hour_at_20_mw() -> UnitData:
    """Notified at 0, accepted up to 20 MW for a half-hour: 10 MWh at 100 GBP/MWh."""
    none = np.array([], dtype=np.int64)
    width = np.array([30.0])
    return UnitData(
        notification=profile((0, 30, 0, 0)),
        acceptances=profile((0, 30, 20, 20), number=7),
        flagged=none,
        deleted=none,
        deleted_half_hours=none,
        pairs=Pairs(np.array([at(0)]), np.array([at(30)]), np.array([1]), width, width),
        bid_gbp_per_mwh=np.array([90.0]),
        offer_gbp_per_mwh=np.array([100.0]),
        published=None,
    )


class FakeBmData:
    """Two registered units of one party; one was accepted, the other only submitted prices."""

    overrides: tuple[Override, ...] = ()

    def register(self) -> dict[str, BmUnit]:
        unit = BmUnit(UNIT, "AAAAB-1", "Aa BESS", "OTHER", "Aa Limited", "AA", "T", "", 50.0, -50.0)
        return {UNIT: unit, OTHER: BmUnit(OTHER, "SILENT-1", "Silent", lead_party_id="AA")}

    def units_held(self, first: date, last: date, named: Sequence[str]) -> list[str]:
        inside = first <= DAY.first_date <= last
        return [UNIT] if inside and (not named or {UNIT, "AAAAB-1"} & set(named)) else []

    def units_data(self, first: date, last: date, units: Sequence[str]) -> Iterator[tuple[str, UnitData]]:
        del first, last
        return ((unit, half_hour_at_20_mw()) for unit in units)

    def limit_ranges_mw(self, first: date, last: date, units: Sequence[str]) -> dict[str, LimitRanges]:
        del first, last, units
        return {UNIT: LimitRanges(np.array([at(0) // HALF_HOUR_SECONDS]), np.array([50.0]), np.array([-50.0]))}

    def mean_level_mw(self, level: str, unit: str, periods: Periods) -> np.ndarray:
        del unit
        return np.full(len(periods), {"export_limit": 50.0, "import_limit": -40.0, "notification": 10.0}[level])

    def first_pair_prices(self, first: date, last: date, units: Sequence[str]) -> dict[str, FirstPairPrices]:
        del first, last
        return {unit: FirstPairPrices(101.0, None, 48) for unit in units}

    def battery_facts(self) -> HeldFacts:
        day = date(2025, 1, 15)
        unit, other = self.register().values()
        facts = [BatteryFacts(unit, limits=Levels(day, day, 50.0, -50.0)), BatteryFacts(other)]
        return HeldFacts(facts, "2025-01-16", ["elexon.pn"])

    def own_overrides(self) -> tuple[Override, ...]:
        return self.overrides


def ports(**prices: np.ndarray) -> BmPorts:
    return BmPorts(units=FakeBmData(), market_data=FakeMarketData(prices))


def test_a_ledger_from_arrays() -> None:
    """Proves: 10 MWh x 100 GBP/MWh x 0.98 in one row of period 25. If broken: another half-hour, or no multiplier."""
    answer = ledger_answer("AAAAB-1", DAY, ports(), tlm=0.98)
    (row,) = answer["rows"]
    assert (row["settlement_period"], row["pair"]) == (25, 1)
    assert row["accepted_offer_mwh"] == pytest.approx(10.0)
    assert answer["total_gbp"] == pytest.approx(980.0)
    with pytest.raises(MissingPeriods, match="nothing of T_NONE-1 is held"):
        ledger_answer("T_NONE-1", DAY, ports(), tlm=None)
    with pytest.raises(InputError, match="cannot be a transmission loss multiplier"):
        ledger_answer(UNIT, DAY, ports(), tlm=2.0)


def test_a_page_and_a_ranking_from_arrays() -> None:
    """Proves: 1,000 GBP over 50 MW, 40 MW of room up and 50 down, also over two months. If broken: it counts twice."""
    page = unit_page(UNIT, DAY, ports(), tlm=None, energy_mwh=100.0)
    assert page["gbp_per_mw"] == pytest.approx(20.0)
    assert (page["mean_headroom_up_mw"], page["mean_headroom_down_mw"]) == (40.0, 50.0)
    assert page["power_source"] == "registered generation capacity"
    two_months = Periods.between("2025-01-15", "2025-02-03")
    (row,) = leaderboard(two_months, ports(), units=None, by="lead_party", party="aa", batteries=True, tlm=None)[
        "rows"
    ]
    assert (row["lead_party_name"], row["units"]) == ("Aa Limited", [UNIT])
    assert row["gross_cashflow_gbp"] == pytest.approx(1000.0)


def test_a_portfolio_says_what_is_visible_of_each_unit() -> None:
    """Proves: cash of one, prices alone of the other. If broken: a unit without acceptances is worth nothing."""
    answer = portfolio("AA", DAY, ports(), tlm=None)
    assert [row["bm_unit"] for row in answer["rows"]] == [UNIT, OTHER]
    assert [row["confidence"] for row in answer["rows"]] == ["estimated", "prices only"]
    assert [row["mean_first_offer_price_gbp_per_mwh"] for row in answer["rows"]] == [101.0, 101.0]
    assert answer["gross_cashflow_gbp"] == pytest.approx(1000.0)
    assert answer["lead_parties"] == ["Aa Limited"]


def test_a_span_of_high_prices_from_arrays() -> None:
    """Proves: the day, its highest half-hour and what the unit did. If broken: the price of another half-hour."""
    prices = np.full(len(DAY), 200.0)
    prices[NOON] = 900.0
    asked = ports(system_price=prices)
    answer = event(DAY, asked, units=None, tlm=None)
    assert answer["highest_system_price_gbp_per_mwh"] == 900.0
    assert answer["rows"][0]["discharged_mwh"] == pytest.approx(10.0)
    (span,) = events(DAY, asked.market_data, above_gbp_per_mwh=210.0)["events"]
    assert (span["from"], span["days"]) == ("2025-01-15", 1)
    with pytest.raises(MissingPeriods, match="no system price is held"):
        event(DAY, ports(), units=None, tlm=None)


def test_the_register_of_batteries_from_facts() -> None:
    """Proves: score from the facts, the user's verdict over it, another version. If broken: overrides are not asked."""
    before = battery_register(FakeBmData())
    assert [row["bm_unit"] for row in before["batteries"]] == [UNIT]
    assert (before["as_of"], before["not_held"]) == ("2025-01-16", ["elexon.pn"])
    data = FakeBmData()
    data.overrides = (Override(UNIT, "not_battery", "a flywheel", "owner", date(2025, 1, 1), "own"),)
    after = battery_register(data)
    assert after["batteries"] == []
    assert after["version"] != before["version"]
