"""What the report of a run holds, and the rows of the tables that are only in it."""

from __future__ import annotations

from typing import Annotated, Final, TypedDict

from gbflex.analysis.answers.common import EstimateRow, NotPricedRow
from gbflex.analysis.answers.lines import RateRow, RunLineRow
from gbflex.analysis.answers.plant import UnitRow
from gbflex.analysis.answers.run import Comparison, PlanGapRow, SizeRow, SweepPart
from gbflex.analysis.answers.shape import Key, Shape
from gbflex.reports.bars import Bar
from gbflex.reports.report_parts import PART_ROWS, BandHoursRow, BandStrip, ModeSeries, ThresholdRow

__all__ = [
    "PAGE_ROWS",
    "BandCost",
    "BandDemandRow",
    "BandEnergyRow",
    "BatteryRow",
    "Co2Row",
    "CostByBand",
    "FactRow",
    "GasCost",
    "LineAmount",
    "MonthRow",
    "Notice",
    "OwnSweep",
    "Page",
    "PageSeries",
    "PlantSeries",
    "SourceRow",
    "StreamAmount",
    "Tile",
    "UnitGasCost",
    "Waterfall",
]


class LineAmount(TypedDict):
    """A line of the ledger, or what the asset changes of it."""

    label: Annotated[str, Key("Line", "Its name", style="code")]
    gbp: Annotated[float, Key("With minus without", "Positive is received by the owner")]


class StreamAmount(TypedDict):
    """A part of the owner's ledger."""

    label: Annotated[str, Key("Stream", "What it is")]
    gbp: Annotated[float, Key("Amount", "Positive is received by the owner")]


class MonthRow(TypedDict):
    """A month of the settlement date."""

    month: Annotated[str, Key("Month", "Year and month")]
    value_gbp: Annotated[float, Key("Value", "With minus without the asset")]


class BandEnergyRow(TypedDict):
    """Energy charged and discharged in a time band."""

    band: Annotated[str, Key("Band", "DUoS time band")]
    charge_mwh: Annotated[float, Key("Charged", "AC at the meter")]
    average_charge_price_gbp_per_mwh: Annotated[float | None, Key("Average price paid", "Of a MWh charged")]
    discharge_mwh: Annotated[float, Key("Discharged", "AC at the meter")]
    average_discharge_value_gbp_per_mwh: Annotated[float | None, Key("Average value", "Of a MWh discharged")]


class BandDemandRow(TypedDict):
    """Demand of a time band, and how much of it the assets served."""

    band: Annotated[str, Key("Band", "DUoS time band")]
    demand_mwh: Annotated[float, Key("Demand", "Of the site")]
    from_battery_mwh: Annotated[float, Key("From behind the meter", "Served by the assets")]
    covered_fraction: Annotated[float | None, Key("Covered", "Served over demand")]


class BandCost(TypedDict):
    """What a MWh imported in a time band costs, by line."""

    band: Annotated[str, Key("Band", "DUoS time band")]
    gbp_per_mwh: Annotated[list[float], Key("Cost", "Of each line, in their order")]
    total_gbp_per_mwh: Annotated[float, Key("Total", "Of all lines")]


class CostByBand(TypedDict):
    """What a MWh costs in each time band."""

    lines: Annotated[list[str], Key("Lines", "Their names")]
    bands: Annotated[list[BandCost], Key("Bands", "A row for each")]
    ppa_price_gbp_per_mwh: Annotated[float | None, Key("PPA price", "Null without a PPA")]


class UnitGasCost(TypedDict):
    """What a MWh of gas burnt by a unit costs, by line."""

    unit: Annotated[str, Key("Unit", "CHP unit or boiler")]
    gas_mwh: Annotated[float, Key("Gas", "Burnt, gross calorific value")]
    gbp_per_mwh: Annotated[list[float], Key("Cost", "Of each line, in their order")]
    total_gbp_per_mwh: Annotated[float, Key("Total", "Of all lines")]


class GasCost(TypedDict):
    """What a MWh of gas costs, by what burns it."""

    lines: Annotated[list[str], Key("Lines", "Their names")]
    units: Annotated[list[UnitGasCost], Key("Units", "A row for each")]


class BatteryRow(TypedDict):
    """What one of several batteries is, and what it did."""

    battery: Annotated[str, Key("Battery", "Its name")]
    energy_capacity_mwh: Annotated[float, Key("Capacity", "Usable energy in the store")]
    charge_power_mw: Annotated[float, Key("Charging power", "AC at the meter")]
    discharge_power_mw: Annotated[float, Key("Discharging power", "AC at the meter")]
    charge_mwh: Annotated[float, Key("Charged", "AC at the meter")]
    discharge_mwh: Annotated[float, Key("Discharged", "AC at the meter")]
    equivalent_full_cycles: Annotated[
        float, Key("Full cycles", "Energy leaving it over its capacity", unit="full cycles", decimals=1)
    ]


