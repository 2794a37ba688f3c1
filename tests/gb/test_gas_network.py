"""Gas network charges: the value of a zone, a size and a date, and what is not known."""

from __future__ import annotations

import math
from datetime import date

import pytest

from gbflex.errors import InputError
from gbflex.gb.rates.gas_network import GAS_NETWORKS, GasNetworkPart, gas_network_rates, gas_network_rows
from gbflex.periods import Periods

SUMMER = Periods.between("2026-04-01", "2026-09-30")
PEAK_DAY_KWH = 13_200 * 24.0
YEAR_KWH = 13_200 * 6_000.0


def by_name(part: GasNetworkPart) -> dict[str, float]:
    return {piece.name: piece.value for piece in part.pieces}


def large_site_gbp_per_mwh(ldz: str) -> tuple[float, float]:
    """All charges of 13.2 MW over 6,000 hours [GBP/MWh], and the share of capacity in them."""
    found = gas_network_rates(ldz, YEAR_KWH, PEAK_DAY_KWH, SUMMER)
    assert not found.commodity.missing + found.capacity.missing
    commodity = sum(by_name(found.commodity).values()) * 10
    capacity = sum(by_name(found.capacity).values()) * 365 * PEAK_DAY_KWH / YEAR_KWH * 10
    return commodity + capacity, capacity / (commodity + capacity)


def test_a_large_site_by_hand() -> None:
    """Proves: each charge of East of England, worked with logarithms. If broken: the minimum, or SOQ in MWh."""
    # ln 316,800 = 12.66603: 0.3499 e^-3.00945; 1.5002 e^-2.72953; 0.1181 e^-2.65987.
    found = gas_network_rates("EE", YEAR_KWH, PEAK_DAY_KWH, SUMMER)
    assert by_name(found.commodity) == pytest.approx(
        {"ldz_system_commodity": 0.017257, "nts_commodity_exit": 0.0206}, abs=1e-6
    )
    assert by_name(found.capacity) == pytest.approx(
        {"ldz_system_capacity": 0.097884, "ldz_customer_capacity": 0.008261, "nts_exit_capacity": 0.0375}, abs=1e-5
    )
    assert {piece.unit for piece in found.commodity.pieces} == {"p/kWh"}
    assert {piece.unit for piece in found.capacity.pieces} == {"p/peak-day kWh/day"}
    # (0.037857 + 0.143645 x 1.46) x 10
    assert large_site_gbp_per_mwh("EE")[0] == pytest.approx(2.4758, abs=1e-3)


def test_a_large_site_costs_what_the_market_reference_says() -> None:
    """Proves: 2.3 to 3.1 GBP/MWh, some 85 % of it capacity. If broken: entry counted, or 24 hours forgotten."""
    found = [large_site_gbp_per_mwh(network) for network in GAS_NETWORKS]
    assert round(min(total for total, _ in found), 1) == 2.3
    assert round(max(total for total, _ in found), 1) == 3.1
    assert all(share == pytest.approx(0.85, abs=0.015) for _, share in found)


def test_the_minimum_holds_for_a_giant() -> None:
    """Proves: 0.3499 x (10^9)^-0.2376 = 0.0025 is below 0.0048. If broken: 0.0025."""
    found = gas_network_rates("EE", 2e11, 1e9, SUMMER)
    assert by_name(found.commodity)["ldz_system_commodity"] == 0.0048
    assert by_name(found.capacity)["ldz_system_capacity"] == 0.0286


@pytest.mark.parametrize(
    ("annual_quantity_kwh", "commodity", "capacity"),
    [
        (73_200, 0.0597, 0.3217),
        (73_200.01, 0.0535, 0.2902),
        (732_000, 0.0535, 0.2902),
        # 0.7215 x 4,000^-0.2911 and 3.5556 x 4,000^-0.2817
        (732_000.01, 0.06452, 0.34372),
    ],
)
def test_a_quantity_on_a_bound_is_in_the_band_below(
    annual_quantity_kwh: float, commodity: float, capacity: float
) -> None:
    """Proves: "up to" and "over" as printed. If broken: 732,000 kWh pays by the function."""
    found = gas_network_rates("WM", annual_quantity_kwh, 4_000, SUMMER)
    assert by_name(found.commodity)["ldz_system_commodity"] == pytest.approx(commodity, abs=1e-5)
    assert by_name(found.capacity)["ldz_system_capacity"] == pytest.approx(capacity, abs=2e-5)


