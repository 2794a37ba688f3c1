"""Sites that need no file: a shipped example, and a battery alone on a meter."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

from gbflex.assets.given_prices import GIVEN
from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site, read_site
from gbflex.errors import InputError
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["battery_site", "example_names", "example_site"]


def example_names() -> list[str]:
    """Names of the shipped examples.

    Example:
        >>> "west-midlands-hv" in example_names()
        True
    """
    return sorted(_names())


def _names() -> Iterator[str]:
    for file in (resources.files("gbflex") / "examples").iterdir():
        if file.name.endswith(".yaml"):
            yield file.name.removesuffix(".yaml")


def example_site(name: str) -> Site:
    """A shipped example.

    Args:
        name: As `example_names` lists it.

    Raises:
        InputError: There is no such example.
    """
    if name not in example_names():
        raise InputError(
            f"there is no example {name!r}",
            available=", ".join(example_names()),
            next_step=did_you_mean(nearest(name, example_names())),
        )
    with resources.as_file(resources.files("gbflex") / "examples") as folder:
        return read_site(folder / f"{name}.yaml")


def battery_site(
    power_mw: float,
    energy_capacity_mwh: float,
    round_trip_efficiency: float,
    *,
    prices: Any,
    start: Any = None,
    times: Any = None,
    name: str = "Battery",
    **battery: Any,
) -> Site:
    """A battery alone on its meter that buys and sells at the same prices, without network charges and levies.

    Args:
        power_mw: Largest charging and discharging power [MW].
        energy_capacity_mwh: Usable energy in the store [MWh].
        round_trip_efficiency: AC to AC [fraction].
        prices: Energy price of each half-hour [GBP/MWh].
        start: When the first half-hour starts.
        times: Start of each instead.
        name: Name in reports.
        battery: Further keys of a battery in the site file, for example `max_cycles_per_day=1`.
    """
    powers = {"charge_power_mw": power_mw, "discharge_power_mw": power_mw}
    asset = {"energy_capacity_mwh": energy_capacity_mwh, "round_trip_efficiency": round_trip_efficiency}
    site = parse_site(
        {
            "name": name,
            "charges": [],
            # The prices are those at the meter.
            "losses": {"line_loss_factor": 1.0, "transmission_loss_multiplier": 1.0},
            "supply": {"energy": {"file": GIVEN}, "export": "energy"},
            "assets": [{"type": "battery", **powers, **asset, **battery}],
        }
    )
    return site.with_prices(prices, start=start, times=times)
