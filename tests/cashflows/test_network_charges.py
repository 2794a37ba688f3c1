"""TNUoS, capacity, reactive power and export credits, worked by hand (market reference 6.3 and 6.4)."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.rates_used import duos_documents
from gbflex.cashflows.duos_terms import held_tariffs
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.registry import CHARGES
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import FLOW_NAMES, Flows, Setting
from gbflex.gb.rates.tnuos import residual_key, tnuos_rate, zone_of
from gbflex.periods import Periods
from tests.factories import make_ports, make_site

LINES = {line.name: line for line in CHARGES}


def setting(first: str, last: str, **site: object) -> Setting:
    periods = Periods.between(first, last)
    full = {"assets": [], "charges": "all"} | site
    return setting_of(make_site(**full), periods, make_ports(market_index=np.full(len(periods), 50.0)))


def settled(line: str, at: Setting, **flows: np.ndarray) -> Ledger:
    nothing = dict.fromkeys(FLOW_NAMES, np.zeros(len(at.periods)))
    return Ledger.of(at.periods, LINES[line].settle(Flows(nothing | flows), at))


def hv(**more: object) -> dict[str, object]:
    return {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1200} | more


def test_tnuos_residual_of_a_year() -> None:
    """Proves: HV band 3, 2026/27, 365 x 185.418505 = 67,677.75. If broken: 42,760.77 of band 2, or another year."""
    year = setting("2026-04-01", "2027-03-31", tariff=hv())
    assert settled("tnuos_residual", year).total_gbp == pytest.approx(-67_677.75, abs=0.01)
    band_2 = setting("2026-04-01", "2027-03-31", tariff=hv(residual_band=2))
    assert settled("tnuos_residual", band_2).total_gbp == pytest.approx(-42_760.77, abs=0.01)
    no_residual = setting("2026-04-01", "2027-03-31", tariff=hv(residual_band="none"))
    assert settled("tnuos_residual", no_residual).total_gbp == 0


def test_tnuos_residual_needs_no_duos_of_the_year() -> None:
    """Proves: voltage and band in the tariff's name price the residual where the year's DUoS is not held.

    If broken: 792.808941 GBP a day of HV band 4 in 2027/28 is left out because no DUoS of area 22 is held.
    """
    line = LINES["tnuos_residual"]
    for tariff in (hv(residual_band=4), hv(duos="HV Site Specific Band 4", residual_band="")):
        years = setting("2027-03-31", "2027-04-02", licence_area=22, tariff=tariff)
        assert LINES["duos_fixed"].missing(years) != line.missing(years) == []
        assert settled("tnuos_residual", years).total_gbp == pytest.approx(-(528.912335 + 2 * 792.808941))
    earlier = setting("2023-06-01", "2023-06-01", licence_area=10, tariff=hv(residual_band=4))
    assert settled("tnuos_residual", earlier).total_gbp == pytest.approx(-276.988323)
    none = setting("2027-04-01", "2027-04-01", licence_area=22, tariff=hv(residual_band="none"))
    assert line.missing(none) == []
    assert settled("tnuos_residual", none).total_gbp == 0
    ehv = setting("2026-04-01", "2026-04-01", tariff=EHV)
    assert settled("tnuos_residual", ehv).total_gbp == pytest.approx(
        -tnuos_rate("demand_residual", "EHV2", date(2026, 4, 1)).value
    )


@pytest.mark.parametrize(
    "tariff",
    [
        hv(residual_band=""),
        hv(duos="Half-Hourly at 11 kV"),
        {"line_loss_factor_class": "H04", "agreed_capacity_kva": 1200},
    ],
)
def test_a_residual_is_priced_from_no_name_that_does_not_say_it(tariff: dict[str, object]) -> None:
    """Proves: without band, by an unknown name, or by a class, the year is named. If broken: LV's rate, or none owed."""
    years = setting("2027-04-01", "2027-04-02", licence_area=22, tariff=tariff)
    (gap,) = LINES["tnuos_residual"].missing(years)
    assert (str(gap.first), str(gap.last)) == ("2027-04-01", "2027-04-02")
    assert "no DUoS tariffs of licence area 22 are held" in gap.reason


