"""The benchmark's peers agree with each other and with us, so none is a straw man."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.contest import Contest, Row, Taken, interleaved
from benchmarks.reference import market_prices, problem_of, year_prices
from benchmarks.targets import target_lines
from gbflex.dispatch import solve
from peers.highs_answers import PeerAnswer
from peers.highs_windows import rolling
from peers.highs_year import many_lp_warm, response_milp, year_lp, year_milp
from peers.problem import Array, Battery, worst_violation_mwh, worth_gbp

BATTERY = Battery(2.5, 5.0, 0.94, 0.91, 1.5, 3.0)
STEPS = 200


def near(value: object) -> object:
    """Equal to a relative 1e-9."""
    return pytest.approx(value, rel=1e-9, abs=1e-6)


def prices(seed: int = 3, steps: int = STEPS) -> tuple[Array, Array]:
    """Buying and selling prices of shape (steps,), a quarter in deeply negative runs so that burning pays."""
    draw = np.random.default_rng(seed)
    market = draw.normal(70.0, 40.0, steps) - 250.0 * np.repeat(draw.random(steps // 8) < 1 / 4, 8)
    return market + draw.choice([3.38, 7.57, 51.37], steps), market - 3.0


def both_ways(answer: PeerAnswer) -> int:
    """In how many steps a schedule charges and discharges."""
    return int(((answer.charge_mwh > 1e-6) & (answer.discharge_mwh > 1e-6)).sum())


def holds(answer: PeerAnswer) -> None:
    """The schedule keeps the battery's limits and earns what the peer says."""
    buy, sell = prices()
    assert worst_violation_mwh(BATTERY, answer.charge_mwh, answer.discharge_mwh) < 1e-6
    assert worth_gbp(buy, sell, answer.charge_mwh, answer.discharge_mwh) == near(answer.objective_gbp)


def test_the_lp_is_the_same_with_and_without_charge_columns_and_presolve() -> None:
    """Proves: the compact LP is the usual one. If broken: a peer solves another problem."""
    buy, sell = prices()
    answers = [
        year_lp(BATTERY, buy, sell, presolve=presolve, charge_column=column)
        for presolve in (True, False)
        for column in (True, False)
    ]
    for answer in answers:
        holds(answer)
        assert answer.objective_gbp == near(answers[0].objective_gbp)
    assert both_ways(answers[0]) > 0


def test_binaries_where_burning_pays_are_as_exact_as_binaries_everywhere() -> None:
    """Proves: few binaries suffice. If broken: the fast peer is not exact."""
    buy, sell = prices()
    everywhere = year_milp(BATTERY, buy, sell, binaries="all", gap=0.0)
    selected = year_milp(BATTERY, buy, sell, binaries="burning", gap=0.0)
    for answer in (everywhere, selected):
        holds(answer)
        assert both_ways(answer) == 0
        assert answer.bound_gbp == pytest.approx(answer.objective_gbp, rel=1e-6)
    assert selected.objective_gbp == near(everywhere.objective_gbp)
    assert 0 < selected.binaries < everywhere.binaries == STEPS
    assert selected.objective_gbp < year_lp(BATTERY, buy, sell).objective_gbp - 1.0


def test_one_window_over_everything_is_the_year() -> None:
    """Proves: windows are parts of the year. If broken: the rolling peer plans something else."""
    buy, sell = prices()
    whole = {"look_ahead_steps": STEPS, "commit_steps": STEPS}
    rolled = rolling(BATTERY, buy, sell, exact=False, **whole)
    assert rolled.objective_gbp == near(year_lp(BATTERY, buy, sell).objective_gbp)
    exact = rolling(BATTERY, buy, sell, exact=True, **whole)
    assert exact.objective_gbp == near(year_milp(BATTERY, buy, sell, gap=0.0).objective_gbp)


@pytest.mark.parametrize("exact", [False, True])
def test_warm_windows_are_cold_windows(exact: bool) -> None:
    """Proves: a kept basis changes no answer. If broken: the warm peer drifts from the cold one."""
    buy, sell = prices()
    warm = rolling(BATTERY, buy, sell, exact=exact)
    state, charge, discharge = BATTERY.initial_mwh, [], []
    for first in range(0, STEPS, 48):
        battery = Battery(2.5, 5.0, 0.94, 0.91, state, 3.0)
        seen = slice(first, min(first + 96, STEPS))
        solve = (
            year_milp(battery, buy[seen], sell[seen], gap=0.0)
            if exact
            else year_lp(battery, buy[seen], sell[seen], charge_column=True)
        )
        charge.append(solve.charge_mwh[:48])
        discharge.append(solve.discharge_mwh[:48])
        state += 0.94 * charge[-1].sum() - discharge[-1].sum() / 0.91
    cold = worth_gbp(buy, sell, np.concatenate(charge), np.concatenate(discharge))
    holds(warm)
    assert warm.objective_gbp == near(cold)
    assert both_ways(warm) == 0 or not exact


