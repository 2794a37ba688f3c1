"""Every kind of asset that a site file may list, and what they need of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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

__all__ = ["ASSET_TYPES", "Asset", "asset_types_known", "check_assets"]

ASSET_TYPES: Final = ("battery", "boiler", "chp", "heat_demand", "heat_dump", "solar", "thermal_store")
SEVERAL: Final = {"battery", "boiler", "chp"}


def _type_of(asset: object) -> object:
    """An asset without a type is a battery."""
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


def asset_types_known(data: object) -> object:
    """A site's data as given; an asset of another type is named with those there are."""
    assets = data.get("assets") if isinstance(data, Mapping) else None
    for asset in assets if isinstance(assets, Iterable) and not isinstance(assets, str) else ():
        kind = _type_of(asset) if isinstance(asset, Mapping) else "battery"
        if kind not in ASSET_TYPES:
            msg = f"assets: there is no asset type {kind!r}; available: {', '.join(ASSET_TYPES)}"
            raise ValueError(msg)
    return data


def check_assets(assets: tuple[Asset, ...], fuel: Fuel | None) -> None:
    """Raise where assets cannot stand together.

    Raises:
        ValueError: Two of a kind of which there is one, two of a name, or a burner without fuel or heat outlet.
    """
    counts = Counter(asset.type for asset in assets)
    for kind, count in counts.items():
        if count > 1 and kind not in SEVERAL:
            msg = f"assets: one {kind} per site so far"
            raise ValueError(msg)
    named = Counter(asset.name for asset in assets).most_common(1)
    if named and named[0][1] > 1:
        msg = f"assets: two are named {named[0][0]!r}; give each a name of its own (key name)"
        raise ValueError(msg)
    if fuel is None and (counts["chp"] or counts["boiler"]):
        msg = "fuel: CHP units and boilers need a fuel block"
        raise ValueError(msg)
    if counts["chp"] and not (counts["heat_demand"] or counts["heat_dump"]):
        msg = "assets: a CHP unit needs a heat_demand, or a heat_dump that throws its heat away"
        raise ValueError(msg)
    if counts["heat_demand"] and not (counts["chp"] or counts["boiler"]):
        msg = "assets: a heat_demand needs a boiler or a CHP unit"
        raise ValueError(msg)
