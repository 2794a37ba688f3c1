"""Answers about the Balancing Mechanism, for people."""

from __future__ import annotations

from typing import Final

from gbflex.cli.show.output import ROWS_SHOWN, Row, cell, console, note, or_json, table_of

__all__ = ["print_event", "print_events", "print_leaderboard", "print_ledger", "print_portfolio", "print_unit"]

LEDGER_COLUMNS: Final = (
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
PRICES_SHOWN: Final = ("mean_first_offer_price_gbp_per_mwh", "mean_first_bid_price_gbp_per_mwh")
RANK_COLUMNS: Final = (
    "offer_mwh",
    "bid_mwh",
    "offer_cashflow_gbp",
    "bid_cashflow_gbp",
    "gross_cashflow_gbp",
    "power_mw",
    "gbp_per_mw",
    "confidence",
)


@or_json
def print_ledger(ledger: Row) -> None:
    """A unit's ledger.

    Args:
        ledger: As `balancing.bm_ledger` returns it.
    """
    out = console()
    shown = [[cell(row[key]) for key in LEDGER_COLUMNS] for row in ledger["rows"][:ROWS_SHOWN]]
    out.print(table_of(LEDGER_COLUMNS, shown, title=f"{ledger['unit']}, {ledger['from']} to {ledger['to']}"))
    if len(ledger["rows"]) > ROWS_SHOWN:
        note(f"{len(ledger['rows']) - ROWS_SHOWN:,} more rows; --json has all")
    offers = f"{ledger['offer_mwh']:,.3f} MWh, {ledger['offer_cashflow_gbp']:,.2f} GBP"
    bids = f"{ledger['bid_mwh']:,.3f} MWh, {ledger['bid_cashflow_gbp']:,.2f} GBP"
    out.print(f"\nOffers {offers}; bids {bids}")
    out.print(f"Total {ledger['total_gbp']:,.2f} GBP (gross: recharging is not in it), {ledger['confidence']}")
    if ledger["published_total_gbp"] is None:
        out.print("Published: none held (import elexon.ebocf to compare)")
    else:
        out.print(
            f"Published {ledger['published_total_gbp']:,.2f} GBP, residual {ledger['residual_gbp']:,.4f} GBP"
        )
    causes = ", ".join(f"{cause} {count}" for cause, count in ledger["causes"].items())
    out.print(f"Rows by cause: {causes}")
    _print_tlm(ledger)
    _print_notes(ledger["notes"])


def _print_tlm(answer: Row) -> None:
    if answer["tlm_applied"] is None:
        note("TLM NOT APPLIED: cash is before the transmission loss multiplier; give it with --tlm.")
        implied = answer.get("implied_tlm")
        if implied is not None:
            note(f"Elexon's figures imply a multiplier of {implied:.7f}.")


def _print_notes(notes: list[Row]) -> None:
    for item in notes:
        energy = "" if item["mwh"] is None else f", {item['mwh']:,.3f} MWh"
        stake = "" if item["at_stake_gbp"] is None else f", up to {item['at_stake_gbp']:,.2f} GBP at stake"
        note(f"Note: {item['count']:,} {item['what']}{energy}{stake}.")


@or_json
def print_unit(unit: Row) -> None:
    """One unit's page.

    Args:
        unit: As `balancing.bm_unit` returns it.
    """
    out = console()
    name = f" {unit['bm_unit_name']}" if unit["bm_unit_name"] else ""
    out.print(f"{unit['bm_unit']}{name}, {unit['from']} to {unit['to']}\n")
    skipped = {"daily", "notes", "flags", "bm_unit", "bm_unit_name", "from", "to"}
    rows = [[key, cell(value)] for key, value in unit.items() if key not in skipped]
    out.print(table_of(("figure", "value"), rows, text_columns=1))
    _print_tlm(unit)
    _print_notes(unit["notes"])
    for flag in unit["flags"]:
        note(f"Note: {flag}.")


@or_json
def print_leaderboard(ranked: Row) -> None:
    """A ranking.

    Args:
        ranked: As `balancing.bm_leaderboard` returns it.
    """
    first = next(iter(ranked["rows"][0])) if ranked["rows"] else ranked["by"]
    shown = [[cell(row[first]), *(cell(row[key]) for key in RANK_COLUMNS)] for row in ranked["rows"][:ROWS_SHOWN]]
    console().print(
        table_of((first, *RANK_COLUMNS), shown, title=f"{ranked['from']} to {ranked['to']}, gross cash")
    )
    if len(ranked["rows"]) > ROWS_SHOWN:
        note(f"{len(ranked['rows']) - ROWS_SHOWN:,} more; --json has all")
    for row in ranked["refused"]:
        note(f"Refused: {row['bm_unit']}: {'; '.join(row['flags'])}.")


@or_json
def print_portfolio(portfolio: Row) -> None:
    """A lead party's units.

    Args:
        portfolio: As `balancing.bm_portfolio` returns it.
    """
    out = console()
    out.print(f"{', '.join(portfolio['lead_parties'])}, {portfolio['from']} to {portfolio['to']}")
    out.print(
        f"{portfolio['units']:,} units, {portfolio['secondary_units']:,} of them secondary; "
        f"{portfolio['visible_units']:,} visible; gross cash {portfolio['gross_cashflow_gbp']:,.2f} GBP\n"
    )
    keys = ("bm_unit", "gsp_group_id", "offer_mwh", "bid_mwh", "gross_cashflow_gbp", *PRICES_SHOWN, "confidence")
    out.print(table_of(keys, [[cell(row[key]) for key in keys] for row in portfolio["rows"][:ROWS_SHOWN]]))


@or_json
def print_events(found: Row) -> None:
    """High-price spans.

    Args:
        found: As `balancing.bm_events` returns it.
    """
    keys = ("from", "to", "days", "mean_system_price_gbp_per_mwh", "highest_system_price_gbp_per_mwh")
    rows = [[cell(event[key]) for key in keys] for event in found["events"]]
    console().print(table_of(keys, rows, text_columns=2))


@or_json
def print_event(event: Row) -> None:
    """A span and what units did in it.

    Args:
        event: As `balancing.bm_event` returns it.
    """
    out = console()
    mean, high = event["mean_system_price_gbp_per_mwh"], event["highest_system_price_gbp_per_mwh"]
    out.print(f"{event['from']} to {event['to']}: mean system price {mean:,.2f} GBP/MWh, highest {high:,.2f}")
    out.print(
        f"at {event['highest_at']}; {event['half_hours_priced']} of {event['half_hours']} half-hours priced\n"
    )
    keys = ("bm_unit", "discharged_mwh", "charged_mwh", "offer_mwh", "bid_mwh", "gross_cashflow_gbp", "gbp_per_mw")
    out.print(table_of(keys, [[cell(row[key]) for key in keys] for row in event["rows"][:ROWS_SHOWN]]))
