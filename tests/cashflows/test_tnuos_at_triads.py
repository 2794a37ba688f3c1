"""TNUoS by triads, by energy and on export, worked by hand (market reference 6.4)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.registry import CHARGES
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import FLOW_NAMES, Flows, Setting
from gbflex.gb.rates.tnuos import tnuos_values
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site

LINES = {line.name: line for line in CHARGES}
LOCATIONAL, EXPORT = LINES["tnuos_locational"], LINES["tnuos_embedded_export"]
HV = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1200}
SHOP = {"duos": "Non-Domestic Aggregated", "residual_band": 3}
GIVEN = [{"settlement_date": day, "settlement_period": 35} for day in ("2026-11-30", "2026-12-15", "2027-01-10")]
PUBLISHED_2024 = (("2024-11-20", 37), ("2025-01-09", 36), ("2025-02-10", 36))
EXPORTER = {
    "export_tariff": {"duos": "HV Generation Site Specific"},
    "connection": {"import_mw": 2.5, "export_mw": 2.5},
    "supply": {"energy": "market_index", "export": "energy"},
    "assets": [battery()],
}


def setting(first: str, last: str, **site: object) -> Setting:
    """A site in zone 14, South Western."""
    periods = Periods.between(first, last)
    full = {"licence_area": 22, "tariff": HV, "assets": [], "charges": "all"} | site
    return setting_of(make_site(**full), periods, make_ports(market_index=np.full(len(periods), 50.0)))


def settled(line: str, at: Setting, **flows: np.ndarray) -> Ledger:
    nothing = dict.fromkeys(FLOW_NAMES, np.zeros(len(at.periods)))
    return Ledger.of(at.periods, LINES[line].settle(Flows(nothing | flows), at))


def gaps(line: str, at: Setting) -> list[tuple[str, str]]:
    return [(str(gap.first), str(gap.last)) for gap in LINES[line].missing(at)]


def half_hour(at: Setting, day: str, period: int, mwh: float = 0.25) -> np.ndarray:
    flow = np.zeros(len(at.periods))
    flow[(at.periods.settlement_date == np.datetime64(day)) & (at.periods.settlement_period == period)] = mwh
    return flow


def test_half_a_megawatt_at_given_triads() -> None:
    """Proves: South West 2026/27, 500 kW at the triads x 14.130209 = 7,065.10. If broken: a third or three times."""
    winter = setting("2026-11-01", "2027-02-28", triads=GIVEN)
    charge = settled("tnuos_locational", winter, **{"import": np.full(len(winter.periods), 0.25)})
    assert charge.total_gbp == pytest.approx(-7_065.10, abs=0.01)
    assert len(charge) == 3
    assert gaps("tnuos_locational", winter) == []


def test_the_triads_neso_published() -> None:
    """Proves: no triads given, 500 kW at NESO's three of 2024/25 alone pay the year's tariff. If broken: a gap, or 0."""
    winter = setting("2024-11-01", "2025-02-28")
    at = sum(half_hour(winter, day, period) for day, period in PUBLISHED_2024)
    charge = settled("tnuos_locational", winter, **{"import": at})
    assert charge.total_gbp == pytest.approx(-500 * 8.198917)
    assert {block.quality for block in charge} == {"actual"}
    assert all("triads from NESO" in block.source for block in charge)
    assert settled("tnuos_locational", winter, **{"import": 0.25 - at}).total_gbp == 0
    assert gaps("tnuos_locational", winter) == []


def test_a_part_of_a_span_keeps_its_triads() -> None:
    """Proves: cut out of its winter, 9 January 2025 is still the day of a triad. If broken: it is read as 1 November."""
    winter = setting("2024-11-01", "2025-02-28")
    day = np.datetime64("2025-01-09").astype(object)
    charge = settled("tnuos_locational", winter.between(day, day), **{"import": np.full(48, 0.25)})
    assert charge.total_gbp == pytest.approx(-500 * 8.198917 / 3)


def test_a_day_with_a_triad_pays_a_third_at_the_grid_supply_point() -> None:
    """Proves: field case cm26, 1 MW on 2026-01-05: 1,000 x 1.05 x 2.990958 / 3 = 1,046.84. If broken: 996.99 at the meter."""
    day = setting("2026-01-05", "2026-01-05", licence_area=14, losses={"line_loss_factor": 1.05})
    charge = settled("tnuos_locational", day, **{"import": np.full(48, 0.5)})
    assert charge.total_gbp == pytest.approx(-1046.84, abs=0.005)
    assert [int(block.position[0]) for block in charge] == [34]


def test_triads_of_the_site_file_replace_those_of_their_winter_only() -> None:
    """Proves: given for 2025/26, 2024/25 keeps NESO's; two of three are named. If broken: mixed, or a third unpaid."""
    given = [{"settlement_date": f"2025-11-{day}", "settlement_period": 35} for day in ("01", 12, 30)]
    site = {"triads": given, "triads_replace_published": True}
    both = setting("2024-11-01", "2026-02-28", **site)
    charge = settled("tnuos_locational", both, **{"import": np.full(len(both.periods), 0.25)})
    assert [block.source.rpartition("from ")[2] for block in charge] == ["NESO", "the site file"]
    two = setting("2024-11-01", "2026-02-28", **(site | {"triads": given[:2]}))
    (gap,) = LOCATIONAL.missing(two)
    assert (str(gap.first), str(gap.last)) == ("2025-11-01", "2026-02-28")
    assert "are needed of 2025/26: the site file gives 2" in gap.reason


