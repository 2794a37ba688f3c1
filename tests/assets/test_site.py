"""The site file: what it holds, what it refuses, and what it says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site, read_site, with_overrides
from gbflex.assets.site_warnings import site_warnings
from gbflex.errors import InvalidSite
from tests.factories import battery

EXAMPLE = Path("examples/west-midlands-hv.yaml")


def test_the_example_reads() -> None:
    """Proves: the shipped file meets its own schema. If broken: the first thing a user tries fails."""
    site = read_site(EXAMPLE)
    assert site.distributor_id == "14"
    assert site.batteries
    assert site.batteries[0].efficiencies[0] == pytest.approx(0.921954, abs=1e-6)
    assert site_warnings(site, date(2024, 4, 1)) == [
        "losses.transmission_loss_multiplier is not given: TLM not applied"
    ]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("suply={}", "unknown key suply.*Did you mean supply"),
        ("supply.wheremissing=refuse", "unknown key supply.wheremissing.*Did you mean where_missing"),
        ("assets.0.capacity_mwh=5", "unknown key assets.0.capacity_mwh.*Did you mean energy_capacity_mwh"),
        ("assets.bess.charge_power_mw=-1", "assets.0.charge_power_mw.*given -1"),
        ("assets.0.round_trip_efficiency=85", "assets.0.round_trip_efficiency.*given 85.*0.85, not 85"),
        ("assets.0.round_trip_efficiency=0", "assets.0.round_trip_efficiency"),
        ("assets.0.energy_capacity_mwh=0", "assets.0.energy_capacity_mwh"),
        ("assets.0.charge_power_mw=.nan", "assets.0.charge_power_mw"),
        ("assets.0.charge_power_mw=yes", "assets.0.charge_power_mw"),
        ("assets.0.charge_power_mw=true", "assets.0.charge_power_mw.*true or false"),
        ('assets.0.charge_power_mw="2.5"', "assets.0.charge_power_mw"),
        ("assets.0.initial_state_of_charge_mwh=6", "initial_state_of_charge_mwh 6 is above energy_capacity_mwh 5"),
        ("assets.0.charge_efficiency=0.9", "not both"),
        ("assets.0.type=pump", "no asset type 'pump'; available: battery, boiler, chp"),
        ("tariff.residual_band=5", "tariff.residual_band"),
        ("licence_area=77", "77.*not one of the fourteen"),
        ("mpan=1400000123450", "mpan"),
        ("supply.energy=day_behind", "supply.energy"),
        ("supply.energy.fixed=80", "unknown key supply.energy.fixed.*fixed_gbp_per_mwh"),
        ("ppa.covers=some_demand", "ppa.covers"),
        ("streams=[dynamic_containment_low]", "dynamic_containment_low.*not priced"),
        ("exemptions.ccl_on_charging=relieved", "ccl_on_charging: relieved needs licensed_storage"),
        ("demand.file=load.csv", "either constant_mw or file"),
        ("charges=bsuos", "charges"),
        ("name=", "name"),
        ("assets.3.charge_power_mw=1", "no item '3'"),
        ("nonsense", "is not path=value"),
        ("name=[", "is not YAML"),
    ],
)
def test_bad_input_names_the_field(override: str, message: str) -> None:
    """Proves: one plain message with the field. If broken: a traceback, or a wrong schedule."""
    with pytest.raises(InvalidSite, match=message):
        read_site(EXAMPLE.with_name("legacy-battery.yaml"), [override])


def test_a_wrong_check_digit_in_a_site_file_is_refused() -> None:
    """Proves: the mpan is checked. If broken: another area's tariff is used."""
    with pytest.raises(InvalidSite, match="check digit"):
        parse_site({"name": "x", "mpan": "1400000123451"})
    assert parse_site({"name": "x", "mpan": "1400000123450"}).distributor_id == "14"


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "name: [", "\x00", "name: a\nname: b\n"])
def test_files_that_are_no_site(tmp_path: Path, text: str) -> None:
    """Proves: broken YAML is an input error. If broken: a traceback from the parser."""
    path = tmp_path / "site.yaml"
    path.write_text(text)
    with pytest.raises(InvalidSite):
        read_site(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    """Proves: the path is in the message. If broken: FileNotFoundError."""
    with pytest.raises(InvalidSite, match=r"nowhere\.yaml"):
        read_site(tmp_path / "nowhere.yaml")


def test_overrides_replace_scalars_by_mappings_and_reach_into_lists() -> None:
    """Proves: energy: market_index gives way to {fixed: ...}. If broken: 'str' has no keys."""
    data = {"supply": {"energy": "market_index"}, "assets": [battery()]}
    changed = with_overrides(data, ["supply.energy.fixed_gbp_per_mwh=80", "assets.bess.charge_power_mw=1.5"])
    assert changed["supply"] == {"energy": {"fixed_gbp_per_mwh": 80}}
    assert changed["assets"][0]["charge_power_mw"] == 1.5
    assert data["supply"] == {"energy": "market_index"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"connection": {"import_mw": 2.86}}, "import_mw 2.86 allows more than the agreed capacity"),
        (
            {"connection": {"import_mw": None}},
            "connection.import_mw is not given, so import may pass the agreed capacity",
        ),
        (
            {"tariff": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 3000}},
            "band 4 runs from above 1800",
        ),
        (
            {
                "triads": [{"settlement_date": "2024-12-12", "settlement_period": 35}],
                "triads_replace_published": True,
            },
            "those of 2024/25 are not as NESO published them (2024-11-20 period 37, 2025-01-09 period 36",
        ),
    ],
)
def test_warnings_say_what_is_odd(changes: dict[str, object], words: str) -> None:
    """Proves: allowed but odd is said. If broken: silence."""
    site = {
        "name": "x",
        "licence_area": 14,
        "connection": {"import_mw": 2.85},
        "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
    }
    assert any(words in text for text in site_warnings(parse_site(site | changes), date(2025, 6, 4)))
    assert site_warnings(parse_site(site), date(2025, 6, 4)) == []