def test_many_warm_problems_are_the_single_ones() -> None:
    """Proves: changed costs are new problems. If broken: a site's worth is another's."""
    drawn = [prices(seed) for seed in range(5)]
    buy, sell = np.stack([pair[0] for pair in drawn]), np.stack([pair[1] for pair in drawn])
    singly = [year_lp(BATTERY, *pair).objective_gbp for pair in drawn]
    assert many_lp_warm(BATTERY, buy, sell).objective_gbp == near(singly)


def test_response_keeps_its_power_and_energy() -> None:
    """Proves: the response peer keeps its limits. If broken: it holds power it cannot deliver."""
    buy, sell = prices()
    block, paid = np.arange(STEPS) // 8, np.linspace(2.0, 40.0, STEPS // 8)
    every = response_milp(BATTERY, buy, sell, block, paid, gap=0.0)
    selected = response_milp(BATTERY, buy, sell, block, paid, gap=0.0, binaries="burning")
    assert selected.objective_gbp == near(every.objective_gbp)
    assert both_ways(every) == 0
    for answer in (every, selected):
        held = answer.response_mw[block]
        state = BATTERY.initial_mwh + np.cumsum(0.94 * answer.charge_mwh - answer.discharge_mwh / 0.91)
        before = np.concatenate(([BATTERY.initial_mwh], state[:-1]))
        for level in (state, before):
            assert (held * 0.5 / 0.91 <= level + 1e-6).all()
            assert (level <= 5.0 - held * 0.5 * 0.94 + 1e-6).all()
        assert (answer.charge_mwh + held / 2 <= 1.25 + 1e-6).all()
        assert (answer.discharge_mwh + held / 2 <= 1.25 + 1e-6).all()
        traded = worth_gbp(buy, sell, answer.charge_mwh, answer.discharge_mwh)
        assert traded + 4.0 * paid @ answer.response_mw == near(answer.objective_gbp)
    assert every.response_mw == pytest.approx(every.response_mw.round(), abs=1e-6)
    assert every.response_mw.max() > 0.5


def test_no_response_paid_is_the_year() -> None:
    """Proves: response adds nothing by itself. If broken: an unpaid product moves the worth."""
    buy, sell = prices()
    block, unpaid = np.arange(STEPS) // 8, np.zeros(STEPS // 8)
    assert response_milp(BATTERY, buy, sell, block, unpaid, gap=0.0).objective_gbp == near(
        year_milp(BATTERY, buy, sell, gap=0.0).objective_gbp
    )


def test_the_reference_year_is_worth_what_the_peers_found() -> None:
    """Proves: the shipped sample gives the reference problem. If broken: 237,896.09 GBP exact, 237,904.06 LP move."""
    prices_of_year = year_prices()
    assert len(market_prices()) == 365 * 48
    for one_direction, worth in ((True, 237_896.094445), (False, 237_904.055735)):
        answer = solve(problem_of(*prices_of_year, one_direction=one_direction))
        assert answer.objective_gbp == pytest.approx(worth, abs=1e-4)


def test_a_row_has_the_keys_that_readers_know_and_medians() -> None:
    """Proves: the contract of build/bench.json. If broken: a ratio upside down, or a key that readers miss."""
    ours = iter([9.0, 2.0, 1.0, 3.0])
    contest = Contest(
        "lp-year",
        "a year",
        lambda: Taken(next(ours), 5.0),
        "peer",
        lambda: Taken(200.0, 5.0, 5.0, note="slow"),
        peer_rounds=1,
    )
    (row,) = interleaved([contest], rounds=3)
    assert row.as_json() == {
        "id": "lp-year",
        "what": "a year; slow",
        "ours_seconds": 2.0,
        "peer": "peer",
        "peer_seconds": 200.0,
        "ratio": 100.0,
        "ours_objective": 5.0,
        "peer_objective": 5.0,
    }
    (line,) = target_lines([row])
    assert line.endswith("yes")


def test_a_peer_that_proves_something_else_is_refused() -> None:
    """Proves: two different problems are not raced. If broken: a ratio of nothing."""
    contest = Contest("x", "x", lambda: Taken(1.0, 5.0), "peer", lambda: Taken(1.0, 3.0, 4.0))
    with pytest.raises(ValueError, match="outside the peer's"):
        interleaved([contest], rounds=1)


def test_a_row_without_a_peer_has_no_ratio() -> None:
    """Proves: nothing is made up. If broken: 0 where there is no peer."""
    seen = Row("x", "x", Taken(1.0)).as_json()
    assert [seen[key] for key in ("peer", "peer_seconds", "ratio", "peer_objective")] == [None] * 4
