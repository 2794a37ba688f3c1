"""Whether a BM unit is a battery: points for what is seen of it, each with its source.

There is no official mark of a battery, so each piece of evidence counts points. What is not held is said and never
counts against a unit. Method, reasons and limits: docs/methods/battery-register.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Literal

from gbflex.gb.bm_units import BmUnit

__all__ = ["RULES", "BatteryFacts", "BatteryScore", "Evidence", "Levels", "Rules", "Verdict", "battery_score"]

Verdict = Literal["battery", "probable", "not_shown", "rejected"]


@dataclass(frozen=True)
class Rules:
    """The numbers and words of the score.

    Attributes:
        limits: Points for export and import limits of one day that are alike.
        capacities: Points for registered capacities that are alike, where the limits give none.
        notifications: Points for notifications of both signs.
        fuel_type: Points for a fuel type that is OTHER or empty.
        name: Points for a battery's words in the name of the unit or lead party.
        operator: Points for a lead party that names its other units batteries.
        least_ratio: Import over export of a battery, at least.
        most_ratio: The same, at most.
        least_share: The smaller side of notifications over the larger, at least.
        above_mw: A side counts above this size [MW].
        battery: Score of a battery.
        probable: Score of a probable one.
        rejected_fuel_types: Never a battery; nor is any INT*.
        rejected_types: Types of unit that are never one battery.
        operators: First words of lead parties, lower case.
    """

    limits: int = 3
    capacities: int = 2
    notifications: int = 2
    fuel_type: int = 1
    name: int = 3
    operator: int = 1
    least_ratio: float = 0.8
    most_ratio: float = 1.25
    least_share: float = 0.1
    above_mw: float = 1.0
    battery: int = 6
    probable: int = 4
    rejected_fuel_types: tuple[str, ...] = (
        "BIOMASS",
        "CCGT",
        "COAL",
        "NPSHYD",
        "NUCLEAR",
        "OCGT",
        "OIL",
        "PS",
        "WIND",
    )
    rejected_types: tuple[str, ...] = ("G", "I")
    operators: tuple[str, ...] = ("arenko", "pivoted power", "tesla motors", "zenobe")

    def text(self) -> str:
        """The rules as one text, for hashing."""
        return json.dumps(asdict(self) | {"words": WORDS.pattern, "not": OTHER_STORAGE.pattern}, sort_keys=True)


WORDS: Final = re.compile(r"(?<![a-z])bess(?![a-z])|batter(?:y|ies)|storage", re.IGNORECASE)
OTHER_STORAGE: Final = re.compile(
    r"(?:pumped|hydro|gas|heat|thermal|oil|fuel|compressed air|liquid air|cryogenic)\s+(?:energy\s+)?storage",
    re.IGNORECASE,
)
RULES: Final = Rules()
PHYSICAL: Final = frozenset({"limits", "registered_capacities", "notifications"})
REGISTER: Final = "elexon.bmunits"
NOT_HELD: Final = "not held"


@dataclass(frozen=True)
class Levels:
    """The highest and lowest level over some dates.

    Attributes:
        first: First date.
        last: Last date.
        highest_mw: Highest level [MW].
        lowest_mw: Lowest level [MW].
    """

    first: date
    last: date
    highest_mw: float
    lowest_mw: float


@dataclass(frozen=True)
class BatteryFacts:
    """What is known of one unit.

    Attributes:
        unit: As the register names it.
        limits: Highest export and lowest import limit of one day; null where not held.
        notified: Highest and lowest physical notification of up to a week; null where not held.
    """

    unit: BmUnit
    limits: Levels | None = None
    notified: Levels | None = None


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence.

    Attributes:
        what: Its kind.
        points: What it counts.
        seen: What was seen, or "not held".
        source: The dataset it was seen in.
    """

    what: str
    points: int
    seen: str
    source: str


@dataclass(frozen=True)
class BatteryScore:
    """The answer for one unit.

    Attributes:
        score: Sum of the points.
        verdict: What they amount to.
        evidence: Each piece.
    """

    score: int
    verdict: Verdict
    evidence: tuple[Evidence, ...]


def battery_score(facts: BatteryFacts, rules: Rules = RULES) -> BatteryScore:
    """Score one unit.

    Args:
        facts: What is known of it.
        rules: Numbers and words.

    Example:
        >>> unit = BmUnit("T_LKSDB-1", name="Lakeside BESS", fuel_type="OTHER", bm_unit_type="T",
        ...               generation_capacity_mw=105.0, demand_capacity_mw=-99.9)
        >>> answer = battery_score(BatteryFacts(unit))
        >>> answer.score, answer.verdict
        (6, 'battery')
    """
    limits = _limits(facts.limits, rules)
    evidence = (
        limits,
        _capacities(facts.unit, rules, counted=limits.points == 0),
        _notifications(facts.notified, rules),
        _fuel_type(facts.unit, rules),
        Evidence("metered_losses", 0, NOT_HELD, "elexon.b1610"),
        _name(facts.unit, rules),
        Evidence("response_results", 0, "not held: NESO's results by product name no unit", "neso"),
        *_refusals(facts.unit, rules),
    )
    score = sum(piece.points for piece in evidence)
    return BatteryScore(score, _verdict(evidence, score, rules), evidence)


