"""`gbflex bm batteries`: which BM units are batteries, with the evidence for each."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.bm_missing import BmMissingPart
from gbflex.analysis.answers.shape import Key

__all__ = ["BatteriesAnswer", "BatteryRow", "EvidenceRow", "OverridePart"]


class EvidenceRow(TypedDict):
    """One piece of evidence."""

    what: Annotated[str, Key("What", "Its kind")]
    points: Annotated[int, Key("Points", "What it counts")]
    seen: Annotated[str, Key("Seen", "What was seen, or not held")]
    source: Annotated[str, Key("Source", "The dataset it was seen in")]


class OverridePart(TypedDict):
    """A verdict by hand."""

    bm_unit: Annotated[str, Key("BM unit", "The id it names")]
    verdict: Annotated[str, Key("Verdict", "battery, probable or not_battery")]
    reason: Annotated[str, Key("Reason", "Why")]
    source: Annotated[str, Key("Source", "Who says so; may be empty in a user's own file")]
    since: Annotated[str, Key("Since", "Date from which the source says it")]
    origin: Annotated[str, Key("Origin", "shipped or own")]
    applied: Annotated[bool, Key("Applied", "Whether it decides; a rejected fuel or type stays rejected")]


class BatteryRow(TypedDict):
    """A BM unit with its verdict."""

    bm_unit: Annotated[str, Key("BM unit", "Elexon's id")]
    national_grid_bm_unit: Annotated[str | None, Key("Operator's id", "The system operator's id")]
    name: Annotated[str | None, Key("Name", "Name in the register")]
    lead_party_name: Annotated[str | None, Key("Lead party", "Who is responsible for it")]
    lead_party_id: Annotated[str | None, Key("Lead party id", "Its id")]
    gsp_group_id: Annotated[str | None, Key("GSP group", "For example _E")]
    bm_unit_type: Annotated[str | None, Key("Type", "T, E, I, S or V")]
    is_secondary: Annotated[bool, Key("Secondary", "Whether it is a secondary BM unit")]
    generation_capacity_mw: Annotated[float | None, Key("Generation capacity", "As registered")]
    demand_capacity_mw: Annotated[float | None, Key("Demand capacity", "As registered")]
    power_mw: Annotated[float | None, Key("Power", "As the source beside it says; null where nothing says it")]
    power_source: Annotated[
        str | None, Key("Power comes from", "The registered generation capacity, else the highest export limit")
    ]
    energy_capacity_mwh: Annotated[float | None, Key("Energy", "Of the store, where an override says it")]
    score: Annotated[int, Key("Score", "Sum of the points")]
    verdict: Annotated[str, Key("Verdict", "battery, probable, not_shown or rejected")]
    verdict_note: Annotated[
        str | None, Key("Note", "nothing physical held, where a secondary unit is probable by its own name alone")
    ]
    evidence: Annotated[list[EvidenceRow], Key("Evidence", "Each piece")]
    override: Annotated[OverridePart | None, Key("Override", "The verdict by hand, where there is one")]


class BatteriesAnswer(BmMissingPart):
    """The battery register: each BM unit's verdict with its evidence and override, dated and versioned."""

    as_of: Annotated[str, Key("As of", "Date on which the register was last retrieved")]
    version: Annotated[str, Key("Version", "Hash over the rules, what was seen, and the overrides", style="code")]
    counts: Annotated[dict[str, int], Key("Counts", "Units by verdict")]
    not_held: Annotated[list[str], Key("Not held", "Datasets that would count and of which nothing is held")]
    overrides_without_unit: Annotated[list[str], Key("Overrides without unit", "Own overrides that meet no unit")]
    listed: Annotated[int, Key("Listed", "Units in this list")]
    power_mw: Annotated[float | None, Key("Power", "Of the units listed whose power is known")]
    units_without_power: Annotated[int, Key("Without power", "Units listed whose power is not known")]
    units_without_energy: Annotated[
        int, Key("Without energy", "Units listed of whose energy nothing is known: nobody publishes it")
    ]
    batteries: Annotated[
        list[BatteryRow], Key("Batteries", "Batteries, then probable ones, the largest first; every unit if asked")
    ]
