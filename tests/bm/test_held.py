"""What a summary is a sum of: half-hours held, volumes known, cash priced. A few half-hours each, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.bm.implied import implied_by_season
from tests.bm.files import Gbflex
from tests.bm.half_hour_files import DAY, LEVELS, OTHER, UNIT, Held
from tests.cli.conftest import gbflex

__all__ = ["gbflex"]

ONE = ("--from", DAY, "--to", DAY)
MONTH = ("--from", "2025-01-01", "--to", "2025-01-31")


@pytest.fixture
def held(gbflex: Gbflex, tmp_path: Path) -> Held:
    return Held(gbflex, tmp_path)


def page(held: Held, *options: object, span: tuple[str, ...] = ONE) -> Any:
    said = held.gbflex("bm", "unit", UNIT, *span, *options, "--json")
    assert said.code == 0, said.err
    return said.json


def ranking(held: Held, *options: object) -> Any:
    said = held.gbflex("bm", "leaderboard", *ONE, *options, "--json")
    assert said.code == 0, said.err
    return said.json


def test_a_month_is_divided_by_the_days_it_holds(held: Held) -> None:
    """Proves: 2,000 GBP of 50 MW on one day of January are 14,600 GBP/MW a year. If broken: 471, over 31 days."""
    held.notified()
    held.accepted({21: 40})
    held.pairs([21])
    held.registered({UNIT: 50})
    month, day = page(held, "--tlm", "1", span=MONTH), page(held, "--tlm", "1")
    for one in (month, day):
        assert (one["half_hours_held"], one["days_held"], one["gbp_per_mw"]) == (48, 1, 40.0)
        assert (one["gbp_per_mw_per_year"], one["full_power_hours_per_day"]) == (14_600.0, 0.4)
    assert (month["half_hours"], month["confidence"]) == (31 * 48, "public-derived")
    assert month["flags"] == ["48 of 1,488 half-hours are held; figures per day and year are over 1 of 31 days"]
    cash = {row["settlement_date"]: row["cashflow_gbp"] for row in month["daily"]}
    assert {day for day, gbp in cash.items() if gbp is not None} == {DAY}
    assert {row["confidence"] for row in month["daily"]} == {"public-derived", "not held"}
    assert "48 of 1,488 half-hours are held" in held.gbflex("bm", "unit", UNIT, *MONTH).err


def test_a_quiet_month_counts_whoever_asks(held: Held) -> None:
    """Proves: notified in both months, accepted in one: two days held, alone and among all. If broken: one day, twice the
    rate, where all units are ranked."""
    held.notified()
    held.levels("pn", dict.fromkeys(range(1, 49), 0.0), day="2025-02-03")
    held.accepted({21: 40})
    held.pairs([21])
    held.put("boalf", "bmUnit,acceptanceNumber,acceptanceTime,timeFrom,timeTo,levelFrom,levelTo",
             [f"{OTHER},1,2025-02-03T00:00:00Z,2025-02-03T10:00:00Z,2025-02-03T10:30:00Z,34,34"])  # fmt: skip
    span = ("--from", "2025-01-01", "--to", "2025-02-28")
    alone = page(held, "--tlm", "1", span=span)
    rows = held.gbflex("bm", "leaderboard", *span, "--tlm", "1", "--json").json["rows"]
    for one in (alone, *(row for row in rows if row["bm_unit"] == UNIT)):
        assert (one["days_held"], one["half_hours_held"]) == (2, 96)
        assert one["gbp_per_mw_per_year"] == pytest.approx(2000 / 40 / 2 * 365)


def test_a_mean_price_is_over_its_own_energy(held: Held) -> None:
    """Proves: 20 MWh at 100, and 500 GBP of Elexon's without an acceptance of ours: 2,500 GBP, mean 100.

    If broken: 125 (cash of two half-hours over the energy of one), or 500 GBP (the basis of one for both), or 3,500 with
    the cash of the unit that was not asked for.
    """
    held.notified(periods=range(1, 47))
    held.accepted({21: 40})
    held.pairs([21, 22])
    held.published({22: 500})
    held.published({21: 1000}, OTHER)
    one = page(held, "--tlm", "1")
    assert (one["offer_cashflow_gbp"], one["mean_offer_price_gbp_per_mwh"]) == (2500.0, 100.0)
    assert (one["half_hours_held"], one["half_hours_with_volumes"]) == (46, 45)
    assert (one["cash_basis"], one["half_hours_published"], one["half_hours_computed"]) == (
        "published; computed",
        1,
        1,
    )
    assert one["cash_less_recharge_gbp"] is None
    assert "cash of 1 half-hours without known volumes: 500.00 GBP, in no mean price" in one["flags"]
    ledger = held.gbflex("bm", "ledger", "--unit", UNIT, *ONE, "--tlm", "1", "--json").json
    assert [(row["cause"], row["cashflow_gbp"], row["confidence"]) for row in ledger["rows"]] == [
        ("not published", 2000.0, "public-derived"),
        ("missing acceptance", None, "estimated"),
    ]


def test_a_lost_row_of_cash_is_computed_at_the_implied_multiplier(held: Held) -> None:
    """Proves: 1,960 published, 1,960 computed; the price is 100 before it. If broken: 4,000, both without it."""
    held.notified()
    held.accepted({21: 40, 22: 40})
    held.pairs([21, 22])
    held.published({21: 1960})
    one = page(held)
    assert one["gross_cashflow_gbp"] == pytest.approx(3920)
    assert (one["tlm_applied"], one["tlm_source"]) == (pytest.approx(0.98), "implied by published cash")
    assert (one["cash_basis"], one["confidence"]) == ("published; computed, TLM implied", "estimated")
    assert one["mean_offer_price_gbp_per_mwh"] == pytest.approx(100)
    given = page(held, "--tlm", "0.97")
    assert given["gross_cashflow_gbp"] == pytest.approx(1960 + 1940)
    assert (given["tlm_source"], given["confidence"]) == ("given", "public-derived")


def test_prices_are_known_from_published_cash_where_no_pair_is_held(held: Held) -> None:
    """Proves: no pairs: 1,960 GBP over 20 MWh at 0.98 are 100; without a multiplier no price. If broken: 98, or 0."""
    held.notified()
    held.accepted({21: 40})
    held.published({21: 1960})
    one = page(held, "--tlm", "0.98")
    assert (one["mean_offer_price_gbp_per_mwh"], one["gross_cashflow_gbp"]) == (pytest.approx(100), 1960)
    assert (one["offer_mwh"], one["not_priced_mwh"]) == (20, 0)
    assert page(held)["mean_offer_price_gbp_per_mwh"] is None


@pytest.mark.parametrize(
    ("notified", "accepted", "bought"),
    [
        (20, 30, 5 / 0.85),
        (-20, -10, 5),
        (20, 10, -5 / 0.85),
        (-20, -30, -5),
        (-10, 10, 5 + 5 / 0.85),
    ],
)
def test_recharging_follows_the_store(held: Held, notified: float, accepted: float, bought: float) -> None:
    """Proves: what discharges is bought back with losses, what charges only avoids import, offers and bids alike.

    If broken: an offer while charging costs 5.88 MWh, or a bid while discharging saves 5.
    """
    held.notified(notified)
    held.accepted({21: accepted})
    held.pairs([21])
    one = page(held, "--tlm", "1")
    assert one["recharge_mwh"] == pytest.approx(bought)
    assert one["recharge_cost_gbp"] == pytest.approx(bought * one["recharge_price_gbp_per_mwh"])
    assert "the mean of 48 half-hours" in one["recharge_note"]


def test_the_price_of_recharging_is_the_mean_of_every_half_hour(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: one market index of 500 among 47 system prices of 60 is a mean of 69.17. If broken: 500, of one."""
    held, day = Held(gbflex, tmp_path), "2026-11-10"
    held.levels("pn", dict.fromkeys(range(1, 49), 0.0), day=day)
    held.put("boalf", "bmUnit,acceptanceNumber,acceptanceTime,timeFrom,timeTo,levelFrom,levelTo",
             [f"{UNIT},1,{day}T00:00:00Z,{day}T10:00:00Z,{day}T10:30:00Z,34,34"])  # fmt: skip
    held.put("system_prices", "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume",
             [f"{day},{at},60,60,1" for at in range(1, 49)])  # fmt: skip
    held.put("market_index", "startTime,settlementDate,settlementPeriod,dataProvider,price,volume",
             [f"{day}T03:00:00Z,{day},7,APXMIDP,500,10"])  # fmt: skip
    one = page(held, span=("--from", day, "--to", day))
    assert one["recharge_price_gbp_per_mwh"] == pytest.approx((47 * 60 + 500) / 48)
    assert one["recharge_cost_gbp"] == pytest.approx(17 / 0.85 * (47 * 60 + 500) / 48)
    assert "(1 at the market index, 47 at the system price)" in one["recharge_note"]


