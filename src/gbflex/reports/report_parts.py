"""Parts of a run's page that only it has: hours of the bands, modes of one site, sizes, thresholds."""

from __future__ import annotations

from typing import Annotated, Final, TypedDict

from gbflex.analysis.answers.shape import Key, Shape

__all__ = ["PART_ROWS", "BandHoursRow", "BandPart", "BandStrip", "ModeSeries", "ThresholdRow"]


class BandHoursRow(TypedDict):
    """When a time band applies."""

    band: Annotated[str, Key("Band", "DUoS time band")]
    when: Annotated[str, Key("Clock times", "Local time, by kind of day")]
    half_hours: Annotated[int, Key("Half-hours", "Of the span")]
    import_price_gbp_per_mwh: Annotated[
        float | None,
        Key("A MWh costs", "Mean of all lines over the import without the assets, null where none is"),
    ]


class ThresholdRow(TypedDict):
    """The threshold rule at a pair of prices."""

    charge_below_gbp_per_mwh: Annotated[float, Key("Charge at and below", "Energy price")]
    discharge_above_gbp_per_mwh: Annotated[float, Key("Discharge at and above", "Energy price")]
    value_gbp: Annotated[float | None, Key("Value", "Null where the prices cross or a limit cannot be kept")]


PART_ROWS: Final[tuple[Shape, ...]] = (BandHoursRow, ThresholdRow)
"""Of these, what a table shows."""


class BandPart(TypedDict):
    """Hours of a day in one band; `band` is empty where there is none."""

    band: str
    hours: str
    percent: float


class BandStrip(TypedDict):
    """A kind of day from midnight to midnight."""

    days: str
    parts: list[BandPart]


class ModeSeries(TypedDict):
    """What a mode does in each half-hour; power is positive where it discharges."""

    mode: str
    power_mw: list[float]
    state_of_charge_mwh: list[float]
