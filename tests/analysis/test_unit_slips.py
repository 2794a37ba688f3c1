"""Slips of unit in a site file and in its files, through every answer that carries warnings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.unit_slips import unit_slips
from gbflex.api.data.intake import data_import
from gbflex.api.loads import import_load
from gbflex.api.runs import plan, run
from gbflex.api.site import bill, rate_table
from gbflex.assets.site_file import parse_site
from gbflex.bootstrap import ports
from gbflex.periods import Periods

DAY = "2025-06-04"
BATTERY = {
    "type": "battery",
    "charge_power_mw": 1.0,
    "discharge_power_mw": 1.0,
    "energy_capacity_mwh": 2.0,
    "round_trip_efficiency": 0.81,
}
SITE: dict[str, Any] = {
    "name": "Slips",
    "licence_area": 14,
    "demand": {"constant_mw": 1.0},
    "supply": {"energy": {"fixed_gbp_per_mwh": 80.0}},
    "charges": [],
    "assets": [BATTERY],
}
TARIFF = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500}
GAS = {"price": {"fixed_gbp_per_mwh": 30.0}, "network": "included"}
CHP = {
    "type": "chp",
    "min_power_mw": 0.5,
    "max_power_mw": 1.0,
    "efficiency": [
        {"power_mw": 1.0, "electrical_efficiency_gross_cv": 0.2, "heat_efficiency_gross_cv": 0.1},
    ],
}

DUMP = {"type": "heat_dump"}


def slips(folder: Path = Path(), **changes: Any) -> list[str]:
    site = parse_site(SITE | changes).in_folder(folder)
    return unit_slips(setting_of(site, Periods.between(DAY, DAY), ports()))


def battery(**changes: Any) -> dict[str, Any]:
    return {"assets": [BATTERY | changes]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"supply": {"energy": {"fixed_gbp_per_mwh": 0.25}}}, "supply.energy.fixed_gbp_per_mwh: 0.25 GBP/MWh"),
        (
            {"supply": {"energy": {"fixed_gbp_per_mwh": 80.0}, "export": {"fixed_gbp_per_mwh": 0.05}}},
            "supply.export.fixed_gbp_per_mwh: 0.05",
        ),
        ({"supply": {"energy": {"fixed_gbp_per_mwh": 80.0}, "export": {"fixed_gbp_per_mwh": 0.0}}}, ""),
        ({"supply": {"energy": {"fixed_gbp_per_mwh": 80.0}, "fee_gbp_per_mwh": 0.5}}, ""),
        ({"supply": {"energy": {"fixed_gbp_per_mwh": 80.0}, "fee_gbp_per_mwh": 1500.0}}, "/100 it is 15 GBP/MWh"),
        (
            {"supply": {"energy": {"fixed_gbp_per_mwh": 80.0}, "non_energy": {"fixed_gbp_per_mwh": 0.06}}},
            "supply.non_energy.fixed_gbp_per_mwh: 0.06 GBP/MWh is below 1; x1000 it is 60",
        ),
        ({"ppa": {"price_gbp_per_mwh": 0.15}}, "ppa.price_gbp_per_mwh: 0.15 GBP/MWh is below 1; x1000 it is 150"),
        (battery(wear_gbp_per_mwh_discharged=0.005), "assets.0.wear_gbp_per_mwh_discharged: 0.005"),
        (battery(wear_gbp_per_mwh_discharged=5.0), ""),
        (battery(round_trip_efficiency=0.3), ""),
        (battery(round_trip_efficiency=0.01), "assets.0.round_trip_efficiency: 0.01 is below 0.3; x100 it is 1,"),
        (
            battery(round_trip_efficiency=None, charge_efficiency=0.5, discharge_efficiency=0.5),
            "assets.0.charge_efficiency x discharge_efficiency: 0.25 is below 0.3",
        ),
        (battery(charge_power_mw=20.0), ""),
        (battery(charge_power_mw=20.1), "assets.0.charge_power_mw: 20.1 MW is 20 times the largest load of 1 MW"),
        (
            battery(discharge_power_mw=2500.0),
            "assets.0.discharge_power_mw: 2,500 MW is 2,500 times the largest load",
        ),
        (battery(auxiliary_mw=21.0), "assets.0.auxiliary_mw: 21 MW"),
        (battery(energy_capacity_mwh=20.0), ""),
        (
            battery(energy_capacity_mwh=20.1),
            "assets.0.energy_capacity_mwh: 20.1 MWh is 20 hours of its power of 1 MW",
        ),
        (
            battery(charge_power_mw=20.0, energy_capacity_mwh=40.0),
            "assets.0.energy_capacity_mwh: 40 MWh is 40 hours of the largest load of 1 MW; /1000 it is 0.04 MWh",
        ),
        ({"connection": {"import_mw": 2850.0}}, "connection.import_mw: 2,850 MW is 2,850 times"),
        ({"connection": {"export_mw": 1000.0}}, ""),
        ({"connection": {"export_mw": 1001.0}}, "connection.export_mw: 1,001 MW is a large power station"),
        ({"demand": {"constant_mw": 101.0}}, "demand.constant_mw: 101 MW is more than a site takes; /1000"),
        ({"tariff": TARIFF}, ""),
        ({"tariff": TARIFF, "demand": {"constant_mw": 28.4}}, ""),
        (
            {"tariff": TARIFF, "demand": {"constant_mw": 1500.0}},
            "demand.constant_mw: 1,500 MW is 1,053 times the agreed capacity of 1,500 kVA (1.425 MW); /1000 it is 1.5 MW",
        ),
        (
            {"tariff": TARIFF, "demand": {"constant_mw": 28.6}},
            "demand.constant_mw: 28.6 MW is 20 times the agreed",
        ),
        ({"tariff": TARIFF, "demand": {"constant_mw": 0.01}, **battery(charge_power_mw=28.0)}, ""),
        ({"demand": {"constant_mw": 0.0}, **battery(charge_power_mw=900.0, discharge_power_mw=900.0)}, ""),
        (
            {"demand": {"constant_mw": 0.0}, **battery(charge_power_mw=2500.0)},
            "assets.0.charge_power_mw: 2,500 MW is a large power station; /1000 it is 2.5 MW",
        ),
        (
            {"assets": [{"type": "solar", "peak_mw": 21.0, "yearly_mwh_per_mw": 900, "latitude_deg": 52}]},
            "assets.0.peak_mw: 21 MW is 21 times the largest load",
        ),
        (
            {
                "connection": {"export_mw": 21.0},
                "assets": [{"type": "solar", "peak_mw": 21.0, "yearly_mwh_per_mw": 900, "latitude_deg": 52}],
            },
            "",
        ),
        (
            {"fuel": GAS | {"price": {"fixed_gbp_per_mwh": 0.03}}},
            "fuel.price.fixed_gbp_per_mwh: 0.03 GBP/MWh is below 1; x1000 it is 30",
        ),
        ({"fuel": GAS, "assets": [CHP, DUMP]}, ""),
        (
            {"fuel": GAS, "assets": [CHP | {"maintenance_gbp_per_mwh": 0.012}, DUMP]},
            "assets.0.maintenance_gbp_per_mwh: 0.012",
        ),
    ],
)
def test_a_slip_names_its_key_and_the_other_reading(changes: dict[str, Any], words: str) -> None:
    """Proves: each field on both sides of its threshold. If broken: kW is taken for MW, or a true figure is doubted."""
    found = slips(**changes)
    assert any(words in text for text in found) if words else found == []


def test_chp_and_boiler_efficiencies() -> None:
    """Proves: power and heat count together, 0.3 passes. If broken: a CHP of 0.28 electrical is doubted."""
    low = [{"power_mw": 1.0, "electrical_efficiency_gross_cv": 0.2, "heat_efficiency_gross_cv": 0.09}]
    boiler = {"type": "boiler", "name": "hot", "heat_mw": 1.0, "efficiency_gross_cv": 0.29}
    heat = {"type": "heat_demand", "constant_mw": 0.5}
    found = slips(fuel=GAS, assets=[CHP | {"efficiency": low}, boiler, heat])
    assert [text.split(":")[0] for text in found] == [
        "assets.0.efficiency at 1 MW, power and heat",
        "assets.1 (hot) efficiency",
    ]
    assert slips(fuel=GAS, assets=[CHP, boiler | {"efficiency_gross_cv": 0.3}, heat]) == []


def write(path: Path, column: str, value: float) -> None:
    rows = [f"{DAY},{period},{value}" for period in range(1, 49)]
    path.write_text("\n".join([f"settlement_date,settlement_period,{column}", *rows, ""]), "utf-8")


def test_files_are_named(tmp_path: Path) -> None:
    """Proves: a price file by its median, a load file by its largest half-hour. If broken: GBP/kWh is billed."""
    write(tmp_path / "p.csv", "price_gbp_per_mwh", 0.12)
    write(tmp_path / "load.csv", "demand_mw", 850.0)
    found = slips(tmp_path, supply={"energy": {"file": "p.csv"}}, demand={"file": "load.csv"}, tariff=TARIFF)
    assert found[0].startswith("supply.energy.file p.csv: a median of 0.12 GBP/MWh is below 1; x1000 it is 120")
    assert found[1].startswith("demand.file load.csv: 850 MW is 596 times the agreed capacity of 1,500 kVA")


def test_a_published_price_is_not_doubted() -> None:
    """Proves: a day of low prices at the market is believed. If broken: each windy Sunday is called GBP/kWh."""
    site = parse_site(SITE | {"supply": {"energy": "system_price", "export": "energy"}})
    setting = setting_of(site, Periods.between("2024-06-04", "2024-06-04"), ports())
    setting.series["energy_price"].values[:] = 0.1
    assert unit_slips(setting) == []


@pytest.mark.parametrize(("price", "warned"), [(0.08, True), (80.0, False), (8000.0, True)])
def test_an_imported_price_file_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, price: float, warned: bool
) -> None:
    """Proves: `data import` says that a file of day-ahead prices is in GBP/kWh or pence. If broken: silence."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
    rows = [f"{DAY}T{half // 2:02d}:{half % 2 * 30:02d}:00Z,{price}" for half in range(48)]
    (tmp_path / "da.csv").write_text("\n".join(["start_time,price_gbp_per_mwh", *rows, ""]), "utf-8")
    (done,) = data_import("exchange.day_ahead", [tmp_path / "da.csv"])["imported"]
    assert len(done["warnings"]) == warned
    if warned:
        assert "day_ahead_price_gbp_per_mwh: a median of" in done["warnings"][0]
        assert "it is 80 GBP/MWh" in done["warnings"][0]


