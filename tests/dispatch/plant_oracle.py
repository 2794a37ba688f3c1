"""Brute force for small plants: every way to be on or off, and for each the best of what is left.

Written from the definitions, without the optimiser's own model: whether a way to be on or off is allowed is decided
on plain lists, and what is left is one small program for each way, with a choice for each direction and stretch of a
curve.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import highspy
import numpy as np

from gbflex.dispatch import Problem, Store
from gbflex.dispatch.problem.engine import Engine

Way = tuple[bool, ...]
Sum = list[tuple[float, int]]

BIG = 100.0


def best_by_brute_force(problem: Problem) -> float | None:
    """Worth of the best plan [GBP]; None where there is none."""
    plant = problem.plant
    assert plant is not None
    ways = [
        list(allowed_ways(engine, plant.engine_available[i], problem)) for i, engine in enumerate(plant.engines)
    ]
    best = None
    for chosen in itertools.product(*ways):
        if (bound := _worth(problem, chosen, whole=False)) is None or (best is not None and bound <= best):
            continue
        worth = _worth(problem, chosen, whole=True)
        if worth is not None and (best is None or worth > best):
            best = worth
    return best


def allowed_ways(engine: Engine, available: Sequence[float], problem: Problem) -> Iterator[Way]:
    """Every way for an engine to be on or off that keeps its runs, stops, starts and outages."""
    for way in itertools.product((False, True), repeat=len(available)):
        out = [share * engine.max_power_mw < engine.min_power_mw - 1e-9 for share in available]
        if not any(on and gone for on, gone in zip(way, out, strict=True)) and runs_kept(
            engine, list(way), problem.hours, problem.day_index.tolist(), out
        ):
            yield way


def runs_kept(engine: Engine, on: list[bool], hours: float, days: list[int], out: list[bool]) -> bool:
    """Whether an engine's runs and stops are long enough, and its starts few enough, told step by step."""
    now, lasted, starts = engine.start.on, engine.start.hours, [0] * (max(days) + 1)
    for step, wanted in enumerate(on):
        if wanted != now:
            shortest = engine.min_up_hours if now else engine.min_down_hours
            if lasted < shortest - 1e-9 and not (now and out[step]):
                return False
            starts[days[step]] += wanted
            now, lasted = wanted, 0.0
        lasted += hours
    return engine.max_starts_per_day is None or max(starts) <= engine.max_starts_per_day


class _Program:
    """Columns and rows of one small program, worth made as large as can be."""

    def __init__(self, *, whole: bool) -> None:
        self.solver = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("presolve", "off"),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
            ("primal_feasibility_tolerance", 1e-9),
            ("mip_feasibility_tolerance", 1e-9),
        ):
            self.solver.setOptionValue(option, value)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.whole = whole
        self.count = 0

    def column(self, most: float, worth: float = 0.0, least: float = 0.0) -> int:
        self.solver.addCol(worth, least, most, 0, np.array([], dtype=np.int32), np.array([]))
        self.count += 1
        return self.count - 1

    def choice(self) -> int:
        column = self.column(1.0)
        if self.whole:
            self.solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return column

    def row(self, terms: Sum, least: float, most: float) -> None:
        columns = np.array([column for _, column in terms], dtype=np.int32)
        self.solver.addRow(least, most, len(terms), columns, np.array([value for value, _ in terms]))

    def best(self) -> float | None:
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self.solver.getInfo().objective_function_value)


def _worth(
    problem: Problem, ways: Sequence[Way], *, whole: bool, held_mw: dict[tuple[int, int], float] | None = None
) -> float | None:
    plant, n, hours = problem.plant, len(problem), problem.hours
    assert plant is not None
    program = _Program(whole=whole)
    power: list[Sum] = [[] for _ in range(n)]
    heat: list[Sum] = [[] for _ in range(n)]
    started_gbp = 0.0
    for i, engine in enumerate(plant.engines):
        outputs = _engine(program, problem, i, ways[i], power, heat)
        for (which, step), given_mw in (held_mw or {}).items():
            if which == i and given_mw > 0:
                program.row(outputs[step], given_mw, given_mw)
        _ramps(program, engine, ways[i], plant.engine_available[i], outputs, hours)
        before = (engine.start.on, *ways[i][:-1])
        started_gbp += sum(
            float(plant.engine_worths[i].start_gbp[step])
            for step in range(n)
            if ways[i][step] and not before[step]
        )
    _beside_engines(program, problem, power, heat)
    found = program.best()
    return None if found is None else found + started_gbp + problem.constant_gbp


