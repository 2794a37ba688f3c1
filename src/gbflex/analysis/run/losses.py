"""What each limit costs the asset: the same span solved again without it, one limit at a time.

Every row is the difference of two ledgers of full solutions under perfect foresight; in `foresight` and `triads`
the second plan knew less. For `red_band` the second price list is nobody's: there it is the difference of what
was planned. Rows do not add up: with one limit gone another binds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.losses import LossesAnswer, LossRow, RedBandPart
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.asset_causes import causes_warnings
from gbflex.analysis.run.backtest import Backtest, Settlement, backtest
from gbflex.analysis.run.not_served import not_served_warnings
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.triads_known import triad_loss
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.rates import band_names
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.cashflows.responsibility import Terms, terms_of
from gbflex.cashflows.shape import Offer, Setting
from gbflex.dispatch import Problem, solve
from gbflex.periods import Periods

__all__ = ["site_losses"]

Array = NDArray[np.float64]

DUOS_UNIT: Final = "duos_unit"
DEAREST_BANDS: Final = ("red", "super_red", "black")


def site_losses(
    site: Site,
    periods: Periods,
    ports: Ports,
    *,
    rule: PlanRule | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> LossesAnswer:
    """What foresight, limits and commitments cost, and what the red band is worth.

    Args:
        site: A site with a battery.
        periods: The span.
        ports: Where prices come from.
        rule: The rolling plan that perfect foresight is compared with.
        progress: Called with a sentence as each part begins.

    Returns:
        `rows[{cause, value_gbp, note}]`: what the asset would be worth more without the cause; for
        `red_band`, what it would be worth less if red cost what amber costs.

    Raises:
        InputError: The site has no battery.
    """
    site.battery_alone("a table of losses")
    rolling = PlanRule(mode="rolling") if rule is None else rule
    run = backtest(site, periods, ports, progress=progress)
    progress("Solving again without each limit")
    problem = run.with_asset.problem
    rows = [_foresight(site, periods, ports, run, rolling), triad_loss(run)]
    rows += [_without(cause, changed, run, note) for cause, changed, note in _relaxations(problem)]
    red = _red_half_hours(run.setting)
    rows.append(_red_band(run, red))
    return {
        "site": site.name,
        "from": periods.first_date.isoformat(),
        "to": periods.last_date.isoformat(),
        "value_gbp": run.value_gbp,
        "rows": rows,
        "red_band": _coverage(run, red),
        **completeness(run.selection, run.setting, run.with_asset.flows),
        "warnings": [*setting_warnings(run.setting), *not_served_warnings(run), *causes_warnings(run)],
    }


def _foresight(site: Site, periods: Periods, ports: Ports, run: Backtest, rule: PlanRule) -> LossRow:
    note = f"perfect foresight minus a rolling plan ({rule.look_ahead_days} days ahead, forecast {rule.forecast})"
    sold = run.with_asset.problem.store
    if sold is not None and sold.max_cycles is not None:
        return _row("foresight", None, "not computed: a cycle limit over the span cannot be kept window by window")
    achieved = backtest(site, periods, ports, rule=rule)
    lost = run.with_asset.ledger.total_gbp - achieved.with_asset.ledger.total_gbp
    return _row("foresight", lost, note)


def _relaxations(problem: Problem) -> list[tuple[str, Problem | None, str]]:
    """The problem without each limit, None where it has none."""
    store = problem.store
    assert store is not None  # noqa: S101 (the site has a battery)
    free = dataclasses.replace(store, max_cycles=None, max_cycles_per_day=None)
    always = dataclasses.replace(store, available_fraction=1.0)
    unlimited = dataclasses.replace(problem, import_limit_mwh=np.inf, export_limit_mwh=np.inf)
    limited = np.isfinite(problem.import_limit_mwh) or np.isfinite(problem.export_limit_mwh)
    return [
        (
            "cycles",
            problem.with_store(free) if store.has_cycle_limit else None,
            "without the cycle limits",
        ),
        (
            "connection",
            unlimited if limited else None,
            "without the import and export limits; exceeded capacity is planned and paid for",
        ),
        (
            "response",
            dataclasses.replace(problem, reserves=()) if problem.reserves else None,
            "without the response commitment; its own income is not counted",
        ),
        (
            "outages",
            problem.with_store(always) if np.any(store.available_fraction < np.float64(1)) else None,
            "with all power always available",
        ),
    ]


def _without(cause: str, changed: Problem | None, run: Backtest, note: str) -> LossRow:
    """What the ledger would gain, lines that are settled and not planned included."""
    if changed is None:
        return _row(cause, 0.0, "the site has no such limit")
    free = run.settlement.case(changed, solve(changed))
    return _row(cause, free.ledger.total_gbp - run.with_asset.ledger.total_gbp, note)


def _row(cause: str, value_gbp: float | None, note: str) -> LossRow:
    return {"cause": cause, "value_gbp": value_gbp, "note": note}


def _red_half_hours(setting: Setting) -> NDArray[np.bool_]:
    return np.isin(band_names(setting).astype(str), DEAREST_BANDS)


def _red_band(run: Backtest, red: NDArray[np.bool_]) -> LossRow:
    """Value now minus value if the dearest band cost what the next half-hour outside it costs."""
    if DUOS_UNIT not in run.settlement.offers or not red.any() or red.all():
        return _row("red_band", 0.0, "no red half-hours are priced in the span")
    if run.without_asset is None:
        return _row("red_band", None, "not defined: the site cannot be served without the battery")
    value = [
        solve(_at_amber_throughout(settle, red).problem(settle.setting, with_assets=with_assets)).objective_gbp
        for settle, with_assets in ((run.settlement, True), (run.alone, False))
    ]
    now = run.with_asset.answer.objective_gbp - run.without_asset.answer.objective_gbp
    return _row("red_band", now - (value[0] - value[1]), "value now minus value with red at the amber rate")


def _at_amber_throughout(settle: Settlement, red: NDArray[np.bool_]) -> Terms:
    offers = {**settle.offers, DUOS_UNIT: _at_amber(settle.offers[DUOS_UNIT], settle.setting, red)}
    return terms_of(settle.setting, offers.values())


def _at_amber(offer: Offer, setting: Setting, red: NDArray[np.bool_]) -> Offer:
    """The unit charge with each red half-hour at the rate of the nearest amber one, else the nearest other."""
    names = band_names(setting).astype(str)
    source = np.flatnonzero(names == "amber")
    if not len(source):
        source = np.flatnonzero(~red)
    wanted = np.flatnonzero(red)
    after = np.clip(np.searchsorted(source, wanted), 0, len(source) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(
        np.abs(source[after] - wanted) <= np.abs(source[before] - wanted), source[after], source[before]
    )
    prices = {}
    for flow, price in offer.gbp_per_mwh.items():
        changed = price.copy()
        changed[wanted] = price[nearest]
        prices[flow] = changed
    return dataclasses.replace(offer, gbp_per_mwh=prices)


def _coverage(run: Backtest, red: NDArray[np.bool_]) -> RedBandPart:
    """How much of the red-band demand the plan serves, and how much the battery could at most."""
    problem = run.with_asset.problem
    demand = float(problem.load_mwh[red].sum())
    if demand == 0:
        return {"demand_mwh": 0.0, "served_mwh": 0.0, "most_mwh": 0.0}
    nothing = np.zeros(len(problem))
    store = run.setting.site.batteries[0].store(run.setting.periods)
    only_red = dataclasses.replace(
        problem,
        stores=(store,),
        peaks=(),
        charge_gbp_per_mwh=nothing,
        load_gbp_per_mwh=red.astype(np.float64),
        export_gbp_per_mwh=nothing,
        constant_gbp=0.0,
    )
    return {
        "demand_mwh": demand,
        "served_mwh": float(run.with_asset.answer.schedule.delivered_mwh[red].sum()),
        "most_mwh": float(solve(only_red).schedule.delivered_mwh[red].sum()),
    }
