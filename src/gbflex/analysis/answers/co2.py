"""The CO2 of a run: of gas burnt on site, and of imported electricity where the site file gives the grid's."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.shape import Key

__all__ = ["Co2Part"]


class Co2Part(TypedDict):
    """CO2 with the assets and without them, and what is counted in it."""

    counts: Annotated[str, Key("Counts", "What is counted, and what is not")]
    gas_tonnes: Annotated[float, Key("CO2 of gas", "Of gas burnt on site, with the assets")]
    gas_without_asset_tonnes: Annotated[
        float | None,
        Key("CO2 of gas, without", "Of gas burnt by boilers alone, null where those cannot serve the heat"),
    ]
    import_tonnes: Annotated[
        float | None,
        Key("CO2 of import", "Of electricity imported, with the assets, null without the grid's carbon intensity"),
    ]
    import_without_asset_tonnes: Annotated[
        float | None, Key("CO2 of import, without", "The same without the assets, null where nothing compares")
    ]
    saved_tonnes: Annotated[
        float | None,
        Key("CO2 saved", "Of gas and import together, without minus with, null where one is not counted"),
    ]