class Co2Row(TypedDict):
    """CO2 of a part of what a site uses."""

    part: Annotated[str, Key("CO2", "Of what")]
    with_asset_tonnes: Annotated[float | None, Key("With", "With the assets, null where it is not counted")]
    without_asset_tonnes: Annotated[float | None, Key("Without", "Without them, null where nothing compares")]
    saved_tonnes: Annotated[float | None, Key("Saved", "Without minus with")]


class SourceRow(TypedDict):
    """A dataset or document behind a run."""

    name: Annotated[str, Key("Name", "Of the dataset or document")]
    publisher: Annotated[str, Key("Publisher", "Who published it")]
    licence: Annotated[str, Key("Licence", "Of its publisher, with the attribution")]
    span: Annotated[str, Key("Span", "Dates it covers")]
    note: Annotated[str, Key("Note", "What to know of it")]


class FactRow(TypedDict):
    """A fact of the run."""

    label: Annotated[str, Key("Fact", "What it is")]
    value: Annotated[str, Key("Value", "As it is printed", style="code")]


PAGE_ROWS: Final[tuple[Shape, ...]] = (
    LineAmount,
    StreamAmount,
    MonthRow,
    BandEnergyRow,
    BandDemandRow,
    CostByBand,
    BandCost,
    GasCost,
    UnitGasCost,
    BatteryRow,
    Co2Row,
    SourceRow,
    FactRow,
    *PART_ROWS,
)
"""The rows that are declared here and not by an answer."""


class Tile(TypedDict):
    """A figure at the head of the page, as it is printed."""

    label: str
    value: str
    note: str


class Notice(TypedDict):
    """A sentence under the verdict; `moves_money` where another answer to it would change an amount."""

    moves_money: bool
    text: str


class Waterfall(TypedDict("Ledgers", {"with": list[LineAmount]})):
    """The ledger by line, with the asset and without it."""

    without: list[LineAmount]


class PageSeries(TypedDict):
    """What the first chart draws, a value for each half-hour."""

    start_time: list[int]
    local_offset_hours: list[int]
    energy_price_gbp_per_mwh: list[float | None]
    import_price_gbp_per_mwh: list[float | None]
    charge_below_gbp_per_mwh: list[float | None]
    discharge_above_gbp_per_mwh: list[float | None]
    band: list[str]
    charge_mw: list[float]
    discharge_mw: list[float]
    state_of_charge_mwh: list[float]


class PlantSeries(TypedDict):
    """Power and heat of a plant, a value for each half-hour."""

    chp_mw: list[float]
    chp_heat_mw: list[float]
    boiler_heat_mw: list[float]
    heat_demand_mw: list[float]
    heat_stored_mwh: list[float]


class OwnSweep(SweepPart):
    """The threshold rule at other prices, with the run's own pair."""

    own: list[float | None]


class Page(TypedDict):
    """Everything the page shows, as plain values, with all money already computed.

    `not_compared` says why there is no ledger without the assets; then what compares the two is empty.
    """

    title: str
    subtitle: str
    verdict: list[str]
    quality_note: str
    tiles: list[Tile]
    notices: list[Notice]
    not_compared: str
    comparison: Comparison
    compared: list[dict[str, object]]
    mode_bars: list[Bar]
    modes: list[ModeSeries]
    sizes: list[SizeRow]
    sizes_note: str
    band_hours: list[BandHoursRow]
    band_strips: list[BandStrip]
    series: PageSeries
    asset: str
    plant: PlantSeries | None
    units: list[UnitRow]
    batteries: list[BatteryRow]
    co2: list[Co2Row]
    co2_counts: str
    energy_capacity_mwh: float | None
    waterfall: Waterfall
    difference: list[LineAmount]
    monthly: list[MonthRow]
    revenue_streams: list[StreamAmount]
    charging_by_band: list[BandEnergyRow]
    band_coverage: list[BandDemandRow]
    cost_by_band: CostByBand
    cost_of_gas: GasCost
    sweep: OwnSweep | None
    sweep_cells: list[ThresholdRow]
    line_labels: dict[str, str]
    lines: list[RunLineRow]
    plan_gap: list[PlanGapRow]
    not_priced: list[NotPricedRow]
    estimates: list[EstimateRow]
    rates: list[RateRow]
    sources: list[SourceRow]
    facts: list[FactRow]
