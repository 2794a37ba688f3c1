"""Answers about the Balancing Mechanism, for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer, BmLedgerRow, BmNoteRow
from gbflex.analysis.answers.shape import columns_of, fixed
from gbflex.cli.show.output import ROWS_SHOWN, answer_table, console, figure_table, note, or_json, print_more

__all__ = ["print_event", "print_events", "print_leaderboard", "print_ledger", "print_portfolio", "print_unit"]

LEDGER_KEYS: Final = (
    "settlement_date",
    "settlement_period",
    "pair",
    "accepted_offer_mwh",
    "accepted_bid_mwh",
    "offer_price_gbp_per_mwh",
    "bid_price_gbp_per_mwh",
    "cashflow_gbp",
    "residual_gbp",
    "cause",
)
RANK_KEYS: Final = (
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
FLAGS_SHOWN: Final = 24
WORST: Final = ("refused", "doubtful", "incomplete")
NOT_APPLIED: Final = "not applied"
BESIDE: Final = {"daily", "notes", "flags", "bm_unit", "bm_unit_name", "from", "to", "recharge_note"}
"""Keys of a unit that are not in its table of figures."""


@or_json
def print_ledger(ledger: BmLedgerAnswer) -> None:
    """A unit's ledger.

    Args:
        ledger: As `api.bm.bm_ledger` returns it.
    """
    out = console()
    title = f"{ledger['unit']}, {ledger['from']} to {ledger['to']}"
    out.print(answer_table(BmLedgerRow, LEDGER_KEYS, ledger["rows"][:ROWS_SHOWN], title))
    print_more(len(ledger["rows"]))
    said = {key: columns_of(BmLedgerAnswer)[key].text(value) for key, value in ledger.items()}
    out.print(
        f"\nOffers {said['offer_mwh']} MWh, {said['offer_cashflow_gbp']} GBP; "
        f"bids {said['bid_mwh']} MWh, {said['bid_cashflow_gbp']} GBP"
    )
    out.print(
        f"Notifications of {said['half_hours_notified']}, published cash of {said['half_hours_published']} "
        f"of {said['half_hours']} half-hours held"
    )
    out.print(f"Total {said['total_gbp']} GBP (gross: recharging is not in it), {ledger['confidence']}")
    if ledger["published_total_gbp"] is None:
        out.print("Published: none held (import elexon.ebocf to compare)")
    else:
        out.print(f"Published, indicative {said['published_total_gbp']} GBP, residual {said['residual_gbp']} GBP")
    causes = ", ".join(f"{cause} {count}" for cause, count in ledger["causes"].items())
    out.print(f"Rows by cause: {causes}")
    if ledger["tlm_applied"] is not None:
        out.print(f"TLM {said['tlm_applied']}: {ledger['tlm_source']} ({ledger['tlm_note']})")
    if NOT_APPLIED in ledger["tlm_source"]:
        _print_no_tlm("cash is before the transmission loss multiplier")
        if ledger["implied_tlm"] is not None:
            note(f"Elexon's figures imply a multiplier of {said['implied_tlm']}.")
    _print_notes(ledger["notes"])


def _print_no_tlm(what: str) -> None:
    note(f"TLM NOT APPLIED: {what}; give it with --tlm.")


def _print_tlm_of(bases: Sequence[str]) -> None:
    """A warning where some rows' cash is computed without a multiplier."""
    bare = sum("TLM not applied" in basis for basis in bases)
    if bare:
        _print_no_tlm(
            f"computed cash in {bare:,} of {len(bases):,} rows is before the transmission loss multiplier"
        )


def _print_flags(rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Flags of the rows: what is refused, doubtful or incomplete first."""
    said = [(name, flag) for name, flags in rows for flag in flags]
    said.sort(key=lambda one: not any(f"{word}:" in one[1] for word in WORST))
    for name, flag in said[:FLAGS_SHOWN]:
        note(f"Note: {name}: {flag}.")
    if len(said) > FLAGS_SHOWN:
        note(f"{len(said) - FLAGS_SHOWN:,} more notes; --json has all")


def _print_not_held(names: Sequence[str]) -> None:
    if names:
        note(f"Nothing is held of {', '.join(names)}.")


def _print_notes(notes: Sequence[BmNoteRow]) -> None:
    columns = columns_of(BmNoteRow)
    for item in notes:
        energy = "" if item["mwh"] is None else f", {columns['mwh'].text(item['mwh'])} MWh"
        stake = item["at_stake_gbp"]
        money = "" if stake is None else f", up to {columns['at_stake_gbp'].text(stake)} GBP at stake"
        note(f"Note: {item['count']:,} {item['what']}{energy}{money}.")


@or_json
def print_unit(unit: BmUnitAnswer) -> None:
    """One unit's page.

    Args:
        unit: As `api.bm.bm_unit` returns it.
    """
    out = console()
    name = f" {unit['bm_unit_name']}" if unit["bm_unit_name"] else ""
    out.print(f"{unit['bm_unit']}{name}, {unit['from']} to {unit['to']}\n")
    out.print(figure_table(BmUnitAnswer, unit, [key for key in unit if key not in BESIDE]))
    out.print(f"\nRecharging: {unit['recharge_note']}")
    if unit["half_hours_published"]:
        out.print(
            "Published cash is indicative: at Elexon's estimated multiplier. Prices are before any multiplier."
        )
    if NOT_APPLIED in unit["tlm_source"]:
        _print_no_tlm("computed cash is before the transmission loss multiplier")
    _print_notes(unit["notes"])
    for flag in unit["flags"]:
        note(f"Note: {flag}.")


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
    _print_tlm_of([row["cash_basis"] for row in ranked["rows"]])
    _print_flags((str(row.get(named)), row["flags"]) for row in ranked["rows"])
    for row in ranked["refused"]:
        note(f"Refused: {row['bm_unit']}: {'; '.join(row['flags'])}.")
    _print_not_held(ranked["not_held"])
    if ranked["left_out"]:
        note(f"Left out by --batteries or --party: {', '.join(ranked['left_out'])}.")


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
    _print_flags((row["bm_unit"], row["flags"]) for row in portfolio["rows"])


@or_json
def print_events(found: EventsAnswer) -> None:
    """High-price spans.

    Args:
        found: As `api.bm.bm_events` returns it.
    """
    console().print(answer_table(EventRow, SPAN_KEYS, found["events"]))


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
    _print_tlm_of([row["cash_basis"] for row in event["rows"]])
    _print_flags((row["bm_unit"], row["flags"]) for row in event["rows"])
    _print_not_held(event["not_held"])
