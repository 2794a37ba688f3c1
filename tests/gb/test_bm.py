"""Accepted volumes by hand: market reference 3.2 and the synthetic cases of the system that gbflex replaces."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.gb.bm import Profile, accepted_volumes, overlaps
from tests.gb.bm_cases import by_pair, cash, pairs, profile

FLAT = profile((0, [(0, 0), (30, 0)]))
TWO = profile((1, [(0, 0), (5, 30), (20, 30), (25, 0)]), (2, [(10, 30), (15, -10), (25, -10), (30, 0)]))
THREE_PAIRS = pairs((1, 20), (2, 30), (-1, -50))
OFFERS, BIDS = {1: 100.0, 2: 150.0, -1: 50.0}, {1: 90.0, 2: 140.0, -1: 40.0}


def test_the_worked_example() -> None:
    """Proves: every pair to six decimals and 488.1944 GBP. If broken: 250 (net x price), 3,750 (best x all)."""
    volumes = accepted_volumes(FLAT, TWO, THREE_PAIRS)
    found = by_pair(volumes)
    assert found[1] == pytest.approx((7.222222, -3.611111), abs=5e-7)
    assert found[2] == pytest.approx((2.777778, -1.701389), abs=5e-7)
    assert found[-1] == pytest.approx((0, -2.1875), abs=5e-7)
    total = cash(volumes, OFFERS, BIDS)
    assert total == pytest.approx(488.1944, abs=5e-5)
    assert total * 0.99 == pytest.approx(483.3125, abs=5e-5)
    assert cash(volumes, OFFERS, BIDS | {-1: -20.0}) == pytest.approx(619.4444, abs=5e-5)
    assert not len(volumes.unallocated.mwh)


def test_the_number_decides_not_the_time_of_the_rows() -> None:
    """Proves: shuffled rows give the same, swapped numbers do not. If broken: order of the file."""
    order = np.array([5, 2, 0, 4, 1, 3])
    shuffled = Profile(*(column[order] for column in TWO))  # type: ignore[arg-type]  # the same columns
    assert by_pair(accepted_volumes(FLAT, shuffled, THREE_PAIRS)) == by_pair(
        accepted_volumes(FLAT, TWO, THREE_PAIRS)
    )
    swapped = TWO._replace(number=3 - TWO.number)
    assert cash(accepted_volumes(FLAT, swapped, THREE_PAIRS), OFFERS, BIDS) != pytest.approx(488.1944, abs=1)


def test_ramps_and_plateau() -> None:
    """Proves: 50 MW for 24 minutes with two ramps is 18.333 MWh and 2,200 GBP. If broken: 25 and -25 MWh."""
    accepted = profile((1, [(0, 0), (2, 50), (22, 50), (24, 0)]))
    volumes = accepted_volumes(FLAT, accepted, pairs((1, 50), (-1, -50)))
    assert by_pair(volumes)[1][0] == pytest.approx(18.333333, abs=5e-7)
    assert cash(volumes, {1: 120.0}, {1: 110.0}) == pytest.approx(2200)


def test_a_bid_is_paid_by_its_sign() -> None:
    """Proves: -15 MWh at -50 is +750 GBP, at +40 it is -600. If broken: dropped, or +600."""
    volumes = accepted_volumes(FLAT, profile((1, [(0, -30), (30, -30)])), pairs((1, 50), (-1, -50)))
    assert by_pair(volumes) == {-1: (0.0, -15.0)}
    assert cash(volumes, {-1: 0.0}, {-1: -50.0}) == 750
    assert cash(volumes, {-1: 0.0}, {-1: 40.0}) == -600


def test_a_defensive_pair_that_is_not_used_moves_nothing() -> None:
    """Proves: 20 MW over 80 and 300 is 1,900 GBP beside a pair at 2,000. If broken: the mean of all, 793 GBP/MWh."""
    volumes = accepted_volumes(FLAT, profile((1, [(0, 20), (30, 20)])), pairs((1, 10), (2, 10), (3, 30)))
    assert cash(volumes, {1: 80.0, 2: 300.0, 3: 2000.0}, {}.fromkeys((1, 2, 3), 0.0)) == 1900


def test_a_wind_unit_taken_down_without_ramps() -> None:
    """Proves: 96 to 40 MW is -28 MWh a half-hour. If broken: a discharge, or 56 each."""
    volumes = accepted_volumes(
        profile((0, [(0, 96), (60, 96)])), profile((1, [(0, 40), (60, 40)])), pairs((-1, -96), end=60)
    )
    assert volumes.half_hour.tolist() == [0, 1]
    assert volumes.bid_mwh.tolist() == [-28.0, -28.0]


def test_the_second_of_two_is_measured_from_the_first() -> None:
    """Proves: 20 MW, then 50 MW over it: 10 and 15 MWh, not 10 and 25. If broken: the same energy twice."""
    accepted = profile((1, [(0, 20), (30, 20)]), (2, [(0, 50), (30, 50)]))
    volumes = accepted_volumes(FLAT, accepted, pairs((1, 50)))
    assert dict(zip(volumes.number.tolist(), volumes.offer_mwh.tolist(), strict=True)) == {1: 10.0, 2: 15.0}


def test_an_acceptance_over_the_half_hour_is_split() -> None:
    """Proves: minutes 25 to 35 at 60 MW: 5 MWh in each half-hour. If broken: 10 in the first."""
    volumes = accepted_volumes(
        profile((0, [(0, 0), (60, 0)])), profile((1, [(25, 60), (35, 60)])), pairs((1, 60), end=60)
    )
    assert volumes.half_hour.tolist() == [0, 1]
    assert volumes.offer_mwh.tolist() == [5.0, 5.0]


def test_beyond_the_last_pair_it_is_extended_and_said() -> None:
    """Proves: 30 MW with 20 MW declared: 15 MWh, 5 of them beyond. If broken: 5 MWh lost."""
    volumes = accepted_volumes(FLAT, profile((1, [(0, 30), (30, 30)])), pairs((1, 20)))
    assert (volumes.offer_mwh.tolist(), volumes.beyond_mwh.tolist()) == ([15.0], [5.0])


def test_what_belongs_to_no_pair_is_named() -> None:
    """Proves: downwards without a negative pair, and without any notification: in `unallocated`. If broken: gone."""
    volumes = accepted_volumes(FLAT, profile((7, [(0, -30), (30, -30)])), pairs((1, 20)))
    assert not len(volumes.pair)
    assert (volumes.unallocated.number.tolist(), volumes.unallocated.mwh.tolist()) == ([7], [-15.0])
    silent = accepted_volumes(profile(), profile((7, [(0, 30), (30, 30)])), pairs((1, 50)))
    assert silent.unallocated.mwh.tolist() == [15.0]
    assert silent.unallocated.has_notification.tolist() == [False]


def test_widths_and_notifications_that_change_within_the_half_hour() -> None:
    """Proves: a notification that ramps 0 to 20, a pair that narrows from 20 to 10: what lies in each, exactly."""
    ramping = profile((0, [(0, 0), (30, 20)]))
    accepted = profile((1, [(0, 15), (30, 35)]))
    narrowing = pairs((1, 20), (2, 50))._replace(width_to=np.array([10.0, 50.0]))
    found = by_pair(accepted_volumes(ramping, accepted, narrowing))
    # 15 MW above throughout: pair 1 holds 15 until its width falls below 15 half-way, then its width.
    assert found[1][0] == pytest.approx((15 * 15 + (15 + 10) / 2 * 15) / 60)
    assert found[2][0] == pytest.approx(15 * 0.5 - found[1][0])


def test_nothing_in_is_nothing_out() -> None:
    """Proves: no acceptance, no rows; segments without length count nothing. If broken: an index error."""
    assert not len(accepted_volumes(FLAT, profile(), THREE_PAIRS).pair)
    assert not len(accepted_volumes(FLAT, profile((1, [(5, 0), (5, 30)])), THREE_PAIRS).pair)


def test_overlapping_segments_of_one_acceptance_are_found() -> None:
    """Proves: by acceptance, whatever order. If broken: one acceptance's end hides another's."""
    two = profile((1, [(0, 1), (10, 1)]), (2, [(5, 1), (15, 1)]), (1, [(8, 1), (12, 1)]))
    assert overlaps(two).tolist() == [2]


def test_where_the_new_level_crosses_the_old_one_both_are_paid() -> None:
    """Proves: 0 to 40 MW over a flat 20: 2.5 MWh undone at the bid, 2.5 offered. If broken: they net to nothing."""
    accepted = profile((1, [(0, 20), (30, 20)]), (2, [(0, 0), (30, 40)]))
    volumes = accepted_volumes(FLAT, accepted, pairs((1, 50)))
    second = volumes.number == 2
    assert volumes.offer_mwh[second].tolist() == [pytest.approx(2.5)]
    assert volumes.bid_mwh[second].tolist() == [pytest.approx(-2.5)]
    assert cash(volumes, {1: 100.0}, {1: 80.0}) == pytest.approx(1000 + 250 - 200)


def test_a_width_of_the_wrong_sign_moves_no_bound() -> None:
    """Proves: 30 MW over 20, -10 and 20 fill pair 1 and half of pair 3; downwards likewise.

    If broken: the pair between takes 10 MW from those beyond it, and 20 MW of pair 3 are accepted.
    """
    up = accepted_volumes(FLAT, profile((1, [(0, 30), (30, 30)])), pairs((1, 20), (2, -10), (3, 20)))
    assert by_pair(up) == {1: (10.0, 0.0), 3: (5.0, 0.0)}
    down = accepted_volumes(FLAT, profile((1, [(0, -30), (30, -30)])), pairs((-1, -20), (-2, 10), (-3, -20)))
    assert by_pair(down) == {-1: (0.0, -10.0), -3: (0.0, -5.0)}


def test_rows_come_by_half_hour_then_acceptance_then_pair() -> None:
    """Proves: an hour in two pairs has pairs 1, 2 of its first half-hour before those of its second.

    If broken: rows by pair first, half-hours 0, 1, 0, 1. No energy moves, and a reader who cuts them is misled.
    """
    hour = profile((0, [(0, 0), (60, 0)]))
    offered = pairs((2, 10), (1, 10), end=60)
    one = accepted_volumes(hour, profile((1, [(0, 20), (60, 20)])), offered)
    assert (one.half_hour.tolist(), one.pair.tolist()) == ([0, 0, 1, 1], [1, 2, 1, 2])
    two = accepted_volumes(hour, profile((7, [(0, 20), (60, 20)]), (9, [(0, 5), (60, 5)])), offered)
    assert two.half_hour.tolist() == [0] * 4 + [1] * 4
    assert two.number.tolist() == [7, 7, 9, 9] * 2
    assert two.pair.tolist() == [1, 2] * 4
    nowhere = accepted_volumes(hour, profile((7, [(0, 20), (60, 20)]), (9, [(0, 5), (60, 5)])), pairs((-1, -9)))
    assert nowhere.unallocated.half_hour.tolist() == [0, 0, 1, 1]
    assert nowhere.unallocated.number.tolist() == [7, 9, 7, 9]
