"""The fourteen distribution licence areas.

Ids, names, GSP groups and market participant ids as in Elexon's Market Domain Data v377; the
licence-area map agrees with the ids. An id outside this table is an embedded network or unknown.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from gbflex.errors import InputError

__all__ = ["LICENCE_AREAS", "LicenceArea", "licence_area"]


class LicenceArea(NamedTuple):
    """A distribution licence area."""

    distributor_id: str
    name: str
    gsp_group_id: str
    market_participant_id: str


LICENCE_AREAS: Final[dict[str, LicenceArea]] = {
    area.distributor_id: area
    for area in (
        LicenceArea("10", "UKPN Eastern", "_A", "EELC"),
        LicenceArea("11", "NGED East Midlands", "_B", "EMEB"),
        LicenceArea("12", "UKPN London", "_C", "LOND"),
        LicenceArea("13", "SP Manweb", "_D", "MANW"),
        LicenceArea("14", "NGED West Midlands", "_E", "MIDE"),
        LicenceArea("15", "NPg Northeast", "_F", "NEEB"),
        LicenceArea("16", "Electricity North West", "_G", "NORW"),
        LicenceArea("17", "SSEN North Scotland (SHEPD)", "_P", "HYDE"),
        LicenceArea("18", "SP Distribution (South Scotland)", "_N", "SPOW"),
        LicenceArea("19", "UKPN South Eastern", "_J", "SEEB"),
        LicenceArea("20", "SSEN Southern (SEPD)", "_H", "SOUT"),
        LicenceArea("21", "NGED South Wales", "_K", "SWAE"),
        LicenceArea("22", "NGED South West", "_L", "SWEB"),
        LicenceArea("23", "NPg Yorkshire", "_M", "YELG"),
    )
}


def licence_area(distributor_id: str) -> LicenceArea:
    """The licence area with a distributor id.

    Raises:
        InputError: The id is none of the fourteen; the area of an embedded network is never guessed.

    Example:
        >>> licence_area("14").name
        'NGED West Midlands'
    """
    try:
        return LICENCE_AREAS[distributor_id]
    except KeyError:
        raise InputError(
            f"distributor {distributor_id!r} is not one of the fourteen licence areas",
            available="10 to 23",
            next_step="For an embedded network give the host's licence_area instead of the mpan",
        ) from None
