"""How a plant ran: the `kpis` of a run with more than a battery."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.shape import Key

__all__ = ["PlantKpis", "SchemePart", "SpreadsPart", "UnitRow"]


class SpreadsPart(TypedDict):
    """What a unit's MWh was worth."""

    realised_spark_spread_gbp_per_mwh: Annotated[
        float | None, Key("Spark spread", "Energy price less gas for each MWh made, null where none was")
    ]
    realised_margin_gbp_per_mwh: Annotated[
        float | None, Key("Margin", "What the meter saved or earned less all that gas costs, for each MWh made")
    ]


class UnitRow(SpreadsPart):
    """A CHP unit over the span."""

    unit: Annotated[str, Key("Unit", "Its name")]
    starts: Annotated[int, Key("Starts", "How often it started")]
    running_hours: Annotated[float, Key("Running", "Time it ran")]
    full_load_hours: Annotated[float, Key("Full load", "Electricity over its largest power")]
    heat_constrained_hours: Annotated[
        float, Key("Held back by heat", "Time in which more would pay if its heat saved a boiler's")
    ]
    power_mwh: Annotated[float, Key("Electricity", "Made over the span")]
    fuel_mwh: Annotated[float, Key("Gas", "Burnt, gross calorific value")]
    heat_mwh: Annotated[float, Key("Heat", "Made over the span")]
    electrical_efficiency_gross_cv: Annotated[float | None, Key("Electrical, gross", "Electricity over gas")]
    heat_efficiency_gross_cv: Annotated[float | None, Key("Heat, gross", "Heat over gas")]


class SchemePart(TypedDict):
    """All units together by the rules of CHPQA and of primary energy saving, as estimates."""

    quality_index: Annotated[
        float | None,
        Key("Quality index", "CHPQA quality index of all units, estimated", unit="points", decimals=1),
    ]
    primary_energy_saving: Annotated[
        float | None, Key("Primary energy saving", "Against separate generation, estimated", unit="fraction")
    ]


class PlantKpis(SchemePart):
    """Figures of a run with a plant."""

    units: Annotated[list[UnitRow], Key("CHP units", "A row for each")]
    heat_demand_mwh: Annotated[float, Key("Heat demand", "Over the span")]
    boiler_heat_mwh: Annotated[float, Key("Heat of boilers", "Over the span")]
    heat_dumped_mwh: Annotated[float, Key("Heat dumped", "Over the span")]
    heat_store_cycles: Annotated[
        float, Key("Full cycles of the heat store", "Heat leaving it over its capacity", unit="full cycles")
    ]
    solar_used_mwh: Annotated[float, Key("Solar used", "Over the span")]
    solar_left_mwh: Annotated[float, Key("Solar left", "What could not be used")]
    co2_tonnes: Annotated[
        float, Key("CO2 of gas", "Of the gas burnt on site, with the assets; electricity not counted")
    ]
    co2_without_asset_tonnes: Annotated[
        float | None, Key("CO2 of gas without", "The same without them, null where nothing compares")
    ]
    hours: Annotated[float, Key("Length", "Of the span")]
