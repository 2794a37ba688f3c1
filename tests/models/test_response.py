"""fr_clearing_prices and bess_fr_schedule, solved by hand."""

from __future__ import annotations

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
    """What the battery sells in a block of 4 h at some prices."""
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
    """Proves: DRL 12.5 MW by half of 25 MWh, DCH (50 - 0.4 x 50) / 0.96 = 31.25. If broken: 45.45 or 35.71 MW."""
    found = schedule({"DRL": 60.0, "DCH": 30.0}, energy_capacity_mwh=25.0)
    assert found == [("high", "DCH", 31.25, 3750.0), ("low", "DRL", 12.5, 3000.0)]
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
