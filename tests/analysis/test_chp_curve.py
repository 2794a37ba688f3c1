"""Turning up and down around a plan, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.chp.curve import chp_curve
from gbflex.assets.site import Site
from gbflex.errors import InputError
from tests.factories import make_ports
from tests.factories_plant import boiler, chp, plant_site

DAY = date(2024, 6, 3)
HEAT = {"type": "heat_demand", "constant_mw": 7.0}


def rows(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chp_curve(site, DAY, make_ports())["rows"]
    return found


def test_a_turn_down_is_worth_it_at_what_import_costs_less_what_is_saved() -> None:
    """Proves: 150 - (52.632 - 26.316) = 123.684 (market reference 9). If broken: flexibility is sold at a loss."""
    for row in rows(plant_site()):
        assert row["baseline_mw"] == 5.0
        assert row["marginal_cost_gbp_per_mwh"] == pytest.approx(26.316, abs=1e-3)
        assert row["turn_down_mw"] == pytest.approx(4.0)
        assert row["turn_down_price_gbp_per_mwh"] == pytest.approx(123.684, abs=1e-3)
        assert row["turn_up_mw"] == 0.0


@pytest.mark.parametrize(("efficiency", "cost"), [(0.90, 26.316), (0.85, 24.768)])
def test_the_marginal_cost_credits_the_boilers_fuel(efficiency: float, cost: float) -> None:
    """Proves: the legacy figures. If broken: heat is credited at another boiler's price."""
    row = rows(plant_site(chp(), boiler(efficiency_gross_cv=efficiency), HEAT))[0]
    assert row["marginal_cost_gbp_per_mwh"] == pytest.approx(cost, abs=1e-3)


def test_without_a_use_of_heat_the_marginal_cost_is_all_fuel() -> None:
    """Proves: 20 / 0.38 = 52.632. If broken: dumped heat earns."""
    row = rows(plant_site(chp(), {"type": "heat_dump"}))[0]
    assert row["marginal_cost_gbp_per_mwh"] == pytest.approx(52.632, abs=1e-3)


def test_a_turn_up_costs_what_is_burnt_less_what_export_pays() -> None:
    """Proves: at a price of 20 it stands at its minimum; 26.316 - 20 = 6.316 for a MWh more."""
    site = plant_site(
        chp(min_up_hours=48, runs_at_start=True, outages=[]),
        boiler(),
        HEAT,
        supply={"energy": {"fixed_gbp_per_mwh": 20.0}},
    )
    # It runs at the start and long enough already: it stops, so a start is what can be offered.
    row = rows(site)[0]
    assert row["baseline_mw"] == 0.0
    assert row["turn_up_kind"] == "start"
    assert row["turn_up_price_gbp_per_mwh"] == pytest.approx(6.316, abs=1e-3)
    assert row["turn_up_half_hours"] == 1


def test_a_stop_takes_its_shortest_stop_and_the_start_after_it() -> None:
    """Proves: two hours off and a start of 500 GBP: 123.684 + 500 / 10 MWh. If broken: the restart is free."""
    site = plant_site(chp(min_power_mw=5.0, min_down_hours=2.0, start_cost_gbp=500.0), boiler(), HEAT)
    row = rows(site)[20]
    assert row["turn_down_kind"] == "stop"
    assert row["turn_down_half_hours"] == 4
    assert row["turn_down_mw"] == 5.0
    assert row["turn_down_price_gbp_per_mwh"] == pytest.approx(123.684 + 50.0, abs=1e-3)


def test_the_connection_and_the_heat_limit_what_is_offered() -> None:
    """Proves: 2 MW of room to import, 3 MW of heat to spare. If broken: volume is offered that cannot be had."""
    narrow = rows(plant_site(connection={"import_mw": 3.0}))[0]
    assert narrow["turn_down_mw"] == pytest.approx(2.0)
    small = rows(plant_site(chp(), boiler(heat_mw=4.0), HEAT))[0]
    # The boiler can take over 4 - (7 - 5.921) MW of heat, which is 2.467 MW of power.
    assert small["turn_down_mw"] == pytest.approx((4.0 - (7.0 - 5.9211)) * 0.38 / 0.45, abs=2e-3)


def test_what_is_planned_is_never_offered() -> None:
    """Proves: up and down stay inside the limits around the plan. If broken: baseline output is sold twice."""
    price = np.tile(40 + 35 * np.sin(np.arange(48) / 7), 2)
    site = plant_site(
        chp(min_up_hours=4, min_down_hours=2, start_cost_gbp=60.0),
        boiler(),
        HEAT,
        supply={"energy": "market_index", "export": "energy"},
    )
    found = chp_curve(site, DAY, make_ports(market_index=price))["rows"]
    assert {row["baseline_mw"] > 0 for row in found} == {True, False}
    for row in found:
        assert row["baseline_mw"] + row["turn_up_mw"] <= 5.0 + 1e-9
        assert row["baseline_mw"] - row["turn_down_mw"] >= -1e-9
        # An optimal plan leaves no way off it that gains.
        for direction in ("up", "down"):
            price_gbp = row[f"turn_{direction}_price_gbp_per_mwh"]
            assert price_gbp is None or price_gbp > -0.05


def test_a_curve_needs_a_unit() -> None:
    """Proves: a plain message. If broken: an empty table."""
    with pytest.raises(InputError, match="needs a CHP unit"):
        chp_curve(plant_site(boiler(), HEAT), DAY, make_ports())
