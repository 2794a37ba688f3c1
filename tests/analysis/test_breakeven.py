"""Break-even: the hand cases of market reference 6.10, and the optimiser sees the same margins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.breakeven import site_breakeven
from gbflex.analysis.site.rates import site_rates
from gbflex.dispatch import solve
from gbflex.dispatch.trade import best_trade
from gbflex.errors import InputError
from gbflex.periods import Periods
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
    columns, _ = site_rates(site, DAY, make_ports(market_index=price))
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
