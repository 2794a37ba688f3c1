"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

__all__ = [
    "BmUnit",
    "BmUnits",
    "ChargeBelow",
    "Cost",
    "DischargeAbove",
    "DryRun",
    "EndValue",
    "EstimateMissing",
    "Force",
    "Forecast",
    "From",
    "Json",
    "LookAhead",
    "OnlyUnits",
    "OpenFrom",
    "OpenTo",
    "Set",
    "SiteFile",
    "SpacedNumbers",
    "Tlm",
    "To",
    "asked",
]

SiteFile = Annotated[Path, typer.Argument(metavar="SITE", help="Site file (YAML); see examples/.")]
From = Annotated[
    str, typer.Option("--from", metavar="DATE", help="First settlement date, for example 2024-04-01.")
]
To = Annotated[str, typer.Option("--to", metavar="DATE", help="Last settlement date, inclusive.")]
OpenFrom = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First date; else from the beginning.")
]
OpenTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last date, inclusive; else to the end.")]
BmUnit = Annotated[str, typer.Option("--unit", metavar="UNIT", help="Elexon's or the system operator's id.")]
OnlyUnits = Annotated[
    list[str], typer.Option("--unit", metavar="UNIT", help="Only this unit, by either id; repeatable; else all.")
]
Tlm = Annotated[
    float | None,
    typer.Option(
        "--tlm",
        metavar="X",
        help="Transmission loss multiplier, 0.9 to 1.1; else as Elexon prints or implies it, or worked out.",
    ),
]
BmUnits = Annotated[
    list[str], typer.Option("--bm-unit", metavar="UNIT", help="Only this BM unit; repeatable; else all.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked and ask nothing.")]
Set = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Override a key of the site file; repeatable."),
]
EstimateMissing = Annotated[
    bool,
    typer.Option(
        "--estimate-missing",
        help="Estimate charges on dates without a rate from the nearest known one; as estimates: nearest.",
    ),
]
Forecast = Annotated[
    str, typer.Option(metavar="NAME", help="yesterday, last_week, or a file of forecasts with the time known.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that gbflex did not write.")]
Cost = Annotated[
    float | None, typer.Option("--cost-gbp", metavar="GBP", help="What the assets cost, for a simple payback.")
]
ChargeBelow = Annotated[
    float | None, typer.Option(metavar="GBP/MWH", help="threshold: charge at this energy price and below.")
]
DischargeAbove = Annotated[
    float | None, typer.Option(metavar="GBP/MWH", help="threshold: discharge at this price and above.")
]
LookAhead = Annotated[int, typer.Option("--look-ahead-days", metavar="N", help="Dates a rolling plan looks at.")]
EndValue = Annotated[
    float | None,
    typer.Option(
        "--end-value",
        metavar="GBP/MWH",
        help="Worth of a MWh left at a plan's end; else it ends as the site file says.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


SPACED = ("--mpan", "--postcode")
"""Options whose value people write with spaces, and forget to put in quotes."""


OPEN = tuple(f"{option}=" for option in SPACED)


class SpacedNumbers(TyperCommand):
    """A command without arguments, so that the words after a meter number or postcode belong to it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse a command line; arguments as Typer's."""
        return super().parse_args(ctx, _joined(args))


def _joined(words: Iterable[str]) -> list[str]:
    """The words of a command line, those of a spaced value as one.

    Example:
        >>> _joined(["--mpan", "14", "0000", "0123", "450", "--json"])
        ['--mpan', '14 0000 0123 450', '--json']
    """
    joined: list[str] = []
    at = -1
    for word in words:
        is_option = word.startswith("--") or (word.startswith("-") and word[1:2].isalpha())
        if is_option:
            at = len(joined) + 1 if word in SPACED else len(joined) if word.startswith(OPEN) else -1
            joined.append(word)
        elif 0 <= at < len(joined):
            joined[at] = f"{joined[at]} {word}"
        else:
            joined.append(word)
    return joined


def asked(overrides: Iterable[str], *, estimate: bool) -> list[str]:
    """The overrides of a command line, with what `--estimate-missing` stands for.

    Args:
        overrides: "path=value" each.
        estimate: Whether it was given.
    """
    return [*overrides, *(["estimates=nearest"] if estimate else [])]
