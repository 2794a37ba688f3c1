"""Identity of BM units, and each piece of a battery's evidence by hand, for and against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gbflex.errors import InputError
from gbflex.gb.battery_overrides import parse_overrides, shipped_overrides
from gbflex.gb.battery_score import BatteryFacts, BatteryScore, Levels, battery_score
from gbflex.gb.bm_units import BM_UNIT_PREFIXES, BmUnit, find_unit, prefix_of

DAY = date(2026, 9, 30)
PLAIN = BmUnit("T_PLAIN-1", "PLAIN-1", "Plain", "CCGT?", "Somebody Limited", "SOMEBODY", "T")
HEADER = "bm_unit,verdict,reason,source,since\n"


def levels(highest_mw: float, lowest_mw: float) -> Levels:
    return Levels(DAY, DAY, highest_mw, lowest_mw)


def points(answer: BatteryScore, what: str) -> int:
    return next(piece.points for piece in answer.evidence if piece.what == what)


@pytest.mark.parametrize(
    ("bm_unit", "letter", "prefix", "secondary"),
    [
        ("T_LKSDB-1", "T", "T_", False),
        ("2__FBPGM001", "S", "2__", False),
        ("2__AFLEX000", "V", "2__", False),
        ("V__LFLEX001", "V", "V__", True),
        ("V__LFLEX001", "S", "V__", False),
        ("C__PSTAT001", "S", "C__", False),
        ("LKSDB-1", "T", "", False),
    ],
)
def test_secondary_is_type_and_prefix(bm_unit: str, letter: str, prefix: str, secondary: bool) -> None:
    """Proves: V and V__, both. If broken: every 2__ unit is a virtual lead party's."""
    assert prefix_of(bm_unit) == prefix
    assert prefix == "" or prefix in BM_UNIT_PREFIXES
    assert BmUnit(bm_unit, bm_unit_type=letter).is_secondary is secondary


def test_either_id_finds_a_unit() -> None:
    """Proves: Elexon's and the system operator's id; Elexon's first. If broken: DINO-1 is unknown."""
    units = [BmUnit("T_A-1", "X-1"), BmUnit("X-1", "Y-1"), BmUnit("T_B-1")]
    assert find_unit(units, "T_A-1") == units[0]
    assert find_unit(units, "X-1") == units[1]
    assert find_unit(units, "Y-1") == units[1]
    assert find_unit(units, "") is None
    assert find_unit(units, "Z-1") is None


@pytest.mark.parametrize(
    ("highest_mw", "lowest_mw", "counted"),
    [
        (49, -49, 3),
        (10, -8, 3),
        (8, -10, 3),
        (10, -7.9, 0),
        (8, -10.1, 0),
        (49, 0, 0),
        (0, -49, 0),
        (0, 0, 0),
        (156.92, -3.3, 0),
        (1, -1, 0),
        (49, 49, 0),
    ],
)
def test_limits_of_a_day(highest_mw: float, lowest_mw: float, counted: int) -> None:
    """Proves: 3 points where |MIL|/MEL is 0.8 to 1.25 and both are more than 1 MW. If broken: a wind farm passes."""
    answer = battery_score(BatteryFacts(PLAIN, limits=levels(highest_mw, lowest_mw)))
    assert points(answer, "limits") == counted
    assert answer.score == counted
    seen = next(piece.seen for piece in answer.evidence if piece.what == "limits")
    assert seen == f"MEL {highest_mw:g} MW, MIL {lowest_mw:g} MW on 2026-09-30"


def test_registered_capacities_are_weaker_and_never_beside_limits() -> None:
    """Proves: 2 points; none beside the 3 of the limits; again 2 where the limits say nothing. If broken: 5."""
    unit = replace(PLAIN, generation_capacity_mw=50.0, demand_capacity_mw=-50.0)
    assert battery_score(BatteryFacts(unit)).score == 2
    beside = battery_score(BatteryFacts(unit, limits=levels(49, -49)))
    assert (points(beside, "limits"), points(beside, "registered_capacities"), beside.score) == (3, 0, 3)
    assert battery_score(BatteryFacts(unit, limits=levels(0, 0))).score == 2
    for export_mw, import_mw in ((50.0, -2.0), (50.0, 0.0), (1.0, -1.0), (None, -50.0), (50.0, None)):
        wrong = replace(unit, generation_capacity_mw=export_mw, demand_capacity_mw=import_mw)
        assert battery_score(BatteryFacts(wrong)).score == 0


