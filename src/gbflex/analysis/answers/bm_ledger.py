"""`gbflex bm ledger`: what the Balancing Mechanism paid a unit, beside Elexon's published cash flows."""

from __future__ import annotations

from typing import Annotated, Final, TypedDict

from gbflex.analysis.answers.bm_missing import BmMissingPart
from gbflex.analysis.answers.common import HalfHour, Span
from gbflex.analysis.answers.shape import Key

__all__ = ["BmLedgerAnswer", "BmLedgerRow", "BmNoteRow", "BmTlmPart"]


INDICATIVE: Final = "Elexon's indicative cash flow (EBOCF), at its estimated multiplier, not the settled one"
TLM_SOURCES: Final = (
    "given; elexon.ispstack; the same of other half-hours of the season; computed from the zone's factor and the "
    "season's adjustment; not applied; or not needed, where no cash is computed"
)


class BmNoteRow(TypedDict):
    """What could not be computed as it should."""

    what: Annotated[str, Key("What", "In words")]
    count: Annotated[int, Key("Count", "How often")]
    mwh: Annotated[float | None, Key("Energy", "Energy at stake; null where not known", decimals=3)]
    at_stake_gbp: Annotated[float | None, Key("At stake", "At most, at the worst price held")]


class BmLedgerRow(HalfHour):
    """A half-hour and bid-offer pair of a unit, or what was accepted in it without a pair."""

    pair: Annotated[
        int | None,
        Key(
            "Pair",
            "Bid-offer pair; 0 is what Elexon's pairs do not add up to; null: no pair is held for the energy",
            style="ordinal",
        ),
    ]
    accepted_offer_mwh: Annotated[float, Key("Offer", "Energy accepted upwards")]
    accepted_bid_mwh: Annotated[float, Key("Bid", "Energy accepted downwards, never positive")]
    bid_price_gbp_per_mwh: Annotated[float | None, Key("Bid price", "Null where no pair is held")]
    offer_price_gbp_per_mwh: Annotated[float | None, Key("Offer price", "Null where no pair is held")]
    offer_cashflow_gbp: Annotated[float | None, Key("Cash of offers", "Computed; null where it cannot be")]
    bid_cashflow_gbp: Annotated[float | None, Key("Cash of bids", "Computed; null where it cannot be")]
    cashflow_gbp: Annotated[float | None, Key("Cash", "Offers and bids together; null where one is")]
    published_offer_cashflow_gbp: Annotated[float | None, Key("Published, offers", INDICATIVE)]
    published_bid_cashflow_gbp: Annotated[float | None, Key("Published, bids", INDICATIVE)]
    residual_gbp: Annotated[float | None, Key("Residual", "Computed minus published where both are there")]
    published_offer_mwh: Annotated[float | None, Key("Published offer", "Elexon's accepted volume")]
    published_bid_mwh: Annotated[float | None, Key("Published bid", "Elexon's accepted volume")]
    cause: Annotated[str, Key("Cause", "Why the two differ")]
    flagged_mwh: Annotated[
        float | None, Key("Flagged", "Of both, by size, flagged for the system; null without a pair")
    ]
    beyond_declared_mwh: Annotated[
        float | None, Key("Beyond", "Energy beyond the last pair's width; null without a pair")
    ]
    tlm_applied: Annotated[
        float | None,
        Key("TLM applied", "Multiplier in the computed cash; null: none", unit="multiplier", decimals=7),
    ]
    tlm_source: Annotated[str, Key("TLM comes from", TLM_SOURCES)]
    confidence: Annotated[
        str, Key("Confidence", "public-derived; estimated where the multiplier was neither given nor read")
    ]


class BmTlmPart(TypedDict):
    """The transmission loss multiplier of computed cash."""

    tlm_applied: Annotated[
        float | None,
        Key(
            "TLM applied",
            "Transmission loss multiplier, the median where half-hours differ; null where none is known",
            unit="multiplier",
            decimals=7,
        ),
    ]
    tlm_source: Annotated[str, Key("TLM comes from", TLM_SOURCES)]
    tlm_note: Annotated[str, Key("TLM note", "What that means for the cash, and what a computed one is made of")]


class BmLedgerAnswer(Span, BmTlmPart, BmMissingPart):
    """What the Balancing Mechanism paid a unit, by half-hour and pair; gross, recharging is not in it."""

    unit: Annotated[str, Key("BM unit", "Elexon's id")]
    half_hours: Annotated[int, Key("Half-hours", "Of the span")]
    half_hours_notified: Annotated[
        int, Key("Notified", "Half-hours whose notification is held as a whole", unit="half-hours")
    ]
    half_hours_published: Annotated[
        int, Key("Published", "Half-hours of which Elexon's cash is held", unit="half-hours")
    ]
    rows: Annotated[list[BmLedgerRow], Key("Rows", "A row for each half-hour and pair")]
    offer_mwh: Annotated[
        float | None,
        Key("Offers", "Energy accepted upwards, also what has no price; null where not known", decimals=3),
    ]
    bid_mwh: Annotated[
        float | None, Key("Bids", "Energy accepted downwards, never positive; null where not known", decimals=3)
    ]
    offer_cashflow_gbp: Annotated[
        float | None, Key("Cash of offers", "Positive is paid to the unit; null where nothing of it is priced")
    ]
    bid_cashflow_gbp: Annotated[
        float | None, Key("Cash of bids", "Positive is paid to the unit; null where nothing of it is priced")
    ]
    total_gbp: Annotated[
        float | None, Key("Total", "Offers and bids together; null where nothing of them is priced")
    ]
    published_total_gbp: Annotated[float | None, Key("Published", f"{INDICATIVE}; null where none is held")]
    residual_gbp: Annotated[
        float | None,
        Key("Residual", "Computed minus published, what could not be computed as nothing", decimals=4),
    ]
    published_offer_mwh: Annotated[float | None, Key("Published offers", "Elexon's accepted volume")]
    published_bid_mwh: Annotated[float | None, Key("Published bids", "Elexon's accepted volume")]
    causes: Annotated[dict[str, int], Key("Causes", "Rows by why computed and published differ")]
    implied_tlm: Annotated[
        float | None,
        Key(
            "TLM implied", "Published over computed before it, the median over rows", unit="multiplier", decimals=7
        ),
    ]
    confidence: Annotated[str, Key("Confidence", "public-derived or estimated")]
    notes: Annotated[list[BmNoteRow], Key("Notes", "What could not be computed as it should")]
