"""Which limit stands in the way of a trade: each is taken away, and the best trade is looked for again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gbflex.analysis.answers.shape import fixed
from gbflex.dispatch import Problem, Store
from gbflex.dispatch.trade import Trade, best_trade
from gbflex.errors import Infeasible

__all__ = ["in_the_way", "reasons_against"]


class _Without(NamedTuple):
    limit: str
    problem: Problem


def reasons_against(problem: Problem) -> list[str]:
    """Why no trade is possible: what must always be there, else each limit without which there would be one.

    Args:
        problem: One with a store and a plan, and without a trade.
    """
    found = _always_needed(problem)
    if found:
        return found
    found = [_without(limit, trade) for limit, trade in _freed(problem)]
    return found or ["no half-hour to use energy in follows one to charge in"]


def in_the_way(problem: Problem) -> list[str]:
    """The limits without each of which a trade would pay.

    Args:
        problem: One with a store, and without a trade that pays.
    """
    return [_without(limit, trade) for limit, trade in _freed(problem) if trade.pays]


def _without(limit: str, trade: Trade) -> str:
    margin = trade.margin_gbp_per_mwh
    would = f"gain {fixed(margin)}" if trade.pays else f"lose {fixed(-margin)}"
    return f"{limit} stands in the way: without it the best trade would {would} GBP for each MWh delivered"


def _always_needed(problem: Problem) -> list[str]:
    """What no relaxed limit could replace."""
    store = problem.store
    if store is None:
        return []
    found = []
    if store.charge_power_mw == 0 or store.discharge_power_mw == 0:
        found.append("the battery has no power in one direction")
    if not (problem.load_mwh.any() or np.any(problem.export_limit_mwh)):
        found.append("there is no load to serve and no export is allowed in any half-hour")
    if (problem.load_mwh >= problem.import_limit_mwh).all():
        found.append("the import limit leaves no room for charging in any half-hour")
    if store.max_cycles_per_day == 0:
        found.append("max_cycles_per_day is 0")
    if store.max_cycles == 0:
        found.append("the limit of cycles a year or of throughput is 0")
    return found


def _freed(problem: Problem) -> Iterator[tuple[str, Trade]]:
    for limit, without in _relaxed(problem):
        try:
            trade = best_trade(without)
        except Infeasible:
            continue
        if trade is not None:
            yield limit, trade


def _relaxed(problem: Problem) -> Iterator[_Without]:
    """The problem without each limit that it has."""
    store = problem.store
    assert store is not None  # noqa: S101 (a break-even is for a battery)
    if problem.reserve is not None:
        yield _Without(problem.reserve.held_words, dataclasses.replace(problem, reserves=()))
    if np.any(store.available_fraction < np.float64(1)):
        always = dataclasses.replace(store, available_fraction=1.0)
        yield _Without("the outage", problem.with_store(always))
    if np.any(np.isfinite(problem.import_limit_mwh)):
        yield _Without("the import limit", dataclasses.replace(problem, import_limit_mwh=np.inf))
    if np.any(np.isfinite(problem.export_limit_mwh)):
        yield _Without("the export limit", dataclasses.replace(problem, export_limit_mwh=np.inf))
    if store.window_mwh != (0.0, store.energy_capacity_mwh):
        yield _Without("the lowest or highest state of charge", problem.with_store(_unbounded(store)))


def _unbounded(store: Store) -> Store:
    return dataclasses.replace(store, least_mwh=0.0, most_mwh=np.inf)
