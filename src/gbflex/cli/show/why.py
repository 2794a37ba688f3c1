"""A day in sentences, and idle days as a table."""

from __future__ import annotations

from typing import cast

from gbflex.analysis.answers.why import IdleDayRow, WhyAnswer, WhyDaysAnswer
from gbflex.cli.show.output import answer_table, console, or_json, print_estimates, print_notes

__all__ = ["print_why"]


@or_json
def print_why(found: WhyAnswer | WhyDaysAnswer) -> None:
    """Five sentences, or the days found.

    Args:
        found: As `api.why.why` returns it.
    """
    if "days" in found:
        _print_days(cast("WhyDaysAnswer", found))
        return
    for sentence in found["sentences"]:
        console().print(sentence)
    print_notes(found["warnings"], found["not_priced"])
    print_estimates(found)


def _print_days(found: WhyDaysAnswer) -> None:
    count, looked = len(found["days"]), found["days_looked_at"]
    title = f"{found['site']}, {found['from']} to {found['to']}: idle on {count} of {looked} days"
    if count:
        console().print(answer_table(IdleDayRow, ("date", "margin_gbp_per_mwh", "sentence"), found["days"], title))
    else:
        console().print(title)
    print_notes(found["warnings"], [])
