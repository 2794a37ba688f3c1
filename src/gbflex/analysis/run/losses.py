"""What each limit costs the asset: the same span solved again without it, one limit at a time.

Every row is the difference of two ledgers of full solutions under perfect foresight; in `foresight` and `triads`
the second plan knew less. For `red_band` the second price list is nobody's: there it is the difference of what
was planned. The sign is `loss_rows`' own. Rows do not add up: with one limit gone another binds.
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
from gbflex.analysis.run.loss_rows import RED_BAND, loss_row, not_computed, not_there
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
from gbflex.errors import DispatchError, InputError, MissingPeriods
from gbflex.periods import Periods
from gbflex.progress import Step, part_of

__all__ = ["site_losses"]

Array = NDArray[np.float64]

DUOS_UNIT: Final = "duos_unit"
OPTION: Final = "--"
"""What the caller got wrong on the command line, an unknown forecast for example, is refused and not a row."""
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
        `rows[{cause, effect_gbp, reads, value_gbp, note}]`: what each cause does to the value of the asset; for
        `red_band`, against red at the amber rate.

    Raises:
        InputError: The site has no battery, or the rule names no forecast.
    """
    site.battery_alone("a table of losses")
    rolling = PlanRule(mode="rolling") if rule is None else rule
    # Shares of the time they take, roughly.
    run = backtest(site, periods, ports, progress=part_of(progress, 0.0, 0.2))
    progress(Step("Planning on a forecast", 0.2))
    rows = [_foresight(site, periods, ports, run, rolling), triad_loss(run)]
    limits = _relaxations(run.with_asset.problem)
    for number, (cause, changed, note) in enumerate(limits):
        progress(Step(f"Solving again without {cause}", 0.5 + 0.4 * number / len(limits)))
        rows.append(_without(cause, changed, run, note))
    progress(Step("Solving again with red at the rate of amber", 0.9))
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
    try:
        achieved = backtest(site, periods, ports, rule=rule)
    except (DispatchError, MissingPeriods) as error:
        return not_computed("foresight", error.what)
    except InputError as error:
        if error.where.startswith(OPTION):
            raise
        return not_computed("foresight", error.what)
    if achieved.value_gbp is not None:
        # A plan can lose more than there is to earn: then the row is larger than the value above the table.
        note = f"{note}, worth {achieved.value_gbp + 0.0:,.2f} GBP"
    return loss_row("foresight", achieved.with_asset.ledger.total_gbp - run.with_asset.ledger.total_gbp, note, run)


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
        return not_there(cause, "the site has no such limit")
    try:
        free = run.settlement.case(changed, solve(changed))
    except DispatchError as error:
        return not_computed(cause, f"{note}: {error.what}")
    return loss_row(cause, run.with_asset.ledger.total_gbp - free.ledger.total_gbp, note, run)


def _red_half_hours(setting: Setting) -> NDArray[np.bool_]:
    return np.isin(band_names(setting).astype(str), DEAREST_BANDS)


def _red_band(run: Backtest, red: NDArray[np.bool_]) -> LossRow:
    """Value now minus value if the dearest band cost what the next half-hour outside it costs."""
    for gap in run.selection.not_priced:
        if gap.line == DUOS_UNIT:
            return not_computed(
                RED_BAND, f"{DUOS_UNIT} is not priced from {gap.first} to {gap.last}: {gap.reason}"
            )
    if DUOS_UNIT not in run.settlement.offers:
        return not_there(RED_BAND, f"the site pays no {DUOS_UNIT}")
    if not red.any():
        return not_there(RED_BAND, "the span has no red half-hours")
    if red.all():
        return not_computed(RED_BAND, "the span has no half-hours outside the red band to compare with")
    if run.without_asset is None:
        return not_computed(RED_BAND, "the site cannot be served without the battery")
    value = [
        solve(_at_amber_throughout(settle, red).problem(settle.setting, with_assets=with_assets)).objective_gbp
        for settle, with_assets in ((run.settlement, True), (run.alone, False))
    ]
    now = run.with_asset.answer.objective_gbp - run.without_asset.answer.objective_gbp
    note = "value now minus value with red at the rate of the nearest amber half-hour, else of any other"
    return loss_row(RED_BAND, now - (value[0] - value[1]), note, run)


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
