"""`gbflex site load` and `gbflex site import-load`: a demand file made up, or made from a supplier's."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import GapRow, Span, Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["FlagCount", "LoadAnswer", "LoadImportAnswer", "SetAsideCell"]


class LoadAnswer(TypedDict):
    """A made-up load of a calendar year."""

    file: Annotated[str | None, Key("File", "The demand file written, null where none was asked for")]
    year: Annotated[int, Key("Year", "Calendar year", style="ordinal")]
    shape: Annotated[str, Key("Shape", "office, two_shift, night or flat")]
    rows: Annotated[int, Key("Half-hours", "Half-hours of the year")]
    min_mw: Annotated[float, Key("Minimum", "Smallest half-hour")]
    mean_mw: Annotated[float, Key("Mean", "Mean of the year")]
    max_mw: Annotated[float, Key("Maximum", "Largest half-hour")]
    demand_mwh: Annotated[float, Key("Demand", "Energy of the year", decimals=1)]
    quality: Annotated[str, Key("Quality", "Always illustrative")]
    source: Annotated[str, Key("Source", "How it was made")]


class SetAsideCell(TypedDict):
    """A cell that is not used."""

    row: Annotated[int, Key("Row", "Row of the file, from 1", style="ordinal")]
    reason: Annotated[str, Key("Reason", "Why it is not used")]


class FlagCount(TypedDict):
    """A flag of the file."""

    flag: Annotated[str, Key("Flag", "As the file prints it")]
    values: Annotated[int, Key("Values", "Values that carry it")]


class LoadImportAnswer(Span, Warned):
    """A supplier's half-hourly file as a demand file, or a gas meter's as gas or heat, with its gaps."""

    source: Annotated[str, Key("Source", "The file read")]
    file: Annotated[str | None, Key("File", "The file written, null where none was asked for")]
    layout: Annotated[str, Key("Layout", "How the file is laid out")]
    sheet: Annotated[str | None, Key("Sheet", "Worksheet read, null for a text file")]
    meters: Annotated[list[str], Key("Meters", "Meters read, as the file names them; more than one are added up")]
    quantity: Annotated[str, Key("Quantity", "What the file says that its values are, or that it does not say")]
    unit: Annotated[str, Key("Unit", "Unit of its values")]
    unit_from: Annotated[str, Key("Unit said by", "Where the unit is said")]
    times: Annotated[str, Key("Times", "Clock of its times")]
    label: Annotated[str, Key("Label", "What its times mark")]
    first_period: Annotated[int, Key("First", "Settlement period of the first half-hour", style="ordinal")]
    last_period: Annotated[int, Key("Last", "Settlement period of the last half-hour", style="ordinal")]
    rows: Annotated[int, Key("Rows", "Half-hours with a value")]
    half_hours: Annotated[int, Key("Half-hours", "Half-hours of the span")]
    fuel: Annotated[str, Key("Fuel", "electricity or gas")]
    column: Annotated[str, Key("Column", "Column written: demand_mwh; of gas gas_mwh, or heat_mwh")]
    demand_mwh: Annotated[
        float | None, Key("Demand", "Electricity of all half-hours with a value, null for gas", decimals=3)
    ]
    gas_mwh: Annotated[
        float | None,
        Key("Gas", "Gas of all half-hours with a value, as billed (gross calorific value)", decimals=3),
    ]
    heat_mwh: Annotated[
        float | None, Key("Heat", "Gas times the boiler's efficiency, null without one", decimals=3)
    ]
    max_mw: Annotated[float, Key("Maximum", "Largest half-hour of electricity or gas", decimals=3)]
    complete: Annotated[bool, Key("Complete", "Whether no half-hour is missing")]
    gaps: Annotated[list[GapRow], Key("Gaps", "Half-hours without a value, by day")]
    duplicates: Annotated[int, Key("Duplicates", "Half-hours that the file gives again with the same value")]
    estimated: Annotated[int, Key("Estimated", "Half-hours that are an estimate")]
    flags: Annotated[list[FlagCount], Key("Flags", "Flags of the file and how many values carry them")]
    set_aside: Annotated[list[SetAsideCell], Key("Set aside", "Cells that are not used, and why")]
