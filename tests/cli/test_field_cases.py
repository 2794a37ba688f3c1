"""Runs of sites that people brought, with the right value by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SITE, Said
from tests.field_sites import (
    DAY,
    NEXT_DAY,
    capacity_without_limit,
    more_sun_than_load,
    needs_its_battery,
    needs_its_chp,
    with_an_export_meter,
)

Gbflex = Callable[..., Said]
BOTH_DAYS = ("--from", DAY, "--to", NEXT_DAY)
ONE_DAY = ("--from", DAY, "--to", DAY)
PRICED_THEN = (
    "duos_unit",
    "duos_fixed",
    "duos_capacity",
    "duos_exceeded_capacity",
    "tnuos_residual",
    "bsuos",
    "ro",
    "fit",
    "aahedc",
    "ccl",
)


def test_a_site_that_needs_its_battery_has_a_plan_and_no_value(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the plan is settled, and the answer says what could not be served without the battery.

    Each day the load is 28 MWh, of which 2 MWh lie above the limit; those are charged before at 81 %:
    2 x (28 - 2 + 2 / 0.81) x 100 = 5,693.83 GBP. If broken: exit 4, or a value of 0.00.
    """
    answer = gbflex("run", needs_its_battery(tmp_path), *BOTH_DAYS, "--out", tmp_path / "run", "--json").json
    assert answer["objective_gbp"] == pytest.approx(-5693.83, abs=0.005)
    assert answer["ledger_total_gbp"] == pytest.approx(-5693.83, abs=0.005)
    assert answer["value_gbp"] is answer["without_asset_gbp"] is answer["perfect_value_gbp"] is None
    (line,) = answer["lines"]
    assert line["without_asset_gbp"] is line["value_gbp"] is None
    assert answer["without_asset"]["served"] is False
    (row,) = answer["without_asset"]["unserved"]
    assert (row["place"], row["half_hours"], row["unserved_mwh"]) == ("connection", 8, pytest.approx(4.0))
    assert (row["first_settlement_date"], row["first_settlement_period"]) == (DAY, 33)


