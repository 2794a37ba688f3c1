"""Climate Change Levy on CHP power that a site uses itself, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gbflex import rates, run
from gbflex.assets.solar import Solar
from gbflex.cashflows.shape import Setting, UnitFlow
from tests.cashflows.settings import LINES, half_hours, setting, settled, total_gbp
from tests.factories import battery

EFFICIENCY = {"electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}


def engine(power_mw: float, name: str = "e") -> dict[str, Any]:
    return {
        "type": "chp",
        "name": name,
        "min_power_mw": power_mw,
        "max_power_mw": power_mw,
        "efficiency": [{"power_mw": power_mw, **EFFICIENCY}],
    }


def plant(*units: dict[str, Any], fuel: dict[str, Any] | None = None, **site: Any) -> dict[str, Any]:
    gas = {"price": {"fixed_gbp_per_mwh": 30.0}, "network": "included"} | (fuel or {})
    heat = [
        {"type": "boiler", "heat_mw": 6.0, "efficiency_gross_cv": 0.85},
        {"type": "heat_demand", "constant_mw": 3.6},
    ]
    return {"fuel": gas, "assets": [*units, *heat], "connection": {"import_mw": None, "export_mw": 5.0}} | site


def qualities(at: Setting, flows: dict[object, np.ndarray]) -> set[str]:
    return {block.quality for block in settled("ccl", at, flows) if block.quantity.any()}


def running(at: Setting, power_mwh: float, export_mwh: float = 0.0, name: str = "e") -> dict[object, np.ndarray]:
    return {UnitFlow("power", name): half_hours(at, power_mwh), "export": half_hours(at, export_mwh)}


@pytest.mark.parametrize(("power_mw", "due"), [(2.0, 0.0), (2.1, 1.0), (3.0, 1.0)])
def test_own_power_bears_the_levy_above_2_mw(power_mw: float, due: float) -> None:
    """Proves: 72 MWh x 7.75 = 558.00 GBP of a 3 MW engine, nothing at 2.0 MW. If broken: 558 GBP a day are free."""
    day = setting("2025-06-04", "2025-06-04", **plant(engine(power_mw)))
    assert total_gbp("ccl", day, running(day, 1.5)) == pytest.approx(-558.0 * due)
    if due:
        assert qualities(day, running(day, 1.5)) == {"actual"}


def test_exported_power_does_not_bear_it() -> None:
    """Proves: of 1.5 MWh made 0.5 leave: 48 x 1.0 x 7.75. If broken: 558, or a levy that the plan does not see."""
    day = setting("2025-06-04", "2025-06-04", **plant(engine(3.0)))
    assert total_gbp("ccl", day, running(day, 1.5, 0.5)) == pytest.approx(-48 * 7.75)
    assert total_gbp("ccl", day, running(day, 1.5, 1.5)) == pytest.approx(0.0)
    assert LINES["ccl"].offer(day).gbp_per_mwh[UnitFlow("power", "e")] == pytest.approx(np.full(48, -7.75))


def test_a_certificate_ends_it() -> None:
    """Proves: CHPQA on a 3 MW engine: nothing is due on its power. If broken: good quality CHP pays as any other."""
    day = setting("2025-06-04", "2025-06-04", **plant(engine(3.0), fuel={"chpqa": {}}))
    assert total_gbp("ccl", day, running(day, 1.5)) == 0
    small = setting("2025-06-04", "2025-06-04", **plant(engine(2.0), fuel={"chpqa": {}}))
    assert total_gbp("ccl", small, running(small, 1.0)) == 0


def test_units_are_added_up_and_that_is_an_estimate() -> None:
    """Proves: 1.2 + 1.2 MW pay, estimated; 1.0 + 1.0 MW do not. If broken: each unit is its own station, or certain."""
    two = setting("2025-06-04", "2025-06-04", **plant(engine(1.2, "a"), engine(1.2, "b")))
    assert total_gbp("ccl", two, running(two, 0.6, name="a")) == pytest.approx(-48 * 0.6 * 7.75)
    assert qualities(two, running(two, 0.6, name="a")) == {"estimated"}
    small = setting("2025-06-04", "2025-06-04", **plant(engine(1.0, "a"), engine(1.0, "b")))
    assert total_gbp("ccl", small, running(small, 0.5, name="a")) == 0


@pytest.mark.parametrize(
    ("relief", "due"), [({"ccl": "climate_change_agreement"}, 0.08), ({"ccl_fraction": 0.5}, 0.5)]
)
def test_a_relief_holds_for_own_power_and_is_an_estimate(relief: dict[str, object], due: float) -> None:
    """Proves: 8 % under an agreement, half with a share of a half. If broken: own power pays the full rate."""
    day = setting("2025-06-04", "2025-06-04", **plant(engine(3.0)), exemptions=relief)
    assert total_gbp("ccl", day, running(day, 1.5)) == pytest.approx(-558.0 * due)
    assert qualities(day, running(day, 1.5)) == {"estimated"}


def test_beside_a_battery_whose_power_leaves_is_an_estimate() -> None:
    """Proves: the rows are estimated. If broken: a store's export looks like the engine's for certain."""
    day = setting("2025-06-04", "2025-06-04", **plant(engine(3.0), battery()))
    assert qualities(day, running(day, 1.5)) == {"estimated"}


def test_solar_serves_the_load_first() -> None:
    """Proves: 1.25 MWh of load; where the sun gives 1.0 the engine's power bears the levy less export, where it gives 1.5

    none of it does, estimated. If broken: solar that leaves earns 7.75 GBP/MWh, or exported CHP power pays.
    """
    alone = setting("2025-06-04", "2025-06-04", **plant(engine(3.0), demand={"constant_mw": 2.5}))
    sun = Solar(type="solar", peak_mw=3.0, file="sun.csv")
    values = np.where(np.arange(48) < 24, 1.0, 1.5)
    series = replace(alone.series["demand"], name="solar", values=values)
    day = replace(
        alone,
        site=alone.site.with_assets((*alone.site.assets, sun)),
        series={**alone.series, "solar": series},
    )
    flows = running(day, 1.5, 1.25)
    assert total_gbp("ccl", day, flows) == pytest.approx(-24 * (1.5 - 1.25) * 7.75)
    assert qualities(day, flows) == {"estimated"}


CHP_SITE = {
    "name": "3 MW without a certificate",
    "licence_area": 14,
    "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 6000},
    "losses": {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.0},
    "demand": {"constant_mw": 4.0},
    "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
    "charges": ["duos_unit", "bsuos", "ro", "aahedc", "ccl"],
} | plant(engine(3.0), connection={"import_mw": 5.7, "export_mw": 0.0})


def test_a_run_pays_558_gbp_on_its_own_power() -> None:
    """Proves: 24 MWh imported and 72 MWh of own power x 7.75 = 744 GBP, complete, planned as settled.

    If broken: 186 GBP, and `complete: true` without 558 GBP (field case chp).
    """
    answer = run(CHP_SITE, "2025-06-04", "2025-06-04")
    ccl = {row["band"]: row["amount_gbp"] for row in answer["lines"] if row["line"] == "ccl"}
    assert ccl == pytest.approx({"": -186.0, "e": -558.0})
    assert answer["complete"]
    (gap,) = [row for row in answer["plan_gap"] if row["line"] == "ccl"]
    assert gap["gap_gbp"] == pytest.approx(0.0)


@pytest.mark.parametrize(("gas_gbp_per_mwh", "runs"), [(38.0, True), (40.0, False)])
def test_the_plan_sees_the_levy_on_own_power(gas_gbp_per_mwh: float, runs: bool) -> None:
    """Proves: a MWh of power takes 2 MWh of gas, 6.62 of carbon price support and 7.75 of CCL; import costs 91.75.

    At 38 GBP/MWh of gas 90.37 is less, at 40 GBP 94.37 is more. If broken: the engine runs at 86.62 as the plan has it.
    """
    power_only = {"electrical_efficiency_gross_cv": 0.5, "heat_efficiency_gross_cv": 0.0}
    unit = engine(3.0) | {"efficiency": [{"power_mw": 3.0, **power_only}]}
    gas = {"price": {"fixed_gbp_per_mwh": gas_gbp_per_mwh}, "network": "included"}
    assets = [unit, {"type": "heat_dump"}]
    answer = run(CHP_SITE | {"assets": assets, "fuel": gas, "charges": ["ccl"]}, "2025-06-04", "2025-06-04")
    burnt_mwh = sum(row["quantity"] for row in answer["lines"] if row["line"] == "fuel")
    assert burnt_mwh == pytest.approx(144.0 if runs else 0.0)


def test_site_rates_print_what_the_export_contract_pays() -> None:
    """Proves: 40 GBP/MWh. If broken: 47.75, as if any exported MWh were paid a levy."""
    supply = {"energy": {"fixed_gbp_per_mwh": 80}, "export": {"fixed_gbp_per_mwh": 40}}
    site = CHP_SITE | {"supply": supply, "connection": {"import_mw": 5.7, "export_mw": 3.0}}
    assert set(rates(site, "2025-06-04", "2025-06-04")["export_price_gbp_per_mwh"]) == {40.0}
