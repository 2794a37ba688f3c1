"""`bm unit`, `bm leaderboard` and `bm event`, and the guards on their figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gbflex.gb.plausibility import HOURS_PER_YEAR, implausible_income, implausible_use, implausible_volume
from tests.bm.files import DAY, UNIT, boalf_file, bod_file, ebocf_file, pn_file, worked_example
from tests.cli.conftest import Said, gbflex
from tests.record.test_intake import DATA, SHARED

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
SPAN = ("--from", DAY, "--to", DAY)


def test_a_unit_s_page_of_the_worked_example(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 10 MWh up and 7.5 down, prices by direction, 2.5 MWh to be bought back at the shipped index."""
    worked_example(gbflex, tmp_path)
    page = gbflex("bm", "unit", UNIT, *SPAN, "--energy-mwh", "50", "--json").json
    assert (page["offer_mwh"], page["bid_mwh"]) == (pytest.approx(10), pytest.approx(-7.5))
    assert page["mean_offer_price_gbp_per_mwh"] == pytest.approx((722.2222 + 416.6667) / 10, abs=1e-4)
    assert page["mean_bid_price_gbp_per_mwh"] == pytest.approx((325 + 238.1944 + 87.5) / 7.5, abs=1e-4)
    assert page["gross_cashflow_gbp"] == pytest.approx(488.1944, abs=5e-5)
    assert page["cash_less_recharge_gbp"] == pytest.approx(page["gross_cashflow_gbp"] - page["recharge_cost_gbp"])
    assert page["recharge_cost_gbp"] > 0
    assert "85% efficiency assumed" in page["recharge_note"]
    assert (page["discharged_mwh"], page["cycles_per_day"]) == (pytest.approx(2.5), pytest.approx(0.05))
    # The largest level stands in for a register that is not held, and says so.
    assert (page["power_mw"], "estimated" in page["power_source"]) == (30.0, True)
    assert page["cash_basis"] == "computed, TLM not applied"
    assert sum(day["cashflow_gbp"] for day in page["daily"]) == pytest.approx(page["gross_cashflow_gbp"])


