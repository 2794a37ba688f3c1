"""Every kind of asset that a site file may list, and what they need of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from pydantic import Discriminator, Tag

from gbflex.assets.battery import Battery
from gbflex.assets.boiler import Boiler
from gbflex.assets.chp import Chp
from gbflex.assets.fuel import Fuel
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.heat_dump import HeatDump
from gbflex.assets.solar import Solar
from gbflex.assets.thermal_store import ThermalStore

__all__ = ["ASSET_TYPES", "Asset", "asset_faults", "fuel_faults", "heat_faults"]

ASSET_TYPES: Final = ("battery", "boiler", "chp", "heat_demand", "heat_dump", "solar", "thermal_store")
SEVERAL: Final = {"battery", "boiler", "chp"}


def _type_of(asset: object) -> object:
    """What an asset says it is; without a type it is a battery."""
    return asset.get("type", "battery") if isinstance(asset, Mapping) else getattr(asset, "type", None)


Asset = Annotated[
    Annotated[Battery, Tag("battery")]
    | Annotated[Boiler, Tag("boiler")]
    | Annotated[Chp, Tag("chp")]
    | Annotated[HeatDemand, Tag("heat_demand")]
    | Annotated[HeatDump, Tag("heat_dump")]
    | Annotated[Solar, Tag("solar")]
    | Annotated[ThermalStore, Tag("thermal_store")],
    Discriminator(_type_of),
]


def asset_faults(assets: tuple[Asset, ...]) -> Iterator[str]:
    """Assets of which a site has one, and names that two of them share.

    Args:
        assets: As the site file lists them.
    """
    counts = Counter(asset.type for asset in assets)
    for kind, count in counts.items():
        if count > 1 and kind not in SEVERAL:
            yield f"assets: one {kind} per site so far"
    for name, count in Counter(asset.name for asset in assets).items():
        if count > 1:
            yield f"assets: two are named {name!r}; give each a name of its own (key name)"


def heat_faults(assets: tuple[Asset, ...]) -> Iterator[str]:
    """Burners without a heat outlet, and heat that nothing makes.

    Args:
        assets: As the site file lists them.
    """
    counts = Counter(asset.type for asset in assets)
    if counts["chp"] and not (counts["heat_demand"] or counts["heat_dump"]):
        yield "assets: a CHP unit needs a heat_demand, or a heat_dump that throws its heat away"
    if counts["heat_demand"] and not (counts["chp"] or counts["boiler"]):
        yield "assets: a heat_demand needs a boiler or a CHP unit"


def fuel_faults(assets: tuple[Asset, ...], fuel: Fuel | None) -> Iterator[str]:
    """Burners without fuel.

    Args:
        assets: As the site file lists them.
        fuel: The gas contract.
    """
    if fuel is None and any(asset.type in ("chp", "boiler") for asset in assets):
        yield "fuel: CHP units and boilers need a fuel block"
