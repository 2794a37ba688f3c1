"""v_system_prices_sp and stor_nonbm, solved by hand."""

from __future__ import annotations

import pytest

from tests.models.asking import answer, day

PERIODS = day("2025-06-02")[:2]


def index(provider: str, price: float | None, volume: float) -> dict[str, object]:
    return {
        **PERIODS[0],
        "data_provider": provider,
        "market_index_price_gbp_per_mwh": price,
        "market_index_volume_mwh": volume,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # (80 x 30 + 100 x 10) / 40
        ([index("APXMIDP", 80.0, 30.0), index("N2EXMIDP", 100.0, 10.0)], (85.0, 40.0, 2)),
        # A provider without volume names no price.
        ([index("APXMIDP", 80.0, 30.0), index("N2EXMIDP", 0.0, 0.0)], (80.0, 30.0, 1)),
        ([index("APXMIDP", None, 0.0), index("N2EXMIDP", 0.0, 0.0)], (None, None, 0)),
    ],
)
def test_index_is_weighted_by_volume(rows: list[dict[str, object]], expected: tuple[object, ...]) -> None:
    """Proves: 85.00, 80.00, none. If broken: 90.00 as a plain mean, or 40.00 with the provider that did not trade."""
    found = answer(
        "v_system_prices_sp",
        "settlement_period, market_index_price_gbp_per_mwh, market_index_volume_mwh, market_index_providers",
        {"inputs.calendar": PERIODS, "elexon.market_index": rows},
    )
    assert found == [(1, *expected), (2, None, None, 0)]


def test_one_price_and_no_spread() -> None:
    """Proves: one system price and a flag where sell and buy differ. If broken: a spread column that is always 0."""
    prices = [
        {**PERIODS[0], "system_sell_price_gbp_per_mwh": 70.0, "system_buy_price_gbp_per_mwh": 70.0},
        {**PERIODS[1], "system_sell_price_gbp_per_mwh": 70.0, "system_buy_price_gbp_per_mwh": 71.0},
    ]
    found = answer(
        "v_system_prices_sp",
        "settlement_period, system_price_gbp_per_mwh, is_single_price",
        {"inputs.calendar": PERIODS, "elexon.system_prices": prices},
    )
    assert found == [(1, 70.0, True), (2, 70.0, False)]


@pytest.mark.parametrize(("text", "periods"), [("2025-03-30", 46), ("2025-06-02", 48), ("2025-10-26", 50)])
def test_every_half_hour_once_without_any_price(text: str, periods: int) -> None:
    """Proves: 46, 48 and 50 rows. If broken: rows vanish where a dataset lacks them."""
    found = answer("v_system_prices_sp", "settlement_period, periods_in_day", {"inputs.calendar": day(text)})
    assert found == [(period, periods) for period in range(1, periods + 1)]


def test_reserve_energy_is_half_its_power() -> None:
    """Proves: 120 MW for half an hour is 60 MWh. If broken: 120 MWh."""
    reserve = [{**PERIODS[1], "generation_mw": 120.0}]
    tables = {"inputs.calendar": PERIODS, "elexon.nonbm": reserve}
    assert answer("stor_nonbm", "settlement_period, instructed_mw, instructed_mwh", tables) == [(2, 120.0, 60.0)]
