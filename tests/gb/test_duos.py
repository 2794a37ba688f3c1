"""DUoS tariffs and time bands of the fourteen licence areas."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.duos import duos_tariff, residual_of_name, tariff_of_class
from gbflex.gb.rates.duos_bands import band_source, duos_bands
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS, DuosRates
from gbflex.gb.rates.duos_statement import DuosStatement, DuosTariffRow
from gbflex.gb.rates.duos_tables import (
    BANDS,
    DuosTariff,
    charging_year_start,
    shipped_tariffs,
    split_tariff_name,
)
from gbflex.gb.rates.residual_bands import suggested_residual_band
from gbflex.periods import Periods


@pytest.mark.parametrize(
    ("area", "on", "rates"),
    [
        ("14", "2024-04-01", (1.318, 0.215, 0.019)),
        ("14", "2025-11-24", (1.642, 0.237, 0.021)),
        ("14", "2026-04-01", (1.764, 0.205, 0.011)),
        ("11", "2025-06-04", (2.431, 0.370, 0.022)),
        ("10", "2026-06-01", (4.837, 0.457, 0.038)),
        ("19", "2025-06-01", (5.995, 0.172, 0.074)),
        ("20", "2025-06-01", (0.073, 0.0, 0.0)),
        ("10", "2027-04-01", (4.655, 0.631, 0.067)),
        ("17", "2028-03-31", (1.707, 0.343, 0.148)),
        ("23", "2027-10-31", (2.677, 0.588, 0.063)),
    ],
)
def test_hv_unit_rates(area: str, on: str, rates: tuple[float, ...]) -> None:
    """Proves: published p/kWh by year. If broken: another year's, or another area's, as in the legacy table."""
    year = charging_year_start(date.fromisoformat(on))
    tariff = duos_tariff(SHIPPED_DUOS, licence_area=area, tariff="HV Site Specific", residual_band="4", year=year)
    assert tuple(tariff.unit_rates_p_per_kwh[band] for band in BANDS) == rates


def test_fixed_and_capacity_by_residual_band() -> None:
    """Proves: each band has its own fixed charge. If broken: 110.87 for all."""
    fixed = [
        duos_tariff(
            SHIPPED_DUOS, licence_area="14", tariff="HV Site Specific", residual_band=band, year=2025
        ).fixed_p_per_mpan_day
        for band in ("none", "1", "2", "3", "4")
    ]
    assert fixed == [110.87, 443.28, 1096.97, 2199.97, 6584.87]


def test_red_hours_of_east_midlands_2025() -> None:
    """Proves: 261 weekdays x 3 h. If broken: bank holidays or weekends are banded wrongly."""
    axis = Periods.between("2025-04-01", "2026-03-31")
    counts = Counter(np.array(BANDS)[duos_bands(SHIPPED_DUOS, "11", axis)].tolist())
    assert counts["red"] / 2 == 783


@pytest.mark.parametrize("day", ["2025-03-30", "2025-10-26", "2025-10-27", "2025-12-25"])
def test_bands_follow_the_london_clock_on_odd_days(day: str) -> None:
    """Proves: change days are green weekends, Christmas a weekday. If broken: red at 16:00 UTC, or green at Christmas."""
    axis = Periods.between(day, day)
    names = np.array(BANDS)[duos_bands(SHIPPED_DUOS, "14", axis)]
    red = axis.local_minute[names == "red"]
    if day in ("2025-10-27", "2025-12-25"):
        assert red.tolist() == [960, 990, 1020, 1050, 1080, 1110]
    else:
        assert set(names) == {"green"}


def test_every_half_hour_of_every_year_held_has_one_band() -> None:
    """Proves: bands cover the clock once. If broken: a gap or overlap raises here."""
    for year, area in SHIPPED_DUOS.tariffs:
        axis = Periods.between(f"{year}-04-01", f"{year + 1}-03-31")
        assert set(duos_bands(SHIPPED_DUOS, area, axis).tolist()) == {0, 1, 2}


def test_every_tariff_is_ordered_and_in_range() -> None:
    """Proves: demand red >= amber >= green >= 0, generation the reverse. If broken: columns are swapped."""
    for tariffs in SHIPPED_DUOS.tariffs.values():
        for tariff in tariffs:
            red, amber, green = (tariff.unit_rates_p_per_kwh[band] for band in BANDS)
            credit = "Generation" in tariff.tariff
            assert (red <= amber <= green <= 0) if credit else (100 > red >= amber >= green >= 0)
            assert tariff.source
            assert tariff.short_source


@pytest.mark.parametrize("area", sorted({area for _, area in shipped_tariffs()}))
def test_what_is_not_held_raises_with_what_is(area: str) -> None:
    """Proves: no neighbouring year is used, before the first held or after the last. If broken: a rate comes back."""
    held = [year for year, of in shipped_tariffs() if of == area]
    for year in (min(held) - 1, max(held) + 1):
        _refused(area, year)


def _refused(area: str, year: int) -> None:
    with pytest.raises(NoRateHeld, match="Available"):
        duos_tariff(SHIPPED_DUOS, licence_area=area, tariff="HV Site Specific", residual_band="1", year=year)


def test_a_wrong_tariff_or_band_lists_the_right_ones() -> None:
    """Proves: names and bands are checked. If broken: band 1 is taken for none."""
    with pytest.raises(InputError, match="HV Site Specific"):
        duos_tariff(SHIPPED_DUOS, licence_area="14", tariff="HV Site", residual_band="1", year=2025)
    with pytest.raises(InputError, match="none, 1, 2, 3, 4"):
        duos_tariff(SHIPPED_DUOS, licence_area="14", tariff="HV Site Specific", residual_band="", year=2025)


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


def test_all_fourteen_areas_hold_three_years() -> None:
    """Proves: 2024/25 to 2026/27 without a hole, 31 tariffs each. If broken: an area cannot be priced."""
    held = SHIPPED_DUOS.tariffs
    for area in LICENCE_AREAS:
        for year in (2024, 2025, 2026):
            tariffs = held[year, area]
            keys = {(tariff.tariff, tariff.residual_band) for tariff in tariffs}
            assert len(tariffs) == len(keys) == 31
            assert band_source(SHIPPED_DUOS, area, year)


def test_thirteen_areas_hold_the_next_year_and_the_fourteenth_says_how_to_get_it() -> None:
    """Proves: 2027/28 of all but 22, 31 tariffs each, final. If broken: 2026/27 stands in, or the gap has no way out."""
    held = SHIPPED_DUOS.tariffs
    assert sorted(area for year, area in held if year == 2027) == sorted(set(LICENCE_AREAS) - {"22"})
    for area in sorted(set(LICENCE_AREAS) - {"22"}):
        assert len({(tariff.tariff, tariff.residual_band) for tariff in held[2027, area]}) == 31
        assert "Final" in held[2027, area][0].source
    with pytest.raises(NoRateHeld, match=r"2026.*gbflex data import duos") as caught:
        SHIPPED_DUOS.tariffs_of("22", 2027)
    assert "2027/28" in str(caught.value)


def test_a_printed_row_of_the_next_year_in_every_column() -> None:
    """Proves: a DNO's own row of 2027/28, figure by figure. If broken: columns are swapped, or classes are lost."""
    lv, hv = (
        tariff_of_class(SHIPPED_DUOS, licence_area="14", line_loss_factor_class=c, year=2027)
        for c in ("121", "H02")
    )
    assert (lv.tariff, lv.residual_band) == ("LV Site Specific", "1")
    assert tuple(hv.unit_rates_p_per_kwh.values()) == (1.878, 0.212, 0.011)
    assert (hv.fixed_p_per_mpan_day, hv.capacity_p_per_kva_day) == (2987.51, 9.69)
    assert (hv.exceeded_capacity_p_per_kva_day, hv.reactive_p_per_kvarh) == (9.69, 0.036)


