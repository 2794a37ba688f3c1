"""Slips of unit: a case on each side of every threshold."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.gb.unit_slips import efficiency_slip, fee_slip, load_slip, power_slip, price_slip, rate_slip


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        (0.999, "0.999 GBP/MWh is below 1; x1000 it is 999 GBP/MWh, if GBP/kWh is meant"),
        (-0.25, "0.25 GBP/MWh is below 1; x1000 it is 250 GBP/MWh"),
        (1.0, ""),
        (0.0, ""),
        (1000.0, ""),
        (1000.1, r"1,000.1 GBP/MWh is above 1,000; /100 it is 10.001 GBP/MWh, if a price in pence is meant"),
        (np.array([0.03, 0.07, 0.2]), "a median of 0.07 GBP/MWh is below 1; x1000 it is 70 GBP/MWh"),
        (np.array([0.9, 1.0, 300.0]), ""),
        (np.array([-0.9, 0.9, -300.0, 0.0, 0.0]), "a median of 0.9 GBP/MWh"),
        (np.array([0.0, 0.0, 0.0, 40.0]), ""),
        (np.array([0.0, np.nan]), ""),
        (np.array([900.0, 8000.0, 9000.0]), "a median of 8,000 GBP/MWh is above 1,000; /100 it is 80 GBP/MWh"),
    ],
)
def test_prices(prices: float | np.ndarray, words: str) -> None:
    """Proves: the median of sizes decides, and a 0 never does. If broken: an export price of 0 is called GBP/kWh."""
    found = price_slip("here", prices)
    assert (len(found) == 1 and words in found[0] and found[0].startswith("here: ")) if words else found == []


def test_a_fee_may_be_small() -> None:
    """Proves: 0.5 GBP/MWh is a fee, 1,500 is pence. If broken: every low fee is questioned."""
    assert fee_slip("fee", 0.5) == fee_slip("fee", 1000.0) == []
    assert "/100 it is 15 GBP/MWh" in fee_slip("fee", 1500.0)[0]


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.0, ""), (0.99, "x100 it is 99 p/kWh"), (1.0, ""), (100.0, ""), (100.1, "/10 it is 10.01 p/kWh")],
)
def test_unit_rates(rate: float, words: str) -> None:
    """Proves: 1 and 100 p/kWh pass, and beyond them the other reading is named. If broken: 0.245 p is believed."""
    found = rate_slip("rate", rate)
    assert (len(found) == 1 and words in found[0]) if words else found == []


@pytest.mark.parametrize(
    ("largest_mw", "words"),
    [(0.0, ""), (0.0009, "x1000 it is 0.9 MW"), (0.001, ""), (100.0, ""), (101.0, "/1000 it is 0.101 MW")],
)
def test_loads(largest_mw: float, words: str) -> None:
    """Proves: 1 kW and 100 MW pass. If broken: a file of kW read as MW is believed."""
    found = load_slip("load", largest_mw)
    assert (len(found) == 1 and words in found[0]) if words else found == []


def test_powers_and_efficiencies() -> None:
    """Proves: 1,000 MW and 0.3 pass, beyond them not. If broken: 2,500 MW for 2.5, or 0.85 % for 85 %."""
    assert power_slip("power", 1000.0) == efficiency_slip("eta", 0.3) == []
    assert "/1000 it is 1.001 MW" in power_slip("power", 1001.0)[0]
    assert "most of the energy is lost" in efficiency_slip("eta", 0.299)[0]
    assert "x100 it is 0.5," in efficiency_slip("eta", 0.005)[0]
