"""DUoS tariffs and time bands of licence areas 14 and 11."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.rates.duos import (
    BANDS,
    _tariffs,
    charging_year_start,
    duos_bands,
    duos_tariff,
    suggested_residual_band,
)
from gbflex.periods import Periods


@pytest.mark.parametrize(
    ("area", "on", "rates"),
    [
        ("14", "2024-04-01", (1.318, 0.215, 0.019)),
        ("14", "2025-11-24", (1.642, 0.237, 0.021)),
        ("14", "2026-04-01", (1.764, 0.205, 0.011)),
        ("11", "2025-06-04", (2.431, 0.370, 0.022)),
    ],
)
def test_hv_unit_rates(area: str, on: str, rates: tuple[float, ...]) -> None:
    """Proves: published p/kWh by year. If broken: another year's, or another area's, as in the legacy table."""
    year = charging_year_start(date.fromisoformat(on))
    tariff = duos_tariff(licence_area=area, tariff="HV Site Specific", residual_band="4", year=year)
    assert tuple(tariff.unit_rates_p_per_kwh[band] for band in BANDS) == rates


def test_fixed_and_capacity_by_residual_band() -> None:
    """Proves: each band has its own fixed charge. If broken: 110.87 for all."""
    fixed = [
        duos_tariff(
            licence_area="14", tariff="HV Site Specific", residual_band=band, year=2025
        ).fixed_p_per_mpan_day
        for band in ("none", "1", "2", "3", "4")
    ]
    assert fixed == [110.87, 443.28, 1096.97, 2199.97, 6584.87]


def test_red_hours_of_east_midlands_2025() -> None:
    """Proves: 261 weekdays x 3 h. If broken: bank holidays or weekends are banded wrongly."""
    axis = Periods.between("2025-04-01", "2026-03-31")
    counts = Counter(np.array(BANDS)[duos_bands("11", axis)].tolist())
    assert counts["red"] / 2 == 783


@pytest.mark.parametrize("day", ["2025-03-30", "2025-10-26", "2025-10-27", "2025-12-25"])
def test_bands_follow_the_london_clock_on_odd_days(day: str) -> None:
    """Proves: change days are green weekends, Christmas a weekday. If broken: red at 16:00 UTC, or green at Christmas."""
    axis = Periods.between(day, day)
    names = np.array(BANDS)[duos_bands("14", axis)]
    red = axis.local_minute[names == "red"]
    if day in ("2025-10-27", "2025-12-25"):
        assert red.tolist() == [960, 990, 1020, 1050, 1080, 1110]
    else:
        assert set(names) == {"green"}


def test_every_half_hour_of_every_year_held_has_one_band() -> None:
    """Proves: bands cover the clock once. If broken: a gap or overlap raises here."""
    for year, area in _tariffs():
        axis = Periods.between(f"{year}-04-01", f"{year + 1}-03-31")
        assert set(duos_bands(area, axis).tolist()) == {0, 1, 2}


def test_every_tariff_is_ordered_and_in_range() -> None:
    """Proves: demand red >= amber >= green >= 0, generation the reverse. If broken: columns are swapped."""
    for tariffs in _tariffs().values():
        for tariff in tariffs:
            red, amber, green = (tariff.unit_rates_p_per_kwh[band] for band in BANDS)
            credit = "Generation" in tariff.tariff
            assert (red <= amber <= green <= 0) if credit else (100 > red >= amber >= green >= 0)
            assert tariff.source
            assert tariff.short_source


@pytest.mark.parametrize(("area", "year"), [("14", 2021), ("14", 2027), ("11", 2023), ("20", 2025)])
def test_what_is_not_held_raises_with_what_is(area: str, year: int) -> None:
    """Proves: no neighbouring year or area is used. If broken: a rate comes back."""
    with pytest.raises(NoRateHeld, match="Available"):
        duos_tariff(licence_area=area, tariff="HV Site Specific", residual_band="1", year=year)


def test_a_wrong_tariff_or_band_lists_the_right_ones() -> None:
    """Proves: names and bands are checked. If broken: band 1 is taken for none."""
    with pytest.raises(InputError, match="HV Site Specific"):
        duos_tariff(licence_area="14", tariff="HV Site", residual_band="1", year=2025)
    with pytest.raises(InputError, match="none, 1, 2, 3, 4"):
        duos_tariff(licence_area="14", tariff="HV Site Specific", residual_band="", year=2025)


@pytest.mark.parametrize(
    ("capacity", "on", "band"),
    [
        (422, "2025-06-04", "1"),
        (422.1, "2025-06-04", "2"),
        (1200, "2025-06-04", "3"),
        (3000, "2025-06-04", "4"),
        (1100, "2026-04-01", "2"),
    ],
)
def test_suggested_residual_band(capacity: float, on: str, band: str) -> None:
    """Proves: a bound belongs to the lower band and thresholds are dated. If broken: 422 kVA is band 2."""
    found = suggested_residual_band(voltage="HV", agreed_capacity_kva=capacity, on=date.fromisoformat(on))
    assert found is not None
    assert found.residual_band == band
