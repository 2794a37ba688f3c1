"""CHP units, boilers, heat stores and dumps of a site file: what they become, and what is refused by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gbflex.assets.boiler import Boiler
from gbflex.assets.chp import Chp
from gbflex.assets.site import Site
from gbflex.assets.thermal_store import ThermalStore
from gbflex.errors import InvalidSite
from tests.factories import battery
from tests.factories_plant import boiler, chp, plant_site

HEAT = {"type": "heat_demand", "constant_mw": 7.0}


def test_the_legacy_unit_burns_and_gives_what_the_reference_says() -> None:
    """Proves: fuel and heat per MWh follow 1 / 0.38 and 0.45 / 0.38. If broken: fuel is understated."""
    engine = Chp(**chp()).engine()
    assert engine.power_mw == (1.0, 5.0)
    assert engine.fuel_mw == pytest.approx((2.6316, 13.1579), abs=1e-4)
    assert engine.heat_mw == pytest.approx((1.1842, 5.9211), abs=1e-4)


def test_net_efficiencies_are_turned_to_gross_once() -> None:
    """Proves: 0.42 net is 0.37842 gross. If broken: a maker's figure makes 10 % of the fuel vanish."""
    net = [{"power_mw": 5.0, "electrical_efficiency_net_cv": 0.42, "heat_efficiency_net_cv": 0.45}]
    engine = Chp(**chp(efficiency=net)).engine()
    assert engine.fuel_mw[-1] == pytest.approx(5.0 / (0.42 * 0.901))
    assert engine.heat_mw[-1] / engine.fuel_mw[-1] == pytest.approx(0.45 * 0.901)
    assert Boiler(type="boiler", heat_mw=1.0, efficiency_net_cv=1.05).gross_efficiency == pytest.approx(0.94605)


def test_part_load_points_make_the_curve_and_the_nearest_holds_beyond_them() -> None:
    """Proves: points in between are kept, the ends borrow. If broken: part load burns what full load does."""
    points = [
        {"power_mw": 2.0, "electrical_efficiency_gross_cv": 0.32, "heat_efficiency_gross_cv": 0.48},
        {"power_mw": 4.0, "electrical_efficiency_gross_cv": 0.40, "heat_efficiency_gross_cv": 0.44},
    ]
    engine = Chp(**chp(efficiency=points)).engine()
    assert engine.power_mw == (1.0, 2.0, 4.0, 5.0)
    assert engine.fuel_mw == pytest.approx((1 / 0.32, 2 / 0.32, 4 / 0.40, 5 / 0.40))


def test_a_heat_store_ends_as_it_begins_unless_told_otherwise() -> None:
    """Proves: the default keeps the heat. If broken: a plan sells the store's first heat every time."""
    tank = {"type": "thermal_store", "charge_power_mw": 2, "discharge_power_mw": 2, "energy_capacity_mwh": 4}
    assert ThermalStore(**tank, initial_heat_mwh=1.5).store().final_mwh == 1.5
    assert ThermalStore(**tank, final_heat_mwh=None).store().final_mwh is None
    assert ThermalStore(**tank, loss_per_day=0.19).store().kept_fraction(24.0) == pytest.approx(0.81)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: plant_site(chp(min_power_mw=6.0), boiler(), HEAT),
            "min_power_mw 6 is above max_power_mw 5, by 1 MW",
        ),
        (
            lambda: plant_site(
                chp(
                    efficiency=[
                        {"power_mw": 5, "electrical_efficiency_gross_cv": 0.5, "heat_efficiency_gross_cv": 0.55}
                    ]
                ),
                boiler(),
                HEAT,
            ),
            r"add to 1.0500 on gross calorific value, 0.0500 more than all fuel",
        ),
        (
            lambda: plant_site(
                chp(
                    efficiency=[
                        {"power_mw": 5, "electrical_efficiency_gross_cv": 0.4, "heat_efficiency_net_cv": 0.45}
                    ]
                ),
                boiler(),
                HEAT,
            ),
            "both efficiencies on gross calorific value, or both on net",
        ),
        (lambda: plant_site(chp()), "needs a heat_demand, or a heat_dump"),
        (lambda: plant_site(HEAT), "a heat_demand needs a boiler or a CHP unit"),
        (lambda: plant_site(chp(), boiler(), HEAT, fuel=None), "CHP units and boilers need a fuel block"),
        (lambda: plant_site(chp(), chp(), HEAT), "two are named 'engine'"),
        (lambda: plant_site(HEAT, HEAT | {"name": "more"}, boiler()), "one heat_demand per site"),
        (lambda: plant_site(chp(power_mw=3), boiler(), HEAT), "unknown key assets.0.power_mw"),
        (lambda: plant_site(chp(min_up_hours=-1), boiler(), HEAT), "assets.0.min_up_hours"),
        (
            lambda: plant_site(battery(response_commitment={"power_mw": 3}), chp(), boiler(), HEAT),
            "response_commitment.power_mw 3 is above discharge_power_mw 2.5",
        ),
        (lambda: plant_site(battery(), battery()), "two are named 'bess'; give each a name of its own"),
        (
            lambda: plant_site(chp(), boiler(), HEAT, exemptions={"licensed_storage": True}),
            "only for one battery without a plant",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(build: Callable[[], Site], message: str) -> None:
    """Proves: one message with the field and the amount. If broken: an impossible plant is dispatched."""
    with pytest.raises(InvalidSite, match=message):
        build()


def test_without_assets_a_site_keeps_its_boilers_and_its_heat() -> None:
    """Proves: the counterfactual still heats the building. If broken: heat is worth nothing."""
    site = plant_site(chp(), boiler(), HEAT, {"type": "heat_dump"}, battery())
    assert [asset.type for asset in site.without_assets().assets] == ["boiler", "heat_demand", "heat_dump"]
