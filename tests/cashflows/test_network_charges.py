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
from tests.factories import battery, make_ports, make_site

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


TRIADS = [{"settlement_date": day, "settlement_period": 35} for day in ("2026-11-30", "2026-12-15", "2027-01-20")]


def test_tnuos_locational_on_given_triads() -> None:
    """Proves: South West 2026/27, 500 kW at the triads x 14.130209 = 7,065.10. If broken: a third or three times."""
    south_west = setting("2026-11-01", "2027-02-28", licence_area=22, tariff=hv(), triads=TRIADS)
    half_megawatt = np.full(len(south_west.periods), 0.25)
    charge = settled("tnuos_locational", south_west, **{"import": half_megawatt})
    assert charge.total_gbp == pytest.approx(-7_065.10, abs=0.01)
    assert len(charge) == 3
    assert LINES["tnuos_locational"].missing(south_west) == []


def test_tnuos_locational_without_triads_is_named_in_winter_only_where_there_is_a_tariff() -> None:
    """Proves: summer and zones at 0 owe nothing; else the missing triads are named. If broken: 0, or never priced."""
    line = LINES["tnuos_locational"]
    assert line.missing(setting("2026-04-01", "2026-10-31", licence_area=22, tariff=hv())) == []
    assert line.missing(setting("2026-11-01", "2026-11-02", licence_area=18, tariff=hv())) == []
    (gap,) = line.missing(setting("2026-10-01", "2026-12-31", licence_area=22, tariff=hv()))
    assert (str(gap.first), str(gap.last)) == ("2026-11-01", "2026-12-31")
    assert "triads" in gap.reason


def test_tnuos_locational_on_the_triads_neso_published() -> None:
    """Proves: no triads given, 500 kW at NESO's three of 2024/25 alone pay the year's tariff. If broken: a gap, or 0."""
    south_west = setting("2024-11-01", "2025-02-28", licence_area=22, tariff=hv())
    when = zip(south_west.periods.settlement_date.astype(str), south_west.periods.settlement_period, strict=True)
    triads = {("2024-11-20", 37), ("2025-01-09", 36), ("2025-02-10", 36)}
    at = np.array([half_hour in triads for half_hour in when])
    charge = settled("tnuos_locational", south_west, **{"import": np.where(at, 0.25, 0.0)})
    assert charge.total_gbp == pytest.approx(-500 * 8.198917)
    assert {block.source for block in charge}
    assert all("triads from NESO" in block.source for block in charge)
    assert settled("tnuos_locational", south_west, **{"import": np.where(at, 0.0, 0.25)}).total_gbp == 0
    assert LINES["tnuos_locational"].missing(south_west) == []


def test_triads_of_the_site_file_replace_those_of_their_winter_only() -> None:
    """Proves: given for 2025/26, 2024/25 keeps NESO's; two of three are named. If broken: mixed, or a third unpaid."""
    given = [{"settlement_date": f"2025-11-{day}", "settlement_period": 35} for day in (10, 21, 30)]
    both = setting("2024-11-01", "2026-02-28", licence_area=22, tariff=hv(), triads=given)
    charge = settled("tnuos_locational", both, **{"import": np.full(len(both.periods), 0.25)})
    assert [block.source.rpartition("from ")[2] for block in charge] == ["NESO", "the site file"]
    (gap,) = LINES["tnuos_locational"].missing(
        setting("2024-11-01", "2026-02-28", licence_area=22, tariff=hv(), triads=given[:2])
    )
    assert (str(gap.first), str(gap.last)) == ("2025-11-01", "2026-02-28")
    assert "are needed of 2025/26 and the site file gives 2" in gap.reason


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


def test_capacity_market_cost_falls_on_the_winter_window() -> None:
    """Proves: 1,254.3 m GBP / 12 TWh = 104.525 GBP/MWh from 16:00 to 19:00 on working days. If broken: on all hours."""
    week = setting("2024-12-06", "2024-12-07", tariff=hv(), capacity_market_window_demand_mwh=12e6)
    flow = np.ones(len(week.periods))
    charge = settled("capacity_market_levy", week, **{"import": flow})
    # Friday has six half-hours in the window, Saturday none.
    assert charge.total_gbp == pytest.approx(-6 * 104.525)
    (block,) = charge
    assert block.position.tolist() == [32, 33, 34, 35, 36, 37]
    assert block.quality == "estimated"


