"""Contract tests over the registry: a new line is tested on arrival."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.cashflows.ledger import LEDGER_TABLE, Ledger
from gbflex.cashflows.on_dates import DatePart, OnDates
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES, charge_names
from gbflex.cashflows.shape import CashFlow, Flows, Offer, Setting, flow_keys
from gbflex.cashflows.what_a_battery_changes import WHAT_A_BATTERY_CHANGES
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site

LINES = [*CONTRACT_LINES, *CHARGES, *FUEL_CHARGES]

# A span over a change of charging year, of BSUoS tariff and of the clock; one day on which every levy is held; one
# on which gas network charges are; a winter whose triads are not published.
SPANS = {
    "2025-03-29": "2025-04-02",
    "2024-05-01": "2024-05-02",
    "2025-11-20": "2025-12-02",
    "2024-11-28": "2024-11-29",
    "2026-05-01": "2026-05-02",
    "2026-11-30": "2026-12-02",
}

HEAT = {"electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}
PLANT = [
    {
        "type": "chp",
        "min_power_mw": 1.0,
        "max_power_mw": 5.0,
        "efficiency": [{"power_mw": 5.0, **HEAT}],
        "start_cost_gbp": 50.0,
        "maintenance_gbp_per_mwh": 9.0,
    },
    {"type": "boiler", "heat_mw": 8.0, "efficiency_gross_cv": 0.9},
    {"type": "heat_demand", "constant_mw": 6.0},
]
FUEL = {
    "price": {"fixed_gbp_per_mwh": 31.0},
    "fee_gbp_per_mwh": 0.5,
    "network": {"ldz": "WM", "annual_quantity_kwh": 79_200_000.0, "peak_day_kwh": 316_800.0},
    "carbon": {"uk_ets_gbp_per_tco2": 45.0, "other_combustion_mw": 25.0},
}

RETAIL = {
    "contract": {
        "valid_from": "2024-01-01",
        "valid_to": "2027-01-01",
        "rates": [{"name": "day", "p_per_kwh": 24.5}],
        "standing_charge_p_per_day": 250.0,
        "includes": [],
    }
}


def setting(first_date: str, **changes: object) -> Setting:
    periods = Periods.between(first_date, SPANS[first_date])
    price = 50 + 30 * np.sin(np.arange(len(periods)) / 5)
    full = {
        "tariff": {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500},
        "export_tariff": {"duos": "HV Generation Site Specific"},
        "capacity_market_window_demand_mwh": 12e6,
        "losses": {"line_loss_factor": 1.04, "transmission_loss_multiplier": 1.01, "power_factor": 0.9},
        "connection": {"import_mw": None, "export_mw": 5.0},
        "supply": {"energy": "market_index", "export": "energy", "fee_gbp_per_mwh": 1.5},
        "ppa": {"price_gbp_per_mwh": 150.0},
        "exemptions": {
            "ccl_fraction": 0.25,
            "eii": {"valid_from": "2024-04-01", "valid_to": "2027-04-01", "share": 0.5},
        },
        "assets": [battery(wear_gbp_per_mwh_discharged=5.0), *PLANT],
        "fuel": FUEL,
        "charges": "all",
    }
    return setting_of(make_site(**(full | changes)), periods, make_ports(market_index=price))


def settings_that_price(line: CashFlow) -> list[Setting]:
    found = [setting(first_date, **changes) for first_date in SPANS for changes in ({}, {"supply": RETAIL})]
    return [item for item in found if line.applies(item) and not line.missing(item)]


def some_flows(item: Setting, *, seed: int = 1) -> Flows:
    random, n = np.random.default_rng(seed), len(item.periods)
    return Flows({key: random.random(n) * (random.random(n) > 0.3) for key in flow_keys(item.site)})


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_the_two_faces_agree_on_any_flows(line: CashFlow) -> None:
    """Proves: offer and settlement price alike. If broken: the plan believes in money the bill does not pay."""
    priced = settings_that_price(line)
    assert priced, f"no setting prices {line.name}"
    totals = []
    for item in priced:
        flows = some_flows(item)
        totals.append(Ledger.of(item.periods, line.settle(flows, item)).total_gbp)
        if line.plans_as != "not_planned":
            assert totals[-1] == pytest.approx(line.offer(item).planned_gbp(flows), abs=1e-6)
        else:
            assert line.offer(item).planned_gbp(flows) == Offer().planned_gbp(flows)
    assert any(totals)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_line_on_some_dates_is_the_line_asked_for_those_dates_alone(line: CashFlow) -> None:
    """Proves: first and last date of a span, priced together, are the two dates priced alone; offers agree too.

    If broken: a date in between, or its price, slips in; or the plan sees other dates than the bill.
    """
    for item in settings_that_price(line):
        days = [DatePart(day, day, ()) for day in (item.periods.first_date, item.periods.last_date)]
        part, flows = OnDates(line, tuple(days)), some_flows(item)
        ledger = Ledger.of(item.periods, part.settle(flows, item))
        alone = [
            Ledger.of(cut.periods, line.settle(flows.part(item.positions(day.first, day.last)), cut)).total_gbp
            for day in days
            for cut in [item.between(day.first, day.last)]
        ]
        assert ledger.total_gbp == pytest.approx(sum(alone), abs=1e-9)
        if line.plans_as != "not_planned":
            assert part.offer(item).planned_gbp(flows) == pytest.approx(ledger.total_gbp, abs=1e-6)
        between = (item.periods.settlement_date > np.datetime64(days[0].first)) & (
            item.periods.settlement_date < np.datetime64(days[1].first)
        )
        assert not any(between[block.position].any() for block in ledger)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_rows_meet_the_ledger_contract(line: CashFlow) -> None:
    """Proves: units, source, parties, key, and quantity x rate = amount. If broken: a row nobody can audit."""
    for item in settings_that_price(line):
        ledger = Ledger.of(item.periods, line.settle(some_flows(item), item))
        columns = ledger.columns()
        LEDGER_TABLE.check(columns)
        assert np.allclose(columns["quantity"] * columns["rate_gbp_per_unit"], columns["amount_gbp"], atol=1e-6)
        for block in ledger:
            assert block.line == line.name
            assert block.source
            assert block.quantity_unit
            assert block.published_unit
            assert "owner" in (block.payer, block.payee)
            assert (block.kind == "non_cash") == (block.payee == "")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_no_flow_is_no_row_and_sums_over_days_add(line: CashFlow) -> None:
    """Proves: nothing moved costs nothing (standing charges aside), and time adds. If broken: a charge per call."""
    item = settings_that_price(line)[0]
    n = len(item.periods)
    nothing = Flows({key: np.zeros(n) for key in flow_keys(item.site)}, holds_connection=False)
    assert len(Ledger.of(item.periods, line.settle(nothing, item))) == 0
    flows = some_flows(item)
    whole = Ledger.of(item.periods, line.settle(flows, item))
    days = np.bincount(item.periods.day_index, weights=whole.by_period_gbp())
    assert days.sum() == pytest.approx(whole.total_gbp)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_every_line_says_what_it_is(line: CashFlow) -> None:
    """Proves: label and rule are there. If broken: a line nobody can look up."""
    assert line.label
    assert line.rule
    assert line.plans_as in ("exact", "linear_estimate", "not_planned")


def test_names_are_unique() -> None:
    """Proves: one line, one name. If broken: totals by line add two rules."""
    names = [line.name for line in LINES]
    assert len(names) == len(set(names))
    assert charge_names() == [line.name for line in CHARGES]


def test_standing_charges_fall_on_the_party_that_holds_the_connection() -> None:
    """Proves: the owner of an asset behind somebody else's meter pays no capacity charge. If broken: paid twice."""
    item = setting("2024-05-01")
    flows = some_flows(item)
    guest = Flows(flows.energy, party="owner", holds_connection=False)
    fixed = next(line for line in CHARGES if line.name == "duos_fixed")
    assert Ledger.of(item.periods, fixed.settle(guest, item)).total_gbp == 0
    assert fixed.offer(item).planned_gbp(guest) == 0


def test_no_levy_falls_on_export() -> None:
    """Proves: what leaves the site carries no levy, BSUoS or TNUoS. If broken: exported MWh pay RO.

    The Climate Change Levy of CHP power is given back on what leaves: a price above 0.
    """
    item = setting("2025-11-20", connection={"import_mw": None, "export_mw": 5.0})
    priced = [line for line in CHARGES if not line.missing(item) and line.applies(item)]
    on_export = {line.name for line in priced if "export" in line.offer(item).gbp_per_mwh}
    assert on_export == {"duos_export_credit", "ccl"}
    ccl = next(line for line in CHARGES if line.name == "ccl").offer(item).gbp_per_mwh
    assert (ccl["export"] > 0).all()


def test_what_a_battery_changes_is_said_of_charges() -> None:
    """Proves: the reference page says it of charges that exist, those the issue names among them. If broken: a dead row."""
    said = set(WHAT_A_BATTERY_CHANGES)
    assert said <= set(charge_names())
    assert {
        "tnuos_residual",
        "tnuos_locational",
        "tnuos_embedded_export",
        "bsuos",
        "duos_capacity",
        "duos_fixed",
    } <= said
