"""Sites after public bug reports, with made-up values: each a site file with the small files it names."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "capacity_without_limit",
    "more_sun_than_load",
    "needs_its_battery",
    "needs_its_chp",
    "several_batteries",
    "with_an_export_meter",
]

DAY = "2025-06-04"
NEXT_DAY = "2025-06-05"
UNSTEADY_PRICES = (
    *(
        110,
        60,
        150,
        60,
        250,
        150,
        250,
        150,
        150,
        110,
        -40,
        250,
        80,
        250,
        20,
        150,
        -40,
        20,
        -40,
        60,
        80,
        250,
        20,
        80,
    ),
    *(110, -40, 110, 20, -40, 150, 20, 80, 60, 20, 250, 250, 80, 20, 250, 250, -40, 20, 110, 110, 80, 20, 20, -40),
)


def _series(path: Path, column: str, values: Sequence[float], days: Sequence[str]) -> None:
    rows = [f"{day},{period},{value}" for day in days for period, value in enumerate(values, 1)]
    path.write_text("\n".join([f"settlement_date,settlement_period,{column}", *rows, ""]), "utf-8")


def _site(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(textwrap.dedent(text), "utf-8")
    return path


def needs_its_battery(folder: Path) -> Path:
    """A load of 3 MW for two hours of each of two days behind a limit of 2 MW, at a flat price of 100 GBP/MWh."""
    _series(
        folder / "load.csv",
        "demand_mw",
        [3.0 if 33 <= period <= 36 else 1.0 for period in range(1, 49)],
        [DAY, NEXT_DAY],
    )
    _series(folder / "imp.csv", "price_gbp_per_mwh", [100] * 48, [DAY, NEXT_DAY])
    return _site(
        folder,
        """\
        name: Peak above the limit
        demand: {file: load.csv}
        supply: {energy: {file: imp.csv}}
        charges: []
        assets:
          - {type: battery, charge_power_mw: 2, discharge_power_mw: 2, energy_capacity_mwh: 4.0,
             round_trip_efficiency: 0.81}
        connection: {import_mw: 2.0}
        """,
    )


def needs_its_chp(folder: Path) -> Path:
    """Heat of 1 MW and no boiler: the engine must run, at least at its 1 MW, whatever electricity costs."""
    _series(folder / "heat.csv", "heat_mw", [1.0] * 48, [DAY])
    _series(folder / "imp.csv", "price_gbp_per_mwh", UNSTEADY_PRICES, [DAY])
    return _site(
        folder,
        """\
        name: No boiler
        demand: {constant_mw: 3.0}
        supply: {energy: {file: imp.csv}}
        charges: []
        fuel: {price: {fixed_gbp_per_mwh: 30.0}, network: included, ccl_exempt_fraction: 1.0, chpqa: {}}
        assets:
          - type: chp
            name: e0
            efficiency:
              - {power_mw: 2.0, electrical_efficiency_gross_cv: 0.4, heat_efficiency_gross_cv: 0.45}
            min_power_mw: 1.0
            max_power_mw: 2.0
          - {type: heat_demand, file: heat.csv}
          - {type: heat_dump}
        """,
    )


def capacity_without_limit(folder: Path) -> Path:
    """An agreed capacity of 1,100 kVA and no import limit: charging beyond it is paid for by the kVA."""
    _series(folder / "imp.csv", "price_gbp_per_mwh", [30] * 12 + [120] * 36, [DAY])
    return _site(
        folder,
        """\
        name: Capacity without a limit
        licence_area: 14
        tariff: {duos: HV Site Specific, residual_band: 2, agreed_capacity_kva: 1100}
        losses: {line_loss_factor: 1.0, power_factor: 0.95}
        demand: {constant_mw: 1.0}
        supply: {energy: {file: imp.csv}}
        charges: [duos_unit, duos_capacity, duos_exceeded_capacity, duos_fixed]
        assets:
          - {type: battery, charge_power_mw: 1.0, discharge_power_mw: 1.0, energy_capacity_mwh: 2.0,
             round_trip_efficiency: 0.81}
        """,
    )


def more_sun_than_load(folder: Path) -> Path:
    """Five hours of 4 MW of sun on 1 MW of load at 100 GBP/MWh, while export costs 50 GBP/MWh."""
    at_noon = [21 <= period <= 30 for period in range(1, 49)]
    _series(folder / "pv.csv", "generation_mw", [4.0 * noon for noon in at_noon], [DAY])
    _series(folder / "exp.csv", "price_gbp_per_mwh", [-50 if noon else 20 for noon in at_noon], [DAY])
    return _site(
        folder,
        """\
        name: More sun than load
        demand: {constant_mw: 1.0}
        supply: {energy: {fixed_gbp_per_mwh: 100}, export: {file: exp.csv}}
        charges: []
        assets:
          - {type: solar, peak_mw: 4.0, file: pv.csv}
        """,
    )


def several_batteries(folder: Path) -> Path:
    """Two batteries that trade on prices from -40 to 250 GBP/MWh: 2 MW / 4 MWh, and 0.5 MW / 1 MWh."""
    _series(folder / "imp.csv", "price_gbp_per_mwh", UNSTEADY_PRICES, [DAY, NEXT_DAY])
    return _site(
        folder,
        """\
        name: Two batteries
        demand: {constant_mw: 3.0}
        supply: {energy: {file: imp.csv}}
        charges: []
        assets:
          - {type: battery, name: large, charge_power_mw: 2, discharge_power_mw: 2, energy_capacity_mwh: 4.0,
             round_trip_efficiency: 0.81}
          - {type: battery, name: small, charge_power_mw: 0.5, discharge_power_mw: 0.5, energy_capacity_mwh: 1.0,
             round_trip_efficiency: 0.64}
        """,
    )


def with_an_export_meter(folder: Path) -> Path:
    """A battery beside a load of 1 MW, and an export meter of which the file does not say whose it is."""
    return _site(
        folder,
        """\
        name: With an export meter
        licence_area: 14
        tariff: {duos: HV Site Specific, residual_band: 2, agreed_capacity_kva: 1500}
        export_tariff: {duos: HV Generation Site Specific}
        demand: {constant_mw: 1.0}
        supply: {energy: {fixed_gbp_per_mwh: 80}}
        charges: [duos_unit, duos_fixed]
        assets:
          - {type: battery, charge_power_mw: 0.4, discharge_power_mw: 0.4, energy_capacity_mwh: 1,
             round_trip_efficiency: 0.85}
        """,
    )