def test_a_gap_ends_with_february() -> None:
    """Proves: one triad of 2026/27 leaves February to be named and March not, nor a March without a tariff.

    If broken: a March bill says that triads are missing.
    """
    one = {"triads": GIVEN[:1]}
    assert gaps("tnuos_locational", setting("2027-03-01", "2027-03-31", **one)) == []
    assert gaps("tnuos_locational", setting("2027-02-28", "2027-03-31", **one)) == [("2027-02-28", "2027-02-28")]
    assert gaps("tnuos_locational", setting("2026-10-31", "2026-11-01", **one)) == [("2026-11-01", "2026-11-01")]
    assert gaps("tnuos_locational", setting("2026-10-01", "2026-10-31", **one)) == []
    assert gaps("tnuos_locational", setting("2023-03-01", "2023-03-31")) == []


def test_each_winter_is_looked_at() -> None:
    """Proves: 2022/23 has no tariff and of 2023/24 two triads are given: both are named. If broken: the first alone."""
    given = [
        {"settlement_date": day, "settlement_period": period}
        for day, period in (("2023-12-05", 35), ("2024-01-04", 35))
    ]
    span = setting("2022-11-01", "2023-11-30", triads=given)
    assert gaps("tnuos_locational", span) == [("2022-11-01", "2023-02-28"), ("2023-11-01", "2023-11-30")]


def test_each_winter_of_an_exporter_is_looked_at() -> None:
    """Proves: both winters without a tariff are named, also after a charging year of which the span has no winter.

    If broken: the first alone, or none.
    """
    assert gaps("tnuos_embedded_export", setting("2024-11-01", "2025-11-30", **EXPORTER)) == [
        ("2024-11-01", "2025-02-28"),
        ("2025-11-01", "2025-11-30"),
    ]
    assert gaps("tnuos_embedded_export", setting("2025-03-01", "2025-11-30", **EXPORTER)) == [
        ("2025-11-01", "2025-11-30")
    ]


def test_too_few_triads_matter_only_where_there_is_a_tariff() -> None:
    """Proves: one triad of 2026/27 is enough in zone 2, where the tariff is 0. If broken: a Scottish bill is incomplete."""
    assert gaps("tnuos_locational", setting("2026-11-01", "2026-11-02", licence_area=18, triads=GIVEN[:1])) == []