def test_a_name_holds_whatever_capitals_the_year_prints() -> None:
    """Proves: London prints "no RP Charge" in 2027/28 and "no RP charge" before. If broken: a site file fails in April."""
    names = [
        duos_tariff(SHIPPED_DUOS, licence_area="12", tariff=given, residual_band="", year=year).tariff
        for given in ("HV Generation Site Specific no RP charge", "HV GENERATION SITE SPECIFIC NO RP CHARGE")
        for year in (2026, 2027)
    ]
    assert set(names) == {"HV Generation Site Specific no RP charge"}
    assert residual_of_name("HV Generation Site Specific no RP Charge", "") == (names[0], "")
    assert split_tariff_name("HV Generation Site Specific no RP Charge") == (names[0], "")


@pytest.mark.parametrize("area", sorted(set(LICENCE_AREAS) - {"22"}))
@pytest.mark.parametrize(("day", "count"), [("2027-10-31", 50), ("2028-03-26", 46)])
def test_the_next_year_s_bands_cover_both_clock_changes(area: str, day: str, count: int) -> None:
    """Proves: a band for each of 46 or 50 half-hours, by the London clock. If broken: an hour is missing or twice red."""
    axis = Periods.between(day, day)
    bands = duos_bands(SHIPPED_DUOS, area, axis)
    saturday = Periods.between("2027-06-05", "2027-06-05")
    on_the_clock = dict(zip(saturday.local_minute, duos_bands(SHIPPED_DUOS, area, saturday), strict=True))
    assert len(bands) == count
    assert bands.tolist() == [on_the_clock[minute] for minute in axis.local_minute]


def test_unit_rates_that_differ_by_residual_band_stay_different() -> None:
    """Proves: SEPD 2025/26, red 3.662 without residual and 0.073 in band 4. If broken: one of the two, or a mean."""

    def red(band: str) -> float:
        tariff = duos_tariff(
            SHIPPED_DUOS, licence_area="20", tariff="HV Site Specific", residual_band=band, year=2025
        )
        return tariff.unit_rates_p_per_kwh["red"]

    assert [red(band) for band in ("none", "1", "2", "3", "4")] == [3.662, 1.513, 0.752, 0.435, 0.073]


