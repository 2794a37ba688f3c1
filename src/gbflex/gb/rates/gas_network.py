"""Gas network charges of a site on a distribution network: what they cost at its exit.

Published by the gas transporters twice a year and by National Gas for the transmission system; read in the
joint transporters' charge calculator (UNC Transportation Principal Document, Section Y). Held: the
distribution networks' charges from April to September 2026, the transmission charges from October 2025 to
September 2026. Rates hold for whole settlement dates here; on the network they change with the gas day, five
hours later. A site connected to the transmission system itself pays other charges. Made by
`tools/make_gas_network.py`.
"""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Final, cast

from gbflex.errors import InputError
from gbflex.gb.rates.single import MissingSpan, Rate, spans_without_value
from gbflex.periods import Periods
from gbflex.tables import Quality

__all__ = ["GAS_NETWORKS", "GasNetworkPart", "GasNetworkRates", "gas_network_rates", "gas_network_rows"]

GAS_NETWORKS: Final[dict[str, tuple[str, ...]]] = {
    "EE": ("EA", "EM"),
    "LO": ("NT",),
    "NW": ("NW",),
    "WM": ("WM",),
    "SC": ("SC",),
    "SO": ("SE", "SO"),
    "NO": ("NE", "NO"),
    "WW": ("SW", "WN", "WS"),
}
"""Charging networks with their zones (the transporters' charging statements). "LO" is London, not Oban."""

BANDS: Final = (
    (73_200.0, "AQ up to 73,200 kWh"),
    (732_000.0, "AQ 73,200-732,000 kWh"),
    (math.inf, "AQ over 732,000 kWh"),
)
"""Largest annual quantity of each band [kWh], and its name in the table."""

