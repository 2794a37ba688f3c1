"""`gbflex init` and `gbflex examples`: a first site file, and the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import app
from gbflex.cli.options import Force, Json, SpacedNumbers

__all__ = ["examples", "init"]


@app.command("init", cls=SpacedNumbers)
def init(
    mpan: Annotated[
        str | None, typer.Option(metavar="MPAN", help="Meter point number, 13 or 21 digits; spaces are fine.")
    ] = None,
    postcode: Annotated[
        str | None, typer.Option(metavar="POSTCODE", help="Gives the area where only one is possible.")
    ] = None,
    area: Annotated[str | None, typer.Option(metavar="ID", help="Licence area, 10 to 23.")] = None,
    kva: Annotated[
        float | None, typer.Option(metavar="KVA", help="Agreed import capacity, from the bill.")
    ] = None,
    voltage: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="lv, lv-sub or hv; else by the capacity.")
    ] = None,
    ppa: Annotated[
        str | None, typer.Option(metavar="PRICE", help="What the offtaker pays: 140 (GBP/MWh) or 14p/kWh.")
    ] = None,
    battery: Annotated[str | None, typer.Option(metavar="SIZE", help="Power and energy: 1MW/2MWh.")] = None,
    load: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Half-hourly file of a supplier, or a demand file.")
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name in reports.")] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Site file to write.")] = Path("site.yaml"),
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write a first site file that runs at once, and say what was understood and assumed."""
    from gbflex.api.init import init as api_init
    from gbflex.cli.show.first import print_init

    found = api_init(
        mpan=mpan,
        postcode=postcode,
        area=area,
        kva=kva,
        voltage=voltage,
        ppa=ppa,
        battery=battery,
        load=load,
        name=name,
        out=out,
        force=force,
    )
    print_init(found, as_json=as_json)


@app.command("examples")
def examples(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which to copy, or all; else they are listed.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to copy to; with names, else the current one.")
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """List the shipped site files, or copy them with the files they need."""
    from gbflex.api.examples import examples as api_examples
    from gbflex.cli.show.first import print_examples

    print_examples(api_examples(names or (), out=out, force=force), as_json=as_json)
