"""`gbflex bm unit|leaderboard|portfolio|event|events`: what units earned in the Balancing Mechanism."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from gbflex.analysis.answers.bm_fleet import BmFleet, MedianPart, RankPart
from gbflex.analysis.answers.bm_half_hours import BmHalfHourRow
from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.answers.bm_missing import BmMissingPart
from gbflex.analysis.answers.common import Span
from gbflex.analysis.answers.shape import Key

__all__ = [
    "AbsentPart",
    "BmDayRow",
    "BmUnitAnswer",
    "CashPart",
    "EventAnswer",
    "EventRow",
    "EventsAnswer",
    "GroupRow",
    "HeadroomPart",
    "LeaderboardAnswer",
    "NotHeldPart",
    "PortfolioAnswer",
    "PortfolioRow",
    "PremiumPart",
    "PricePart",
    "RankedUnit",
    "RechargePart",
    "RefusedUnit",
    "RegisteredPart",
    "UnitFigures",
    "UnitRow",
    "UsePart",
]


class CoveragePart(TypedDict):
    """How much of what was asked is held."""

    half_hours: Annotated[int, Key("Half-hours asked", "Of the span; of a group, of all its units")]
    half_hours_held: Annotated[
        int, Key("Half-hours held", "Whose cash is known: published, or every volume in them has a price")
    ]
    half_hours_with_volumes: Annotated[
        int,
        Key(
            "Half-hours with volumes",
            "Whose notification is held and which lack no acceptance that shows",
        ),
    ]


class CashPart(CoveragePart):
    """Accepted energy and its cash over what is held; null where nothing of it is known."""

    offer_mwh: Annotated[float | None, Key("Offers", "Energy accepted upwards, also what has no price")]
    bid_mwh: Annotated[float | None, Key("Bids", "Energy accepted downwards, never positive")]
    offer_cashflow_gbp: Annotated[
        float | None, Key("Cash of offers", "After the multiplier; positive is paid to the unit")
    ]
    bid_cashflow_gbp: Annotated[
        float | None, Key("Cash of bids", "After the multiplier; positive is paid to the unit")
    ]
    not_priced_mwh: Annotated[
        float | None,
        Key(
            "Not priced",
            "Size of the accepted energy that is not in the cash, where it can be measured; null where nowhere",
        ),
    ]
    half_hours_not_priced: Annotated[
        int,
        Key(
            "Not priced",
            "Half-hours with something accepted that is not in the cash, measured or not",
            unit="half-hours",
        ),
    ]
    confidence: Annotated[
        str,
        Key(
            "Confidence",
            "public-derived; estimated where not all of it is; a date of which nothing is known: not held",
        ),
    ]


class PremiumPart(TypedDict):
    """By how much accepted offers stood above the market."""

    offer_premium_over_system_price_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Offers over the system price", "Before the multiplier, in the half-hours in which they were accepted"
        ),
    ]
    offer_premium_over_market_index_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Offers over the market index", "Before the multiplier, in the half-hours in which they were accepted"
        ),
    ]


class PricePart(PremiumPart):
    """Prices before the multiplier over all energy whose price is known; placeholders are left out."""

    mean_offer_price_gbp_per_mwh: Annotated[
        float | None, Key("Mean offer price", "Before the multiplier, by energy accepted upwards")
    ]
    mean_bid_price_gbp_per_mwh: Annotated[
        float | None, Key("Mean bid price", "Before the multiplier, by energy accepted downwards")
    ]
    placeholder_prices: Annotated[
        int, Key("Placeholder prices", "Accepted at 9,999 GBP/MWh or beyond: in the cash, in no mean price")
    ]


class UsePart(TypedDict):
    """What a unit is expected to have done in the half-hours whose volumes are known; null where there is none."""

    notified_mwh: Annotated[float | None, Key("Notified", "Energy of the physical notifications, export positive")]
    discharged_mwh: Annotated[
        float | None, Key("Discharged, expected", "Notified plus accepted in each half-hour, where positive")
    ]
    charged_mwh: Annotated[
        float | None, Key("Charged, expected", "Notified plus accepted in each half-hour, where negative")
    ]
    full_power_hours_per_day: Annotated[
        float | None, Key("Full-power hours", "Discharged energy over power and the days with volumes")
    ]
    cycles_per_day: Annotated[
        float | None, Key("Cycles", "Over the days with volumes; null where no energy capacity is given")
    ]


class RechargePart(TypedDict):
    """What it costs to bring the store back to where the notification would have left it; negative is a saving."""

    recharge_cost_gbp: Annotated[
        float | None, Key("Recharging, estimated", "Null where volumes or market prices are not known")
    ]
    cash_less_recharge_gbp: Annotated[
        float | None,
        Key("Cash less recharging, estimated", "Null where the two are not of the same half-hours"),
    ]
    recharge_mwh: Annotated[
        float | None, Key("Energy to recharge, estimated", "Import that brings the store back, losses in it")
    ]
    recharge_price_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Price of recharging",
            "Mean over the half-hours of the days with volumes: market index, else system price",
        ),
    ]
    recharge_note: Annotated[str, Key("How recharging is priced", "In words")]


class UnitFigures(CashPart, PricePart, UsePart, RechargePart):
    """A unit's span in figures."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    days_held: Annotated[int, Key("Days held", "Dates of which any half-hour is held", unit="days")]
    gross_cashflow_gbp: Annotated[
        float | None, Key("Gross cash", "Offers and bids together, of what is held; recharging is not in it")
    ]
    cash_basis: Annotated[
        str,
        Key(
            "Cash comes from",
            "published (Elexon's indicative cash, EBOCF, at its estimated multiplier); computed (with the "
            "multiplier given; TLM read, implied, estimated or not applied); several of them; or not priced",
        ),
    ]
    half_hours_published: Annotated[
        int, Key("Published", "Half-hours of which Elexon's cash is held", unit="half-hours")
    ]
    half_hours_computed: Annotated[
        int, Key("Computed", "Half-hours of which some cash is computed", unit="half-hours")
    ]
    tlm_applied: Annotated[
        float | None,
        Key(
            "TLM applied",
            "Transmission loss multiplier of computed cash, the median where half-hours differ; null: none",
            unit="multiplier",
            decimals=7,
        ),
    ]
    tlm_source: Annotated[
        str,
        Key(
            "TLM comes from",
            "given; elexon.ispstack; implied by published cash; computed from the zone's factor and the season's "
            "adjustment; not applied; several of them; or not needed",
        ),
    ]
    flagged_share: Annotated[float | None, Key("Flagged for the system", "Share of the energy accepted in pairs")]
    acceptances: Annotated[int, Key("Acceptances", "How many are held")]
    power_mw: Annotated[float | None, Key("Power", "As the source beside it says")]
    power_source: Annotated[str, Key("Power comes from", "The register, or the largest level seen")]
    gbp_per_mw: Annotated[float | None, Key("Gross cash per MW", "Over what is held of the span")]
    gbp_per_mw_per_year: Annotated[
        float | None, Key("Gross cash per MW and year", "The cash held at the rate of a year, over the days held")
    ]
    flags: Annotated[list[str], Key("Flags", "What cannot be true, is left out or estimated, with the reason")]


