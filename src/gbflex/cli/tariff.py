"""`gbflex site tariff` and `gbflex site example-mpan`: what a meter is on, and a number to try things with."""

from __future__ import annotations

from typing import Annotated

import typer

from gbflex.cli.apps import site_app
from gbflex.cli.options import Json, Set, SiteFile

__all__ = ["site_example_mpan", "site_tariff"]


@site_app.command("tariff")
def site_tariff(
    site: SiteFile,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date for which it holds; today where none is given.")
    ] = None,
    overrides: Set = [],  # noqa: B006 (typer reads the default and never changes it)
    as_json: Json = False,
) -> None:
    """Network rates, hours of each band by the clock, standing charges, and what each comes to in a year."""
    from gbflex.api import site as api_site
    from gbflex.cli.show.tariff import print_tariff

    print_tariff(api_site.tariff(site, on, overrides=overrides), as_json=as_json)


@site_app.command("example-mpan")
def site_example_mpan(
    area: Annotated[str, typer.Option(metavar="ID", help="Distributor id of the area, 10 to 23.")],
    number: Annotated[int, typer.Option(metavar="N", help="Its unique number, up to ten digits.")] = 12345,
    line_loss_factor_class: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="Line loss factor class: gives all 21 digits.")
    ] = None,
    as_json: Json = False,
) -> None:
    """A made-up meter number with a valid check digit, for tests; never a real meter's on purpose."""
    from gbflex.api import site as api_site
    from gbflex.cli.show.meters import print_example_mpan

    print_example_mpan(
        api_site.example_mpan(area, number, line_loss_factor_class=line_loss_factor_class), as_json=as_json
    )
