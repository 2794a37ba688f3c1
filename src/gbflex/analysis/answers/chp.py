"""`gbflex chp curve` and `gbflex chp value`: turning a plant up and down, and what each of its assets adds."""

from __future__ import annotations

from typing import Annotated, Final, TypedDict

from gbflex.analysis.answers.common import Foresight, HalfHour, OfSite, Priced, Span, Status, Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["CURVE_KEYS", "AssetRow", "CurveAnswer", "CurveRow", "SequentialPart", "StepRow", "ValueAnswer"]


AT_MOST: Final = (
    "Whether the price is an upper bound: other starts and stops could make it cheaper; else it is proven that "
    "none does"
)


class CurveRow(HalfHour):
    """What can be had in a half-hour beside the plan; a price is what each MWh must bring to the site, all-in."""

    start_time: Annotated[str, Key("Start (UTC)", "Start of the half-hour, UTC", style="instant")]
    baseline_mw: Annotated[float, Key("Planned", "Power of the plan, which is never offered")]
    marginal_cost_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Marginal cost",
            "Of making the last MWh, by the dearest running unit; of the next where no unit can make less, at "
            "full load where none runs, null where nothing can be made",
        ),
    ]
    turn_up_mw: Annotated[float, Key("Up", "Most power that can be turned up")]
    turn_up_price_gbp_per_mwh: Annotated[
        float | None, Key("Price up", "For each MWh of that, null where nothing can be turned up")
    ]
    turn_up_kind: Annotated[str | None, Key("How up", "load, start or stop")]
    turn_up_half_hours: Annotated[int, Key("Lasts", "Half-hours of its block, this one the first")]
    turn_up_cost_gbp: Annotated[float | None, Key("Cost", "Of the whole block; negative is a gain")]
    turn_up_is_upper_bound: Annotated[bool | None, Key("At most", AT_MOST)]
    cheapest_up_mw: Annotated[float, Key("Cheapest up", "Power of the move that costs least for each MWh")]
    cheapest_up_price_gbp_per_mwh: Annotated[
        float | None, Key("Cheapest price up", "For each MWh of that, null where nothing can be turned up")
    ]
    cheapest_up_kind: Annotated[str | None, Key("Cheapest how up", "load, start or stop")]
    cheapest_up_half_hours: Annotated[int, Key("Lasts", "Half-hours of its block, this one the first")]
    cheapest_up_cost_gbp: Annotated[float | None, Key("Cost", "Of the whole block; negative is a gain")]
    cheapest_up_is_upper_bound: Annotated[bool | None, Key("At most", AT_MOST)]
    turn_down_mw: Annotated[float, Key("Down", "Most power that can be turned down")]
    turn_down_price_gbp_per_mwh: Annotated[
        float | None, Key("Price down", "For each MWh of that, null where nothing can be turned down")
    ]
    turn_down_kind: Annotated[str | None, Key("How down", "load, start or stop")]
    turn_down_half_hours: Annotated[int, Key("Lasts", "Half-hours of its block, this one the first")]
    turn_down_cost_gbp: Annotated[float | None, Key("Cost", "Of the whole block; negative is a gain")]
    turn_down_is_upper_bound: Annotated[bool | None, Key("At most", AT_MOST)]
    cheapest_down_mw: Annotated[float, Key("Cheapest down", "Power of the move that costs least for each MWh")]
    cheapest_down_price_gbp_per_mwh: Annotated[
        float | None, Key("Cheapest price down", "For each MWh of that, null where nothing can be turned down")
    ]
    cheapest_down_kind: Annotated[str | None, Key("Cheapest how down", "load, start or stop")]
    cheapest_down_half_hours: Annotated[int, Key("Lasts", "Half-hours of its block, this one the first")]
    cheapest_down_cost_gbp: Annotated[float | None, Key("Cost", "Of the whole block; negative is a gain")]
    cheapest_down_is_upper_bound: Annotated[bool | None, Key("At most", AT_MOST)]


