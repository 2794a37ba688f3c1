"""What every answer about the Balancing Mechanism says beside its figures, on standard error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import note

__all__ = [
    "NOT_APPLIED",
    "print_bm_notes",
    "print_flags",
    "print_no_tlm",
    "print_not_held",
    "print_tlm_of",
]

FLAGS_SHOWN: Final = 24
WORST: Final = ("refused", "doubtful", "incomplete")
NOT_APPLIED: Final = "not applied"


def print_no_tlm(what: str) -> None:
    """That cash lacks its multiplier.

    Args:
        what: Which cash, in words.
    """
    note(f"TLM NOT APPLIED: {what}; give it with --tlm.")


def print_tlm_of(bases: Sequence[str]) -> None:
    """A warning where some rows' cash is computed without a multiplier.

    Args:
        bases: Where each row's cash comes from.
    """
    bare = sum("TLM not applied" in basis for basis in bases)
    if bare:
        print_no_tlm(
            f"computed cash in {bare:,} of {len(bases):,} rows is before the transmission loss multiplier"
        )


def print_flags(rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Flags of rows: what is refused, doubtful or incomplete first.

    Args:
        rows: Each row's name and flags.
    """
    said = [(name, flag) for name, flags in rows for flag in flags]
    said.sort(key=lambda one: not any(f"{word}:" in one[1] for word in WORST))
    for name, flag in said[:FLAGS_SHOWN]:
        note(f"Note: {name}: {flag}.")
    if len(said) > FLAGS_SHOWN:
        note(f"{len(said) - FLAGS_SHOWN:,} more notes; --json has all")


def print_not_held(names: Sequence[str]) -> None:
    """Units of which nothing is held.

    Args:
        names: As they were asked for.
    """
    if names:
        note(f"Nothing is held of {', '.join(names)}.")


def print_bm_notes(notes: Sequence[BmNoteRow]) -> None:
    """What could not be computed as it should.

    Args:
        notes: As the answer has them.
    """
    columns = columns_of(BmNoteRow)
    for item in notes:
        energy = "" if item["mwh"] is None else f", {columns['mwh'].text(item['mwh'])} MWh"
        stake = item["at_stake_gbp"]
        money = "" if stake is None else f", up to {columns['at_stake_gbp'].text(stake)} GBP at stake"
        cases = "1 case" if item["count"] == 1 else f"{item['count']:,} cases"
        note(f"Note: {item['what']}: {cases}{energy}{money}.")
