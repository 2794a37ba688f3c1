"""fr_clearing_prices and bess_fr_schedule, solved by hand."""

from __future__ import annotations

import itertools
import math
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.models.asking import answer, asset, auction, day, products

BLOCK_2 = next(half_hour for half_hour in day("2025-06-02") if half_hour["efa_block"] == 2)


@pytest.mark.parametrize(
    ("text", "start", "end", "hours"),
    [
        ("2025-06-02", (2025, 6, 1, 22), (2025, 6, 2, 2), 4.0),
        ("2025-01-15", (2025, 1, 14, 23), (2025, 1, 15, 3), 4.0),
        ("2025-03-30", (2025, 3, 29, 23), (2025, 3, 30, 2), 3.0),
        ("2025-10-26", (2025, 10, 25, 22), (2025, 10, 26, 3), 5.0),
    ],
)
def test_block_1_begins_at_23_the_evening_before(text: str, start: Any, end: Any, hours: float) -> None:
    """Proves: 23:00 London, 3 h and 5 h at the clock changes. If broken: 00:00 to 04:00, and always 4 h."""
    first = day(text)[0]
    found = answer(
        "fr_clearing_prices",
        "efa_block, block_start_time, block_end_time, block_hours, direction",
        {
            "inputs.calendar": day(text),
            "inputs.response_products": products(),
            "neso.response_auctions": [auction("DCL", 3.0, first)],
        },
    )
    assert found == [(1, datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC), hours, "low")]


def schedule(
    prices: dict[str, float],
    columns: str = "direction, product, round(held_mw, 6), round(availability_revenue_gbp, 4)",
    **changes: Any,
) -> list[tuple[Any, ...]]:
    """What the battery sells in a block of 4 h at some prices; without losses unless they are given."""
    changes = {"charge_efficiency": 1.0, "discharge_efficiency": 1.0} | changes
    return answer(
        "bess_fr_schedule",
        columns,
        {
            "inputs.calendar": [BLOCK_2],
            "inputs.assets": [asset(**changes)],
            "inputs.response_products": products(),
            "neso.response_auctions": [auction(product, price, BLOCK_2) for product, price in prices.items()],
        },
    )


def test_one_direction_takes_all_power() -> None:
    """Proves: DCL 50 MW x 3 x 4 h = 600. If broken: 45.45 MW, as if the other direction were sold too."""
    assert schedule({"DCL": 3.0}) == [("low", "DCL", 50.0, 600.0)]


def test_both_directions_leave_power_for_recovery() -> None:
    """Proves: 50 / 1.1 = 45.454545 MW each; 45.45 x 3 x 4 = 545.4545. If broken: 50 MW each, which cannot recover."""
    assert schedule({"DCL": 3.0, "DCH": 2.0}) == [
        ("high", "DCH", 45.454545, 363.6364),
        ("low", "DCL", 45.454545, 545.4545),
    ]


def test_energy_limits_regulation() -> None:
    """Proves: DR both ways holds half of 60 MWh for an hour, 30 MW. If broken: 35.71 MW by power alone."""
    assert [row[2] for row in schedule({"DRL": 3.0, "DRH": 3.0}, energy_capacity_mwh=60.0)] == [30.0, 30.0]


def test_mixed_products_respect_both_recoveries() -> None:
    """Proves: DRL 12.5 MW by half of 25 MWh, DCH 50 - 0.4 x 12.5 = 45 beside it. If broken: 31.25 MW, as beside 50 of DRL."""
    found = schedule({"DRL": 60.0, "DCH": 30.0}, energy_capacity_mwh=25.0)
    assert found == [("high", "DCH", 45.0, 5400.0), ("low", "DRL", 12.5, 3000.0)]
    low, high = found[1][2], found[0][2]
    assert high + 0.4 * low <= 50
    assert low + 0.1 * high <= 50


