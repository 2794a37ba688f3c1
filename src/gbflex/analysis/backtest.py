"""Is the asset worth running? Plan, dispatch, settle, and the same again without it.

Mode `perfect` plans on the prices that came true: a benchmark, named so. The value of an asset is always
the difference of two complete ledgers over the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gbflex.analysis.ports import Ports
from gbflex.analysis.setting import setting_of
from gbflex.analysis.settled import settled
from gbflex.assets.site import Site
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.responsibility import offtaker_flows, owner_flows, terms_of
from gbflex.cashflows.selection import Selection, select_lines
from gbflex.cashflows.shape import CashFlow, Offer, Setting
from gbflex.dispatch import Answer, Problem, solve
from gbflex.errors import Infeasible, InputError
from gbflex.periods import Periods

__all__ = ["Backtest", "Case", "Mode", "backtest"]

Mode = Literal["perfect"]


@dataclass(frozen=True, eq=False)
class Case:
    """One dispatch, settled.

    Attributes:
        problem: What the optimiser was asked.
        answer: What it answered.
        ledger: The owner's rows.
        offtaker_ledger: The offtaker's rows; None where the site file does not say what it pays.
        planned_gbp_by_line: What each line's offer was worth on the schedule [GBP].
    """

    problem: Problem
    answer: Answer
    ledger: Ledger
    offtaker_ledger: Ledger | None
    planned_gbp_by_line: dict[str, float]

    @property
    def planned_gbp(self) -> float:
        """What all offers were worth on the schedule [GBP]."""
        return sum(self.planned_gbp_by_line.values())


@dataclass(frozen=True, eq=False)
class Backtest:
    """A site with its asset and without it.

    Attributes:
        mode: How the plan was made.
        setting: The site on its time axis, with input series.
        selection: Lines priced and left out; the same in both cases.
        with_asset: Dispatched.
        without_asset: The whole calculation again with nothing to dispatch.
    """

    mode: Mode
    setting: Setting
    selection: Selection
    with_asset: Case
    without_asset: Case

    @property
    def value_gbp(self) -> float:
        """What the asset is worth to its owner [GBP]."""
        return self.with_asset.ledger.total_gbp - self.without_asset.ledger.total_gbp

    @property
    def offtaker_value_gbp(self) -> float | None:
        """What it is worth to the offtaker [GBP]; None where the site file does not say."""
        with_asset, without_asset = self.with_asset.offtaker_ledger, self.without_asset.offtaker_ledger
        if with_asset is None or without_asset is None:
            return None
        return with_asset.total_gbp - without_asset.total_gbp


def backtest(
    site: Site,
    periods: Periods,
    ports: Ports,
    *,
    mode: Mode = "perfect",
    progress: Callable[[str], None] = lambda _: None,
) -> Backtest:
    """Dispatch a site over a span and settle it.

    Args:
        site: The site.
        periods: The span.
        ports: Where prices and files come from.
        mode: How the plan is made.
        progress: Called with a sentence once the inputs are complete and the work begins.

    Raises:
        InputError: No such mode.
        DataError: A price or a named charge is missing.
        DispatchError: No feasible or proven answer.
    """
    if mode != "perfect":
        raise InputError(f"there is no mode {mode!r}", where="--mode", available="perfect")
    setting = setting_of(site, periods, ports)
    selection = select_lines(setting)
    progress(f"Dispatching {site.name} over {len(periods):,} half-hours, with and without the asset")
    return Backtest(
        mode=mode,
        setting=setting,
        selection=selection,
        with_asset=_case(setting, selection.lines, with_assets=True),
        without_asset=_case(setting, selection.lines, with_assets=False),
    )


def _case(setting: Setting, lines: Iterable[CashFlow], *, with_assets: bool) -> Case:
    offers: dict[str, Offer] = {line.name: line.offer(setting) for line in lines}
    terms = terms_of(setting, offers.values())
    problem = terms.problem(setting, with_assets=with_assets)
    answer = _solved(problem, setting.periods, with_assets=with_assets)
    load_mwh = setting.series["demand"].values
    owner = owner_flows(terms, answer.schedule, load_mwh)
    offtaker = None
    if setting.site.ppa is not None and setting.site.ppa.obligation == "must_supply":
        offtaker = settled(lines, offtaker_flows(setting.site, answer.schedule, load_mwh), setting)
    return Case(
        problem=problem,
        answer=answer,
        ledger=settled(lines, owner, setting),
        offtaker_ledger=offtaker,
        planned_gbp_by_line={name: offer.planned_gbp(owner) for name, offer in offers.items()},
    )


def _solved(problem: Problem, periods: Periods, *, with_assets: bool) -> Answer:
    try:
        return solve(problem)
    except Infeasible as error:
        case = "" if with_assets else "without the asset, "
        half_hour = "" if error.step is None else f" ({periods.describe(np.array([error.step]))})"
        raise Infeasible(
            f"{case}{error.what}{half_hour}", available=error.available, next_step=error.next_step
        ) from None
