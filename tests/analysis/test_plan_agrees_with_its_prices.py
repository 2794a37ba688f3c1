"""`plan` never prints an action that its own printed prices contradict, as a reader of the table would check it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import gbflex
from gbflex.errors import DispatchError, MissingPeriods

SITE = Path("examples/west-midlands-hv.yaml")
FIRST, LAST = date(2024, 2, 1), date(2025, 1, 31)
ROUNDING = 1e-6

VARIANTS: dict[str, list[str]] = {
    "as shipped": [],
    "paid for export": ["supply.export=energy", "connection.export_mw=5"],
    "wear and one cycle": ["assets.bess.wear_gbp_per_mwh_discharged=12", "assets.bess.max_cycles_per_day=1"],
    "an outage, a tight meter": [
        "connection.import_mw=1.8",
        'assets.bess.outages=[{from_local: "17:00", to_local: "18:00"}]',
    ],
    "dear above its capacity": ["tariff.agreed_capacity_kva=1500"],
    "energy alone at the system price": ["charges=[]", "supply.energy=system_price", "supply.export=energy"],
}


def objections(rows: list[dict[str, Any]]) -> list[str]:
    """What a reader of the table would object to."""
    found = []
    for row in rows:
        low, high = row["charge_below_gbp_per_mwh"], row["discharge_above_gbp_per_mwh"]
        cost, earns = row["charge_price_gbp_per_mwh"], row["discharge_price_gbp_per_mwh"]
        charges, discharges = row["charge_mwh"] > 1e-9, row["discharge_mwh"] > 1e-9
        at = f"{row['start_time']} {row['action']}"
        if (row["action"] == "charge") != charges or (row["action"] == "discharge") != discharges:
            found.append(f"{at}: charges {row['charge_mwh']}, discharges {row['discharge_mwh']}")
        if charges and low is not None and cost > low + ROUNDING:
            found.append(f"{at} at {cost}, above {low}")
        if discharges and high is not None and earns < high - ROUNDING:
            found.append(f"{at} at {earns}, below {high}")
        if not charges and low is not None and cost < low - ROUNDING:
            found.append(f"{at}: charging costs {cost} and would pay below {low}")
        if not discharges and high is not None and earns is not None and earns > high + ROUNDING:
            found.append(f"{at}: discharging earns {earns} and would pay above {high}")
        if row["charge_mw"] != 2 * row["charge_mwh"] or row["discharge_mw"] != 2 * row["discharge_mwh"]:
            found.append(f"{at}: its MW are not its MWh")
    return found


def plans(name: str, days: int, step: int) -> tuple[int, list[str], int]:
    """Plans of every so many days: how many, what a reader objects to, half-hours without both thresholds."""
    made, found, unsaid = 0, list[str](), 0
    for i in range(0, days, step):
        at = f"{FIRST + timedelta(days=i)}T{(7 * i) % 24:02d}:00Z"
        try:
            answer = gbflex.plan(SITE, at, overrides=VARIANTS[name], soc=f"{10 * (i % 11)}%")
        except (MissingPeriods, DispatchError):
            continue
        made += 1
        found += objections(answer["periods"])
        unsaid += sum(
            row["charge_below_gbp_per_mwh"] is None and row["discharge_above_gbp_per_mwh"] is None
            for row in answer["periods"]
            if "an outage" not in row["binding_limits"]
        )
    return made, found, unsaid


@pytest.mark.parametrize("name", VARIANTS)
def test_a_reader_of_a_plan_has_nothing_to_object(name: str) -> None:
    """Proves: of plans in a year none charges above its printed threshold, and none idles at a price below it, with both sides of every price printed. If broken: idle at a price that looks worth charging."""
    made, found, unsaid = plans(name, 366, 61)
    assert made >= 5
    assert found == []
    assert unsaid <= made


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_a_reader_of_a_year_of_plans_has_nothing_to_object(name: str) -> None:
    """Proves: as above, a plan for every day of a year, of variants for every fifth. If broken: as above."""
    step = 1 if name == "as shipped" else 5
    made, found, unsaid = plans(name, (LAST - FIRST).days + 1, step)
    assert made >= 360 // step
    assert found == []
    assert unsaid <= made
