"""Running, planning and explaining, and the state of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import app
from gbflex.cli.options import (
    ChargeBelow,
    Cost,
    DischargeAbove,
    EndValue,
    EstimateMissing,
    Force,
    Forecast,
    From,
    Json,
    LookAhead,
    Set,
    SiteFile,
    To,
    asked,
)

__all__ = ["breakeven", "demo", "doctor", "explain", "losses", "plan", "report", "run"]


@app.command()
def breakeven(
    site: SiteFile,
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="Settlement date, for example 2024-06-03.")],
    overrides: Set = [],  # noqa: B006 (as above)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """What a delivered MWh costs from each charging band against each use: why the battery charges, or not."""
    from gbflex.api import runs
    from gbflex.cli.show.plans import print_breakeven

    print_breakeven(
        runs.breakeven(site, day, overrides=asked(overrides, estimate=estimate_missing)), as_json=as_json
    )


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
    charge_below: ChargeBelow = None,
    discharge_above: DischargeAbove = None,
    cost_gbp: Cost = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the run.")] = None,
    force: Force = False,
    overrides: Set = [],  # noqa: B006 (as above)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """Dispatch a site, settle it into a ledger, and compare it with no asset."""
    from gbflex.api import runs
    from gbflex.cli.show.output import progress
    from gbflex.cli.show.runs import print_run

    with progress() as say:
        summary = runs.run(
            site,
            first,
            last,
            mode=mode,
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            end_value_gbp_per_mwh=end_value,
            charge_below_gbp_per_mwh=charge_below,
            discharge_above_gbp_per_mwh=discharge_above,
            cost_gbp=cost_gbp,
            out=out,
            force=force,
            overrides=asked(overrides, estimate=estimate_missing),
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
    forecast: Annotated[
        str,
        typer.Option(metavar="NAME", help="yesterday, last_week, a file of forecasts, or a file of prices."),
    ] = "yesterday",
    end_value: Annotated[
        float | None,
        typer.Option(
            "--end-value", metavar="GBP/MWH", help="Worth of a MWh left at the end; else what the next day pays."
        ),
    ] = None,
    cycles_today: Annotated[
        float | None, typer.Option(metavar="CYCLES", help="Full cycles already used on the date of --at.")
    ] = None,
    soc: Annotated[
        str | None,
        typer.Option(
            "--soc", metavar="MWH|%", help="In the battery at --at: 2.5 (MWh) or 60%; else the site file."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write it as a page with a picture.")
    ] = None,
    force: Force = False,
    overrides: Set = [],  # noqa: B006 (as above)
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """What to do in the next half-hours, and what the next MWh is worth, from what was known."""
    from gbflex.api import runs
    from gbflex.cli.show.output import progress
    from gbflex.cli.show.plans import print_plan

    with progress() as say:
        found = runs.plan(
            site,
            at,
            horizon=horizon,
            forecast=forecast,
            end_value_gbp_per_mwh=end_value,
            cycles_today=cycles_today,
            soc=soc,
            out=out,
            force=force,
            overrides=asked(overrides, estimate=estimate_missing),
            progress=say,
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
    estimate_missing: EstimateMissing = False,
    as_json: Json = False,
) -> None:
    """What foresight, the cycle limit, the connection and commitments cost, and what the red band is worth."""
    from gbflex.api import runs
    from gbflex.cli.show.output import progress
    from gbflex.cli.show.plans import print_losses

    with progress() as say:
        found = runs.losses(
            site,
            first,
            last,
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            overrides=asked(overrides, estimate=estimate_missing),
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
    """Why a run did what it did in a half-hour, in three lines."""
    from gbflex.api import runs
    from gbflex.cli.show.plans import print_explanation

    print_explanation(runs.explain(reference, day, period), as_json=as_json)


@app.command()
def report(
    reference: Annotated[str, typer.Argument(metavar="RUN", help="Run id or run folder.")],
    as_json: Json = False,
) -> None:
    """Write the report of a run again from its tables."""
    from gbflex.api import runs
    from gbflex.cli.show.runs import print_report

    print_report({"files": [str(path) for path in runs.report(reference)]}, as_json=as_json)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report and the runs.")] = Path("demo"),
    force: Force = False,
    as_json: Json = False,
) -> None:
    """The shipped example, end to end: real prices, one battery, two supply contracts."""
    from gbflex.api.demo import run_demo
    from gbflex.cli.show.output import progress
    from gbflex.cli.show.runs import print_demo

    with progress() as say:
        done = run_demo(out, say, force=force)
    print_demo(done, as_json=as_json)


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is installed, where data lives, and how fresh it is."""
    from gbflex.api.doctor import diagnosis
    from gbflex.cli.show.data import print_doctor

    print_doctor(diagnosis(), as_json=as_json)