def test_a_chp_without_a_boiler_has_a_plan_and_no_value(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the engine runs at full power above 75 GBP/MWh, what its gas costs, and at 1 MW else.

    If broken: exit 4, or heat that nothing makes without the engine costs nothing.
    """
    answer = gbflex("run", needs_its_chp(tmp_path), *ONE_DAY, "--out", tmp_path / "run", "--json").json
    assert answer["objective_gbp"] == pytest.approx(-5117.50, abs=0.005)
    assert answer["value_gbp"] is answer["co2"]["gas_without_asset_tonnes"] is None
    (row,) = answer["without_asset"]["unserved"]
    assert (row["place"], row["half_hours"], row["unserved_mwh"]) == ("heat", 48, pytest.approx(24.0))


@pytest.mark.parametrize("modes", [("perfect",), ("perfect", "naive")])
def test_no_value_is_said_with_its_reason(gbflex: Gbflex, tmp_path: Path, modes: tuple[str, ...]) -> None:
    """Proves: tables of one mode and of several say so in words. If broken: a traceback, or a dash alone."""
    asked = [word for mode in modes for word in ("--mode", mode)]
    said = gbflex("run", needs_its_battery(tmp_path), *BOTH_DAYS, *asked, "--out", tmp_path / "run")
    assert said.code == 0, said.err
    assert said.out.count("not defined") == 2 * len(modes)
    assert "without the assets 4.000 MWh of load at the connection cannot be served in 8 half-hours" in said.err


def test_other_answers_about_such_a_site_say_so_too(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: `chp value` and `losses` print without a value, with the reason. If broken: a value of "- GBP"."""
    said = gbflex("chp", "value", needs_its_chp(tmp_path), *ONE_DAY)
    assert said.code == 0, said.err
    assert "all together not defined" in said.out
    assert "24.000 MWh of heat cannot be served in 48 half-hours" in said.err
    day = ("--from", "2024-05-06", "--to", "2024-05-06", "--set", "connection.import_mw=2.4")
    full = (
        "--set",
        "assets.bess.initial_state_of_charge_mwh=5",
        "--set",
        "assets.bess.final_state_of_charge_mwh=null",
    )
    said = gbflex("losses", SITE, *day, *full)
    assert said.code == 0, said.err
    assert "value not defined" in said.out
    assert "2.400 MWh of load at the connection cannot be served in 48 half-hours" in said.err


def test_charging_beyond_the_agreed_capacity_is_planned(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the price of exceeded capacity is part of the plan. If broken: 82.92 GBP, a peak that costs 63."""
    answer = gbflex("run", capacity_without_limit(tmp_path), *ONE_DAY, "--out", tmp_path / "run", "--json").json
    assert answer["value_gbp"] == pytest.approx(145.89, abs=0.005)
    assert answer["planned_gbp"] == pytest.approx(answer["ledger_total_gbp"], abs=0.005)


@pytest.mark.parametrize(
    ("curtailable", "objective_gbp", "value_gbp", "turned_down_mwh"),
    [("true", -1900.0, 500.0, 15.0), ("false", -2650.0, -250.0, 0.0)],
)
def test_sun_that_is_turned_down_is_said(
    gbflex: Gbflex,
    tmp_path: Path,
    curtailable: str,
    objective_gbp: float,
    value_gbp: float,
    turned_down_mwh: float,
) -> None:
    """Proves: 5 of 20 MWh serve the load, 15 are turned down or leave at -50 GBP/MWh; either is printed.

    If broken: 15 MWh are thrown away in silence, or the array is turned down though it cannot be.
    """
    site = more_sun_than_load(tmp_path)
    asked = ("run", site, *ONE_DAY, "--set", f"assets.0.curtailable={curtailable}", "--out", tmp_path / "run")
    answer = gbflex(*asked, "--json").json
    assert answer["objective_gbp"] == pytest.approx(objective_gbp, abs=0.005)
    assert answer["value_gbp"] == pytest.approx(value_gbp, abs=0.005)
    assert answer["curtailed_mwh"] == pytest.approx(turned_down_mwh, abs=1e-9)
    said = gbflex(*asked[:-2], "--out", tmp_path / "again")
    assert f"solar turned down: {turned_down_mwh:.3f} of 20.000 MWh" in said.out


def test_sun_with_nowhere_to_go_has_no_plan(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: load and 2 MW of export take 3 of 4 MW; the 10 half-hours and 5 MWh are named. If broken: turned down."""
    asked = ("--set", "assets.0.curtailable=false", "--set", "connection.export_mw=2", "--out", tmp_path / "run")
    said = gbflex("run", more_sun_than_load(tmp_path), *ONE_DAY, *asked)
    assert said.code == 4
    assert "nowhere to go in 10 steps, in the first by 0.500000 MWh, in all by 5.000000 MWh" in said.err
    assert f"({DAY} period 21, {DAY} period 22, {DAY} period 23 and 7 more)" in said.err
    enough = (*asked[:3], "connection.export_mw=3", *asked[4:])
    assert gbflex("run", more_sun_than_load(tmp_path), *ONE_DAY, *enough).code == 0


def test_a_week_with_exceeded_capacity_beats_the_same_with_a_limit(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: planning the peak is worth as much as a limit of 1.425 MW at the agreed 1,500 kVA, 2,793.90 GBP.

    If broken: 2,557.55 GBP, where the plan did not see what its peak costs.
    """
    site = tmp_path / "site.yaml"
    site.write_text(
        "name: Export fixed\n"
        "licence_area: 22\n"
        "tariff: {duos: HV Site Specific, residual_band: 3, agreed_capacity_kva: 1500}\n"
        "connection: {export_mw: 0}\n"
        "demand: {constant_mw: 0.9}\n"
        "supply: {energy: market_index, where_missing: system_price}\n"
        "assets: [{type: battery, charge_power_mw: 1, discharge_power_mw: 1, energy_capacity_mwh: 2,"
        " round_trip_efficiency: 0.85}]\n",
        "utf-8",
    )

    def value_gbp(*more: str) -> float:
        week = ("--from", "2025-01-06", "--to", "2025-01-12", "--out", tmp_path / f"run{len(more)}")
        return float(gbflex("run", site, *week, *more, "--json").json["value_gbp"])

    limit = ("--set", "connection.import_mw=1.425")
    # The lines that were priced when the case was worked out: no triad, no capacity market charge.
    then = ("--set", f"charges=[{', '.join(PRICED_THEN)}]")
    assert value_gbp(*then) == pytest.approx(2793.90, abs=0.005)
    assert value_gbp(*then, *limit) == pytest.approx(2793.90, abs=0.005)
    assert value_gbp() >= max(value_gbp(*limit) - 0.005, 2793.90)


def test_both_readings_of_an_export_meter_are_printed(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a silent site file gives two values on the terminal, one that says so gives one.

    Two days of 69.39 p are 1.39 GBP. If broken: one value, and whoever needs no meter without a battery pays for it.
    """
    site = with_an_export_meter(tmp_path)
    both = gbflex("run", site, *BOTH_DAYS, "--out", tmp_path / "a")
    assert both.code == 0, both.err
    found = re.search(r"value ([\d.]+) GBP if the export meter comes with the asset, ([\d.]+) if it is", both.out)
    assert found is not None, both.out
    assert float(found[2]) - float(found[1]) == pytest.approx(1.39, abs=0.011)
    assert "their value to the owner is 1.39 GBP less" in both.err
    one = gbflex("run", site, *BOTH_DAYS, "--set", "asset_causes=[export_meter]", "--out", tmp_path / "b")
    assert "if the export meter" not in one.out
    assert "asset_causes" not in one.err


def test_the_report_of_such_a_run_is_written_again(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: `report` reads a run without a value from its folder. If broken: it fails on null."""
    gbflex("run", needs_its_battery(tmp_path), *BOTH_DAYS, "--out", tmp_path / "run")
    page = tmp_path / "run" / "report.html"
    page.unlink()
    assert gbflex("report", tmp_path / "run").code == 0
    assert re.search(r"<dt>Value of the battery</dt><dd class=\"value\">not defined</dd>", page.read_text("utf-8"))


def _hourly(folder: Path, *, supply: str) -> Path:
    hours = [f"{DAY_BEFORE}T23:00:00Z,30", *(f"2025-06-04T{hour:02}:00:00Z,{31 + hour}" for hour in range(23))]
    rows = "\n".join(hours)
    (folder / "demand.csv").write_text(f"start_time,demand_mw\n{rows}\n", "utf-8")
    (folder / "price.csv").write_text(f"start_time,price_gbp_per_mwh\n{rows}\n", "utf-8")
    site = folder / "site.yaml"
    site.write_text(f"name: hourly\n{supply}charges: []\nassets: [{{type: battery, {BATTERY}}}]\n", "utf-8")
    return site


DAY_BEFORE = "2025-06-03"
BATTERY = "charge_power_mw: 1.0, discharge_power_mw: 1.0, energy_capacity_mwh: 2.0, round_trip_efficiency: 0.81"


@pytest.mark.parametrize(
    "supply",
    [
        "demand: {file: demand.csv}\nsupply: {energy: {fixed_gbp_per_mwh: 50}}\n",
        "demand: {constant_mw: 1}\nsupply: {energy: {file: price.csv}}\n",
        "demand: {constant_mw: 1}\nsupply: {energy: {file: price.csv}, where_missing: system_price}\n",
        "demand: {constant_mw: 1}\nsupply: {energy: {fixed_gbp_per_mwh: 50}, export: {file: price.csv}}\n",
    ],
)
def test_an_hourly_file_is_said_to_be_hourly(gbflex: Gbflex, tmp_path: Path, supply: str) -> None:
    """Proves: "looks hourly", and what to write. If broken: where_missing fills every second half-hour from elsewhere."""
    site = _hourly(tmp_path, supply=supply)
    done = gbflex("run", site, *ONE_DAY)
    assert done.code == 3
    assert "looks hourly, one value for every 2 half-hours: it lacks 24 of 48" in done.err
    assert "a price or MW as it is, MWh or kWh divided by 2" in done.err
    assert "where_missing" not in done.err


@pytest.mark.parametrize("held", [None, 12])
def test_a_file_with_gaps_is_not_called_hourly(gbflex: Gbflex, tmp_path: Path, held: int | None) -> None:
    """Proves: a half-hourly file that lacks some is "lacks", with where_missing. If broken: doubled values advised."""
    rows = [f"2025-06-04T{10 + at // 2:02}:{30 * (at % 2):02}:00Z,{at}" for at in range(20) if at != held]
    (tmp_path / "price.csv").write_text("start_time,price_gbp_per_mwh\n" + "\n".join(rows) + "\n", "utf-8")
    site = tmp_path / "site.yaml"
    site.write_text(
        "name: gaps\ndemand: {constant_mw: 1}\nsupply: {energy: {file: price.csv}}\ncharges: []\n"
        f"assets: [{{type: battery, {BATTERY}}}]\n",
        "utf-8",
    )
    done = gbflex("run", site, *ONE_DAY)
    assert done.code == 3
    assert f"lacks {28 + (held is not None)} of 48 half-hours" in done.err
    assert "where_missing" in done.err


@pytest.mark.parametrize(
    ("battery", "short", "gives", "said"),
    [
        (
            "charge_power_mw: 0.05, discharge_power_mw: 1.0, final_state_of_charge_mwh: 2.0",
            "0.920000",
            "final_state_of_charge_mwh from 2025-06-04 period 48 by 0.920000 MWh",
            "Raise charge_power_mw, lengthen the span, or lower final_state_of_charge_mwh",
        ),
        (
            "discharge_power_mw: 0.05, charge_power_mw: 1, initial_state_of_charge_mwh: 2, final_state_of_charge_mwh: 0",
            "0.666667",
            "export limit or discharge_power_mw",
            "Raise discharge_power_mw, lengthen the span, or raise final_state_of_charge_mwh",
        ),
    ],
)
def test_an_end_state_out_of_reach_names_the_keys(
    gbflex: Gbflex, tmp_path: Path, battery: str, short: str, gives: str, said: str
) -> None:
    """Proves: 0.05 MW x 24 h x 0.9 stores 1.08 of 2 MWh: 0.92 short, by the file's keys; sold, 0.05 x 24 / 0.9 = 1.33.

    If broken: "lowest state of charge", which is no key.
    """
    site = tmp_path / "site.yaml"
    site.write_text(
        "name: end\ndemand: {constant_mw: 1}\nsupply: {energy: {fixed_gbp_per_mwh: 50}, export: energy}\n"
        f"charges: []\nassets: [{{type: battery, {battery}, energy_capacity_mwh: 2.0, "
        "round_trip_efficiency: 0.81}]\n",
        "utf-8",
    )
    done = gbflex("run", site, *ONE_DAY)
    assert done.code == 4
    assert f"{short} MWh out of reach" in done.err
    assert said in done.err
    assert f"Least to relax: {gives}" in done.err
