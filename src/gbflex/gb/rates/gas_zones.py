"""Where a site stands on the gas networks: charging network, local distribution zone and exit zone.

Published in the transporters' charging statements. The code "LO" is the network of London as `ldz`, and Oban as
an exit zone of Scotland.
"""

from __future__ import annotations

from typing import Final

from gbflex.errors import InputError
from gbflex.gb.rates.gas_network_table import gas_network_rows

__all__ = ["EXIT_CAPACITY", "GAS_NETWORKS", "exit_zones", "gas_network", "one_exit_zone"]

GAS_NETWORKS: Final[dict[str, tuple[str, ...]]] = {
    "EE": ("EA", "EM"),
    "LO": ("NT",),
    "NW": ("NW",),
    "WM": ("WM",),
    "SC": ("SC", "LC", "LS", "LT", "LW"),
    "SO": ("SE", "SO"),
    "NO": ("NE", "NO"),
    "WW": ("SW", "WN", "WS"),
}
"""Charging networks with their zones. Scotland's independent ones: Campbeltown, Stranraer, Thurso, Wick."""

EXIT_CAPACITY: Final = "ldz_exit_capacity"
WALES: Final = {"WN": "WA", "WS": "WA"}
"""The exit zones of Wales are WA1 and WA2; which of them is whose is not held."""


def gas_network(ldz: str) -> str:
    """The charging network of a zone, or of itself.

    Args:
        ldz: Local distribution zone or charging network, such as "EM" or "EE".

    Raises:
        InputError: No such zone.

    Example:
        >>> gas_network("SE"), gas_network("LO")
        ('SO', 'LO')
    """
    for network, zones in GAS_NETWORKS.items():
        if ldz == network or ldz in zones:
            return network
    listed = "; ".join(f"{network} ({', '.join(zones)})" for network, zones in GAS_NETWORKS.items())
    raise InputError(f"there is no local distribution zone {ldz!r}", where="ldz", available=listed)


def exit_zones(ldz: str) -> tuple[str, ...]:
    """The exit zones that a site in a zone may be in.

    A code that is a network's too ("SC", "SO", "NO") means all of its exit zones, as a file may mean either.

    Args:
        ldz: As above.

    Raises:
        InputError: No such zone.

    Example:
        >>> exit_zones("SW"), exit_zones("WN")
        (('SW1', 'SW2', 'SW3'), ('WA1', 'WA2'))
    """
    network = gas_network(ldz)
    bands = (
        row["band"] for row in gas_network_rows() if (row["charge"], row["network"]) == (EXIT_CAPACITY, network)
    )
    zones = dict.fromkeys(band.removeprefix("exit zone ") for band in bands)
    if ldz in GAS_NETWORKS:
        return tuple(zones)
    return tuple(zone for zone in zones if zone.startswith(WALES.get(ldz, ldz)))


def one_exit_zone(ldz: str, exit_zone: str | None) -> tuple[str, ...]:
    """The exit zone of a site, or those it may be in where it is not given.

    Args:
        ldz: As above.
        exit_zone: As the shipper or the transporter names it.

    Raises:
        InputError: No such zone, or an exit zone of another.
    """
    zones = exit_zones(ldz)
    if exit_zone is None:
        return zones
    if exit_zone not in zones:
        raise InputError(f"{exit_zone!r} is no exit zone of {ldz}", where="exit_zone", available=", ".join(zones))
    return (exit_zone,)