def test_a_weak_charger_limits_what_can_be_recovered() -> None:
    """Proves: 0.4 x 25 MW is the 10 MW that recharge; 25 x 30 x 4 = 3000, and no pair fits. If broken: 50 MW, or -10 MW of DCH."""
    found = schedule({"DRL": 30.0, "DCH": 0.1}, charge_power_mw=10.0, energy_capacity_mwh=200.0)
    assert found == [("low", "DRL", 25.0, 3000.0)]


def test_the_best_pair_is_not_the_best_of_each_price() -> None:
    """Proves: DCL and DCH, 727.27, beat DRL at 4.00 on 25 MW, 400. If broken: the highest price wins."""
    found = schedule({"DCL": 3.0, "DRL": 4.0, "DCH": 1.0, "DRH": 1.0}, energy_capacity_mwh=25.0)
    assert [row[1] for row in found] == ["DCH", "DCL"]


def test_one_direction_where_the_other_pays_too_little() -> None:
    """Proves: DCL alone 600 beats 545.45 + 45.45 x 0.1 x 4 = 563.64. If broken: two directions because two cleared."""
    assert schedule({"DCL": 3.0, "DCH": 0.1}) == [("low", "DCL", 50.0, 600.0)]


@pytest.mark.parametrize(("minimum", "sold"), [(None, []), (0.0, []), (-5.0, ["DRH"])])
def test_a_negative_price_needs_a_negative_minimum(minimum: float | None, sold: list[str]) -> None:
    """Proves: -4.19 is sold only from -5 on, and nothing without a minimum. If broken: the unit pays to be held."""
    found = schedule({"DRH": -4.19}, minimum_response_price_gbp_per_mw_per_h=minimum)
    assert [row[1] for row in found] == sold


@pytest.mark.parametrize(("share", "wear", "margin"), [(None, None, None), (0.1, 100.0, 500.0)])
def test_wear_needs_a_utilisation_share(share: float | None, wear: float | None, margin: float | None) -> None:
    """Proves: 50 MW x 4 h x 0.1 x 5 = 100, or none. If broken: wear of 0, and a margin that is a revenue."""
    columns = "availability_revenue_gbp, expected_wear_gbp, net_margin_gbp"
    assert schedule({"DCL": 3.0}, columns, response_utilisation_share=share) == [(600.0, wear, margin)]


def test_ties_go_by_name() -> None:
    """Proves: DCL before DML on equal terms. If broken: another product on another engine."""
    assert [row[1] for row in schedule({"DML": 2.0, "DCL": 2.0})] == ["DCL"]


def test_all_that_a_limit_leaves_is_sold() -> None:
    """Proves: 2.5 / 2.0 MW, 3 MWh, EFA block 2 of 2026-09-30: DRL 1.5 MW and DCH 2 - 0.4 x 1.5 = 1.4 earn 175.36, of which 2.90
    are wear: 172.46. If broken: DCH is sold as if DRL were not cut by its energy, so that DRL alone, 152.10, looks best.
    """
    prices = {"DCL": 3.39, "DCH": 14.75, "DML": 6.38, "DMH": 14.01, "DRL": 15.46, "DRH": 6.85}
    found = schedule(
        prices,
        "product, round(held_mw, 6), round(net_margin_gbp, 4)",
        discharge_power_mw=2.5,
        charge_power_mw=2.0,
        energy_capacity_mwh=3.0,
        response_utilisation_share=0.05,
    )
    # 4 h x 1.5 MW x (15.46 - 0.25) and 4 h x 1.4 MW x (14.75 - 0.25).
    assert found == [("DCH", 1.4, 81.2), ("DRL", 1.5, 91.26)]


@pytest.mark.parametrize(("product", "held"), [("DRL", 9.219544), ("DRH", 10.0)])
def test_losses_take_from_what_is_stored_and_add_to_what_has_room(product: str, held: float) -> None:
    """Proves: 10 MWh at 0.85 deliver 10 x 0.9219544 for an hour, and take 10.85. If broken: 10 MW that end after 55 minutes."""
    found = schedule(
        {product: 5.0},
        charge_power_mw=10.0,
        discharge_power_mw=10.0,
        energy_capacity_mwh=10.0,
        charge_efficiency=math.sqrt(0.85),
        discharge_efficiency=math.sqrt(0.85),
    )
    assert [row[1:3] for row in found] == [(product, held)]


