"""The battery register, for people."""

from __future__ import annotations

from gbflex.analysis.answers.batteries import BatteriesAnswer, BatteryRow
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.bm_missing import print_missing
from gbflex.cli.show.output import answer_table, console, note, or_json

__all__ = ["print_batteries"]

KEYS = (
    "bm_unit",
    "power_mw",
    "energy_capacity_mwh",
    "name",
    "lead_party_name",
    "gsp_group_id",
    "verdict",
    "score",
    "evidence",
)


@or_json
def print_batteries(register: BatteriesAnswer) -> None:
    """The battery register.

    Args:
        register: As `api.bm.bm_batteries` returns it.
    """
    rows = [{**row, "verdict": _verdict(row), "evidence": _seen(row)} for row in register["batteries"]]
    out = console()
    out.print(answer_table(BatteryRow, KEYS, rows))
    said = {key: columns_of(BatteriesAnswer)[key].text(value) for key, value in register.items()}
    lacking = f"power not known of {said['units_without_power']}, energy of {said['units_without_energy']}"
    out.print(f"\n{said['listed']} units, {said['power_mw']} MW; {lacking}")
    out.print("A unit's energy is not public: it is known where an override says it.")
    counts = ", ".join(f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in register["counts"].items())
    out.print(f"Register of {register['as_of']}, version {register['version'][:12]}: {counts}")
    if register["overrides_without_unit"]:
        note(f"Note: overrides of units not in the register: {', '.join(register['overrides_without_unit'])}.")
    if register["not_held"]:
        note(f"Note: not held, so never counted: {', '.join(register['not_held'])}.")
    print_missing(register["missing"])


def _verdict(row: BatteryRow) -> str:
    """The verdict with its note."""
    return f"{row['verdict']} ({row['verdict_note']})" if row["verdict_note"] else row["verdict"]


def _seen(row: BatteryRow) -> str:
    """The evidence that counts, in one cell."""
    points = [f"{piece['what']} {piece['points']}" for piece in row["evidence"] if piece["points"]]
    override = row["override"]
    return ", ".join([*points, f"{override['origin']} override"] if override else points)
