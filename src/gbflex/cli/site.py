"""`gbflex site ...`: what a site pays, before anything is dispatched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import site_app
from gbflex.cli.options import (
    EstimateMissing,
    Force,
    From,
    Json,
    Set,
    SiteFile,
    SpacedNumbers,
    To,
    asked,
)

__all__ = ["site_bill", "site_import_load", "site_load", "site_lookup", "site_rates", "site_schema"]


@site_app.command("rates")
def site_rates(
    site: SiteFile,
    first: From,
    last: To,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows to a CSV file.")
    ] = None,
    force: Force = False,
    overrides: Set = [],  # noqa: B006 (typer reads the default and never changes it)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """The all-in price of every half-hour, line by line, at the meter."""
    from gbflex.api import site as api_site
    from gbflex.cli.show.rates import print_rates

    changes = asked(overrides, estimate=estimate_missing)
    table = api_site.rate_table(site, first, last, overrides=changes)
    if csv is not None:
        api_site.write_rates(table, csv, site=site, overrides=changes, force=force)
    print_rates(table, csv, as_json=as_json)


@site_app.command("bill")
def site_bill(
    site: SiteFile,
    first: From,
    last: To,
    overrides: Set = [],  # noqa: B006 (as above)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """What the site's demand costs over a span, line by line, with nothing dispatched."""
    from gbflex.api import site as api_site
    from gbflex.cli.show.rates import print_bill

    print_bill(
        api_site.bill(site, first, last, overrides=asked(overrides, estimate=estimate_missing)),
        as_json=as_json,
    )


@site_app.command("lookup", cls=SpacedNumbers)
def site_lookup(
    mpan: Annotated[
        str | None, typer.Option(metavar="MPAN", help="Meter point number, or its first two digits.")
    ] = None,
    postcode: Annotated[str | None, typer.Option(metavar="POSTCODE", help="Gives candidates only.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="LAT,LON", help="Coordinates, for example 52.48,-1.90.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Date for the tariff of a full MPAN.")] = None,
    as_json: Json = False,
) -> None:
    """Which licence area, GSP group and participant a meter belongs to; a bad number is an answer too."""
    from gbflex.api.lookup import lookup
    from gbflex.cli.show.meters import print_lookup

    print_lookup(lookup(mpan=mpan, postcode=postcode, at=at, on=on), as_json=as_json)


@site_app.command("schema")
def site_schema(as_json: Json = True) -> None:  # noqa: ARG001 (a schema is JSON with the option and without)
    """The site file's JSON Schema, for editors."""
    from gbflex.assets.site import Site

    typer.echo(json.dumps(Site.model_json_schema(), indent=2))


@site_app.command("load")
def site_load(
    low: Annotated[float, typer.Option("--min-mw", metavar="MW", help="Smallest half-hour of the year.")],
    mean: Annotated[float, typer.Option("--mean-mw", metavar="MW", help="Mean of the year.")],
    high: Annotated[float, typer.Option("--max-mw", metavar="MW", help="Largest half-hour of the year.")],
    year: Annotated[int, typer.Option(metavar="YEAR", help="Calendar year, 2015 to 2035.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Demand file to write (CSV).")],
    shape: Annotated[str, typer.Option(help="Shape: office, two_shift, night or flat.")] = "office",
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Make up a year of load that hits a minimum, a mean and a maximum; marked illustrative."""
    from gbflex.api import loads
    from gbflex.cli.show.meters import print_load

    table = loads.generate_load(
        min_mw=low,
        mean_mw=mean,
        max_mw=high,
        year=year,
        shape=shape,  # type: ignore[arg-type]  # the shape is checked inside
        out=out,
        force=force,
    )
    print_load(table.summary, as_json=as_json)


@site_app.command("import-load")
def site_import_load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Half-hourly file of a supplier.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Demand file to write (CSV).")],
    unit: Annotated[
        str | None, typer.Option(help="Unit where the file does not say: kwh, kw, mwh, mw or wh.")
    ] = None,
    times: Annotated[str | None, typer.Option(help="Clock of the file: local or utc.")] = None,
    label: Annotated[
        str | None, typer.Option(help="What a time marks where its title does not say: start or end.")
    ] = None,
    repeated_hour: Annotated[
        str, typer.Option(help="The hour autumn repeats, in 48 columns: gap, or copy (marked estimated).")
    ] = "gap",
    numbered: Annotated[
        str | None, typer.Option(help="What numbered half-hours are when the clock changes: periods or clock.")
    ] = None,
    meter: Annotated[str | None, typer.Option(help="The meter to read, where the file has several.")] = None,
    sum_meters: Annotated[bool, typer.Option("--sum-meters", help="Add the meters of the file up.")] = False,
    quantity: Annotated[str | None, typer.Option(help="The quantity to read of several: AI.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet to read, where several hold half-hours.")] = None,
    fuel: Annotated[
        str, typer.Option(help="electricity, or gas: writes gas_mwh, which is no demand of a site.")
    ] = "electricity",
    boiler_efficiency: Annotated[
        float | None,
        typer.Option(metavar="FRACTION", help="With --fuel gas: write heat_mwh, gas times this; estimated."),
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Read a supplier's half-hourly file into a demand file, and say what is missing or set aside."""
    from gbflex.api import loads
    from gbflex.cli.show.meters import print_import

    table = loads.import_load(
        file,
        out=out,
        unit=unit,  # type: ignore[arg-type]  # the words are checked inside
        times=times,  # type: ignore[arg-type]  # likewise
        label=label,  # type: ignore[arg-type]  # likewise
        repeated_hour=repeated_hour,  # type: ignore[arg-type]  # likewise
        numbered=numbered,  # type: ignore[arg-type]  # likewise
        meter=meter,
        sum_meters=sum_meters,
        quantity=quantity,
        sheet=sheet,
        fuel=fuel,  # type: ignore[arg-type]  # likewise
        boiler_efficiency=boiler_efficiency,
        force=force,
    )
    print_import(table.summary, as_json=as_json)