def _verdict(evidence: tuple[Evidence, ...], score: int, rules: Rules) -> Verdict:
    if any(piece.what == "rejected" for piece in evidence):
        return "rejected"
    # Names and empty fields say nothing of what the unit does: without a physical sign it is not shown.
    if score < rules.probable or not any(piece.points for piece in evidence if piece.what in PHYSICAL):
        return "not_shown"
    return "battery" if score >= rules.battery else "probable"


def _alike(export_mw: float, import_mw: float, rules: Rules) -> bool:
    """Whether it can take about as much as it can give; a transformer's or a station's supply is far less."""
    if export_mw <= rules.above_mw or -import_mw <= rules.above_mw:
        return False
    return rules.least_ratio <= -import_mw / export_mw <= rules.most_ratio


def _limits(limits: Levels | None, rules: Rules) -> Evidence:
    source = "elexon.mels, elexon.mils"
    if limits is None:
        return Evidence("limits", 0, NOT_HELD, source)
    seen = f"MEL {limits.highest_mw:g} MW, MIL {limits.lowest_mw:g} MW on {limits.last}"
    points = rules.limits if _alike(limits.highest_mw, limits.lowest_mw, rules) else 0
    return Evidence("limits", points, seen, source)


def _capacities(unit: BmUnit, rules: Rules, *, counted: bool) -> Evidence:
    export_mw, import_mw = unit.generation_capacity_mw, unit.demand_capacity_mw
    # Secondary units are registered with 0 and 0: nothing is said.
    if export_mw is None or import_mw is None or (export_mw, import_mw) == (0, 0):
        return Evidence("registered_capacities", 0, NOT_HELD, REGISTER)
    seen = f"{export_mw:g} MW and {import_mw:g} MW"
    alike = _alike(export_mw, import_mw, rules)
    if alike and not counted:
        return Evidence("registered_capacities", 0, f"{seen}; not counted beside the limits", REGISTER)
    return Evidence("registered_capacities", rules.capacities if alike else 0, seen, REGISTER)


def _notifications(notified: Levels | None, rules: Rules) -> Evidence:
    if notified is None:
        return Evidence("notifications", 0, NOT_HELD, "elexon.pn")
    export_mw, import_mw = notified.highest_mw, -notified.lowest_mw
    seen = f"{notified.lowest_mw:g} to {notified.highest_mw:g} MW, {notified.first} to {notified.last}"
    smaller, larger = sorted((export_mw, import_mw))
    # A wind farm at rest takes a little from the grid: that is a sign, not charging.
    both = smaller > 0 and smaller >= rules.least_share * larger
    return Evidence("notifications", rules.notifications if both else 0, seen, "elexon.pn")


def _fuel_type(unit: BmUnit, rules: Rules) -> Evidence:
    points = rules.fuel_type if unit.fuel_type in ("", "OTHER") else 0
    return Evidence("fuel_type", points, unit.fuel_type or "empty", REGISTER)


def _name(unit: BmUnit, rules: Rules) -> Evidence:
    seen = f"{unit.name or '-'}; lead party {unit.lead_party_name or '-'}"
    # One by one: a name that ends in "Gas" does not make another of the lead party's "Storage".
    if any(WORDS.search(OTHER_STORAGE.sub("", text)) for text in (unit.name, unit.lead_party_name)):
        return Evidence("name", rules.name, seen, REGISTER)
    if unit.lead_party_name.lower().startswith(rules.operators):
        return Evidence("name", rules.operator, f"{seen}, which names its other units batteries", REGISTER)
    return Evidence("name", 0, seen, REGISTER)


def _refusals(unit: BmUnit, rules: Rules) -> list[Evidence]:
    """Why a unit is never a battery, whatever else is seen."""
    reasons = []
    if unit.fuel_type in rules.rejected_fuel_types or unit.fuel_type.startswith("INT"):
        reasons.append(f"fuel type {unit.fuel_type}")
    if unit.bm_unit_type in rules.rejected_types:
        why = "an interconnector's" if unit.bm_unit_type == "I" else "a supplier's base unit, all its customers"
        reasons.append(f"type {unit.bm_unit_type}: {why}")
    return [Evidence("rejected", 0, reason, REGISTER) for reason in reasons]
