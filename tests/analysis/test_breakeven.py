"""Break-even: the hand cases of market reference 6.10, and the optimiser sees the same margins."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.analysis.run.backtest import backtest, settlement_of
from gbflex.analysis.run.breakeven import site_breakeven
from gbflex.analysis.site.rates import site_rates
from gbflex.dispatch import Problem, Reserve, solve
from gbflex.dispatch.trade import best_trade
from gbflex.errors import Infeasible, InputError
from gbflex.periods import Periods
from tests.dispatch.site_oracle import best_gbp
from tests.factories import battery, make_ports, make_problem, make_site, make_store

DAY = Periods.between("2025-01-15", "2025-01-15")
RANDOM_PROBLEMS, FEWEST_STEPS, MOST_STEPS = 150, 2, 6
HOST = {"ppa": {"price_gbp_per_mwh": 150.0, "covers": "asset_output"}}
TARIFF = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500}


def answer(price: Any = 70.0, **site: Any) -> dict[str, Any]:
    return site_breakeven(
        make_site(**site), DAY, make_ports(market_index=np.broadcast_to(price, 48).astype(float))
    )


def test_a_charged_mwh_at_70_delivered_under_a_ppa_of_150() -> None:
    """Proves: cost 70 / 0.85 = 82.353, margin 67.647, break-even 127.50. If broken: 59.50 with losses multiplied."""
    best = answer(**HOST)["best"]
    assert best["delivered_cost_gbp_per_mwh"] == pytest.approx(82.353, abs=5e-4)
    assert best["margin_gbp_per_mwh"] == pytest.approx(67.647, abs=5e-4)
    assert best["break_even_import_price_gbp_per_mwh"] == pytest.approx(127.50)
    assert best["use"] == "ppa"


def test_a_system_price_is_not_the_cost_of_charging() -> None:
    """Proves: 70 and 75 of non-energy cost 170.588, above 150: a loss of 20.588. If broken: 82.353, and a profit."""
    found = answer(**HOST, supply={"energy": "market_index", "non_energy": {"fixed_gbp_per_mwh": 75.0}})
    assert found["best"]["delivered_cost_gbp_per_mwh"] == pytest.approx(170.588, abs=5e-4)
    assert found["best"]["margin_gbp_per_mwh"] == pytest.approx(-20.588, abs=5e-4)
    assert found["pays"] is False
    assert "does not pay" in found["verdict"]
    assert "127.50" in found["verdict"]


def test_a_levy_leaks_by_the_round_trip() -> None:
    """Proves: a levy of 60 both ways leaks 60 x (1 / 0.85 - 1) = 10.588. If broken: 0, as if losses were free."""
    found = answer(0.0, supply={"energy": "market_index", "fee_gbp_per_mwh": 60.0})
    leak = next(line for line in found["best"]["lines"] if line["line"] == "supplier_fee")
    assert leak["margin_gbp_per_mwh"] == pytest.approx(-10.588, abs=5e-4)
    assert found["best"]["margin_gbp_per_mwh"] == pytest.approx(-10.588, abs=5e-4)
    assert found["reasons"] == ["supplier_fee takes 10.59 GBP/MWh: worth 60.00, cost 70.59 after losses"]


def test_wear_is_a_cost_of_the_delivered_mwh_and_not_divided() -> None:
    """Proves: 82.353 + 5. If broken: 88.235 with wear before losses, or wear counted twice in the margin."""
    found = answer(**HOST, assets=[battery(wear_gbp_per_mwh_discharged=5.0)])
    assert found["uses"][0]["break_even_import_price_gbp_per_mwh"] == pytest.approx(145 * 0.85)
    best = found["best"]
    assert best["delivered_cost_gbp_per_mwh"] == pytest.approx(87.353, abs=5e-4)
    assert best["margin_gbp_per_mwh"] == pytest.approx(62.647, abs=5e-4)
    assert best["break_even_import_price_gbp_per_mwh"] == pytest.approx(145 * 0.85)


def full(price: Any = 60.0, **changes: Any) -> dict[str, Any]:
    site: dict[str, Any] = {
        "tariff": TARIFF,
        "charges": "all",
        "connection": {"import_mw": None, "export_mw": 3.0},
        "demand": {"constant_mw": 1.0},
        "supply": {"energy": "market_index", "export": {"fixed_gbp_per_mwh": 40.0}},
        "assets": [battery(wear_gbp_per_mwh_discharged=4.0)],
    }
    return answer(price, **(site | changes))


def test_the_bands_are_the_averages_of_site_rates() -> None:
    """Proves: each band's price is the mean of the columns `site rates` prints. If broken: two tools, two prices."""
    price = 60 + 30 * np.sin(np.arange(48) / 6)
    found = full(price)
    site = make_site(tariff=TARIFF, charges="all")
    columns = site_rates(site, DAY, make_ports(market_index=price)).columns
    assert [row["when"] for row in found["charging"]] == [
        "green band", "amber band", "red band", "cheapest half-hour",
    ]  # fmt: skip
    for row in found["charging"]:
        at = np.isin(columns["settlement_period"], row["settlement_periods"])
        assert row["import_price_gbp_per_mwh"] == pytest.approx(columns["import_price_gbp_per_mwh"][at].mean())
        for line in row["lines"]:
            name = "energy" if line["line"] == "energy_import" else line["line"]
            if name != "wear":
                assert line["gbp_per_mwh"] == pytest.approx(columns[f"{name}_gbp_per_mwh"][at].mean())
        parts = sum(line["gbp_per_delivered_mwh"] for line in row["lines"])
        assert row["delivered_cost_gbp_per_mwh"] == pytest.approx(parts)