def test_a_zone_has_the_rates_of_its_network() -> None:
    """Proves: South East is Southern, North Thames is London. If broken: a code printed nowhere is refused."""
    for network, zones in GAS_NETWORKS.items():
        for zone in zones:
            assert gas_network_rates(zone, 1e6, 1e4, SUMMER) == gas_network_rates(network, 1e6, 1e4, SUMMER)
    assert gas_network_rates("SE", 1e6, 1e4, SUMMER).network == "SO"
    assert sum(map(len, GAS_NETWORKS.values())) == 13


def test_dates_without_a_value_are_named_and_never_filled() -> None:
    """Proves: in March 2026 only the transmission charges are held. If broken: April's rate in March."""
    found = gas_network_rates("NT", 1e6, 1e4, Periods.between("2026-03-30", "2026-04-02"))
    (span,) = found.commodity.missing
    assert (span.first, span.last) == (date(2026, 3, 30), date(2026, 3, 31))
    assert "ldz_system_commodity LO" in span.reason
    assert "2026-04-01 to 2026-09-30" in span.reason
    assert [span.reason.split()[3] for span in found.capacity.missing] == [
        "ldz_system_capacity",
        "ldz_customer_capacity",
    ]
    before = gas_network_rates("NT", 1e6, 1e4, Periods.between("2026-03-30", "2026-03-31"))
    assert list(by_name(before.commodity)) == ["nts_commodity_exit"]
    after = gas_network_rates("NT", 1e6, 1e4, Periods.between("2026-10-01", "2026-10-01"))
    assert not after.commodity.pieces + after.capacity.pieces
    assert len(after.commodity.missing + after.capacity.missing) == 5


def test_a_small_site_s_customer_charge_is_not_held() -> None:
    """Proves: a charge that the table lacks is missing. If broken: it is nothing."""
    found = gas_network_rates("SC", 50_000, 400, SUMMER)
    (span,) = found.capacity.missing
    assert (span.first, span.last) == (date(2026, 4, 1), date(2026, 9, 30))
    assert "ldz_customer_capacity SC" in span.reason


def test_only_the_exit_zone_is_an_estimate() -> None:
    """Proves: what direct connects pay (0.0299) is not taken, and the estimate says so. If broken: "actual"."""
    found = gas_network_rates("SC", 1e6, 1e4, SUMMER)
    estimated = [p for p in found.commodity.pieces + found.capacity.pieces if p.quality != "actual"]
    assert [(piece.name, piece.value, piece.quality) for piece in estimated] == [
        ("nts_exit_capacity", 0.0375, "estimated")
    ]
    assert "0.036-0.039" in estimated[0].note


def test_an_unknown_zone_lists_the_known_ones() -> None:
    """Proves: a typing error is helped. If broken: KeyError."""
    with pytest.raises(InputError, match=r"'XX'.*EE \(EA, EM\)"):
        gas_network_rates("XX", 1e6, 1e4, SUMMER)


@pytest.mark.parametrize("quantity", [0.0, -1.0, math.nan, math.inf])
def test_a_quantity_is_above_nothing(quantity: float) -> None:
    """Proves: the field is named. If broken: a division by zero, or a rate of a negative power."""
    with pytest.raises(InputError, match="annual_quantity_kwh"):
        gas_network_rates("EE", quantity, 1e4, SUMMER)
    with pytest.raises(InputError, match="peak_day_kwh"):
        gas_network_rates("EE", 1e6, quantity, SUMMER)


def test_every_network_has_every_charge_once() -> None:
    """Proves: the table is whole: 96 rows of the networks, 4 of transmission. If broken: a network lacks a rate."""
    rows = gas_network_rows()
    keys = [(row["charge"], row["band"], row["network"], row["valid_from"]) for row in rows]
    assert len(set(keys)) == len(rows) == 100
    assert {row["network"] for row in rows} == {*GAS_NETWORKS, "GB"}
    for network in GAS_NETWORKS:
        assert sum(row["network"] == network for row in rows) == 12
    assert all(row["source"] and row["unit"] and row["valid_from"] < row["valid_to"] for row in rows)
