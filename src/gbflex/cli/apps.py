"""The command and its groups."""

from __future__ import annotations

import typer

__all__ = ["app", "bm_app", "chp_app", "data_app", "site_app"]

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

chp_app = typer.Typer(help="When a plant should turn up or down, and what each asset adds.", no_args_is_help=True)
app.add_typer(chp_app, name="chp")
