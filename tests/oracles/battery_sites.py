"""Random sites with a battery, as the files that a user would write, and what an independent model makes of them."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.oracles.battery_oracle import Battery, Half, Limits
from tests.oracles.expected_prices import Issued, days_before, last_issued
from tests.oracles.london import HalfHour, half_hours_of

__all__ = ["Case", "battery_of", "limits_of", "random_case"]

Prices = dict[datetime, float]

LONGEST_LOOK_BACK_DAYS = 15
CLOCK_CHANGES = (date(2024, 3, 31), date(2024, 10, 27))


@dataclasses.dataclass(frozen=True)
class Case:
    """A site with the files it names, and days of interest.

    Attributes:
        site: The site file.
        energy: What came true, by start of the half-hour [GBP/MWh].
        export: The same of exported energy, where the site has a file of it [GBP/MWh].
        demand: By start of the half-hour, where the site has a file of it [MWh].
        issued: The file of forecasts, where the plan is made on one.
        day: The first day of interest; prices before it are held for some days.
        forecast: "yesterday", "last_week", or the file of forecasts.
        end_value: Worth of energy left [GBP/MWh]; None where the store ends as the site file says.
    """

    site: dict[str, Any]
    energy: Prices
    export: Prices
    demand: Prices
    issued: tuple[Issued, ...]
    day: date
    forecast: str
    end_value: float | None

    def written(self, folder: Path) -> Path:
        """The site file, beside the files that it names."""
        _write(folder / "energy.csv", ("start_time", "price_gbp_per_mwh"), _rows(self.energy))
        _write(folder / "export.csv", ("start_time", "price_gbp_per_mwh"), _rows(self.export))
        _write(folder / "demand.csv", ("start_time", "demand_mwh"), _rows(self.demand))
        issued = [(_text(row.known), _text(row.start), row.price) for row in self.issued]
        _write(folder / "issued.csv", ("known_time", "start_time", "price_gbp_per_mwh"), issued)
        path = folder / "site.yaml"
        # A JSON text is a YAML text.
        path.write_text(json.dumps(self.site), "utf-8")
        return path

    def expected(self, half: HalfHour, known_at: datetime) -> Half | None:
        """A half-hour as expected at an instant; None where something about it is not known."""
        energy, export = self.expected_energy(half, known_at), self._expected_export(half, known_at)
        demand = self.site["demand"]
        load = self._from_its_past(demand, self.demand, half, known_at) if "file" in demand else self._load(half)
        return None if energy is None or export is None or load is None else self._half(half, energy, export, load)

    def came_true(self, half: HalfHour) -> Half:
        """A half-hour as it came true."""
        source = self.site["supply"]["export"]
        energy = self.site["supply"]["energy"].get("fixed_gbp_per_mwh", self.energy[half.start])
        export = self.export[half.start] if "file" in source else self._sold_at(energy)
        return self._half(half, energy, export, self._load(half))

    def expected_energy(self, half: HalfHour, known_at: datetime) -> float | None:
        """The energy price expected at an instant [GBP/MWh]; None where it is not known."""
        if "fixed_gbp_per_mwh" in self.site["supply"]["energy"]:
            return float(self.site["supply"]["energy"]["fixed_gbp_per_mwh"])
        if self.issued:
            return last_issued(half, self.issued, known_at)
        return self._from_its_past(self.site["supply"]["energy"], self.energy, half, known_at)

    def _expected_export(self, half: HalfHour, known_at: datetime) -> float | None:
        source = self.site["supply"]["export"]
        if "file" in source:
            return self._from_its_past(source, self.export, half, known_at)
        energy = self.expected_energy(half, known_at)
        return None if energy is None else self._sold_at(energy)

    def _sold_at(self, energy: float) -> float:
        """What a MWh exported is paid where the energy price is so much, and no file says it."""
        source = self.site["supply"]["export"]
        if isinstance(source, str):
            return {"none": 0.0, "energy": energy}[source]
        return float(source["fixed_gbp_per_mwh"])

    def _from_its_past(self, source: Any, values: Prices, half: HalfHour, known_at: datetime) -> float | None:
        """The value of a file that is expected; what the site file declares known ahead is known."""
        if source.get("known_ahead"):
            return values.get(half.start)
        step = 7 if self.forecast == "last_week" else 1
        return days_before(half, values, known_at, step=step, most_days=LONGEST_LOOK_BACK_DAYS)

    def _load(self, half: HalfHour) -> float:
        demand = self.site["demand"]
        return self.demand[half.start] if "file" in demand else float(demand["constant_mw"]) * 0.5

    def _half(self, half: HalfHour, energy: float, export: float, load: float) -> Half:
        supply = self.site["supply"]
        return Half(
            day=half.day,
            buy=energy * self.site.get("losses", {}).get("line_loss_factor", 1.0) + supply["fee_gbp_per_mwh"],
            sell=export,
            load_mwh=load,
            available=_available(self.site["assets"][0].get("outages", ()), half),
        )


def _rows(values: Mapping[datetime, float]) -> list[tuple[str, float]]:
    return [(_text(start), value) for start, value in sorted(values.items())]


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(path: Path, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([names, *rows])


def battery_of(case: Case) -> Battery:
    """The battery of a site file."""
    asset = case.site["assets"][0]
    each_way = math.sqrt(asset.get("round_trip_efficiency", 1.0))
    return Battery(
        charge_mw=asset["charge_power_mw"],
        discharge_mw=asset["discharge_power_mw"],
        capacity_mwh=asset["energy_capacity_mwh"],
        charge_efficiency=asset.get("charge_efficiency", each_way),
        discharge_efficiency=asset.get("discharge_efficiency", each_way),
        lowest_mwh=asset.get("min_state_of_charge_mwh", 0.0),
        highest_mwh=asset.get("max_state_of_charge_mwh", asset["energy_capacity_mwh"]),
        lost_per_day=asset.get("self_discharge_per_day", 0.0),
        wear_gbp_per_mwh=asset.get("wear_gbp_per_mwh_discharged", 0.0),
        cooling_mw=asset.get("auxiliary_mw", 0.0),
        cooling_runs_with_it=asset.get("auxiliary_when") == "running",
    )


def limits_of(case: Case, half_hours: int) -> Limits:
    """Limits of a site file over so many half-hours."""
    asset, connection = case.site["assets"][0], case.site["connection"]
    days, capacity = half_hours / 48, asset["energy_capacity_mwh"]
    a_year = asset.get("max_cycles_per_year", math.inf) * days / 365 * capacity
    return Limits(
        import_mw=_or_none(connection["import_mw"]),
        export_mw=_or_none(connection["export_mw"]),
        cycles_per_day=asset.get("max_cycles_per_day", math.inf),
        out_mwh=min(a_year, asset.get("max_throughput_mwh", math.inf)),
    )


def _or_none(limit: float | None) -> float:
    return math.inf if limit is None else limit


def _available(outages: Sequence[Mapping[str, Any]], half: HalfHour) -> float:
    left = 1.0
    for outage in outages:
        of_date = outage.get("from_date", "") <= half.day.isoformat() <= outage.get("to_date", "9999")
        if of_date and _in_hours(outage, half.clock):
            left = min(left, outage.get("available_fraction", 0.0))
    return left


def _in_hours(outage: Mapping[str, Any], clock: int) -> bool:
    if "from_local" not in outage:
        return True
    start, end = (60 * int(text[:2]) + int(text[3:]) for text in (outage["from_local"], outage["to_local"]))
    return start <= clock < end if start <= end else clock >= start or clock < end


def random_case(seed: int, *, days: int, limits_over_spans: bool) -> Case:
    """A site with files from two weeks before some days until after them.

    Args:
        seed: Makes the case.
        days: Days of interest.
        limits_over_spans: Whether limits over a whole span may be drawn.
    """
    draw = random.Random(seed)
    day = _day(draw, days)
    energy = _prices(draw, day, days)
    site = _site(draw, day, days, limits_over_spans=limits_over_spans)
    export = _prices(draw, day, days) if "file" in site["supply"]["export"] else {}
    demand = _demand(draw, day, days) if "file" in site["demand"] else {}
    forecast = draw.choice(("yesterday", "yesterday", "yesterday", "last_week", "issued"))
    issued = _issued(draw, day, days) if forecast == "issued" else ()
    if issued:
        site["supply"]["energy"].pop("known_ahead", None)
    final = site["assets"][0]["final_state_of_charge_mwh"]
    end_value = round(draw.uniform(0, 120), 2) if not isinstance(final, float) and draw.random() < 0.35 else None
    return Case(site, energy, export, demand, issued, day, forecast, end_value)


def _day(draw: random.Random, days: int) -> date:
    """Half of all days of interest hold a clock change, or stand just before or after one."""
    if draw.random() < 0.5:
        return draw.choice(CLOCK_CHANGES) - timedelta(days=draw.randint(-2, days))
    return date(2024, 1, 20) + timedelta(days=draw.randint(0, 330))


def _all_halves(day: date, days: int) -> list[HalfHour]:
    """From before the longest look back until three days after the days of interest."""
    first = day - timedelta(days=LONGEST_LOOK_BACK_DAYS + 2)
    dates = [first + timedelta(days=i) for i in range(LONGEST_LOOK_BACK_DAYS + 2 + days + 3)]
    return [half for each in dates for half in half_hours_of(each)]


def _prices(draw: random.Random, day: date, days: int) -> Prices:
    """A shape of the day with noise, some of it negative; sometimes with holes before the days of interest."""
    level, swing = draw.choice((20.0, 70.0, 110.0)), draw.choice((15.0, 40.0, 80.0))
    holes = draw.choice((0.0, 0.0, 0.0, 0.04))
    found = {}
    for half in _all_halves(day, days):
        shape = math.sin((half.clock / 60 - 11) / 24 * 2 * math.pi) - 0.6 * math.cos(
            half.clock / 60 / 12 * 2 * math.pi
        )
        price = round(level + swing * shape + draw.gauss(0, swing / 2), 2)
        if half.day >= day or draw.random() >= holes:
            found[half.start] = price
    return found


def _demand(draw: random.Random, day: date, days: int) -> Prices:
    most = draw.choice((0.4, 1.0, 2.0))
    return {half.start: round(draw.uniform(0, most) * 0.5, 3) for half in _all_halves(day, days)}


def _issued(draw: random.Random, day: date, days: int) -> tuple[Issued, ...]:
    """One forecast of every half-hour from before the days of interest, and some that are issued later."""
    first = half_hours_of(day)[0].start - timedelta(days=1)
    rows = []
    for half in _all_halves(day, days):
        if half.start < first:
            continue
        rows.append(Issued(first, half.start, round(draw.gauss(60, 40), 2)))
        for _ in range(draw.choice((0, 0, 1, 2))):
            known = first + timedelta(
                minutes=15 * draw.randint(1, max(1, int((half.start - first).total_seconds() / 900)))
            )
            if known <= half.start and all(row.known != known or row.start != half.start for row in rows[-3:]):
                rows.append(Issued(known, half.start, round(draw.gauss(60, 40), 2)))
    draw.shuffle(rows)
    return tuple(rows)


def _site(draw: random.Random, day: date, days: int, *, limits_over_spans: bool) -> dict[str, Any]:
    fixed = {"fixed_gbp_per_mwh": round(draw.uniform(-20, 120), 2)}
    supply: dict[str, Any] = {
        "energy": fixed if draw.random() < 0.06 else _file(draw, "energy.csv", known=0.1),
        "export": draw.choice(("none", "energy", fixed, _file(draw, "export.csv", known=0.2))),
        "fee_gbp_per_mwh": draw.choice((0.0, 0.0, 3.5, 40.0)),
    }
    loads: tuple[dict[str, Any], ...] = ({"constant_mw": 0.0}, {"constant_mw": 0.7}, {"constant_mw": 2.0})
    site: dict[str, Any] = {
        "name": "Drawn",
        "demand": draw.choice((*loads, _file(draw, "demand.csv", known=0.5))),
        "connection": {
            "import_mw": draw.choice((None, None, 2.4, 4.0)),
            "export_mw": draw.choice((None, None, 0.0, 0.4)),
        },
        "supply": supply,
        "charges": [],
        "assets": [_battery(draw, day, days, limits_over_spans=limits_over_spans)],
    }
    if draw.random() < 0.3 and supply["export"] in ("none", "energy"):
        # At other export prices a search with cooling takes gbflex minutes.
        site["assets"][0] |= {"auxiliary_mw": 0.05, "auxiliary_when": "always"}
    if draw.random() < 0.3:
        site["losses"] = {"line_loss_factor": 1.05}
    return site


def _file(draw: random.Random, name: str, *, known: float) -> dict[str, Any]:
    return {"file": name} | ({"known_ahead": True} if draw.random() < known else {})


def _battery(draw: random.Random, day: date, days: int, *, limits_over_spans: bool) -> dict[str, Any]:
    capacity = draw.choice((0.5, 1.0, 2.0, 5.0))
    battery: dict[str, Any] = {
        "type": "battery",
        "charge_power_mw": draw.choice((0.3, 1.0, 2.5)),
        "discharge_power_mw": draw.choice((0.3, 1.0, 2.5)),
        "energy_capacity_mwh": capacity,
        "wear_gbp_per_mwh_discharged": draw.choice((0.0, 2.0, 8.0)),
        "self_discharge_per_day": draw.choice((0.0, 0.0, 0.02, 0.3)),
    }
    if draw.random() < 0.7:
        battery["round_trip_efficiency"] = draw.choice((1.0, 0.85, 0.7))
    else:
        battery |= {
            "charge_efficiency": draw.choice((1.0, 0.93)),
            "discharge_efficiency": draw.choice((0.97, 0.8)),
        }
    lowest, highest = 0.0, capacity
    if draw.random() < 0.25:
        lowest, highest = 0.1 * capacity, 0.9 * capacity
        battery |= {"min_state_of_charge_mwh": lowest, "max_state_of_charge_mwh": highest}
    battery["initial_state_of_charge_mwh"] = lowest + draw.choice((0.0, 0.0, 0.5, 1.0)) * (highest - lowest)
    battery["final_state_of_charge_mwh"] = draw.choice(
        ("initial", "initial", "initial", None, lowest + draw.choice((0.0, 0.5)) * (highest - lowest))
    )
    if draw.random() < 0.3:
        battery["max_cycles_per_day"] = draw.choice((0.4, 1.0, 1.5))
    if limits_over_spans and draw.random() < 0.35:
        battery |= draw.choice(
            (
                {"max_throughput_mwh": round(draw.uniform(0, 2) * capacity, 2)},
                {"max_cycles_per_year": draw.choice((100, 300, 500))},
            )
        )
    if draw.random() < 0.3:
        battery["outages"] = [_outage(draw, day, days) for _ in range(draw.choice((1, 2)))]
    return battery


def _outage(draw: random.Random, day: date, days: int) -> dict[str, Any]:
    outage: dict[str, Any] = {}
    if draw.random() < 0.6:
        first = day + timedelta(days=draw.randint(0, days - 1))
        outage |= {
            "from_date": first.isoformat(),
            "to_date": (first + timedelta(days=draw.randint(0, 1))).isoformat(),
        }
    if not outage or draw.random() < 0.6:
        start, end = draw.sample([f"{hour:02}:{minute}" for hour in range(24) for minute in ("00", "30")], 2)
        outage |= {"from_local": start, "to_local": end}
    if draw.random() < 0.6:
        outage["available_fraction"] = 0.5
    return outage


def random_instant(draw: random.Random, day: date) -> datetime:
    """An instant of a day, often not on a half-hour."""
    start = half_hours_of(day)[0].start.astimezone(UTC)
    return start + timedelta(minutes=draw.choice((0, 0, 1, 15, 29, 31, 45)) + 30 * draw.randint(0, 45))
