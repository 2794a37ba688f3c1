"""Bad input: the exit code, one plain message that names the field or the half-hours, and nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gbflex.store import run_folder
from tests.cli.conftest import SITE, Said

Gbflex = Callable[..., Said]
WEEK = ("--from", "2024-05-06", "--to", "2024-05-12")
SPRING = ("--from", "2024-03-31", "--to", "2024-03-31")


def refused(said: Said, code: int, *words: str) -> None:
    assert said.code == code, said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.startswith("gbflex: ")
    for word in words:
        assert word in said.err


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("suply=1", ("unknown key suply", "Did you mean supply?\n")),
        ("assets.bess.charge_power_mw=-1", ("assets.0.charge_power_mw", "-1")),
        ("assets.bess.round_trip_efficiency=85", ("round_trip_efficiency", "0.85, not 85")),
        ("assets.bess.energy_capacity_mwh=0", ("energy_capacity_mwh",)),
        ("supply.energy=spot", ("supply.energy",)),
        ("mpan='1400000123451'", ("mpan",)),
        ("tariff.duos=HV", ("HV Site Specific",)),
        ("charges=[bsous]", ("bsuos",)),
        ("nonsense", ("path=value",)),
        ("asset_causes=[export_meter]", ("asset_causes: export_meter", "the site has none", "export_tariff")),
        ("asset_causes=[export_metre]", ("asset_causes", "no such cause", "export_meter")),
        ("asset_causes=export_meter", ("asset_causes", "a list is wanted")),
        ("asset_causes=[{without_asset: {agreed_capacity_kva: 3000}}]", ("3000 kVA is what the site has",)),
        ("asset_causes=[{without_asset: {agreed_capacity_kva: -1}}]", ("agreed_capacity_kva", "-1")),
        ("asset_causes=[{without_asset: {agreed_kva: 1}}]", ("agreed_kva", "Did you mean agreed_capacity_kva?\n")),
    ],
)
def test_the_caller_s_mistakes_are_exit_2(gbflex: Gbflex, override: str, words: tuple[str, ...]) -> None:
    """Proves: each names its field and says what to do. If broken: a traceback, or a number."""
    refused(gbflex("run", SITE, *WEEK, "--set", override), 2, *words)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (
            ("asset_causes=[export_meter]", "export_tariff.duos=HV Generation Site Specific", "assets=[]"),
            "no asset",
        ),
        (("asset_causes=[{without_asset: {agreed_capacity_kva: 9}}]", "tariff=null"), "no agreed capacity"),
        (
            (
                "asset_causes=[{without_asset: {agreed_capacity_kva: 9}}, {without_asset: {agreed_capacity_kva: 8}}]",
            ),
            "each cause once",
        ),
        (
            (
                "asset_causes=[{without_asset: {agreed_capacity_kva: 9, residual_band: 1}}]",
                "tariff={line_loss_factor_class: H04, agreed_capacity_kva: 3000}",
            ),
            "line_loss_factor_class says it",
        ),
    ],
)
def test_a_cause_of_what_the_site_lacks_is_exit_2(gbflex: Gbflex, overrides: tuple[str, ...], words: str) -> None:
    """Proves: nothing is caused that is not there, nor twice. If broken: it is left out in silence."""
    changes = [word for override in overrides for word in ("--set", override)]
    refused(gbflex("run", SITE, *WEEK, *changes), 2, "asset_causes", words)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (("--from", "2024-13-01", "--to", "2024-05-12"), ("2024-13-01",)),
        (("--from", "2024-05-12", "--to", "2024-05-06"), ("ends before it starts",)),
        (("--from", "1999-05-12", "--to", "1999-05-13"), ("outside the calendar", "2015-01-01")),
    ],
)
def test_impossible_dates_are_exit_2(gbflex: Gbflex, dates: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Proves: dates are checked before anything runs. If broken: an empty run."""
    refused(gbflex("run", SITE, *dates), 2, *words)


def test_a_date_outside_the_data_is_exit_3(gbflex: Gbflex) -> None:
    """Proves: the span that is held is named. If broken: prices of another year, or zero."""
    said = gbflex("run", SITE, "--from", "2025-03-31", "--to", "2025-04-01")
    refused(said, 3, "2025-04-01 period 1", "2025-03-31")


def test_a_named_charge_without_a_rate_is_exit_3(gbflex: Gbflex) -> None:
    """Proves: what is asked for by name must be there. If broken: the charge is left out in silence."""
    said = gbflex("run", SITE, "--from", "2025-01-06", "--to", "2025-01-06", "--set", "charges=[cfd]")
    refused(said, 3, "cfd", "2024-10-01 to 2024-12-31")


def price_file(folder: Path, periods: list[int]) -> str:
    rows = [f"2024-03-31,{period},{50 + period}" for period in periods]
    path = folder / "prices.csv"
    path.write_text("\n".join(["settlement_date,settlement_period,price_gbp_per_mwh", *rows]) + "\n")
    return f"supply.energy={{file: {path}}}"


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        ([*range(1, 11), *range(13, 47)], ("lacks 2 of 46", "2024-03-31 period 11")),
        ([*range(1, 47), 7], ("stand twice", "2024-03-31 period 7")),
        ([*range(1, 49)], ("do not exist", "2024-03-31 period 47", "46")),
        ([], ("empty",)),
    ],
)
def test_broken_price_files_are_exit_3(
    gbflex: Gbflex, tmp_path: Path, periods: list[int], words: tuple[str, ...]
) -> None:
    """Proves: a gap, a duplicate, 48 periods on a 46-period day. If broken: a shifted or an invented price."""
    override = price_file(tmp_path, periods)
    said = gbflex("run", SITE, *SPRING, "--set", override, "--set", "supply.where_missing=refuse")
    refused(said, 3, *words)


