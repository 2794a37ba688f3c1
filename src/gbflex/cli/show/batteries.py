"""The battery register, for people."""

from __future__ import annotations

from gbflex.analysis.answers.batteries import BatteriesAnswer, BatteryRow
from gbflex.cli.show.bm_missing import print_missing
from gbflex.cli.show.output import answer_table, console, note, or_json

__all__ = ["print_batteries"]

KEYS = ("bm_unit", "name", "lead_party_name", "verdict", "score", "power_mw", "energy_capacity_mwh", "evidence")


@or_json
def print_batteries(register: BatteriesAnswer) -> None:
    """The battery register.

    Args:
        register: As `api.bm.bm_batteries` returns it.
    """
    rows = [{**row, "verdict": _verdict(row), "evidence": _seen(row)} for row in register["batteries"]]
    out = console()
    out.print(answer_table(BatteryRow, KEYS, rows))
    counts = ", ".join(f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in register["counts"].items())
    out.print(f"\nRegister of {register['as_of']}, version {register['version'][:12]}: {counts}")
    if register["overrides_without_unit"]:
        note(f"Note: overrides of units not in the register: {', '.join(register['overrides_without_unit'])}.")
    if register["missing"]:
        note("Not held, so never counted as evidence:")
    print_missing(register["missing"])


def _verdict(row: BatteryRow) -> str:
    """The verdict with its note."""
    return f"{row['verdict']} ({row['verdict_note']})" if row["verdict_note"] else row["verdict"]


def _seen(row: BatteryRow) -> str:
    """The evidence that counts, in one cell."""
    points = [f"{piece['what']} {piece['points']}" for piece in row["evidence"] if piece["points"]]
    override = row["override"]
    return ", ".join([*points, f"{override['origin']} override"] if override else points)