class RegisteredPart(TypedDict):
    """What the register says of a unit."""

    bm_unit_name: Annotated[str | None, Key("Name", "Name in the register")]
    lead_party_name: Annotated[str | None, Key("Lead party", "Who is responsible for it")]
    gsp_group_id: Annotated[str | None, Key("GSP group", "For example _E")]
    bm_unit_type: Annotated[str | None, Key("Type", "T, E, I, S or V")]


class UnitRow(UnitFigures, RegisteredPart):
    """A unit's span in figures, with what the register says of it."""


class HeadroomPart(TypedDict):
    """Room from the notification to the limits, by the newest declaration that covers each instant."""

    mean_headroom_up_mw: Annotated[
        float | None, Key("Mean room up", "To the export limit where both are held; null where nowhere")
    ]
    headroom_up_half_hours: Annotated[int, Key("Room up is over", "Half-hours with both")]
    mean_headroom_down_mw: Annotated[
        float | None, Key("Mean room down", "To the import limit where both are held; null where nowhere")
    ]
    headroom_down_half_hours: Annotated[int, Key("Room down is over", "Half-hours with both")]


class BmDayRow(CashPart):
    """A settlement date of a unit."""

    settlement_date: Annotated[str, Key("Date", "Settlement date")]
    cashflow_gbp: Annotated[float | None, Key("Cash", "Offers and bids together; null where nothing is known")]


