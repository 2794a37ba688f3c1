"""Outages, blocks of response and the limits that a site file gives a battery."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.assets.site import Site
from gbflex.errors import InvalidSite
from gbflex.periods import Periods
from tests.factories import battery, make_site


def of(**changes: object) -> Site:
    return make_site(assets=[battery(**changes)])


def test_an_outage_over_midnight_is_a_window_of_the_clock() -> None:
    """Proves: 22:00 to 02:00 on a day of 46 half-hours is three hours, 01:00 does not exist. If broken: UTC, or the rest of the day."""
    periods = Periods.between("2024-03-31", "2024-03-31")
    site = of(outages=[{"from_local": "22:00", "to_local": "02:00", "available_fraction": 0.25}])
    share = site.batteries[0].store(periods).available_fraction
    assert np.flatnonzero(share == 0.25).tolist() == [0, 1, 42, 43, 44, 45]
    assert np.all(np.isin(share, [0.25, 1.0]))


def test_outages_are_inclusive_dates_and_the_worst_counts() -> None:
    """Proves: both dates are out, and where two overlap the lower share holds. If broken: the last day runs."""
    periods = Periods.between("2024-05-01", "2024-05-04")
    whole = {"from_date": "2024-05-02", "to_date": "2024-05-03"}
    half = {"from_date": "2024-05-03", "available_fraction": 0.5}
    share = of(outages=[whole, half]).batteries[0].store(periods).available_fraction
    assert [float(share[day * 48]) for day in range(4)] == [1.0, 0.0, 0.0, 0.5]


def test_response_blocks_are_efa_blocks() -> None:
    """Proves: blocks change at 03:00, 07:00 ... 23:00 of the clock, also when it changes. If broken: a block more at midnight."""
    periods = Periods.between("2024-03-30", "2024-04-01")
    reserve = of(response_commitment={"power_mw": 1.0}).batteries[0].reserve(periods)
    assert reserve is not None
    starts = np.flatnonzero(np.diff(reserve.block_index, prepend=-1))
    assert (periods.local_minute[starts[1:]] // 60).tolist() == [3, 7, 11, 15, 19, 23] * 3
    assert np.bincount(reserve.block_index).tolist() == [6, 8, 8, 8, 8, 8, 6, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 2]


def test_self_discharge_of_a_day_is_that_of_24_hours() -> None:
    """Proves: 5 % a day leaves 95 % after 48 half-hours. If broken: 5 % an hour."""
    store = of(self_discharge_per_day=0.05).batteries[0].store(Periods.between("2025-01-13", "2025-01-19"))
    assert store.kept_fraction(0.5) ** 48 == pytest.approx(0.95)
    assert of().batteries[0].store(Periods.between("2025-01-13", "2025-01-19")).kept_fraction(0.5) == 1.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outages": [{"from_date": "2024-05-02", "to_date": "2024-05-01"}]}, "is before from_date"),
        ({"outages": [{"from_local": "07:00"}]}, "from_local and to_local"),
        ({"outages": [{"from_local": "7:00", "to_local": "08:00"}]}, "from_local"),
        ({"outages": [{"available_fraction": 50}]}, "available_fraction"),
        ({"self_discharge_per_day": 1.0}, "self_discharge_per_day"),
        ({"response_commitment": {"power_mw": 1.0, "direction": "sideways"}}, "direction"),
        ({"max_cycles_per_year": -1}, "max_cycles_per_year"),
    ],
)
def test_limits_that_cannot_be_are_refused(changes: dict[str, object], words: str) -> None:
    """Proves: each names its key. If broken: an outage that never comes, or always."""
    with pytest.raises(InvalidSite, match=words):
        of(**changes)
