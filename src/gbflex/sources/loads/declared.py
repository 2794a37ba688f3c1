"""What the caller says of a load file."""

from __future__ import annotations

from dataclasses import dataclass

from gbflex.sources.loads.clock import RepeatedHour
from gbflex.sources.loads.numbered import Numbered
from gbflex.sources.loads.parsed import Label
from gbflex.sources.loads.words import Fuel, Times, Unit

__all__ = ["Declared"]


@dataclass(frozen=True)
class Declared:
    """What the caller says of a file; None is left to the file.

    Attributes:
        unit: Unit of the values.
        times: Clock of the file.
        label: What its times mark.
        repeated_hour: What 48 clock columns mean for the hour that autumn repeats.
        numbered: What the numbers of numbered half-hours are.
        meter: The only meter wanted.
        sum_meters: Whether the meters of the file are added up.
        quantity: The only quantity wanted.
        sheet: The sheet of a workbook.
        fuel: What is read: import of electricity, or gas.
    """

    unit: Unit | None = None
    times: Times | None = None
    label: Label | None = None
    repeated_hour: RepeatedHour = "gap"
    numbered: Numbered | None = None
    meter: str | None = None
    sum_meters: bool = False
    quantity: str | None = None
    sheet: str | None = None
    fuel: Fuel = "electricity"
