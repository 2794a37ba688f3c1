"""How a plan is made: with perfect foresight, window by window on a forecast, by thresholds, or naively.

`perfect` knows every price and is a benchmark. The others know what was known: `rolling` plans each settlement
date at its start, some days ahead, on a forecast; `threshold` looks at the price of the half-hour alone; `naive`
trades one cycle on the shape of the day before. Demand and tariffs are taken as known in all of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.run import PlanSettings
from gbflex.analysis.ports import Ports
from gbflex.analysis.series.forecasts import HISTORY_DAYS, Forecast, forecast_named
from gbflex.analysis.series.setting import energy_price_as_first_known
from gbflex.cashflows.responsibility import terms_of
from gbflex.cashflows.shape import CashFlow, Series, Setting
from gbflex.dispatch import Answer, Problem, Schedule, Views, WaterValue, roll, solve
from gbflex.dispatch.perfect import better, plan_perfectly, rolled_plant
from gbflex.dispatch.rolling import WindowEnd
from gbflex.dispatch.router import certified
from gbflex.dispatch.rules import day_shape_wishes, follow, threshold_wishes
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import FIRST_DATE, Periods

__all__ = [
    "MODES",
    "Mode",
    "PlanRule",
    "Planned",
    "Windows",
    "daily_views",
    "expected_problems",
    "forecast_for",
    "planned",
    "problem_of",
    "rolled_plant",
    "window_ends",
    "with_expected_price",
]

Array = NDArray[np.float64]
Mode = Literal["perfect", "rolling", "threshold", "naive"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

MOST_LOOK_AHEAD_DAYS: Final = 14


@dataclass(frozen=True)
class PlanRule:
    """A mode with its settings.

    Attributes:
        mode: How the plan is made.
        forecast: "yesterday", "last_week" or a file of forecasts; for `rolling` and `plan`.
        look_ahead_days: Settlement dates planned at once; for `rolling`.
        end_value_gbp_per_mwh: Worth of a MWh left at a window's end; None ends each window in the final state
            of the site file. For `rolling` [GBP/MWh].
        charge_below_gbp_per_mwh: Charge at this energy price and below; for `threshold` [GBP/MWh].
        discharge_above_gbp_per_mwh: Discharge at this energy price and above; for `threshold` [GBP/MWh].
    """

    mode: Mode = "perfect"
    forecast: str = "yesterday"
    look_ahead_days: int = 2
    end_value_gbp_per_mwh: float | None = None
    charge_below_gbp_per_mwh: float | None = None
    discharge_above_gbp_per_mwh: float | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise InputError(f"there is no mode {self.mode!r}", where="--mode", available=", ".join(MODES))
        if not 1 <= self.look_ahead_days <= MOST_LOOK_AHEAD_DAYS:
            raise InputError(
                f"{self.look_ahead_days} days cannot be looked ahead",
                where="--look-ahead-days",
                available=f"1 to {MOST_LOOK_AHEAD_DAYS}",
            )
        if self.end_value_gbp_per_mwh is not None and not np.isfinite(self.end_value_gbp_per_mwh):
            raise InputError("the worth of stored energy must be a number", where="--end-value")
        if not all(price is None or np.isfinite(price) for price in self.thresholds):
            raise InputError("thresholds must be numbers", where="--charge-below, --discharge-above")
        if self.mode == "threshold" and None in self.thresholds:
            raise InputError(
                "mode threshold needs both prices",
                where="--charge-below, --discharge-above",
                next_step="For example --charge-below 40 --discharge-above 70",
            )

    @property
    def thresholds(self) -> tuple[float | None, float | None]:
        """Charge at or below the first, discharge at or above the second [GBP/MWh]."""
        return self.charge_below_gbp_per_mwh, self.discharge_above_gbp_per_mwh

    def described(self) -> PlanSettings:
        """The settings that the mode uses."""
        if self.mode == "rolling":
            return {
                "forecast": self.forecast,
                "look_ahead_days": self.look_ahead_days,
                "end_value_gbp_per_mwh": self.end_value_gbp_per_mwh,
            }
        if self.mode == "threshold":
            return {
                "charge_below_gbp_per_mwh": self.charge_below_gbp_per_mwh,
                "discharge_above_gbp_per_mwh": self.discharge_above_gbp_per_mwh,
            }
        return {}


class Windows(NamedTuple):
    """What a rolling plan saw.

    Attributes:
        expected: The problem as expected at the start of each window, one window ahead, and so on.
        views: Where windows begin and how far they look.
        ends: What each store ends a window in that does not reach the span's end.
    """

    expected: list[Problem]
    views: Views
    ends: list[WindowEnd]


class Planned(NamedTuple):
    """A mode's answer.

    Attributes:
        answer: The schedule with its proof; short of the optimum where the mode knew less.
        perfect: With perfect foresight, where the mode is another.
        windows: What it saw, in mode `rolling`.
    """

    answer: Answer
    perfect: Answer | None = None
    windows: Windows | None = None


def planned(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> Planned:
    """The answer of a mode.

    Args:
        rule: The mode.
        problem: What came true.
        setting: The site with its series.
        lines: Lines that are priced.
        ports: Where prices before the span come from.
    """
    if problem.plant is not None:
        return _planned_plant(rule, problem, setting, lines, ports)
    best = solve(problem)
    if rule.mode == "perfect" or not problem.stores:
        return Planned(best)
    windows = _windows(rule, problem, setting, lines, ports) if rule.mode == "rolling" else None
    schedule = (
        _by_rule(rule, problem, setting, ports)
        if windows is None
        else roll(windows.expected, windows.views, window_ends=windows.ends).schedule
    )
    achieved = Answer(
        schedule=schedule,
        status="feasible",
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=best.bound_gbp,
        solver=f"{rule.mode} rule" if windows is None else f"rolling windows, {best.solver}",
    )
    achieved = certified(problem, achieved)
    return Planned(achieved, better(best, achieved), windows)


def _planned_plant(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> Planned:
    """The answer of a mode for a site with a plant.

    `perfect` plans with every price known, in views that grow until the plan is proven. `rolling` plans day after
    day on a forecast; a plan of it that is better than the best one found takes its place as the benchmark.

    Raises:
        InputError: The mode is not for plants.
    """
    in_efa_days = bool(problem.reserves)
    if rule.mode not in {"perfect", "rolling"}:
        raise InputError(f"mode {rule.mode} is for a battery alone", where="--mode", available="perfect, rolling")
    periods = setting.periods
    best = plan_perfectly(problem, periods.first_of_efa_day if in_efa_days else periods.first_of_day)
    if rule.mode == "perfect":
        return Planned(best)
    views = daily_views(periods, rule.look_ahead_days, in_efa_days=in_efa_days)
    expected = expected_problems(rule, setting, lines, ports, views)
    ends = window_ends(rule, problem)
    achieved = rolled_plant(expected, problem, views, ends=ends, bound_gbp=max(best.bound_gbp, best.objective_gbp))
    return Planned(achieved, better(best, dataclasses.replace(achieved, view_days=rule.look_ahead_days)))


def _windows(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> Windows:
    views = daily_views(setting.periods, rule.look_ahead_days, in_efa_days=bool(problem.reserves))
    return Windows(
        expected=expected_problems(rule, setting, lines, ports, views),
        views=views,
        ends=window_ends(rule, problem),
    )


def _by_rule(rule: PlanRule, problem: Problem, setting: Setting, ports: Ports) -> Schedule:
    if rule.mode == "threshold":
        if "energy_price" not in setting.series:
            raise InputError("thresholds need an energy price", where="supply.energy")
        price = setting.series["energy_price"].values
        low, high = (float(limit) for limit in rule.thresholds if limit is not None)
        return follow(problem, threshold_wishes(price, charge_below=low, discharge_above=high))
    forecast = forecast_for(dataclasses.replace(rule, forecast="yesterday"), setting, ports)
    expected = forecast.expected(setting.periods, _day_starts(setting.periods))
    return follow(problem, day_shape_wishes(expected, problem))


def daily_views(periods: Periods, look_ahead_days: int, *, in_efa_days: bool = False) -> Views:
    """A window for each settlement date, or each EFA day, that looks some of them ahead.

    Args:
        periods: The time axis.
        look_ahead_days: Days planned at once.
        in_efa_days: Windows are EFA days, so that none cuts an EFA block.
    """
    starts = periods.first_of_efa_day if in_efa_days else periods.first_of_day
    after = np.append(starts, np.full(look_ahead_days, len(periods)))
    return Views(starts, after[look_ahead_days : look_ahead_days + len(starts)])


def window_ends(rule: PlanRule, problem: Problem) -> list[WindowEnd]:
    """What each store ends a window in that does not reach the span's end."""
    worth = rule.end_value_gbp_per_mwh
    if worth is None:
        return [store.final_mwh for store in problem.stores]
    return [WaterValue.flat(worth, store.energy_capacity_mwh) for store in problem.stores]


