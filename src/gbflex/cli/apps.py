"""The command and its groups."""

from __future__ import annotations

import shutil
from typing import Annotated, Final

import typer

__all__ = ["app", "bm_app", "chp_app", "data_app", "site_app"]

BOXES_FIT: Final = 60
"""Columns that the boxes of `--help` need; below, an option's name would be cut, so help comes as plain text."""

app = typer.Typer(
    name="gbflex",
    rich_markup_mode="rich" if shutil.get_terminal_size().columns >= BOXES_FIT else None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:
    if asked:
        # Imported here: no other command needs it.
        from importlib.metadata import version

        typer.echo(f"gbflex {version('gbflex')}")
        raise typer.Exit


@app.callback()
def _gbflex(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_say_version),
    ] = False,
) -> None:
    """Money questions about batteries and flexible power in Great Britain, from public data to the pound."""


site_app = typer.Typer(help="What a site pays, before anything is dispatched.", no_args_is_help=True)
app.add_typer(site_app, name="site")
data_app = typer.Typer(help="What data is held, and published files to add to it.", no_args_is_help=True)
app.add_typer(data_app, name="data")

bm_app = typer.Typer(help="What the Balancing Mechanism did with units and paid them.", no_args_is_help=True)
app.add_typer(bm_app, name="bm")

chp_app = typer.Typer(help="When a plant should turn up or down, and what each asset adds.", no_args_is_help=True)
app.add_typer(chp_app, name="chp")
