"""Elexon's register of BM units, as it stood when it was retrieved: one row per unit."""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.fetching.endpoints import Whole
from gbflex.sources.reading.layout import Layout
from gbflex.tables import Column, TableSchema

__all__ = ["BMUNITS"]


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning, nullable=True)


SCHEMA: Final = TableSchema(
    name="elexon.bmunits",
    columns=(
        Column("bm_unit", "text", "Elexon's id of the BM unit"),
        _text("national_grid_bm_unit", "The system operator's id of the unit"),
        _text("bm_unit_name", "Name"),
        _text("fuel_type", "Elexon's fuel type; batteries are mostly OTHER or empty"),
        _text("lead_party_name", "Lead party"),
        _text("lead_party_id", "Id of the lead party"),
        _text("bm_unit_type", "T, E, S, V, G or I; V is a virtual lead party's secondary unit"),
        _text("production_or_consumption_flag", "P or C"),
        Column("generation_capacity_mw", "number", "Generation capacity", "MW", -100, 10_000, nullable=True),
        Column("demand_capacity_mw", "number", "Demand capacity, negative", "MW", -50_000, 10_000, nullable=True),
        Column("transmission_loss_factor", "number", "TLF of the unit's zone", "", -1, 1, nullable=True),
        _text("gsp_group_id", "GSP group"),
        _text("gsp_group_name", "GSP group's name"),
        _text("interconnector_id", "Interconnector"),
        _text("eic", "EIC code"),
    ),
    key=("bm_unit",),
)

FIELDS: Final = {
    "elexonBmUnit": "bm_unit",
    "nationalGridBmUnit": "national_grid_bm_unit",
    "bmUnitName": "bm_unit_name",
    "fuelType": "fuel_type",
    "leadPartyName": "lead_party_name",
    "leadPartyId": "lead_party_id",
    "bmUnitType": "bm_unit_type",
    "productionOrConsumptionFlag": "production_or_consumption_flag",
    "generationCapacity": "generation_capacity_mw",
    "demandCapacity": "demand_capacity_mw",
    "transmissionLossFactor": "transmission_loss_factor",
    "gspGroupId": "gsp_group_id",
    "gspGroupName": "gsp_group_name",
    "interconnectorId": "interconnector_id",
    "eic": "eic",
}

INSIGHTS: Final = Layout(
    name="Elexon Insights bmunits",
    columns=FIELDS,
    optional=frozenset(FIELDS) - {"elexonBmUnit"},
    known=frozenset(
        {
            "fpnFlag",
            "workingDayCreditAssessmentImportCapability",
            "nonWorkingDayCreditAssessmentImportCapability",
            "workingDayCreditAssessmentExportCapability",
            "nonWorkingDayCreditAssessmentExportCapability",
            "creditQualifyingStatus",
            "demandInProductionFlag",
        }
    ),
)

BMUNITS: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="",
        grain="whole",
        complete="none",
        value="bm_unit",
        first_known=pl.col("retrieved_time"),
        lag="when it was retrieved",
    ),
    layouts=(INSIGHTS,),
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /reference/bmunits/all",
    revision="daily; each retrieval is a snapshot",
    evidence="seen",
    endpoint=Whole("/reference/bmunits/all"),
)
