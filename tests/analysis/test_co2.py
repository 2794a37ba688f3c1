"""The CO2 of a run: what is counted is said, and import is counted where the grid's carbon intensity is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ruamel.yaml import YAML

from gbflex.api import runs
from gbflex.errors import BrokenFile
from gbflex.reports.render import render
from gbflex.reports.run_report import page_model
from gbflex.store.run_folder import read_run

HOSPITAL = Path(__file__).parents[1] / "hospital-chp.yaml"
DAY = "2024-06-03"
POINT = {"power_mw": 5.0, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}
PLANT: dict[str, Any] = {
    "name": "Plant",
    "charges": [],
    "demand": {"constant_mw": 6.0},
    "supply": {"energy": {"fixed_gbp_per_mwh": 150}},
    "fuel": {"price": {"fixed_gbp_per_mwh": 20}, "network": "included", "ccl_exempt_fraction": 1, "chpqa": {}},
    "assets": [
        {"type": "chp", "name": "engine", "min_power_mw": 1, "max_power_mw": 5, "efficiency": [POINT]},
        {"type": "boiler", "name": "boiler", "heat_mw": 8, "efficiency_gross_cv": 0.9},
        {"type": "heat_demand", "constant_mw": 7.0},
    ],
}
BATTERY = {
    "charge_power_mw": 1,
    "discharge_power_mw": 1,
    "energy_capacity_mwh": 0.5,
    "round_trip_efficiency": 0.64,
}


@pytest.fixture(autouse=True)
def _empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))


def half_hourly(path: Path, column: str, values: list[float]) -> dict[str, str]:
    rows = "".join(f"{DAY},{period},{value}\n" for period, value in enumerate(values, start=1))
    path.write_text(f"settlement_date,settlement_period,{column}\n{rows}", "utf-8")
    return {"file": path.name}


def grid_carbon(folder: Path, values: list[float]) -> dict[str, str]:
    return half_hourly(folder / "grid.csv", "carbon_gco2_per_kwh", values)


def asked(folder: Path, **site: Any) -> dict[str, Any]:
    path = folder / "site.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(PLANT | site, file)
    return dict(runs.run(path, DAY, DAY, out=folder / "run"))


def test_import_is_counted_by_the_grid_s_half_hours(tmp_path: Path) -> None:
    """Proves: 5 MW of 6 are made on site all day, at 100 g by night and 300 g by day: 4.8 t are imported, not 28.8.

    Gas: the engine's 5 / 0.38 MW and 7 - 5 x 0.45 / 0.38 MW of heat by the boiler; without it 7 MW by the boiler. If
    broken: the engine looks worse by what it burns, and its electricity counts as nothing.
    """
    co2 = asked(tmp_path, grid_carbon=grid_carbon(tmp_path, [100.0] * 24 + [300.0] * 24))["co2"]
    boiler_mw = (7 - 5 * 0.45 / 0.38) / 0.9
    assert co2["gas_tonnes"] == pytest.approx(24 * (5 / 0.38 + boiler_mw) * 0.1829)
    assert co2["gas_without_asset_tonnes"] == pytest.approx(24 * 7 / 0.9 * 0.1829)
    assert co2["import_tonnes"] == pytest.approx(12 * 1.0 * 0.1 + 12 * 1.0 * 0.3)
    assert co2["import_without_asset_tonnes"] == pytest.approx(12 * 6.0 * 0.1 + 12 * 6.0 * 0.3)
    gained = 24.0 - (co2["gas_tonnes"] - co2["gas_without_asset_tonnes"])
    assert co2["saved_tonnes"] == pytest.approx(gained)
    assert "export is not credited" in co2["counts"]
    page = page_model(read_run(tmp_path / "run"))
    assert [row["part"] for row in page["co2"]] == ["Gas burnt on site", "Electricity imported", "Together"]
    assert page["co2"][2]["saved_tonnes"] == pytest.approx(gained)
    assert "export is not credited" in render(page)


def test_a_battery_has_the_co2_of_what_it_moves(tmp_path: Path) -> None:
    """Proves: 0.625 MWh more at 100 g in period 1, 0.4 MWh less at 400 g in period 2: 0.0975 t saved.

    If broken: the half-hours are swapped, or losses emit nothing.
    """
    price = half_hourly(tmp_path / "price.csv", "price_gbp_per_mwh", [10.0, 200.0] + [60.0] * 46)
    carbon = grid_carbon(tmp_path, [100.0, 400.0] + [250.0] * 46)
    site = {"supply": {"energy": price}, "fuel": None, "assets": [BATTERY], "demand": {"constant_mw": 2.0}}
    co2 = asked(tmp_path, **site, grid_carbon=carbon)["co2"]
    assert co2["gas_tonnes"] == co2["gas_without_asset_tonnes"] == 0
    # One direction at 1 MW for half an hour takes 0.5 MWh: 0.4 in store, 0.32 out.
    assert co2["import_tonnes"] == pytest.approx(0.1 * 1.5 + 0.4 * (1 - 0.32) + 0.25 * 46)
    assert co2["saved_tonnes"] == pytest.approx(0.4 * 0.32 - 0.1 * 0.5)
    assert asked(tmp_path, **site)["co2"] is None


def test_without_the_grid_s_intensity_electricity_is_not_counted_and_said(tmp_path: Path) -> None:
    """Proves: import is null and not 0, and words and page say so. If broken: gas alone passes for the site's CO2."""
    co2 = asked(tmp_path)["co2"]
    assert co2["import_tonnes"] is co2["import_without_asset_tonnes"] is co2["saved_tonnes"] is None
    assert co2["counts"].startswith("gas burnt on site; electricity is not counted")
    page = page_model(read_run(tmp_path / "run"))
    assert [row["part"] for row in page["co2"]] == ["Gas burnt on site"]
    assert "electricity is not counted" in render(page)


def test_a_file_with_a_gap_counts_nothing_and_says_so(tmp_path: Path) -> None:
    """Proves: 47 of 48 half-hours give no figure of the day. If broken: the missing one emits nothing."""
    found = asked(tmp_path, grid_carbon=grid_carbon(tmp_path, [200.0] * 47))
    assert found["co2"]["import_tonnes"] is None
    assert any("grid.csv lacks half-hours of the span" in text for text in found["warnings"])


@pytest.mark.parametrize("value", [-1.0, 1500.0])
def test_an_intensity_that_cannot_be_true_is_refused(tmp_path: Path, value: float) -> None:
    """Proves: g/kWh and nothing else. If broken: t/GWh or kg are taken for grams."""
    with pytest.raises(BrokenFile, match="carbon_gco2_per_kwh cannot be true"):
        asked(tmp_path, grid_carbon=grid_carbon(tmp_path, [value] * 48))


def test_the_hospital_says_what_its_tonnes_are(tmp_path: Path) -> None:
    """Proves: the January week's 179.5 and 114.2 t are of gas alone. If broken: 57 % more CO2, unsaid of what."""
    found: dict[str, Any] = dict(runs.run(HOSPITAL, "2024-01-15", "2024-01-21", out=tmp_path / "run"))
    co2 = found["co2"]
    assert co2["gas_tonnes"] == pytest.approx(179.5, abs=0.2)
    assert co2["gas_without_asset_tonnes"] == pytest.approx(114.2, abs=0.1)
    assert co2["import_tonnes"] is None
    assert found["import_mwh"] == pytest.approx(127, abs=0.5)
    without = read_run(tmp_path / "run").ledger_without_asset
    assert without.filter(pl.col("line") == "bsuos")["quantity"].sum() == pytest.approx(378, abs=0.5)
