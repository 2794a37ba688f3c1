"""`gbflex losses`: what each limit costs the asset."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import OfSite, Priced, Span, Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["LossRow", "LossesAnswer", "RedBandPart"]


class LossRow(TypedDict):
    """What a cause does to the value of the asset."""

    cause: Annotated[str, Key("Cause", "foresight, triads, cycles, connection, response, outages or red_band")]
    effect_gbp: Annotated[
        float | None,
        Key(
            "Effect on the value",
            "The value with the cause minus the value without it: negative, it costs so much; positive, it earns "
            "so much; null where it cannot be computed",
        ),
    ]
    reads: Annotated[
        str,
        Key("It", "costs, earns, changes nothing, is not there (the site has no such limit), or is not computed"),
    ]
    value_gbp: Annotated[
        float | None,
        Key(
            "Value",
            "The same without the sign convention: of red_band what it earns, of all others what they cost",
        ),
    ]
    note: Annotated[str, Key("What is compared", "The two solutions that are compared, or why there are not two")]


class RedBandPart(TypedDict):
    """How much of the demand in the dearest time band the battery serves."""

    demand_mwh: Annotated[float, Key("Demand", "Site demand in the band", decimals=1)]
    served_mwh: Annotated[float, Key("Served", "By the plan", decimals=1)]
    most_mwh: Annotated[float, Key("At most", "What the battery could serve if it did nothing else", decimals=1)]


class LossesAnswer(OfSite, Span, Priced, Warned):
    """What foresight, limits, commitments and the red band do to a battery's value; rows do not add up."""

    value_gbp: Annotated[
        float | None,
        Key("Value", "What the asset is worth with perfect foresight, null where the site needs its asset"),
    ]
    rows: Annotated[list[LossRow], Key("Causes", "A row for each cause")]
    red_band: Annotated[RedBandPart, Key("Red band", "How much of its demand is served, and could be")]
