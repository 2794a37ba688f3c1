"""What to do, why, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.cli.show.output import Row, console, note, or_json, print_notes, table_of

__all__ = ["print_breakeven", "print_explanation", "print_losses", "print_plan"]


@or_json
def print_breakeven(answer: Row) -> None:
    """A day's break-even.

    Args:
        answer: As `api.runs.breakeven` returns it.
    """
    out = console()
    title = f"{answer['site']}, {answer['date']}: GBP for each MWh delivered"
    rows = [
        [
            pair["charge"],
            f"{pair['use'].replace('_', ' ')}, {pair['when']}",
            *(f"{pair[f'{key}_gbp_per_mwh']:,.2f}" for key in ("delivered_cost", "worth", "margin")),
        ]
        for pair in answer["pairs"]
    ]
    out.print(table_of(["charge in", "use", "cost", "worth", "margin"], rows, title, text_columns=2))
    out.print()
    out.print(table_of(*_charging_table(answer["charging"]), "Cost of charging, line by line"))
    out.print(f"\n{answer['verdict']}")
    for reason in answer["reasons"]:
        out.print(f"  {reason}")
    if answer["not_planned"]:
        note(f"Not in the margins: {', '.join(answer['not_planned'])}.")
    print_notes(answer["warnings"], answer["not_priced"])


def _charging_table(charging: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    lines = [line["line"] for line in charging[0]["lines"]] if charging else []
    rows = [
        [name, *(f"{row['lines'][position]['gbp_per_delivered_mwh']:,.2f}" for row in charging)]
        for position, name in enumerate(lines)
    ]
    return ["line", *(row["when"] for row in charging)], rows


@or_json
def print_plan(found: Row) -> None:
    """A plan, a row per half-hour.

    Args:
        found: As `api.runs.plan` returns it.
    """
    numbers = [
        "charge_mwh",
        "discharge_mwh",
        "state_of_charge_mwh",
        "expected_energy_price_gbp_per_mwh",
        "stored_energy_value_gbp_per_mwh",
        "charge_below_gbp_per_mwh",
        "discharge_above_gbp_per_mwh",
    ]
    rows = [
        [
            row["start_time"],
            f"{row['settlement_period']}",
            row["action"],
            *("" if row[name] is None else f"{row[name]:.2f}" for name in numbers),
        ]
        for row in found["periods"]
    ]
    columns = [
        "start (UTC)",
        "SP",
        "action",
        "charge",
        "discharge",
        "stored",
        "expected",
        "value",
        "below",
        "above",
    ]
    console().print(table_of(columns, rows, f"{found['site']}, as known at {found['as_known_at']}"))
    start_mwh = found["initial_state_of_charge_mwh"]
    console().print(
        f"\nEnergy in MWh; prices in GBP/MWh: expected energy price, worth of a stored MWh, charge below, "
        f"discharge above (all-in, at the meter).\nForecast: {found['forecast']}.\n"
        f"{found['status']} by {found['solver']}, relative gap {found['gap']:.1e}; starts with {start_mwh:g} MWh"
    )
    print_notes(found["warnings"], [])


@or_json
def print_losses(found: Row) -> None:
    """What each limit costs.

    Args:
        found: As `api.runs.losses` returns it.
    """
    rows = [
        [row["cause"], "" if row["value_gbp"] is None else f"{row['value_gbp']:,.2f}", row["note"]]
        for row in found["rows"]
    ]
    title = f"{found['site']}, {found['from']} to {found['to']}: value {found['value_gbp']:,.2f} GBP"
    console().print(table_of(["cause", "value [GBP]", "what is compared"], rows, title))
    red = found["red_band"]
    if red["demand_mwh"]:
        served, most = (red[name] / red["demand_mwh"] for name in ("served_mwh", "most_mwh"))
        console().print(
            f"\nRed-band demand {red['demand_mwh']:,.1f} MWh: the plan serves {served:.1%}, "
            f"the battery could serve {most:.1%} at most"
        )
    console().print("\nEach row is a full solution without the cause; rows do not add up.")
    print_notes(found["warnings"], [])


@or_json
def print_explanation(found: Row) -> None:
    """Three sentences.

    Args:
        found: As `api.runs.explain` returns it.
    """
    console().print("\n".join(found["sentences"]))
