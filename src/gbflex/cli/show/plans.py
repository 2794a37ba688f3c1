"""What to do, why, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.answers.breakeven import BreakevenAnswer, ChargeRow, CostLine, PairRow
from gbflex.analysis.answers.explain import ExplainAnswer
from gbflex.analysis.answers.losses import LossesAnswer, LossRow
from gbflex.analysis.answers.plan import PlanAnswer, PlanRow
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import (
    answer_table,
    console,
    note,
    or_json,
    plain_table,
    print_estimates,
    print_notes,
    worth,
)
from gbflex.cli.show.tables import FittedTable

__all__ = ["print_breakeven", "print_explanation", "print_losses", "print_plan"]

PAIR_KEYS = ("charge", "use", "when", "delivered_cost_gbp_per_mwh", "worth_gbp_per_mwh", "margin_gbp_per_mwh")
LOSS_KEYS = ("cause", "effect_gbp", "reads", "note")
PLAN_KEYS = (
    "start_time",
    "settlement_period",
    "action",
    "charge_mwh",
    "discharge_mwh",
    "state_of_charge_mwh",
    "expected_energy_price_gbp_per_mwh",
    "stored_energy_value_gbp_per_mwh",
    "charge_below_gbp_per_mwh",
    "discharge_above_gbp_per_mwh",
)


@or_json
def print_breakeven(answer: BreakevenAnswer) -> None:
    """A day's break-even.

    Args:
        answer: As `api.runs.breakeven` returns it.
    """
    out = console()
    _print_verdict_of_day(answer)
    title = f"{answer['site']}, {answer['date']}: for each MWh delivered"
    pairs = [{**pair, "use": pair["use"].replace("_", " ")} for pair in answer["pairs"]]
    if pairs:
        out.print(answer_table(PairRow, PAIR_KEYS, pairs, title))
        out.print()
    if answer["charging"]:
        out.print(_charging_table(answer["charging"]))
    if answer["not_planned"]:
        note(f"Not in the margins: {', '.join(answer['not_planned'])}.")
    print_notes(answer["warnings"], answer["not_priced"])
    print_estimates(answer)


def _print_verdict_of_day(answer: BreakevenAnswer) -> None:
    """The verdict first, then what its margin is made of, then the PPA."""
    out = console()
    out.print(answer["verdict"])
    for reason in answer["reasons"]:
        out.print(f"  {reason}")
    if answer["ppa_verdict"]:
        out.print(answer["ppa_verdict"])
    out.print()


def _charging_table(charging: Sequence[ChargeRow]) -> FittedTable:
    """The cost of charging with a row for each line and a column for each band."""
    cost = columns_of(CostLine)["gbp_per_delivered_mwh"]
    lines = [line["line"] for line in charging[0]["lines"]]
    rows = [
        [name, *(cost.text(row["lines"][position]["gbp_per_delivered_mwh"]) for row in charging)]
        for position, name in enumerate(lines)
    ]
    headings = [columns_of(CostLine)["line"].heading, *(row["when"] for row in charging)]
    return plain_table(headings, rows, f"{cost.heading} of charging, line by line")


@or_json
def print_plan(found: PlanAnswer) -> None:
    """A plan, a row per half-hour.

    Args:
        found: As `api.runs.plan` returns it.
    """
    title = f"{found['site']}, as known at {found['as_known_at']}"
    console().print(answer_table(PlanRow, PLAN_KEYS, found["periods"], title))
    gap = columns_of(PlanAnswer)["gap"].text(found["gap"])
    console().print(
        f"\nCharge below and discharge above are all-in prices at the meter.\nForecast: {found['forecast']}.\n"
        f"{found['status']} by {found['solver']}, relative gap {gap}; starts with "
        f"{found['initial_state_of_charge_mwh']:g} MWh"
    )
    print_notes(found["warnings"], found["not_priced"])
    print_estimates(found)


@or_json
def print_losses(found: LossesAnswer) -> None:
    """What each limit costs.

    Args:
        found: As `api.runs.losses` returns it.
    """
    value = worth(LossesAnswer, found["value_gbp"])
    title = f"{found['site']}, {found['from']} to {found['to']}: value {value}"
    # Why a row is not computed can be long: a table does not wrap.
    reasons = [
        f"{row['cause']} is not computed: {row['note']}" for row in found["rows"] if row["effect_gbp"] is None
    ]
    rows = [row if row["effect_gbp"] is not None else {**row, "note": "see the note"} for row in found["rows"]]
    console().print(answer_table(LossRow, LOSS_KEYS, rows, title))
    red = found["red_band"]
    if red["demand_mwh"]:
        served, most = red["served_mwh"] / red["demand_mwh"], red["most_mwh"] / red["demand_mwh"]
        console().print(
            f"\nRed-band demand {red['demand_mwh']:,.1f} MWh: the plan serves {served:.1%}, "
            f"the battery could serve {most:.1%} at most"
        )
    console().print(
        "\nEffect: the value with the cause minus the value without it; minus is what it costs, plus what it "
        "earns. Each row is a full solution without the cause; rows do not add up."
    )
    print_notes([*reasons, *found["warnings"]], found["not_priced"])
    print_estimates(found)


@or_json
def print_explanation(found: ExplainAnswer) -> None:
    """Three lines.

    Args:
        found: As `api.runs.explain` returns it.
    """
    console().print("\n".join(found["sentences"]))
    print_notes([], found["not_priced"])
    print_estimates(found)
