"""What a plant can turn up and down, and what its assets add."""

from __future__ import annotations

from gbflex.analysis.answers.chp import CURVE_KEYS, AssetRow, CurveAnswer, CurveRow, SequentialPart, ValueAnswer
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import answer_table, console, or_json, print_estimates, print_notes, worth

__all__ = ["print_curve", "print_value"]


@or_json
def print_curve(found: CurveAnswer) -> None:
    """A day's curve, a row per half-hour.

    Args:
        found: As `api.chp.chp_curve` returns it.
    """
    title = f"{found['site']}, {found['date']}: turning up and down"
    console().print(answer_table(CurveRow, CURVE_KEYS, found["rows"], title))
    gap = columns_of(CurveAnswer)["gap"].text(found["gap"])
    console().print(
        "\nPower is beside the plan; a price is what each MWh turned up or down must bring to the site, all-in.\n"
        "Up and down are the most that can be had; the cheapest may be less power. A start or stop is a block of\n"
        "the half-hours named from this one on, and the cost is that of the whole block; the load of running\n"
        "units changes in one. All else is planned anew around it, with the same units running in other\n"
        "half-hours. Where it says at most, the price is an upper bound: other starts and stops could make it\n"
        "cheaper; else it is proven that none does.\n"
        f"Plan: {found['status']} by {found['solver']}, relative gap {gap}, to {found['planned_to']}"
    )
    print_notes(found["warnings"], found["not_priced"])
    print_estimates(found)


@or_json
def print_value(found: ValueAnswer) -> None:
    """What each asset adds.

    Args:
        found: As `api.chp.chp_value` returns it.
    """
    title = (
        f"{found['site']}, {found['from']} to {found['to']}: all together {worth(ValueAnswer, found['value_gbp'])}"
    )
    keys = ("asset", "left_out_value_gbp", "alone_value_gbp", "note")
    console().print(answer_table(AssetRow, keys, found["rows"], title))
    sequential = found["sequential"]
    if sequential is None:
        console().print("\nNot compared with planning asset after asset: that is for one or two days.")
    else:
        order = ", then ".join(name.replace("_", " ") for name in sequential["order"])
        value = worth(SequentialPart, sequential["value_gbp"])
        gain = columns_of(SequentialPart)["joint_gain_gbp"].text(sequential["joint_gain_gbp"])
        console().print(f"\nPlanned one after another, at best {order}: {value}; together adds {gain} GBP")
    console().print(f"{found['note']}.")
    print_notes(found["warnings"], found["not_priced"])
    print_estimates(found)
