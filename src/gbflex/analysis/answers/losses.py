"""`gbflex losses`: what each limit costs the asset."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import OfSite, Priced, Span, Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["LossRow", "LossesAnswer", "RedBandPart"]


class LossRow(TypedDict):
    """What the asset would be worth more without a cause; for the red band, worth less at the amber rate."""

    cause: Annotated[str, Key("Cause", "foresight, triads, cycles, connection, response, outages or red_band")]
    value_gbp: Annotated[float | None, Key("Value", "Null where it cannot be computed, as the note says")]
    note: Annotated[str, Key("What is compared", "The two solutions whose ledgers are compared")]


class RedBandPart(TypedDict):
    """How much of the demand in the dearest time band the battery serves."""

    demand_mwh: Annotated[float, Key("Demand", "Site demand in the band", decimals=1)]
    served_mwh: Annotated[float, Key("Served", "By the plan", decimals=1)]
    most_mwh: Annotated[float, Key("At most", "What the battery could serve if it did nothing else", decimals=1)]


class LossesAnswer(OfSite, Span, Priced, Warned):
    """What foresight, limits and commitments cost a battery; each row a full solution, and rows do not add up."""

    value_gbp: Annotated[
        float | None,
        Key("Value", "What the asset is worth with perfect foresight, null where the site needs its asset"),
    ]
    rows: Annotated[list[LossRow], Key("Causes", "A row for each cause")]
    red_band: Annotated[RedBandPart, Key("Red band", "How much of its demand is served, and could be")]
