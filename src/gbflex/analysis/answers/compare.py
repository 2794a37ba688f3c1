"""`gbflex compare`: variants of a site side by side, each planned anew."""

from __future__ import annotations

from typing import Annotated, TypedDict, final

from gbflex.analysis.answers.common import NotPricedRow, Priced, Span, Warned
from gbflex.analysis.answers.shape import Key
from gbflex.analysis.answers.verdict import Verdict

__all__ = [
    "CompareAnswer",
    "CompareFigures",
    "CompareRow",
    "CompareVerdict",
    "ComparedCase",
    "ComparedResult",
    "LineChange",
]


class LineChange(TypedDict):
    """A line of a variant's ledger against that of the first."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    words: Annotated[str, Key("In words", "The line as a sentence names it")]
    amount_gbp: Annotated[float, Key("Amount", "With the assets, over the span; positive is received")]
    change_gbp: Annotated[
        float, Key("Against the first", "Amount less that of the first variant with an answer; 0 for itself")
    ]


class ComparedCase(TypedDict):
    """What is run: a variant in a mode."""

    variant: Annotated[int, Key("No.", "Number of the row, from 1", style="ordinal")]
    label: Annotated[str, Key("Variant", "What is different in it", names_row=True)]
    site: Annotated[str, Key("Site", "Name in the site file")]
    changes: Annotated[list[str], Key("Changes", "path=value of each key that is varied")]
    mode: Annotated[str, Key("Mode", "perfect, rolling, threshold or naive")]
    cost_gbp: Annotated[float | None, Key("Cost", "What the assets cost, as asked")]


class ComparedResult(TypedDict):
    """What came of it; every figure is null where there is no answer."""

    status: Annotated[
        str, Key("Status", "optimal or feasible as of a run; no plan, no data or refused where there is no answer")
    ]
    reason: Annotated[str, Key("Why not", "Why there is no answer, empty where there is one")]
    value_gbp: Annotated[float | None, Key("Value", "With minus without the assets, over the span")]
    value_gbp_per_year: Annotated[
        float | None, Key("Value a year", "Null below 300 days, and where there is no value")
    ]
    perfect_value_gbp: Annotated[float | None, Key("Perfect foresight", "The value with every price known")]
    captured_share: Annotated[float | None, Key("Captured", "Value over the value with perfect foresight")]
    ledger_total_gbp: Annotated[
        float | None, Key("Ledger total", "The whole ledger with the assets, wear included; negative is a cost")
    ]
    without_asset_gbp: Annotated[float | None, Key("Without", "The whole ledger without the assets")]
    equivalent_full_cycles: Annotated[
        float | None,
        Key("Full cycles", "Energy leaving the store over its capacity", unit="full cycles", decimals=1),
    ]
    payback_years: Annotated[
        float | None,
        Key("Payback", "Cost over value_gbp_per_year; null where it never pays back", unit="years", decimals=1),
    ]
    lines: Annotated[list[LineChange], Key("Lines", "The ledger by line, against the first; adds up to its total")]
    verdict: Annotated[Verdict | None, Key("Verdict", "As of a run; null where there is no answer")]
    priced: Annotated[
        Priced | None, Key("Priced", "What is left out and what is estimated; null where there is no answer")
    ]


class CompareRow(ComparedCase, ComparedResult):
    """A variant in one mode; where there is no answer `reason` says why."""

    change_gbp: Annotated[
        float | None, Key("Against the first", "Ledger total less that of the first variant with an answer")
    ]
    is_best: Annotated[
        bool,
        Key("Best", "Whether it has the largest achievable value; the largest ceiling where nothing else ran"),
    ]
    is_best_ledger: Annotated[bool, Key("Best ledger", "Whether it has the largest ledger total of the same rows")]


class CompareFigures(TypedDict):
    """The figures of the sentences."""

    first_variant: Annotated[
        int, Key("First", "Number of the row that the others are set against", style="ordinal")
    ]
    best_variant: Annotated[
        int | None, Key("Best", "Number of the best row; null where no value is defined", style="ordinal")
    ]
    best_over_first_gbp: Annotated[
        float | None, Key("Best over the first", "Difference of their values, over the span")
    ]
    best_over_first_gbp_per_year: Annotated[
        float | None, Key("Best over the first a year", "The same a year; null below 300 days")
    ]
    best_ledger_variant: Annotated[
        int, Key("Best ledger", "Number of the row with the largest ledger total", style="ordinal")
    ]
    priced_alike: Annotated[
        bool, Key("Priced alike", "Whether all variants leave out the same lines on the same dates")
    ]


class CompareVerdict(TypedDict):
    """What a reader came for."""

    sentences: Annotated[list[str], Key("Sentences", "The best first, then what is not comparable")]
    figures: Annotated[CompareFigures, Key("Figures", "Of the sentences, exact; the others are in the rows")]


@final
class CompareAnswer(Span, Warned):
    """Variants side by side, each planned anew over the same span."""

    verdict: Annotated[CompareVerdict, Key("Verdict", "Which is best and by how much")]
    days: Annotated[int, Key("Days", "Settlement dates of the span")]
    rows: Annotated[list[CompareRow], Key("Rows", "Variants by modes, in the order asked")]
    page: Annotated[str | None, Key("Page", "The page written, null where none was asked for", style="code")]
    complete: Annotated[
        bool, Key("Complete", "Whether every selected line of every row with an answer is priced on all dates")
    ]
    not_priced: Annotated[
        list[NotPricedRow],
        Key("Not priced", "What any row leaves out, each line and span once, sized as in the first that lacks it"),
    ]
