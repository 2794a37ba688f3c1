"""`gbflex bm unit|leaderboard|portfolio|event|events`: what units earned in the Balancing Mechanism."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.answers.common import Span
from gbflex.analysis.answers.shape import Key

__all__ = [
    "BmDayRow",
    "BmUnitAnswer",
    "EventAnswer",
    "EventRow",
    "EventsAnswer",
    "GroupRow",
    "HeadroomPart",
    "LeaderboardAnswer",
    "PortfolioAnswer",
    "PortfolioRow",
    "PremiumPart",
    "RechargePart",
    "RefusedUnit",
    "RegisteredPart",
    "UnitFigures",
    "UnitRow",
]


class CashPart(TypedDict):
    """Accepted energy and its cash."""

    offer_mwh: Annotated[float, Key("Offers", "Energy accepted upwards")]
    bid_mwh: Annotated[float, Key("Bids", "Energy accepted downwards, never positive")]
    offer_cashflow_gbp: Annotated[float, Key("Cash of offers", "Positive is paid to the unit")]
    bid_cashflow_gbp: Annotated[float, Key("Cash of bids", "Positive is paid to the unit")]


class PremiumPart(TypedDict):
    """By how much accepted offers stood above the market."""

    offer_premium_over_system_price_gbp_per_mwh: Annotated[
        float | None, Key("Offers over the system price", "In the half-hours in which they were accepted")
    ]
    offer_premium_over_market_index_gbp_per_mwh: Annotated[
        float | None, Key("Offers over the market index", "In the half-hours in which they were accepted")
    ]


class RechargePart(TypedDict):
    """What it costs to bring back the energy that went out, or what the energy that came in is worth."""

    recharge_cost_gbp: Annotated[float | None, Key("Recharging, estimated", "Null where no market price is held")]
    cash_less_recharge_gbp: Annotated[
        float | None, Key("Cash less recharging, estimated", "Gross cash minus the cost of recharging")
    ]
    recharge_note: Annotated[str, Key("How recharging is priced", "In words")]


class UnitFigures(CashPart, PremiumPart, RechargePart):
    """A unit's span in figures."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    gross_cashflow_gbp: Annotated[float, Key("Gross cash", "Offers and bids together; recharging is not in it")]
    cash_basis: Annotated[str, Key("Cash comes from", "published, computed, or computed, TLM not applied")]
    mean_offer_price_gbp_per_mwh: Annotated[
        float | None, Key("Mean offer price", "Cash of offers over their energy")
    ]
    mean_bid_price_gbp_per_mwh: Annotated[float | None, Key("Mean bid price", "Cash of bids over their energy")]
    flagged_share: Annotated[float | None, Key("Flagged for the system", "Share of accepted energy")]
    acceptances: Annotated[int, Key("Acceptances", "How many")]
    notified_mwh: Annotated[float, Key("Notified", "Energy of the physical notifications, export positive")]
    discharged_mwh: Annotated[float, Key("Discharged, expected", "Notified plus accepted, where positive")]
    charged_mwh: Annotated[float, Key("Charged, expected", "Notified plus accepted, where negative")]
    full_power_hours_per_day: Annotated[float | None, Key("Full-power hours", "Discharged energy over power")]
    cycles_per_day: Annotated[float | None, Key("Cycles", "Null where no energy capacity is given")]
    power_mw: Annotated[float | None, Key("Power", "As the source beside it says")]
    power_source: Annotated[str, Key("Power comes from", "The register, or the largest level seen")]
    gbp_per_mw: Annotated[float | None, Key("Gross cash per MW", "Over the span")]
    gbp_per_mw_per_year: Annotated[
        float | None, Key("Gross cash per MW and year", "The span at the rate of a year")
    ]
    confidence: Annotated[str, Key("Confidence", "public-derived or estimated")]
    flags: Annotated[list[str], Key("Flags", "What cannot be true, or is doubtful, with the reason")]


class RegisteredPart(TypedDict):
    """What the register says of a unit."""

    bm_unit_name: Annotated[str | None, Key("Name", "Name in the register")]
    lead_party_name: Annotated[str | None, Key("Lead party", "Who is responsible for it")]
    gsp_group_id: Annotated[str | None, Key("GSP group", "For example _E")]
    bm_unit_type: Annotated[str | None, Key("Type", "T, E, I, S or V")]


class UnitRow(UnitFigures, RegisteredPart):
    """A unit's span in figures, with what the register says of it."""


class HeadroomPart(TypedDict):
    """Room from the notification to the limits."""

    mean_headroom_up_mw: Annotated[float | None, Key("Mean room up", "To the export limit, null where not held")]
    mean_headroom_down_mw: Annotated[
        float | None, Key("Mean room down", "To the import limit, null where not held")
    ]


class BmDayRow(CashPart):
    """A settlement date of a unit."""

    settlement_date: Annotated[str, Key("Date", "Settlement date")]
    cashflow_gbp: Annotated[float, Key("Cash", "Offers and bids together")]


class BmUnitAnswer(Span, UnitRow, HeadroomPart):
    """One unit's span: energy and cash by direction, prices, flags, cycles, and what recharging costs."""

    tlm_applied: Annotated[
        float | None,
        Key("TLM applied", "Transmission loss multiplier, null where none was given", unit="multiplier"),
    ]
    daily: Annotated[list[BmDayRow], Key("Days", "A row for each settlement date")]
    notes: Annotated[list[BmNoteRow], Key("Notes", "What could not be computed as it should")]


