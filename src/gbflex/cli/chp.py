"""`gbflex chp ...`: when a plant should turn up or down, and what each asset adds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import chp_app
from gbflex.cli.options import EstimateMissing, Force, From, Json, Set, SiteFile, To, asked

__all__ = ["chp_curve", "chp_value"]


@chp_app.command("curve")
def chp_curve(
    site: SiteFile,
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="Settlement date, for example 2024-06-03.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write it as a page with a chart.")] = None,
    force: Force = False,
    overrides: Set = [],  # noqa: B006 (typer reads the default and never changes it)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """What CHP units can turn up and down in each half-hour around the plan, and at what price."""
    from gbflex.api import chp
    from gbflex.cli.show.chp import print_curve
    from gbflex.cli.show.output import progress

    with progress() as say:
        found = chp.chp_curve(
            site, day, out=out, force=force, overrides=asked(overrides, estimate=estimate_missing), progress=say
        )
    print_curve(found, as_json=as_json)


@chp_app.command("value")
def chp_value(
    site: SiteFile,
    first: From,
    last: To,
    overrides: Set = [],  # noqa: B006 (as above)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """What each asset adds: left out, alone, and all planned together against one after another."""
    from gbflex.api import chp
    from gbflex.cli.show.chp import print_value
    from gbflex.cli.show.output import progress

    with progress() as say:
        found = chp.chp_value(
            site, first, last, overrides=asked(overrides, estimate=estimate_missing), progress=say
        )
    print_value(found, as_json=as_json)
