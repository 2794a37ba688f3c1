"""The rule, the models on both engines, and sampling agree on random units."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bm.answers import (
    by_duckdb,
    by_google,
    by_sampling,
    by_the_rule,
    largest_difference,
)
from tests.bm.random_units import DAYS, Unit, random_unit

EXACT_MWH = 1e-9
SAMPLED_MWH = 1e-3
FEW, MANY = 25, 1000


def units(seed: int, count: int) -> list[Unit]:
    """Units of a day and a quarter."""
    dice = np.random.default_rng(seed)
    return [random_unit(dice, f"T_UNIT-{number}") for number in range(count)]


def compared(some: list[Unit]) -> tuple[int, float, float]:
    """How many energies there are, and how far the models and the sampling are from the rule [MWh]."""
    rule = by_the_rule(some)
    apart = largest_difference(rule, by_duckdb(some))
    by_hand = largest_difference(rule, by_sampling(some))
    assert apart < EXACT_MWH
    assert by_hand < SAMPLED_MWH
    return len(rule), apart, by_hand


def test_a_few_units() -> None:
    """Proves: one answer by half-hour, acceptance and pair. If broken: the SQL or the rule moves energy elsewhere."""
    some = units(1, FEW)
    assert {unit.day for unit in some} == set(DAYS)
    assert compared(some)[0] > FEW


@pytest.mark.slow
def test_many_units(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: the same on a thousand. If broken: a rare shape goes wrong."""
    found = [compared(units(seed, FEW)) for seed in range(2, 2 + MANY // FEW)]
    count, apart, by_hand = (
        sum(one[0] for one in found),
        max(one[1] for one in found),
        max(one[2] for one in found),
    )
    with capsys.disabled():
        print(f"\n{MANY} units, {count:,} energies: models {apart:.1e} MWh from the rule, sampling {by_hand:.1e}")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 20))])
def test_small_units_on_google(seed: int) -> None:
    """Proves: Google's reference executor says the same. If broken: BigQuery settles something else."""
    dice = np.random.default_rng(100 + seed)
    some = [random_unit(dice, f"T_UNIT-{number}", most_acceptances=3, hours=1.0) for number in range(3)]
    rule = by_the_rule(some)
    assert rule
    assert largest_difference(rule, by_google(some)) < EXACT_MWH


def test_the_generator_makes_what_is_hard() -> None:
    """Proves: overlaps, ramps, jumps, widths that change, spans over half-hours. If broken: the agreement is cheap."""
    some = units(1, FEW)
    accepted = [unit.acceptances for unit in some]
    assert any((one.level_from != one.level_to).any() for one in accepted)
    assert any((one.start // 1800 != (one.end - 1) // 1800).any() for one in accepted)
    assert any((unit.pairs.width_from != unit.pairs.width_to).any() for unit in some)
    kinds = {key[0] for key in by_the_rule(some)}
    assert kinds == {"offer", "bid", "beyond", "left"}
