"""`gbflex data ...`: the record and its tables."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import data_app
from gbflex.cli.options import (
    BmUnits,
    DryRun,
    Force,
    Json,
    OpenFrom,
    OpenTo,
)

__all__ = [
    "data_backfill",
    "data_diff",
    "data_export",
    "data_fetch",
    "data_import",
    "data_list",
    "data_models",
    "data_rebuild",
    "data_status",
    "data_verify",
]


NEEDED = "needed, but for a dataset without dates (elexon.bmunits)"
FetchFrom = Annotated[str | None, typer.Option("--from", metavar="DATE", help=f"First settlement date; {NEEDED}.")]
FetchTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help=f"Last date, inclusive; {NEEDED}.")]
ModelsFrom = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First settlement or EFA date; needed, but with --print."),
]
ModelsTo = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Last date, inclusive; needed, but with --print.")
]


@contextlib.contextmanager
def _what_came(*, as_json: bool) -> Iterator[None]:
    """Print what a fetch brought also where that is not what was asked for; the error goes on."""
    from gbflex.api.data import NotBrought
    from gbflex.cli.show.data import print_fetched

    try:
        yield
    except NotBrought as error:
        print_fetched(error.answer, as_json=as_json)
        raise


@data_app.command("list")
def data_list(as_json: Json = False) -> None:
    """What is shipped and what is in the record, from when to when."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_datasets

    print_datasets(data.data_list(), as_json=as_json)


@data_app.command("import")
def data_import(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="A dataset such as elexon.system_prices; duos for workbooks, llf, postcodes.",
        ),
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
        typer.Option(metavar="ID", help="duos, llf: distributor id, where the file does not say it."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="duos: charging year's 1 April, where the title has no date."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Import published files; what is not sure is refused with its row and column, or sheet and cell."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_imported

    done = data.data_import(dataset, files, area=area, year=year, run=run, retrieved=retrieved, side=side)
    print_imported(done, as_json=as_json)


@data_app.command("fetch")
def data_fetch(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset such as elexon.system_prices.")],
    first: FetchFrom = None,
    last: FetchTo = None,
    bm_unit: BmUnits = [],  # noqa: B006 (typer reads the default)
    resource: Annotated[
        str | None, typer.Option(metavar="ID", help="neso: the table's resource id on NESO's portal.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Ask also for what is held.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Fetch a span of days from the publisher into the record; it goes on where it was stopped."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_fetched
    from gbflex.cli.show.output import progress

    with _what_came(as_json=as_json), progress() as say:
        done = data.data_fetch(
            dataset, first, last, bm_units=bm_unit, resource=resource, again=again, dry_run=dry_run, progress=say
        )
    print_fetched(done, as_json=as_json)


@data_app.command("backfill")
def data_backfill(
    dataset: Annotated[str | None, typer.Argument(metavar="[DATASET]", help="One dataset; else all.")] = None,
    bm_unit: BmUnits = [],  # noqa: B006 (typer reads the default)
    shipped: Annotated[bool, typer.Option("--shipped", help="Ask also for what is shipped.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Fetch exactly what is missing between the first date held and yesterday, and is not shipped."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_fetched
    from gbflex.cli.show.output import progress

    with _what_came(as_json=as_json), progress() as say:
        done = data.data_backfill(dataset, bm_units=bm_unit, shipped=shipped, dry_run=dry_run, progress=say)
    print_fetched(done, as_json=as_json)


@data_app.command("status")
def data_status(
    dataset: Annotated[str | None, typer.Argument(metavar="[DATASET]", help="One dataset; else all.")] = None,
    as_json: Json = False,
) -> None:
    """What the record holds: spans, gaps, duplicates, rows set aside, settlement runs, by dataset and file."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_status

    print_status(data.data_status(dataset), as_json=as_json)


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
        int | None,
        typer.Option(
            metavar="N",
            min=0,
            max=12,
            help="Up to half a unit of this decimal apart has not moved; else of the coarser of both files'.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """What moved between two states of a dataset, and by how much."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_difference

    moved = data.data_diff(dataset, first, last, before=before, after=after, decimals=decimals)
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
    force: Force = False,
    as_json: Json = False,
) -> None:
    """A table as a file: what holds, what was known at an instant, or every version."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_exported

    done = data.data_export(dataset, out, first, last, known_at=known_at, versions=versions, force=force)
    print_exported(done, as_json=as_json)


@data_app.command("models")
def data_models(
    sites: Annotated[
        list[Path],
        typer.Argument(metavar="[SITE...]", help="Site files whose batteries and rates the models use."),
    ] = [],  # noqa: B006 (typer reads the default)
    first: ModelsFrom = None,
    last: ModelsTo = None,
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
    force: Force = False,
    as_json: Json = False,
) -> None:
    """The tables people query: run over the record and your sites, or printed for an engine."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_models, print_models_text
    from gbflex.errors import InputError

    if print_text:
        print_models_text(data.models_text(engine), as_json=as_json)
        return
    if first is None or last is None:
        raise InputError(
            "the models need a first and a last date",
            where="--from, --to",
            next_step="Say --from 2025-01-01 --to 2025-01-31, or --print for their text",
        )
    done = data.data_models(
        sites,
        first,
        last,
        out,
        minimum_response_price_gbp_per_mw_per_h=minimum_response_price,
        response_utilisation_share=response_utilisation,
        force=force,
    )
    print_models(done, as_json=as_json)


@data_app.command("rebuild")
def data_rebuild(as_json: Json = False) -> None:
    """Make every table again from the record, with its hash before and after."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_rebuilt

    print_rebuilt(data.data_rebuild(), as_json=as_json)


@data_app.command("verify")
def data_verify(as_json: Json = False) -> None:
    """Compare every byte held with its hash, and mend tables from the record; exit 3 where damage stays."""
    from gbflex.api import data
    from gbflex.cli.show.data import print_verified

    done = data.data_verify()
    print_verified(done, as_json=as_json)
    if not done["sound"]:
        raise typer.Exit(3)