def test_only_the_years_without_a_residual_are_named() -> None:
    """Proves: NESO's tariffs end in March 2031, and the gap begins in April. If broken: the whole span is named."""
    years = setting("2031-03-30", "2031-04-02", tariff=hv())
    (gap,) = LINES["tnuos_residual"].missing(years)
    assert (str(gap.first), str(gap.last)) == ("2031-04-01", "2031-04-02")
    assert "tnuos_demand_residual HV3" in gap.reason


def test_reactive_power_beyond_095() -> None:
    """Proves: 100 kWh with 50 kVArh charges 17.132 kVArh. If broken: 50, or nothing."""
    power_factor = math.cos(math.atan(0.5))
    day = setting("2025-06-04", "2025-06-04", tariff=hv(), losses={"power_factor": power_factor})
    energy = np.zeros(48)
    energy[20] = 0.1
    charge = settled("duos_reactive", day, **{"import": energy})
    rate = next(block.published_rate[0] for block in charge)
    assert rate > 0
    assert charge.total_gbp == pytest.approx(-17.132 * rate / 100, abs=1e-5)
    assert not LINES["duos_reactive"].applies(setting("2025-06-04", "2025-06-04", tariff=hv()))


def test_exceeded_capacity_costs_the_month() -> None:
    """Proves: 500 kWh with 250 kVArh is 1,118.03 kVA, 118.03 above 1,000, for 30 days. If broken: one day, or kW."""
    power_factor = math.cos(math.atan(0.5))
    june = setting(
        "2025-06-01", "2025-06-30", tariff=hv(agreed_capacity_kva=1000), losses={"power_factor": power_factor}
    )
    flow = np.full(len(june.periods), 0.1)
    flow[700] = 0.5
    charge = settled("duos_exceeded_capacity", june, boundary_import=flow)
    (block,) = charge
    assert block.quantity == pytest.approx([118.034 * 30], abs=0.01)
    assert block.position.tolist() == [700]


def test_each_month_has_its_own_peak() -> None:
    """Proves: July pays for July's peak only. If broken: the highest peak on all days."""
    months = setting("2025-06-30", "2025-07-02", tariff=hv(agreed_capacity_kva=1000), losses={"power_factor": 1.0})
    flow = np.zeros(len(months.periods))
    flow[10], flow[60] = 0.6, 0.7
    (block,) = settled("duos_exceeded_capacity", months, boundary_import=flow)
    assert block.quantity == pytest.approx([200.0 * 1, 400.0 * 2])


def test_export_earns_the_published_credit() -> None:
    """Proves: West Midlands 2024/25, -1.944 p/kWh in red is +19.44 GBP/MWh. If broken: a charge on export."""
    day = setting("2024-06-04", "2024-06-04", tariff=hv(), export_tariff={"duos": "HV Generation Site Specific"})
    flow = np.zeros(48)
    flow[34] = 1.0
    credit = settled("duos_export_credit", day, export=flow)
    (block,) = [block for block in credit if len(block.position)]
    assert (block.band, block.payer, block.payee) == ("red", "dno", "owner")
    assert block.published_rate.tolist() == [-1.944]
    assert credit.total_gbp == pytest.approx(19.44)


def test_keys_of_the_residual() -> None:
    """Proves: the DUoS band is the TNUoS band, by voltage. If broken: LV Sub is its own voltage, or domestic is LV1."""
    assert residual_key("LV Sub Site Specific", "2") == "LV2"
    assert residual_key("Non-Domestic Aggregated", "4") == "LV_NoMIC_4"
    assert residual_key("Domestic Aggregated", "single") == "Domestic"
    assert residual_key("HV Site Specific", "none") is None


def test_zones_follow_nesos_names() -> None:
    """Proves: zone 8 is Midlands, 14 South Western, 1 Northern Scotland. If broken: GSP letters in another order."""
    names = {"14": "Midlands", "22": "South Western", "17": "Northern Scotland", "10": "Eastern", "12": "London"}
    for area, name in names.items():
        rate = tnuos_rate(
            "hh_demand_locational", zone_of(area), Periods.between("2025-04-01", "2025-04-01").first_date
        )
        assert rate.label.endswith(name)


EHV = {
    "site_specific": {
        "super_red_p_per_kwh": 12.5,
        "super_red": {"months": [11, 12, 1, 2], "start_local": "16:00", "end_local": "19:00"},
        "fixed_p_per_day": 2000.0,
        "capacity_p_per_kva_day": 4.0,
        "valid_from": "2025-04-01",
        "valid_to": "2026-04-01",
        "source": "a made-up Annex 2, for this test",
    },
    "residual_band": 2,
    "agreed_capacity_kva": 5000,
}