def test_a_load_above_the_connection_is_exit_4(gbflex: Gbflex) -> None:
    """Proves: no feasible answer is said, with the amount. If broken: a schedule that breaks the connection."""
    said = gbflex("run", SITE, *WEEK, "--set", "demand.constant_mw=9")
    message = said._replace(err=said.err[said.err.index("gbflex:") :])
    refused(message, 4, "exceeds the import limit", "2024-05-06 period 1", "1.825000 MWh")


def test_a_load_that_only_the_battery_can_serve_has_no_twin_without_it(gbflex: Gbflex) -> None:
    """Proves: the plan stands and the comparison does not. If broken: a value against an impossible ledger."""
    overrides = ("--set", "connection.import_mw=2.4", "--set", "assets.bess.initial_state_of_charge_mwh=5")
    said = gbflex(
        "run",
        SITE,
        "--from",
        "2024-05-06",
        "--to",
        "2024-05-06",
        *overrides,
        "--set",
        "assets.bess.final_state_of_charge_mwh=null",
    )
    assert said.code == 0
    assert "the value is not defined: without the assets 2.400 MWh of load at the connection" in said.err


def test_a_failed_run_leaves_nothing(gbflex: Gbflex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a folder appears whole or not at all. If broken: a folder without a report, or a draft."""
    place = tmp_path / "runs" / "one"

    def fail(*_: object) -> None:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(run_folder, "_put_in_place", fail)
    said = gbflex("run", SITE, *WEEK, "--out", place)
    assert said.code != 0
    assert "Traceback" not in said.err
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_unknown_run_is_exit_2(gbflex: Gbflex) -> None:
    """Proves: the message says what there is. If broken: FileNotFoundError."""
    refused(gbflex("report", "no-such-run"), 2, "no-such-run", "gbflex run")


def test_a_bug_is_exit_1_in_one_line(gbflex: Gbflex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: even our own mistakes show no traceback. If broken: a traceback, or exit 0."""

    def fail() -> None:
        message = "impossible"
        raise RuntimeError(message)

    monkeypatch.setattr("gbflex.api.doctor.diagnosis", fail)
    refused(gbflex("doctor"), 1, "this is a bug", "RuntimeError")


def changed_site(folder: Path, *assets: str, more: str = "") -> Path:
    """A site of batteries, each given as a flow mapping."""
    path = folder / "site.yaml"
    listed = "\n".join(f"  - {asset}" for asset in assets)
    path.write_text(
        "name: Two\nlicence_area: 14\nlosses: {line_loss_factor: 1.0, transmission_loss_multiplier: 1.0}\n"
        f"demand: {{constant_mw: 1.0}}\nsupply: {{energy: market_index}}\n{more}assets:\n{listed}\n"
    )
    return path


ONE = "{name: one, charge_power_mw: 1, discharge_power_mw: 1, energy_capacity_mwh: 2, round_trip_efficiency: 0.85}"
LIMITLESS = "{name: two, discharge_power_mw: 1, energy_capacity_mwh: 2, round_trip_efficiency: 0.85}"
SOLD = ONE.replace("name: one", "name: two, response_commitment: {power_mw: %s}")


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (ONE, ("assets", "two are named 'one'", "key name")),
        (LIMITLESS, ("assets.1.charge_power_mw",)),
        (SOLD % 1.5, ("response_commitment.power_mw 1.5", "charge_power_mw 1", "lower it")),
        (ONE.replace("one", "two, min_state_of_charge_mwh: 3"), ("min_state_of_charge_mwh 3",)),
    ],
)
def test_what_two_batteries_cannot_be_is_exit_2(
    gbflex: Gbflex, tmp_path: Path, second: str, words: tuple[str, ...]
) -> None:
    """Proves: each names its field and says what to do. If broken: a plan for another site, or a traceback."""
    refused(gbflex("run", changed_site(tmp_path, ONE, second), *WEEK), 2, *words)


def test_a_commitment_that_an_empty_battery_cannot_keep_names_it(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: of two batteries the one, its start and what to change. If broken: no limit is named."""
    said = gbflex("run", changed_site(tmp_path, ONE, SOLD % 0.5), *WEEK)
    assert said.code == 4
    assert "gbflex: response_commitment of two, 0.5 MW both ways for 0.5 h, cannot be kept: the start" in said.err
    assert "Change initial_state_of_charge_mwh" in said.err


def test_a_month_cut_by_the_span_is_warned_of(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: an exceeded capacity of 7 of 31 days is said. If broken: a month's charge that is a quarter of one."""
    tariff = "tariff: {duos: HV Site Specific, residual_band: 4, agreed_capacity_kva: 500}\n"
    site = changed_site(tmp_path, ONE, ONE.replace("one", "two"), more=tariff)
    said = gbflex("run", site, *WEEK, "--set", "charges=[duos_exceeded_capacity]", "--json")
    assert said.code == 0, said.err
    assert any("7 of the 31 days of May 2024" in text for text in said.json["warnings"])
