"""`gbflex why`: a day in five sentences, and the days on which nothing moved."""

from __future__ import annotations

from typing import Annotated

import typer

from gbflex.cli.apps import app
from gbflex.cli.options import EstimateMissing, Json, Set, SiteFile, asked

__all__ = ["why"]


@app.command()
def why(
    site: SiteFile,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Settlement date, for example 2024-06-03.")
    ] = None,
    find: Annotated[
        str | None, typer.Option("--find", metavar="idle", help="List the days on which nothing moved instead.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First settlement date to look at; with --find.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last settlement date, inclusive; with --find.")
    ] = None,
    overrides: Set = [],  # noqa: B006 (typer reads the default and never changes it)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """A day in five sentences, every price known: why the battery or the plant did what it did, or did nothing."""
    from gbflex.api.why import why as why_of
    from gbflex.cli.show.output import progress
    from gbflex.cli.show.why import print_why

    with progress() as say:
        found = why_of(
            site,
            day,
            find=find,
            first_date=first,
            last_date=last,
            overrides=asked(overrides, estimate=estimate_missing),
            progress=say,
        )
    print_why(found, as_json=as_json)