def test_every_pair_is_worth_less_cost_and_every_use_is_there() -> None:
    """Proves: 4 charging rows x (4 of saved import + 4 of export). If broken: a use nobody compared."""
    found = full()
    assert {row["use"] for row in found["uses"]} == {"avoid_import", "export"}
    assert found["not_planned"] == ["duos_exceeded_capacity"]
    assert len(found["pairs"]) == len(found["charging"]) * len(found["uses"])
    for pair in found["pairs"]:
        margin = pair["worth_gbp_per_mwh"] - pair["delivered_cost_gbp_per_mwh"]
        assert pair["margin_gbp_per_mwh"] == pytest.approx(margin)
    green_to_red = next(p for p in found["pairs"] if (p["charge"], p["when"]) == ("green band", "red band"))
    assert green_to_red["margin_gbp_per_mwh"] == max(p["margin_gbp_per_mwh"] for p in found["pairs"])


def test_lines_of_the_best_trade_add_up() -> None:
    """Proves: the margin is the sum of its lines, in every contract form. If broken: reasons that do not explain."""
    price = 60 + 50 * np.sin(np.arange(48) / 6)
    ppa = {"price_gbp_per_mwh": 110.0}
    forms: list[dict[str, Any]] = [
        {},
        {"ppa": ppa | {"covers": "asset_output"}},
        {"ppa": ppa | {"obligation": "may_decline"}},
        {"demand": {"constant_mw": 0.0}},
        {
            "demand": {"constant_mw": 1.0},
            "supply": {"energy": "market_index", "export": {"fixed_gbp_per_mwh": 400.0}},
        },
    ]
    for form in forms:
        best = full(price, **form)["best"]
        assert sum(line["margin_gbp_per_mwh"] for line in best["lines"]) == pytest.approx(
            best["margin_gbp_per_mwh"]
        )
        difference = best["worth_gbp_per_mwh"] - best["delivered_cost_gbp_per_mwh"]
        assert best["margin_gbp_per_mwh"] == pytest.approx(difference)


def test_limits_that_allow_no_trade_are_named() -> None:
    """Proves: no load and no export, or no room to charge, is said in words. If broken: a margin nobody can earn."""
    found = answer(demand={"constant_mw": 0.0})
    assert found["best"] is None
    assert "No trade is possible" in found["verdict"]
    assert "no load to serve" in found["reasons"][0]
    full_meter = answer(connection={"import_mw": 2.5, "export_mw": 0.0})
    assert "no room for charging" in full_meter["reasons"][0]
    assert full_meter["charging"] == []
    assert answer(assets=[battery(max_cycles_per_day=0.0)])["reasons"] == ["max_cycles_per_day is 0"]


def test_a_site_without_a_battery_is_refused() -> None:
    """Proves: exit 2 with the field. If broken: a traceback."""
    with pytest.raises(InputError, match="battery"):
        answer(assets=[])


