"""Plants of two to four steps solved by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Problem, Store, solve
from gbflex.dispatch.check import check, violations
from gbflex.dispatch.joint.heat_path import HeatPath
from gbflex.dispatch.joint.solve import solve_jointly
from gbflex.dispatch.problem.engine import Engine, EngineState, EngineWorth
from gbflex.dispatch.problem.plant import Boiler, Plant
from gbflex.dispatch.windows import Views, roll
from gbflex.errors import Infeasible, InputError, ScheduleRefused
from tests.dispatch.random_problems import random_problem

LEGACY = Engine("engine", (1.0, 5.0), (1 / 0.38, 5 / 0.38), (0.45 / 0.38, 5 * 0.45 / 0.38))


def problem(
    price: list[float],
    *,
    engine: Engine = LEGACY,
    heat_mw: float = 7.0,
    dump_mw: float = 0.0,
    start_gbp: float = 0.0,
    boilers: tuple[Boiler, ...] = (Boiler("boiler", 8.0, 0.9),),
    **changes: object,
) -> Problem:
    """Steps of an hour; 6 MW of load at a price, nothing for export, gas at 20 GBP/MWh."""
    n = len(price)
    flat = np.ones(n)
    plant = Plant(
        engines=(engine,),
        engine_worths=(EngineWorth(0 * flat, -20 * flat, 0 * flat, -start_gbp * flat),),
        engine_available=(flat,),
        boilers=boilers,
        boiler_fuel_gbp_per_mwh=tuple(-20 * flat for _ in boilers),
        heat_store=None,
        heat_load_mwh=heat_mw * flat,
        heat_dump_mw=dump_mw,
        solar_mwh=0 * flat,
    )
    worth = np.array(price)
    return Problem(
        hours=1.0,
        day_index=np.zeros(n, dtype=np.int64),
        load_mwh=6 * flat,
        charge_gbp_per_mwh=-worth,
        load_gbp_per_mwh=worth,
        export_gbp_per_mwh=0 * flat,
        plant=dataclasses.replace(plant, **changes),  # type: ignore[arg-type]
    )


def powers(asked: Problem) -> list[float]:
    flows = solve(asked).schedule.plant
    assert flows is not None
    return [round(float(power), 6) for power in flows.engines[0].power_mwh]


@pytest.mark.parametrize(
    ("below", "above", "heat_mw", "dump_mw", "efficiency"),
    [
        (26.31, 26.32, 7.0, 0.0, 0.90),
        (24.76, 24.78, 7.0, 0.0, 0.85),
        (52.63, 52.64, 0.0, np.inf, 0.90),
    ],
)
def test_it_runs_just_above_its_marginal_cost(
    below: float, above: float, heat_mw: float, dump_mw: float, efficiency: float
) -> None:
    """Proves: 26.316, 24.768 and 52.632 are where it begins to pay. If broken: it runs at a loss or stands idle."""
    asked = problem([below, above], heat_mw=heat_mw, dump_mw=dump_mw, boilers=(Boiler("boiler", 8.0, efficiency),))
    assert powers(asked) == [0.0, 5.0]


def test_a_start_is_paid_before_a_run_begins() -> None:
    """Proves: 5 MW x (30 - 26.316) = 18.42 GBP an hour against 30 GBP: two hours pay, one does not."""
    assert powers(problem([30.0, 10.0], start_gbp=30.0)) == [0.0, 0.0]
    assert powers(problem([30.0, 30.0], start_gbp=30.0)) == [5.0, 5.0]


def test_a_shortest_run_is_kept_through_a_cheap_hour() -> None:
    """Proves: the run goes on at minimum load where it must. If broken: it stops after one hour."""
    engine = dataclasses.replace(LEGACY, min_up_hours=3.0)
    assert powers(problem([100.0, 20.0, 20.0, 10.0], engine=engine)) == [5.0, 1.0, 1.0, 0.0]


def test_a_shortest_stop_is_kept() -> None:
    """Proves: one cheap hour is run through, since a stop would last two. If broken: it restarts at once."""
    engine = dataclasses.replace(LEGACY, min_down_hours=2.0, start=EngineState(True, power_mw=5.0))
    assert powers(problem([100.0, 0.0, 100.0], engine=engine)) == [5.0, 1.0, 5.0]


def test_ramps_hold_between_hours() -> None:
    """Proves: 2 MW an hour up from the minimum. If broken: full load at once."""
    engine = dataclasses.replace(LEGACY, ramp_mw_per_hour=2.0)
    assert powers(problem([100.0, 100.0, 100.0], engine=engine)) == [2.0, 4.0, 5.0]


def test_heat_that_nothing_takes_limits_the_load() -> None:
    """Proves: 3 MW of heat let it make 3 x 0.38 / 0.45 = 2.533 MW. If broken: heat vanishes."""
    assert powers(problem([150.0, 150.0], heat_mw=3.0)) == [2.533333, 2.533333]


def test_a_heat_store_lets_it_run_when_power_is_dear() -> None:
    """Proves: it runs in the dear hour and stores the heat of the cheap one. If broken: the store is not used."""
    tank = Store(5.0, 5.0, 10.0, 1.0, 1.0, 0.0, 0.0)
    asked = problem([150.0, 20.0], heat_mw=2.96, heat_store=tank)
    assert powers(asked)[0] == pytest.approx(5.0, abs=1e-3)


def test_two_directions_at_once_never_pay() -> None:
    """Proves: with export above import the meter still does one thing. If broken: it buys and sells the same MWh."""
    asked = dataclasses.replace(
        problem([10.0, 10.0]),
        export_gbp_per_mwh=np.full(2, 300.0),
        stores=(Store(3.0, 3.0, 6.0, 1.0, 1.0, 3.0, 3.0),),
    )
    schedule = solve(asked).schedule
    assert np.minimum(schedule.import_mwh, schedule.export_mwh).max() == 0.0


def test_a_battery_alone_is_worth_the_same_as_by_the_exact_algorithm() -> None:
    """Proves: the joint model and the exact engine agree. If broken: a CHP changes what a battery is worth."""
    compared = 0
    for seed in range(40):
        alone = random_problem(np.random.default_rng(seed), most_steps=24)
        if alone.store is None or alone.reserves or alone.store.water_value is not None:
            continue
        alone = dataclasses.replace(alone, one_direction=True)
        # In the joint model what the store's own flows are worth stands apart; here nothing is.
        with_plant = dataclasses.replace(
            alone,
            plant=Plant.nothing(len(alone)),
        )
        try:
            wanted = solve(alone).objective_gbp
        except Infeasible:
            with pytest.raises(Infeasible):
                solve_jointly(with_plant)
            continue
        assert solve_jointly(with_plant, relative_gap=0.0).objective_gbp == pytest.approx(wanted, abs=1e-5)
        compared += 1
    assert compared > 15


def test_windows_carry_runs_over() -> None:
    """Proves: a run begun in one window keeps its shortest length in the next. If broken: it stops at midnight."""
    engine = dataclasses.replace(LEGACY, min_up_hours=3.0)
    asked = problem([20.0, 100.0, 0.0, 0.0], engine=engine)
    views = Views.even(4, commit_steps=2, look_ahead_steps=2)
    flows = roll([asked], views).schedule.plant
    assert flows is not None
    assert flows.engines[0].power_mwh.round(6).tolist() == [0.0, 5.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("start_gbp", "on"), [(0.0, [True, False, True]), (300.0, [True, True, True]), (5000.0, [False, False, False])]
)
def test_the_path_starts_an_engine_only_where_that_pays(start_gbp: float, on: list[bool]) -> None:
    """Proves: the path follows its values: it stops where a second start is free, runs through where one costs 300,
    and stands where one costs 5,000. If broken: a start is a gain, and only the search puts it right.
    """
    asked = problem([100.0, 1.0, 100.0], start_gbp=start_gbp)
    path = HeatPath(asked).solved(np.zeros(3))
    assert path is not None
    assert path.on.ravel().tolist() == on
    assert solve(asked).schedule.plant.engines[0].on.tolist() == on  # type: ignore[union-attr]


def test_heat_above_all_sources_names_the_step_and_the_shortfall() -> None:
    """Proves: 14 MW against 8 + 5.921. If broken: 'infeasible' and nothing else."""
    asked = problem([100.0, 100.0], heat_mw=7.0)
    assert asked.plant is not None
    heat = np.array([7.0, 14.0])
    asked = dataclasses.replace(asked, plant=dataclasses.replace(asked.plant, heat_load_mwh=heat))
    with pytest.raises(
        Infeasible, match=r"heat demand is above all heat sources in 1 steps, in the first by 0\.0789"
    ) as found:
        solve(asked)
    assert found.value.step == 1


def test_the_least_that_is_short_counts_what_a_store_can_hold_for_it() -> None:
    """Proves: a boiler of 0.025 MW fills a store of 1 MWh over 40 hours; of the last hour's 2 MWh 1 MWh is short, less
    the 0.025 made in it. If broken: what is held is not free, and more is said to be short.
    """
    hours, heat_store = 41, Store(9.0, 9.0, 1.0, 1.0, 1.0, 0.0, None, name="tank")
    small = Boiler("boiler", 0.025, 0.9)
    heat = np.zeros(hours)
    heat[-1] = 2.0
    none: dict[str, object] = {"engines": (), "engine_worths": (), "engine_available": ()}
    with pytest.raises(Infeasible, match=r"heat demand cannot be met in 1 steps, in the first by 0\.975"):
        solve(problem([10.0] * hours, boilers=(small,), heat_store=heat_store, heat_load_mwh=heat, **none))


def test_heat_that_must_be_made_and_has_no_way_out_is_named() -> None:
    """Proves: a unit that must run and heat that nothing takes is explained. If broken: 'infeasible'."""
    engine = dataclasses.replace(LEGACY, min_up_hours=2.0, start=EngineState(True, 0.0, 1.0))
    with pytest.raises(Infeasible, match=r"heat that nothing takes in 2 steps, in the first by 1\.184211"):
        solve(problem([100.0, 100.0], engine=engine, heat_mw=0.0))


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("power_mwh", "largest load"),
        ("fuel_mwh", "fuel"),
        ("heat_mwh", "heat"),
        ("on", "smallest load"),
    ],
)
def test_a_fault_in_an_engine_is_refused_by_name(field: str, limit: str) -> None:
    """Proves: the check sees each fault. If broken: a wrong plan is settled."""
    asked = problem([100.0, 100.0])
    schedule = solve(asked).schedule
    assert schedule.plant is not None
    engine = schedule.plant.engines[0]
    changed = np.zeros(2, dtype=bool) if field == "on" else getattr(engine, field) + 0.01
    if field == "on":
        changed = np.array([True, True])
        engine = dataclasses.replace(engine, power_mwh=engine.power_mwh * 0)
    wrong = dataclasses.replace(engine, **{field: changed})
    plant = dataclasses.replace(schedule.plant, engines=(wrong,))
    with pytest.raises(ScheduleRefused, match=limit):
        check(asked, dataclasses.replace(schedule, plant=plant))


def test_a_plant_is_not_planned_with_what_it_cannot_share() -> None:
    """Proves: a relaxation beside a plant is refused. If broken: it is ignored."""
    with pytest.raises(InputError, match="for one store without a plant"):
        dataclasses.replace(problem([1.0, 1.0]), one_direction=False)


def test_heat_of_all_sources_in_half_an_hour() -> None:
    """Proves: 8 MW of boiler and 5.921 of engine are 6.96 MWh; with 0.1 of the engine left, below its least, 4.

    If broken: demand is called unmeetable that is met, or the other way round.
    """
    plant = problem([100.0, 100.0], engine_available=(np.array([1.0, 0.1]),)).whole_plant
    assert plant.most_heat_mwh(0.5).tolist() == pytest.approx([4.0 + 2.5 * 0.45 / 0.38, 4.0])


@pytest.mark.parametrize("heat_mw", [(-0.1, 1.0), (np.nan, 1.0)])
def test_an_engine_gives_no_heat_below_nothing(heat_mw: tuple[float, float]) -> None:
    """Proves: one number below 0, or none at all, is refused. If broken: an engine that cools is planned."""
    with pytest.raises(InputError, match="engine"):
        Engine("engine", (1.0, 5.0), (2.0, 10.0), heat_mw)


@pytest.mark.parametrize(("left", "refused"), [(0.2, True), (0.19, False)])
def test_a_run_is_cut_short_only_where_the_engine_is_out(left: float, refused: bool) -> None:
    """Proves: at 0.2 of 5 MW it can still run at its 1 MW, so a run of one hour of three is refused; at 0.19 it is out.

    If broken: a derated engine is switched on and off as if its shortest run did not count.
    """
    available = (np.array([1.0, left, 1.0, 1.0]),)
    free = problem([100.0, 1.0, 1.0, 1.0], engine_available=available)
    schedule = solve(free).schedule
    assert schedule.plant is not None
    assert schedule.plant.engines[0].on.tolist() == [True, False, False, False]
    held = problem(
        [100.0, 1.0, 1.0, 1.0],
        engine=dataclasses.replace(LEGACY, min_up_hours=3.0),
        engine_available=available,
    )
    assert any("shortest run" in broken.limit for broken in violations(held, schedule)) is refused