def test_an_extra_high_voltage_site_pays_at_triads_whatever_its_own_figures_cover() -> None:
    """Proves: figures of 2025/26 say nothing of 2026/27, and triads need none. If broken: the winter is named."""
    own = {
        "super_red_p_per_kwh": 12.5,
        "super_red": {"months": [11, 12, 1, 2], "start_local": "16:00", "end_local": "19:00"},
        "fixed_p_per_day": 2000.0,
        "capacity_p_per_kva_day": 4.0,
        "exceeded_capacity_p_per_kva_day": 4.0,
        "valid_from": "2025-04-01",
        "valid_to": "2026-04-01",
        "source": "a made-up Annex 2, for this test",
    }
    day = setting("2026-11-30", "2026-11-30", tariff={"site_specific": own, "residual_band": 2}, triads=GIVEN)
    assert gaps("tnuos_locational", day) == []
    charge = settled("tnuos_locational", day, **{"import": np.full(48, 0.5)})
    assert charge.total_gbp == pytest.approx(-1000 * 14.130209 / 3)


def test_a_winter_that_is_not_published_pays_the_expected_charge() -> None:
    """Proves: 1 MW all winter pays 3 triads x 1,000 kW x 14.130209 / 3, whichever they are, estimated with its source.

    Zones at 0, and a summer, owe nothing. If broken: the winter is left out, or a load is paid for twice.
    """
    winter = setting("2026-11-01", "2027-02-28")
    assert gaps("tnuos_locational", winter) == []
    charge = settled("tnuos_locational", winter, **{"import": np.full(len(winter.periods), 0.5)})
    assert charge.total_gbp == pytest.approx(-14_130.209)
    assert {block.quality for block in charge} == {"estimated"}
    assert all("known from 2027-03-31" in block.source and "2025/26" in block.source for block in charge)
    summer = setting("2026-04-01", "2026-10-31")
    assert settled("tnuos_locational", summer, **{"import": np.ones(len(summer.periods))}).total_gbp == 0
    north = setting("2026-11-01", "2026-11-30", licence_area=18)
    assert settled("tnuos_locational", north, **{"import": np.ones(len(north.periods))}).total_gbp == 0
    assert gaps("tnuos_locational", north) == []


@pytest.mark.parametrize(
    ("day", "period", "pays"),
    [
        ("2026-10-30", 35, False),
        ("2026-11-02", 35, True),
        ("2027-02-26", 35, True),
        ("2027-03-01", 35, False),
        ("2026-11-02", 32, False),
        ("2026-11-02", 33, True),
        ("2026-11-02", 38, True),
        ("2026-11-02", 39, False),
        ("2026-11-07", 35, False),
        ("2026-12-25", 35, False),
    ],
)
def test_when_a_triad_may_be(day: str, period: int, pays: bool) -> None:
    """Proves: working days from 1 November to the end of February, 16:00 to 19:00. If broken: a day or half-hour off."""
    span = setting("2026-10-30", "2027-03-01")
    charge = settled("tnuos_locational", span, **{"import": half_hour(span, day, period)})
    assert (charge.total_gbp < 0) == pays


def test_a_shop_pays_by_energy_on_every_evening() -> None:
    """Proves: field case nonhh: 20 kW x 3 h x 31 days x 1.08 x 1.377268 p = 27.67, in rows of p/kWh.

    If broken: nothing, as no triad falls in July; or 25.62 at the meter.
    """
    month = setting("2025-07-01", "2025-07-31", tariff=SHOP, losses={"line_loss_factor": 1.08})
    charge = settled("tnuos_locational", month, **{"import": np.full(len(month.periods), 0.01)})
    assert charge.total_gbp == pytest.approx(-27.67, abs=0.005)
    (block,) = charge
    assert (block.published_unit, block.payee, len(block.position)) == ("p/kWh", "system_operator", 6 * 31)
    assert set(block.published_rate.tolist()) == {1.377268}


