"""Answers about the Balancing Mechanism, for people."""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.bm import (
    BmUnitAnswer,
    EventAnswer,
    EventRow,
    EventsAnswer,
    GroupRow,
    LeaderboardAnswer,
    PortfolioAnswer,
    PortfolioRow,
    RankedUnit,
    UnitRow,
)
from gbflex.analysis.answers.shape import columns_of, fixed
from gbflex.cli.show.bm_fleet import print_fleet, print_medians
from gbflex.cli.show.bm_missing import print_missing
from gbflex.cli.show.bm_notes import (
    NOT_APPLIED,
    print_bm_notes,
    print_flags,
    print_no_tlm,
    print_not_held,
    print_tlm_of,
)
from gbflex.cli.show.output import ROWS_SHOWN, answer_table, console, figure_table, note, or_json, print_more

__all__ = ["print_event", "print_events", "print_leaderboard", "print_portfolio", "print_unit"]

RANK_KEYS: Final = (
    "rank",
    "percentile",
    "offer_mwh",
    "bid_mwh",
    "gross_cashflow_gbp",
    "half_hours_not_priced",
    "half_hours_held",
    "power_mw",
    "gbp_per_mw",
    "gbp_per_mw_per_year",
    "is_compared",
    "confidence",
)
PORTFOLIO_KEYS: Final = (
    "bm_unit",
    "gsp_group_id",
    "half_hours_held",
    "offer_mwh",
    "bid_mwh",
    "gross_cashflow_gbp",
    "half_hours_not_priced",
    "mean_first_offer_price_gbp_per_mwh",
    "mean_first_bid_price_gbp_per_mwh",
    "confidence",
)
EVENT_KEYS: Final = (
    "bm_unit",
    "discharged_mwh",
    "charged_mwh",
    "offer_mwh",
    "bid_mwh",
    "gross_cashflow_gbp",
    "half_hours_not_priced",
    "half_hours_held",
    "gbp_per_mw",
    "confidence",
)
SPAN_KEYS: Final = ("from", "to", "days", "mean_system_price_gbp_per_mwh", "highest_system_price_gbp_per_mwh")
BESIDE: Final = {"bm_unit", "bm_unit_name", "from", "to", "in_words", "fleet", "half_hourly", "daily", "notes"} | {
    "flags",
    "recharge_note",
    "missing",
}
"""Keys of a unit that are not in its table of figures."""
TLM_KEYS: Final = ("tlm_applied", "tlm_source")
NOT_NEEDED: Final = "not needed"


@or_json
def print_unit(unit: BmUnitAnswer) -> None:
    """One unit's page.

    Args:
        unit: As `api.bm.bm_unit` returns it.
    """
    out = console()
    name = f" {unit['bm_unit_name']}" if unit["bm_unit_name"] else ""
    out.print(f"{unit['bm_unit']}{name}, {unit['from']} to {unit['to']}\n")
    for sentence in unit["in_words"]:
        out.print(sentence)
    out.print()
    unsaid = TLM_KEYS if unit["tlm_source"] == NOT_NEEDED else ()
    out.print(figure_table(BmUnitAnswer, unit, [key for key in unit if key not in BESIDE and key not in unsaid]))
    out.print(f"\nRecharging: {unit['recharge_note']}")
    if unit["half_hours_published"]:
        out.print(
            "Published cash is indicative: at Elexon's estimated multiplier. Prices are before any multiplier."
        )
    if NOT_APPLIED in unit["tlm_source"]:
        print_no_tlm("computed cash is before the transmission loss multiplier")
    print_bm_notes(unit["notes"])
    for flag in unit["flags"]:
        note(f"Note: {flag}.")
    if unit["fleet"] is not None:
        print_fleet(unit["fleet"])
    print_missing(unit["missing"])


@or_json
def print_leaderboard(ranked: LeaderboardAnswer) -> None:
    """A ranking.

    Args:
        ranked: As `api.bm.bm_leaderboard` returns it.
    """
    named = {"unit": "bm_unit", "lead_party": "lead_party_name", "gsp_group": "gsp_group_id"}[ranked["by"]]
    shape = RankedUnit if ranked["by"] == "unit" else GroupRow
    title = f"{ranked['from']} to {ranked['to']}, gross cash (indicative) over what is held, by GBP/MW and year"
    console().print(answer_table(shape, (named, *RANK_KEYS), ranked["rows"][:ROWS_SHOWN], title))
    print_more(len(ranked["rows"]), "more")
    print_medians(ranked)
    print_tlm_of([row["cash_basis"] for row in ranked["rows"]])
    print_flags((str(row.get(named)), row["flags"]) for row in ranked["rows"])
    for row in ranked["refused"]:
        note(f"Refused: {row['bm_unit']}: {'; '.join(row['flags'])}.")
    print_not_held(ranked["not_held"])
    if ranked["left_out"]:
        note(f"Left out by --batteries or --party: {', '.join(ranked['left_out'])}.")
    print_missing(ranked["missing"])


@or_json
def print_portfolio(portfolio: PortfolioAnswer) -> None:
    """A lead party's units.

    Args:
        portfolio: As `api.bm.bm_portfolio` returns it.
    """
    out = console()
    out.print(f"{', '.join(portfolio['lead_parties'])}, {portfolio['from']} to {portfolio['to']}")
    known = portfolio["gross_cashflow_gbp"] is not None
    cash = columns_of(PortfolioAnswer)["gross_cashflow_gbp"].text(portfolio["gross_cashflow_gbp"])
    over = f"{cash} GBP over what is held of {portfolio['half_hours']:,} half-hours each" if known else "not known"
    out.print(
        f"{portfolio['units']:,} units, {portfolio['secondary_units']:,} of them secondary; "
        f"{portfolio['visible_units']:,} visible; gross cash {over}\n"
    )
    out.print(answer_table(PortfolioRow, PORTFOLIO_KEYS, portfolio["rows"][:ROWS_SHOWN]))
    print_more(len(portfolio["rows"]))
    print_flags((row["bm_unit"], row["flags"]) for row in portfolio["rows"])
    print_missing(portfolio["missing"])


@or_json
def print_events(found: EventsAnswer) -> None:
    """High-price spans.

    Args:
        found: As `api.bm.bm_events` returns it.
    """
    console().print(answer_table(EventRow, SPAN_KEYS, found["events"]))
    print_missing(found["missing"])


@or_json
def print_event(event: EventAnswer) -> None:
    """A span and what units did in it.

    Args:
        event: As `api.bm.bm_event` returns it.
    """
    out = console()
    mean, high = event["mean_system_price_gbp_per_mwh"], event["highest_system_price_gbp_per_mwh"]
    out.print(f"{event['from']} to {event['to']}: mean system price {fixed(mean)} GBP/MWh, highest {fixed(high)}")
    out.print(
        f"at {event['highest_at']}; {event['half_hours_priced']} of {event['half_hours']} half-hours priced\n"
    )
    out.print(answer_table(UnitRow, EVENT_KEYS, event["rows"][:ROWS_SHOWN]))
    print_more(len(event["rows"]))
    print_tlm_of([row["cash_basis"] for row in event["rows"]])
    print_flags((row["bm_unit"], row["flags"]) for row in event["rows"])
    print_not_held(event["not_held"])
    print_missing(event["missing"])
