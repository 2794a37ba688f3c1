"""The answer's physics: energy flows per step, and the state of charge at its end."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.money import dot
from gbflex.dispatch.problem.plant_flows import PlantFlows
from gbflex.dispatch.problem.problem import Problem

__all__ = [
    "MOVING_MWH",
    "ROUNDING_MWH",
    "Schedule",
    "StoreFlows",
    "idle_schedule",
    "metered",
    "schedule_of",
    "shown_mwh",
    "states_mwh",
]

Array = NDArray[np.float64]

ROUNDING_MWH: Final = 1e-9
"""An import below this is what is left of load minus discharge in binary fractions."""

MOVING_MWH: Final = 1e-9
"""A net flow of a step below this is no move."""

SHOWN_DECIMALS: Final = 6
"""Of a state in MWh: the tolerance that limits are kept to."""


def shown_mwh(states_mwh: Array) -> Array:
    """States as people read them: to the tolerance that limits are kept to, so that full is full and empty is 0.

    Example:
        >>> shown_mwh(np.array([5.000000000000117, -1e-13])).tolist()
        [5.0, 0.0]
    """
    # Adding 0 turns a negative zero into a plain one.
    return np.round(states_mwh, SHOWN_DECIMALS) + 0.0


@dataclass(frozen=True, eq=False)
class StoreFlows:
    """What a store does [MWh per step], non-negative, AC at the meter, each of shape (n,).

    Attributes:
        name: The store.
        charge_mwh: Into it.
        discharge_mwh: Out of it.
        state_of_charge_mwh: Energy in it at the end of each step.
        auxiliary_mwh: What its cooling and control take; None where nothing is taken.
    """

    name: str
    charge_mwh: Array
    discharge_mwh: Array
    state_of_charge_mwh: Array
    auxiliary_mwh: Array | None = None

    @property
    def given_mwh(self) -> Array:
        """What it gives behind the meter; negative takes [MWh], shape (n,)."""
        given = self.discharge_mwh - self.charge_mwh
        return given if self.auxiliary_mwh is None else given - self.auxiliary_mwh

    def first(self, steps: int) -> StoreFlows:
        """The same in the first steps."""
        return StoreFlows(
            self.name,
            self.charge_mwh[:steps],
            self.discharge_mwh[:steps],
            self.state_of_charge_mwh[:steps],
            None if self.auxiliary_mwh is None else self.auxiliary_mwh[:steps],
        )


@dataclass(frozen=True, eq=False)
class Schedule:
    """Energy flows of a site [MWh per step], all non-negative, AC at the meter, each of shape (n,).

    Attributes:
        stores: What each store does, in the problem's order.
        delivered_mwh: The part of what assets give that serves the load.
        import_mwh: Through the meter from the network.
        export_mwh: Through the meter to the network.
        reserves_mw: Reserve sold in each block of each product [MW], shape (blocks,) each.
        plant: What engines, boilers, the heat store and solar do; None where there are none.
    """

    stores: tuple[StoreFlows, ...]
    delivered_mwh: Array
    import_mwh: Array
    export_mwh: Array
    reserves_mw: tuple[Array, ...] = ()
    plant: PlantFlows | None = None

    @functools.cached_property
    def charge_mwh(self) -> Array:
        """Into all stores [MWh], shape (n,)."""
        return self._sum([store.charge_mwh for store in self.stores])

    @functools.cached_property
    def discharge_mwh(self) -> Array:
        """Out of all stores [MWh], shape (n,)."""
        return self._sum([store.discharge_mwh for store in self.stores])

    @functools.cached_property
    def state_of_charge_mwh(self) -> Array:
        """Energy in all stores at the end of each step [MWh], shape (n,)."""
        return self._sum([store.state_of_charge_mwh for store in self.stores])

    def _sum(self, parts: Sequence[Array]) -> Array:
        if not parts:
            return np.zeros(len(self.delivered_mwh))
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    @property
    def reserve_mw(self) -> Array | None:
        """Reserve sold in each block of the only product [MW], shape (blocks,); None where there is none."""
        if not self.reserves_mw:
            return None
        (held,) = self.reserves_mw
        return held

    @property
    def is_one_store(self) -> bool:
        """Whether nothing but one store moves: then what it charges is what assets draw."""
        alone = self.plant is None and len(self.stores) <= 1
        return alone and all(store.auxiliary_mwh is None for store in self.stores)

    def drawn_mwh(self, load_mwh: Array) -> Array:
        """What assets draw from the network [MWh], shape (n,): all of the charge where nothing else is made.

        Args:
            load_mwh: Demand [MWh], shape (n,).
        """
        if self.is_one_store:
            return self.charge_mwh
        drawn = self.import_mwh - (load_mwh - self.delivered_mwh)
        return np.where(drawn > ROUNDING_MWH, drawn, 0.0)

    def worth_gbp(self, problem: Problem) -> float:
        """What the schedule is worth under the problem's prices [GBP]."""
        flows = self._one_store_gbp(problem) if self.is_one_store else self._flows_gbp(problem)
        for reserve, held in zip(problem.reserves, self.reserves_mw, strict=True):
            flows += reserve.income_gbp(held, problem.hours)
        if problem.plant is not None and self.plant is not None:
            flows += self.plant.worth_gbp(problem.plant)
        for store, moved in zip(problem.stores, self.stores, strict=True):
            if store.water_value is not None:
                flows += store.end_worth_gbp(float(moved.state_of_charge_mwh[-1]))
        flows -= sum(peak.cost_gbp(self.import_mwh) for peak in problem.peaks)
        return float(flows + problem.constant_gbp)

    def _one_store_gbp(self, problem: Problem) -> float:
        return (
            dot(self.charge_mwh, problem.charging_gbp_per_mwh)
            + dot(self.delivered_mwh, problem.delivering_gbp_per_mwh)
            + dot(self.export_mwh, problem.exporting_gbp_per_mwh)
        )

    def _flows_gbp(self, problem: Problem) -> float:
        flows = (
            dot(self.drawn_mwh(problem.load_mwh), problem.charge_gbp_per_mwh)
            + dot(self.delivered_mwh, problem.load_gbp_per_mwh)
            + dot(self.export_mwh, problem.export_gbp_per_mwh)
        )
        for store, moved in zip(problem.stores, self.stores, strict=True):
            flows += float((moved.charge_mwh * store.charge_gbp_per_mwh).sum())
            flows += float((moved.discharge_mwh * store.discharge_gbp_per_mwh).sum())
        return flows

    def equivalent_full_cycles(self, problem: Problem) -> float:
        """Energy leaving the stores / their capacity; a store that only takes, as a load that waits, has none."""
        giving = [
            (store, moved)
            for store, moved in zip(problem.stores, self.stores, strict=True)
            if store.discharge_power_mw > 0 or len(self.stores) == 1
        ]
        if not giving:
            return 0.0
        leaving = sum(moved.discharge_mwh.sum() / store.discharge_efficiency for store, moved in giving)
        return float(leaving / sum(store.energy_capacity_mwh for store, _ in giving))

    def first(self, problem: Problem, steps: int) -> Schedule:
        """The same in the first steps.

        Args:
            problem: What it answers.
            steps: How many.
        """
        blocks = [int(reserve.block_index[steps - 1]) + 1 for reserve in problem.reserves]
        return Schedule(
            stores=tuple(store.first(steps) for store in self.stores),
            delivered_mwh=self.delivered_mwh[:steps],
            import_mwh=self.import_mwh[:steps],
            export_mwh=self.export_mwh[:steps],
            reserves_mw=tuple(held[:count] for held, count in zip(self.reserves_mw, blocks, strict=True)),
            plant=None if self.plant is None else self.plant.first(steps),
        )


