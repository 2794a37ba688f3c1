"""The CO2 of a run as rows of its page."""

from __future__ import annotations

from gbflex.analysis.answers.co2 import Co2Part
from gbflex.reports.page_model import Co2Row

__all__ = ["co2_rows"]


def co2_rows(co2: Co2Part | None) -> list[Co2Row]:
    """Gas, import where it is counted, and then both together; none where neither is counted.

    Args:
        co2: As the run's summary has it.
    """
    if co2 is None:
        return []
    gas = _row("Gas burnt on site", co2["gas_tonnes"], co2["gas_without_asset_tonnes"])
    if co2["import_tonnes"] is None:
        return [gas]
    imported = _row("Electricity imported", co2["import_tonnes"], co2["import_without_asset_tonnes"])
    without = None
    if co2["gas_without_asset_tonnes"] is not None and co2["import_without_asset_tonnes"] is not None:
        without = co2["gas_without_asset_tonnes"] + co2["import_without_asset_tonnes"]
    return [gas, imported, _row("Together", co2["gas_tonnes"] + co2["import_tonnes"], without)]


def _row(part: str, with_asset: float, without: float | None) -> Co2Row:
    return {
        "part": part,
        "with_asset_tonnes": with_asset,
        "without_asset_tonnes": without,
        "saved_tonnes": None if without is None else without - with_asset,
    }