@pytest.mark.parametrize("covers", ["all_demand", "asset_output"])
@pytest.mark.parametrize("fee", [0.0, 5.0, 15.0, 40.0, 100.0])
def test_the_optimiser_trades_exactly_where_the_break_even_says_so(covers: str, fee: float) -> None:
    """Proves: one answer with and without an optimiser, on real charges. If broken: "pays" on a day that idles."""
    price = 60 + 12 * np.sin(np.arange(48) / 6)
    site = make_site(
        tariff=TARIFF,
        charges="all",
        ppa={"price_gbp_per_mwh": 140.0, "covers": covers},
        supply={"energy": "market_index", "fee_gbp_per_mwh": fee},
        assets=[battery(wear_gbp_per_mwh_discharged=4.0)],
    )
    prices = make_ports(market_index=price)
    charged = backtest(site, DAY, prices).with_asset.answer.schedule.charge_mwh.sum()
    assert site_breakeven(site, DAY, prices)["pays"] is bool(charged > 1e-6)


@st.composite
def days(draw: st.DrawFn) -> tuple[Any, Any, Any, Any, Any]:
    n = draw(st.integers(FEWEST_STEPS, MOST_STEPS))

    def some(low: int, high: int) -> list[float]:
        return draw(st.lists(st.integers(low, high).map(float), min_size=n, max_size=n))

    start = draw(st.sampled_from([0.0, 1.0, 2.0]))
    return some(-60, 200), some(-60, 200), some(-60, 200), some(0, 2), start


@settings(max_examples=RANDOM_PROBLEMS, deadline=None)
@given(day=days(), export_limit_mwh=st.sampled_from([0.0, np.inf]))
def test_a_trade_exists_exactly_where_the_optimiser_moves(day: Any, export_limit_mwh: float) -> None:
    """Proves: any prices, loads and start. If broken: a use before its charge, or export ahead of the load."""
    price, load_worth, export, load_mwh, start = day
    # Large enough to give all it can in a step, so that no limit but the meter's stands in the way.
    store = make_store(
        energy_capacity_mwh=2.0, charge_efficiency=0.8, charge_power_mw=4.0, initial_mwh=start, final_mwh=start
    )
    problem = make_problem(
        price,
        export,
        load_mwh,
        stores=(store,),
        load_gbp_per_mwh=np.array(load_worth),
        export_limit_mwh=export_limit_mwh,
    )
    trade = best_trade(problem)
    schedule = solve(problem).schedule
    moved = float(schedule.charge_mwh.sum() + schedule.discharge_mwh.sum())
    assert (moved > 1e-6) is (trade is not None and trade.pays)


def test_what_leaks_on_the_way_is_not_exported() -> None:
    """Proves: of 1 MWh charged 0.8 is left a step later; 0.3 of it serves the load at 100, 0.5 is exported at 150.

    So a MWh out is worth 131.25, and costs 10 / 0.8. If broken: 1 MWh comes out, of which 0.7 is exported: 122.50.
    """
    store = make_store(charge_power_mw=2.0, energy_capacity_mwh=4.0, self_discharge_per_hour=0.36)
    trade = best_trade(make_problem([10, 100], [0, 150], [0.0, 0.3], store=store))
    assert trade is not None
    assert trade.load_share == pytest.approx(0.375)
    assert trade.margin_gbp_per_mwh == pytest.approx(0.375 * 100 + 0.625 * 150 - 10 / 0.8)


DEAR = np.full(48, 60.0)
DEAR[[3, 39]] = 55.0, 74.5
"""Cheap in period 4, dear in period 40, 36 half-hours later."""

LEAKY = {"charge_power_mw": 1.0, "discharge_power_mw": 1.0, "energy_capacity_mwh": 2.0}
LEAKY |= {"round_trip_efficiency": 0.81, "self_discharge_per_day": 0.3}


