"""What to do, why, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.answers.breakeven import BreakevenAnswer, ChargeRow, CostLine, PairRow
from gbflex.analysis.answers.explain import ExplainAnswer
from gbflex.analysis.answers.losses import LossesAnswer, LossRow
from gbflex.analysis.answers.plan import PlanAnswer, PlanAssetRow, PlanRow
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
    "settlement_date",
    "settlement_period",
    "action",
    "charge_mw",
    "discharge_mw",
    "state_of_charge_mwh",
    "expected_energy_price_gbp_per_mwh",
    "charge_price_gbp_per_mwh",
    "discharge_price_gbp_per_mwh",
    "charge_below_gbp_per_mwh",
    "discharge_above_gbp_per_mwh",
)
PLANT_KEYS = (
    "settlement_date",
    "settlement_period",
    "local_time",
    "action",
    "import_mw",
    "export_mw",
    "import_price_gbp_per_mwh",
    "export_price_gbp_per_mwh",
)

ASSET_FIGURES = {"power_mw": "[MW]", "heat_mw": "heat [MW]", "stored_mwh": "[MWh]"}
"""What is shown of each asset of a plant."""


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
    out = console()
    for sentence in found["sentences"]:
        out.print(sentence)
    out.print()
    title = f"{found['site']}, as known at {found['as_known_at']}"
    out.print(_plan_table(found["periods"], title))
    gap = columns_of(PlanAnswer)["gap"].text(found["gap"])
    out.print(
        "\nPrices are all-in at the meter, but for the expected price: energy alone. Charge below and discharge\n"
        "above count losses and wear; nothing stands there where there is no room, or nothing to discharge.\n"
        f"Forecast: {found['forecast']}.\n"
        f"{found['status']} by {found['solver']}, relative gap {gap}; starts with "
        f"{found['initial_state_of_charge_mwh']:g} MWh"
    )
    print_notes(found["warnings"], found["not_priced"])
    print_estimates(found)


def _plan_table(rows: Sequence[PlanRow], title: str) -> FittedTable:
    """A battery's half-hours with its thresholds; a plant's with what each asset gives."""
    assets = [asset["asset"] for asset in rows[0]["assets"]]
    if len(assets) <= 1:
        return answer_table(PlanRow, PLAN_KEYS, rows, title)
    told = columns_of(PlanRow)
    own = [told[key] for key in PLANT_KEYS]
    named = {key: columns_of(PlanAssetRow)[key] for key in ASSET_FIGURES}
    shown = [
        (position, key)
        for position in range(len(assets))
        for key in named
        if rows[0]["assets"][position][key] is not None  # type: ignore[literal-required]
    ]
    headings = [column.heading for column in own]
    headings += [f"{assets[position]} {ASSET_FIGURES[key]}" for position, key in shown]
    cells = [
        [
            *(column.text(row[column.key]) for column in own),  # type: ignore[literal-required]
            *(named[key].text(row["assets"][at][key]) for at, key in shown),  # type: ignore[literal-required]
        ]
        for row in rows
    ]
    return plain_table(headings, cells, title, text_columns=4)


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