def test_what_has_no_price_is_null_and_said_at_every_door(held: Held, tmp_path: Path) -> None:
    """Proves: 15 MWh without a pair: null, estimated, flagged in JSON, terminal, page, ranking, portfolio, ledger.

    If broken: 0.00 GBP, public-derived, because a multiplier was given.
    """
    held.notified()
    held.accepted({21: 30})
    held.registered({UNIT: 50})
    html = tmp_path / "unit.html"
    one = page(held, "--tlm", "1", "--out", html)
    (row,) = ranking(held, "--tlm", "1")["rows"]
    (group,) = ranking(held, "--tlm", "1", "--by", "lead_party")["rows"]
    (visible,) = held.gbflex("bm", "portfolio", "Party A", *ONE, "--tlm", "1", "--json").json["rows"]
    for found in (one, row, group, visible):
        assert (found["offer_cashflow_gbp"], found["gross_cashflow_gbp"], found["gbp_per_mw"]) == (
            None,
            None,
            None,
        )
        assert (found["offer_mwh"], found["not_priced_mwh"], found["confidence"]) == (15, 15, "estimated")
        assert found["half_hours_not_priced"] == 1
        assert any("incomplete: 15.0 MWh accepted and not priced" in flag for flag in found["flags"])
    assert (one["cash_basis"], one["recharge_mwh"], one["cash_less_recharge_gbp"]) == (
        "not priced",
        pytest.approx(15 / 0.85),
        None,
    )
    assert "no mean offer price: none of 15.0 MWh has a price before the multiplier" in one["flags"]
    assert [note["at_stake_gbp"] for note in one["notes"]] == [None]
    (day,) = one["daily"]
    assert (day["cashflow_gbp"], day["not_priced_mwh"], day["confidence"]) == (None, 15, "estimated")
    for command in (("unit", UNIT), ("leaderboard",), ("portfolio", "Party A"), ("event",)):
        assert "15.0 MWh accepted and not priced" in held.gbflex("bm", *command, *ONE, "--tlm", "1").err
    assert "15.0 MWh accepted and not priced" in html.read_text()
    ledger = held.gbflex("bm", "ledger", "--unit", UNIT, *ONE, "--tlm", "1", "--json").json
    assert (ledger["total_gbp"], ledger["offer_cashflow_gbp"], ledger["confidence"]) == (None, None, "estimated")


