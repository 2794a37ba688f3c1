"""Keys that many answers carry: the site, the span, what was left out, and what a careful reader must be told."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.shape import Key

__all__ = [
    "DaySpan",
    "EstimateRow",
    "Foresight",
    "GapRow",
    "GapSpan",
    "HalfHour",
    "NotPricedRow",
    "OfSite",
    "Priced",
    "Span",
    "Status",
    "Warned",
]

Span = TypedDict(
    "Span",
    {
        "from": Annotated[str, Key("From", "First date")],
        "to": Annotated[str, Key("To", "Last date, inclusive")],
    },
)
"""A span of dates."""


Status = Annotated[
    str,
    Key("Status", "optimal: a bound proves that no schedule is worth 0.01 % more, else feasible; rules: feasible"),
]
"""Of a schedule; where no schedule keeps the limits there is an error and no answer."""


class OfSite(TypedDict):
    """An answer about a site."""

    site: Annotated[str, Key("Site", "Name in the site file")]


class HalfHour(TypedDict):
    """A settlement period."""

    settlement_date: Annotated[str, Key("Date", "Settlement date")]
    settlement_period: Annotated[int, Key("Period", "Settlement period, from 1", style="ordinal")]


class NotPricedRow(Span):
    """A line that is left out of every total over some dates."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    quantity: Annotated[
        float | None,
        Key("Quantity", "What the missing rate falls on; null where it is not known", unit_in="unit", decimals=1),
    ]
    unit: Annotated[str | None, Key("Unit", "Of the quantity")]
    at_least_gbp: Annotated[
        float | None,
        Key("At least", "Smaller amount at the rates known before and after; null where there are none"),
    ]
    at_most_gbp: Annotated[float | None, Key("At most", "Larger of them; negative is a cost")]
    reason: Annotated[str, Key("Reason", "Why it cannot be priced")]


class EstimateRow(Span):
    """A line that is priced over some dates by a stand-in for its rate, because the user asks for it."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    quantity: Annotated[
        float | None,
        Key("Quantity", "What the rate falls on; null where nothing flows", unit_in="unit", decimals=1),
    ]
    unit: Annotated[str | None, Key("Unit", "Of the quantity")]
    amount_gbp: Annotated[float | None, Key("Amount", "What is in the ledger for it; negative is a cost")]
    reason: Annotated[str, Key("Reason", "Which rate is missing, and what is known around it")]


class Priced(TypedDict):
    """Whether an answer has all of its lines, and what could not be priced."""

    complete: Annotated[bool, Key("Complete", "Whether every selected line is priced on all dates")]
    not_priced: Annotated[list[NotPricedRow], Key("Not priced", "Lines left out, with dates, size and reason")]
    estimates: Annotated[
        list[EstimateRow], Key("Estimates", "What is priced by a stand-in, because it was asked for")
    ]
    estimated_gbp: Annotated[
        float | None, Key("Estimated", "Their sum, part of the total; null where nothing flows")
    ]


class Warned(TypedDict):
    """What a careful reader would question."""

    warnings: Annotated[list[str], Key("Warnings", "What a careful reader would question, a sentence each")]


class Foresight(TypedDict):
    """How far a plan saw, and what proves that it is perfect."""

    worst_window_gap: Annotated[
        float | None,
        Key("Worst gap of a window", "Of a plan made day after day", unit="fraction", style="scientific"),
    ]
    view_days: Annotated[
        int | None,
        Key("Days in view", "Days that a plant's plan sees at once, null where it sees all", unit="days"),
    ]
    perfect_label: Annotated[
        str,
        Key("Foresight", "perfect where a bound over the whole span proves it, else its view and how far below"),
    ]


class GapRow(TypedDict):
    """The missing half-hours of a day; none named means the day of a daily series."""

    settlement_date: Annotated[str, Key("Date", "Settlement date")]
    settlement_periods: Annotated[list[int], Key("Periods", "Settlement periods without a value", style="ordinal")]


class DaySpan(TypedDict):
    """Days in a row of which something is held."""

    first: Annotated[str, Key("First", "First day")]
    last: Annotated[str, Key("Last", "Last day, inclusive")]


class GapSpan(TypedDict):
    """Days in a row with gaps, for people: whole days together, others alone."""

    first: Annotated[str, Key("First", "First day")]
    last: Annotated[str, Key("Last", "Last day, inclusive")]
    missing: Annotated[
        int, Key("Missing", "Values that are missing, by half-hour or by day as the series has them")
    ]
    whole_days: Annotated[bool, Key("Whole days", "Whether nothing of these days is held")]
