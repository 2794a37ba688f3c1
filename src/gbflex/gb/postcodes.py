"""Which licence areas a postcode may lie in: candidates only, never an answer.

Postcode areas by the large majority of their land, and outward codes where the licence-area map contradicts
the area's letters. No postcode centroids are held, borders run through many areas, and private and embedded
networks break every rule: the MPAN, or the site's coordinates, settle it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["NOT_GREAT_BRITAIN", "PostcodeAreas", "postcode_areas"]

POSTCODE: Final = re.compile(r"([A-Z]{1,2})(\d[A-Z\d]?)(?:\s*(\d[A-Z]{2}))?", re.ASCII)

MOSTLY: Final[dict[str, str]] = {
    letters: area
    for area, names in {
        "17": "AB PH IV HS KW ZE DD",
        "18": "G KA ML KY EH DG",
        "15": "NE DH SR TS",
        "16": "BB BL FY LA OL PR M",
        "13": "L LL CH",
        "23": "HD HU HX LS WF",
        "11": "LE NG NN DE",
        "14": "DY HR WR WS WV",
        "21": "CF NP SA",
        "22": "BS PL TQ TR EX TA",
        "20": "BH PO RG SL SO SP",
        "19": "BN CT ME RH SM TN CR",
        "10": "AL CB CM CO IP NR SG SS EN LU WD RM",
        "12": "EC WC",
    }.items()
    for letters in names.split()
}
"""Letters of postcode areas that lie mostly in one licence area."""

SHARED_AREAS: Final = (
    "B:14,11 BA:22,20 BD:23,16 BR:19,12 CA:16,18 CV:11,14 CW:13,16,14 DA:19,12 DL:15,23,16 DN:23,11 "
    "DT:20,22 E:12,10 FK:18,17 GL:14,22,20 GU:20,19 HA:10,12,20 HG:23,15 HP:10,20,11 IG:10,12 KT:19,20,12 "
    "LD:21,14,13 LN:11,23 MK:11,10 N:12,10 NW:12,10,20 OX:20,11,14 PA:18,17 PE:10,11 S:23,11 SE:12,19 "
    "SK:16,11,14 SN:20,22 ST:14 SW:12,19,20 SY:13,14,21 TD:18,15 TF:14 TW:20,12 UB:20,10 W:12,20 WA:16,13 "
    "WN:16,13 YO:23,15 "
)
SHARED: Final[dict[str, str]] = {
    letters: areas.replace(",", " ")
    for letters, _, areas in (entry.partition(":") for entry in SHARED_AREAS.split())
}
"""Letters whose area is shared; the first is the likeliest, and none is more than that."""

CONTRADICTED: Final[dict[str, str]] = {
    "DD6": "18 17", "KA27": "17 18", "KA28": "17 18", "KY13": "17 18", "RH14": "20 19", "BN18": "20 19",
    "OL14": "23 16", "BB18": "23 16", "HR3": "21 14",
}  # fmt: skip
"""Outward codes where the licence-area polygons contradict the letters."""

NOT_GREAT_BRITAIN: Final[dict[str, str]] = {
    "BT": "Northern Ireland",
    "JE": "Jersey",
    "GY": "Guernsey",
    "IM": "the Isle of Man",
}


@dataclass(frozen=True)
class PostcodeAreas:
    """What a postcode says.

    Attributes:
        postcode: Tidied; "" where it is none.
        distributor_ids: Candidate licence areas, the likeliest first.
        certain_enough_to_contradict: Whether an MPAN of an area that is no candidate is a contradiction.
        remark: What would settle it, or what is wrong.
    """

    postcode: str
    distributor_ids: tuple[str, ...]
    certain_enough_to_contradict: bool
    remark: str


SETTLES: Final = "the first two digits of the MPAN, or the site's coordinates, settle it"


def postcode_areas(text: str) -> PostcodeAreas:
    """Candidate licence areas of a postcode or an outward code.

    Args:
        text: For example "RH19 4LX" or "rh19".

    Example:
        >>> postcode_areas("RH19 4LX").distributor_ids
        ('19',)
    """
    tidy = " ".join(text.upper().split())[:20]
    if tidy in MOSTLY or tidy in SHARED or tidy in NOT_GREAT_BRITAIN:
        return _by_letters(tidy, tidy)
    parts = POSTCODE.fullmatch(tidy)
    if parts is None:
        return PostcodeAreas("", (), False, f"{text[:20]!r} is not a postcode of the United Kingdom")
    letters, outward = parts[1], parts[1] + parts[2]
    inward = parts[3]
    postcode = f"{outward} {inward}" if inward else outward
    if outward in CONTRADICTED:
        ids = tuple(CONTRADICTED[outward].split())
        return PostcodeAreas(postcode, ids, True, f"the map contradicts the letters in {outward}; {SETTLES}")
    return _by_letters(letters, postcode)


def _by_letters(letters: str, postcode: str) -> PostcodeAreas:
    if letters in NOT_GREAT_BRITAIN:
        return PostcodeAreas(postcode, (), True, f"not GB: {letters} is {NOT_GREAT_BRITAIN[letters]}")
    if letters in MOSTLY:
        return PostcodeAreas(
            postcode, (MOSTLY[letters],), True, f"a candidate by the letters {letters}; {SETTLES}"
        )
    if letters in SHARED:
        ids = tuple(SHARED[letters].split())
        return PostcodeAreas(postcode, ids, False, f"{letters} is shared or borders another area; {SETTLES}")
    return PostcodeAreas(postcode, (), False, f"{letters} is no postcode area of Great Britain that is held")