def test_the_days_add_up_to_the_total_whatever_it_comes_from(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: Elexon's cash in the total and in its days, without --tlm. If broken: days of 488 under a total of 483."""
    worked_example(gbflex, tmp_path)
    offers, bids = {1: 715.0, 2: 412.5}, {1: -321.75, 2: -235.8125, -1: -86.625}
    gbflex("data", "import", "elexon.ebocf", ebocf_file(tmp_path / "ebocf.csv", offers, bids))
    page = gbflex("bm", "unit", UNIT, *SPAN, "--json").json
    assert (page["cash_basis"], page["gross_cashflow_gbp"]) == ("published", pytest.approx(483.3125))
    for key, total in (("cashflow_gbp", "gross"), ("offer_cashflow_gbp", "offer"), ("bid_cashflow_gbp", "bid")):
        assert sum(day[key] for day in page["daily"]) == pytest.approx(page[f"{total}_cashflow_gbp"])


def test_units_rank_by_gbp_per_mw_and_groups_add_up(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: two units, then their lead party with both. If broken: a mean of ratios, or money counted twice."""
    worked_example(gbflex, tmp_path)
    other = "T_TEST-2"
    gbflex("data", "import", "elexon.pn", pn_file(tmp_path / "p2.csv", [(0, 0), (30, 0)], other))
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "b2.csv", {1: [(0, 10), (30, 10)]}, unit=other))
    gbflex("data", "import", "elexon.bod", bod_file(tmp_path / "o2.csv", {1: (10, 90, 100)}, other))
    register = tmp_path / "units.csv"
    register.write_text(
        "elexonBmUnit,leadPartyName,generationCapacity,gspGroupId\nT_TEST-1,Party A,50,_A\nT_TEST-2,Party A,10,_B\n"
    )
    gbflex("data", "import", "elexon.bmunits", register)
    ranked = gbflex("bm", "leaderboard", *SPAN, "--json").json["rows"]
    assert [(row["bm_unit"], row["power_mw"]) for row in ranked] == [(other, 10.0), (UNIT, 50.0)]
    assert ranked[0]["gbp_per_mw"] == pytest.approx(50.0)
    (party,) = gbflex("bm", "leaderboard", *SPAN, "--by", "lead_party", "--json").json["rows"]
    assert party["gross_cashflow_gbp"] == pytest.approx(500 + 488.1944, abs=1e-3)
    assert party["gbp_per_mw"] == pytest.approx(988.1944 / 60, abs=1e-4)
    assert len(gbflex("bm", "leaderboard", *SPAN, "--by", "gsp_group", "--json").json["rows"]) == 2
    assert gbflex("bm", "leaderboard", *SPAN, "--by", "moon").code == 2
    assert gbflex("bm", "leaderboard", *SPAN, "--party", "nobody").code == 3
    assert "Party A" in gbflex("bm", "leaderboard", *SPAN, "--party", "party", "--by", "lead_party").out


def test_only_batteries_are_ranked_where_asked(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a wind unit beside a battery is left out. If broken: wind's constraint payments among batteries."""
    worked_example(gbflex, tmp_path)
    other = "T_WINDW-1"
    gbflex("data", "import", "elexon.pn", pn_file(tmp_path / "p2.csv", [(0, 20), (30, 20)], other))
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "b2.csv", {1: [(0, 10), (30, 10)]}, unit=other))
    gbflex("data", "import", "elexon.bod", bod_file(tmp_path / "o2.csv", {-1: (-20, -90, 100)}, other))
    register = tmp_path / "units.csv"
    register.write_text(
        "elexonBmUnit,bmUnitName,fuelType,leadPartyName,generationCapacity,demandCapacity\n"
        "T_TEST-1,Test BESS,OTHER,Test Storage,50,-50\nT_WINDW-1,Test Wind Farm,WIND,Wind,20,0\n"
    )
    gbflex("data", "import", "elexon.bmunits", register)
    assert len(gbflex("bm", "leaderboard", *SPAN, "--json").json["rows"]) == 2
    assert [
        row["bm_unit"] for row in gbflex("bm", "leaderboard", *SPAN, "--batteries", "--json").json["rows"]
    ] == [UNIT]


