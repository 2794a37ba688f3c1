"""Gas network charges: the value of a zone, a size and a date, and what is not known."""

from __future__ import annotations

import math
from datetime import date

import pytest

from gbflex.errors import InputError
from gbflex.gb.rates.gas_network import GasNetworkPart, GasNetworkRates, GasSupplyPoint, gas_network_rates
from gbflex.gb.rates.gas_network_table import gas_network_rows
from gbflex.gb.rates.gas_zones import GAS_NETWORKS, exit_zones
from gbflex.periods import Periods

SUMMER = Periods.between("2026-04-01", "2026-09-30")
PEAK_DAY_KWH = 13_200 * 24.0
YEAR_KWH = 13_200 * 6_000.0


def rates(
    ldz: str,
    annual_quantity_kwh: float,
    peak_day_kwh: float,
    periods: Periods = SUMMER,
    *,
    exit_zone: str | None = None,
    read_monthly: bool | None = None,
) -> GasNetworkRates:
    point = GasSupplyPoint(ldz, annual_quantity_kwh, peak_day_kwh, exit_zone, read_monthly)
    return gas_network_rates(point, periods)


def by_name(part: GasNetworkPart) -> dict[str, float]:
    return {piece.name: piece.value for piece in part.pieces}


def large_site_gbp_per_mwh(ldz: str) -> tuple[float, float]:
    """All charges of 13.2 MW over 6,000 hours [GBP/MWh], and the share of capacity in them."""
    found = rates(ldz, YEAR_KWH, PEAK_DAY_KWH)
    assert not found.commodity.missing + found.capacity.missing + found.fixed.missing
    assert not found.fixed.pieces
    commodity = sum(by_name(found.commodity).values()) * 10
    capacity = sum(by_name(found.capacity).values()) * 365 * PEAK_DAY_KWH / YEAR_KWH * 10
    return commodity + capacity, capacity / (commodity + capacity)


def test_a_large_site_by_hand() -> None:
    """Proves: each charge of East of England, worked with logarithms. If broken: the minimum, or SOQ in MWh."""
    # ln 316,800 = 12.66603: 0.3499 e^-3.00945; 1.5002 e^-2.72953; 0.1181 e^-2.65987, to four decimals.
    found = rates("EE", YEAR_KWH, PEAK_DAY_KWH)
    assert by_name(found.commodity) == {"ldz_system_commodity": 0.0173, "nts_commodity_exit": 0.0206}
    assert by_name(found.capacity) == {
        "ldz_system_capacity": 0.0979,
        "ldz_customer_capacity": 0.0083,
        "ldz_exit_capacity": 0.0358,
    }
    assert {piece.unit for piece in found.commodity.pieces} == {"p/kWh"}
    assert {piece.unit for piece in found.capacity.pieces} == {"p/peak-day kWh/day"}
    # (0.0379 + 0.142 x 1.46) x 10
    assert large_site_gbp_per_mwh("EE")[0] == pytest.approx(2.4522)


@pytest.mark.parametrize(
    ("ldz", "exit_zone", "annual_quantity_kwh", "peak_day_kwh", "gbp"),
    [
        ("WM", "WM1", 2_000_000, 12_000, 14_209.40),
        ("WM", "WM3", 30_000_000, 110_000, 79_569.70),
        ("SW", "SW2", 2_000_000, 12_000, 14_714.06),
        ("WW", "SW2", 30_000_000, 110_000, 88_832.40),
    ],
)
def test_the_networks_own_worked_totals(
    ldz: str, exit_zone: str, annual_quantity_kwh: float, peak_day_kwh: float, gbp: float
) -> None:
    """Proves: a year's distribution charges at the rates of April 2026, to the penny. If broken: not rounded, or a middle."""
    found = rates(ldz, annual_quantity_kwh, peak_day_kwh, exit_zone=exit_zone)
    commodity = by_name(found.commodity)["ldz_system_commodity"] * annual_quantity_kwh
    assert (commodity + sum(by_name(found.capacity).values()) * peak_day_kwh * 365) / 100 == pytest.approx(
        gbp, abs=0.005
    )
    assert {piece.quality for piece in found.capacity.pieces} == {"actual"}


