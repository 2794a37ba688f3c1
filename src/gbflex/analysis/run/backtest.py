"""Is the asset worth running? Plan, dispatch, settle, and the same again without it.

How the plan is made is for `modes`; whatever it knew, it is settled on what came true. The value of an asset
is always the difference of two complete ledgers over the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from gbflex.analysis.ports import Ports
from gbflex.analysis.run.modes import Seen, Windows, planned
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.series.outlook import ForecastUse
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.settled import settled
from gbflex.assets.site import Site
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.responsibility import Terms, offtaker_flows, owner_flows, terms_of
from gbflex.cashflows.selection import Selection, select_lines
from gbflex.cashflows.shape import CashFlow, Flows, Offer, Setting
from gbflex.dispatch import Answer, Problem, Schedule, solve
from gbflex.dispatch.problem.unserved import Unserved, unserved
from gbflex.errors import Infeasible
from gbflex.periods import Periods

__all__ = ["Backtest", "Case", "Settlement", "backtest", "idle_case", "in_dates", "settlement_of"]

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Case:
    """One dispatch, settled.

    Attributes:
        problem: What the optimiser was asked.
        answer: What it answered.
        ledger: The owner's rows.
        offtaker_ledger: The offtaker's rows; None where the site file does not say what it pays.
        planned_gbp_by_line: What each line's offer was worth on the plan, at what was expected when it was made
            [GBP].
        flows: The owner's energy.
    """

    problem: Problem
    answer: Answer
    ledger: Ledger
    offtaker_ledger: Ledger | None
    planned_gbp_by_line: dict[str, float]
    flows: Flows

    @property
    def planned_gbp(self) -> float:
        """What all offers were worth on the plan [GBP]."""
        return sum(self.planned_gbp_by_line.values())


@dataclass(frozen=True, eq=False)
class Settlement:
    """What turns any schedule of a site into a case: the same lines on what came true.

    Attributes:
        setting: The site on its time axis.
        lines: The lines that are priced.
        offers: What each offers the optimiser.
        terms: The offers added up by flow.
    """

    setting: Setting
    lines: Sequence[CashFlow]
    offers: dict[str, Offer]
    terms: Terms

    def at(self, site: Site) -> Settlement:
        """The same lines, series and half-hours with another connection.

        Args:
            site: The site with other tariffs.
        """
        if site == self.setting.site:
            return self
        return _settlement(replace(self.setting, site=site), self.lines)

    def case(self, problem: Problem, answer: Answer, seen: Seen | None = None) -> Case:
        """A schedule, settled.

        Args:
            problem: What the optimiser was asked.
            answer: What it answered.
            seen: What was expected when it was planned; None where the plan knew what came true.
        """
        load_mwh = self.setting.series["demand"].values
        owner = owner_flows(self.terms, answer.schedule, load_mwh)
        offtaker = None
        ppa = self.setting.site.ppa
        if ppa is not None and ppa.obligation == "must_supply":
            flows = offtaker_flows(self.setting.site, answer.schedule, load_mwh)
            offtaker = settled(self.lines, flows, self.setting)
        return Case(
            problem=problem,
            answer=answer,
            ledger=settled(self.lines, owner, self.setting),
            offtaker_ledger=offtaker,
            planned_gbp_by_line=_planned_gbp(self.offers, owner)
            if seen is None
            else self._expected_gbp(seen, answer.schedule),
            flows=owner,
        )

    def _expected_gbp(self, seen: Seen, done: Schedule) -> dict[str, float]:
        """What each line's offer was worth on the plan, at what was expected [GBP]."""
        offers = {line.name: line.offer(seen.setting) for line in self.lines}
        terms = terms_of(seen.setting, offers.values())
        schedule = done if seen.schedule is None else seen.schedule
        load_mwh = self.setting.series["demand"].values
        if seen.schedule is not None:
            load_mwh = seen.setting.series["demand"].values
        return _planned_gbp(offers, owner_flows(terms, schedule, load_mwh))


def _planned_gbp(offers: Mapping[str, Offer], owner: Flows) -> dict[str, float]:
    return {name: offer.planned_gbp(owner) for name, offer in offers.items()}


