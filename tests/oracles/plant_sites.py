"""Random sites with a CHP unit, a boiler or two and often a heat store, as a user's files and as an independent plant."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.oracles.london import half_hours_of
from tests.oracles.plant_oracle import HeatStore, Plant, Unit

__all__ = ["ChpCase", "plant_of", "random_chp_case"]


@dataclasses.dataclass(frozen=True)
class ChpCase:
    """A site file and its half-hourly files, which hold one day: no plan can look further."""

    site: dict[str, Any]
    day: date
    energy: tuple[float, ...]
    load_mw: tuple[float, ...]
    heat_mw: tuple[float, ...]

    def written(self, folder: Path) -> Path:
        """The site file, beside the files that it names."""
        for name, column, values in (
            ("energy.csv", "price_gbp_per_mwh", self.energy),
            ("load.csv", "demand_mw", self.load_mw),
            ("heat.csv", "heat_mw", self.heat_mw),
        ):
            rows = [(self.day.isoformat(), period, value) for period, value in enumerate(values, 1)]
            with (folder / name).open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([("settlement_date", "settlement_period", column), *rows])
        path = folder / "site.yaml"
        # A JSON text is a YAML text.
        path.write_text(json.dumps(self.site), "utf-8")
        return path


def random_chp_case(seed: int) -> ChpCase:
    """One unit on one day, some with a clock change."""
    draw = random.Random(seed)
    day = draw.choice(
        (date(2024, 3, 31), date(2024, 10, 27), date(2024, 1, 5) + timedelta(days=draw.randint(0, 300)))
    )
    count = len(half_hours_of(day))
    level = draw.choice((30.0, 60.0, 110.0))
    energy = tuple(round(level + 40 * math.sin(step / 7.6) + draw.gauss(0, 15), 2) for step in range(count))
    demand = draw.choice((0.5, 2.0, 6.0))
    load = tuple(round(demand * draw.uniform(0.7, 1.3), 3) for _ in range(count))
    warm = draw.choice((1.0, 3.0, 7.0))
    heat = tuple(
        round(warm * (1 + 0.4 * math.cos(step / 7.6)) * draw.uniform(0.9, 1.1), 3) for step in range(count)
    )
    return ChpCase(_site(draw, warm), day, energy, load, heat)


def _site(draw: random.Random, warm: float) -> dict[str, Any]:
    assets: list[dict[str, Any]] = [_unit(draw)]
    for name in ("boiler", "old boiler")[: draw.choice((1, 1, 2))]:
        # Now and then too small to take over all of the heat.
        size = draw.choice((0.8, 1.6, 1.6)) * warm
        assets.append(
            {"type": "boiler", "name": name, "heat_mw": size, "efficiency_gross_cv": draw.choice((0.8, 0.9))}
        )
    if draw.random() < 0.5:
        initial = draw.choice((0.0, 1.0))
        assets.append(
            {
                "type": "thermal_store",
                "charge_power_mw": draw.choice((0.5, 2.0)),
                "discharge_power_mw": draw.choice((0.5, 2.0)),
                "energy_capacity_mwh": draw.choice((2.0, 6.0)),
                "loss_per_day": draw.choice((0.0, 0.05)),
                "initial_heat_mwh": initial,
                "final_heat_mwh": draw.choice(("initial", None)),
            }
        )
    if draw.random() < 0.4:
        assets.append({"type": "heat_dump", "heat_mw": draw.choice((0.5, None))})
    assets.append({"type": "heat_demand", "file": "heat.csv"})
    return {
        "name": "Drawn plant",
        "demand": {"file": "load.csv"},
        "connection": {
            "import_mw": draw.choice((None, None, 8.0)),
            "export_mw": draw.choice((None, None, 0.0, 1.0)),
        },
        "supply": {
            "energy": {"file": "energy.csv"},
            "export": draw.choice(("none", "energy", {"fixed_gbp_per_mwh": 45.0})),
        },
        "charges": [],
        "fuel": {
            "price": {"fixed_gbp_per_mwh": draw.choice((20.0, 33.0))},
            "network": "included",
            "ccl_exempt_fraction": 1.0,
            "chpqa": {},
        },
        "assets": assets,
    }


def _unit(draw: random.Random) -> dict[str, Any]:
    most = draw.choice((1.0, 3.0, 5.0))
    least = round(most * draw.choice((0.2, 0.5, 1.0)), 2)
    points = [{"power_mw": most, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}]
    if least < most and draw.random() < 0.5:
        low = {"power_mw": least, "electrical_efficiency_gross_cv": 0.31, "heat_efficiency_gross_cv": 0.47}
        points.insert(0, low)
    unit: dict[str, Any] = {
        "type": "chp",
        "name": "engine",
        "min_power_mw": least,
        "max_power_mw": most,
        "efficiency": points,
        "start_cost_gbp": draw.choice((0.0, 30.0, 200.0)),
        "maintenance_gbp_per_mwh": draw.choice((0.0, 8.0)),
        "min_up_hours": draw.choice((0.0, 0.0, 2.0, 4.0)),
        "min_down_hours": draw.choice((0.0, 0.0, 1.5, 3.0)),
        "ramp_mw_per_hour": draw.choice((None, None, most)),
        "max_starts_per_day": draw.choice((None, None, 1, 2)),
        "runs_at_start": draw.random() < 0.5,
    }
    if draw.random() < 0.25:
        unit["outages"] = [
            {"from_local": "11:00", "to_local": "13:30", "available_fraction": draw.choice((0.0, 0.6))}
        ]
    return unit


def plant_of(case: ChpCase) -> Plant:
    """The plant of a site file."""
    site, count = case.site, len(case.energy)
    by_type: dict[str, list[dict[str, Any]]] = {}
    for asset in site["assets"]:
        by_type.setdefault(asset["type"], []).append(asset)
    export = site["supply"]["export"]
    sell: Sequence[float] = case.energy if export == "energy" else [0.0] * count
    if isinstance(export, dict):
        sell = [export["fixed_gbp_per_mwh"]] * count
    dump = by_type.get("heat_dump")
    return Plant(
        unit=_engine(case, by_type["chp"][0]),
        boilers=tuple((each["heat_mw"], each["efficiency_gross_cv"]) for each in by_type["boiler"]),
        store=_store(by_type["thermal_store"][0]) if "thermal_store" in by_type else None,
        dump_mw=0.0 if dump is None else _or_none(dump[0]["heat_mw"]),
        gas_gbp_per_mwh=site["fuel"]["price"]["fixed_gbp_per_mwh"],
        buy=case.energy,
        sell=tuple(sell),
        load_mw=case.load_mw,
        heat_mw=case.heat_mw,
        import_mw=_or_none(site["connection"]["import_mw"]),
        export_mw=_or_none(site["connection"]["export_mw"]),
    )


def _or_none(limit: float | None) -> float:
    return math.inf if limit is None else limit


def _engine(case: ChpCase, asset: dict[str, Any]) -> Unit:
    given = [
        (each["power_mw"], each["electrical_efficiency_gross_cv"], each["heat_efficiency_gross_cv"])
        for each in asset["efficiency"]
    ]
    if asset["min_power_mw"] < given[0][0]:
        given.insert(0, (asset["min_power_mw"], *given[0][1:]))
    out = asset.get("outages", [])
    return Unit(
        points=tuple((power, power / electric, power / electric * heat) for power, electric, heat in given),
        start_gbp=asset["start_cost_gbp"],
        maintenance_gbp_per_mwh=asset["maintenance_gbp_per_mwh"],
        min_up=math.ceil(asset["min_up_hours"] * 2),
        min_down=math.ceil(asset["min_down_hours"] * 2),
        ramp_mw=math.inf if asset["ramp_mw_per_hour"] is None else asset["ramp_mw_per_hour"] / 2,
        most_starts=_or_none(asset["max_starts_per_day"]),
        runs_at_start=asset["runs_at_start"],
        available=tuple(
            out[0]["available_fraction"] if out and 11 * 60 <= half.clock < 13 * 60 + 30 else 1.0
            for half in half_hours_of(case.day)
        ),
    )


def _store(asset: dict[str, Any]) -> HeatStore:
    final = asset["final_heat_mwh"]
    return HeatStore(
        charge_mw=asset["charge_power_mw"],
        discharge_mw=asset["discharge_power_mw"],
        capacity_mwh=asset["energy_capacity_mwh"],
        lost_per_day=asset["loss_per_day"],
        initial_mwh=asset["initial_heat_mwh"],
        final_mwh=asset["initial_heat_mwh"] if final == "initial" else final,
    )