def test_a_large_site_costs_what_the_market_reference_says() -> None:
    """Proves: 2.3 to 3.1 GBP/MWh, some 85 % of it capacity. If broken: entry counted, or 24 hours forgotten."""
    found = [large_site_gbp_per_mwh(network) for network in GAS_NETWORKS]
    assert round(min(total for total, _ in found), 1) == 2.3
    assert round(max(total for total, _ in found), 1) == 3.1
    assert all(share == pytest.approx(0.85, abs=0.015) for _, share in found)


def test_the_minimum_holds_for_a_giant() -> None:
    """Proves: 0.3499 x (10^9)^-0.2376 = 0.0025 is below 0.0048. If broken: 0.0025."""
    found = rates("EE", 2e11, 1e9)
    assert by_name(found.commodity)["ldz_system_commodity"] == 0.0048
    assert by_name(found.capacity)["ldz_system_capacity"] == 0.0286


@pytest.mark.parametrize(
    ("annual_quantity_kwh", "commodity", "capacity", "customer", "fixed"),
    [
        (73_200, 0.0597, 0.3217, 0.1524, None),
        (73_200.01, 0.0535, 0.2902, 0.0051, 48.4177),
        (293_000, 0.0535, 0.2902, 0.0051, 48.4177),
        (293_000.01, 0.0535, 0.2902, 0.0051, 51.5538),
        (732_000, 0.0535, 0.2902, 0.0051, 51.5538),
        # 0.7215 x 4,000^-0.2911, 3.5556 x 4,000^-0.2817, 0.1171 x 4,000^-0.21
        (732_000.01, 0.0645, 0.3437, 0.0205, None),
    ],
)
def test_a_quantity_on_a_bound_is_in_the_band_below(
    annual_quantity_kwh: float, commodity: float, capacity: float, customer: float, fixed: float | None
) -> None:
    """Proves: "up to" and "over" as printed; a small site's customer charge. If broken: 732,000 kWh pays by the function."""
    read_monthly = False if annual_quantity_kwh <= 293_000 else None
    found = rates("WM", annual_quantity_kwh, 4_000, read_monthly=read_monthly)
    assert by_name(found.commodity)["ldz_system_commodity"] == commodity
    assert by_name(found.capacity)["ldz_system_capacity"] == capacity
    assert by_name(found.capacity)["ldz_customer_capacity"] == customer
    assert by_name(found.fixed).get("ldz_customer_fixed") == fixed
    assert not found.commodity.missing + found.capacity.missing + found.fixed.missing


def test_a_zone_has_the_rates_of_its_network() -> None:
    """Proves: South East is Southern, North Thames is London. If broken: a code printed nowhere is refused."""
    for network, zones in GAS_NETWORKS.items():
        for zone in zones:
            known = exit_zones(zone)[0]
            assert rates(zone, 1e6, 1e4, exit_zone=known) == rates(network, 1e6, 1e4, exit_zone=known)
    assert rates("SE", 1e6, 1e4).network == "SO"
    assert sum(map(len, GAS_NETWORKS.values())) == 17


@pytest.mark.parametrize(
    ("ldz", "zones"),
    [
        ("EA", "EA1 EA2 EA3 EA4"),
        ("SW", "SW1 SW2 SW3"),
        ("WN", "WA1 WA2"),
        ("WS", "WA1 WA2"),
        ("WW", "SW1 SW2 SW3 WA1 WA2"),
        ("LS", "LS"),
        ("LO", "NT1 NT2 NT3"),
        ("SC", "LC LO LS LT LW SC1 SC2 SC4"),
        ("SE", "SE1 SE2"),
        ("SO", "SE1 SE2 SO1 SO2"),
    ],
)
def test_the_exit_zones_of_a_zone(ldz: str, zones: str) -> None:
    """Proves: a zone has its own, a code that is a network's too has all of them. If broken: Oban is in London."""
    assert exit_zones(ldz) == tuple(zones.split())


def test_every_exit_zone_belongs_to_one_network() -> None:
    """Proves: 38 exit zones, each reached from its network and from a zone. If broken: one cannot be named."""
    by_network = [zone for network in GAS_NETWORKS for zone in exit_zones(network)]
    by_zone = {zone for zones in GAS_NETWORKS.values() for ldz in zones for zone in exit_zones(ldz)}
    assert len(by_network) == len(set(by_network)) == 38
    assert by_zone == set(by_network)