def schedule_of(
    problem: Problem,
    *,
    charge_mwh: Array,
    delivered_mwh: Array,
    export_mwh: Array,
    reserve_mw: Array | None = None,
) -> Schedule:
    """The whole schedule that three decisions imply, for one store or none.

    Args:
        problem: The problem they answer.
        charge_mwh: Into the store [MWh], shape (n,).
        delivered_mwh: From the store to the load [MWh], shape (n,).
        export_mwh: From the store to the network [MWh], shape (n,).
        reserve_mw: Reserve sold [MW], shape (blocks,).
    """
    discharge = delivered_mwh + export_mwh
    imported = charge_mwh + problem.load_mwh - delivered_mwh
    store = problem.store
    moved = () if store is None else (_flows_of(store, problem.hours, charge_mwh, discharge),)
    return Schedule(
        stores=moved,
        delivered_mwh=delivered_mwh,
        import_mwh=np.where(np.abs(imported) > ROUNDING_MWH, imported, 0.0),
        export_mwh=export_mwh,
        reserves_mw=() if reserve_mw is None else (reserve_mw,),
    )


def _flows_of(store: Store, hours: float, charge_mwh: Array, discharge_mwh: Array) -> StoreFlows:
    auxiliary = store.auxiliary_mwh(charge_mwh, discharge_mwh, hours) if store.auxiliary_mw else None
    states = states_mwh(store, hours, charge_mwh, discharge_mwh)
    return StoreFlows(store.name, charge_mwh, discharge_mwh, states, auxiliary)