@pytest.mark.parametrize(
    ("highest_mw", "lowest_mw", "counted"),
    [
        (105, -99, 2),
        (2, -6, 2),
        (10, -1, 2),
        (10, -0.9, 0),
        (150, -3, 0),
        (50, 0, 0),
        (0, -50, 0),
        (0, 0, 0),
        (-1, -5, 0),
    ],
)
def test_notifications_of_both_signs(highest_mw: float, lowest_mw: float, counted: int) -> None:
    """Proves: 2 points where the smaller side is a tenth of the larger. If broken: a wind farm's own supply counts."""
    answer = battery_score(BatteryFacts(PLAIN, notified=levels(highest_mw, lowest_mw)))
    assert (points(answer, "notifications"), answer.score) == (counted, counted)


def test_fuel_type() -> None:
    """Proves: OTHER and empty 1; a word we do not know 0; empty now but WIND earlier is rejected. If broken: 1 each."""
    for fuel_type, counted in (("OTHER", 1), ("", 1), ("CCGT?", 0)):
        assert battery_score(BatteryFacts(replace(PLAIN, fuel_type=fuel_type))).score == counted
    forgotten = battery_score(BatteryFacts(replace(PLAIN, fuel_type=""), earlier_fuel_type="WIND"))
    assert (forgotten.score, forgotten.verdict) == (0, "rejected")
    assert battery_score(BatteryFacts(replace(PLAIN, fuel_type=""), earlier_fuel_type="OTHER")).score == 1


@pytest.mark.parametrize(
    ("name", "lead_party", "counted"),
    [
        ("Lakeside  BESS", "Somebody", 3),
        ("BroxburnBattery", "Somebody", 3),
        ("T_THURB-1", "THURROCK STORAGE LIMITED", 3),
        ("UES BMU1 BESS1", "Somebody", 3),
        ("T_BLHLB-1", "ZENOBE BLACKHILLOCK LIMITED", 1),
        ("Cruachan 1", "Drax Pumped Storage Limited", 0),
        ("Hornsea Gas Storage", "Somebody", 0),
        ("Bessemer Road", "Bessborough Limited", 0),
        ("Dorenell Wind Farm One", "Dorenell Windfarm Limited", 0),
        ("", "", 0),
    ],
)
def test_words(name: str, lead_party: str, counted: int) -> None:
    """Proves: a battery's words count 3, an operator 1, other storage nothing. If broken: Drax gets 3."""
    answer = battery_score(BatteryFacts(replace(PLAIN, name=name, lead_party_name=lead_party)))
    assert points(answer, "name") == counted


def test_a_name_is_not_enough() -> None:
    """Proves: name and empty fuel type are 4 points and not shown; with capacities a battery. If broken: probable."""
    named = BmUnit(
        "T_LIOND-1", name="Wilton BESS", bm_unit_type="T", generation_capacity_mw=0.0, demand_capacity_mw=-7.0
    )
    assert (battery_score(BatteryFacts(named)).score, battery_score(BatteryFacts(named)).verdict) == (
        4,
        "not_shown",
    )
    real = replace(named, generation_capacity_mw=50.0, demand_capacity_mw=-50.0)
    assert (battery_score(BatteryFacts(real)).score, battery_score(BatteryFacts(real)).verdict) == (6, "battery")


def test_verdicts_by_score() -> None:
    """Proves: 6 battery, 4 and 5 probable, 3 not shown. If broken: one off."""
    unit = replace(PLAIN, fuel_type="", generation_capacity_mw=50.0, demand_capacity_mw=-50.0)
    seen = {
        3: BatteryFacts(unit),
        4: BatteryFacts(unit, limits=levels(49, -49)),
        5: BatteryFacts(unit, notified=levels(50, -50)),
        6: BatteryFacts(unit, limits=levels(49, -49), notified=levels(50, -50)),
    }
    verdicts = {score: battery_score(facts).verdict for score, facts in seen.items()}
    assert {score: battery_score(facts).score for score, facts in seen.items()} == {score: score for score in seen}
    assert verdicts == {3: "not_shown", 4: "probable", 5: "probable", 6: "battery"}