def test_an_exit_zone_not_given_is_an_estimate_with_its_range() -> None:
    """Proves: half of 0.0285 and 0.0487, both named; equal rates are no estimate. If broken: a middle in silence."""
    capacity = {piece.name: piece for piece in rates("SW", 1e6, 1e4).capacity.pieces}
    found = capacity["ldz_exit_capacity"]
    assert (found.value, found.quality) == (pytest.approx(0.0386), "estimated")
    assert found.label.endswith("exit_zone not given: 0.0285 (exit zone SW1) to 0.0487 (exit zone SW2)")
    assert {piece.quality for name, piece in capacity.items() if name != "ldz_exit_capacity"} == {"actual"}
    same = {piece.name: piece for piece in rates("EA", 1e6, 1e4).capacity.pieces}["ldz_exit_capacity"]
    assert (same.value, same.quality) == (0.0358, "actual")


@pytest.mark.parametrize(
    ("read_monthly", "value", "quality"),
    [(True, 51.5538, "actual"), (False, 48.4177, "actual"), (None, 49.98575, "estimated")],
)
def test_how_often_a_meter_is_read(read_monthly: bool | None, value: float, quality: str) -> None:
    """Proves: the fixed charge follows it, half-way where it is not given. If broken: monthly for all, as "actual"."""
    (found,) = rates("WM", 200_000, 1_500, read_monthly=read_monthly).fixed.pieces
    assert (found.value, found.quality, found.unit) == (pytest.approx(value), quality, "p/day")


def test_a_meter_above_293_000_kwh_is_read_monthly() -> None:
    """Proves: the other answer is refused there. If broken: a charge that the networks do not make."""
    with pytest.raises(InputError, match=r"read_monthly.*293,000"):
        rates("WM", 293_001, 2_000, read_monthly=False)


@pytest.mark.parametrize(
    ("last_of", "first_of", "name", "before", "after"),
    [
        ("2023-03-31", "2023-04-01", "ldz_exit_capacity", 0.0385, 0.0245),
        ("2026-03-31", "2026-04-01", "ldz_exit_capacity", None, 0.0487),
        ("2022-09-30", "2022-10-01", "nts_commodity_exit", 0.0092, 0.0343),
        ("2025-09-30", "2025-10-01", "nts_commodity_exit", None, 0.0206),
    ],
)
def test_distribution_changes_in_april_and_transmission_in_october(
    last_of: str, first_of: str, name: str, before: float | None, after: float
) -> None:
    """Proves: the formula year and the gas year, each side of both. If broken: exit capacity changes in October."""
    found = rates("SW", 1e6, 1e4, Periods.between(last_of, first_of), exit_zone="SW2")
    old, new = (piece for piece in found.commodity.pieces + found.capacity.pieces if piece.name == name)
    assert (old.valid_to, new.valid_from) == (date.fromisoformat(first_of), date.fromisoformat(first_of))
    assert old.value != new.value == after
    assert before is None or old.value == before
    assert {
        piece.valid_from for piece in found.commodity.pieces + found.capacity.pieces if piece not in (old, new)
    }
    other = "nts_commodity_exit" if name.startswith("ldz") else "ldz_exit_capacity"
    assert sum(piece.name == other for piece in found.commodity.pieces + found.capacity.pieces) == 1


@pytest.mark.parametrize(
    ("first", "last", "held", "lacking"),
    [
        ("2026-04-01", "2026-04-01", 0.03867, 0),
        ("2026-03-31", "2026-04-01", None, 0),
        ("2026-09-30", "2026-09-30", 0.03867, 0),
        ("2026-09-30", "2026-10-01", 0.03867, 1),
        ("2026-10-01", "2026-10-01", 0.0, 1),
        ("2022-04-01", "2022-04-01", None, 0),
        ("2022-03-31", "2022-03-31", 0.0, 1),
    ],
)
def test_a_span_that_touches_a_rate_by_one_date_has_it(
    first: str, last: str, held: float | None, lacking: int
) -> None:
    """Proves: a rate holds on its first date and on the last before its end, in spans of one date.

    79.2 GWh in West Midlands: 0.0181 of the zone and 0.0206 p/kWh of transmission. If broken: 0.0206 alone on
    1 April 2026, with nothing missing, so that the bill says it is complete.
    """
    found = rates("WM", YEAR_KWH, PEAK_DAY_KWH, Periods.between(first, last), exit_zone="WM1").commodity
    if held is not None:
        assert sum(piece.value for piece in found.pieces) == pytest.approx(held, abs=5e-5)
    assert {piece.name for piece in found.pieces} == (
        set() if held == 0 else {"ldz_system_commodity", "nts_commodity_exit"}
    )
    assert len(found.missing) == 2 * lacking


