"""What gas costs on top of its price, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.assets.site import Site
from gbflex.assets.site_warnings import site_warnings
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.registry import CONTRACT_LINES, FUEL_CHARGES
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import FlowKey, Flows, Setting, UnitFlow, flow_keys
from gbflex.errors import InvalidSite
from gbflex.periods import Periods
from tests.factories import make_ports
from tests.factories_plant import boiler, chp, fuel, plant_site

LINES = {line.name: line for line in (*CONTRACT_LINES, *FUEL_CHARGES)}
HEAT = {"type": "heat_demand", "constant_mw": 7.0}


def setting(site: Site, day: str = "2026-05-01") -> Setting:
    return setting_of(site, Periods.between(day, day), make_ports())


def amount(line: str, item: Setting, **quantities: float) -> float:
    """Of one half-hour in which the unit named does so much: `engine_fuel=1.0`."""
    flows: dict[FlowKey, Any] = {key: np.zeros(len(item.periods)) for key in flow_keys(item.site)}
    for name, quantity in quantities.items():
        unit, _, kind = name.rpartition("_")
        flows[UnitFlow(kind, unit)][20] = quantity  # type: ignore[arg-type]
    return Ledger.of(item.periods, LINES[line].settle(Flows(flows), item)).total_gbp


def test_fuel_is_its_price_and_the_fee() -> None:
    """Proves: (20 + 0.5) GBP a MWh, unit by unit. If broken: the fee is lost, or a unit pays for another."""
    item = setting(plant_site(fuel=fuel(fee_gbp_per_mwh=0.5)))
    assert amount("fuel", item, engine_fuel=10.0) == pytest.approx(-205.0)
    assert amount("fuel", item, engine_fuel=10.0, boiler_fuel=2.0) == pytest.approx(-246.0)


@pytest.mark.parametrize(
    ("size_mw", "chpqa", "gbp"),
    [
        # 8.01 GBP/MWh from April 2026: all fuel of a unit up to 2 MW.
        (2.0, None, -80.1),
        # Above 2 MW, what 4 MWh of heat would take in a boiler of 0.81; the rest pays carbon price support.
        (5.0, None, -8.01 * 4 / 0.81),
        (5.0, {}, 0.0),
        (2.0, {"qualifying_fuel_fraction": 0.75}, -20.025),
    ],
)
def test_the_levy_on_gas_follows_size_and_certificate(
    size_mw: float, chpqa: dict[str, Any] | None, gbp: float
) -> None:
    """Proves: reliefs of SI 2005/1714 and Schedule 6. If broken: a certified scheme pays, or an uncertified does not."""
    points = [{"power_mw": size_mw, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}]
    unit = chp(max_power_mw=size_mw, efficiency=points)
    item = setting(plant_site(unit, boiler(), HEAT, fuel=fuel(ccl_exempt_fraction=0.0, chpqa=chpqa)))
    assert amount("ccl_gas", item, engine_fuel=10.0, engine_heat=4.0) == pytest.approx(gbp)
    assert amount("ccl_gas", item, boiler_fuel=10.0) == pytest.approx(-80.1)


@pytest.mark.parametrize(
    ("chpqa", "gbp"),
    [(None, -3.31 * (10 - 4.05 / 0.81)), ({"power_used_on_site_fraction": 0.8}, -3.31 * 5 * 0.2)],
)
def test_carbon_price_support_falls_on_fuel_for_power(chpqa: dict[str, Any] | None, gbp: float) -> None:
    """Proves: 0.331 p/kWh on gas less heat / 0.81, none for certified power used on site. If broken: heat pays."""
    item = setting(plant_site(fuel=fuel(chpqa=chpqa)))
    assert amount("carbon", item, engine_fuel=10.0, engine_heat=4.05) == pytest.approx(gbp)


@pytest.mark.parametrize(("size_mw", "owes"), [(2.0, False), (2.1, True)])
def test_carbon_price_support_begins_above_two_megawatts(size_mw: float, owes: bool) -> None:
    """Proves: 2.0 MW without a certificate have no such line, 2.1 MW pay 3.31 x (10 - 4.05 / 0.81) = 16.55 GBP.

    If broken: every small engine pays 3.31 GBP on each MWh of gas for power.
    """
    points = [{"power_mw": size_mw, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}]
    unit = chp(max_power_mw=size_mw, efficiency=points)
    item = setting(plant_site(unit, boiler(), HEAT, fuel=fuel(chpqa=None)))
    assert LINES["carbon"].applies(item) is owes
    assert ("carbon" in {line.name for line in select_lines(item).lines}) is owes
    assert amount("carbon", item, engine_fuel=10.0, engine_heat=4.05) == pytest.approx(-16.55 if owes else 0.0)


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        ("main_rate", "2026-05-01", 80.1),
        ("mineralogical_metallurgical", "2026-05-01", 0.0),
        ("climate_change_agreement", "2023-03-31", 56.8 * 0.14),
        ("climate_change_agreement", "2023-04-01", 67.2 * 0.12),
        ("climate_change_agreement", "2024-03-31", 67.2 * 0.12),
        ("climate_change_agreement", "2024-04-01", 77.5 * 0.11),
        ("climate_change_agreement", "2026-05-01", 80.1 * 0.11),
    ],
)
def test_the_levy_on_gas_is_relieved_by_name(kind: str, day: str, due: float) -> None:
    """Proves: 86 % off in 2022/23, 88 % in 2023/24, 89 % since, or exempt. If broken: electricity's 92 %, or next year's."""
    item = setting(plant_site(exemptions={"ccl": kind}, fuel=fuel(ccl_exempt_fraction=0.0)), day)
    assert amount("ccl_gas", item, boiler_fuel=10.0) == pytest.approx(-due)


def test_a_discount_that_is_not_held_leaves_the_levy_on_gas_unpriced() -> None:
    """Proves: an agreement in April 2027 is named; the main rate of that date is held. If broken: the full rate."""
    later = setting(
        plant_site(exemptions={"ccl": "climate_change_agreement"}, fuel=fuel(ccl_exempt_fraction=0.0)),
        "2027-04-01",
    )
    (gap,) = LINES["ccl_gas"].missing(later)
    assert "ccl_cca_discount_gas" in gap.reason
    assert LINES["ccl_gas"].missing(setting(plant_site(), "2027-04-01")) == []


def test_carbon_price_support_is_priced_without_an_allowance_price() -> None:
    """Proves: above 20 MW the support is charged and the allowances are named; the other way round likewise.

    10 MWh of gas and 4.05 of heat of a 5 MW engine: (10 - 5) x 3.31. If broken: support of 16.55 GBP is left out with
    the allowances nobody gave a price for.
    """
    points = [{"power_mw": 5.0, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}]
    unit = chp(max_power_mw=5.0, efficiency=points)
    item = setting(plant_site(unit, boiler(heat_mw=20.0), HEAT, fuel=fuel(chpqa=None)))
    found = select_lines(item)
    (gap,) = [gap for gap in found.not_priced if gap.line == "carbon"]
    assert "uk_ets_gbp_per_tco2" in gap.reason
    assert "carbon" in {line.name for line in found.lines}
    assert amount("carbon", item, engine_fuel=10.0, engine_heat=4.05) == pytest.approx(-3.31 * 5)
    site = plant_site(
        unit, boiler(heat_mw=20.0), HEAT, fuel=fuel(chpqa=None, carbon={"uk_ets_gbp_per_tco2": 50.0})
    )
    after_it_ends = setting(site, "2028-04-01")
    assert not [gap for gap in select_lines(after_it_ends).not_priced if gap.line == "carbon"]
    assert amount("carbon", after_it_ends, engine_fuel=10.0) == pytest.approx(-10 * 0.1829 * 50)
    later = setting(site, "2027-05-01")
    (gap,) = [gap for gap in select_lines(later).not_priced if gap.line == "carbon"]
    assert "carbon_price_support_gas" in gap.reason
    assert amount("carbon", later, engine_fuel=10.0) == pytest.approx(-10 * 0.1829 * 50)


def test_allowances_are_due_above_twenty_megawatts_of_all_burners() -> None:
    """Proves: 13.16 and 8.89 MW gross are 19.9 net: not in; 1 MW more is. If broken: gross is compared with net."""
    small = plant_site(fuel=fuel(carbon={"uk_ets_gbp_per_tco2": 50.0}))
    large = plant_site(chp(), boiler(heat_mw=9.0), HEAT, fuel=fuel(carbon={"uk_ets_gbp_per_tco2": 50.0}))
    assert not LINES["carbon"].applies(setting(small))
    item = setting(large)
    assert amount("carbon", item, boiler_fuel=10.0) == pytest.approx(-10 * 0.1829 * 50)
    unpriced = select_lines(setting(plant_site(chp(), boiler(heat_mw=9.0), HEAT))).not_priced
    assert [gap.line for gap in unpriced] == ["carbon"]


LARGE = {"ldz": "WM", "annual_quantity_kwh": 30_000_000.0, "peak_day_kwh": 110_000.0}
MIDDLING = {"ldz": "WM", "annual_quantity_kwh": 200_000.0, "peak_day_kwh": 1_500.0, "read_monthly": True}


def test_network_charges_are_commodity_and_capacity() -> None:
    """Proves: (0.0246 + 0.0206) p/kWh on each kWh; a day of 110,000 kWh x (0.1351 + 0.0102 + 0.0345) p, whatever is burnt.

    If broken: transmission is left out, or capacity follows the gas.
    """
    item = setting(plant_site(fuel=fuel(network=LARGE)))
    assert amount("gas_network", item, engine_fuel=10.0) == pytest.approx(-4.52)
    assert amount("gas_capacity", item) == pytest.approx(-197.78)
    early = select_lines(setting(plant_site(fuel=fuel(network=LARGE)), "2022-03-31"))
    assert {gap.line for gap in early.not_priced} == {"gas_network", "gas_capacity"}
    held = select_lines(setting(plant_site(fuel=fuel(network=LARGE)), "2022-04-01"))
    assert not [gap for gap in held.not_priced if gap.line.startswith("gas_")]


def test_a_middling_site_pays_a_fixed_charge_each_day() -> None:
    """Proves: 1,500 kWh x (0.2902 + 0.0051 + 0.0345) p + 51.5538 p. If broken: the fixed charge is multiplied or left out."""
    item = setting(plant_site(fuel=fuel(network=MIDDLING)))
    assert amount("gas_capacity", item) == pytest.approx(-(4.947 + 0.515538))


def test_an_exit_zone_not_given_is_estimated_in_the_ledger_and_warned_of() -> None:
    """Proves: South West without one is half-way from 12,483 to 21,331 GBP a year, and says so. If broken: "actual"."""
    network = LARGE | {"ldz": "SW", "peak_day_kwh": 120_000.0}
    item = setting(plant_site(fuel=fuel(network=network)))
    blocks = LINES["gas_capacity"].settle(
        Flows({key: np.zeros(len(item.periods)) for key in flow_keys(item.site)}), item
    )
    assert [block.quality for block in blocks] == ["actual", "actual", "estimated"]
    assert "0.0285 (exit zone SW1) to 0.0487 (exit zone SW2)" in blocks[2].source
    (warning,) = [text for text in site_warnings(item.site, date(2026, 5, 1)) if "exit_zone" in text]
    assert "half-way between 12,483 (SW1) and 21,331 GBP a year (SW2)" in warning
    named = plant_site(fuel=fuel(network=network | {"exit_zone": "SW2"}))
    assert not [text for text in site_warnings(named, date(2026, 5, 1)) if "exit_zone" in text]


def test_an_exit_zone_of_another_zone_is_refused_with_the_file() -> None:
    """Proves: the field is named when the site is read, exit 2. If broken: found only when gas is priced."""
    with pytest.raises(InvalidSite, match=r"'WM1' is no exit zone of SW.*SW1, SW2, SW3") as caught:
        plant_site(fuel=fuel(network=LARGE | {"ldz": "SW", "exit_zone": "WM1"}))
    assert "fuel.network.exit_zone" in str(caught.value)
    assert caught.value.exit_code == 2
    with pytest.raises(InvalidSite, match=r"fuel\.network\.ldz.*'XX'"):
        plant_site(fuel=fuel(network=LARGE | {"ldz": "XX"}))
    with pytest.raises(InvalidSite, match=r"fuel\.network\.read_monthly.*293,000"):
        plant_site(fuel=fuel(network=LARGE | {"read_monthly": False}))


def test_starts_and_maintenance_are_counted() -> None:
    """Proves: by the start and by the MWh. If broken: a start costs by the hour."""
    item = setting(plant_site(chp(start_cost_gbp=80.0, maintenance_gbp_per_mwh=11.0), boiler(), HEAT))
    assert amount("chp_starts", item, engine_starts=1.0) == -80.0
    assert amount("chp_maintenance", item, engine_power=2.0) == -22.0


NETWORK = {"ldz": "WM", "exit_zone": "WM1", "annual_quantity_kwh": 3e7, "peak_day_kwh": 1.1e5}


@pytest.mark.parametrize("change", ["2026-04-01", "2025-10-01"])
def test_gas_network_charges_change_at_midnight(change: str) -> None:
    """Proves: over the first day of a formula year, and of a gas year, each day has its own rates and no other's.

    If broken: both years' rates are charged on both days.
    """
    after = date.fromisoformat(change)
    before = after - timedelta(days=1)
    site = plant_site(fuel=fuel(network=NETWORK))
    days = [setting_of(site, Periods.between(day, day), make_ports()) for day in (before, after)]
    both = setting_of(site, Periods.between(before, after), make_ports())
    for name in ("gas_capacity", "gas_network"):
        whole, *alone = (
            Ledger.of(item.periods, LINES[name].settle(burning(item), item)).total_gbp for item in (both, *days)
        )
        assert whole == pytest.approx(sum(alone))
        offered = LINES[name].offer(both).planned_gbp(burning(both))
        assert offered == pytest.approx(whole)


def burning(item: Setting) -> Flows:
    """1 MWh of gas in every half-hour."""
    flows: dict[FlowKey, Any] = {key: np.ones(len(item.periods)) for key in flow_keys(item.site)}
    return Flows(flows)