@pytest.mark.parametrize(("price", "warned"), [(0.08, True), (80.0, False)])
def test_a_file_of_forecasts_is_looked_at(tmp_path: Path, price: float, warned: bool) -> None:
    """Proves: a plan on forecasts in GBP/kWh says so. If broken: it sells nothing and nobody knows why."""
    rows = [f"{DAY}T00:00:00Z,{DAY}T{half // 2:02d}:{half % 2 * 30:02d}:00Z,{price}" for half in range(48)]
    (tmp_path / "fc.csv").write_text("\n".join(["known_time,start_time,price_gbp_per_mwh", *rows, ""]), "utf-8")
    write(tmp_path / "p.csv", "price_gbp_per_mwh", 80.0)
    site = parse_site(SITE | {"supply": {"energy": {"file": "p.csv"}}}).in_folder(tmp_path)
    warnings = plan(site, at=f"{DAY}T00:00:00Z", horizon=4, forecast=str(tmp_path / "fc.csv"))["warnings"]
    text = "forecast of energy_price: a median of 0.08 GBP/MWh is below 1; x1000 it is 80 GBP/MWh"
    assert any(text in warning for warning in warnings) == warned


def test_every_answer_carries_it(tmp_path: Path) -> None:
    """Proves: run, plan, bill and rates say both slips. If broken: one door is silent."""
    site = SITE | {"supply": {"energy": {"fixed_gbp_per_mwh": 0.25}}} | battery(charge_power_mw=2500.0)
    told = [
        run(site, DAY, DAY, out=tmp_path / "run")["warnings"],
        plan(site, at=f"{DAY}T00:00:00Z", horizon=2)["warnings"],
        bill(site, DAY, DAY)["warnings"],
        rate_table(site, DAY, DAY).warnings,
    ]
    for warnings in told:
        assert any("x1000 it is 250 GBP/MWh" in text for text in warnings)
        assert any("charge_power_mw: 2,500 MW" in text for text in warnings)


def test_a_load_file_in_kw_read_as_mw(tmp_path: Path) -> None:
    """Proves: the import names 850 MW and its other reading, and is silent for 0.85. If broken: a year at 850 MW."""
    rows = [f"{DAY} {half // 2:02d}:{half % 2 * 30:02d},850" for half in range(48)]
    (tmp_path / "load.csv").write_text("\n".join(["time,reading", *rows, ""]), "utf-8")
    warnings = import_load(tmp_path / "load.csv", unit="mw", times="local", label="start").summary["warnings"]
    assert len(warnings) == 1
    assert "850 MW is more than a site takes; /1000 it is 0.85 MW, if kW is meant" in warnings[0]
    right = import_load(tmp_path / "load.csv", unit="kw", times="local", label="start").summary["warnings"]
    assert right == []