@pytest.mark.parametrize(
    ("area", "day", "clock", "band"),
    [
        ("12", "2025-06-04", (11, 0), "red"),
        ("12", "2025-06-04", (13, 30), "red"),
        ("12", "2025-06-04", (14, 0), "amber"),
        ("15", "2025-06-04", (19, 0), "red"),
        ("15", "2025-06-04", (19, 30), "amber"),
        ("10", "2025-06-04", (18, 30), "red"),
        ("10", "2025-06-04", (19, 0), "amber"),
        ("16", "2025-06-07", (16, 0), "amber"),
        ("18", "2025-06-08", (16, 0), "amber"),
        ("14", "2025-06-08", (17, 0), "green"),
    ],
)
def test_bands_of_other_areas(area: str, day: str, clock: tuple[int, int], band: str) -> None:
    """Proves: London's midday red, Northern Powergrid's 19:30, weekend amber. If broken: one window for all."""
    axis = Periods.between(day, day)
    at = np.flatnonzero(axis.local_minute == clock[0] * 60 + clock[1])
    assert BANDS[duos_bands(SHIPPED_DUOS, area, axis)[at[0]]] == band


def test_a_class_names_its_tariff() -> None:
    """Proves: the DNO's own classes, ranges spelt out. If broken: LLFC 104 of SEPD is unknown."""
    found = tariff_of_class(SHIPPED_DUOS, licence_area="14", line_loss_factor_class="h02", year=2024)
    assert (found.tariff, found.residual_band) == ("HV Site Specific", "2")
    domestic = tariff_of_class(SHIPPED_DUOS, licence_area="20", line_loss_factor_class="104", year=2025)
    assert domestic.tariff == "Domestic Aggregated"
    with pytest.raises(InputError, match="no tariff that is held"):
        tariff_of_class(SHIPPED_DUOS, licence_area="14", line_loss_factor_class="ZZZ", year=2024)


AS_PRINTED_TWICE = {(year, "12", "200") for year in (2023, 2024)} | {
    (year, "22", name) for year in range(2022, 2027) for name in ("551", "581")
}


def test_no_class_stands_on_two_tariffs() -> None:
    """Proves: a class decides, wherever it is held. If broken: a site is billed by the first match."""
    twice = set()
    for (year, area), tariffs in SHIPPED_DUOS.tariffs.items():
        counts = Counter(name for tariff in tariffs for name in tariff.line_loss_factor_classes)
        twice |= {(year, area, name) for name, count in counts.items() if count > 1}
    # As printed by the DNO: such a class is refused with both names.
    assert twice == AS_PRINTED_TWICE


def _imported(**figures: float | None) -> DuosTariff:
    """The tariff of a workbook with one row, whose other cells are empty."""
    empty = dict.fromkeys(
        (
            "red_p_per_kwh",
            "amber_p_per_kwh",
            "green_p_per_kwh",
            "fixed_p_per_mpan_day",
            "capacity_p_per_kva_day",
            "exceeded_capacity_p_per_kva_day",
            "reactive_p_per_kvarh",
        )
    )
    row = DuosTariffRow(
        charging_year_start=2030,
        licence_area="14",
        tariff="HV Site Specific Band 2",
        open_llfcs="H02",
        closed_llfcs="",
        source="row 1",
        **(empty | figures),
    )
    held = DuosRates((DuosStatement("Annex 1", 2030, "14", "annex.xlsx", "0" * 64, "actual", (row,), ()),))
    (tariff,) = held.tariffs_of("14", 2030)
    return tariff


def test_an_imported_row_keeps_each_of_its_figures() -> None:
    """Proves: every cell of a workbook reaches the tariff in its own place, and an empty one is no charge.

    1,200 kVA at 5.5 p are 24,090 GBP a year. If broken: the capacity charge of an imported year is 0.
    """
    unit = {"red_p_per_kwh": 9.1, "amber_p_per_kwh": 1.2, "green_p_per_kwh": 0.3}
    standing = {
        "fixed_p_per_mpan_day": 2345.6,
        "capacity_p_per_kva_day": 5.5,
        "exceeded_capacity_p_per_kva_day": 8.25,
        "reactive_p_per_kvarh": 0.2,
    }
    whole = _imported(**unit, **standing)
    assert {name: getattr(whole, name) for name in standing} == standing
    assert whole.unit_rates_p_per_kwh == {"red": 9.1, "amber": 1.2, "green": 0.3}
    assert 1200 * whole.capacity_p_per_kva_day / 100 * 365 == pytest.approx(24_090)
    for name, figure in standing.items():
        alone = _imported(**{name: figure})
        assert {other: getattr(alone, other) for other in standing} == dict.fromkeys(standing, 0.0) | {
            name: figure
        }
