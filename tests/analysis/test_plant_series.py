"""Heat demand and solar generation on a time axis, from constants, files and made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gbflex.analysis.series.heat_load import HeatTargets, generated_heat_mw
from gbflex.analysis.series.plant_series import heat_demand_series, solar_series
from gbflex.analysis.series.solar_generation import SolarTargets, generated_solar_mw
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.solar import Solar
from gbflex.bootstrap import ports
from gbflex.cashflows.shape import Series
from gbflex.errors import BrokenFile, MissingPeriods
from gbflex.periods import Periods
from tests.factories import make_ports

SPRING = Periods.between("2025-03-30", "2025-03-30")
AUTUMN = Periods.between("2025-10-26", "2025-10-26")


def write(path: Path, column: str, values: list[float], periods: Periods = SPRING) -> None:
    rows = zip(periods.settlement_date, periods.settlement_period, values, strict=False)
    path.write_text(
        "\n".join([f"settlement_date,settlement_period,{column}", *(f"{d},{p},{v}" for d, p, v in rows)]) + "\n"
    )


def heat(folder: Path, periods: Periods = SPRING) -> Series:
    return heat_demand_series(folder, HeatDemand(type="heat_demand", file="heat.csv"), periods, ports())


def solar(folder: Path, peak_mw: float = 2.0) -> Series:
    return solar_series(folder, Solar(type="solar", peak_mw=peak_mw, file="sun.csv"), SPRING, ports())


def test_constant_heat_on_both_clock_change_days() -> None:
    """Proves: 1.5 MW is 0.75 MWh in each of 46 and 50 half-hours. If broken: 1.5 MWh, or 48 of them."""
    demand = HeatDemand(type="heat_demand", constant_mw=1.5)
    for periods, count in ((SPRING, 46), (AUTUMN, 50)):
        series = heat_demand_series(Path(), demand, periods, make_ports())
        assert series.values.tolist() == [0.75] * count
        assert (series.name, series.unit, series.quality) == ("heat_demand", "MWh", "actual")
        assert not series.estimated.any()


@pytest.mark.parametrize("shape", [None, "hospital", "heating"])
def test_made_up_heat_is_the_generator_s(shape: str | None) -> None:
    """Proves: half the MW as MWh, hospital where no shape is given, illustrative. If broken: it passes for measured."""
    demand = HeatDemand(type="heat_demand", min_mw=0.0, mean_mw=1.0, max_mw=4.0, shape=shape)
    series = heat_demand_series(Path(), demand, AUTUMN, make_ports())
    made_mw = generated_heat_mw(HeatTargets(0.0, 1.0, 4.0, shape or "hospital"), AUTUMN)
    assert (2 * series.values).tolist() == made_mw.tolist()
    assert (series.name, series.unit, series.quality) == ("heat_demand", "MWh", "illustrative")
    assert series.source.startswith(f"made up by gbflex: {shape or 'hospital'} heat shape")
    assert [quality for quality, _ in series.parts()] == ["illustrative"]


def test_made_up_solar_is_the_generator_s() -> None:
    """Proves: half the MW as MWh, illustrative, with its source. If broken: twice the yield."""
    array = Solar(type="solar", peak_mw=3.0, yearly_mwh_per_mw=900.0, latitude_deg=53.0)
    series = solar_series(Path(), array, AUTUMN, make_ports())
    assert (2 * series.values).tolist() == generated_solar_mw(SolarTargets(3.0, 900.0, 53.0), AUTUMN).tolist()
    assert (series.name, series.unit, series.quality) == ("solar", "MWh", "illustrative")
    assert series.source.startswith("made up by gbflex: flat array")


def test_files_of_heat_and_generation(tmp_path: Path) -> None:
    """Proves: heat in kW and generation in MWh arrive as MWh with the file as source. If broken: kW taken for MWh."""
    write(tmp_path / "heat.csv", "heat_kw", [900.0] * 46)
    write(tmp_path / "sun.csv", "generation_mwh", [0.25] * 46)
    for series, mwh, name in ((heat(tmp_path), 0.45, "heat.csv"), (solar(tmp_path), 0.25, "sun.csv")):
        assert series.values == pytest.approx([mwh] * 46, abs=1e-12)
        assert (series.unit, series.source, series.quality) == ("MWh", f"file {name}", "actual")


def test_a_missing_half_hour_is_named(tmp_path: Path) -> None:
    """Proves: the half-hour, the file and the key are named. If broken: a NaN in the optimiser."""
    write(tmp_path / "heat.csv", "heat_mwh", [1.0] * 45)
    write(tmp_path / "sun.csv", "generation_mwh", [1.0] * 44)
    with pytest.raises(
        MissingPeriods, match=r"heat\.csv lacks 1 of 46.*2025-03-30 period 46 \(heat_demand\.file\)"
    ):
        heat(tmp_path)
    with pytest.raises(MissingPeriods, match=r"sun\.csv lacks 2 of 46.*2025-03-30 period 45.*\(solar\.file\)"):
        solar(tmp_path)


def test_generation_above_the_peak_is_named(tmp_path: Path) -> None:
    """Proves: 1.1 MWh in a half-hour is 2.2 MW of a 2 MW array. If broken: a yearly total in one cell is believed."""
    write(tmp_path / "sun.csv", "generation_mwh", [0.0] * 20 + [1.1, 1.0, 1.2] + [0.0] * 23)
    with pytest.raises(
        BrokenFile, match=r"2 half-hours: 2025-03-30 period 21, .*first is 2\.2 MW \(solar\.file\)"
    ):
        solar(tmp_path)


def test_full_power_in_kw_is_not_above_the_peak(tmp_path: Path) -> None:
    """Proves: kW to MWh may round up by one part in 1e16. If broken: an array at its peak is refused."""
    kilowatts = next(kw for kw in range(1000, 9000) if kw * (0.001 * 0.5) > kw / 1000 * 0.5)
    write(tmp_path / "sun.csv", "generation_kw", [kilowatts] * 46)
    assert np.ptp(solar(tmp_path, kilowatts / 1000).values) == 0


def test_a_demand_file_is_no_heat_file(tmp_path: Path) -> None:
    """Proves: the columns wanted are named, and a file may hold both. If broken: electricity is taken for heat."""
    write(tmp_path / "heat.csv", "demand_mwh", [1.0] * 46)
    with pytest.raises(
        BrokenFile, match=r"half-hourly heat file.*demand_mwh.*heat_mwh, heat_kwh, heat_mw or heat_kw"
    ):
        heat(tmp_path)
    write(tmp_path / "sun.csv", "demand_mwh", [1.0] * 46)
    with pytest.raises(BrokenFile, match="generation_mwh, generation_kwh, generation_mw or generation_kw"):
        solar(tmp_path)
    write(tmp_path / "heat.csv", "demand_mwh,heat_mwh", ["9,1"] * 46)  # type: ignore[list-item]
    assert heat(tmp_path).values.tolist() == [1.0] * 46
