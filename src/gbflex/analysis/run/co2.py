"""The CO2 of a run: gas burnt on site, and imported electricity where the grid's carbon intensity is given.

Export is not credited: whom it spares what is for no meter to say. The intensity falls on each MWh at the meter.
"""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.co2 import Co2Part
from gbflex.analysis.run.backtest import Backtest, Case
from gbflex.analysis.series.grid_carbon import GRID_CARBON
from gbflex.cashflows.shape import Series
from gbflex.gb.carbon import GAS_TCO2_PER_MWH

__all__ = ["co2_part", "co2_warnings", "gas_tonnes"]

TONNES_PER_MWH_AT_1_G_PER_KWH: Final = 0.001


def co2_part(run: Backtest) -> Co2Part | None:
    """CO2 with the assets and without them; None where no gas is burnt and no carbon intensity is given.

    Args:
        run: The back-test.
    """
    intensity = run.setting.series.get(GRID_CARBON)
    burns_gas = "gas_price" in run.setting.series
    if intensity is None and not burns_gas:
        return None
    case, without = run.with_asset, run.without_asset
    gas, imported = gas_tonnes(case), _import_tonnes(case, intensity)
    gas_without = None if without is None else gas_tonnes(without)
    import_without = None if without is None else _import_tonnes(without, intensity)
    saved = None
    if imported is not None and gas_without is not None and import_without is not None:
        saved = gas_without + import_without - gas - imported
    return {
        "counts": _counts(intensity),
        "gas_tonnes": gas,
        "gas_without_asset_tonnes": gas_without,
        "import_tonnes": imported,
        "import_without_asset_tonnes": import_without,
        "saved_tonnes": saved,
    }


def co2_warnings(run: Backtest) -> list[str]:
    """A sentence where a carbon intensity is given and cannot be used.

    Args:
        run: The back-test.
    """
    given = run.setting.site.grid_carbon
    if given is None or GRID_CARBON in run.setting.series:
        return []
    return [f"grid_carbon: {given.file} lacks half-hours of the span, so the CO2 of electricity is not counted"]


def _counts(intensity: Series | None) -> str:
    if intensity is None:
        return "gas burnt on site; electricity is not counted: name the grid's carbon intensity in grid_carbon"
    return f"gas burnt on site, and import at the carbon intensity of {intensity.source}; export is not credited"


def gas_tonnes(case: Case) -> float:
    """CO2 of the gas burnt on site [t].

    Args:
        case: A dispatch.
    """
    flows = case.answer.schedule.plant
    if flows is None:
        return 0.0
    burnt_mwh = [engine.fuel_mwh.sum() for engine in flows.engines]
    burnt_mwh += [boiler.fuel_mwh.sum() for boiler in flows.boilers]
    return float(sum(burnt_mwh)) * GAS_TCO2_PER_MWH


def _import_tonnes(case: Case, intensity: Series | None) -> float | None:
    if intensity is None:
        return None
    return float(case.answer.schedule.import_mwh @ intensity.values) * TONNES_PER_MWH_AT_1_G_PER_KWH
