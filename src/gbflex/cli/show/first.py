"""A first site file and the shipped examples: what was written, and what it rests on."""

from __future__ import annotations

from gbflex.analysis.answers.init import ExamplesAnswer, InitAnswer
from gbflex.cli.show.output import line, or_json, print_notes

__all__ = ["print_examples", "print_init"]


@or_json
def print_init(found: InitAnswer) -> None:
    """What was written, understood and assumed.

    Args:
        found: As `api.init.init` returns it.
    """
    beside = f", and its load {found['load_file']}" if found["load_file"] else ""
    line(f"Wrote {found['file']}{beside}.")
    _listed("Understood:", found["understood"])
    if found["duos_tariff"]:
        line(f"Network tariff: {found['duos_tariff']}{_band(found)}.")
    _listed("Assumed:", [f"{row['key']} {row['value']}: {row['why']}" for row in found["assumed"]])
    print_notes(found["warnings"], [])


def _band(found: InitAnswer) -> str:
    if not found["residual_band_is_suggestion"]:
        return ""
    return f" (band {found['residual_band']} is a suggestion from the capacity; the DNO allocates it)"


@or_json
def print_examples(found: ExamplesAnswer) -> None:
    """The examples, and those that were copied.

    Args:
        found: As `api.examples.examples` returns it.
    """
    if found["written"]:
        _listed("Wrote:", found["written"])
        return
    for row in found["examples"]:
        line(f"{row['name']}\n  {row['about']}\n  {', '.join(row['files'])}")


def _listed(title: str, items: list[str]) -> None:
    if items:
        line(title)
    for item in items:
        line(f"  {item}")
