"""Everything that is wrong with a site file is said at once: line, key, what was read and what to write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gbflex.api.opened import load_site
from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site, read_site
from gbflex.errors import Fault, InvalidSite, MissingFiles
from tests.factories import battery

TWELVE = """\
name: Bad works
mpan: "1400000123451"
suply: {energy: market_index}
tariff:
  duos: "HV Site Specfic"
  residual_band: 7
  agreed_capacity_kva: 3000 kVA
connection: {import_mw: -1}
demand: {file: nowhere.csv}
supply: {energy: market_indx}
assets:
  - type: battery
    name: bess
    charge_power_mw: 1
    discharge_power_mw: 1
    energy_capacity_mwh: 5
    round_trip_efficiency: 85
    initial_state_of_charge_mwh: 6
  - type: pump
charges: [bsuos, duos_red]
"""

SAID = [
    (2, "mpan", "the check digit is 1", "Copy the number again"),
    (3, "suply", "unknown key", "Did you mean supply"),
    (5, "tariff.duos", "there is no DUoS tariff 'HV Site Specfic'", "Did you mean HV Site Specific"),
    (6, "tariff.residual_band", "given '7'", "Write one of these"),
    (7, "tariff.agreed_capacity_kva", "a number is wanted, given '3000 kVA' (read as text)", "without its unit"),
    (8, "connection.import_mw", "it must be at least 0, given -1", "Write a number at least 0"),
    (9, "demand.file", "there is no file 'nowhere.csv'", "beside the site file"),
    (10, "supply.energy", "given 'market_indx'", "Did you mean market_index"),
    (17, "assets.0.round_trip_efficiency", "it must be at most 1, given 85", "0.85, not 85"),
    (18, "assets.0", "initial_state_of_charge_mwh 6 is above energy_capacity_mwh 5", "Change one of them"),
    (19, "assets.1.type", "there is no asset type 'pump'", "Write one of these"),
    (20, "charges.1", "there is no charge 'duos_red'", "Did you mean"),
]


def faults(data: dict[str, Any]) -> list[Fault]:
    with pytest.raises(InvalidSite) as refused:
        parse_site(data)
    return list(refused.value.faults)


def test_twelve_mistakes_are_twelve_lines(tmp_path: Path) -> None:
    """Proves: every kind of mistake in one round, by line. If broken: five rounds of one error each."""
    path = tmp_path / "site.yaml"
    path.write_text(TWELVE)
    with pytest.raises(InvalidSite) as refused:
        load_site(path)
    found = refused.value.faults
    assert [(fault.line, fault.key) for fault in found] == [(line, key) for line, key, _, _ in SAID]
    for fault, (_, _, what, fix) in zip(found, SAID, strict=True):
        assert what in fault.what
        assert fix in f"{fault.what}. {fault.next_step}"
    first, *lines = str(refused.value).splitlines()
    assert first.startswith("12 things are wrong with the site file (")
    assert len(lines) == len(SAID)
    assert refused.value.exit_code == 2


def test_a_check_that_needs_a_wrong_key_keeps_silent_and_the_others_speak() -> None:
    """Proves: no echo of a wrong or misspelt key. If broken: "needs an mpan or a licence_area" for a typo in it."""
    site = {
        "name": "x",
        "licence_aera": 14,
        "tariff": {"duos": "HV Site Specific", "residual_band": 1, "agreed_capacity_kva": 1200},
        "ppa": {"price_gbp_per_mwh": 1, "covers": "asset_output", "obligation": "may_decline"},
        "assets": [battery(energy_capacity_mwh="5", initial_state_of_charge_mwh=6, min_state_of_charge_mwh=7)],
    }
    assert [(fault.key, fault.what.partition(",")[0]) for fault in faults(site)] == [
        ("assets.0.energy_capacity_mwh", "a number is wanted"),
        ("licence_aera", "unknown key"),
        ("ppa.obligation", "may_decline needs covers: all_demand"),
    ]


def test_several_contradictions_of_a_block_are_several_faults() -> None:
    """Proves: each cross-check speaks. If broken: the first of a block hides the rest."""
    site = {"name": "x", "demand": {"constant_mw": 1, "file": "a.csv", "shape": "office"}, "streams": ["a"]}
    assert [fault.key for fault in faults(site)] == ["demand", "demand", "streams"]


def test_a_misspelt_needed_key_is_one_fault() -> None:
    """Proves: not also "this key is needed". If broken: two faults for one slip."""
    given = battery()
    given["energy_capcity_mwh"] = given.pop("energy_capacity_mwh")
    (fault,) = faults({"name": "x", "assets": [given]})
    assert (fault.what, fault.next_step) == ("unknown key", "Did you mean energy_capacity_mwh?")


def test_of_a_choice_the_member_that_was_meant_speaks() -> None:
    """Proves: {fixed: 80} is an unknown key of a fixed price. If broken: a complaint per way to give a price."""
    (fault,) = faults({"name": "x", "supply": {"energy": {"fixed": 80}}})
    assert (fault.key, fault.what) == ("supply.energy.fixed", "unknown key")


def test_missing_files_alone_are_exit_3_and_all_are_named(tmp_path: Path) -> None:
    """Proves: both files in one round. If broken: one a round."""
    path = tmp_path / "site.yaml"
    path.write_text("name: x\ndemand: {file: a.csv}\nsupply: {energy: {file: b.csv}}\n")
    with pytest.raises(MissingFiles) as refused:
        load_site(path)
    assert [fault.line for fault in refused.value.faults] == [2, 3]
    assert refused.value.exit_code == 3


def test_a_key_that_is_set_has_no_line_and_a_repeated_one_has_two(tmp_path: Path) -> None:
    """Proves: --set is not blamed on the file. If broken: a line that holds something else."""
    path = tmp_path / "site.yaml"
    path.write_text("name: x\nname: y\nconnection:\n  import_mw: 1\n")
    with pytest.raises(InvalidSite) as refused:
        read_site(path, ["connection.import_mw=-2"])
    assert [(fault.key, fault.line) for fault in refused.value.faults] == [
        ("name", 2),
        ("connection.import_mw", None),
    ]


@pytest.mark.parametrize("mpan", [1400000123450, "14 0000 0123 450", "14-0000-0123-450", "14.0000.0123.450",
                                  "S 00 845 H04 14 0000 0123 450", "00845H04-1400000123450"])  # fmt: skip
def test_meter_numbers_as_people_write_them(mpan: object) -> None:
    """Proves: spaces, dashes, dots, and a number that YAML read as one. If broken: exit 2 for a right number."""
    assert parse_site({"name": "x", "mpan": mpan}).distributor_id == "14"


def test_python_says_all_of_it_too() -> None:
    """Proves: Site(...) has the same faults. If broken: pydantic's words, or the first fault alone."""
    with pytest.raises(InvalidSite) as refused:
        Site(name="x", suply={}, connection={"import_mw": "1"})  # type: ignore[call-arg, arg-type]  # what is wrong
    assert {fault.key for fault in refused.value.faults} == {"suply", "connection.import_mw"}
