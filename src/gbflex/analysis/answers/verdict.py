"""The verdict of a run: what the assets are worth, why, under which PPA, and what is not in it."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from gbflex.analysis.answers.common import Span
from gbflex.analysis.answers.shape import Key

__all__ = ["AssetWord", "Basis", "GapEffect", "PpaWorth", "Verdict", "VerdictFigures", "VerdictReason"]

Basis = Literal["whole_years", "scaled", "span"]
AssetWord = Literal["battery", "batteries", "plant", "assets", "none"]


class VerdictReason(TypedDict):
    """What the assets change of some lines together."""

    words: Annotated[str, Key("Reason", "The lines as a sentence names them")]
    lines: Annotated[list[str], Key("Lines", "Their names", style="code")]
    value_gbp: Annotated[float, Key("Value", "With minus without the assets, over the span")]
    value_gbp_per_year: Annotated[float | None, Key("Value a year", "The same over `years`; null where that is")]


class GapEffect(Span):
    """What a line that is not priced would do to the value, at the rates known before and after."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    words: Annotated[str, Key("In words", "The line as a sentence names it")]
    ledger_at_least_gbp: Annotated[
        float | None,
        Key("At least", "Smaller amount in the ledger with the assets; null where no rate is known near"),
    ]
    ledger_at_most_gbp: Annotated[float | None, Key("At most", "Larger of them; negative is a cost")]
    without_at_least_gbp: Annotated[
        float | None,
        Key("Without, at least", "Smaller amount in the ledger without the assets; null where that is not known"),
    ]
    without_at_most_gbp: Annotated[float | None, Key("Without, at most", "Larger of them")]
    value_at_least_gbp: Annotated[
        float | None,
        Key("Of the value, at least", "Smaller change of the value; null where no rate or no value is known"),
    ]
    value_at_most_gbp: Annotated[float | None, Key("Of the value, at most", "Larger of them")]


class PpaWorth(TypedDict):
    """What the PPA brings against what its MWh cost: the demand's without the assets, or the assets' output."""

    covers: Annotated[str, Key("Covers", "all_demand or asset_output", style="code")]
    obligation: Annotated[str, Key("Obligation", "must_supply or may_decline", style="code")]
    price_gbp_per_mwh: Annotated[float, Key("PPA price", "As the site file gives it")]
    paid_mwh: Annotated[
        float | None,
        Key("Paid for", "Demand supplied without the assets, or output of them; null as result_gbp", decimals=1),
    ]
    paid_gbp: Annotated[float | None, Key("Paid", "What the offtaker pays for it; null as result_gbp")]
    other_lines_gbp: Annotated[
        float | None, Key("All else", "All other lines of the same ledger; negative is a cost; null as result_gbp")
    ]
    result_gbp: Annotated[
        float | None,
        Key(
            "Result",
            "Paid and all else together, over the span; null where the demand cannot be served without the assets",
        ),
    ]
    result_gbp_per_year: Annotated[float | None, Key("Result a year", "The same over `years`; null where that is")]
    break_even_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Breaks even at",
            "PPA price at which the result is nothing; null where no MWh is paid for or demand may be declined",
        ),
    ]
    if_priced_at_least_gbp: Annotated[
        float | None,
        Key(
            "If priced, at least", "Result with what is not priced, at the nearest known rates; null where none is"
        ),
    ]
    if_priced_at_most_gbp: Annotated[float | None, Key("If priced, at most", "Larger of them")]
    if_priced_at_least_gbp_per_year: Annotated[
        float | None, Key("If priced, at least a year", "The same over `years`; null where that is")
    ]
    if_priced_at_most_gbp_per_year: Annotated[
        float | None, Key("If priced, at most a year", "The same over `years`; null where that is")
    ]
    break_even_if_priced_at_least_gbp_per_mwh: Annotated[
        float | None, Key("Breaks even if priced, at least", "At the larger result; null as above")
    ]
    break_even_if_priced_at_most_gbp_per_mwh: Annotated[
        float | None, Key("Breaks even if priced, at most", "At the smaller result; null as above")
    ]
    with_asset_gbp: Annotated[float | None, Key("With the assets", "The whole ledger with them, over the span")]
    with_asset_gbp_per_year: Annotated[
        float | None, Key("With the assets a year", "The same over `years`; null where that is")
    ]
    break_even_with_asset_gbp_per_mwh: Annotated[
        float | None,
        Key("Breaks even with the assets at", "The same with them, at the schedule of this price; null as above"),
    ]
    demand_mwh: Annotated[float, Key("Demand", "Of the site", decimals=1)]
    offtaker_value_gbp: Annotated[
        float | None, Key("Value to the offtaker", "As the run's; null where it has no ledger or nothing compares")
    ]
    offtaker_value_gbp_per_year: Annotated[
        float | None, Key("Value to the offtaker a year", "The same over `years`; null where that is")
    ]


