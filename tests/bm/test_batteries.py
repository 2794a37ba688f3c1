"""`gbflex bm batteries`: small made-up registers, and the real one where the shared data is."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Said, gbflex
from tests.record.test_intake import DATA, SHARED

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
UNITS = "elexonBmUnit,nationalGridBmUnit,bmUnitName,fuelType,leadPartyName,leadPartyId,bmUnitType,generationCapacity,demandCapacity,gspGroupId\n"
LEVELS = "settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,nationalGridBmUnit,bmUnit\n"
REAL = UNITS + (
    "T_AAAAB-1,AAAAB-1,Aa BESS,OTHER,Aa Limited,AA,T,50,-50,\n"
    "T_BBBBW-1,BBBBW-1,Bb Wind Farm,WIND,Bb Limited,BB,T,50,-50,\n"
    "V__CCCCC001,CCCCC1,Cc,,Cc Limited,CC,V,0,0,_C\n"
    "2__DDDDD001,DDDDD1,Dd,,Dd Limited,DD,S,0,0,_D\n"
)
OVERRIDES = "bm_unit,verdict,reason,source,since\n"


def put(gbflex: Gbflex, tmp_path: Path, dataset: str, text: str, *options: object) -> None:
    path = tmp_path / f"{dataset}.csv"
    path.write_text(text)
    said = gbflex("data", "import", dataset, path, *options)
    assert said.code == 0, said.err


def level(unit: str, period: int, level_from: float, level_to: float, day: str = "2026-01-10") -> str:
    hour, half = divmod(period - 1, 2)
    times = f"{day}T{hour:02}:{30 * half:02}:00Z,{day}T{hour + half:02}:{30 * (1 - half):02}:00Z"
    return f"{day},{period},{times},{level_from},{level_to},,{unit}\n"


def by_unit(answer: Any) -> dict[str, Any]:
    return {row["bm_unit"]: row for row in answer["batteries"]}


def own(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "home" / "registers" / "battery_overrides.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(OVERRIDES + rows)


def test_without_a_register_it_says_what_to_import(gbflex: Gbflex) -> None:
    """Proves: exit 3 and the command. If broken: an empty register, as if there were no battery."""
    said = gbflex("bm", "batteries")
    assert said.code == 3
    assert "gbflex data import elexon.bmunits FILE" in said.err


def test_the_register_alone(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: keys, date, counts, and what is not held. If broken: a key moves."""
    put(gbflex, tmp_path, "elexon.bmunits", REAL, "--retrieved", "2026-01-11T06:00:00Z")
    answer = gbflex("bm", "batteries", "--json").json
    assert answer["as_of"] == "2026-01-11"
    assert answer["counts"] == {"battery": 1, "probable": 0, "not_shown": 2, "rejected": 1}
    assert answer["not_held"] == ["elexon.mels", "elexon.mils", "elexon.pn"]
    row = by_unit(answer)["T_AAAAB-1"]
    evidence = row.pop("evidence")
    assert row == {
        "bm_unit": "T_AAAAB-1",
        "national_grid_bm_unit": "AAAAB-1",
        "name": "Aa BESS",
        "lead_party_name": "Aa Limited",
        "lead_party_id": "AA",
        "gsp_group_id": None,
        "bm_unit_type": "T",
        "is_secondary": False,
        "generation_capacity_mw": 50.0,
        "demand_capacity_mw": -50.0,
        "power_mw": 50.0,
        "power_source": "registered generation capacity",
        "energy_capacity_mwh": None,
        "score": 6,
        "verdict": "battery",
        "verdict_note": None,
        "override": None,
    }
    assert {key for piece in evidence for key in piece} == {"what", "points", "seen", "source"}
    assert sum(piece["points"] for piece in evidence) == 6
    said = gbflex("bm", "batteries")
    assert "T_AAAAB-1" in said.out
    assert "not held, so never counted: elexon.mels" in said.err