class GroupRow(CashPart):
    """Units of a lead party or GSP group together."""

    lead_party_name: NotRequired[Annotated[str, Key("Lead party", "Where units are grouped by it")]]
    gsp_group_id: NotRequired[Annotated[str, Key("GSP group", "Where units are grouped by it")]]
    units: Annotated[list[str], Key("Units", "Those that are added up")]
    gross_cashflow_gbp: Annotated[float, Key("Gross cash", "Offers and bids together; recharging is not in it")]
    power_mw: Annotated[float, Key("Power", "Of all units")]
    cash_basis: Annotated[str, Key("Cash comes from", "published, computed, or computed, TLM not applied")]
    gbp_per_mw: Annotated[float | None, Key("Gross cash per MW", "Over the span")]
    confidence: Annotated[str, Key("Confidence", "public-derived or estimated")]
    flags: Annotated[list[str], Key("Flags", "Of all units")]


class RefusedUnit(TypedDict):
    """A unit whose figures cannot be true."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    flags: Annotated[list[str], Key("Flags", "Why it is refused")]


class LeaderboardAnswer(Span):
    """Units, lead parties or GSP groups by gross cash per MW."""

    by: Annotated[str, Key("By", "unit, lead_party or gsp_group")]
    rows: Annotated[list[UnitRow] | list[GroupRow], Key("Ranking", "The highest first; those without power last")]
    refused: Annotated[list[RefusedUnit], Key("Refused", "Units whose figures cannot be true")]


class PortfolioRow(TypedDict):
    """A unit of a lead party; figures are null where they are not visible."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    bm_unit_name: Annotated[str | None, Key("Name", "Name in the register")]
    gsp_group_id: Annotated[str | None, Key("GSP group", "For example _E")]
    is_secondary: Annotated[bool, Key("Secondary", "Whether it is a secondary BM unit")]
    offer_mwh: Annotated[float | None, Key("Offers", "Energy accepted upwards")]
    bid_mwh: Annotated[float | None, Key("Bids", "Energy accepted downwards, never positive")]
    offer_cashflow_gbp: Annotated[float | None, Key("Cash of offers", "Positive is paid to the unit")]
    bid_cashflow_gbp: Annotated[float | None, Key("Cash of bids", "Positive is paid to the unit")]
    gross_cashflow_gbp: Annotated[float | None, Key("Gross cash", "Offers and bids together")]
    gbp_per_mw: Annotated[float | None, Key("Gross cash per MW", "Over the span")]
    mean_first_offer_price_gbp_per_mwh: Annotated[
        float | None, Key("First offer price", "Mean of the first pair upwards as submitted: no revenue")
    ]
    mean_first_bid_price_gbp_per_mwh: Annotated[
        float | None, Key("First bid price", "Mean of the first pair downwards as submitted: no revenue")
    ]
    flags: Annotated[list[str], Key("Flags", "What cannot be true, or is doubtful, with the reason")]
    confidence: Annotated[str, Key("Confidence", "public-derived, estimated, prices only or not visible")]


class PortfolioAnswer(Span):
    """A lead party's units: volumes and cash where they are visible, prices alone where not."""

    party: Annotated[str, Key("Asked for", "Part of the lead party's name, or its id")]
    lead_parties: Annotated[list[str], Key("Lead parties", "Those that fit")]
    units: Annotated[int, Key("Units", "How many")]
    secondary_units: Annotated[int, Key("Secondary units", "How many of them")]
    visible_units: Annotated[int, Key("Visible units", "How many of them")]
    gross_cashflow_gbp: Annotated[float, Key("Gross cash", "Of the visible units")]
    rows: Annotated[list[PortfolioRow], Key("Units", "A row for each")]


class EventAnswer(Span):
    """A span, its prices, and what each unit did in it."""

    half_hours: Annotated[int, Key("Half-hours", "Of the span")]
    half_hours_priced: Annotated[int, Key("Priced", "Half-hours with a system price", unit="half-hours")]
    mean_system_price_gbp_per_mwh: Annotated[float, Key("Mean system price", "Of the half-hours that have one")]
    mean_market_index_gbp_per_mwh: Annotated[float | None, Key("Mean market index", "Null where none is held")]
    highest_system_price_gbp_per_mwh: Annotated[float, Key("Highest system price", "Of a half-hour")]
    highest_at: Annotated[str, Key("Highest at", "That half-hour")]
    rows: Annotated[list[UnitRow], Key("Units", "A row for each, the most discharged first")]


class EventRow(Span):
    """Days in a row whose mean system price is high."""

    days: Annotated[int, Key("Days", "How many")]
    mean_system_price_gbp_per_mwh: Annotated[float, Key("Mean system price", "Of the half-hours that have one")]
    highest_system_price_gbp_per_mwh: Annotated[float, Key("Highest system price", "Of a half-hour")]


class EventsAnswer(Span):
    """Spans of days with a high mean system price."""

    above_gbp_per_mwh: Annotated[float, Key("Above", "Least mean price of a day that counts")]
    events: Annotated[list[EventRow], Key("Spans", "A row for each")]
