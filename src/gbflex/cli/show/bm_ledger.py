"""A unit's Balancing Mechanism ledger, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer, BmLedgerRow
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.bm_missing import print_missing
from gbflex.cli.show.bm_notes import NOT_APPLIED, print_bm_notes, print_no_tlm
from gbflex.cli.show.output import ROWS_SHOWN, answer_table, console, note, or_json, print_more

__all__ = ["print_ledger"]

KEYS: Final = (
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
NOT_KNOWN: Final = "not known"


@or_json
def print_ledger(ledger: BmLedgerAnswer) -> None:
    """A unit's ledger.

    Args:
        ledger: As `api.bm.bm_ledger` returns it.
    """
    out = console()
    title = f"{ledger['unit']}, {ledger['from']} to {ledger['to']}"
    if ledger["rows"]:
        out.print(answer_table(BmLedgerRow, KEYS, ledger["rows"][:ROWS_SHOWN], title))
        print_more(len(ledger["rows"]))
    else:
        out.print(f"{title}: no row")
    declared = columns_of(BmLedgerAnswer)
    said = {key: declared[key].text(value, nothing=NOT_KNOWN) for key, value in ledger.items()}
    out.print(f"\nOffers: {_energy_and_cash(said, 'offer')}")
    out.print(f"Bids: {_energy_and_cash(said, 'bid')}")
    out.print(
        f"Notifications of {said['half_hours_notified']}, published cash of {said['half_hours_published']} "
        f"of {said['half_hours']} half-hours held"
    )
    if ledger["total_gbp"] is None:
        out.print("Total: not known, nothing that was accepted has a price")
    else:
        out.print(f"Total {said['total_gbp']} GBP (gross: recharging is not in it), {ledger['confidence']}")
    if ledger["published_total_gbp"] is None:
        out.print("Published: none held")
    else:
        out.print(f"Published, indicative {said['published_total_gbp']} GBP, residual {said['residual_gbp']} GBP")
    if ledger["rows"]:
        out.print("Rows by cause: " + ", ".join(f"{cause} {count}" for cause, count in ledger["causes"].items()))
    if ledger["tlm_applied"] is not None:
        out.print(f"TLM {said['tlm_applied']}: {ledger['tlm_source']} ({ledger['tlm_note']})")
    if NOT_APPLIED in ledger["tlm_source"]:
        print_no_tlm("cash is before the transmission loss multiplier")
        if ledger["implied_tlm"] is not None:
            note(f"Elexon's figures imply a multiplier of {said['implied_tlm']}.")
    print_bm_notes(ledger["notes"])
    print_missing(ledger["missing"])


def _energy_and_cash(said: Mapping[str, str], side: str) -> str:
    """A direction's energy and cash in words."""
    energy, cash = said[f"{side}_mwh"], said[f"{side}_cashflow_gbp"]
    if energy == NOT_KNOWN:
        return "energy and cash are not known" if cash == NOT_KNOWN else f"energy is not known, {cash} GBP"
    return f"{energy} MWh, " + ("cash is not known" if cash == NOT_KNOWN else f"{cash} GBP")