def test_all_shows_why_the_others_are_not(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: four rows with --all, one without; V__ is secondary and 2__ is not. If broken: the reason is lost."""
    put(gbflex, tmp_path, "elexon.bmunits", REAL)
    rows = by_unit(gbflex("bm", "batteries", "--all", "--json").json)
    assert len(rows) == 4
    assert rows["T_BBBBW-1"]["verdict"] == "rejected"
    assert rows["T_BBBBW-1"]["evidence"][-1]["seen"] == "fuel type WIND"
    assert [unit for unit, row in rows.items() if row["is_secondary"]] == ["V__CCCCC001"]
    assert rows["V__CCCCC001"]["power_mw"] is None
    assert set(by_unit(gbflex("bm", "batteries", "--json").json)) == {"T_AAAAB-1"}


def test_limits_of_a_day_and_notifications_of_a_week(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: limits of the latest day on which both are there, notifications of its last seven dates.

    If broken: the outage of 12 January hides the limits, or the charging of 1 January counts.
    """
    put(gbflex, tmp_path, "elexon.bmunits", REAL)
    unit = "V__CCCCC001"
    before = gbflex("bm", "batteries", "--json").json["version"]
    mels = [level(unit, 20, 9, 0), level(unit, 21, 9, 10), level(unit, 20, 0, 0, "2026-01-12")]
    mils = [level(unit, 20, -10, -10), level(unit, 20, 0, 0, "2026-01-12")]
    put(gbflex, tmp_path, "elexon.mels", LEVELS + "".join(mels))
    put(gbflex, tmp_path, "elexon.mils", LEVELS + "".join(mils))
    old = level(unit, 20, -8, 8, "2026-01-01")
    put(gbflex, tmp_path, "elexon.pn", LEVELS + old + level(unit, 20, 0, 8, "2026-01-12"))
    answer = gbflex("bm", "batteries", "--json").json
    row = by_unit(answer)[unit]
    seen = {piece["what"]: piece for piece in row["evidence"]}
    assert seen["limits"]["seen"] == "MEL 10 MW, MIL -10 MW on 2026-01-10"
    assert seen["notifications"]["seen"] == "0 to 8 MW, 2026-01-12 to 2026-01-12"
    assert (row["score"], row["verdict"], row["power_mw"]) == (4, "probable", 10.0)
    assert row["power_source"] == "highest export limit of 2026-01-10"
    assert answer["not_held"] == []
    assert answer["version"] != before
    put(gbflex, tmp_path, "elexon.pn", LEVELS + level(unit, 20, -3, -3, "2026-01-06"))
    row = by_unit(gbflex("bm", "batteries", "--json").json)[unit]
    assert (row["score"], row["verdict"]) == (6, "battery")


def test_an_earlier_snapshot_remembers_the_fuel_type(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: empty now, WIND before: rejected. If broken: a wind farm with a battery's name is in."""
    put(gbflex, tmp_path, "elexon.bmunits", REAL, "--retrieved", "2026-01-01T00:00:00Z")
    later = REAL.replace("Bb Wind Farm,WIND", "Bb BESS,")
    put(gbflex, tmp_path, "elexon.bmunits", later, "--retrieved", "2026-02-01T00:00:00Z")
    answer = gbflex("bm", "batteries", "--all", "--json").json
    assert answer["as_of"] == "2026-02-01"
    row = by_unit(answer)["T_BBBBW-1"]
    assert (row["name"], row["verdict"]) == ("Bb BESS", "rejected")
    assert row["evidence"][-1]["seen"] == "fuel type WIND in an earlier snapshot"


def test_own_overrides(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: either id, both directions, never over a rejected fuel, the unknown named. If broken: silence."""
    put(gbflex, tmp_path, "elexon.bmunits", REAL)
    before = gbflex("bm", "batteries", "--json").json["version"]
    own(
        tmp_path,
        "CCCCC1,battery,our own site,,2026-01-01\n"
        "T_AAAAB-1,not_battery,it is a flywheel,owner,2026-01-01\n"
        "T_BBBBW-1,battery,wrong,,2026-01-01\n"
        "T_NONE-1,battery,gone,,2026-01-01\n",
    )
    said = gbflex("bm", "batteries", "--all", "--json")
    rows = by_unit(said.json)
    assert rows["V__CCCCC001"]["verdict"] == "battery"
    assert rows["V__CCCCC001"]["override"] == {
        "bm_unit": "CCCCC1",
        "verdict": "battery",
        "reason": "our own site",
        "source": "",
        "since": "2026-01-01",
        "origin": "own",
        "applied": True,
    }
    assert (rows["T_AAAAB-1"]["verdict"], rows["T_AAAAB-1"]["score"]) == ("not_shown", 6)
    assert (rows["T_BBBBW-1"]["verdict"], rows["T_BBBBW-1"]["override"]["applied"]) == ("rejected", False)
    assert said.json["overrides_without_unit"] == ["T_NONE-1"]
    assert said.json["version"] != before
    assert "T_NONE-1" in gbflex("bm", "batteries").err


def test_an_override_without_a_reason_is_refused(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: exit 2 with the row. If broken: a verdict nobody can check."""
    put(gbflex, tmp_path, "elexon.bmunits", REAL)
    own(tmp_path, "CCCCC1,battery,,me,2026-01-01\n")
    said = gbflex("bm", "batteries")
    assert (said.code, "row 2" in said.err) == (2, True), said.err
    (tmp_path / "home" / "registers" / "battery_overrides.csv").write_bytes(b"\xff\xfe\x00")
    assert gbflex("bm", "batteries").code == 2


def test_an_own_override_goes_before_a_shipped_one(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the shipped row makes Cowley a battery, the user's takes it back. If broken: the shipped one wins."""
    put(gbflex, tmp_path, "elexon.bmunits", UNITS + "T_COWB-1,COWB-1,Cowley,OTHER,Aa,AA,T,50,-2,\n")
    row = by_unit(gbflex("bm", "batteries", "--json").json)["T_COWB-1"]
    assert (row["verdict"], row["score"], row["override"]["origin"]) == ("battery", 4, "shipped")
    assert (row["power_mw"], row["energy_capacity_mwh"]) == (50.0, 50.0)
    own(tmp_path, "COWB-1,not_battery,sold,,2026-01-01\n")
    assert gbflex("bm", "batteries", "--json").json["counts"]["battery"] == 0


def test_the_export_is_the_answer_and_is_repeatable(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: --out holds what --json prints, twice the same; a bad place is exit 2. If broken: two registers."""
    put(gbflex, tmp_path, "elexon.bmunits", REAL)
    out = tmp_path / "deep" / "batteries.json"
    printed = gbflex("bm", "batteries", "--json", "--out", out).json
    assert json.loads(out.read_text()) == printed
    assert gbflex("bm", "batteries", "--json").json == printed
    assert gbflex("bm", "batteries", "--out", tmp_path).code == 2


NAMED = UNITS + (
    "T_EEEEB-1,EEEEB-1,Ee,OTHER,Ee Limited,EE,T,50,-50,\n"
    "E_FFFFB-1,FFFFB-1,Ff Road B,,Ff Limited,FF,E,20,-1,\n"
    "V__GGGGG001,GGGGB-1,V__GGGGG001,,Gg Limited,GG,V,0,0,_C\n"
    "V__HHHHH001,HH-01,Hh Battery,,Hh Limited,HH,V,20,-12,_C\n"
    "V__IIIII001,II-01,V__IIIII001,,Ii BESS Limited,II,V,0,0,_C\n"
    "2__JJJJJ001,JJ-01,JJ_A1,,Jj Limited,JJ,S,16,-16,_A\n"
    "T_JJJJB-1,JJJJB-1,Jj Battery,OTHER,Jj Limited,JJ,T,50,-50,\n"
    "E_JJJJG-1,JJJJG-1,Jj Gas,,Jj Limited,JJ,E,20,-20,\n"
)


def test_what_names_say(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: an id B-1 is a name (6 points with alike capacities), and no sign of charging by itself; a secondary unit is
    probable by its own name, not by its lead party's; an aggregate by its party's named battery, an engine not.

    If broken: a diesel engine with such an id is a battery, or "Hh Battery" is not shown.
    """
    put(gbflex, tmp_path, "elexon.bmunits", NAMED)
    rows = by_unit(gbflex("bm", "batteries", "--all", "--json").json)
    found = {unit: (row["score"], row["verdict"], row["verdict_note"]) for unit, row in rows.items()}
    assert found == {
        "T_EEEEB-1": (6, "battery", None),
        "E_FFFFB-1": (4, "not_shown", None),
        "V__GGGGG001": (4, "probable", "nothing physical held"),
        "V__HHHHH001": (4, "probable", "nothing physical counts"),
        "V__IIIII001": (4, "not_shown", None),
        "2__JJJJJ001": (4, "probable", None),
        "T_JJJJB-1": (6, "battery", None),
        "E_JJJJG-1": (3, "not_shown", None),
    }
    said = " ".join(gbflex("bm", "batteries").out.split())
    assert "probable (nothing physical held)" in said
    seen = {piece["what"]: piece["seen"] for piece in rows["2__JJJJJ001"]["evidence"]}
    assert seen["name"].endswith("whose Jj Battery is named a battery")


def test_one_power_and_the_energy_where_it_is_known(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 49 MW as registered, although its limits are 10, as `bm unit` takes it; 98 MWh from an own statement.

    If broken: two commands give a unit two powers, or an energy that is none is taken.
    """
    put(gbflex, tmp_path, "elexon.bmunits", UNITS + "E_KKKKB-1,KKKKB-1,Kk Battery,OTHER,Kk,KK,E,49,-5,\n")
    put(gbflex, tmp_path, "elexon.mels", LEVELS + level("E_KKKKB-1", 20, 10, 10))
    put(gbflex, tmp_path, "elexon.mils", LEVELS + level("E_KKKKB-1", 20, -10, -10))
    row = by_unit(gbflex("bm", "batteries", "--json").json)["E_KKKKB-1"]
    assert (row["power_mw"], row["power_source"]) == (49.0, "registered generation capacity")
    assert row["energy_capacity_mwh"] is None
    path = tmp_path / "home" / "registers" / "battery_overrides.csv"
    path.parent.mkdir(parents=True)
    for energy, code in (("98", 0), ("", 0), ("two hours", 2), ("-1", 2), ("nan", 2)):
        path.write_text(OVERRIDES.strip() + f",energy_capacity_mwh\nE_KKKKB-1,battery,own,,2026-01-01,{energy}\n")
        said = gbflex("bm", "batteries", "--json")
        assert said.code == code, energy
        if code:
            assert "row 2, energy_capacity_mwh" in said.err
        else:
            wanted = float(energy) if energy else None
            assert by_unit(said.json)["E_KKKKB-1"]["energy_capacity_mwh"] == wanted


@pytest.fixture
def real(gbflex: Gbflex) -> Gbflex:
    """The register of 2026, all of one half-hour of 2022, and a day of Lakeside."""
    bm = DATA / "bm"
    half_hour = "2022-03-19_sp27.csv.gz"
    files = {
        "elexon.bmunits": [DATA / "reference" / "elexon_bmunits_2026.csv.gz"],
        "elexon.mels": [bm / f"allgb_mel_{half_hour}"],
        "elexon.mils": [bm / f"allgb_mil_{half_hour}"],
        "elexon.pn": [bm / f"allgb_pn_{half_hour}", bm / "pn_T_LKSDB-1_2026-09-30.csv"],
    }
    for dataset, named in files.items():
        assert gbflex("data", "import", dataset, *named).code == 0
    return gbflex


@SHARED
def test_the_real_register(real: Gbflex) -> None:
    """Proves: no wind, gas or pumped storage; Lakeside and Wormald Green are in. If broken: Dorenell is a battery."""
    answer = real("bm", "batteries", "--all", "--json").json
    rows = by_unit(answer)
    shown = {unit: row for unit, row in rows.items() if row["verdict"] in ("battery", "probable")}
    fuels = {piece["seen"] for row in shown.values() for piece in row["evidence"] if piece["what"] == "fuel_type"}
    assert fuels == {"OTHER", "empty"}
    assert not {unit for unit in shown if unit.startswith(("I_", "T_DINO", "T_CRUA", "T_FFES", "T_FOYE"))}
    for unit in ("T_DOREW-1", "T_DOREW-2", "T_SOKYW-1"):
        assert rows[unit]["verdict"] == "rejected"
        assert rows[unit]["score"] == 0
    assert (rows["T_LKSDB-1"]["score"], rows["T_LKSDB-1"]["verdict"]) == (8, "battery")
    assert rows["2__FBPGM001"]["verdict"] == "battery"
    assert not rows["2__FBPGM001"]["is_secondary"]
    assert sum(row["is_secondary"] for row in rows.values()) == 118
    # Coal, gas, the Isle of Man's cable and a demand unit with alike capacities and no fuel type.
    for unit in ("T_FIDL-2", "E_PETEM3", "E_MANXENR-1", "T_WISHD-1", "2__BUKPR001"):
        assert rows[unit]["verdict"] == "not_shown", unit
    # An id that ends B-1 alone makes no battery of a diesel engine or a nuclear station.
    for unit in ("E_RDFRB-1", "T_HINB-7", "T_SIZB-1", "T_WBURB-1"):
        assert rows[unit]["verdict"] in ("not_shown", "rejected"), unit
    assert answer["counts"] == {"battery": 120, "probable": 44, "not_shown": 513, "rejected": 2194}


@SHARED
def test_recall_against_the_list(real: Gbflex) -> None:
    """Proves: 82 of the list's 140 batteries are found (59 until now), and none by its name alone that it calls an engine.

    If broken: 0.42, because ids such as MELKB-1 say nothing.
    """
    table = gzip.decompress((DATA / "reference" / "bmu_fuel_resolved_2023_2025.csv.gz").read_bytes()).decode()
    fuels = {row["elexon_bmu_id"]: row["fuel_type"] for row in csv.DictReader(table.splitlines())}
    listed = {unit for unit, fuel in fuels.items() if fuel == "BATTERY"}
    rows = by_unit(real("bm", "batteries", "--json").json)
    found, sure = set(rows), {unit for unit, row in rows.items() if row["verdict"] == "battery"}
    assert (len(listed & found), len(listed & sure), len(listed)) == (82, 62, 140)
    assert len(listed & found) / len(listed) >= 0.55
    # What the list calls otherwise is OTHER or LOAD RESPONSE, Elexon's own words for a battery: nothing that burns.
    assert {fuels[unit] for unit in sure & fuels.keys()} <= {"BATTERY", "OTHER", "LOAD RESPONSE"}


@SHARED
def test_wind_farms_stay_out_where_the_register_has_no_fuel_types(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: by capacities, name, limits and notifications alone no wind farm or pumped storage is in.

    If broken: a snapshot with empty fuel types makes Dorenell a battery, as the earlier system had it.
    """
    lines = gzip.decompress((DATA / "reference" / "elexon_bmunits_2026.csv.gz").read_bytes()).decode().splitlines()
    fuels = {line.split(",")[0]: line for line in lines if ",WIND," in line or ",PS," in line}
    bare = [line.replace(",WIND,", ",,").replace(",PS,", ",,") for line in lines]
    assert len(fuels) > 200
    put(gbflex, tmp_path, "elexon.bmunits", "\n".join(bare) + "\n")
    for kind in ("mel", "mil", "pn"):
        dataset = "elexon.pn" if kind == "pn" else f"elexon.{kind}s"
        assert gbflex("data", "import", dataset, DATA / "bm" / f"allgb_{kind}_2022-03-19_sp27.csv.gz").code == 0
    assert gbflex("data", "import", "elexon.pn", DATA / "bm" / "wind_fpn_2022-01-01.csv.gz").code == 0
    answer = gbflex("bm", "batteries", "--json").json
    assert not set(by_unit(answer)) & set(fuels)
    assert answer["counts"]["battery"] > 70


def test_the_list_is_by_size_and_by_owner_and_region(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: batteries before probable ones, each the largest first; an owner's, a region's, both, and neither."""
    register = tmp_path / "units.csv"
    register.write_text(
        "elexonBmUnit,bmUnitName,fuelType,leadPartyName,generationCapacity,demandCapacity,gspGroupId\n"
        "E_SMALB-1,Small BESS,OTHER,Owner One,10,-10,_E\n"
        "E_LARGB-1,Large BESS,OTHER,Owner One,50,-50,_A\n"
        "E_MIDDB-1,Middle BESS,OTHER,Owner Two,20,-20,_E\n"
        "E_MAYBE-1,Maybe,OTHER,Owner Two,90,-90,_A\n"
    )
    assert gbflex("data", "import", "elexon.bmunits", register).code == 0

    def listed(*options: str) -> list[str]:
        return [row["bm_unit"] for row in gbflex("bm", "batteries", *options, "--json").json["batteries"]]

    every = gbflex("bm", "batteries", "--all", "--json").json
    assert [(row["bm_unit"], row["verdict"]) for row in every["batteries"]] == [
        ("E_LARGB-1", "battery"),
        ("E_MIDDB-1", "battery"),
        ("E_SMALB-1", "battery"),
        ("E_MAYBE-1", "not_shown"),
    ]
    assert listed("--party", "owner one") == ["E_LARGB-1", "E_SMALB-1"]
    assert listed("--gsp-group", "e") == listed("--gsp-group", "_E") == ["E_MIDDB-1", "E_SMALB-1"]
    assert listed("--party", "two", "--gsp-group", "_E") == ["E_MIDDB-1"]
    assert listed("--party", "two", "--all") == ["E_MIDDB-1", "E_MAYBE-1"]
    answer = gbflex("bm", "batteries", "--json").json
    keys = ("listed", "power_mw", "units_without_power", "units_without_energy")
    assert [answer[key] for key in keys] == [3, 80, 0, 3]
    nobody = gbflex("bm", "batteries", "--party", "nobody")
    assert (nobody.code, "Owner One, Owner Two" in nobody.err) == (3, True)
    assert gbflex("bm", "batteries", "--gsp-group", "_").code == 2
    assert gbflex("bm", "batteries", "--party", " ").code == 2
