"""`gbflex site lookup`: which network a meter is on."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["CandidateRow", "ExampleMpanAnswer", "LookupAnswer"]

FromSource = TypedDict(
    "FromSource", {"from": Annotated[str, Key("From", "What allows it: mpan, coordinates or postcode")]}
)
"""Which of the sources says so."""


class CandidateRow(FromSource):
    """An area that one of the sources allows."""

    licence_area: Annotated[str, Key("Licence area", "Distributor id of the area, 10 to 23")]
    name: Annotated[str, Key("Name", "Name of the area")]
    gsp_group_id: Annotated[str, Key("GSP group", "For example _E")]
    market_participant_id: Annotated[str, Key("Participant", "Market participant id of the licence holder")]


class ExampleMpanAnswer(TypedDict):
    """A made-up meter number, for tests."""

    mpan: Annotated[str, Key("MPAN", "The core, or all 21 digits where a class is asked for")]
    mpan_core: Annotated[str, Key("MPAN core", "Its thirteen digits, the last a valid check digit")]
    licence_area: Annotated[str, Key("Licence area", "Distributor id of the area, 10 to 23")]
    name: Annotated[str, Key("Name", "Name of the area")]
    made_up: Annotated[bool, Key("Made up", "Always true: no meter is known to have it")]


class LookupAnswer(Warned):
    """Which licence area, GSP group and participant a meter belongs to; a bad number is an answer too."""

    valid: Annotated[bool, Key("Valid", "Whether what was given can be true and agrees with itself")]
    mpan_core: Annotated[str | None, Key("MPAN core", "The thirteen digits of the meter point")]
    distributor_id: Annotated[str | None, Key("Distributor", "First two digits of the MPAN, or of the area")]
    distributor_name: Annotated[str | None, Key("Distributor name", "Who holds that id")]
    licence_area: Annotated[str | None, Key("Licence area", "The area, null where it is not settled")]
    name: Annotated[str | None, Key("Name", "Name of the area")]
    gsp_group_id: Annotated[str | None, Key("GSP group", "For example _E")]
    market_participant_id: Annotated[str | None, Key("Participant", "Market participant id of the licence holder")]
    profile_class: Annotated[str | None, Key("Profile class", "From a full MPAN")]
    meter_timeswitch_code: Annotated[str | None, Key("Meter timeswitch code", "From a full MPAN")]
    line_loss_factor_class: Annotated[str | None, Key("Line loss factor class", "From a full MPAN")]
    duos_tariff: Annotated[
        str | None, Key("DUoS tariff", "Tariff of that class on the date asked for, where held")
    ]
    conflict: Annotated[str | None, Key("Conflict", "How the sources contradict each other")]
    candidates: Annotated[list[CandidateRow], Key("Candidates", "Areas that each source allows")]