class BmUnitAnswer(Span, UnitRow, HeadroomPart, BmMissingPart):
    """One unit's span: energy and cash by direction, prices, flags, cycles, and what recharging costs."""

    in_words: Annotated[list[str], Key("In words", "What it did and earned, the answer first, a sentence each")]
    fleet: Annotated[
        BmFleet | None, Key("Among batteries", "Where it stands among those held; null where it was not asked for")
    ]
    half_hourly: Annotated[list[BmHalfHourRow], Key("Half-hours", "A row for each half-hour of the span")]
    daily: Annotated[list[BmDayRow], Key("Days", "A row for each settlement date")]
    notes: Annotated[list[BmNoteRow], Key("Notes", "What could not be computed as it should")]


class GroupRow(CashPart, RankPart):
    """Units of a lead party or GSP group together."""

    lead_party_name: NotRequired[Annotated[str, Key("Lead party", "Where units are grouped by it")]]
    gsp_group_id: NotRequired[Annotated[str, Key("GSP group", "Where units are grouped by it")]]
    units: Annotated[list[str], Key("Units", "Those that are added up")]
    gross_cashflow_gbp: Annotated[
        float | None, Key("Gross cash", "Offers and bids together; recharging is not in it")
    ]
    days_held: Annotated[int, Key("Unit-days held", "Of all its units together", unit="days")]
    power_mw: Annotated[float | None, Key("Power", "Of the units whose power is known")]
    units_without_power: Annotated[int, Key("Units without power", "How many: their cash is in no figure per MW")]
    cash_basis: Annotated[str, Key("Cash comes from", "As its units', each once")]
    gbp_per_mw: Annotated[
        float | None, Key("Gross cash per MW", "Over what is held, of the units whose power is known")
    ]
    gbp_per_mw_per_year: Annotated[
        float | None,
        Key("Gross cash per MW and year", "At the rate of a year over the MW-days held, of the same units"),
    ]
    flags: Annotated[list[str], Key("Flags", "Of all units, and what the group leaves out")]


