"""Gas network charges of a site on a distribution network: what they cost at its exit.

Published by the gas transporters and by National Gas for the transmission system (UNC Transportation Principal
Document, Section Y). Rates hold for whole settlement dates here; on the network they change with the gas day,
five hours later. A site connected to the transmission system itself pays other charges. The last-resort supply
charge of sites that are not domestic is 0 on every date held, and so has no part here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from gbflex.errors import InputError
from gbflex.gb.rates.gas_network_table import GasRow, dated, rows_of
from gbflex.gb.rates.gas_zones import EXIT_CAPACITY, gas_network, one_exit_zone
from gbflex.gb.rates.single import MissingSpan, Rate, spans_without_value
from gbflex.gb.rates.stand_in import StandIn, stand_ins
from gbflex.periods import Periods

__all__ = [
    "GasNetworkPart",
    "GasNetworkRates",
    "GasSupplyPoint",
    "check_supply_point",
    "exit_zone_rates",
    "gas_network_rates",
]

BANDS: Final = (
    (73_200.0, "AQ up to 73,200 kWh"),
    (732_000.0, "AQ 73,200-732,000 kWh"),
    (math.inf, "AQ over 732,000 kWh"),
)
"""Largest annual quantity of each band [kWh], and its name in the table."""

MONTHLY_ABOVE_KWH: Final = 293_000.0
"""Annual quantity above which a meter is read every month [kWh]."""
READ: Final = {True: "read monthly", False: "read twice a year"}
DECIMALS: Final = 4
"""To which the networks round a rate that follows the peak day quantity."""

CUSTOMER_FIXED: Final = "ldz_customer_fixed"
TRANSMISSION_COMMODITY: Final = "nts_commodity_exit"


@dataclass(frozen=True)
class GasSupplyPoint:
    """What a site's gas network charges follow.

    Attributes:
        ldz: Local distribution zone or charging network, such as "EM" or "EE".
        annual_quantity_kwh: AQ, gross calorific value [kWh].
        peak_day_kwh: SOQ, the supply point's peak day quantity [kWh].
        exit_zone: Where its gas leaves the transmission system; None is not known.
        read_monthly: Whether its meter is read every month or twice a year; None is not known.
    """

    ldz: str
    annual_quantity_kwh: float
    peak_day_kwh: float
    exit_zone: str | None = None
    read_monthly: bool | None = None


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
        fixed: Each day [p/day]: standing; only in the middle band.
    """

    network: str
    band: str
    commodity: GasNetworkPart
    capacity: GasNetworkPart
    fixed: GasNetworkPart


def gas_network_rates(point: GasSupplyPoint, periods: Periods, stand_in: StandIn | None = None) -> GasNetworkRates:
    """What a site on a distribution network pays on top of the price at the national balancing point.

    The transmission commodity charge at entry is paid by the shipper there and is inside that price. Above
    732,000 kWh a rate is round(max(minimum, a x SOQ^b), 4). A quantity on a bound belongs to the band below, as
    the table words it ("up to", "over"). Where the exit zone is not given, its charge is half-way between the
    least and the most of those the site may be in, estimated, with both named; so is the fixed charge where it
    is not given how often the meter is read.

    Args:
        point: The site's supply point.
        periods: The time axis; a value that holds on none of its dates is left out.
        stand_in: What takes the place of values that are not held; None is nothing.

    Raises:
        InputError: As `check_supply_point`.

    Example:
        >>> summer = Periods.between("2026-04-01", "2026-09-30")
        >>> found = gas_network_rates(GasSupplyPoint("WM", 79_200_000, 316_800, "WM1"), summer)
        >>> round(sum(piece.value for piece in found.commodity.pieces), 5)
        0.0387
    """
    check_supply_point(point)
    network = gas_network(point.ldz)
    band = next(name for largest, name in BANDS if point.annual_quantity_kwh <= largest)

    def part(*charges: tuple[str, list[Rate]]) -> GasNetworkPart:
        complete = [(name, _with_stand_ins(name, held, periods, stand_in)) for name, held in charges]
        pieces = (value for _, held in complete for value in held if value.touches(periods))
        missing = (span for name, held in complete for span in spans_without_value(name, held, periods))
        return GasNetworkPart(tuple(pieces), tuple(missing))

    def sized(charge: str) -> tuple[str, list[Rate]]:
        return f"{charge} {network}, {band},", _by_size(charge, network, band, point.peak_day_kwh)

    transmission = [_as_printed(row) for row in rows_of(TRANSMISSION_COMMODITY, "GB", "all")]
    return GasNetworkRates(
        network,
        band,
        commodity=part(sized("ldz_system_commodity"), (TRANSMISSION_COMMODITY, transmission)),
        capacity=part(
            sized("ldz_system_capacity"),
            sized("ldz_customer_capacity"),
            (f"{EXIT_CAPACITY} {point.ldz}", _at_exit_zone(point)),
        ),
        fixed=part(
            *([(f"{CUSTOMER_FIXED} {network}", _fixed(point, network, band))] if band == BANDS[1][1] else [])
        ),
    )


