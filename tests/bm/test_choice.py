"""Which units a question is about, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gbflex.api import bm
from gbflex.errors import InputError, MissingPeriods
from tests.bm.files import Gbflex
from tests.bm.half_hour_files import DAY, OTHER, UNIT, Held
from tests.cli.conftest import gbflex

__all__ = ["gbflex"]

ONE = ("--from", DAY, "--to", DAY)
FAR = "2030-01-01"
BATTERY, WIND = "T_BATTB-1", "T_WINDW-1"


@pytest.fixture
def held(gbflex: Gbflex, tmp_path: Path) -> Held:
    """A battery and a wind farm, both accepted, and a battery of which nothing else is held."""
    held = Held(gbflex, tmp_path)
    for unit in (BATTERY, WIND):
        held.notified(unit=unit)
        held.accepted({21: 40}, unit)
        held.pairs([21], unit=unit)
    head = "elexonBmUnit,nationalGridBmUnit,bmUnitName,fuelType,leadPartyName,generationCapacity,demandCapacity"
    rows = [
        f"{BATTERY},BATTB-1,Batt BESS,OTHER,Storage Limited,50,-50",
        f"{WIND},WINDW-1,Wind Farm,WIND,Wind Limited,50,0",
        "T_QUIET-1,QUIET-1,Quiet BESS,OTHER,Quiet Storage,50,-50",
    ]
    held.put("bmunits", head, rows)
    return held


def ranked(held: Held, *options: str) -> list[str]:
    said = held.gbflex("bm", "leaderboard", *ONE, *options, "--json")
    assert said.code == 0, said.err
    return sorted(row["bm_unit"] for row in said.json["rows"])


def test_batteries_and_named_units_intersect(held: Held) -> None:
    """Proves: named units that are batteries, by either id. If broken: the union, wind among batteries."""
    assert ranked(held) == [BATTERY, WIND]
    assert ranked(held, "--batteries") == [BATTERY]
    assert ranked(held, "--batteries", "--unit", "BATTB-1", "--unit", WIND) == [BATTERY]
    assert ranked(held, "--unit", WIND) == [WIND]
    named = ("--unit", "BATTB-1", "--unit", "WINDW-1", "--unit", "T_QUIET-1")
    for option in (("--batteries",), ("--party", "storage")):
        said = held.gbflex("bm", "leaderboard", *ONE, *named, *option, "--json").json
        assert (said["left_out"], said["not_held"]) == (["WINDW-1"], ["T_QUIET-1"])


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--batteries", "--unit", WIND), 3, f"none of {WIND} is a battery"),
        (
            ("--party", "nobody"),
            3,
            "whose name contains 'nobody' (--party). Available: Storage Limited, Wind Limited",
        ),
        (("--party", " "), 2, "no lead party is named"),
        (("--unit", "T_NONE-1"), 3, "nothing of T_NONE-1 is held"),
        (("--unit", "T_QUIET-1", "--batteries"), 3, "nothing of T_QUIET-1 is held"),
        (("--by", "moon"), 2, "not grouped by 'moon'"),
    ],
)
def test_an_empty_choice_is_named(held: Held, options: tuple[str, ...], code: int, said: str) -> None:
    """Proves: each empty choice has its own sentence and exit code. If broken: every unit is ranked instead."""
    answer = held.gbflex("bm", "leaderboard", *ONE, *options)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_a_register_without_batteries_is_not_all_units(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: `--batteries` where none is known: exit 3. If broken: wind is ranked, since no name means all."""
    held = Held(gbflex, tmp_path)
    held.notified(unit=WIND)
    held.accepted({21: 40}, WIND)
    held.pairs([21], unit=WIND)
    held.put("bmunits", "elexonBmUnit,fuelType,generationCapacity,demandCapacity", [f"{WIND},WIND,50,0"])
    said = gbflex("bm", "leaderboard", *ONE, "--batteries")
    assert (said.code, "the register shows no battery" in said.err) == (3, True)


def test_an_empty_list_in_python_is_not_all_units(held: Held) -> None:
    """Proves: a list that came out empty is refused, null means all. If broken: all of GB."""
    del held
    with pytest.raises(InputError, match="no unit is named"):
        bm.bm_leaderboard(DAY, DAY, units=[])
    with pytest.raises(InputError, match="no unit is named"):
        bm.bm_event(DAY, DAY, units=[])
    with pytest.raises(MissingPeriods, match="whose name contains 'nobody'"):
        bm.bm_leaderboard(DAY, DAY, party="nobody")
    assert len(bm.bm_leaderboard(DAY, DAY)["rows"]) == 2


def test_named_units_of_which_nothing_is_held_are_named(held: Held) -> None:
    """Proves: what was asked and is not there is said beside what is. If broken: it leaves in silence."""
    options = ("--unit", "BATTB-1", "--unit", OTHER)
    for command in ("leaderboard", "event"):
        said = held.gbflex("bm", command, *ONE, *options)
        assert f"Nothing is held of {OTHER}." in said.err
        assert held.gbflex("bm", command, *ONE, *options, "--json").json["not_held"] == [OTHER]


@pytest.mark.parametrize("tlm", ["5", "0.89", "1.11", "nan", "-1", "0"])
@pytest.mark.parametrize(
    "command", [("unit", UNIT), ("ledger", "--unit", UNIT), ("leaderboard",), ("portfolio", "Storage"), ("event",)]
)
def test_a_multiplier_has_one_range(gbflex: Gbflex, command: tuple[str, ...], tlm: str) -> None:
    """Proves: exit 2 and the range in every command, before anything is read. If broken: five times the cash."""
    said = gbflex("bm", *command, *ONE, "--tlm", tlm)
    assert said.code == 2
    assert "cannot be a transmission loss multiplier (--tlm). Available: 0.9 to 1.1" in said.err


@pytest.mark.parametrize(
    "ask",
    [
        lambda tlm: bm.bm_unit(UNIT, FAR, FAR, tlm=tlm),
        lambda tlm: bm.bm_ledger(UNIT, FAR, FAR, tlm=tlm),
        lambda tlm: bm.bm_leaderboard(FAR, FAR, tlm=tlm),
        lambda tlm: bm.bm_portfolio("Storage", FAR, FAR, tlm=tlm),
        lambda tlm: bm.bm_event(FAR, FAR, tlm=tlm),
    ],
)
def test_a_multiplier_has_the_same_range_in_python(gbflex: Gbflex, ask: Callable[[float], Any]) -> None:
    """Proves: InputError for 5, never for 0.9 and 1.1. If broken: the doors differ."""
    del gbflex
    with pytest.raises(InputError, match=r"Available: 0\.9 to 1\.1"):
        ask(5.0)
    for edge in (0.9, 1.1):
        with pytest.raises(MissingPeriods):
            ask(edge)


@pytest.mark.parametrize("energy", ["0", "-5", "nan", "inf"])
def test_an_energy_capacity_is_more_than_nothing(held: Held, energy: str) -> None:
    """Proves: exit 2. If broken: cycles of nothing, or negative ones."""
    said = held.gbflex("bm", "unit", BATTERY, *ONE, "--energy-mwh", energy)
    assert (said.code, "cannot be an energy capacity" in said.err) == (2, True)


def test_limits_without_anything_else_are_no_unit(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: limits alone are not a unit's span: exit 3. If broken: a page of nothing."""
    held = Held(gbflex, tmp_path)
    held.levels("mels", {30: 5})
    said = gbflex("bm", "unit", UNIT, *ONE)
    assert (said.code, f"nothing of {UNIT} is held" in said.err) == (3, True)
