"""Variants side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import app
from gbflex.cli.options import (
    ChargeBelow,
    DischargeAbove,
    EndValue,
    EstimateMissing,
    Force,
    Forecast,
    From,
    Json,
    LookAhead,
    Set,
    To,
    asked,
)

__all__ = ["compare"]


@app.command()
def compare(
    sites: Annotated[list[Path], typer.Argument(metavar="SITE...", help="Site files (YAML); see examples/.")],
    first: From,
    last: To,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH=V,V,...",
            help="Values of a key of the site file; a YAML file stands for what it holds; repeatable: every "
            "combination is run.",
        ),
    ] = [],  # noqa: B006 (typer reads the default and never changes it)
    mode: Annotated[
        list[str],
        typer.Option(metavar="MODE", help="perfect, rolling, threshold or naive; repeat it for several."),
    ] = ["rolling"],  # noqa: B006 (as above)
    forecast: Forecast = "yesterday",
    look_ahead_days: LookAhead = 2,
    end_value: EndValue = None,
    charge_below: ChargeBelow = None,
    discharge_above: DischargeAbove = None,
    cost_gbp: Annotated[
        str | None,
        typer.Option(
            "--cost-gbp",
            metavar="GBP[,GBP...]",
            help="What the assets cost, for a simple payback: one figure, or one for each variant.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a page.")] = None,
    force: Force = False,
    overrides: Set = [],  # noqa: B006 (as above)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """Set variants of a site side by side, each planned anew: sizes, offers, sites, modes."""
    from gbflex.api.compare import compare as compare_sites
    from gbflex.assets.variants import vary_of
    from gbflex.cli.show.compare import print_comparison
    from gbflex.cli.show.output import progress

    with progress() as say:
        answer = compare_sites(
            sites,
            first,
            last,
            vary=vary_of(vary),
            mode=mode,
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            end_value_gbp_per_mwh=end_value,
            charge_below_gbp_per_mwh=charge_below,
            discharge_above_gbp_per_mwh=discharge_above,
            cost_gbp=_costs(cost_gbp),
            out=out,
            force=force,
            overrides=asked(overrides, estimate=estimate_missing),
            progress=say,
        )
    print_comparison(answer, as_json=as_json)


def _costs(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a list of figures; write 400000, or 300000,450000", param_hint="--cost-gbp"
        ) from None
