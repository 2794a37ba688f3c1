"""Bills after the field cases of "Whole bills": the capacity market charge in winters that had none."""

from __future__ import annotations

from typing import Any

import pytest

from gbflex import bill, run
from tests.cashflows.settings import LINES
from tests.factories import battery

WORKS: dict[str, Any] = {
    "name": "West Midlands works",
    "licence_area": 14,
    "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
    "losses": {"line_loss_factor": 1.05, "power_factor": 0.95},
    "connection": {"import_mw": 2.85, "export_mw": 0.0},
    "demand": {"constant_mw": 2.5},
    "supply": {"energy": "market_index", "where_missing": "system_price"},
    "ppa": {"price_gbp_per_mwh": 150.0},
    "assets": [battery(wear_gbp_per_mwh_discharged=5.0)],
}
WITHOUT_TRIADS_AND_CFD = [name for name in LINES if name.startswith("duos_")]
WITHOUT_TRIADS_AND_CFD += ["tnuos_residual", "bsuos", "ro", "fit", "capacity_market_levy", "aahedc", "ccl"]


@pytest.mark.parametrize("window_mwh", [None, 10_800_000.0])
def test_a_batterys_winter_with_the_capacity_market(window_mwh: float | None) -> None:
    """Proves: November 2024 to February 2025 are worth 67,163 GBP with the charge, given or estimated (field case ex_cm).

    If broken: 22,196 GBP, the charge left out because nobody gave the window's demand.
    """
    charges = [name for name in WITHOUT_TRIADS_AND_CFD if name != "duos_export_credit"]
    site = WORKS | {"capacity_market_window_demand_mwh": window_mwh, "charges": charges}
    answer = run(site, "2024-11-01", "2025-02-28")
    assert answer["value_gbp"] == pytest.approx(67_163, abs=0.5)
    assert answer["complete"]
    (charge,) = [row for row in answer["lines"] if row["line"] == "capacity_market_levy"]
    assert charge["quality"] == "estimated"


def test_a_bill_of_january_2026_has_its_capacity_market_charge() -> None:
    """Proves: 3 MWh x 1.05 x 1.01 x 1,454.65 m / 10.8 TWh = 428.52 GBP (field case cm26). If broken: named, or of 2026/27."""
    site = {
        "name": "Capacity market in 2026",
        "licence_area": 14,
        "losses": {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01},
        "demand": {"constant_mw": 1.0},
        "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
        "charges": ["capacity_market_levy"],
    }
    answer = bill(site, "2026-01-05", "2026-01-05")
    (charge,) = [row for row in answer["lines"] if row["line"] == "capacity_market_levy"]
    assert charge["amount_gbp"] == pytest.approx(-428.52, abs=0.005)
    assert charge["quality"] == "estimated"
    assert answer["complete"]
