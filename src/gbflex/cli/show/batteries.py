"""The battery register, for people."""

from __future__ import annotations

from gbflex.cli.show.output import Row, cell, console, note, or_json, table_of

__all__ = ["print_batteries"]


@or_json
def print_batteries(register: Row) -> None:
    """The battery register.

    Args:
        register: As `balancing.bm_batteries` returns it.
    """
    keys = ("bm_unit", "name", "lead_party_name", "verdict", "score", "power_mw")
    rows = [[*(cell(row[key]) for key in keys), _seen(row)] for row in register["batteries"]]
    out = console()
    out.print(table_of((*keys, "points for"), rows, text_columns=4))
    counts = ", ".join(f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in register["counts"].items())
    out.print(f"\nRegister of {register['as_of']}, version {register['version'][:12]}: {counts}")
    if register["not_held"]:
        note(f"Note: not held, so never counted: {', '.join(register['not_held'])}.")
    if register["overrides_without_unit"]:
        note(f"Note: overrides of units not in the register: {', '.join(register['overrides_without_unit'])}.")


def _seen(row: Row) -> str:
    points = [f"{piece['what']} {piece['points']}" for piece in row["evidence"] if piece["points"]]
    override = row["override"]
    return ", ".join([*points, f"{override['origin']} override"] if override else points)
