"""Which units are batteries? The register: each verdict with its evidence and override, dated and versioned.

Method: docs/methods/battery-register.md.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final, get_args

import numpy as np

from gbflex.analysis.answers.batteries import BatteriesAnswer, BatteryRow, EvidenceRow, OverridePart
from gbflex.analysis.answers.bm_missing import BmMissingRow
from gbflex.analysis.bm.battery_choice import chosen_rows
from gbflex.analysis.bm.missing import READS, Lack, missing_rows
from gbflex.analysis.ports import BmData, HeldFacts
from gbflex.gb.battery_overrides import Override, shipped_overrides
from gbflex.gb.battery_rules import RULES
from gbflex.gb.battery_score import BatteryFacts, BatteryScore, Evidence, Verdict, battery_score, with_siblings
from gbflex.gb.bm_units import BmUnit, find_unit
from gbflex.periods import Periods
from gbflex.tables import hash_of_texts

__all__ = ["battery_register"]

SHOWN: Final = ("battery", "probable")
ONE_DAY: Final = timedelta(days=1)
NOTIFICATIONS: Final = "elexon.pn"
"""Of which a week counts, of limits a day."""


def battery_register(
    units: BmData, *, every_unit: bool = False, party: str | None = None, gsp_group: str | None = None
) -> BatteriesAnswer:
    """The register of batteries: batteries before probable ones, the largest first.

    Args:
        units: What is held of units.
        every_unit: Also units that are not shown and rejected ones, with their evidence.
        party: Only units of lead parties whose name contains this.
        gsp_group: Only units of this GSP group, as "_E" or "E".

    Raises:
        MissingPeriods: No register of BM units is held, or no unit fits the choice.
        InputError: The user's overrides are wrong, or the choice is empty.
    """
    own = units.own_overrides()
    held = units.battery_facts()
    facts_of_all = with_siblings(held.facts)
    registered = [facts.unit for facts in held.facts]
    overrides = _by_unit(registered, shipped_overrides()) | _by_unit(registered, own)
    rows = [_row(facts, battery_score(facts), overrides.get(facts.unit.bm_unit)) for facts in facts_of_all]
    counted = Counter(row["verdict"] for row in rows)
    listed = chosen_rows([row for row in rows if every_unit or row["verdict"] in SHOWN], party, gsp_group)
    power = [row["power_mw"] for row in listed if row["power_mw"] is not None]
    return {
        "as_of": held.as_of,
        "version": _version(facts_of_all, list(overrides.values())),
        "counts": {verdict: counted[verdict] for verdict in get_args(Verdict)},
        "not_held": held.not_held,
        "missing": _missing(held),
        "overrides_without_unit": [row.bm_unit for row in own if find_unit(registered, row.bm_unit) is None],
        "listed": len(listed),
        "power_mw": sum(power) if power else None,
        "units_without_power": len(listed) - len(power),
        "units_without_energy": sum(row["energy_capacity_mwh"] is None for row in listed),
        "batteries": sorted(listed, key=_by_size),
    }


def _by_size(row: BatteryRow) -> tuple[int, float, str]:
    return get_args(Verdict).index(row["verdict"]), -(row["power_mw"] or 0.0), row["bm_unit"]


def _missing(held: HeldFacts) -> list[BmMissingRow]:
    """Datasets that would count, over days before the register was retrieved: others do as well."""
    last = date.fromisoformat(held.as_of) - ONE_DAY
    week = Periods.between(last - 6 * ONE_DAY, last)
    every, last_day = np.ones(len(week), dtype=bool), week.day_index == len(week.dates) - 1
    lacks = [
        Lack(name, "", every if name == NOTIFICATIONS else last_day)
        for name in READS["bm batteries"]
        if name in held.not_held
    ]
    return missing_rows(lacks, week)


def _by_unit(units: list[BmUnit], overrides: tuple[Override, ...]) -> dict[str, Override]:
    """Overrides by the Elexon id of the unit they name; those that name none are left out."""
    found = ((find_unit(units, override.bm_unit), override) for override in overrides)
    return {unit.bm_unit: override for unit, override in found if unit is not None}


def _row(facts: BatteryFacts, scored: BatteryScore, override: Override | None) -> BatteryRow:
    unit = facts.unit
    power_mw, power_source = _power(facts)
    return {
        "bm_unit": unit.bm_unit,
        "national_grid_bm_unit": unit.national_grid_bm_unit or None,
        "name": unit.name or None,
        "lead_party_name": unit.lead_party_name or None,
        "lead_party_id": unit.lead_party_id or None,
        "gsp_group_id": unit.gsp_group_id or None,
        "bm_unit_type": unit.bm_unit_type or None,
        "is_secondary": unit.is_secondary,
        "generation_capacity_mw": unit.generation_capacity_mw,
        "demand_capacity_mw": unit.demand_capacity_mw,
        "power_mw": power_mw,
        "power_source": power_source,
        "energy_capacity_mwh": None if override is None else override.energy_capacity_mwh,
        "score": scored.score,
        "verdict": _decided(scored.verdict, override),
        "verdict_note": scored.note or None if override is None else None,
        "evidence": [_evidence(piece) for piece in scored.evidence],
        "override": None if override is None else _said(override, applied=scored.verdict != "rejected"),
    }


def _evidence(piece: Evidence) -> EvidenceRow:
    return {"what": piece.what, "points": piece.points, "seen": piece.seen, "source": piece.source}


def _said(override: Override, *, applied: bool) -> OverridePart:
    return {
        "bm_unit": override.bm_unit,
        "verdict": override.verdict,
        "reason": override.reason,
        "source": override.source,
        "since": str(override.since),
        "origin": override.origin,
        "applied": applied,
    }


def _decided(verdict: Verdict, override: Override | None) -> Verdict:
    """The override's verdict; a unit of a rejected fuel or type stays rejected."""
    if override is None or verdict == "rejected":
        return verdict
    return "not_shown" if override.verdict == "not_battery" else override.verdict


def _power(facts: BatteryFacts) -> tuple[float | None, str | None]:
    """The registered generation capacity, as every summary of the unit takes it, else its highest export limit."""
    registered, limits = facts.unit.generation_capacity_mw, facts.limits
    if registered:
        return registered, "registered generation capacity"
    if limits is None or limits.highest_mw <= 0:
        return None, None
    return limits.highest_mw, f"highest export limit of {limits.last}"


def _version(facts: list[BatteryFacts], overrides: list[Override]) -> str:
    """A hash over the rules, what was seen of every unit, and the overrides that met one."""
    return hash_of_texts([RULES.text(), *map(repr, facts), *sorted(map(repr, overrides))])