def test_dates_without_a_value_are_named_and_never_filled() -> None:
    """Proves: nothing is held before April 2022 or after September 2026. If broken: a neighbour's rate."""
    found = rates("NT", 1e6, 1e4, Periods.between("2022-03-30", "2022-04-02"))
    for span in found.commodity.missing + found.capacity.missing:
        assert (span.first, span.last) == (date(2022, 3, 30), date(2022, 3, 31))
        assert "2022-04-01" in span.reason
    assert "ldz_system_commodity LO" in found.commodity.missing[0].reason
    after = rates("NT", 1e6, 1e4, Periods.between("2026-10-01", "2026-10-01"))
    assert not after.commodity.pieces + after.capacity.pieces
    assert len(after.commodity.missing + after.capacity.missing) == 5
    whole = rates("NT", 5e5, 1e4, Periods.between("2022-04-01", "2026-09-30"))
    assert not whole.commodity.missing + whole.capacity.missing + whole.fixed.missing


def test_the_suspect_figures_are_used_as_printed_and_say_so() -> None:
    """Proves: Northern's commodity of 2023/24 is an estimate with its reason, and no other is. If broken: a misprint as "actual"."""
    found = rates("NE", 1e6, 12_000, Periods.between("2023-03-31", "2024-04-01"), exit_zone="NE1")
    doubtful = [p for p in found.commodity.pieces + found.capacity.pieces if p.quality != "actual"]
    assert [(p.name, p.valid_from, p.quality) for p in doubtful] == [
        ("ldz_system_commodity", date(2023, 4, 1), "estimated")
    ]
    assert "SUSPECT: 0.344 repeats the digits" in doubtful[0].label
    assert "by the other NO rates 0.0012" in doubtful[0].label
    assert sum(row["quality"] != "actual" for row in gas_network_rows()) == 2


def test_an_unknown_zone_lists_the_known_ones() -> None:
    """Proves: a typing error is helped. If broken: KeyError."""
    with pytest.raises(InputError, match=r"'XX'.*EE \(EA, EM\)"):
        rates("XX", 1e6, 1e4)
    with pytest.raises(InputError, match=r"'SW4' is no exit zone of SW.*SW1, SW2, SW3"):
        rates("SW", 1e6, 1e4, exit_zone="SW4")
    with pytest.raises(InputError, match=r"'WM1' is no exit zone of SW"):
        rates("SW", 1e6, 1e4, exit_zone="WM1")


@pytest.mark.parametrize("quantity", [0.0, -1.0, math.nan, math.inf])
def test_a_quantity_is_above_nothing(quantity: float) -> None:
    """Proves: the field is named. If broken: a division by zero, or a rate of a negative power."""
    with pytest.raises(InputError, match="annual_quantity_kwh"):
        rates("EE", quantity, 1e4)
    with pytest.raises(InputError, match="peak_day_kwh"):
        rates("EE", 1e6, quantity)


def test_every_series_is_whole() -> None:
    """Proves: 194 series without a gap or an overlap from 2022-04 to 2026-09. If broken: a network lacks a rate."""
    series: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in gas_network_rows():
        key = row["charge"], row["band"], row["network"]
        series.setdefault(key, []).append((row["valid_from"], row["valid_to"]))
        assert row["source"]
        assert row["unit"]
    assert (len(gas_network_rows()), len(series)) == (986, 194)
    for spans in series.values():
        ends = ["2022-04-01", *(after for _, after in sorted(spans))]
        assert [first for first, _ in sorted(spans)] == ends[:-1]
        assert ends[-1] == "2026-10-01"


def test_a_site_pays_nothing_for_suppliers_of_last_resort() -> None:
    """Proves: 0 on every date, so that it may have no line. If broken: a charge is left out in silence."""
    held = [row for row in gas_network_rows() if row["charge"] == "supplier_of_last_resort"]
    assert {float(row["value"]) for row in held if row["band"] == "non-domestic"} == {0.0}