@dataclass(frozen=True, eq=False)
class Backtest:
    """A site with its asset and without it.

    Attributes:
        rule: How the plan was made.
        setting: The site on its time axis, with input series.
        selection: Lines priced and left out; the same in both cases.
        with_asset: Dispatched.
        without_asset: The whole calculation again with nothing to dispatch and without what the site file says the
            asset causes; None where the site cannot be served without the asset.
        unserved: What could not be served without it.
        settlement: Settles any other schedule of the site.
        alone: Settles a schedule of the site without the asset.
        if_causing: As `without_asset`, had the asset caused the export meter; None where the site has none, or its
            file says whether it does.
        perfect: The same with perfect foresight, where the plan knew less.
        windows: What a rolling plan saw.
        forecasts: How each forecast was used, where the plan made any.
    """

    rule: PlanRule
    setting: Setting
    selection: Selection
    with_asset: Case
    without_asset: Case | None
    unserved: Unserved
    settlement: Settlement
    alone: Settlement
    if_causing: Case | None = None
    perfect: Case | None = None
    windows: Windows | None = None
    forecasts: tuple[ForecastUse, ...] = ()

    @property
    def value_gbp(self) -> float | None:
        """What the asset is worth to its owner [GBP]; None where the site cannot be served without it."""
        return self.value_over_gbp(self.without_asset)

    @property
    def offtaker_value_gbp(self) -> float | None:
        """What it is worth to the offtaker [GBP]; None where the site file does not say, or nothing compares."""
        return self.offtaker_value_over_gbp(self.without_asset)

    def value_over_gbp(self, without: Case | None) -> float | None:
        """The owner's ledger with the asset minus that of a case without it [GBP]; None where there is none.

        Args:
            without: The case.
        """
        return None if without is None else self.with_asset.ledger.total_gbp - without.ledger.total_gbp

    def offtaker_value_over_gbp(self, without: Case | None) -> float | None:
        """The same of the offtaker's ledgers [GBP].

        Args:
            without: The case.
        """
        with_asset = self.with_asset.offtaker_ledger
        alone = None if without is None else without.offtaker_ledger
        return None if with_asset is None or alone is None else with_asset.total_gbp - alone.total_gbp


def backtest(
    site: Site,
    periods: Periods,
    ports: Ports,
    *,
    rule: PlanRule | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Backtest:
    """Dispatch a site over a span and settle it.

    Args:
        site: The site.
        periods: The span.
        ports: Where prices and files come from.
        rule: How the plan is made; by default with perfect foresight.
        progress: Called with a sentence once the inputs are complete and the work begins.

    Raises:
        InputError: The mode does not fit the site.
        DataError: A price, a forecast or a named charge is missing.
        DispatchError: No feasible or proven answer.
    """
    rule = PlanRule() if rule is None else rule
    settle, selection = settlement_of(site, periods, ports)
    setting, terms = settle.setting, settle.terms
    progress(
        f"Dispatching {site.name} over {len(periods):,} half-hours, mode {rule.mode}, with and without the asset"
    )
    problem = terms.problem(setting, with_assets=True)
    plan = in_dates(setting, "", lambda: planned(rule, problem, setting, selection.lines, ports))
    alone = settle.at(site.without_what_assets_cause())
    missing = unserved(_with_nothing_to_choose(alone))
    without = None if missing.any else idle_case(alone)
    causing = site.if_assets_cause_export_meter()
    return Backtest(
        rule=rule,
        setting=setting,
        selection=selection,
        with_asset=settle.case(problem, plan.answer, plan.seen),
        without_asset=without,
        unserved=missing,
        perfect=None if plan.perfect is None else settle.case(problem, plan.perfect),
        windows=plan.windows,
        forecasts=() if plan.seen is None else plan.seen.forecasts,
        settlement=settle,
        alone=alone,
        if_causing=None
        if without is None or causing is None
        else idle_case(settle.at(causing.without_what_assets_cause())),
    )


def _with_nothing_to_choose(alone: Settlement) -> Problem:
    return alone.terms.problem(alone.setting, with_assets=False)


def idle_case(alone: Settlement) -> Case:
    """The whole calculation with nothing to dispatch.

    Args:
        alone: Settles the site without what its assets cause.

    Raises:
        Infeasible: The site cannot be served without its assets.
    """
    problem = _with_nothing_to_choose(alone)
    return alone.case(problem, in_dates(alone.setting, "without the asset, ", lambda: solve(problem)))


def settlement_of(site: Site, periods: Periods, ports: Ports) -> tuple[Settlement, Selection]:
    """A site on its time axis with the lines that are priced, and those that are not.

    Args:
        site: The site.
        periods: The span.
        ports: Where prices and files come from.
    """
    setting = setting_of(site, periods, ports)
    selection = select_lines(setting)
    return _settlement(setting, selection.lines), selection


def _settlement(setting: Setting, lines: Sequence[CashFlow]) -> Settlement:
    offers = {line.name: line.offer(setting) for line in lines}
    return Settlement(setting, lines, offers, terms_of(setting, offers.values()))


def in_dates(setting: Setting, case: str, work: Callable[[], Found]) -> Found:
    """What some work finds; impossible steps and days are named by their half-hours and dates.

    Args:
        setting: The site on its time axis.
        case: Which of the cases it is, as the beginning of a sentence.
        work: The work.
    """
    try:
        return work()
    except Infeasible as error:
        steps = error.steps or (() if error.step is None else (error.step,))
        at = f" ({setting.periods.describe(np.array(steps))})" if steps else ""
        conflicts = tuple(_dated(setting.periods, text) for text in error.conflicts)
        giving = f". Least to relax: {'; '.join(conflicts)}" if conflicts else ""
        raise Infeasible(
            f"{case}{_dated(setting.periods, error.what)}{at}{giving}",
            available=error.available,
            next_step=error.next_step,
            conflicts=conflicts,
        ) from None


def _dated(periods: Periods, text: str) -> str:
    """A sentence about steps or days with their half-hours or dates instead."""
    text = re.sub(r"step (\d+)", lambda found: periods.describe(np.array([int(found[1])])), text)
    return re.sub(r"day (\d+)", lambda found: str(periods.dates[int(found[1])]), text)
