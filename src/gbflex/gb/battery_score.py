"""Whether a BM unit is a battery: points for what is seen of it, each with its source.

There is no official mark of a battery, so each piece of evidence counts points. What is not held is said and never
counts against a unit. Method, reasons and limits: docs/methods/battery-register.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from gbflex.gb.battery_names import named_siblings, own_name_says, says_battery
from gbflex.gb.battery_rules import RULES, Rules
from gbflex.gb.bm_units import BmUnit

__all__ = [
    "BatteryFacts",
    "BatteryScore",
    "Evidence",
    "Levels",
    "Verdict",
    "alike",
    "battery_score",
    "with_siblings",
]

Verdict = Literal["battery", "probable", "not_shown", "rejected"]


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
        earlier_fuel_type: The last fuel type an earlier snapshot of the register gave; empty where none did.
        limits: Highest export and lowest import limit of one day; null where not held.
        notified: Highest and lowest physical notification of up to a week; null where not held.
        sibling: Another unit of its lead party that its own name calls a battery; "" where there is none.
    """

    unit: BmUnit
    earlier_fuel_type: str = ""
    limits: Levels | None = None
    notified: Levels | None = None
    sibling: str = ""


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
        note: What to know of the verdict; "" where it stands by itself.
    """

    score: int
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    note: str = ""


def with_siblings(facts: Sequence[BatteryFacts], rules: Rules = RULES) -> list[BatteryFacts]:
    """The facts, each with what the names of its lead party's other units say.

    Args:
        facts: Those of every registered unit.
        rules: Numbers and words.
    """
    named = named_siblings(one.unit for one in facts if not _refusals(one, rules))
    siblings = [named.get(one.unit.lead_party_name) for one in facts]
    return [
        one if sibling is None or sibling.bm_unit == one.unit.bm_unit else replace(one, sibling=sibling.name)
        for one, sibling in zip(facts, siblings, strict=True)
    ]


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
        _fuel_type(facts, rules),
        Evidence("metered_losses", 0, NOT_HELD, "Elexon B1610"),
        _name(facts, rules),
        Evidence("response_results", 0, "not held: results by product name no unit", "neso.response_auctions"),
        *_refusals(facts, rules),
    )
    score = sum(piece.points for piece in evidence)
    if any(piece.what == "rejected" for piece in evidence):
        return BatteryScore(score, "rejected", evidence)
    if score < rules.probable:
        return BatteryScore(score, "not_shown", evidence)
    physical = [piece for piece in evidence if piece.what in PHYSICAL]
    if any(piece.points for piece in physical):
        return BatteryScore(score, "battery" if score >= rules.battery else "probable", evidence)
    # Names and empty fields say nothing of what a unit does, and a battery's name is its site's demand unit's too.
    # A secondary unit has no such twin and is registered with 0.
    if facts.unit.is_secondary and own_name_says(facts.unit):
        held = any(piece.seen != NOT_HELD for piece in physical)
        return BatteryScore(
            score, "probable", evidence, "nothing physical counts" if held else "nothing physical held"
        )
    return BatteryScore(score, "not_shown", evidence)


def alike(export_mw: float | None, import_mw: float | None, rules: Rules = RULES) -> bool:
    """Whether a unit can take about as much as it can give; a station's own supply is far less.

    Args:
        export_mw: Most it can give [MW]; null where not known.
        import_mw: Most it can take, negative [MW]; null where not known.
        rules: Numbers.

    Example:
        >>> alike(105.0, -99.9), alike(156.92, -3.3)
        (True, False)
    """
    if export_mw is None or import_mw is None or min(export_mw, -import_mw) <= rules.above_mw:
        return False
    return rules.least_ratio <= round(-import_mw / export_mw, 9) <= rules.most_ratio


def _limits(limits: Levels | None, rules: Rules) -> Evidence:
    source = "elexon.mels, elexon.mils"
    if limits is None:
        return Evidence("limits", 0, NOT_HELD, source)
    seen = f"MEL {limits.highest_mw:g} MW, MIL {limits.lowest_mw:g} MW on {limits.last}"
    points = rules.limits if alike(limits.highest_mw, limits.lowest_mw, rules) else 0
    return Evidence("limits", points, seen, source)


def _capacities(unit: BmUnit, rules: Rules, *, counted: bool) -> Evidence:
    export_mw, import_mw = unit.generation_capacity_mw, unit.demand_capacity_mw
    # Secondary units are registered with 0 and 0: nothing is said.
    if export_mw is None or import_mw is None or (export_mw, import_mw) == (0, 0):
        return Evidence("registered_capacities", 0, NOT_HELD, REGISTER)
    seen = f"{export_mw:g} MW and {import_mw:g} MW"
    similar = alike(export_mw, import_mw, rules)
    if similar and not counted:
        return Evidence("registered_capacities", 0, f"{seen}; not counted beside the limits", REGISTER)
    return Evidence("registered_capacities", rules.capacities if similar else 0, seen, REGISTER)


def _notifications(notified: Levels | None, rules: Rules) -> Evidence:
    if notified is None:
        return Evidence("notifications", 0, NOT_HELD, "elexon.pn")
    export_mw, import_mw = notified.highest_mw, -notified.lowest_mw
    seen = f"{notified.lowest_mw:g} to {notified.highest_mw:g} MW, {notified.first} to {notified.last}"
    smaller, larger = sorted((export_mw, import_mw))
    # A wind farm at rest takes a little from the grid: that is a sign, not charging.
    both = smaller > 0 and smaller >= rules.least_share * larger
    return Evidence("notifications", rules.notifications if both else 0, seen, "elexon.pn")


def _fuel_type(facts: BatteryFacts, rules: Rules) -> Evidence:
    now, earlier = facts.unit.fuel_type, facts.earlier_fuel_type
    points = rules.fuel_type if (now or earlier) in ("", "OTHER") else 0
    return Evidence("fuel_type", points, now or (f"empty; earlier {earlier}" if earlier else "empty"), REGISTER)


def _name(facts: BatteryFacts, rules: Rules) -> Evidence:
    unit = facts.unit
    seen = f"{unit.name or '-'}; lead party {unit.lead_party_name or '-'}"
    # One by one: a name that ends in "Gas" does not make another of the lead party's "Storage".
    if says_battery(unit.name) or says_battery(unit.lead_party_name):
        return Evidence("name", rules.name, seen, REGISTER)
    own = own_name_says(unit)
    if own:
        return Evidence("name", rules.name, f"{seen}; {own}", REGISTER)
    if facts.sibling and unit.bm_unit_type in rules.unnamed_types:
        return Evidence("name", rules.operator, f"{seen}, whose {facts.sibling} is named a battery", REGISTER)
    if unit.lead_party_name.lower().startswith(rules.operators):
        return Evidence("name", rules.operator, f"{seen}, which names other units of its own batteries", REGISTER)
    return Evidence("name", 0, seen, REGISTER)


def _refusals(facts: BatteryFacts, rules: Rules) -> list[Evidence]:
    """Why a unit is never a battery, whatever else is seen."""
    unit, reasons = facts.unit, []
    fuel_type = unit.fuel_type or facts.earlier_fuel_type
    if fuel_type in rules.rejected_fuel_types or fuel_type.startswith("INT"):
        reasons.append(f"fuel type {fuel_type}{'' if unit.fuel_type else ' in an earlier snapshot'}")
    if unit.bm_unit_type in rules.rejected_types:
        why = "an interconnector's" if unit.bm_unit_type == "I" else "a supplier's base unit, all its customers"
        reasons.append(f"type {unit.bm_unit_type}: {why}")
    if unit.bm_unit.startswith(rules.pumped_storage):
        reasons.append("of a pumped storage station, by its id")
    return [Evidence("rejected", 0, reason, REGISTER) for reason in reasons]