def test_an_extra_high_voltage_site_takes_its_own_figures() -> None:
    """Proves: super-red on winter weekdays only, and the EHV residual of TNUoS. If broken: HV's bands and rates."""
    days = setting("2025-11-28", "2025-11-29", tariff=EHV)
    flow = np.ones(len(days.periods))
    unit = settled("duos_unit", days, **{"import": flow})
    assert unit.total_gbp == pytest.approx(-6 * 125.0)
    assert [block.band for block in unit] == ["super_red"]
    assert settled("duos_fixed", days).total_gbp == pytest.approx(-2 * 20.0)
    assert settled("duos_capacity", days).total_gbp == pytest.approx(-2 * 5000 * 0.04)
    assert settled("tnuos_residual", days).total_gbp == pytest.approx(-2 * 741.786430)
    (gap,) = LINES["duos_unit"].missing(setting("2026-04-01", "2026-04-02", tariff=EHV))
    assert "2025-04-01 to 2026-03-31" in gap.reason


def test_an_extra_high_voltage_site_pays_no_reactive_charge_of_another() -> None:
    """Proves: its figures name no reactive rate, so a poor power factor costs nothing. If broken: an invented rate."""
    days = setting("2025-11-28", "2025-11-28", tariff=EHV, losses={"power_factor": 0.8})
    assert settled("duos_reactive", days, **{"import": np.ones(48)}).total_gbp == 0.0


def test_a_tariff_without_a_capacity_charge_has_no_capacity_in_its_line() -> None:
    """Proves: 0 kVA days at 0 p where the site names no capacity. If broken: a capacity that nobody agreed is shown."""
    days = setting("2026-05-01", "2026-05-02", tariff={"duos": "Domestic Aggregated"})
    (block,) = settled("duos_capacity", days)
    assert (block.quantity.sum(), (block.quantity * block.rate_gbp_per_unit).sum()) == (0.0, 0.0)


def test_one_meter_without_a_tariff_leaves_the_other_priced() -> None:
    """Proves: an EHV site beyond its own figures pays its export meter's fixed charge, and its bill is a bill.

    If broken: exit 3, because the list of documents asks for the import tariff that is named as not priced.
    """
    span = {"tariff": EHV, "export_tariff": {"duos": "HV Generation Site Specific"}}
    days = setting("2026-04-01", "2026-04-02", **span)
    found = select_lines(days)
    (gap,) = [gap for gap in found.not_priced if gap.line == "duos_fixed"]
    assert "do not cover the span" in gap.reason
    (tariff,) = held_tariffs(days)
    assert tariff.is_for_export
    charge = settled("duos_fixed", days)
    assert charge.total_gbp == pytest.approx(-2 * tariff.fixed_p_per_mpan_day / 100)
    assert [document["name"] for document in duos_documents(days, found.lines)] == [tariff.short_source]


def test_line_loss_factors_come_from_the_class_where_held() -> None:
    """Proves: half-hourly factors multiply energy and BSUoS, not DUoS. If broken: 1.0, or a factor for every line."""
    tariff = {"line_loss_factor_class": "1", "agreed_capacity_kva": 100}
    day = setting("2025-06-04", "2025-06-04", licence_area=12, tariff=tariff, losses={})
    assert np.shape(day.line_loss_factor) == (48,)
    flow = np.ones(48)
    energy = settled("bsuos", day, **{"import": flow}).total_gbp
    assert energy == pytest.approx(-10.74 * np.sum(day.line_loss_factor))
    assert 1.0 < np.min(day.line_loss_factor) < np.max(day.line_loss_factor) < 1.2
    given = setting("2025-06-04", "2025-06-04", licence_area=12, tariff=tariff, losses={"line_loss_factor": 1.02})
    assert given.line_loss_factor == 1.02


def test_a_day_of_the_battery_in_duos_alone() -> None:
    """Proves: 4.25 MWh in red at 1.642 less 5 MWh in green at 0.021 p/kWh saves 68.74. If broken: pence for pounds."""
    day = setting("2025-11-24", "2025-11-24", tariff=hv(residual_band=4, agreed_capacity_kva=3000))
    price = LINES["duos_unit"].offer(day).gbp_per_mwh["import"]
    green, red = -price[2], -price[34]
    assert 4.25 * red - 5.0 * green == pytest.approx(68.735)
