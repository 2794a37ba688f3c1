"""bess_asset_config, v_btm_bess_inputs and vw_battery_arbitrage_costs, solved by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.asking import answer, asset, day

PERIODS = day("2025-06-02")[:2]
SITE = {"site": "Anvil", "ppa_price_gbp_per_mwh": 150.0}


def rate(line: str, group: str, price: float, *, period: int = 0) -> dict[str, Any]:
    place = {"site": "Anvil", "line": line, "line_group": group, "duos_band": "red", "gbp_per_mwh": price}
    return {**PERIODS[period], **place}


RATES = [
    rate("energy_import", "energy", 60.0),
    rate("duos_unit", "duos", 20.0),
    rate("ro", "levies", 30.0),
    rate("ccl", "levies", 8.0),
]
TABLES = {
    "inputs.calendar": PERIODS,
    "inputs.assets": [asset()],
    "inputs.site_parameters": [SITE],
    "inputs.site_rates": RATES,
}


def test_duration_is_energy_over_power() -> None:
    """Proves: 50 MWh / 25 MW = 2 h, and none without power. If broken: a division by zero stops the model."""
    assets = [asset(discharge_power_mw=25.0), asset(asset_id="Brook/bess", discharge_power_mw=0.0)]
    found = answer("bess_asset_config", "asset_id, discharge_duration_h", {"inputs.assets": assets})
    assert found == [("Anvil/bess", 2.0), ("Brook/bess", None)]


def test_price_of_a_delivered_mwh() -> None:
    """Proves: 60 + 20 + 38 = 118; 118 / 0.8 + 5 = 152.5. If broken: 123 without losses, 99.4 with them the wrong way."""
    columns = (
        "settlement_period, duos_band, duos_gbp_per_mwh, levies_gbp_per_mwh, priced_lines, import_price_gbp_per_mwh, "
        "ppa_price_gbp_per_mwh, delivered_cost_gbp_per_mwh"
    )
    assert answer("v_btm_bess_inputs", columns, TABLES) == [
        (1, "red", 20.0, 38.0, 4, 118.0, 150.0, 152.5),
        (2, None, None, None, 0, None, 150.0, None),
    ]


@pytest.mark.parametrize("batteries", [0, 1, 2])
def test_one_row_per_half_hour_and_site(batteries: int) -> None:
    """Proves: two half-hours x two sites, whatever stands there. If broken: two batteries double every pound."""
    tables = TABLES | {
        "inputs.assets": [asset(asset_id=f"Anvil/{number}") for number in range(batteries)],
        "inputs.site_parameters": [SITE, {"site": "Brook"}],
        "elexon.market_index": [
            {**PERIODS[0], "data_provider": provider, "market_index_volume_mwh": 1.0}
            for provider in ("APXMIDP", "N2EXMIDP")
        ],
    }
    found = answer("v_btm_bess_inputs", "site, settlement_period, delivered_cost_gbp_per_mwh IS NULL", tables)
    assert found == [
        ("Anvil", 1, batteries != 1),
        ("Anvil", 2, True),
        ("Brook", 1, True),
        ("Brook", 2, True),
    ]


def test_charges_fall_on_the_import_leg_once() -> None:
    """Proves: DUoS 20 and levies 38 per MWh in, 25 and 47.5 per MWh out. If broken: again on the discharge leg."""
    columns = (
        "settlement_period, duos_gbp_per_mwh_imported, levies_gbp_per_mwh_imported, duos_gbp_per_mwh_delivered, "
        "levies_gbp_per_mwh_delivered, third_party_gbp_per_mwh_delivered"
    )
    assert answer("vw_battery_arbitrage_costs", columns, TABLES) == [
        (1, 20.0, 38.0, 25.0, 47.5, 72.5),
        (2, None, None, None, None, None),
    ]


def test_standing_charges_stay_apart() -> None:
    """Proves: 96 + 48 GBP a day are 3 GBP in each of 48 half-hours. If broken: part of the price of a MWh."""
    standing = [
        {"site": "Anvil", "settlement_date": PERIODS[0]["settlement_date"], "line": line, "gbp_per_day": amount}
        for line, amount in (("duos_fixed", 96.0), ("tnuos_residual", 48.0))
    ]
    found = answer(
        "vw_battery_arbitrage_costs",
        "fixed_charges_gbp, third_party_gbp_per_mwh_imported",
        TABLES | {"inputs.site_standing_charges": standing},
    )
    assert found == [(3.0, 58.0), (3.0, None)]
