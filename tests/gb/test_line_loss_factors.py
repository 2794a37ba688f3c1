"""Line loss factors: a class's factor on a date, by the calendars of the D0265 files that are held."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES, LineLossFactors, LineLossStatement
from gbflex.periods import Periods

HELD = [("12", 2025), ("14", 2025), ("18", 2025), ("22", 2025), ("12", 2026), ("14", 2026), ("18", 2026)]
CLASS = {"12": "1", "14": "H02", "18": "100", "22": "H02"}


@pytest.mark.parametrize(
    ("area", "day", "factors"),
    [
        ("14", "2025-06-04", (1.043, 1.043, 1.043, 1.043)),
        ("14", "2025-12-02", (1.043, 1.053, 1.056, 1.043)),
        ("22", "2025-06-04", (1.027, 1.031, 1.031, 1.027)),
        ("22", "2025-12-02", (1.027, 1.032, 1.034, 1.027)),
        ("12", "2026-06-04", (1.078, 1.095, 1.095, 1.097)),
        ("12", "2026-12-02", (1.078, 1.113, 1.123, 1.097)),
        ("14", "2026-12-02", (1.047, 1.060, 1.069, 1.047)),
        ("18", "2026-06-04", (1.109, 1.130, 1.130, 1.109)),
        ("18", "2026-12-02", (1.109, 1.156, 1.176, 1.109)),
    ],
)
def test_a_class_by_date(area: str, day: str, factors: tuple[float, ...]) -> None:
    """Proves: periods 1, 16, 34 and 48, traced by hand through the three tables. If broken: another year or season."""
    found = SHIPPED_LINE_LOSSES.factors(area, CLASS[area], Periods.between(day, day))
    assert tuple(found[[0, 15, 33, 47]]) == factors


@pytest.mark.parametrize(("area", "year"), HELD)
def test_a_year_has_every_half_hour(area: str, year: int) -> None:
    """Proves: 365 days of 48, with 46 and 50 at the clock changes, none without a factor. If broken: a hole, or a row short."""
    axis = Periods.between(f"{year}-04-01", f"{year + 1}-03-31")
    found = SHIPPED_LINE_LOSSES.factors(area, CLASS[area], axis)
    assert len(axis.dates) == 365
    assert sorted(np.bincount(axis.day_index).tolist()) == [46, *[48] * 363, 50]
    assert np.all((found >= 1) & (found < 1.2))


def test_what_is_not_held_is_named_with_what_is() -> None:
    """Proves: area 22 has no 2026/27, area 14 no such class. If broken: last year's factor is used in silence."""
    assert SHIPPED_LINE_LOSSES.held() == "areas 12, 14, 18, 22 for 2025/26; areas 12, 14, 18 for 2026/27"
    with pytest.raises(NoRateHeld, match=r"areas 12, 14, 18 for 2026/27.*losses\.line_loss_factor"):
        SHIPPED_LINE_LOSSES.factors("22", "H02", Periods.between("2026-04-01", "2026-04-01"))
    with pytest.raises(InputError, match="no line loss factor class 'ZZZ'"):
        SHIPPED_LINE_LOSSES.factors("14", "ZZZ", Periods.between("2026-04-01", "2026-04-01"))


def statement(year: int, days: dict[str, str]) -> LineLossStatement:
    """Class H02 of area 14, all at 1.5, on some dates."""
    return LineLossStatement("14", year, {"H02": "a"}, {"a": days}, {"p": [1.5] * 50})


def test_imported_factors_come_first_date_by_date() -> None:
    """Proves: 1.5 on the imported date, the shipped 1.043 on the next, other classes as shipped. If broken: either for all."""
    held = LineLossFactors((statement(2025, {"2025-06-04": "p"}),))
    found = held.factors("14", "H02", Periods.between("2025-06-04", "2025-06-05"))
    assert found[:48].tolist() == [1.5] * 48
    assert found[48:].max() < 1.1
    day = Periods.between("2025-06-04", "2025-06-04")
    assert held.factors("14", "1", day).tolist() == SHIPPED_LINE_LOSSES.factors("14", "1", day).tolist()


def test_imported_factors_of_a_year_that_is_not_shipped() -> None:
    """Proves: a date that the file lacks is refused, never the day before's. If broken: 1.5 on every day of 2027/28."""
    held = LineLossFactors((statement(2027, {"2027-04-01": "p"}),))
    assert held.held().endswith("; areas 14 for 2027/28")
    assert held.factors("14", "H02", Periods.between("2027-04-01", "2027-04-01")).tolist() == [1.5] * 48
    with pytest.raises(NoRateHeld, match="2027-04-02"):
        held.factors("14", "H02", Periods.between("2027-04-01", "2027-04-02"))
