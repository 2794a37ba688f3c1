"""Rows of the meter: what assets make and draw, the load behind it, its limits, and what its peaks cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.commitment import engine_terms
from gbflex.dispatch.joint.layout import Layout
from gbflex.dispatch.joint.stores import auxiliary_term
from gbflex.dispatch.linear.program import Rows, Term
from gbflex.dispatch.problem.problem import Problem

__all__ = ["PEAK", "POWER_BALANCE", "balance_power", "largest_export_mwh", "limit_meter", "price_peaks"]

Array = NDArray[np.float64]

POWER_BALANCE = "power balance"
PEAK = "largest import"


def balance_power(rows: Rows, layout: Layout, problem: Problem) -> None:
    """What assets make and draw is what they deliver, export, charge and take for themselves."""
    steps, hours = np.arange(len(problem)), problem.hours
    terms: list[Term] = [(layout["draw"], 1.0), (layout["deliver"], -1.0), (layout["export"], -1.0)]
    if "solar" in layout:
        terms.append((layout["solar"], 1.0))
    taken = np.zeros(len(problem))
    for i, store in enumerate(problem.stores):
        terms += [(layout["discharge", i], 1.0), (layout["charge", i], -1.0)]
        term = auxiliary_term(layout, i, store, hours)
        terms += [] if term is None else [term]
        taken += store.auxiliary_mw * hours * (store.auxiliary_when == "always")
    for i, engine in enumerate(problem.whole_plant.engines):
        terms += engine_terms(layout, i, engine.power_mw, hours)
    rows.add(POWER_BALANCE, steps, *terms, lower=taken, upper=taken)


def limit_meter(rows: Rows, layout: Layout, problem: Problem) -> None:
    """Import within its limit, one direction at the meter, the load before export."""
    room = np.broadcast_to(problem.import_limit_mwh - problem.load_mwh, len(problem))
    tight = np.flatnonzero(np.isfinite(room))
    terms: list[Term] = [(layout["deliver"][tight], -1.0), (layout["draw"][tight], 1.0)]
    rows.add("import limit", tight, *terms, lower=-np.inf, upper=room[tight])
    _draw_or_give(rows, layout, problem)
    steps, binary = np.flatnonzero(layout.wholes.exporting), layout["exporting"]
    most = largest_export_mwh(problem)[steps]
    rows.add(
        "load before export", steps, (layout["export"][steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0
    )
    served: list[Term] = [(layout["deliver"][steps], 1.0), (binary, -problem.load_mwh[steps])]
    rows.add("load before export", steps, *served, lower=0.0, upper=np.inf)


def largest_export_mwh(problem: Problem) -> Array:
    """Most that may leave through the meter in each step [MWh], shape (n,)."""
    plant = problem.whole_plant
    made = plant.solar_mwh + problem.discharge_limit_mwh
    made = made + sum(engine.max_power_mw for engine in plant.engines) * problem.hours
    return np.minimum(made, problem.export_limit_mwh)


def largest_draw_mwh(problem: Problem) -> Array:
    """Most that assets may draw from the network in each step [MWh], shape (n,)."""
    auxiliary = sum(store.auxiliary_mw for store in problem.stores) * problem.hours
    return problem.charge_limit_mwh + auxiliary


def _draw_or_give(rows: Rows, layout: Layout, problem: Problem) -> None:
    steps, binary = np.flatnonzero(layout.wholes.drawing), layout["drawing"]
    most = largest_draw_mwh(problem)[steps]
    rows.add("draw or give", steps, (layout["draw"][steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0)
    out: list[Term] = [(layout["deliver"][steps], 1.0), (layout["export"][steps], 1.0)]
    given = problem.load_mwh[steps] + largest_export_mwh(problem)[steps]
    rows.add("draw or give", steps, *out, (binary, given), lower=-np.inf, upper=given)


def price_peaks(rows: Rows, layout: Layout, problem: Problem) -> None:
    """The largest import of each group, and how far it is above what is free."""
    steps = np.arange(len(problem))
    for i, peak in enumerate(problem.binding_peaks):
        top, above = layout["top", i], layout["above", i]
        imported: list[Term] = [(layout["draw"], 1.0), (layout["deliver"], -1.0)]
        group = peak.group_index
        rows.add(PEAK, steps, *imported, (top[group], -1.0), lower=-np.inf, upper=-problem.load_mwh)
        groups = np.arange(len(top))
        rows.add(
            "free of the peak",
            groups,
            (top, 1.0),
            (above, -1.0),
            lower=-np.inf,
            upper=peak.free_mwh,
            counts="group",
        )