@pytest.mark.parametrize(
    ("day", "period", "rate"),
    [
        ("2025-07-05", 32, 0.0),
        ("2025-07-05", 33, 1.377268),
        ("2025-07-05", 38, 1.377268),
        ("2025-07-05", 39, 0.0),
        ("2025-03-31", 35, 1.129620),
        ("2025-04-01", 35, 1.377268),
        # On a day that the clock changes, 16:00 is period 31 or 35.
        ("2025-03-30", 30, 0.0),
        ("2025-03-30", 31, 1.129620),
        ("2025-10-26", 34, 0.0),
        ("2025-10-26", 35, 1.377268),
        ("2025-10-26", 40, 1.377268),
        ("2025-10-26", 41, 0.0),
        ("2025-12-25", 35, 1.377268),
    ],
)
def test_evenings_by_the_clock(day: str, period: int, rate: float) -> None:
    """Proves: 16:00 to 19:00 on the clock, weekends and holidays too. If broken: a half-hour or a year off."""
    one = setting(day, day, tariff=SHOP)
    charge = settled("tnuos_locational", one, **{"import": half_hour(one, day, period, 1.0)})
    assert charge.total_gbp == pytest.approx(-10 * rate)


def test_each_charging_year_of_a_span_has_its_own_rate() -> None:
    """Proves: the evenings of 31 March and 1 April 2025 pay 1.129620 and 1.377268 p/kWh. If broken: both, on each."""
    days = setting("2025-03-31", "2025-04-01", tariff=SHOP)
    charge = settled("tnuos_locational", days, **{"import": np.ones(96)})
    assert charge.total_gbp == pytest.approx(-6 * 10 * (1.129620 + 1.377268))


@pytest.mark.parametrize(
    ("tariff", "by_energy"),
    [
        ({"duos": "Domestic Aggregated"}, True),
        ({"duos": "domestic aggregated (Related MPAN)"}, True),
        ({"duos": "Non-Domestic Aggregated (related MPAN)"}, True),
        ({"duos": "Non-Domestic Aggregated Band 2"}, True),
        ({"line_loss_factor_class": "A01"}, None),
        ({"duos": "LV Site Specific", "residual_band": 2, "agreed_capacity_kva": 100}, False),
        ({"duos": "LV Sub Site Specific", "residual_band": 2, "agreed_capacity_kva": 100}, False),
        (None, False),
    ],
)
def test_who_pays_by_energy(tariff: dict[str, object] | None, by_energy: bool | None) -> None:
    """Proves: aggregated tariffs pay by energy, all others by triads. If broken: a shop pays nothing, or a factory twice."""
    if by_energy is None:
        day = Periods.between("2025-07-01", "2025-07-01")
        site = make_site(licence_area=22, assets=[])
        held = setting_of(site, day, make_ports(market_index=np.zeros(48))).duos.tariffs_of("22", 2025)
        shop = next(
            one for one in held if one.tariff == "Non-Domestic Aggregated" and one.line_loss_factor_classes
        )
        tariff, by_energy = {"line_loss_factor_class": shop.line_loss_factor_classes[0]}, True
    day_in_july = setting("2025-07-01", "2025-07-01", tariff=tariff)
    charge = settled("tnuos_locational", day_in_july, **{"import": np.ones(48)})
    assert (charge.total_gbp < 0) == by_energy


def test_a_class_whose_year_is_not_held_is_named() -> None:
    """Proves: by class alone it is not known which tariff is owed. If broken: triads are priced for a shop."""
    years = setting("2027-06-01", "2027-06-02", tariff={"line_loss_factor_class": "A01"})
    assert gaps("tnuos_locational", years) == [("2027-06-01", "2027-06-02")]


