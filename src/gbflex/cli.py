"""The command line: translate in, call one function, translate out."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app", "main"]

app = typer.Typer(
    name="gbflex",
    help="Money questions about batteries and flexible power in Great Britain, from public data to the pound.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
site_app = typer.Typer(help="What a site pays, before anything is dispatched.", no_args_is_help=True)
app.add_typer(site_app, name="site")
data_app = typer.Typer(help="What data is held, and published files to add to it.", no_args_is_help=True)
app.add_typer(data_app, name="data")

bm_app = typer.Typer(help="What the Balancing Mechanism did with units and paid them.", no_args_is_help=True)
app.add_typer(bm_app, name="bm")

UNWRITABLE = (errno.ENOSPC, errno.EBADF, errno.EIO)
"""What writing to a closed or full output ends in."""

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
    typer.Option("--tlm", metavar="X", help="Transmission loss multiplier; else not applied, and said so."),
]
BmUnits = Annotated[
    list[str], typer.Option("--bm-unit", metavar="UNIT", help="Only this BM unit; repeatable; else all.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked and ask nothing.")]
Set = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Override a key of the site file; repeatable."),
]
Forecast = Annotated[
    str, typer.Option(metavar="NAME", help="yesterday, last_week, or a file of forecasts with the time known.")
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


@site_app.command("rates")
def site_rates(
    site: SiteFile,
    first: From,
    last: To,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows to a CSV file.")
    ] = None,
    overrides: Set = [],  # noqa: B006 (typer reads the default and never changes it)
    as_json: Json = False,
) -> None:
    """The all-in price of every half-hour, line by line, at the meter."""
    from gbflex import api
    from gbflex.terminal.rates import print_rates

    print_rates(api.rate_table(site, first, last, overrides=overrides), csv, as_json=as_json)


@site_app.command("bill")
def site_bill(
    site: SiteFile,
    first: From,
    last: To,
    overrides: Set = [],  # noqa: B006 (as above)
    as_json: Json = False,
) -> None:
    """What the site's demand costs over a span, line by line, with nothing dispatched."""
    from gbflex import api
    from gbflex.terminal.rates import print_bill

    print_bill(api.bill(site, first, last, overrides=overrides), as_json=as_json)


@site_app.command("lookup")
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
    from gbflex import api
    from gbflex.terminal.meters import print_lookup

    print_lookup(api.lookup(mpan=mpan, postcode=postcode, at=at, on=on), as_json=as_json)


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
    as_json: Json = False,
) -> None:
    """Make up a year of load that hits a minimum, a mean and a maximum; marked illustrative."""
    from gbflex import loads
    from gbflex.terminal.meters import print_load

    table = loads.generate_load(min_mw=low, mean_mw=mean, max_mw=high, year=year, shape=shape, out=out)  # type: ignore[arg-type]  # the shape is checked inside
    print_load(table.summary, as_json=as_json)


@site_app.command("import-load")
def site_import_load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Half-hourly file of a supplier (CSV).")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Demand file to write (CSV).")],
    unit: Annotated[str | None, typer.Option(help="Unit where the file does not say: kwh, kw, mwh or mw.")] = None,
    times: Annotated[str | None, typer.Option(help="Clock of the file: local or utc.")] = None,
    label: Annotated[
        str | None, typer.Option(help="What a time marks where its title does not say: start or end.")
    ] = None,
    repeated_hour: Annotated[
        str, typer.Option(help="The hour autumn repeats, in 48 columns: gap, or copy (marked estimated).")
    ] = "gap",
    as_json: Json = False,
) -> None:
    """Read a supplier's half-hourly file into a demand file, and say what is missing or set aside."""
    from gbflex import loads
    from gbflex.terminal.meters import print_import

    table = loads.import_load(file, out=out, unit=unit, times=times, label=label, repeated_hour=repeated_hour)  # type: ignore[arg-type]  # the words are checked inside
    print_import(table.summary, as_json=as_json)


