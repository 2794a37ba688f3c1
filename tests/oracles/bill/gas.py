"""What gas bears beyond its price (UNC TPD Section Y, from the networks' own calculators): pence by kWh and by day.

A distribution network's rates go by the yearly quantity; above 732,000 kWh they are `max(minimum, a x SOQ^b)` to four
decimals, SOQ being the peak day [kWh]. Exit capacity goes by exit zone, transmission by gas year.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tests.oracles.bill.held import levy, rows

__all__ = ["NETWORKS", "GasSite", "climate_levy_p_per_kwh", "commodity_p_per_kwh", "daily_pence", "exit_zones"]

TABLE = "gas/network_charges.csv"
NETWORKS = ("EE", "LO", "NW", "WM", "SC", "SO", "NO", "WW")
SMALL_KWH, READ_TWICE_A_YEAR_KWH, MIDDLING_KWH = 73_200, 293_000, 732_000
DECIMALS = 4


class GasSite(NamedTuple):
    """A supply point.

    Attributes:
        network: Charging network.
        exit_zone: Where its gas leaves the transmission system.
        annual_kwh: Yearly quantity.
        peak_day_kwh: SOQ.
        read_monthly: Whether its meter is read every month.
    """

    network: str
    exit_zone: str
    annual_kwh: float
    peak_day_kwh: float
    read_monthly: bool


def exit_zones(network: str) -> list[str]:
    """The exit zones of a network."""
    found = {
        row["band"] for row in rows(TABLE) if row["charge"] == "ldz_exit_capacity" and row["network"] == network
    }
    return sorted(band.removeprefix("exit zone ") for band in found)


def commodity_p_per_kwh(site: GasSite, day: date) -> dict[str, float]:
    """Distribution and transmission, on each kWh."""
    return {
        "distribution": _by_size("ldz_system_commodity", site, day),
        "transmission": _held("nts_commodity_exit", "all", "GB", day),
    }


def daily_pence(site: GasSite, day: date) -> float:
    """Capacity of the peak day, and the fixed charge of a middling site."""
    exit_p = _held("ldz_exit_capacity", f"exit zone {site.exit_zone}", site.network, day)
    capacity_p = _by_size("ldz_system_capacity", site, day) + _by_size("ldz_customer_capacity", site, day) + exit_p
    return site.peak_day_kwh * capacity_p + _fixed(site, day)


def climate_levy_p_per_kwh(day: date) -> float:
    """The main rate on gas."""
    value = levy("ccl_gas", day)
    assert value is not None
    return value


def _by_size(charge: str, site: GasSite, day: date) -> float:
    if site.annual_kwh <= SMALL_KWH:
        return _held(charge, "AQ up to 73,200 kWh", site.network, day)
    if site.annual_kwh <= MIDDLING_KWH:
        return _held(charge, "AQ 73,200-732,000 kWh", site.network, day)
    factor, power, least = (
        _found(f"{charge}_{part}", "AQ over 732,000 kWh", site.network, day)
        for part in ("coefficient", "exponent", "minimum")
    )
    assert factor is not None
    assert power is not None
    return round(max(least or 0.0, factor * site.peak_day_kwh**power), DECIMALS)


def _fixed(site: GasSite, day: date) -> float:
    if not SMALL_KWH < site.annual_kwh <= MIDDLING_KWH:
        return 0.0
    monthly = site.read_monthly or site.annual_kwh > READ_TWICE_A_YEAR_KWH
    reading = "read monthly" if monthly else "read twice a year"
    return _held("ldz_customer_fixed", f"AQ 73,200-732,000 kWh, {reading}", site.network, day)


def _held(charge: str, band: str, network: str, day: date) -> float:
    value = _found(charge, band, network, day)
    assert value is not None, f"{charge} {band} {network} is not held on {day}"
    return value


def _found(charge: str, band: str, network: str, day: date) -> float | None:
    wanted = (charge, band, network)
    found = [
        float(row["value"])
        for row in rows(TABLE)
        if (row["charge"], row["band"], row["network"]) == wanted
        and row["valid_from"] <= day.isoformat() < row["valid_to"]
    ]
    assert len(found) < 2, f"two values of {wanted} on {day}"
    return found[0] if found else None