def _with_stand_ins(name: str, held: list[Rate], periods: Periods, stand_in: StandIn | None) -> list[Rate]:
    if stand_in is None:
        return held
    by_date = sorted(held, key=lambda value: value.valid_from)
    return by_date + stand_ins(by_date, spans_without_value(name, held, periods), stand_in)


def check_supply_point(point: GasSupplyPoint) -> None:
    """Refuse what cannot be.

    Args:
        point: The site's supply point.

    Raises:
        InputError: No such zone or exit zone, a quantity that is not above 0, or a meter said to be read twice
            a year that must be read monthly.
    """
    one_exit_zone(point.ldz, point.exit_zone)
    for name in ("annual_quantity_kwh", "peak_day_kwh"):
        quantity_kwh = getattr(point, name)
        if not (quantity_kwh > 0 and math.isfinite(quantity_kwh)):
            raise InputError(f"{quantity_kwh:g} kWh is no quantity of gas", where=name, available="above 0 kWh")
    if point.read_monthly is False and point.annual_quantity_kwh > MONTHLY_ABOVE_KWH:
        raise InputError(
            f"a meter of {point.annual_quantity_kwh:,.0f} kWh a year is read every month",
            where="read_monthly",
            available=f"false up to {MONTHLY_ABOVE_KWH:,.0f} kWh",
        )


def exit_zone_rates(point: GasSupplyPoint, on: date) -> dict[str, float]:
    """The exit capacity charge of each exit zone a site may be in [p/peak-day kWh/day]; empty where none is held.

    Args:
        point: The site's supply point.
        on: The date.
    """
    rows = ((zone, row) for zone in one_exit_zone(point.ldz, point.exit_zone) for row in _exit_rows(point, zone))
    day = on.isoformat()
    return {zone: float(row["value"]) for zone, row in rows if row["valid_from"] <= day < row["valid_to"]}


def _exit_rows(point: GasSupplyPoint, zone: str) -> tuple[GasRow, ...]:
    return rows_of(EXIT_CAPACITY, gas_network(point.ldz), f"exit zone {zone}")


def _as_printed(row: GasRow) -> Rate:
    return dated(row, float(row["value"]), row["note"])


def _at_exit_zone(point: GasSupplyPoint) -> list[Rate]:
    zones = one_exit_zone(point.ldz, point.exit_zone)
    held = [row for zone in zones for row in _exit_rows(point, zone)]
    if len(zones) == 1:
        return [_as_printed(row) for row in held]
    return _between(held, "exit_zone")


def _fixed(point: GasSupplyPoint, network: str, band: str) -> list[Rate]:
    monthly = True if point.annual_quantity_kwh > MONTHLY_ABOVE_KWH else point.read_monthly
    ways = list(READ.values()) if monthly is None else [READ[monthly]]
    held = [row for way in ways for row in rows_of(CUSTOMER_FIXED, network, f"{band}, {way}")]
    return _between(held, "read_monthly") if monthly is None else [_as_printed(row) for row in held]


def _between(rows: Iterable[GasRow], field: str) -> list[Rate]:
    """Half-way between the least and the most of each span; no estimate where they are all the same."""
    spans: dict[tuple[str, str], list[GasRow]] = {}
    for row in rows:
        spans.setdefault((row["valid_from"], row["valid_to"]), []).append(row)
    rates = []
    for held in spans.values():
        least, most = (pick(held, key=lambda row: float(row["value"])) for pick in (min, max))
        low, high = float(least["value"]), float(most["value"])
        if low == high:
            rates.append(_as_printed(least))
            continue
        note = f"{field} not given: {low:g} ({least['band']}) to {high:g} ({most['band']})"
        label = f"{least['charge']} {least['network']}, {note}"
        rates.append(dated(least, (low + high) / 2, note, label=label, quality="estimated"))
    return rates


def _by_size(charge: str, network: str, band: str, peak_day_kwh: float) -> list[Rate]:
    """By the annual quantity's band, and above 732,000 kWh by the function of the peak day quantity."""
    exponents, minima = (
        {(row["valid_from"], row["valid_to"]): row for row in rows_of(f"{charge}_{name}", network, band)}
        for name in ("exponent", "minimum")
    )
    rates = [_as_printed(row) for row in rows_of(charge, network, band)]
    for row in rows_of(f"{charge}_coefficient", network, band):
        span = row["valid_from"], row["valid_to"]
        exponent, least = exponents[span]["value"], minima.get(span)
        value = float(row["value"]) * peak_day_kwh ** float(exponent)
        note = f"{row['value']} x SOQ^{exponent} at {peak_day_kwh:,.0f} kWh"
        if least is not None:
            value = max(value, float(least["value"]))
            note += f", not below {least['value']}"
        doubts = [doubtful["note"] for doubtful in (row, least) if doubtful and doubtful["quality"] != "actual"]
        label = "; ".join([f"{charge} {network}, {band}", *doubts])
        rates.append(dated(row, round(value, DECIMALS), "; ".join([note, *doubts]), label=label))
    return rates
