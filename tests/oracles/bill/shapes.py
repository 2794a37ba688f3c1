"""Sites of every shape, drawn from a seed: tariff, voltage, band, losses, power factor, capacity, export, exemptions."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.oracles.bill.clock import charging_year_of
from tests.oracles.bill.duos import rows_by_class
from tests.oracles.bill.losses import classes_held
from tests.oracles.bill.whole_bill import AtMeter
from tests.oracles.london import half_hours_of

__all__ = ["AREAS", "LOADS", "SEED", "SHAPES", "Case", "drawn", "random_day"]

SEED = 20261201
AREAS = tuple(range(10, 24))
BANDS: tuple[str | int, ...] = ("none", 1, 2, 3, 4)
WINDOW_DEMAND_MWH = 10_500_000
DAYS_OF_A_YEAR = 365
SIZES_MWH = {"aggregated": 0.02, "store": 0.2, "licensed store": 0.0, "licensed store behind a load": 0.2}
# More than a store of 2 MW and its load take at any power factor drawn: the highest kVA is then no part of its plan.
ROOM_FOR_A_STORE_KVA = 3500


class Case(NamedTuple):
    """A site, its files written to a folder.

    Attributes:
        site: The site file, as the product gets it.
        days: What crosses its meter on each day, with its store idle.
        said: What to print of it.
    """

    site: dict[str, Any]
    days: dict[date, AtMeter]
    said: str


class Draw(NamedTuple):
    """What a shape is drawn with and for."""

    dice: random.Random
    area: int
    days: list[date]


def random_day(area: int, year: int) -> date:
    """The day drawn for an area and a charging year."""
    return date(year, 4, 1) + timedelta(days=random.Random(f"{SEED} {area} {year}").randrange(DAYS_OF_A_YEAR))


def drawn(shape: str, area: int, first: date, last: date, folder: Path) -> Case | None:
    """A site of a shape over some days, its files in a folder; None where the shape is not to be had there."""
    dice = random.Random(f"{SEED} {shape} {area} {first}")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    keys = SHAPES[shape](Draw(dice, area, days))
    if keys is None:
        return None
    size_mwh = SIZES_MWH.get(shape, 1.0)
    demand = _values(dice, days, 0.1 * size_mwh, size_mwh)
    price = _values(dice, days, -40.0, 260.0)
    sun = _values(dice, days, 0.0, 2.0 * size_mwh if keys.get("assets", [{}])[0].get("type") == "solar" else 0.0)
    for name, values in (("demand_mwh", demand), ("price_gbp_per_mwh", price), ("generation_mwh", sun)):
        _write(folder / f"{name}.csv", name, values)
    common = _common(dice, area, folder)
    site = common | keys | {"supply": common["supply"] | keys.get("supply", {})}
    at_meter = {day: _at_meter(demand[day], sun[day], price[day]) for day in days}
    return Case(site, at_meter, f"seed {SEED}, {shape}, area {area}, {first} to {last}")


def _at_meter(demand: list[float], sun: list[float], price: list[float]) -> AtMeter:
    # The array serves the load first.
    net = [load - made for load, made in zip(demand, sun, strict=True)]
    nothing = [0.0] * len(net)
    return AtMeter([max(0.0, each) for each in net], [max(0.0, -each) for each in net], nothing, nothing, price)


def _values(dice: random.Random, days: list[date], least: float, most: float) -> dict[date, list[float]]:
    return {day: [round(dice.uniform(least, most), 6) for _ in half_hours_of(day)] for day in days}


def _write(path: Path, column: str, values: dict[date, list[float]]) -> None:
    lines = [f"{day},{period},{value}" for day, known in values.items() for period, value in enumerate(known, 1)]
    path.write_text("\n".join([f"settlement_date,settlement_period,{column}", *lines, ""]), "utf-8")


def _common(dice: random.Random, area: int, folder: Path) -> dict[str, Any]:
    return {
        "name": "Drawn",
        "licence_area": area,
        "losses": _losses(dice) | {"line_loss_factor": round(dice.uniform(1.01, 1.11), 4)},
        "connection": {"import_mw": None, "export_mw": None},
        "demand": {"file": str(folder / "demand_mwh.csv"), "known_ahead": True},
        "supply": {
            "energy": {"file": str(folder / "price_gbp_per_mwh.csv"), "known_ahead": True},
            "fee_gbp_per_mwh": round(dice.uniform(0.0, 3.0), 3),
            "export": {"fixed_gbp_per_mwh": round(dice.uniform(20.0, 90.0), 2)},
        },
    } | ({"capacity_market_window_demand_mwh": WINDOW_DEMAND_MWH} if dice.random() < 0.5 else {})


def _losses(dice: random.Random) -> dict[str, float]:
    return {
        "transmission_loss_multiplier": round(dice.uniform(0.99, 1.03), 6),
        "power_factor": round(dice.uniform(0.8, 1.0), 3),
    }


def _tariff(dice: random.Random, name: str) -> dict[str, Any]:
    # Half of the highest half-hours lie above the agreed capacity.
    return {"duos": name, "residual_band": dice.choice(BANDS), "agreed_capacity_kva": dice.randrange(1500, 2500)}


def _high_voltage(draw: Draw) -> dict[str, Any]:
    return {"tariff": _tariff(draw.dice, "HV Site Specific")}


def _low_voltage(draw: Draw) -> dict[str, Any]:
    return {"tariff": _tariff(draw.dice, draw.dice.choice(("LV Site Specific", "LV Sub Site Specific")))}


def _aggregated(draw: Draw) -> dict[str, Any]:
    return {"tariff": {"duos": "Non-Domestic Aggregated", "residual_band": draw.dice.choice(BANDS)}}


def _exempt(draw: Draw) -> dict[str, Any]:
    share = round(draw.dice.uniform(0.05, 1.0), 3)
    relief = draw.dice.choice(
        ({"ccl_fraction": share}, {"ccl": "climate_change_agreement"}, {"ccl": "mineralogical_metallurgical"})
    )
    return {"tariff": _tariff(draw.dice, "HV Site Specific"), "exemptions": relief}


def _certified(draw: Draw) -> dict[str, Any]:
    # Of spans of several days, the first is before the certificate and the last after it.
    first, last = min(draw.days), max(draw.days)
    outside = timedelta(days=1 if len(draw.days) > 2 else 0)
    certificate = {
        "valid_from": first + outside,
        "valid_to": last + timedelta(days=1) - outside,
        "share": round(draw.dice.uniform(0.3, 1.0), 3),
    }
    return {"tariff": _tariff(draw.dice, "HV Site Specific"), "exemptions": {"eii": certificate}}


def _exporting(draw: Draw) -> dict[str, Any]:
    voltage = draw.dice.choice(("HV", "LV", "LV Sub"))
    ending = draw.dice.choice(("", " no RP charge"))
    return {
        "tariff": _tariff(draw.dice, f"{voltage} Site Specific"),
        "export_tariff": {"duos": f"{voltage} Generation Site Specific{ending}"},
        "assets": [{"type": "solar", "peak_mw": 5.0, "file": "generation_mwh.csv", "known_ahead": True}],
    }


def _estimated_rates(draw: Draw) -> dict[str, Any]:
    return _exporting(draw) | {"estimates": "nearest"}


def _estimated_losses(draw: Draw) -> dict[str, Any]:
    losses = _losses(draw.dice) | {"line_loss_factor": 1.05, "transmission_loss_multiplier": "estimated"}
    return _exporting(draw) | {"losses": losses, "supply": {"export_losses": "settled"}}


def _store(draw: Draw) -> dict[str, Any]:
    battery = {
        "type": "battery",
        "name": "store",
        "charge_power_mw": 2.0,
        "discharge_power_mw": 2.5,
        "energy_capacity_mwh": round(draw.dice.uniform(2.0, 6.0), 3),
        "round_trip_efficiency": round(draw.dice.uniform(0.8, 0.92), 3),
        "wear_gbp_per_mwh_discharged": round(draw.dice.uniform(0.0, 6.0), 3),
        "auxiliary_mw": round(draw.dice.uniform(0.01, 0.03), 3),
    }
    return {
        "tariff": _tariff(draw.dice, "HV Site Specific") | {"agreed_capacity_kva": ROOM_FOR_A_STORE_KVA},
        "export_tariff": {"duos": "HV Generation Site Specific"},
        "assets": [battery],
    }


def _licensed_store(draw: Draw) -> dict[str, Any]:
    keys = _store(draw)
    keys["tariff"]["residual_band"] = "none"
    licence = {"licensed_storage": True, "ccl_on_charging": draw.dice.choice(("paid", "relieved"))}
    return keys | {"exemptions": licence, "demand": {"constant_mw": 0.0}}


def _licensed_store_behind_a_load(draw: Draw) -> dict[str, Any]:
    return _store(draw) | {"exemptions": {"licensed_storage": True}}


def _by_class(draw: Draw) -> dict[str, Any] | None:
    years = {charging_year_of(day) for day in draw.days}
    known = set.intersection(
        *(set(rows_by_class(draw.area, year)) & classes_held(draw.area, year) for year in years)
    )
    if not known:
        return None
    tariff = {
        "line_loss_factor_class": draw.dice.choice(sorted(known)),
        "agreed_capacity_kva": draw.dice.randrange(1500, 2500),
    }
    return {"tariff": tariff, "losses": _losses(draw.dice)}


LOADS: Mapping[str, Callable[[Draw], dict[str, Any] | None]] = {
    "high voltage": _high_voltage,
    "low voltage": _low_voltage,
    "aggregated": _aggregated,
    "exempt": _exempt,
    "certified": _certified,
    "by class": _by_class,
}
SHAPES = {
    **LOADS,
    "exporting": _exporting,
    "estimated rates": _estimated_rates,
    "estimated losses": _estimated_losses,
    "store": _store,
    "licensed store": _licensed_store,
    "licensed store behind a load": _licensed_store_behind_a_load,
}