@pytest.mark.parametrize(
    "changed",
    [
        *(
            {"fuel_type": word}
            for word in ("PS", "WIND", "CCGT", "OCGT", "NUCLEAR", "NPSHYD", "COAL", "OIL", "BIOMASS")
        ),
        {"fuel_type": "INTFR"},
        {"bm_unit_type": "I"},
        {"bm_unit_type": "G"},
        {"bm_unit": "T_DINO-2"},
        {"bm_unit": "T_CRUA-1"},
    ],
)
def test_never_a_battery(changed: dict[str, str]) -> None:
    """Proves: the strongest evidence does not carry these. If broken: pumped storage is a battery."""
    best = BmUnit(
        "T_BEST-1", name="Best BESS", bm_unit_type="T", generation_capacity_mw=50.0, demand_capacity_mw=-50.0
    )
    facts = BatteryFacts(best, limits=levels(50, -50), notified=levels(50, -50))
    assert battery_score(facts).verdict == "battery"
    answer = battery_score(replace(facts, unit=replace(best, **changed)))  # type: ignore[arg-type]  # texts only
    assert answer.verdict == "rejected"
    assert answer.evidence[-1].what == "rejected"


def test_wind_without_its_fuel_type_is_not_carried() -> None:
    """Proves: the wind farms that were batteries before stay out when the register forgets. If broken: Dorenell is in."""
    for bm_unit, export_mw, import_mw in (("T_DOREW-1", 156.92, -3.3), ("T_SOKYW-1", 426.916, -2.0)):
        unit = BmUnit(
            bm_unit,
            name="Hill Energy Storage",
            bm_unit_type="T",
            generation_capacity_mw=export_mw,
            demand_capacity_mw=import_mw,
        )
        facts = BatteryFacts(unit, limits=levels(export_mw, import_mw), notified=levels(120, -3))
        assert battery_score(facts).verdict == "not_shown"


def test_what_is_not_held_is_said_and_costs_nothing() -> None:
    """Proves: "not held", 0 points. If broken: a unit without metered volumes loses by it."""
    answer = battery_score(BatteryFacts(PLAIN))
    said = {piece.what: piece.seen for piece in answer.evidence if piece.seen.startswith("not held")}
    assert set(said) == {"limits", "registered_capacities", "notifications", "metered_losses", "response_results"}
    assert all(piece.points >= 0 for piece in answer.evidence)
    assert all(piece.source for piece in answer.evidence)


def test_shipped_overrides_are_few_and_founded() -> None:
    """Proves: each has reason and source. If broken: a guess is shipped."""
    assert 0 < len(shipped_overrides()) < 10
    assert all(row.reason and row.source and row.origin == "shipped" for row in shipped_overrides())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("T_A-1,battery,,me,2026-01-01", "without a reason"),
        ("T_A-1,battery,  ,me,2026-01-01", "without a reason"),
        (",battery,seen,me,2026-01-01", "without a bm_unit"),
        ("T_A-1,batery,seen,me,2026-01-01", "'batery' is no verdict"),
        ("T_A-1,rejected,seen,me,2026-01-01", "'rejected' is no verdict"),
        ("T_A-1,battery,seen,me,yesterday", "'yesterday' is no date"),
        ("T_A-1,battery,seen", "'' is no date"),
        ("T_A-1,battery,seen,me,2026-01-01\nT_A-1,not_battery,seen,me,2026-01-01", "stands twice"),
    ],
)
def test_overrides_are_refused_with_their_row(row: str, said: str) -> None:
    """Proves: reason, verdict and date are needed. If broken: an override nobody can check."""
    with pytest.raises(InputError, match=said) as refused:
        parse_overrides(HEADER + row + "\n", where="own.csv", origin="own")
    assert "own.csv, row" in refused.value.where


def test_overrides_need_their_columns() -> None:
    """Proves: the missing column is named. If broken: KeyError."""
    with pytest.raises(InputError, match="reason"):
        parse_overrides("bm_unit,verdict,source,since\n", where="own.csv", origin="own")
    assert parse_overrides(HEADER, where="own.csv", origin="own") == ()
