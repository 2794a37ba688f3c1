"""How half-hourly files name their columns, and what their values may be."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from gbflex.analysis.ports import Quantity
from gbflex.errors import BrokenFile
from gbflex.sources.half_hours.columns import LARGEST_DEMAND_MWH
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["PLAUSIBLE", "UNITS", "HalfHourLayout", "layout_of"]

HOUSE_DATE: Final = "settlement_date"


class HalfHourLayout(NamedTuple):
    """How a kind of file names its columns; values times the factor are in the house unit."""

    quantity: Quantity
    value: str
    date: str = HOUSE_DATE
    period: str = "settlement_period"
    factor: float = 1.0
    volume: str = ""
    provider: str = ""


MWH_PER_UNIT: Final = {
    "mwh": 1.0,
    "kwh": 0.001,
    "mw": SETTLEMENT_PERIOD_HOURS,
    "kw": 0.001 * SETTLEMENT_PERIOD_HOURS,
}
"""Energy of a half-hour in each unit that a column of energy or power may have [MWh]."""

ENERGIES: Final[tuple[Quantity, ...]] = ("demand", "heat", "generation")

LAYOUTS: Final = (
    HalfHourLayout("price", "price_gbp_per_mwh"),
    HalfHourLayout("carbon", "carbon_gco2_per_kwh"),
    *(
        HalfHourLayout(quantity, f"{quantity}_{unit}", factor=factor)
        for quantity in ENERGIES
        for unit, factor in MWH_PER_UNIT.items()
    ),
    # Elexon portal exports.
    HalfHourLayout("price", "System Sell Price(GBP/MWh)", "Settlement Date", "Settlement Period"),
    HalfHourLayout(
        "price",
        "Market Index Price (GBP/MWh)",
        "Settlement Date",
        "Settlement Period",
        volume="Market Index Volume (MWh)",
        provider="Market Index Data Provider Id",
    ),
    # Elexon Insights API.
    HalfHourLayout("price", "systemSellPrice", "settlementDate", "settlementPeriod"),
    HalfHourLayout(
        "price", "price", "settlementDate", "settlementPeriod", volume="volume", provider="dataProvider"
    ),
)
"""The one layout whose columns are all there is used. A provider without volume names no price."""

PLAUSIBLE: Final[dict[Quantity, tuple[float, float]]] = {
    "price": (-2000.0, 10000.0),
    "demand": (0.0, LARGEST_DEMAND_MWH),
    "heat": (0.0, LARGEST_DEMAND_MWH),
    "generation": (0.0, LARGEST_DEMAND_MWH),
    # A kWh of coal is about 1,000 g.
    "carbon": (0.0, 1200.0),
}
UNITS: Final[dict[Quantity, str]] = {
    "price": "GBP/MWh",
    "demand": "MWh",
    "heat": "MWh",
    "generation": "MWh",
    "carbon": "gCO2/kWh",
}


def layout_of(frame: pl.DataFrame, quantity: Quantity, path: Path) -> HalfHourLayout:
    """The layout of a file.

    Args:
        frame: The file.
        quantity: What is wanted from it.
        path: For messages.

    Raises:
        BrokenFile: The columns of no layout, or of several, are there.
    """
    known = [
        layout
        for layout in LAYOUTS
        if layout.quantity == quantity
        and layout.value in frame.columns
        and ("start_time" in frame.columns or {layout.date, layout.period} <= set(frame.columns))
    ]
    twice = [name for name in frame.columns if "_duplicated_" in name]
    if len(known) > 1 or twice:
        named = ", ".join(twice or [layout.value for layout in known])
        raise BrokenFile(f"the file has several {quantity} columns", where=str(path), available=named)
    if known:
        return known[0]
    raise BrokenFile(
        f"no columns of a half-hourly {quantity} file",
        where=str(path),
        available=", ".join(frame.columns),
        next_step=f"Name them settlement_date, settlement_period (or start_time in UTC) and {_wanted(quantity)}",
    )


def _wanted(quantity: Quantity) -> str:
    """The house's names of a quantity, as a choice."""
    *others, last = [
        layout.value for layout in LAYOUTS if layout.quantity == quantity and layout.date == HOUSE_DATE
    ]
    return f"{', '.join(others)} or {last}" if others else last