def test_export_at_a_triad_earns_a_third_of_the_tariff() -> None:
    """Proves: field case eet: 2,500 kW x 17.2736 = 43,184 a year in zone 14, a third on 2026-11-30, paid to the owner.

    At the meter, as its export contract pays; with settled losses x 1.05 = 15,114.40. If broken: the other, or a charge.
    """
    site = EXPORTER | {"triads": GIVEN, "losses": {"line_loss_factor": 1.05}}
    day = setting("2026-11-30", "2026-11-30", **site)
    earned = settled("tnuos_embedded_export", day, export=half_hour(day, "2026-11-30", 35, 1.25))
    assert earned.total_gbp == pytest.approx(43_184.00 / 3, abs=0.005)
    (block,) = earned
    assert (block.payer, block.payee, block.quality) == ("system_operator", "owner", "actual")
    supply = {"energy": "market_index", "export": "energy", "export_losses": "settled"}
    lossy = setting("2026-11-30", "2026-11-30", **(site | {"supply": supply}))
    earned = settled("tnuos_embedded_export", lossy, export=half_hour(lossy, "2026-11-30", 35, 1.25))
    assert earned.total_gbp == pytest.approx(15_114.40, abs=0.005)
    assert settled("tnuos_embedded_export", day, export=half_hour(day, "2026-11-30", 36, 1.25)).total_gbp == 0
    winter = setting("2026-11-01", "2027-02-28", **site)
    assert settled("tnuos_embedded_export", winter, export=np.full(len(winter.periods), 1.25)).total_gbp == (
        pytest.approx(43_184.00)
    )


def test_export_of_a_winter_that_is_not_published_is_expected() -> None:
    """Proves: 2,500 kW all winter earn 43,184 whichever the triads are, estimated. If broken: nothing until March."""
    winter = setting("2026-11-01", "2027-02-28", **EXPORTER)
    earned = settled("tnuos_embedded_export", winter, export=np.full(len(winter.periods), 1.25))
    assert earned.total_gbp == pytest.approx(43_184.00)
    assert {block.quality for block in earned} == {"estimated"}
    assert gaps("tnuos_embedded_export", winter) == []


def test_export_of_years_without_a_tariff_is_named() -> None:
    """Proves: the winters before 2026/27, and after, are named with their reason. If broken: export earns 0 in silence."""
    years = setting("2025-10-01", "2026-12-31", **EXPORTER)
    (gap,) = EXPORT.missing(years)
    assert (str(gap.first), str(gap.last)) == ("2025-11-01", "2026-02-28")
    assert "tnuos_embedded_export 14" in gap.reason
    assert gaps("tnuos_embedded_export", setting("2027-11-01", "2027-11-02", **EXPORTER)) == [
        ("2027-11-01", "2027-11-02")
    ]
    named = {gap.line for gap in select_lines(setting("2025-12-01", "2025-12-01")).not_priced}
    assert "tnuos_embedded_export" not in named


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({}, True),
        ({"connection": {"import_mw": None, "export_mw": None}}, True),
        ({"connection": {"import_mw": 2.5, "export_mw": 0.0}}, False),
        ({"assets": []}, False),
        ({"export_tariff": None, "supply": {"energy": "market_index", "export": "none"}}, False),
        ({"export_tariff": None}, True),
        ({"supply": {"energy": "market_index", "export": "none"}}, True),
        ({"connection": {"export_mw": None}, "assets": [battery(discharge_power_mw=99.9)]}, True),
        ({"connection": {"export_mw": None}, "assets": [battery(discharge_power_mw=100.0)]}, False),
        ({"connection": {"export_mw": 99.9}, "assets": [battery(discharge_power_mw=150.0)]}, True),
        ({"licence_area": None, "tariff": None, "export_tariff": None}, False),
    ],
)
def test_who_earns_the_embedded_export_tariff(changes: dict[str, object], applies: bool) -> None:
    """Proves: an export meter, something that exports, above 0 and below 100 MW. If broken: a load's bill lacks a rate."""
    assert EXPORT.applies(setting("2026-12-01", "2026-12-01", **(EXPORTER | changes))) == applies


def test_tariffs_of_nesos_zones_are_all_held() -> None:
    """Proves: 14 zones, p/kWh 2023/24 to 2030/31, export 2026/27. If broken: a zone pays nothing."""
    by_energy = [value for value in tnuos_values("nhh_demand_locational") if value.unit == "p/kWh"]
    export = tnuos_values("embedded_export")
    assert (len(by_energy), len(export)) == (14 * 8, 14)
    assert {str(value.valid_from) for value in export} == {"2026-04-01"}
    for one, other in itertools.pairwise(sorted(by_energy, key=lambda value: (value.name, value.valid_from))):
        assert one.name != other.name or one.valid_to == other.valid_from