CURVE_KEYS: Final = (
    "start_time",
    "settlement_period",
    "baseline_mw",
    "marginal_cost_gbp_per_mwh",
    "turn_up_mw",
    "turn_up_price_gbp_per_mwh",
    "turn_up_kind",
    "turn_up_half_hours",
    "turn_up_cost_gbp",
    "turn_up_is_upper_bound",
    "cheapest_up_mw",
    "cheapest_up_price_gbp_per_mwh",
    "turn_down_mw",
    "turn_down_price_gbp_per_mwh",
    "turn_down_kind",
    "turn_down_half_hours",
    "turn_down_cost_gbp",
    "turn_down_is_upper_bound",
    "cheapest_down_mw",
    "cheapest_down_price_gbp_per_mwh",
)
"""What a reader of a curve sees of each half-hour, in reading order; terminal and page show the same."""


class StepRow(TypedDict):
    """One way off the plan, of one unit."""

    start_time: Annotated[str, Key("Start (UTC)", "Start of the half-hour, UTC", style="instant")]
    settlement_period: Annotated[int, Key("Period", "Settlement period, from 1", style="ordinal")]
    direction: Annotated[str, Key("Direction", "up or down")]
    unit: Annotated[str, Key("Unit", "Which CHP unit")]
    kind: Annotated[str, Key("Kind", "load, start or stop")]
    power_mw: Annotated[float, Key("Power", "In the half-hour it is offered for")]
    last_start_time: Annotated[
        str, Key("Last start (UTC)", "Start of the last half-hour of its block, UTC", style="instant")
    ]
    half_hours: Annotated[int, Key("Lasts", "Half-hours of its block")]
    energy_mwh: Annotated[float, Key("Energy", "In all half-hours of its block")]
    cost_gbp: Annotated[float, Key("Cost", "Of the whole block; negative is a gain")]
    is_upper_bound: Annotated[bool, Key("At most", AT_MOST)]
    price_gbp_per_mwh: Annotated[float, Key("Price", "What must be paid for each MWh so that nothing is lost")]


class CurveAnswer(OfSite, Priced, Warned):
    """What CHP units can turn up and down on a settlement date, and at what price."""

    date: Annotated[str, Key("Date", "Settlement date")]
    status: Status
    solver: Annotated[str, Key("Solver", "Which algorithm answered")]
    gap: Annotated[
        float | None, Key("Relative gap", "Between objective and bound", unit="fraction", style="scientific")
    ]
    objective_gbp: Annotated[float, Key("Objective", "What the optimiser says the plan is worth")]
    planned_to: Annotated[str, Key("Planned to", "Last settlement date the plan looks at")]
    rows: Annotated[list[CurveRow], Key("Half-hours", "A row for each")]
    steps: Annotated[list[StepRow], Key("Steps", "Every way off the plan that was found, by unit")]


class AssetRow(TypedDict):
    """What an asset adds."""

    asset: Annotated[str, Key("Asset", "Its name")]
    left_out_value_gbp: Annotated[
        float | None, Key("Left out", "All together minus all without it, null where nothing works without it")
    ]
    alone_value_gbp: Annotated[float | None, Key("Alone", "It alone minus boilers alone")]
    note: Annotated[str, Key("Note", "Why there is no value")]


class SequentialPart(TypedDict):
    """The best of planning asset after asset."""

    order: Annotated[list[str], Key("Order", "In which they are planned")]
    value_gbp: Annotated[
        float | None, Key("Value", "Of the assets planned in that order, null where the site needs its assets")
    ]
    joint_gain_gbp: Annotated[float, Key("Gain together", "Planned together minus one after another")]


class ValueAnswer(OfSite, Span, Priced, Warned, Foresight):
    """What each asset of a plant adds: left out, alone, and planned together against one after another."""

    value_gbp: Annotated[
        float | None, Key("Value", "Of all assets together, null where the site needs its assets")
    ]
    without_asset_gbp: Annotated[
        float | None,
        Key("Without the assets", "The whole ledger with boilers alone, null where those cannot serve the heat"),
    ]
    gap: Annotated[
        float | None, Key("Relative gap", "Between objective and bound", unit="fraction", style="scientific")
    ]
    bound_gbp: Annotated[float, Key("Bound", "No plan of the whole span can be worth more")]
    rows: Annotated[list[AssetRow], Key("Assets", "A row for each")]
    sequential: Annotated[
        SequentialPart | None, Key("One after another", "Null for a span of more than two days, or with one asset")
    ]
    note: Annotated[str, Key("Note", "How to read the rows")]
