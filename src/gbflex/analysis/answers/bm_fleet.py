"""Where a Balancing Mechanism unit stands among others: rank, percentile, median, and who is left out."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.shape import Key

__all__ = ["BmFleet", "LeftOutRow", "MedianPart", "PlacePart", "RankPart"]


class PlacePart(TypedDict):
    """A place among those that are compared."""

    rank: Annotated[
        int | None,
        Key(
            "Rank",
            "By GBP/MW and year, 1 is the highest, equal ones share it; null where not compared",
            style="ordinal",
        ),
    ]
    percentile: Annotated[
        float | None,
        Key(
            "Percentile",
            "How many of the others that are compared earned less per MW and year, equal ones as half; null where "
            "not compared or alone",
            unit="%",
            decimals=0,
        ),
    ]


class RankPart(PlacePart):
    """A row's place, and whether it has one."""

    is_compared: Annotated[
        bool,
        Key(
            "Compared",
            "Whether it is held nearly as long as the best-held row; others follow, ranked among themselves",
        ),
    ]


class MedianPart(TypedDict):
    """What lies in the middle of those that are compared."""

    compared: Annotated[int, Key("Compared", "How many are")]
    median_gbp_per_mw: Annotated[
        float | None, Key("Median per MW", "Of those compared, over what is held of each; null where none is")
    ]
    median_gbp_per_mw_per_year: Annotated[
        float | None, Key("Median per MW and year", "Of those compared, at the rate of a year")
    ]


class LeftOutRow(TypedDict):
    """A battery that is not compared."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    why: Annotated[str, Key("Why", "Why it is not compared")]


class BmFleet(PlacePart, MedianPart):
    """The batteries that are held over the span, and where a unit stands among them."""

    batteries: Annotated[
        int | None,
        Key("Batteries", "In the battery register, probable ones included; null where no register is held"),
    ]
    held: Annotated[int | None, Key("Held", "Of how many of them anything is held over the span")]
    left_out: Annotated[list[LeftOutRow], Key("Left out", "Batteries that are not compared, and why")]
    note: Annotated[str, Key("Note", "Why the unit has no rank; empty where it has one")]