class VerdictFigures(Span):
    """Every figure behind the sentences, exact; the sentences round to three figures."""

    days: Annotated[int, Key("Days", "Settlement dates of the span")]
    basis: Annotated[
        str,
        Key(
            "Basis",
            "whole_years; scaled: 300 days or more, brought to 365; span: fewer, and no yearly figure",
            style="code",
        ),
    ]
    years: Annotated[
        float | None,
        Key("Years", "A figure over the span divided by this is one of a year; null below 300 days", unit="years"),
    ]
    asset: Annotated[str, Key("Of what", "battery, batteries, plant, assets or none", style="code")]
    mode: Annotated[str, Key("Mode", "How the plan behind value_gbp was made", style="code")]
    how: Annotated[str, Key("How", "The mode in words")]
    achievable: Annotated[
        bool, Key("Achievable", "Whether the plan used only what was known; perfect foresight did not")
    ]
    perfect_is_proven: Annotated[
        bool, Key("Proven", "Whether a bound proves that no plan is worth more than perfect foresight")
    ]
    value_gbp: Annotated[
        float | None, Key("Value", "With minus without the assets, over the span; null where it is not defined")
    ]
    value_gbp_per_year: Annotated[float | None, Key("Value a year", "The same over `years`; null where that is")]
    perfect_value_gbp: Annotated[float | None, Key("Perfect foresight", "The value with every price known")]
    perfect_value_gbp_per_year: Annotated[
        float | None, Key("Perfect foresight a year", "The same over `years`; null where that is")
    ]
    discharge_mwh: Annotated[float, Key("Discharged", "AC at the meter, over the span", decimals=1)]
    not_served: Annotated[
        list[str], Key("Not served", "What cannot be served without the assets, so that no value is defined")
    ]
    reasons: Annotated[
        list[VerdictReason],
        Key("Reasons", "What the value is made of, gains first; they add up to value_gbp, none where it is null"),
    ]
    lost_mwh: Annotated[
        float | None,
        Key("Lost", "Charged and not discharged again; null beside a plant", decimals=1),
    ]
    lost_gbp: Annotated[
        float | None,
        Key("Worth of it", "At the mean all-in price of charging; negative is a cost, part of the lines"),
    ]
    lost_gbp_per_year: Annotated[
        float | None, Key("Worth of it a year", "The same over `years`; null where that is")
    ]
    ppa: Annotated[PpaWorth | None, Key("PPA", "Null where the site has none")]
    cost_gbp: Annotated[float | None, Key("Cost", "What the assets cost, as asked; null where it is not")]
    pays_back: Annotated[
        bool | None,
        Key("Pays back", "Whether it ever does; null without a cost or without a yearly figure"),
    ]
    payback_years: Annotated[
        float | None,
        Key(
            "Payback",
            "Cost over value_gbp_per_year; ignores fade, discounting and price changes; null where it never does",
            unit="years",
            decimals=1,
        ),
    ]
    left_out: Annotated[
        list[GapEffect], Key("Not priced", "What is left out, and what it would do at the nearest known rates")
    ]
    left_out_ledger_at_least_gbp: Annotated[
        float | None, Key("Not priced, at least", "Sum of ledger_at_least_gbp; null where none is known")
    ]
    left_out_ledger_at_most_gbp: Annotated[
        float | None, Key("Not priced, at most", "Sum of ledger_at_most_gbp; null where none is known")
    ]
    left_out_value_at_least_gbp: Annotated[
        float | None, Key("Of the value, at least", "Sum of value_at_least_gbp; null where none is known")
    ]
    left_out_value_at_most_gbp: Annotated[
        float | None, Key("Of the value, at most", "Sum of value_at_most_gbp; null where none is known")
    ]
    estimated_lines: Annotated[list[str], Key("Estimated lines", "Lines priced by estimates, as asked, in words")]
    estimated_gbp: Annotated[
        float | None, Key("Estimated", "Their sum in the ledger with the assets; negative is a cost")
    ]
    unsure_inputs: Annotated[
        list[str], Key("Unsure inputs", "Series that are estimated, forecast or illustrative, with which they are")
    ]


class Verdict(TypedDict):
    """What a reader came for, in sentences, and every figure of them."""

    sentences: Annotated[list[str], Key("Sentences", "The verdict first, then why, then what is not in it")]
    figures: Annotated[VerdictFigures, Key("Figures", "Behind the sentences, exact")]