def test_a_high_price_span(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the mean and highest shipped system price of the day, and what the unit did. If broken: another day's."""
    worked_example(gbflex, tmp_path)
    event = gbflex("bm", "event", *SPAN, "--json").json
    assert (event["half_hours"], event["half_hours_priced"]) == (48, 48)
    assert event["highest_system_price_gbp_per_mwh"] >= event["mean_system_price_gbp_per_mwh"] > 0
    assert [row["bm_unit"] for row in event["rows"]] == [UNIT]
    assert gbflex("bm", "event", "--from", "2030-01-01", "--to", "2030-01-01").code == 3


def test_a_volume_beyond_the_limits_is_refused(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 30 MW all half-hour between limits of 5 and -5 MW cannot be: refused and named. If broken: ranked first."""
    gbflex("data", "import", "elexon.pn", pn_file(tmp_path / "pn.csv", [(0, 0), (30, 0)]))
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "b.csv", {1: [(0, 30), (30, 30)]}))
    gbflex("data", "import", "elexon.bod", bod_file(tmp_path / "bod.csv", {1: (50, 90, 100)}))
    assert gbflex("bm", "leaderboard", *SPAN, "--json").json["refused"] == []
    for name, limit in (("elexon.mels", 5), ("elexon.mils", -5)):
        path = pn_file(tmp_path / f"{name}.csv", [(0, limit), (30, limit)])
        path.write_text(path.read_text().replace("PN,", name[-4:].upper() + ","))
        assert gbflex("data", "import", name, path).code == 0
    (refused,) = gbflex("bm", "leaderboard", *SPAN, "--json").json["refused"]
    assert refused["bm_unit"] == UNIT
    assert "a range of 10.0 MW gives at most 5.0" in refused["flags"][0]


def test_high_price_spans_are_found_day_by_day(gbflex: Gbflex) -> None:
    """Proves: days in a row make one span with its mean; the shipped 2,900 of 2025-01-08 is the highest of its span."""
    span = ("--from", "2025-01-01", "--to", "2025-01-31")
    found = gbflex("bm", "events", *span, "--above", "200", "--json").json["events"]
    (peak,) = [event for event in found if event["from"] <= "2025-01-08" <= event["to"]]
    assert peak["highest_system_price_gbp_per_mwh"] == 2900
    assert peak["mean_system_price_gbp_per_mwh"] >= 200
    beside = gbflex("bm", "event", "--from", peak["from"], "--to", peak["to"], "--json").json
    assert beside["mean_system_price_gbp_per_mwh"] == pytest.approx(peak["mean_system_price_gbp_per_mwh"])
    assert gbflex("bm", "events", *span, "--above", "5000", "--json").json["events"] == []
    (whole,) = gbflex("bm", "events", *span, "--above", "-999", "--json").json["events"]
    assert (whole["days"], whole["from"], whole["to"]) == (31, "2025-01-01", "2025-01-31")


def test_guards_catch_errors_of_unit_and_scope() -> None:
    """Proves: 8.7 bn, x1000, 9 cycles and 60 MWh of 100 MW are flagged; an ordinary year is not. If broken: printed."""
    assert implausible_income(160_000, 2.5, HOURS_PER_YEAR) == []
    assert implausible_income(8.7e9, 2.5, HOURS_PER_YEAR)[0].startswith("refused")
    assert implausible_income(160_000_000, 2.5, HOURS_PER_YEAR)[0].startswith("refused")
    assert implausible_income(1_000_000, 2.5, HOURS_PER_YEAR)[0].startswith("doubtful")
    # A single extreme day is possible: it is said, not refused.
    assert implausible_income(10_000, 2.5, 24)[0].startswith("doubtful")
    assert implausible_income(300_000_000, 500.0, HOURS_PER_YEAR)[0].startswith("refused")
    assert (implausible_use(1.6), len(implausible_use(4.5))) == ([], 1)
    assert implausible_volume(50.0, 100.0) == []
    assert implausible_volume(50.1, 100.0)[0].startswith("refused")
    assert implausible_volume(1e9, None) == []


@SHARED
def test_all_of_gb_in_one_half_hour(gbflex: Gbflex) -> None:
    """Proves: every unit's volume is within half of what its pairs declare, or refused with the reason."""
    names = {
        "elexon.pn": "pn",
        "elexon.boalf": "boalf",
        "elexon.bod": "bod",
        "elexon.mels": "mel",
        "elexon.mils": "mil",
    }
    for dataset, name in names.items():
        assert gbflex("data", "import", dataset, DATA / "bm" / f"allgb_{name}_2022-03-19_sp27.csv.gz").code == 0
    ranked = gbflex("bm", "leaderboard", "--from", "2022-03-19", "--to", "2022-03-19", "--json").json
    assert len(ranked["rows"]) + len(ranked["refused"]) == 31
    assert all(row["offer_mwh"] >= 0 >= row["bid_mwh"] for row in ranked["rows"])


@SHARED
def test_the_wind_day_runs_through(gbflex: Gbflex) -> None:
    """Proves: 156 wind units of a day; only bids, no discharge revenue out of nothing. If broken: offers of wind."""
    for dataset, name in (("elexon.pn", "fpn"), ("elexon.boalf", "boalf"), ("elexon.bod", "bod")):
        assert gbflex("data", "import", dataset, DATA / "bm" / f"wind_{name}_2022-01-01.csv.gz").code == 0
    rows = gbflex("bm", "leaderboard", "--from", "2022-01-01", "--to", "2022-01-01", "--json").json["rows"]
    down = sum(row["bid_mwh"] for row in rows)
    assert down < -1000
    assert sum(row["offer_mwh"] for row in rows) < 0.1 * -down


def test_months_put_together_are_the_whole(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: an acceptance over New Year counts once, half in each month. If broken: twice, or a lost half-hour."""
    pn, boalf, bod = (tmp_path / f"{name}.csv" for name in ("pn", "boalf", "bod"))
    ends = [("2024-12-31", 48, "2024-12-31T23:30:00Z", "2025-01-01T00:00:00Z"),
            ("2025-01-01", 1, "2025-01-01T00:00:00Z", "2025-01-01T00:30:00Z")]  # fmt: skip
    pn.write_text(
        "settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,bmUnit\n"
        + "".join(f"{day},{period},{start},{end},0,0,{UNIT}\n" for day, period, start, end in ends)
    )
    bod.write_text(
        "settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,pairId,offer,bid,bmUnit\n"
        + "".join(f"{day},{period},{start},{end},50,50,1,100,90,{UNIT}\n" for day, period, start, end in ends)
    )
    boalf.write_text(
        "bmUnit,acceptanceNumber,acceptanceTime,timeFrom,timeTo,levelFrom,levelTo\n"
        f"{UNIT},7,2024-12-31T23:30:00Z,2024-12-31T23:45:00Z,2025-01-01T00:15:00Z,40,40\n"
    )
    for dataset, path in (("elexon.pn", pn), ("elexon.boalf", boalf), ("elexon.bod", bod)):
        assert gbflex("data", "import", dataset, path).code == 0
    page = gbflex("bm", "unit", UNIT, "--from", "2024-12-31", "--to", "2025-01-01", "--json").json
    assert (page["offer_mwh"], page["gross_cashflow_gbp"], page["acceptances"]) == (20.0, 2000.0, 1)
    assert [day["cashflow_gbp"] for day in page["daily"]] == [1000.0, 1000.0]


def test_a_portfolio_says_what_is_not_visible(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: volumes of one unit, prices alone of another, nothing of the third, which is secondary by its type."""
    worked_example(gbflex, tmp_path)
    gbflex(
        "data",
        "import",
        "elexon.bod",
        bod_file(tmp_path / "o2.csv", {1: (10, 90, 120), -1: (-5, 30, 40)}, "T_TEST-2"),
    )
    register = tmp_path / "units.csv"
    register.write_text(
        "elexonBmUnit,leadPartyName,leadPartyId,bmUnitType,generationCapacity\n"
        "T_TEST-1,Flexible Party,FLEX,T,50\nT_TEST-2,Flexible Party,FLEX,T,10\nV__AFLEX001,Flexible Party,FLEX,V,4\n"
        "2__AFLEX001,Other Party,OTHER,S,4\n"
    )
    gbflex("data", "import", "elexon.bmunits", register)
    portfolio = gbflex("bm", "portfolio", "flexible", *SPAN, "--json").json
    assert {row["bm_unit"]: row["confidence"] for row in portfolio["rows"]} == {
        "T_TEST-1": "estimated",
        "T_TEST-2": "prices only",
        "V__AFLEX001": "not visible",
    }
    assert (portfolio["secondary_units"], portfolio["visible_units"]) == (1, 2)
    assert portfolio["rows"][1]["mean_first_offer_price_gbp_per_mwh"] == 120
    assert gbflex("bm", "portfolio", "FLEX", *SPAN).code == 0
    assert gbflex("bm", "portfolio", "nobody", *SPAN).code == 3


def test_headroom_is_the_room_left_by_the_notification(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: MEL 50, PN 0, MIL -40: 50 up, 40 down, in the one half-hour held. If broken: the limits themselves."""
    worked_example(gbflex, tmp_path)
    for name, level in (("elexon.mels", 50), ("elexon.mils", -40)):
        path = pn_file(tmp_path / f"{name}.csv", [(0, level), (30, level)])
        path.write_text(path.read_text().replace("PN,", name[-4:].upper() + ","))
        assert gbflex("data", "import", name, path).code == 0
    page = gbflex("bm", "unit", UNIT, *SPAN, "--out", tmp_path / "unit.html", "--json").json
    assert (page["mean_headroom_up_mw"], page["mean_headroom_down_mw"]) == (50.0, 40.0)
    html = (tmp_path / "unit.html").read_text()
    assert "T_TEST-1" in html
    assert "TLM not applied" in html
    assert "http://" not in html.split("<script>")[0]
