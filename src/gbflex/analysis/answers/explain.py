"""`gbflex explain`: why a run did what it did in a half-hour."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import HalfHour, Priced
from gbflex.analysis.answers.shape import Key

__all__ = ["ExplainAnswer", "ReasonFigures"]


class ReasonFigures(TypedDict):
    """A half-hour of a run's schedule, with what decided it; prices are all-in, at the meter."""

    action: Annotated[str, Key("Action", "charge, idle or discharge")]
    charge_mwh: Annotated[float, Key("Charged", "AC at the meter", decimals=3)]
    discharge_mwh: Annotated[float, Key("Discharged", "AC at the meter", decimals=3)]
    delivered_mwh: Annotated[float, Key("To the load", "Discharged energy that serves the load", decimals=3)]
    export_mwh: Annotated[float, Key("Exported", "Discharged energy that is exported", decimals=3)]
    state_of_charge_mwh: Annotated[float, Key("Stored", "In the store at the end of the half-hour", decimals=3)]
    charge_price_gbp_per_mwh: Annotated[float, Key("Charging price", "What a MWh charged costs")]
    load_worth_gbp_per_mwh: Annotated[
        float, Key("Worth to the load", "What a MWh to the load earns or saves, after wear")
    ]
    export_worth_gbp_per_mwh: Annotated[float, Key("Worth of export", "What an exported MWh earns, after wear")]
    best_use_gbp_per_mwh: Annotated[
        float | None, Key("Best use", "What a discharged MWh would earn at most, null where none can go anywhere")
    ]
    value_before_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Value before", "Worth of the next MWh in the store as the half-hour begins, null where a rule decided"
        ),
    ]
    stored_energy_value_gbp_per_mwh: Annotated[
        float | None,
        Key("Value after", "Worth of the next MWh in the store at the half-hour's end, null where a rule decided"),
    ]
    charge_below_gbp_per_mwh: Annotated[
        float | None,
        Key("Charge below", "Charging the first MWh gains below this price, null where there is no room"),
    ]
    discharge_above_gbp_per_mwh: Annotated[
        float | None,
        Key("Discharge above", "Discharging the first MWh gains above this price, null where nothing is stored"),
    ]
    value_set_by: Annotated[
        str | None, Key("Value set by", "The half-hour that pays or asks for stored energy, as this one begins")
    ]


class ExplainAnswer(HalfHour, ReasonFigures, Priced):
    """Why a run did what it did in a half-hour, in figures and three lines."""

    run_id: Annotated[str, Key("Run", "Its name", style="code")]
    mode: Annotated[str, Key("Mode", "perfect, rolling, threshold or naive")]
    start_time: Annotated[str, Key("Start (UTC)", "Start of the half-hour, UTC", style="instant")]
    duos_band: Annotated[str | None, Key("DUoS band", "DUoS time band, null where none is held")]
    binding_limits: Annotated[list[str], Key("Binding limits", "What stops the plan from doing more")]
    earned_gbp: Annotated[float, Key("Earned", "What the half-hour earned, all-in")]
    next_best_gbp: Annotated[
        float | None,
        Key("Next best", "Earned minus what the move gained, null where it made none, or a rule decided"),
    ]
    gained_over_next_best_gbp: Annotated[
        float | None,
        Key(
            "Gained over next best",
            "The plan from this half-hour on minus the best plan from the same state without this move, as "
            "expected when it was planned; null where it made none, where a rule decided, or where no plan can do "
            "without it",
        ),
    ]
    planned_price_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Planned at",
            "What a MWh of the move was expected to cost or earn when it was planned, null where it made none",
        ),
    ]
    moving_would_lose_gbp_per_mwh: Annotated[
        float | None,
        Key("A move would lose", "Where it did nothing: what the best first MWh charged or discharged would lose"),
    ]
    conditional: Annotated[
        bool,
        Key("Conditional", "Whether a cycle limit prices the energy too: thresholds then hold at that price"),
    ]
    sentences: Annotated[
        list[str], Key("Lines", "What happened, why, and what else it could have done: a line each")
    ]