class RefusedUnit(TypedDict):
    """A unit whose figures cannot be true."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    flags: Annotated[list[str], Key("Flags", "Why it is refused")]


class RankedUnit(UnitRow, RankPart):
    """A unit in a ranking."""


class NotHeldPart(TypedDict):
    """What was asked and is not there."""

    not_held: Annotated[list[str], Key("Not held", "Units that were asked for by name, of which nothing is held")]


class AbsentPart(NotHeldPart):
    """What was asked and is not in a ranking."""

    left_out: Annotated[
        list[str], Key("Left out", "Units that were asked for by name and that --batteries or --party leaves out")
    ]


class LeaderboardAnswer(Span, AbsentPart, MedianPart, BmMissingPart):
    """Units, lead parties or GSP groups by gross cash per MW and year, over what is held of each."""

    by: Annotated[str, Key("By", "unit, lead_party or gsp_group")]
    rows: Annotated[
        list[RankedUnit] | list[GroupRow],
        Key("Ranking", "The highest first; then those held for less long; those without a figure per MW last"),
    ]
    refused: Annotated[list[RefusedUnit], Key("Refused", "Units whose figures cannot be true")]


class PortfolioRow(TypedDict):
    """A unit of a lead party; figures are null where they are not visible."""

    half_hours_held: Annotated[int, Key("Half-hours held", "Whose cash is known")]

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    bm_unit_name: Annotated[str | None, Key("Name", "Name in the register")]
    gsp_group_id: Annotated[str | None, Key("GSP group", "For example _E")]
    is_secondary: Annotated[bool, Key("Secondary", "Whether it is a secondary BM unit")]
    offer_mwh: Annotated[float | None, Key("Offers", "Energy accepted upwards")]
    bid_mwh: Annotated[float | None, Key("Bids", "Energy accepted downwards, never positive")]
    offer_cashflow_gbp: Annotated[float | None, Key("Cash of offers", "Positive is paid to the unit")]
    bid_cashflow_gbp: Annotated[float | None, Key("Cash of bids", "Positive is paid to the unit")]
    gross_cashflow_gbp: Annotated[float | None, Key("Gross cash", "Offers and bids together")]
    not_priced_mwh: Annotated[
        float | None, Key("Not priced", "Size of the accepted energy that is not in the cash")
    ]
    half_hours_not_priced: Annotated[
        int | None,
        Key("Not priced", "Half-hours with something accepted that is not in the cash", unit="half-hours"),
    ]
    gbp_per_mw: Annotated[float | None, Key("Gross cash per MW", "Over what is held of the span")]
    gbp_per_mw_per_year: Annotated[
        float | None, Key("Gross cash per MW and year", "The cash held at the rate of a year, over the days held")
    ]
    first_price_half_hours: Annotated[int, Key("First prices are over", "Half-hours with a first pair submitted")]
    mean_first_offer_price_gbp_per_mwh: Annotated[
        float | None,
        Key("First offer price", "Mean of the first pair upwards as submitted, placeholders left out: no revenue"),
    ]
    mean_first_bid_price_gbp_per_mwh: Annotated[
        float | None,
        Key("First bid price", "Mean of the first pair downwards as submitted, placeholders left out: no revenue"),
    ]
    flags: Annotated[list[str], Key("Flags", "What cannot be true, or is doubtful, with the reason")]
    confidence: Annotated[str, Key("Confidence", "public-derived, estimated, prices only or not visible")]


class PortfolioAnswer(Span, BmMissingPart):
    """A lead party's units: volumes and cash where they are visible, prices alone where not."""

    party: Annotated[str, Key("Asked for", "Part of the lead party's name, or its id")]
    lead_parties: Annotated[list[str], Key("Lead parties", "Those that fit")]
    units: Annotated[int, Key("Units", "How many")]
    secondary_units: Annotated[int, Key("Secondary units", "How many of them")]
    visible_units: Annotated[int, Key("Visible units", "How many of them")]
    half_hours: Annotated[int, Key("Half-hours", "Of the span, for each unit")]
    gross_cashflow_gbp: Annotated[
        float | None, Key("Gross cash", "Of the units whose cash is visible, over what is held of each")
    ]
    rows: Annotated[list[PortfolioRow], Key("Units", "A row for each")]


class EventAnswer(Span, NotHeldPart, BmMissingPart):
    """A span, its prices, and what each unit did in it."""

    half_hours: Annotated[int, Key("Half-hours", "Of the span")]
    half_hours_priced: Annotated[int, Key("Priced", "Half-hours with a system price", unit="half-hours")]
    mean_system_price_gbp_per_mwh: Annotated[float, Key("Mean system price", "Of the half-hours that have one")]
    half_hours_indexed: Annotated[int, Key("Indexed", "Half-hours with a market index", unit="half-hours")]
    mean_market_index_gbp_per_mwh: Annotated[
        float | None, Key("Mean market index", "Of the half-hours that have one; null where none does")
    ]
    highest_system_price_gbp_per_mwh: Annotated[float, Key("Highest system price", "Of a half-hour")]
    highest_at: Annotated[str, Key("Highest at", "That half-hour")]
    rows: Annotated[list[UnitRow], Key("Units", "A row for each, the most discharged first")]


class EventRow(Span):
    """Days in a row whose mean system price is high."""

    days: Annotated[int, Key("Days", "How many")]
    half_hours: Annotated[int, Key("Half-hours", "Of those days")]
    half_hours_priced: Annotated[int, Key("Priced", "Half-hours with a system price", unit="half-hours")]
    mean_system_price_gbp_per_mwh: Annotated[float, Key("Mean system price", "Of the half-hours that have one")]
    highest_system_price_gbp_per_mwh: Annotated[float, Key("Highest system price", "Of a half-hour")]


class EventsAnswer(Span, BmMissingPart):
    """Spans of days with a high mean system price."""

    above_gbp_per_mwh: Annotated[float, Key("Above", "Least mean price of a day that counts")]
    events: Annotated[list[EventRow], Key("Spans", "A row for each")]