def metered(
    problem: Problem,
    moves: Sequence[tuple[Array, Array]],
    plant: PlantFlows | None,
    reserves_mw: tuple[Array, ...] = (),
) -> Schedule:
    """What assets do, netted behind the meter: they serve each other, then the load, then the network.

    Args:
        problem: What it answers.
        moves: Into and out of each store [MWh], shape (n,) each.
        plant: What the plant does.
        reserves_mw: Reserve sold in each block of each product [MW].
    """
    stores = tuple(
        _flows_of(store, problem.hours, *moved) for store, moved in zip(problem.stores, moves, strict=True)
    )
    given = np.zeros(len(problem)) if plant is None else plant.generated_mwh
    for store in stores:
        given = given + store.given_mwh
    given = np.where(np.abs(given) > ROUNDING_MWH, given, 0.0)
    delivered = np.minimum(np.maximum(given, 0.0), problem.load_mwh)
    export = np.maximum(given, 0.0) - delivered
    imported = problem.load_mwh - delivered + np.maximum(-given, 0.0)
    return Schedule(
        stores=stores,
        delivered_mwh=delivered,
        import_mwh=np.where(imported > ROUNDING_MWH, imported, 0.0),
        export_mwh=np.where(export > ROUNDING_MWH, export, 0.0),
        reserves_mw=reserves_mw,
        plant=plant,
    )


def states_mwh(store: Store | None, hours: float, charge_mwh: Array, discharge_mwh: Array) -> Array:
    """Energy in a store at the end of each step [MWh], shape (n,); nothing in none.

    Args:
        store: The store.
        hours: Length of a step [h].
        charge_mwh: Into it [MWh], shape (n,).
        discharge_mwh: Out of it [MWh], shape (n,).
    """
    if store is None:
        return np.zeros(len(charge_mwh))
    kept_fraction = store.kept_fraction(hours)
    change = store.charge_efficiency * charge_mwh - discharge_mwh / store.discharge_efficiency
    if kept_fraction == 1.0:
        return np.asarray(store.initial_mwh + np.cumsum(change))
    state, states = store.initial_mwh, []
    for moved in change.tolist():
        state = state * kept_fraction + moved
        states.append(state)
    return np.array(states)


def idle_schedule(problem: Problem) -> Schedule:
    """The schedule in which nothing moves that can rest; what auxiliary load takes is imported."""
    nothing = np.zeros(len(problem))
    held = tuple(np.full(reserve.blocks, reserve.levels_mw[0]) for reserve in problem.reserves)
    return metered(problem, [(nothing, nothing)] * len(problem.stores), None, held)
