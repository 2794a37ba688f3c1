"""The days of a span on which nothing was charged, discharged or run, each planned alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from gbflex.analysis.answers.why import IdleDayRow, WhyDaysAnswer
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import Settlement, settlement_of
from gbflex.analysis.run.plan_rows import clock_text
from gbflex.analysis.run.why import BatteryDay, battery_figures
from gbflex.analysis.run.why_words import idle_sentence
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.dispatch import Problem, solve
from gbflex.dispatch.rolling import window_of
from gbflex.dispatch.trade import best_trade
from gbflex.errors import DispatchError
from gbflex.periods import Periods

__all__ = ["idle_days"]

MOVED_MWH: Final = 1e-6


def idle_days(
    site: Site, periods: Periods, ports: Ports, *, progress: Callable[[str], None] = lambda _: None
) -> WhyDaysAnswer:
    """The settlement dates on which a site's assets did nothing, with every price known.

    Args:
        site: A site with one battery, or a plant.
        periods: The span.
        ports: Where prices come from.
        progress: Called with a sentence as each tenth of the days begins.
    """
    if not site.has_plant:
        site.battery_alone("why")
    settle, _ = settlement_of(site, periods, ports)
    whole = _of_one_day(site, settle.terms.problem(settle.setting, with_assets=True))
    starts, warnings = [*periods.first_of_day.tolist(), len(periods)], setting_warnings(settle.setting)
    days: list[IdleDayRow] = []
    tenth = max(1, -(-len(periods.dates) // 10))
    for i, day in enumerate(periods.dates):
        if i % tenth == 0:
            progress(f"{100 * i // len(periods.dates)} %: planning {day} and the days after")
        try:
            row = _idle_row(settle, _day(whole, starts, i), str(day), (starts[i], starts[i + 1]))
        except DispatchError as error:
            warnings.append(f"{day} has no plan of its own: {error.what}")
            continue
        if row is not None:
            days.append(row)
    return {
        "site": site.name,
        "from": str(periods.dates[0]),
        "to": str(periods.dates[-1]),
        "find": "idle",
        "days_looked_at": len(periods.dates),
        "days": days,
        "warnings": warnings,
    }


def _of_one_day(site: Site, whole: Problem) -> Problem:
    """The problem with limits over a span as they are over a day."""
    limits = {battery.name: battery.max_cycles(1) for battery in site.batteries}
    return replace(
        whole, stores=tuple(replace(store, max_cycles=limits.get(store.name)) for store in whole.stores)
    )


def _day(whole: Problem, starts: Sequence[int], i: int) -> Problem:
    """A day alone: stores begin and end as the site file says."""
    ends = [store.final_mwh for store in whole.stores]
    initial = [store.initial_mwh for store in whole.stores]
    return window_of(whole, starts[i], starts[i + 1], initial_mwh=initial, ends=ends)


def _idle_row(settle: Settlement, problem: Problem, day: str, span: tuple[int, int]) -> IdleDayRow | None:
    """A row for a day on which nothing moved; None for any other."""
    answer = solve(problem)
    schedule = answer.schedule
    moved = float(schedule.charge_mwh.sum() + schedule.discharge_mwh.sum())
    if schedule.plant is not None:
        moved += float(sum(engine.power_mwh.sum() for engine in schedule.plant.engines))
    if moved > MOVED_MWH:
        return None
    if schedule.plant is not None:
        return {
            "date": day,
            "margin_gbp_per_mwh": None,
            "sentence": "no run gained: gbflex why --date says what one would have cost",
        }
    periods, energy = settle.setting.periods, settle.setting.series.get("energy_price")
    found = BatteryDay(
        problem,
        answer,
        best_trade(problem),
        None if energy is None else energy.values[slice(*span)],
        [clock_text(periods, at) for at in range(*span)],
    )
    figures = battery_figures(problem.stores[0].name, found)
    return {
        "date": day,
        "margin_gbp_per_mwh": figures["margin_gbp_per_mwh"],
        "sentence": idle_sentence(figures),
    }