def forecast_for(rule: PlanRule, setting: Setting, ports: Ports) -> Forecast:
    """A rule's forecast of a site's energy price.

    Args:
        rule: Names the forecast.
        setting: The site on its time axis.
        ports: Where prices before the span come from.
    """
    if setting.site.supply is None:
        raise InputError("a plan needs an energy price", where="supply.energy")
    first = setting.periods.settlement_date[0] - np.timedelta64(HISTORY_DAYS, "D")
    axis = Periods.between(max(first.astype(object), FIRST_DATE), setting.periods.last_date)
    return forecast_named(rule.forecast, energy_price_as_first_known(setting.site, axis, ports), axis, ports)


def _day_starts(periods: Periods) -> NDArray[np.datetime64]:
    """The start of each half-hour's settlement date, shape (n,)."""
    return periods.start_time[periods.first_of_day][periods.day_index]


def expected_problems(
    rule: PlanRule, setting: Setting, lines: Sequence[CashFlow], ports: Ports, views: Views
) -> list[Problem]:
    """The problem as expected at the start of each window, one window ahead, and so on.

    Args:
        rule: Names the forecast, and how many windows are looked ahead.
        setting: The site with its series.
        lines: Lines that are priced.
        ports: Where prices before the span come from.
        views: The windows; a plan knows what was known when its window begins.

    Raises:
        MissingPeriods: The forecast says nothing about some half-hours.
    """
    forecast = forecast_for(rule, setting, ports)
    periods = setting.periods
    window = np.searchsorted(views.starts, np.arange(len(periods)), "right") - 1
    begins = periods.start_time[views.starts]
    problems = []
    for lead in range(rule.look_ahead_days):
        price = forecast.expected(periods, begins[np.maximum(window - lead, 0)])
        # In the first windows of the span a longer lead is not asked for.
        asked = window >= lead
        missing = np.flatnonzero(np.isnan(price) & asked)
        if len(missing):
            raise MissingPeriods(
                f"the forecast ({forecast.label}) lacks {len(missing)} half-hours: {periods.describe(missing)}",
                where="--forecast",
                next_step="Begin later, so that prices before the span are held, or give a file of forecasts",
            )
        shown = with_expected_price(setting, np.where(asked, price, 0.0), forecast.label)
        problems.append(problem_of(shown, lines))
    return problems


def with_expected_price(setting: Setting, price_gbp_per_mwh: Array, source: str) -> Setting:
    """A setting in which the energy price is what a plan expects.

    Args:
        setting: What came true.
        price_gbp_per_mwh: Expected energy price [GBP/MWh], shape (n,).
        source: What the forecast is.
    """
    nothing = np.zeros(len(price_gbp_per_mwh), dtype=bool)
    expected = Series("expected_price", "GBP/MWh", price_gbp_per_mwh, source, nothing, "forecast")
    series = {**setting.series, "energy_price": expected}
    if setting.site.supply is not None and setting.site.supply.export == "energy":
        series["export_price"] = expected
    return dataclasses.replace(setting, series=series)


def problem_of(setting: Setting, lines: Iterable[CashFlow]) -> Problem:
    """What the optimiser is asked on a setting."""
    return terms_of(setting, [line.offer(setting) for line in lines]).problem(setting, with_assets=True)
