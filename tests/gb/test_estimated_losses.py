"""Transmission loss multipliers of seasons that are not held, from the nearest that is."""

from __future__ import annotations

from datetime import date

import pytest

from gbflex.errors import InputError
from gbflex.gb.rates.estimated_losses import estimated_losses
from gbflex.gb.rates.transmission_losses import Direction

SPRING_E, AUTUMN_E = 0.0169223, 0.0163921


@pytest.mark.parametrize(
    ("on", "direction", "factor", "adjustment", "stand_ins"),
    [
        # Held: both parts.
        ("2026-09-01", "delivering", AUTUMN_E, -0.01706, 0),
        ("2026-11-30", "delivering", AUTUMN_E, -0.01706, 0),
        ("2026-05-31", "delivering", SPRING_E, -0.01602, 0),
        # March belongs to the BSC year before: its spring factor is held, and its adjustment is that spring's.
        ("2027-03-01", "delivering", SPRING_E, -0.01602, 1),
        # The adjustment alone is missing.
        ("2026-11-30", "offtaking", AUTUMN_E, 0.011342, 1),
        ("2026-04-01", "offtaking", SPRING_E, 0.010811, 1),
        # The factor alone is missing: same season of another year.
        ("2024-04-01", "offtaking", SPRING_E, 0.0108, 1),
        ("2024-03-31", "offtaking", SPRING_E, 0.00954, 1),
        ("2024-11-30", "offtaking", AUTUMN_E, 0.0133, 1),
        # Summer and winter are held in no year: the season before.
        ("2024-06-01", "offtaking", SPRING_E, 0.01485, 1),
        ("2024-12-01", "offtaking", AUTUMN_E, 0.00825, 1),
        # Both are missing.
        ("2026-06-01", "delivering", SPRING_E, -0.018769, 2),
        ("2026-08-31", "offtaking", SPRING_E, 0.01201, 2),
        ("2026-12-01", "offtaking", AUTUMN_E, 0.010106, 2),
        ("2027-02-28", "delivering", AUTUMN_E, -0.01726, 2),
        # A spring with several adjustments: the one of the date.
        ("2025-04-15", "offtaking", SPRING_E, 0.00691, 1),
        ("2025-04-16", "offtaking", SPRING_E, 0.0108, 1),
        # Before and after zones count (P350).
        ("2018-03-31", "offtaking", 0.0, 0.0104, 0),
        ("2018-04-01", "offtaking", SPRING_E, 0.0072, 1),
        # Before the first adjustment.
        ("2014-03-31", "offtaking", 0.0, 0.00992, 1),
    ],
)
def test_the_nearest_season_stands_in_and_is_named(
    on: str, direction: Direction, factor: float, adjustment: float, stand_ins: int
) -> None:
    """Proves: 1 + TLF + ETLMO by the written rule, on both sides of its dates. If broken: winter takes spring's."""
    found = estimated_losses("_E", date.fromisoformat(on), direction)
    assert found.multiplier == pytest.approx(1 + factor + adjustment, abs=1e-12)
    assert len(found.stand_ins) == stand_ins
    assert all("is not held: that of" in text for text in found.stand_ins)


def test_a_zone_takes_its_own_factor_and_none_its_neighbours() -> None:
    """Proves: the north is credited, no zone is no factor and said. If broken: a bill of Scotland as of the south."""
    day = date(2026, 11, 30)
    assert estimated_losses("_P", day, "offtaking").multiplier == pytest.approx(1 - 0.0304534 + 0.011342)
    assert estimated_losses("_L", day, "offtaking").multiplier == pytest.approx(1 + 0.0228729 + 0.011342)
    without = estimated_losses(None, day, "offtaking")
    assert without.multiplier == pytest.approx(1.011342)
    assert "licence area is not known" in without.source
    with pytest.raises(InputError, match="_A, _B"):
        estimated_losses("E", day, "offtaking")