def test_self_discharge_takes_the_trade_away() -> None:
    """Proves: 55 / 0.81 / 0.7^(36/48) = 88.72 is no bargain for 74.50; the best is 60 / 0.81 / 0.7^(1/48) = 74.63.

    If broken: 67.90, a margin of 6.60, on a day on which the best plan does nothing.
    """
    found = answer(DEAR, assets=[battery(**LEAKY)])
    best = found["best"]
    assert found["pays"] is False
    assert (best["charge_settlement_period"], best["use_settlement_period"]) == (39, 40)
    assert best["kept_fraction"] == pytest.approx(0.7 ** (1 / 48))
    assert best["delivered_cost_gbp_per_mwh"] == pytest.approx(60 / 0.81 / 0.7 ** (1 / 48))
    assert best["margin_gbp_per_mwh"] == pytest.approx(-0.1265, abs=5e-4)
    assert best["break_even_import_price_gbp_per_mwh"] == pytest.approx(74.5 * 0.81 * 0.7 ** (1 / 48))
    assert found["reasons"][-1] == ("self-discharge is 0.55 GBP/MWh of that cost: 0.7% leaks in 1 half-hour")
    assert any("in no pair of bands" in warning for warning in found["warnings"])
    # Half a pound more in period 40 pays for it.
    dearer = DEAR.copy()
    dearer[39] = 75.0
    assert answer(dearer, assets=[battery(**LEAKY)])["best"]["margin_gbp_per_mwh"] == pytest.approx(
        0.3735, abs=5e-4
    )


def test_response_that_takes_all_power_is_the_reason() -> None:
    """Proves: 1 MW both ways of a battery of 1 MW leaves no trade between 20 and 100, and the reason is said.

    If broken: "charging pays, a margin of 75.31", which nobody can earn.
    """
    price = np.full(48, 60.0)
    price[[3, 39]] = 20.0, 100.0
    sold = {"power_mw": 1.0, "direction": "both", "energy_duration_h": 0.5}
    full_power = battery(**LEAKY | {"self_discharge_per_day": 0.0, "initial_state_of_charge_mwh": 0.6})
    found = answer(price, assets=[full_power | {"response_commitment": sold}])
    assert found["best"] is None
    assert found["pays"] is False
    assert found["charging"] == found["uses"] == found["pairs"] == []
    (reason,) = found["reasons"]
    assert reason == (
        "response_commitment of bess, 1 MW both ways for 0.5 h, stands in the way: without it the best trade would gain "
        "75.31 GBP for each MWh delivered"
    )
    # Half of the power is left, and the trade with it.
    assert answer(price, assets=[full_power | {"response_commitment": sold | {"power_mw": 0.5}}])["pays"]


def test_an_outage_in_the_cheap_or_the_dear_half_hour_is_the_reason() -> None:
    """Proves: an outage over period 40 leaves 60 against 60, and says what it costs. If broken: no reason."""
    price = np.full(48, 60.0)
    price[[3, 39]] = 20.0, 100.0
    out = {"from_local": "19:30", "to_local": "20:00"}
    whole_power = battery(**LEAKY | {"self_discharge_per_day": 0.0, "outages": [out]})
    found = answer(price, assets=[whole_power])
    assert found["pays"] is True
    assert found["best"]["use_settlement_period"] != 40
    found = answer(np.where(price == 20.0, 60.0, price), assets=[whole_power])
    assert found["pays"] is False
    assert found["reasons"][-1] == (
        "the outage stands in the way: without it the best trade would gain 25.93 GBP for each MWh delivered"
    )


def test_a_day_without_a_plan_says_so() -> None:
    """Proves: response that the start state cannot deliver is the reason. If broken: margins of no plan at all."""
    sold = {"power_mw": 1.0, "direction": "up", "energy_duration_h": 1.0}
    found = answer(assets=[battery(response_commitment=sold)])
    assert found["best"] is None
    assert found["reasons"][0].startswith("the day has no plan that keeps all limits: ")