@pytest.mark.parametrize(
    ("half_hours", "message"),
    [
        ([("2026-11-01", 35), ("2026-11-12", 35), ("2027-02-28", 48)], ""),
        ([("2026-11-01", 35), ("2026-11-11", 35)], "2026-11-01 and 2026-11-11 are not ten clear days apart"),
        ([("2026-11-01", 35), ("2026-11-01", 36)], "not ten clear days apart"),
        ([("2026-10-31", 35)], "2026-10-31 is outside the winter"),
        ([("2027-03-01", 35)], "2027-03-01 is outside the winter"),
        ([("2028-02-29", 35)], ""),
        ([("2026-11-01", 49)], "it must be at most 48, given 49"),
        ([(f"2026-11-{day}", 35) for day in ("01", "12", "23")] + [("2027-01-05", 35)], "three, and 4 of 2026/27"),
        ([("2024-11-20", 37)], ""),
        ([("2024-11-20", 36)], "those of 2024/25 are not as NESO published them (2024-11-20 period 37"),
    ],
)
def test_half_hours_that_cannot_be_triads_are_refused(half_hours: list[tuple[str, int]], message: str) -> None:
    """Proves: outside November to February, within ten clear days, a fourth, or known otherwise: exit 2, by date.

    If broken: a bill on half-hours that nobody measures.
    """
    data = {
        "name": "x",
        "triads": [{"settlement_date": day, "settlement_period": period} for day, period in half_hours],
    }
    if not message:
        assert len(parse_site(data).triads) == len(half_hours)
        return
    with pytest.raises(InvalidSite, match=re.escape(message)):
        parse_site(data)


def test_triads_as_neso_published_them_or_of_an_unknown_winter_are_no_news() -> None:
    """Proves: only a contradiction is said. If broken: every site that gives triads is warned."""
    half_hours = (("2024-11-20", 37), ("2025-01-09", 36), ("2025-02-10", 36), ("2026-11-30", 35))
    triads = [{"settlement_date": day, "settlement_period": period} for day, period in half_hours]
    assert site_warnings(parse_site({"name": "x", "licence_area": 14, "triads": triads}), date(2025, 6, 4)) == []


def test_python_objects_say_what_is_wrong_in_the_same_words() -> None:
    """Proves: Site(...) raises our error too. If broken: pydantic's, with an address."""
    with pytest.raises(InvalidSite, match=r"unknown key suply .*Did you mean supply"):
        Site(name="x", suply={})


def test_an_empty_key_is_an_unknown_key() -> None:
    """Proves: a key without a name is named as one. If broken: IndexError, as a campaign of 10,000 files found."""
    with pytest.raises(InvalidSite, match="unknown key supply"):
        Site(name="x", supply={"": 1, "energy": "system_price"})
