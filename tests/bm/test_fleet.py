"""Where a unit stands among the batteries held: rank, percentile, median, and who is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.bm.files import Gbflex
from tests.bm.half_hour_files import DAY, Held
from tests.cli.conftest import gbflex

__all__ = ["gbflex"]

ONE = ("--from", DAY, "--to", DAY, "--tlm", "1")
HEAD = "elexonBmUnit,bmUnitName,fuelType,leadPartyName,generationCapacity,demandCapacity"
BIG, SMALL, BEST = "T_BIGGB-1", "T_SMALB-1", "T_BESTB-1"
QUIET, SHORT, WIND = "T_QUIEB-1", "T_SHORB-1", "T_WINDW-1"


@pytest.fixture
def held(gbflex: Gbflex, tmp_path: Path) -> Held:
    """Three batteries of 20, 40 and 50 GBP/MW, one of 7 half-hours, one without anything, and a wind farm."""
    held = Held(gbflex, tmp_path)
    for unit, mw, periods in (
        (BIG, 40, range(1, 49)),
        (SMALL, 40, range(1, 49)),
        (BEST, 20, range(1, 49)),
        (SHORT, 40, range(18, 25)),
        (WIND, 40, range(1, 49)),
    ):
        held.notified(periods=periods, unit=unit)
        held.accepted({21: mw}, unit)
        held.pairs([21], unit=unit)
    power = {BIG: 100, SMALL: 50, BEST: 20, QUIET: 50, SHORT: 50}
    rows = [f"{unit},{unit[2:6]} BESS,OTHER,Owner,{mw},-{mw}" for unit, mw in power.items()]
    held.put("bmunits", HEAD, [*rows, f"{WIND},Wind Farm,WIND,Wind,50,0"])
    return held


def fleet(held: Held, unit: str) -> dict[str, Any]:
    page = held.gbflex("bm", "unit", unit, *ONE, "--json").json
    return {**page["fleet"], "in_words": page["in_words"], "missing": []}


@pytest.mark.parametrize(
    ("unit", "rank", "percentile"), [(BEST, 1, 100), (SMALL, 2, 50), (BIG, 3, 0), (SHORT, None, None)]
)
def test_a_battery_s_place(held: Held, unit: str, rank: int | None, percentile: float | None) -> None:
    """Proves: 50, 40 and 20 GBP/MW of three comparable of five: median 40, two left out. If broken: 7 half-hours rank."""
    found = fleet(held, unit)
    assert (found["rank"], found["percentile"]) == (rank, percentile)
    assert (found["batteries"], found["held"], found["compared"]) == (5, 4, 3)
    assert (found["median_gbp_per_mw"], found["median_gbp_per_mw_per_year"]) == (40, pytest.approx(40 * 365))
    assert {row["bm_unit"]: row["why"].split(" of ")[0] for row in found["left_out"]} == {
        QUIET: "nothing",
        SHORT: "held for less than nine tenths",
    }
    assert bool(found["note"]) == (rank is None)


def test_the_ranking_has_the_same_places(held: Held) -> None:
    """Proves: `leaderboard --batteries` and `unit` agree on rank, percentile and median. If broken: two rules."""
    ranked = held.gbflex("bm", "leaderboard", *ONE, "--batteries", "--json").json
    assert [(row["bm_unit"], row["rank"], row["percentile"]) for row in ranked["rows"]] == [
        (BEST, 1, 100),
        (SMALL, 2, 50),
        (BIG, 3, 0),
        (SHORT, None, None),
    ]
    assert (ranked["compared"], ranked["median_gbp_per_mw"]) == (3, 40)
    said = held.gbflex("bm", "unit", SMALL, *ONE).out
    assert (
        "Rank 2 of 3 batteries that are held and comparable, ahead of 50 % of the others; the median is 40.00"
        in said
    )
    assert f"Not compared, 1 ({QUIET}): nothing of it is held in the span" in said


def test_equal_ones_share_a_rank(held: Held) -> None:
    """Proves: of 50, 50, 40 and 20 GBP/MW the two first are both 1, ahead of two and half of one: 83. If broken: 1, 2."""
    twin = "T_TWINB-1"
    held.notified(unit=twin)
    held.accepted({21: 20}, twin)
    held.pairs([21], unit=twin)
    held.put("bmunits", HEAD, [f"{twin},Twin BESS,OTHER,Owner,20,-20"])
    for unit in (BEST, twin):
        found = fleet(held, unit)
        assert (found["rank"], found["percentile"]) == (1, pytest.approx(250 / 3))
    assert fleet(held, SMALL)["rank"] == 3
    assert fleet(held, SMALL)["median_gbp_per_mw"] == 45


def test_what_is_no_battery_has_no_rank(held: Held) -> None:
    """Proves: a wind farm is not among batteries, and their median is theirs. If broken: it is one of four."""
    found = fleet(held, WIND)
    assert (found["rank"], found["compared"], found["median_gbp_per_mw"]) == (None, 3, 40)
    assert found["note"] == "the register does not show it as a battery"


def test_a_battery_alone_has_no_others(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: one of one: rank 1, no percentile, and a sentence that says so. If broken: ahead of 100 % of nobody."""
    held = Held(gbflex, tmp_path)
    held.notified(unit=BEST)
    held.accepted({21: 20}, BEST)
    held.pairs([21], unit=BEST)
    # Without a register it is not known what a battery is.
    found = fleet(held, BEST)
    assert (found["batteries"], found["held"], found["rank"]) == (None, None, None)
    assert "no register of BM units is held" in found["note"]
    held.put("bmunits", HEAD, [f"{BEST},Best BESS,OTHER,Owner,20,-20"])
    found = fleet(held, BEST)
    assert (found["rank"], found["percentile"], found["median_gbp_per_mw"]) == (1, None, 50)
    assert found["in_words"][-1] == "No other battery that is held over the span can be compared with it."
    page = held.gbflex("bm", "unit", BEST, *ONE, "--no-fleet", "--json").json
    assert page["fleet"] is None


def test_the_sentences_hold_the_figures(held: Held) -> None:
    """Proves: what was paid, its sides and the rate are the answer's own. If broken: a figure nobody can find."""
    page = held.gbflex("bm", "unit", SMALL, *ONE, "--json").json
    assert page["in_words"][:2] == [
        f"{SMALL} was paid 2,000.00 GBP on {DAY}, 40.00 GBP/MW.",
        "Offers brought 2,000.00 GBP (20.00 MWh); bids brought 0.00 GBP (0.00 MWh).",
    ]
    cost, left = page["recharge_cost_gbp"], page["cash_less_recharge_gbp"]
    assert (
        page["in_words"][2]
        == f"Recharging would cost about {cost:,.2f} GBP (estimated), which leaves {left:,.2f} GBP."
    )