@app.command()
def breakeven(
    site: SiteFile,
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="Settlement date, for example 2024-06-03.")],
    overrides: Set = [],  # noqa: B006 (as above)
    as_json: Json = False,
) -> None:
    """What a delivered MWh costs from each charging band against each use: why the battery charges, or not."""
    from gbflex import api
    from gbflex.terminal.plans import print_breakeven

    print_breakeven(api.breakeven(site, day, overrides=overrides), as_json=as_json)


@app.command()
def run(
    site: SiteFile,
    first: From,
    last: To,
    mode: Annotated[
        list[str],
        typer.Option(
            metavar="MODE", help="perfect, rolling, threshold or naive; repeat it for several side by side."
        ),
    ] = ["perfect"],  # noqa: B006 (typer reads the default and never changes it)
    forecast: Forecast = "yesterday",
    look_ahead_days: LookAhead = 2,
    end_value: EndValue = None,
    charge_below: Annotated[
        float | None, typer.Option(metavar="GBP/MWH", help="threshold: charge at this energy price and below.")
    ] = None,
    discharge_above: Annotated[
        float | None, typer.Option(metavar="GBP/MWH", help="threshold: discharge at this price and above.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the run.")] = None,
    overrides: Set = [],  # noqa: B006 (as above)
    as_json: Json = False,
) -> None:
    """Dispatch a site, settle it into a ledger, and compare it with no asset."""
    from gbflex import api
    from gbflex.terminal.output import progress
    from gbflex.terminal.runs import print_run

    with progress() as say:
        summary = api.run(
            site,
            first,
            last,
            mode=mode,
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            end_value_gbp_per_mwh=end_value,
            charge_below_gbp_per_mwh=charge_below,
            discharge_above_gbp_per_mwh=discharge_above,
            out=out,
            overrides=overrides,
            progress=say,
        )
    print_run(summary, as_json=as_json)


@app.command()
def plan(
    site: SiteFile,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="When it is made: 2025-01-15T16:00Z, or a date; now if not given."
        ),
    ] = None,
    horizon: Annotated[int, typer.Option(metavar="N", help="Half-hours planned.")] = 48,
    forecast: Forecast = "yesterday",
    end_value: EndValue = None,
    overrides: Set = [],  # noqa: B006 (as above)
    as_json: Json = False,
) -> None:
    """What to do in the next half-hours, and what the next MWh is worth, from what was known."""
    from gbflex import api
    from gbflex.terminal.plans import print_plan

    found = api.plan(
        site, at, horizon=horizon, forecast=forecast, end_value_gbp_per_mwh=end_value, overrides=overrides
    )
    print_plan(found, as_json=as_json)


@app.command()
def losses(
    site: SiteFile,
    first: From,
    last: To,
    forecast: Forecast = "yesterday",
    look_ahead_days: LookAhead = 2,
    overrides: Set = [],  # noqa: B006 (as above)
    as_json: Json = False,
) -> None:
    """What foresight, the cycle limit, the connection and commitments cost, and what the red band is worth."""
    from gbflex import api
    from gbflex.terminal.output import progress
    from gbflex.terminal.plans import print_losses

    with progress() as say:
        found = api.losses(
            site,
            first,
            last,
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            overrides=overrides,
            progress=say,
        )
    print_losses(found, as_json=as_json)


@app.command()
def explain(
    reference: Annotated[str, typer.Argument(metavar="RUN", help="Run id or run folder.")],
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="Settlement date.")],
    period: Annotated[int, typer.Option("--period", metavar="P", help="Settlement period, from 1.")],
    as_json: Json = False,
) -> None:
    """Why a run did what it did in a half-hour, in three sentences."""
    from gbflex import api
    from gbflex.terminal.plans import print_explanation

    print_explanation(api.explain(reference, day, period), as_json=as_json)