def random_problem(number: int) -> Problem:
    """A few half-hours of a battery that leaks, has sold response, has outages, or all of it."""
    rng = np.random.default_rng(number)
    n = int(rng.integers(2, 9))
    near = 60 + rng.integers(-6, 14, n)
    price = near if rng.random() < 0.5 else rng.integers(rng.choice([0, -60]), 200, n)
    store = make_store(
        energy_capacity_mwh=2.0,
        charge_efficiency=0.9,
        discharge_efficiency=0.9,
        charge_power_mw=1.0,
        discharge_power_mw=1.0,
        initial_mwh=(start := float(rng.choice([0.3, 0.6, 1.0, 1.3, 1.6]))),
        final_mwh=start,
        least_mwh=float(rng.choice([0.0, 0.3])),
        most_mwh=float(rng.choice([np.inf, 1.6])),
        self_discharge_per_hour=float(rng.choice([0.0, 0.01, 0.05, 0.2])),
        available_fraction=rng.choice([0.0, 0.5, 1.0, 1.0, 1.0], n) if rng.random() < 0.4 else 1.0,
    )
    block = np.arange(n) // 4
    sold = Reserve(
        block_index=block,
        clearing_price_gbp_per_mw_per_h=np.zeros(block[-1] + 1),
        levels_mw=(float(rng.choice([0.25, 0.5, 1.0])),),
        direction=rng.choice(["both", "up", "down"]),
        energy_duration_h=float(rng.choice([0.25, 0.5, 1.0])),
    )
    return make_problem(
        price.tolist(),
        (rng.integers(0, 200, n) if rng.random() < 0.4 else np.zeros(n)).tolist(),
        rng.choice([0.0, 0.2, 0.5, 1.0, 2.0], n).tolist(),
        stores=(store,),
        load_gbp_per_mwh=(price if rng.random() < 0.7 else rng.integers(-60, 200, n)).astype(float),
        export_limit_mwh=float(rng.choice([0.0, 0.3, np.inf])),
        import_limit_mwh=float(rng.choice([np.inf, np.inf, 1.2])),
        reserve=sold if rng.random() < 0.5 else None,
    )


NEVER_GBP_PER_MWH = 1e6
"""Lost with each MWh given: a plan then gives what it must."""


def test_pays_is_what_a_full_solution_says() -> None:
    """Proves: on 150 random problems with leaks, response, outages and limits a trade pays exactly where the best
    plan of an independent model gains over the best that gives what it must, and there is a plan where it finds one.

    If broken: "pays" on a day that idles, or silence where money is left.
    """
    seen = Counter[str]()
    for number in range(150):
        problem = random_problem(number)
        never = np.full(len(problem), -NEVER_GBP_PER_MWH)
        best = best_gbp(problem)
        if best is None:
            with pytest.raises(Infeasible):
                best_trade(problem)
            seen["no plan"] += 1
            continue
        trade = best_trade(problem)
        idle = best_gbp(dataclasses.replace(problem, load_gbp_per_mwh=never, export_gbp_per_mwh=never))
        assert idle is not None
        if idle < -NEVER_GBP_PER_MWH / 1000:
            seen["must give"] += 1
            continue
        pays = trade is not None and trade.pays
        assert pays is (best - idle > 1e-6), number
        seen["none" if trade is None else "pays" if pays else "does not pay"] += 1
    assert min(seen["no plan"], seen["none"]) > 3
    assert min(seen["pays"], seen["does not pay"]) > 10


@pytest.mark.parametrize("number", range(12))
def test_a_random_site_trades_exactly_where_the_break_even_says_so(number: int) -> None:
    """Proves: the same of whole sites through the site file. If broken: a word of the answer and a run differ."""
    rng = np.random.default_rng(number)
    price = 60 + rng.integers(-8, 10, 48).astype(float)
    out = {"from_local": "06:00", "to_local": "12:00", "available_fraction": float(rng.choice([0.0, 0.5]))}
    sold = {"power_mw": float(rng.choice([0.5, 1.0])), "direction": str(rng.choice(["up", "down", "both"]))}
    parts = LEAKY | {"self_discharge_per_day": float(rng.choice([0.0, 0.3])), "initial_state_of_charge_mwh": 0.6}
    if number % 3:
        parts |= {"outages": [out | {"available_fraction": 0.5 if number % 2 else out["available_fraction"]}]}
    if number % 2:
        parts |= {"response_commitment": sold | {"power_mw": min(sold["power_mw"], 0.5 if number % 3 else 1.0)}}
    site, ports = make_site(assets=[battery(**parts)]), make_ports(market_index=price)
    settle, _ = settlement_of(site, DAY, ports)
    problem = settle.terms.problem(settle.setting, with_assets=True)
    never = np.full(48, -NEVER_GBP_PER_MWH)
    best, idle = (
        best_gbp(one)
        for one in (problem, dataclasses.replace(problem, load_gbp_per_mwh=never, export_gbp_per_mwh=never))
    )
    found = site_breakeven(site, DAY, ports)
    if best is None or idle is None:
        assert found["reasons"][0].startswith("the day has no plan")
        return
    assert found["pays"] is (best - idle > 1e-6)