def test_what_has_no_notification_is_not_measured_from_nothing(held: Held) -> None:
    """Proves: accepted to 40 MW without a notification: no MWh is made up, the half-hour is said. If broken: 20 MWh."""
    held.notified(periods=range(1, 21))
    held.accepted({20: 40, 21: 40})
    held.pairs([20, 21])
    one = page(held, "--tlm", "1")
    assert (one["offer_mwh"], one["not_priced_mwh"], one["half_hours_not_priced"]) == (20, 0, 1)
    assert (one["gross_cashflow_gbp"], one["half_hours_held"], one["confidence"]) == (2000, 20, "estimated")
    assert "incomplete: 1 half-hours accepted without a notification, their energy is not known" in one["flags"]
    # Nothing but the unmeasured: no figure at all.
    held.accepted({21: 40}, OTHER)
    (other,) = ranking(held, "--unit", OTHER, "--tlm", "1")["rows"]
    assert (other["gross_cashflow_gbp"], other["offer_mwh"], other["confidence"]) == (None, None, "estimated")


def test_a_notification_alone_says_nothing_of_acceptances(held: Held) -> None:
    """Proves: PN held, acceptances of nobody: cash is not known. If broken: 0.00 GBP, public-derived."""
    held.notified()
    one = page(held, "--tlm", "1")
    assert (one["gross_cashflow_gbp"], one["confidence"], one["half_hours_held"]) == (None, "estimated", 0)
    ledger = held.gbflex("bm", "ledger", "--unit", UNIT, *ONE, "--tlm", "1", "--json").json
    assert (ledger["total_gbp"], ledger["confidence"]) == (None, "estimated")
    # With acceptances of another unit it is known that this one had none.
    held.accepted({21: 30}, OTHER)
    quiet = page(held, "--tlm", "1")
    assert (quiet["gross_cashflow_gbp"], quiet["confidence"], quiet["half_hours_held"]) == (
        0,
        "public-derived",
        48,
    )