COMMODITY: Final = ("ldz_system_commodity", "nts_commodity_exit")
CAPACITY: Final = ("ldz_system_capacity", "ldz_customer_capacity", "nts_exit_capacity")
NATIONAL: Final = {"nts_commodity_exit": "all", "nts_exit_capacity": "distribution exit zone"}
"""Charges of the transmission system, and the band of a site on a distribution network."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class GasNetworkPart:
    """Charges of one unit, to be added together where all of them hold.

    Attributes:
        pieces: The dated value of each charge.
        missing: The dates on which a charge that the site pays has no value, with its name.
    """

    pieces: tuple[Rate, ...]
    missing: tuple[MissingSpan, ...]


@dataclass(frozen=True)
class GasNetworkRates:
    """What a site's gas network charges are.

    Attributes:
        network: Charging network.
        band: Band of its annual quantity.
        commodity: On each kWh offtaken, gross calorific value [p/kWh]: marginal.
        capacity: On the peak day quantity, each day, whatever is burnt [p/peak-day kWh/day]: standing.
    """

    network: str
    band: str
    commodity: GasNetworkPart
    capacity: GasNetworkPart


def gas_network_rates(
    ldz: str, annual_quantity_kwh: float, peak_day_kwh: float, periods: Periods
) -> GasNetworkRates:
    """What a site on a distribution network pays on top of the price at the national balancing point.

    The transmission commodity charge at entry is paid by the shipper there and is inside that price. Above
    732,000 kWh a rate is a x SOQ^b, not below the minimum where there is one. A quantity on a bound belongs to
    the band below, as the table words it ("up to", "over"). Up to 732,000 kWh no customer charge is held. The
    transmission exit capacity is estimated: each exit zone has a rate of its own, which is not held.

    Args:
        ldz: Local distribution zone or charging network, such as "EM" or "EE".
        annual_quantity_kwh: AQ, gross calorific value [kWh].
        peak_day_kwh: SOQ, the supply point's peak day quantity [kWh].
        periods: The time axis; a value that holds on none of its dates is left out.

    Raises:
        InputError: No such zone, or a quantity that is not above 0.

    Example:
        >>> summer = Periods.between("2026-04-01", "2026-09-30")
        >>> found = gas_network_rates("WM", 79_200_000, 316_800, summer)
        >>> round(sum(piece.value for piece in found.commodity.pieces), 5)
        0.03867
    """
    network = _network(ldz)
    for name, quantity_kwh in (("annual_quantity_kwh", annual_quantity_kwh), ("peak_day_kwh", peak_day_kwh)):
        if not (quantity_kwh > 0 and math.isfinite(quantity_kwh)):
            raise InputError(f"{quantity_kwh:g} kWh is no quantity of gas", where=name, available="above 0 kWh")
    band = next(name for largest, name in BANDS if annual_quantity_kwh <= largest)

    def part(charges: tuple[str, ...]) -> GasNetworkPart:
        values = {charge: _values(charge, network, band, peak_day_kwh) for charge in charges}
        pieces = (value for held in values.values() for value in held if _touches(value, periods))
        missing = (
            span
            for charge, held in values.items()
            for span in spans_without_value(_name(charge, network, band), held, periods)
        )
        return GasNetworkPart(tuple(pieces), tuple(missing))

    return GasNetworkRates(network, band, part(COMMODITY), part(CAPACITY))


@functools.cache
def gas_network_rows() -> tuple[Row, ...]:
    """The rows of the shipped table."""
    text = (resources.files("gbflex.gb.rates") / "data" / "gas" / "network_charges.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _network(ldz: str) -> str:
    for network, zones in GAS_NETWORKS.items():
        if ldz == network or ldz in zones:
            return network
    listed = "; ".join(f"{network} ({', '.join(zones)})" for network, zones in GAS_NETWORKS.items())
    raise InputError(f"there is no local distribution zone {ldz!r}", where="ldz", available=listed)


def _touches(value: Rate, periods: Periods) -> bool:
    return value.valid_from <= periods.last_date and periods.first_date < value.valid_to


def _name(charge: str, network: str, band: str) -> str:
    return charge if charge in NATIONAL else f"{charge} {network}, {band},"


def _values(charge: str, network: str, band: str, peak_day_kwh: float) -> list[Rate]:
    if charge in NATIONAL:
        return [_rate(row, float(row["value"]), row["note"]) for row in _rows(charge, "GB", NATIONAL[charge])]
    fixed = [_rate(row, float(row["value"]), row["note"]) for row in _rows(charge, network, band)]
    return sorted(fixed + _by_function(charge, network, band, peak_day_kwh), key=lambda value: value.valid_from)


def _by_function(charge: str, network: str, band: str, peak_day_kwh: float) -> list[Rate]:
    exponents = _by_span(_rows(f"{charge}_exponent", network, band))
    minima = _by_span(_rows(f"{charge}_minimum", network, band))
    rates = []
    for row in _rows(f"{charge}_coefficient", network, band):
        span = row["valid_from"], row["valid_to"]
        exponent, minimum = exponents[span]["value"], minima[span]["value"] if span in minima else ""
        value = max(float(row["value"]) * peak_day_kwh ** float(exponent), float(minimum or "-inf"))
        bound = f", not below {minimum}" if minimum else ""
        rates.append(_rate(row, value, f"{row['value']} x SOQ^{exponent} at {peak_day_kwh:,.0f} kWh{bound}"))
    return rates


def _rows(charge: str, network: str, band: str) -> list[Row]:
    wanted = charge, network, band
    return [row for row in gas_network_rows() if (row["charge"], row["network"], row["band"]) == wanted]


def _by_span(rows: list[Row]) -> dict[tuple[str, str], Row]:
    return {(row["valid_from"], row["valid_to"]): row for row in rows}


def _rate(row: Row, value: float, note: str) -> Rate:
    charge = row["charge"].removesuffix("_coefficient")
    return Rate(
        name=charge,
        label=f"{charge} {row['network']}, {row['band']}",
        value=value,
        unit=row["unit"].split(" = ")[0],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]),
        quality=cast("Quality", row["quality"]),
        source=row["source"],
        note=note,
    )