@app.command()
def report(
    reference: Annotated[str, typer.Argument(metavar="RUN", help="Run id or run folder.")],
    as_json: Json = False,
) -> None:
    """Write the report of a run again from its tables."""
    from gbflex import api

    files = [str(path) for path in api.report(reference)]
    typer.echo(json.dumps({"files": files}) if as_json else "\n".join(files))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report and the runs.")] = Path("demo"),
    as_json: Json = False,
) -> None:
    """The shipped example, end to end: real prices, one battery, two supply contracts."""
    from gbflex.demo import run_demo
    from gbflex.terminal.output import progress
    from gbflex.terminal.runs import print_demo

    with progress() as say:
        done = run_demo(out, say)
    print_demo(done, as_json=as_json)


@data_app.command("list")
def data_list(as_json: Json = False) -> None:
    """What is held, from when to when."""
    from gbflex import datasets
    from gbflex.terminal.data import print_datasets

    print_datasets(datasets.data_list(), as_json=as_json)


@data_app.command("import")
def data_import(
    dataset: Annotated[
        str, typer.Argument(metavar="DATASET", help="A dataset such as elexon.system_prices; duos for workbooks.")
    ],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Published files.")],
    run: Annotated[
        str | None, typer.Option(metavar="RUN", help="Settlement run of all rows: II, SF, R1, R2, R3, RF, DF.")
    ] = None,
    retrieved: Annotated[
        str | None, typer.Option(metavar="TIME", help="When the files were retrieved; else now.")
    ] = None,
    side: Annotated[
        str | None, typer.Option(metavar="SIDE", help="bid or offer, where only the request said which.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(metavar="ID", help="duos: distributor id, where the title names no licence holder."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="duos: charging year's 1 April, where the title has no date."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Import published files; what is not sure is refused with its row and column, or sheet and cell."""
    from gbflex import datasets
    from gbflex.terminal.data import print_imported

    done = datasets.data_import(dataset, files, area=area, year=year, run=run, retrieved=retrieved, side=side)
    print_imported(done, as_json=as_json)


@data_app.command("fetch")
def data_fetch(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset such as elexon.system_prices.")],
    first: OpenFrom = None,
    last: OpenTo = None,
    bm_unit: BmUnits = [],  # noqa: B006 (typer reads the default)
    resource: Annotated[
        str | None, typer.Option(metavar="ID", help="neso: the table's resource id on NESO's portal.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Ask also for what is held.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Fetch a span of days from the publisher into the record; it goes on where it was stopped."""
    from gbflex import datasets
    from gbflex.terminal.data import print_fetched
    from gbflex.terminal.output import progress

    with progress() as say:
        done = datasets.data_fetch(
            dataset, first, last, bm_units=bm_unit, resource=resource, again=again, dry_run=dry_run, progress=say
        )
    print_fetched(done, as_json=as_json)


@data_app.command("backfill")
def data_backfill(
    dataset: Annotated[str | None, typer.Argument(metavar="[DATASET]", help="One dataset; else all.")] = None,
    bm_unit: BmUnits = [],  # noqa: B006 (typer reads the default)
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Fetch exactly what is missing between the first date held and yesterday."""
    from gbflex import datasets
    from gbflex.terminal.data import print_fetched
    from gbflex.terminal.output import progress

    with progress() as say:
        done = datasets.data_backfill(dataset, bm_units=bm_unit, dry_run=dry_run, progress=say)
    print_fetched(done, as_json=as_json)


@data_app.command("status")
def data_status(
    dataset: Annotated[str | None, typer.Argument(metavar="[DATASET]", help="One dataset; else all.")] = None,
    as_json: Json = False,
) -> None:
    """What the record holds: spans, gaps, duplicates, rows set aside, settlement runs, by dataset and file."""
    from gbflex import datasets
    from gbflex.terminal.data import print_status

    print_status(datasets.data_status(dataset), as_json=as_json)


@data_app.command("diff")
def data_diff(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset such as elexon.system_prices.")],
    first: OpenFrom = None,
    last: OpenTo = None,
    before: Annotated[
        str | None, typer.Option(metavar="TIME", help="As known at this instant; else as first known.")
    ] = None,
    after: Annotated[str | None, typer.Option(metavar="TIME", help="As known at this instant; else now.")] = None,
    decimals: Annotated[
        int, typer.Option(metavar="N", min=0, max=12, help="Equal to so many decimals has not moved.")
    ] = 2,
    as_json: Json = False,
) -> None:
    """What moved between two states of a dataset, and by how much."""
    from gbflex import datasets
    from gbflex.terminal.data import print_difference

    moved = datasets.data_diff(dataset, first, last, before=before, after=after, decimals=decimals)
    print_difference(moved, as_json=as_json)


@data_app.command("export")
def data_export(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset such as elexon.system_prices.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="A .csv or .parquet file.")],
    first: OpenFrom = None,
    last: OpenTo = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="TIME", help="As known at this instant; else now.")
    ] = None,
    versions: Annotated[bool, typer.Option("--versions", help="Every version of each row.")] = False,
    as_json: Json = False,
) -> None:
    """A table as a file: what holds, what was known at an instant, or every version."""
    from gbflex import datasets
    from gbflex.terminal.data import print_exported

    done = datasets.data_export(dataset, out, first, last, known_at=known_at, versions=versions)
    print_exported(done, as_json=as_json)


@data_app.command("models")
def data_models(
    sites: Annotated[
        list[Path],
        typer.Argument(metavar="[SITE...]", help="Site files whose batteries and rates the models use."),
    ] = [],  # noqa: B006 (typer reads the default)
    first: OpenFrom = None,
    last: OpenTo = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for a Parquet file of each model.")] = Path(
        "models"
    ),
    print_text: Annotated[bool, typer.Option("--print", help="Print the models and run nothing.")] = False,
    engine: Annotated[str, typer.Option(metavar="ENGINE", help="With --print: bigquery or duckdb.")] = "bigquery",
    minimum_response_price: Annotated[
        float | None,
        typer.Option(
            "--minimum-response-price", metavar="GBP/MW/H", help="Least price for response; else none is sold."
        ),
    ] = None,
    response_utilisation: Annotated[
        float | None,
        typer.Option(
            "--response-utilisation", metavar="SHARE", help="MWh discharged over MW held x hours; else unknown."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """The tables people query: run over the record and your sites, or printed for an engine."""
    from gbflex import datasets
    from gbflex.errors import InputError
    from gbflex.terminal.data import print_models, print_models_text

    if print_text:
        print_models_text(datasets.models_text(engine), as_json=as_json)
        return
    if first is None or last is None:
        raise InputError("the models need dates, or --print", where="--from, --to")
    done = datasets.data_models(
        sites,
        first,
        last,
        out,
        minimum_response_price_gbp_per_mw_per_h=minimum_response_price,
        response_utilisation_share=response_utilisation,
    )
    print_models(done, as_json=as_json)


@data_app.command("rebuild")
def data_rebuild(as_json: Json = False) -> None:
    """Make every table again from the record, with its hash before and after."""
    from gbflex import datasets
    from gbflex.terminal.data import print_rebuilt

    print_rebuilt(datasets.data_rebuild(), as_json=as_json)


@bm_app.command("ledger")
def bm_ledger(
    unit: BmUnit,
    first: From,
    last: To,
    tlm: Tlm = None,
    as_json: Json = False,
) -> None:
    """What the Balancing Mechanism paid a unit, by half-hour and pair, beside Elexon's published cash flows."""
    from gbflex import balancing
    from gbflex.terminal.bm import print_ledger

    print_ledger(balancing.bm_ledger(unit, first, last, tlm=tlm), as_json=as_json)


@bm_app.command("unit")
def bm_unit(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Elexon's or the system operator's id.")],
    first: From,
    last: To,
    tlm: Tlm = None,
    energy_mwh: Annotated[
        float | None,
        typer.Option("--energy-mwh", metavar="MWH", help="Its energy capacity, for cycles; not public."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write it as a page with charts.")] = None,
    as_json: Json = False,
) -> None:
    """One unit's span: energy and cash by direction, prices, flags, cycles, and what recharging costs."""
    from gbflex import balancing
    from gbflex.terminal.bm import print_unit

    print_unit(balancing.bm_unit(unit, first, last, tlm=tlm, energy_mwh=energy_mwh, out=out), as_json=as_json)


@bm_app.command("leaderboard")
def bm_leaderboard(
    first: From,
    last: To,
    units: OnlyUnits = [],  # noqa: B006 (typer reads the default)
    by: Annotated[str, typer.Option(metavar="GROUP", help="unit, lead_party or gsp_group.")] = "unit",
    party: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only lead parties whose name contains this: a portfolio.")
    ] = None,
    batteries: Annotated[
        bool, typer.Option("--batteries", help="Only units that the register shows as batteries.")
    ] = False,
    tlm: Tlm = None,
    as_json: Json = False,
) -> None:
    """Units, lead parties or GSP groups by GBP/MW; discharge and charge apart."""
    from gbflex import balancing
    from gbflex.terminal.bm import print_leaderboard

    ranked = balancing.bm_leaderboard(first, last, units=units, by=by, party=party, batteries=batteries, tlm=tlm)
    print_leaderboard(ranked, as_json=as_json)


@bm_app.command("portfolio")
def bm_portfolio(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="Part of a lead party's name, or its id.")],
    first: From,
    last: To,
    tlm: Tlm = None,
    as_json: Json = False,
) -> None:
    """A lead party's units: volumes and cash where they are visible, prices alone where not."""
    from gbflex import balancing
    from gbflex.terminal.bm import print_portfolio

    print_portfolio(balancing.bm_portfolio(party, first, last, tlm=tlm), as_json=as_json)


@bm_app.command("events")
def bm_events(
    first: From,
    last: To,
    above: Annotated[float, typer.Option(metavar="GBP/MWH", help="Least mean system price of a day that counts.")],
    as_json: Json = False,
) -> None:
    """Spans of days with a high mean system price; `bm event` says what units did in one."""
    from gbflex import balancing
    from gbflex.terminal.bm import print_events

    print_events(balancing.bm_events(first, last, above_gbp_per_mwh=above), as_json=as_json)


@bm_app.command("event")
def bm_event(
    first: From,
    last: To,
    units: OnlyUnits = [],  # noqa: B006 (typer reads the default)
    tlm: Tlm = None,
    as_json: Json = False,
) -> None:
    """A span, its prices, and what each unit did in it."""
    from gbflex import balancing
    from gbflex.terminal.bm import print_event

    print_event(balancing.bm_event(first, last, units=units, tlm=tlm), as_json=as_json)


@bm_app.command("batteries")
def bm_batteries(
    every_unit: Annotated[bool, typer.Option("--all", help="Also units that are no battery, and why.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Also write the answer here.")] = None,
    as_json: Json = False,
) -> None:
    """Which BM units are batteries, with the evidence for each."""
    from gbflex import balancing
    from gbflex.terminal.batteries import print_batteries

    print_batteries(balancing.bm_batteries(every_unit=every_unit, out=out), as_json=as_json)


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is installed, where data lives, and how fresh it is."""
    from gbflex.doctor import diagnosis
    from gbflex.terminal.data import print_doctor

    print_doctor(diagnosis(), as_json=as_json)


def main() -> int:
    """Run the command line; an error is one plain message and an exit code, never a traceback."""
    from gbflex.errors import GbflexError

    _show_any_letter()
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except GbflexError as error:
        return _say(str(error), error.exit_code)
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _say("stopped", 2)
    except BrokenPipeError:
        # The reader, for example `head`, has closed: not our error. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _explained(error)
    return code if isinstance(code, int) else 0


def _show_any_letter() -> None:
    # A terminal without Unicode shows a question mark; it does not end a run.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _explained(error: Exception) -> int:
    usage = getattr(error, "format_message", None)
    if usage is not None:
        return _say(f"{usage().rstrip('.')}. See gbflex --help.", 2)
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        return _say(f"the output cannot be written: {error.strerror}.", 2)
    if os.environ.get("GBFLEX_TRACEBACK"):
        raise error
    return _say(
        f"this is a bug: {type(error).__name__}: {error}. Please report it with what the same command prints when "
        "GBFLEX_TRACEBACK=1 is set.",
        1,
    )


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"gbflex: {message}\n")
    return code
