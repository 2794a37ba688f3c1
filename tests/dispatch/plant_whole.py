"""A plant over several days as one program, written from the definitions: on and off are choices, runs told pair by pair.

What is not about being on or off is the oracle's; nothing is shared with the optimiser's own model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gbflex.dispatch import Problem
from gbflex.dispatch.problem.engine import Engine
from tests.dispatch.plant_oracle import Sum, _beside_engines, _Program

ENOUGH_SECONDS = 60.0


def best_as_one_program(problem: Problem) -> float | None:
    """Worth of the best plan [GBP]; None where there is none."""
    plant, n = problem.plant, len(problem)
    assert plant is not None
    program = _Program(whole=True)
    program.solver.setOptionValue("time_limit", ENOUGH_SECONDS)
    power: list[Sum] = [[] for _ in range(n)]
    heat: list[Sum] = [[] for _ in range(n)]
    for i in range(len(plant.engines)):
        _engine(program, problem, i, power, heat)
    _beside_engines(program, problem, power, heat)
    found = program.best()
    return None if found is None else found + problem.constant_gbp


def _engine(program: _Program, problem: Problem, i: int, power: list[Sum], heat: list[Sum]) -> None:
    plant, n, hours = problem.plant, len(problem), problem.hours
    assert plant is not None
    engine, worth, available = plant.engines[i], plant.engine_worths[i], plant.engine_available[i]
    out = [share * engine.max_power_mw < engine.min_power_mw - 1e-9 for share in available]
    on = [program.choice() for _ in range(n)]
    outputs: list[Sum] = []
    starts: list[Sum] = [[] for _ in range(int(problem.day_index.max()) + 1)]
    for step in range(n):
        started = program.column(1.0, float(worth.start_gbp[step]))
        starts[int(problem.day_index[step])].append((1.0, started))
        terms, before = _before(on, step, engine)
        program.row([(1.0, on[step]), *terms, (-1.0, started)], -math.inf, before)
        if out[step]:
            program.row([(1.0, on[step])], 0.0, 0.0)
        outputs.append(_output(program, problem, i, step, on[step], power, heat))
    if engine.max_starts_per_day is not None:
        for day in starts:
            program.row(day, 0.0, float(engine.max_starts_per_day))
    _runs(program, engine, on, out, hours)
    _ramps(program, engine, on, available, outputs, hours)


def _before(on: Sequence[int], step: int, engine: Engine) -> tuple[Sum, float]:
    """On in the step before, with a minus sign: as terms, or as a number on the other side."""
    return ([(-1.0, on[step - 1])], 0.0) if step else ([], float(engine.start.on))


def _output(
    program: _Program, problem: Problem, i: int, step: int, on: int, power: list[Sum], heat: list[Sum]
) -> Sum:
    plant, hours = problem.plant, problem.hours
    assert plant is not None
    engine, worth = plant.engines[i], plant.engine_worths[i]
    shares, output = [], []
    for made, burnt, given in zip(engine.power_mw, engine.fuel_mw, engine.heat_mw, strict=True):
        gain = made * worth.power_gbp_per_mwh[step] + burnt * worth.fuel_gbp_per_mwh[step]
        share = program.column(1.0, float(gain + given * worth.heat_gbp_per_mwh[step]) * hours)
        shares.append(share)
        output.append((made, share))
        power[step].append((made * hours, share))
        heat[step].append((given * hours, share))
    program.row([*((1.0, share) for share in shares), (-1.0, on)], 0.0, 0.0)
    program.row(output, 0.0, float(plant.engine_available[i][step]) * engine.max_power_mw)
    if len(shares) > 2:
        stretches = [program.choice() for _ in shares[1:]]
        program.row([*((1.0, stretch) for stretch in stretches), (-1.0, on)], 0.0, 0.0)
        for j, share in enumerate(shares):
            beside = [stretches[k] for k in (j - 1, j) if 0 <= k < len(stretches)]
            program.row([(1.0, share), *((-1.0, stretch) for stretch in beside)], -math.inf, 0.0)
    return output


def _runs(program: _Program, engine: Engine, on: Sequence[int], out: Sequence[bool], hours: float) -> None:
    """Who starts is on, and who stops is off, in every step within the shortest run or stop."""
    n = len(on)
    for step in range(n):
        terms, before = _before(on, step, engine)
        for later in range(step + 1, min(step + math.ceil(engine.min_up_hours / hours - 1e-9), n)):
            if any(out[step : later + 1]):
                break
            program.row([(1.0, on[step]), *terms, (-1.0, on[later])], -math.inf, before)
        for later in range(step + 1, min(step + math.ceil(engine.min_down_hours / hours - 1e-9), n)):
            program.row([(1.0, on[step]), *terms, (-1.0, on[later])], before - 1.0, math.inf)
    shortest = engine.min_up_hours if engine.start.on else engine.min_down_hours
    for step in range(n):
        if engine.start.hours + step * hours >= shortest - 1e-9:
            break
        if engine.start.on and out[step]:
            break
        program.row([(1.0, on[step])], float(engine.start.on), float(engine.start.on))


def _ramps(
    program: _Program,
    engine: Engine,
    on: Sequence[int],
    available: Sequence[float],
    outputs: Sequence[Sum],
    hours: float,
) -> None:
    ramp = engine.ramp_mw_per_hour * hours
    if math.isinf(ramp):
        return
    jump = max(engine.min_power_mw, ramp)
    for step, output in enumerate(outputs):
        earlier = [(-value, column) for value, column in outputs[step - 1]] if step else []
        fixed = 0.0 if step else engine.start.power_mw * engine.start.on
        terms, before = _before(on, step, engine)
        raised = [((jump - ramp) * -value, column) for value, column in terms]
        program.row([*output, *earlier, *raised], -math.inf, fixed + jump - (jump - ramp) * before)
        if available[step] >= 1:
            program.row([*output, *earlier, (ramp - jump, on[step])], fixed - jump, math.inf)