def _beside_engines(program: _Program, problem: Problem, power: list[Sum], heat: list[Sum]) -> None:
    """All that shares the meter and the heat with the engines, and the two balances."""
    plant, n = problem.plant, len(problem)
    assert plant is not None
    for step in range(n):
        _other_heat(program, problem, step, heat)
        sun = float(plant.solar_mwh[step])
        power[step].append((1.0, program.column(sun, least=0.0 if plant.solar_is_curtailable else sun)))
    if plant.heat_store is not None:
        _store(program, plant.heat_store, problem, heat, np.ones(n), (np.zeros(n), np.zeros(n)))
    for store in problem.stores:
        worths = tuple(
            np.broadcast_to(each, n) for each in (store.charge_gbp_per_mwh, store.discharge_gbp_per_mwh)
        )
        _store(program, store, problem, power, np.broadcast_to(store.available_fraction, n), worths)
    for step in range(n):
        program.row(heat[step], float(plant.heat_load_mwh[step]), float(plant.heat_load_mwh[step]))
        _meter(program, problem, step, power[step])


def _engine(program: _Program, problem: Problem, i: int, way: Way, power: list[Sum], heat: list[Sum]) -> list[Sum]:
    """Output of an engine in each step as a sum; a choice of stretch holds it on its curve."""
    plant, hours = problem.plant, problem.hours
    assert plant is not None
    engine, worth = plant.engines[i], plant.engine_worths[i]
    outputs: list[Sum] = []
    for step, on in enumerate(way):
        if not on:
            outputs.append([])
            continue
        shares, output = [], []
        for j in range(len(engine.power_mw)):
            gain = (
                engine.power_mw[j] * worth.power_gbp_per_mwh[step]
                + engine.fuel_mw[j] * worth.fuel_gbp_per_mwh[step]
            )
            gain += engine.heat_mw[j] * worth.heat_gbp_per_mwh[step]
            share = program.column(1.0, float(gain) * hours)
            shares.append(share)
            output.append((engine.power_mw[j], share))
            power[step].append((engine.power_mw[j] * hours, share))
            heat[step].append((engine.heat_mw[j] * hours, share))
        program.row([(1.0, share) for share in shares], 1.0, 1.0)
        program.row(output, 0.0, float(plant.engine_available[i][step]) * engine.max_power_mw)
        if len(shares) > 2:
            stretches = [program.choice() for _ in shares[1:]]
            program.row([(1.0, stretch) for stretch in stretches], 1.0, 1.0)
            for j, share in enumerate(shares):
                beside = [stretches[k] for k in (j - 1, j) if 0 <= k < len(stretches)]
                program.row([(1.0, share), *((-1.0, stretch) for stretch in beside)], -math.inf, 0.0)
        outputs.append(output)
    return outputs


def _ramps(
    program: _Program, engine: Engine, way: Way, available: Sequence[float], outputs: list[Sum], hours: float
) -> None:
    ramp = engine.ramp_mw_per_hour * hours
    if math.isinf(ramp):
        return
    jump = max(engine.min_power_mw, ramp)
    for step, on in enumerate(way):
        before_on = way[step - 1] if step else engine.start.on
        before = [(-value, column) for value, column in outputs[step - 1]] if step else []
        fixed = 0.0 if step else engine.start.power_mw * engine.start.on
        up = ramp if before_on else jump
        down = math.inf if available[step] < 1 else (ramp if on else jump)
        if outputs[step] or before:
            program.row([*outputs[step], *before], fixed - down, fixed + up)
        elif fixed > down + 1e-9:
            program.row([(1.0, program.column(0.0))], 1.0, 1.0)