def test_a_unit_of_published_cash_alone(held: Held) -> None:
    """Proves: no volumes: energy, prices, output and recharging are null, the cash is Elexon's. If broken: 0 MWh."""
    held.published({21: 1000})
    one = page(held)
    assert (one["gross_cashflow_gbp"], one["confidence"], one["cash_basis"]) == (
        1000,
        "public-derived",
        "published",
    )
    unknown = ("offer_mwh", "bid_mwh", "mean_offer_price_gbp_per_mwh", "discharged_mwh", "recharge_cost_gbp",
               "cash_less_recharge_gbp", "notified_mwh", "gbp_per_mw")  # fmt: skip
    assert [one[key] for key in unknown] == [None] * len(unknown)


def test_a_group_s_figures_per_mw_are_of_the_units_whose_power_is_known(held: Held) -> None:
    """Proves: 2,000 GBP of 50 MW beside 1,000 of a unit without power: 40 GBP/MW, said. If broken: 60."""
    held.notified()
    held.accepted({21: 40})
    held.pairs([21])
    held.published({21: 1000}, OTHER)
    held.registered({UNIT: 50, OTHER: ""})
    (group,) = ranking(held, "--by", "lead_party", "--tlm", "1")["rows"]
    assert (group["gross_cashflow_gbp"], group["power_mw"], group["units_without_power"]) == (3000, 50, 1)
    assert (group["gbp_per_mw"], group["gbp_per_mw_per_year"]) == (40, pytest.approx(40 * 365))
    assert group["flags"][0] == "the power of 1 of 2 units is not known: 1,000.00 GBP, in no figure per MW"


def test_like_coverage_is_compared(held: Held) -> None:
    """Proves: a unit held in 7 of 48 half-hours comes after one held in all. If broken: it is ranked first."""
    for unit, mw, periods in ((UNIT, 40, range(1, 49)), (OTHER, 50, range(18, 25))):
        held.notified(periods=periods, unit=unit)
        held.accepted({21: mw}, unit)
        held.pairs([21], unit=unit)
    held.registered({UNIT: 50, OTHER: 50})
    rows = ranking(held, "--tlm", "1")["rows"]
    assert [(row["bm_unit"], row["gbp_per_mw"], row["half_hours_held"], row["is_compared"]) for row in rows] == [
        (UNIT, 40.0, 48, True),
        (OTHER, 50.0, 7, False),
    ]


def test_limits_of_one_half_hour_refuse_nothing_elsewhere(held: Held) -> None:
    """Proves: limits of 5 and -5 MW in period 30 say nothing of period 21; in 21 they refuse. If broken: refused."""
    held.notified()
    held.accepted({21: 40})
    held.pairs([21])
    held.levels("mels", {30: 5})
    held.levels("mils", {30: -5})
    assert page(held)["flags"][0].startswith("2,000.00 GBP of 1 half-hours are computed")
    assert ranking(held)["refused"] == []
    held.levels("mels", {21: 5})
    held.levels("mils", {21: -5})
    assert ranking(held)["refused"][0]["flags"][0].startswith("refused: 20.0 MWh in a half-hour; a range of 10.0")


def test_headroom_is_that_of_the_newest_declaration(held: Held) -> None:
    """Proves: 50 MW, then 20 from a third of the half-hour on: 30 on average. If broken: 38, the mean of both rows."""
    held.notified()
    rows = [("30", 29, 30, 50, 8, 1), ("30", 29 + 1 / 3, 30, 20, 9, 2)]
    put_limits(held, "mels", [(*row[:4], f"{DAY}T{row[4]:02d}:00:00Z", row[5]) for row in rows])
    put_limits(held, "mils", [("30", 29, 30, -5, f"{DAY}T08:00:00Z", 1)])
    held.accepted({21: 1}, OTHER)
    one = page(held)
    assert (one["mean_headroom_up_mw"], one["mean_headroom_down_mw"]) == (pytest.approx(30), 5)
    assert (one["headroom_up_half_hours"], one["headroom_down_half_hours"]) == (1, 1)


def test_the_higher_sequence_wins_over_the_later_row(held: Held) -> None:
    """Proves: sequence 2 of the whole half-hour over sequence 1 of its second half. If broken: 35."""
    held.notified()
    put_limits(
        held, "mels", [("30", 29, 30, 50, f"{DAY}T08:00:00Z", 2), ("30", 29.5, 30, 20, f"{DAY}T09:00:00Z", 1)]
    )
    held.accepted({21: 1}, OTHER)
    assert page(held)["mean_headroom_up_mw"] == 50