DURATIONS_H = {"C": 0.25, "M": 0.5, "R": 1.0}
RECOVERY = {"C": 0.1, "M": 0.2, "R": 0.4}


def best_by_corners(prices: dict[str, float], battery: dict[str, float]) -> float:
    """The most a battery can earn in 4 h, by every corner of every pair's limits and every single product [GBP].

    Written from the rule alone: a x low + b x high <= c, where two limits meet.
    """
    low_mwh = battery["energy_capacity_mwh"] * battery["discharge_efficiency"]
    high_mwh = battery["energy_capacity_mwh"] / battery["charge_efficiency"]
    give, take = battery["discharge_power_mw"], battery["charge_power_mw"]
    lows = [(name, price) for name, price in prices.items() if name.endswith("L")]
    highs = [(name, price) for name, price in prices.items() if name.endswith("H")]
    found = [0.0]
    for name, price in lows:
        share, hours = RECOVERY[name[1]], DURATIONS_H[name[1]]
        found.append(4 * price * min(give, take / share, low_mwh / hours))
    for name, price in highs:
        share, hours = RECOVERY[name[1]], DURATIONS_H[name[1]]
        found.append(4 * price * min(take, give / share, high_mwh / hours))
    for (low, low_price), (high, high_price) in itertools.product(lows, highs):
        limits = [
            (-1.0, 0.0, 0.0),
            (0.0, -1.0, 0.0),
            (1.0, RECOVERY[high[1]], give),
            (RECOVERY[low[1]], 1.0, take),
            (DURATIONS_H[low[1]], 0.0, low_mwh / 2),
            (0.0, DURATIONS_H[high[1]], high_mwh / 2),
        ]
        for (a, b, c), (d, e, f) in itertools.combinations(limits, 2):
            determinant = a * e - b * d
            if abs(determinant) < 1e-12:
                continue
            mw = (c * e - b * f) / determinant, (a * f - c * d) / determinant
            if all(x * mw[0] + y * mw[1] <= z + 1e-9 for x, y, z in limits):
                found.append(4 * (low_price * mw[0] + high_price * mw[1]))
    return max(found)


@pytest.mark.parametrize("batteries", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_the_schedule_is_the_best_under_its_rule(batteries: int) -> None:
    """Proves: on random batteries and prices, no corner of the rule's limits earns more, and every limit holds.

    If broken: only the corner where both power limits meet is seen, and a limit of energy leaves MW unsold.
    """
    dice = random.Random(17)
    for _ in range(batteries):
        efficiency = math.sqrt(dice.choice((0.7, 0.85, 1.0)))
        battery = {
            "charge_power_mw": dice.choice((0.5, 2.0, 2.5, 50.0)),
            "discharge_power_mw": dice.choice((0.5, 2.5, 3.0, 50.0)),
            "energy_capacity_mwh": dice.choice((0.4, 1.0, 3.0, 5.0, 60.0)),
            "charge_efficiency": efficiency,
            "discharge_efficiency": efficiency,
        }
        prices = {name: round(dice.uniform(0, 20), 2) for name in ("DCL", "DCH", "DML", "DMH", "DRL", "DRH")}
        found = schedule(prices, "direction, product, held_mw, availability_revenue_gbp", **battery)
        assert sum(row[3] for row in found) == pytest.approx(best_by_corners(prices, battery)), (battery, prices)
        sold = {direction: (product, mw) for direction, product, mw, _ in found}
        for direction, limit in (("low", "discharge_power_mw"), ("high", "charge_power_mw")):
            other = sold.get("high" if direction == "low" else "low")
            recovery = RECOVERY[other[0][1]] * other[1] if other else 0.0
            assert sold.get(direction, ("", 0.0))[1] + recovery <= battery[limit] + 1e-9
