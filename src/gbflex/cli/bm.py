"""`gbflex bm ...`: what the Balancing Mechanism did with units and paid them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbflex.cli.apps import bm_app
from gbflex.cli.options import (
    BmUnit,
    Force,
    From,
    Json,
    OnlyUnits,
    Tlm,
    To,
)

__all__ = ["bm_batteries", "bm_event", "bm_events", "bm_leaderboard", "bm_ledger", "bm_portfolio", "bm_unit"]


@bm_app.command("ledger")
def bm_ledger(
    unit: BmUnit,
    first: From,
    last: To,
    tlm: Tlm = None,
    as_json: Json = False,
) -> None:
    """What the Balancing Mechanism paid a unit, by half-hour and pair, beside Elexon's published cash flows."""
    from gbflex.api import bm
    from gbflex.cli.show.bm_ledger import print_ledger

    print_ledger(bm.bm_ledger(unit, first, last, tlm=tlm), as_json=as_json)


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
    fleet: Annotated[
        bool, typer.Option("--fleet/--no-fleet", help="Where it stands among the batteries held over the span.")
    ] = True,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write it as a page with charts.")] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """One unit's span: energy and cash by direction, prices, flags, cycles, and what recharging costs."""
    from gbflex.api import bm
    from gbflex.cli.show.bm import print_unit

    page = bm.bm_unit(unit, first, last, tlm=tlm, energy_mwh=energy_mwh, fleet=fleet, out=out, force=force)
    print_unit(page, as_json=as_json)


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
    """Units, lead parties or GSP groups by GBP/MW and year, over what is held of each."""
    from gbflex.api import bm
    from gbflex.cli.show.bm import print_leaderboard

    ranked = bm.bm_leaderboard(first, last, units=units or None, by=by, party=party, batteries=batteries, tlm=tlm)
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
    from gbflex.api import bm
    from gbflex.cli.show.bm import print_portfolio

    print_portfolio(bm.bm_portfolio(party, first, last, tlm=tlm), as_json=as_json)


@bm_app.command("events")
def bm_events(
    first: From,
    last: To,
    above: Annotated[float, typer.Option(metavar="GBP/MWH", help="Least mean system price of a day that counts.")],
    as_json: Json = False,
) -> None:
    """Spans of days with a high mean system price; `bm event` says what units did in one."""
    from gbflex.api import bm
    from gbflex.cli.show.bm import print_events

    print_events(bm.bm_events(first, last, above_gbp_per_mwh=above), as_json=as_json)


@bm_app.command("event")
def bm_event(
    first: From,
    last: To,
    units: OnlyUnits = [],  # noqa: B006 (typer reads the default)
    tlm: Tlm = None,
    as_json: Json = False,
) -> None:
    """A span, its prices, and what each unit did in it."""
    from gbflex.api import bm
    from gbflex.cli.show.bm import print_event

    print_event(bm.bm_event(first, last, units=units or None, tlm=tlm), as_json=as_json)


@bm_app.command("batteries")
def bm_batteries(
    every_unit: Annotated[bool, typer.Option("--all", help="Also units that are no battery, and why.")] = False,
    party: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only lead parties whose name contains this: an owner's.")
    ] = None,
    gsp_group: Annotated[
        str | None, typer.Option("--gsp-group", metavar="ID", help="Only this GSP group, for example _E.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Also write the answer here.")] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Which BM units are batteries, the largest first: MW, MWh where known, owner, and the evidence for each."""
    from gbflex.api import bm
    from gbflex.cli.show.batteries import print_batteries

    register = bm.bm_batteries(every_unit=every_unit, party=party, gsp_group=gsp_group, out=out, force=force)
    print_batteries(register, as_json=as_json)
