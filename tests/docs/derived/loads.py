"""Made-up series and load files."""

from __future__ import annotations

from typing import get_args

import numpy as np

from gbflex.analysis.series import heat_load, made_up, replay, solar_generation
from gbflex.analysis.series.heat_load import HeatTargets, generated_heat_mw
from gbflex.analysis.series.made_up import whole_year
from gbflex.assets import solar
from gbflex.assets.any_site import load_site
from gbflex.sources.half_hours.columns import LARGEST_DEMAND_MWH
from gbflex.sources.half_hours.layouts import PLAUSIBLE
from tests.docs.markers import ROOT

_YEAR = whole_year(2024)


def _midsummer_percent(half_hours: np.ndarray) -> float:
    daily = np.bincount(_YEAR.day_index, half_hours)
    return 100 * float(daily.min() / daily.max())


def hospital_midsummer_percent() -> float:
    return _midsummer_percent(heat_load._shape("hospital", _YEAR))


def example_midsummer_percent() -> float:
    heat = load_site(ROOT / "tests" / "hospital-chp.yaml").heat_demand
    targets = HeatTargets(heat.min_mw, heat.mean_mw, heat.max_mw)
    return _midsummer_percent(generated_heat_mw(targets, _YEAR))


def heating_runs_percent() -> float:
    return 100 * float((heat_load._shape("heating", _YEAR) > 0).mean())


def heating_lifts_above() -> float:
    shape = made_up._from_0_to_1(heat_load._shape("heating", _YEAR))
    return float((shape ** (1 / made_up.LARGEST_POWER)).mean())


def largest_mwh() -> float:
    return LARGEST_DEMAND_MWH


def most_carbon_g_per_kwh() -> float:
    return PLAUSIBLE["carbon"][1]


def replay_days_away() -> float:
    return replay.MOST_DAYS_AWAY


def dullest_percent() -> float:
    return 100 * solar_generation.DULLEST


def clearest_percent() -> float:
    return 100 * solar_generation.CLEAREST


def flat_winter_percent() -> float:
    light = solar_generation._clear_sky(52.5, _YEAR)
    month = _YEAR.settlement_date.astype("datetime64[M]").astype(int) % 12 + 1
    return 100 * float(light[np.isin(month, (11, 12, 1, 2))].sum() / light.sum())


def least_yield() -> float:
    return _yields()[0]


def most_yield() -> float:
    return _yields()[1]


def _yields() -> tuple[float, float]:
    least, most = get_args(solar.Yield)[-1].metadata
    return least.ge, most.le