def _other_heat(program: _Program, problem: Problem, step: int, heat: list[Sum]) -> None:
    plant = problem.plant
    assert plant is not None
    for boiler, fuel in zip(plant.boilers, plant.boiler_fuel_gbp_per_mwh, strict=True):
        worth = float(fuel[step]) / boiler.efficiency_gross_cv
        heat[step].append((1.0, program.column(boiler.heat_mw * problem.hours, worth)))
    heat[step].append((-1.0, program.column(plant.heat_dump_mw * problem.hours)))


def _store(
    program: _Program,
    store: Store,
    problem: Problem,
    balance: list[Sum],
    available: np.ndarray,
    worths: tuple[np.ndarray, np.ndarray],
) -> None:
    kept = (1 - store.self_discharge_per_hour) ** problem.hours
    before: Sum = []
    constant = store.initial_mwh * kept
    for step in range(len(problem)):
        most_in, most_out = (
            power * problem.hours * float(available[step])
            for power in (store.charge_power_mw, store.discharge_power_mw)
        )
        charge = program.column(most_in, float(worths[0][step]))
        discharge = program.column(most_out, float(worths[1][step]))
        last = step == len(problem) - 1 and store.final_mwh is not None
        low, high = (store.final_mwh, store.final_mwh) if last else (0.0, store.energy_capacity_mwh)
        state = program.column(float(high or 0.0), least=float(low or 0.0))
        change = [(-store.charge_efficiency, charge), (1 / store.discharge_efficiency, discharge)]
        program.row([(1.0, state), *change, *before], constant, constant)
        before, constant = [(-kept, state)], 0.0
        into = program.choice()
        program.row([(1.0, charge), (-most_in, into)], -math.inf, 0.0)
        program.row([(1.0, discharge), (most_out, into)], -math.inf, most_out)
        balance[step] += [(-1.0, charge), (1.0, discharge)]


def _meter(program: _Program, problem: Problem, step: int, power: Sum) -> None:
    """What assets give is delivered, then exported; what they lack is drawn: three states, one at a time."""
    load = float(problem.load_mwh[step])
    import_limit, export_limit = (
        float(np.broadcast_to(limit, len(problem))[step])
        for limit in (problem.import_limit_mwh, problem.export_limit_mwh)
    )
    draw = program.column(min(import_limit - load, BIG), float(problem.charge_gbp_per_mwh[step]), least=-BIG)
    program.solver.changeColBounds(draw, 0.0, BIG)
    deliver = program.column(load, float(problem.load_gbp_per_mwh[step]))
    export = program.column(min(export_limit, BIG), float(problem.export_gbp_per_mwh[step]))
    program.row([*power, (1.0, draw), (-1.0, deliver), (-1.0, export)], 0.0, 0.0)
    if not math.isinf(import_limit):
        program.row([(1.0, draw), (-1.0, deliver)], -math.inf, import_limit - load)
    drawing, exporting = program.choice(), program.choice()
    program.row([(1.0, draw), (-BIG, drawing)], -math.inf, 0.0)
    program.row([(1.0, deliver), (load, drawing)], -math.inf, load)
    program.row([(1.0, export), (-BIG, exporting)], -math.inf, 0.0)
    program.row([(1.0, deliver), (-load, exporting)], 0.0, math.inf)
    program.row([(1.0, drawing), (1.0, exporting)], 0.0, 1.0)


def best_held(
    problem: Problem, ways: Sequence[Sequence[Way]], held_mw: dict[tuple[int, int], float]
) -> float | None:
    """Worth of the best plan in which engines give some outputs, over some ways to be on or off [GBP].

    Args:
        problem: What is asked.
        ways: Of each engine, those that are tried.
        held_mw: Output by engine and step; 0 is off.
    """
    found = [
        _worth(problem, chosen, whole=True, held_mw=held_mw)
        for chosen in itertools.product(*ways)
        if all(chosen[i][step] == (power > 0) for (i, step), power in held_mw.items())
    ]
    return max((worth for worth in found if worth is not None), default=None)