def put_limits(held: Held, dataset: str, rows: list[tuple[str, float, float, float, str, int]]) -> None:
    from tests.bm.half_hour_files import instant

    head = LEVELS.replace("bmUnit", "notificationTime,notificationSequence,bmUnit")
    held.put(
        dataset,
        head,
        [
            f"{DAY},{at},{instant(a)},{instant(b)},{mw},{mw},{time},{seq},{UNIT}"
            for at, a, b, mw, time, seq in rows
        ],
    )


def test_placeholders_are_in_the_cash_and_in_no_mean(held: Held) -> None:
    """Proves: 20 MWh at 100 and 1 at 99,999: mean 100, one placeholder. If broken: a mean offer price of 4,857."""
    held.notified()
    held.accepted({21: 40, 22: 2})
    held.pairs([21])
    held.pairs([22], offer=99_999, bid=-99_999)
    held.registered({UNIT: 50})
    one = page(held, "--tlm", "1")
    assert (one["offer_cashflow_gbp"], one["mean_offer_price_gbp_per_mwh"]) == (2000 + 99_999, 100)
    assert one["placeholder_prices"] == 1
    assert "1 offer prices of 9,999 GBP/MWh or beyond are left out of mean prices" in one["flags"]
    assert "the mean offer price is over 20.0 of 21.0 MWh" in one["flags"]
    (row,) = held.gbflex("bm", "portfolio", "Party A", *ONE, "--json").json["rows"]
    assert (row["mean_first_offer_price_gbp_per_mwh"], row["mean_first_bid_price_gbp_per_mwh"]) == (100, 20)
    assert row["flags"][-1].startswith("2 submitted prices of 9,999 GBP/MWh or beyond are left out")


def test_overlapping_notifications_count_once(held: Held) -> None:
    """Proves: the later of two rows holds from where it begins: 10 MWh. If broken: both are added, 15."""
    held.put("pn", LEVELS, [
        f"{DAY},21,{DAY}T10:00:00Z,{DAY}T10:30:00Z,20,20,{UNIT}",
        f"{DAY},21,{DAY}T10:15:00Z,{DAY}T10:30:00Z,20,20,{UNIT}",
    ])  # fmt: skip
    held.accepted({21: 30}, OTHER)
    assert page(held)["notified_mwh"] == 10


def test_each_season_implies_its_own_multiplier() -> None:
    """Proves: 0.98 in August, 0.97 in September, their median in a season that shows none, none outside 0.9 to 1.1.

    If broken: one multiplier for a year that has four.
    """
    dates = np.array(["2026-08-31", "2026-08-31", "2026-09-01", "2026-09-01", "2026-12-01"], "datetime64[D]")
    computed = np.full(5, 1000.0)
    published = np.array([980.0, np.nan, 970.0, np.nan, np.nan])
    found = implied_by_season(computed, published, dates, np.arange(len(dates)))
    assert found.tolist() == pytest.approx([0.98, 0.98, 0.97, 0.97, 0.975])
    assert np.isnan(implied_by_season(computed, published * 2, dates, np.arange(len(dates)))).all()


def test_a_span_of_prices_says_how_many(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the means of an event are of 2 and 1 of 48 half-hours, and say so. If broken: a day's mean of one."""
    held, day = Held(gbflex, tmp_path), "2026-11-10"
    held.put("system_prices", "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume",
             [f"{day},{at},{60 * at},{60 * at},1" for at in (1, 2)])  # fmt: skip
    held.put("market_index", "startTime,settlementDate,settlementPeriod,dataProvider,price,volume",
             [f"{day}T03:00:00Z,{day},7,APXMIDP,500,10"])  # fmt: skip
    one = gbflex("bm", "event", "--from", day, "--to", day, "--json").json
    assert (one["half_hours"], one["half_hours_priced"], one["half_hours_indexed"]) == (48, 2, 1)
    assert (one["mean_system_price_gbp_per_mwh"], one["mean_market_index_gbp_per_mwh"]) == (90, 500)
    (span,) = gbflex("bm", "events", "--from", day, "--to", day, "--above", "50", "--json").json["events"]
    assert (span["half_hours"], span["half_hours_priced"]) == (48, 2)