def test_capacity_market_owes_nothing_in_summer_and_names_what_it_lacks_in_winter() -> None:
    """Proves: no window, no charge; a window without the national demand is not priced. If broken: a free winter."""
    line = LINES["capacity_market_levy"]
    assert line.missing(setting("2024-07-01", "2024-07-31", tariff=hv())) == []
    (gap,) = line.missing(setting("2024-12-06", "2024-12-06", tariff=hv()))
    assert "capacity_market_window_demand_mwh" in gap.reason
    (unknown,) = line.missing(
        setting("2026-12-04", "2026-12-04", tariff=hv(), capacity_market_window_demand_mwh=1e7)
    )
    assert "cm_scheme_cost" in unknown.reason


def test_capacity_market_names_the_winter_alone() -> None:
    """Proves: eleven months to February 2025 lack November to February. If broken: April to October are named too."""
    (gap,) = LINES["capacity_market_levy"].missing(setting("2024-04-01", "2025-02-28", tariff=hv()))
    assert (str(gap.first), str(gap.last)) == ("2024-11-01", "2025-02-28")
    each = LINES["capacity_market_levy"].missing(setting("2023-12-01", "2024-12-31", tariff=hv()))
    assert [(str(gap.first), str(gap.last)) for gap in each] == [
        ("2023-12-01", "2024-02-29"),
        ("2024-11-01", "2024-12-31"),
    ]


def test_a_winter_without_a_cost_leaves_the_others_priced() -> None:
    """Proves: 2024/25 is charged, 2025/26 is named. If broken: a known winter is lost with an unknown one."""
    span = setting("2025-02-28", "2025-11-03", tariff=hv(), capacity_market_window_demand_mwh=12e6)
    found = select_lines(span)
    (gap,) = [gap for gap in found.not_priced if gap.line == "capacity_market_levy"]
    assert (str(gap.first), str(gap.last)) == ("2025-11-01", "2025-11-03")
    assert "capacity_market_levy" in {line.name for line in found.lines}
    charge = settled("capacity_market_levy", span, **{"import": np.ones(len(span.periods))})
    assert charge.total_gbp == pytest.approx(-6 * 104.525)


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


def test_a_licensed_store_on_its_own_meter_pays_no_levies_on_charging() -> None:
    """Proves: RO and BSUoS spare it, DUoS and CCL do not, and the optimiser sees that. If broken: 31.78 on each MWh."""
    site = {
        "tariff": hv(residual_band="none"),
        "demand": {"constant_mw": 0.0},
        "assets": [battery()],
        "connection": {"import_mw": 2.5, "export_mw": 2.5},
        "exemptions": {"licensed_storage": True},
    }
    day = setting("2024-06-04", "2024-06-04", **site)
    charged = np.full(48, 0.5)
    flows = {"import": charged, "charge": charged}
    assert settled("ro", day, **flows).total_gbp == 0
    assert settled("bsuos", day, **flows).total_gbp == 0
    assert settled("ccl", day, **flows).total_gbp == pytest.approx(-24 * 7.75)
    assert settled("duos_unit", day, **flows).total_gbp < 0
    offer = LINES["ro"].offer(day).gbp_per_mwh
    assert offer["import"] + offer["charge"] == pytest.approx(np.zeros(48))


def test_a_day_of_the_battery_in_duos_alone() -> None:
    """Proves: 4.25 MWh in red at 1.642 less 5 MWh in green at 0.021 p/kWh saves 68.74. If broken: pence for pounds."""
    day = setting("2025-11-24", "2025-11-24", tariff=hv(residual_band=4, agreed_capacity_kva=3000))
    price = LINES["duos_unit"].offer(day).gbp_per_mwh["import"]
    green, red = -price[2], -price[34]
    assert 4.25 * red - 5.0 * green == pytest.approx(68.735)


def test_ccl_spares_the_exempt_share() -> None:
    """Proves: a quarter exempt leaves 7.75 x 0.75 per MWh, to plan and ledger alike. If broken: the full rate."""
    day = setting("2025-06-04", "2025-06-04", tariff=hv(), exemptions={"ccl_fraction": 0.25})
    assert settled("ccl", day, **{"import": np.ones(48)}).total_gbp == pytest.approx(-48 * 7.75 * 0.75)
    assert LINES["ccl"].offer(day).gbp_per_mwh["import"] == pytest.approx(np.full(48, -7.75 * 0.75))
