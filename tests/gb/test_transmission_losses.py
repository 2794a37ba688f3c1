"""Transmission loss multipliers by zone and season, against multipliers that published cash flows show."""

from __future__ import annotations

from datetime import date

import pytest

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.transmission_losses import bsc_season, transmission_losses


@pytest.mark.parametrize(
    ("zone", "on", "multiplier"),
    [
        ("_M", date(2026, 9, 27), 0.9786528),
        ("_M", date(2026, 9, 30), 0.9786528),
        ("_A", date(2026, 5, 20), 0.988879),
    ],
)
def test_two_batteries_multipliers_to_seven_decimals(zone: str, on: date, multiplier: float) -> None:
    """Proves: T_LKSDB-1 and E_DOLLB-1, 1 + TLF + ETLMO. If broken: another season's factor, 0.9816965, or a sign."""
    found = transmission_losses(zone, on, "delivering")
    assert found.multiplier == pytest.approx(multiplier, abs=5e-8)
    assert found.multiplier == 1 + found.factor + found.adjustment
    assert "TLF" in found.source
    assert "ETLMO" in found.source


@pytest.mark.parametrize(
    ("on", "season"),
    [
        ("2026-03-01", "spring of 2025/26"),
        ("2026-03-31", "spring of 2025/26"),
        ("2026-04-01", "spring of 2026/27"),
        ("2026-05-31", "spring of 2026/27"),
        ("2026-06-01", "summer of 2026/27"),
        ("2026-08-31", "summer of 2026/27"),
        ("2026-09-01", "autumn of 2026/27"),
        ("2026-11-30", "autumn of 2026/27"),
        ("2026-12-01", "winter of 2026/27"),
        ("2027-01-01", "winter of 2026/27"),
        ("2024-02-29", "winter of 2023/24"),
        ("2024-03-01", "spring of 2023/24"),
    ],
)
def test_bsc_seasons_and_their_year(on: str, season: str) -> None:
    """Proves: both sides of every change of season and year. If broken: March takes the factors set for April."""
    assert str(bsc_season(date.fromisoformat(on))) == season


def test_every_zone_is_held_in_both_seasons() -> None:
    """Proves: 14 zones, the north credited and the south charged. If broken: a zone falls on its neighbour's row."""
    for on in (date(2026, 4, 1), date(2026, 11, 30)):
        found = {
            area.gsp_group_id: transmission_losses(area.gsp_group_id, on, "delivering")
            for area in LICENCE_AREAS.values()
        }
        assert len({losses.adjustment for losses in found.values()}) == 1
        assert min(found, key=lambda zone: found[zone].factor) == "_P"
        assert max(found, key=lambda zone: found[zone].factor) == "_L"


@pytest.mark.parametrize("on", ["2026-03-31", "2026-06-01", "2026-08-31", "2026-12-01"])
def test_a_season_that_is_not_held_is_named(on: str) -> None:
    """Proves: no factor is used outside its season. If broken: spring's factor in summer, in silence."""
    with pytest.raises(NoRateHeld, match=r"spring of 2026/27, autumn of 2026/27"):
        transmission_losses("_E", date.fromisoformat(on), "delivering")


def test_a_missing_adjustment_is_named_too() -> None:
    """Proves: the factor is held, ETLMO- is not. If broken: offtaking takes the adjustment of delivering volume."""
    with pytest.raises(NoRateHeld, match=r"etlmo_offtaking.*2026-03-01 to 2026-03-31"):
        transmission_losses("_E", date(2026, 4, 1), "offtaking")


def test_an_unknown_zone_lists_the_known_ones() -> None:
    """Proves: a typing error is no gap. If broken: NoRateHeld, as if Elexon had not published it."""
    with pytest.raises(InputError, match="_A, _B"):
        transmission_losses("A", date(2026, 4, 1), "delivering")
