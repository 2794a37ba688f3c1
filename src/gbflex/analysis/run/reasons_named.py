"""Which lines make a value: the largest on each side by name, all others as one sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from gbflex.analysis.answers.lines import RunLineRow
from gbflex.analysis.answers.verdict import VerdictReason
from gbflex.analysis.run.line_words import LEVIES, LEVY_LINES, line_words
from gbflex.analysis.run.year_span import YearSpan

__all__ = ["OTHERS", "named_reasons"]

NAMED: Final = 3
"""Reasons named on each side."""
NAMED_SHARE: Final = 0.01
"""Of the largest: a smaller one is not named."""
NOTHING_GBP: Final = 0.5
OTHERS: Final = "all other lines"


@dataclass
class _Sum:
    lines: dict[str, None] = field(default_factory=dict)
    value_gbp: float = 0.0

    def add(self, lines: Iterable[str], value_gbp: float) -> None:
        self.lines |= dict.fromkeys(lines)
        self.value_gbp += value_gbp


def named_reasons(rows: Iterable[RunLineRow], span: YearSpan) -> list[VerdictReason]:
    """What a value is made of; the amounts add up to it.

    Args:
        rows: The ledgers with and without the assets, by line and band.
        span: How the span stands to a year.
    """
    sums = _summed(rows)
    largest = max((abs(one.value_gbp) for one in sums.values()), default=0.0)
    least = max(NOTHING_GBP, NAMED_SHARE * largest)
    ordered = sorted(sums.items(), key=lambda item: -abs(item[1].value_gbp))
    gains = [words for words, one in ordered if one.value_gbp >= least][:NAMED]
    costs = [words for words, one in ordered if one.value_gbp <= -least][:NAMED]
    others = _Sum()
    for words, one in ordered:
        if words not in gains + costs and one.value_gbp:
            others.add(one.lines, one.value_gbp)
    named = [_reason(words, sums[words], span) for words in gains + costs]
    return [*named, *([_reason(OTHERS, others, span)] if others.lines else [])]


def _summed(rows: Iterable[RunLineRow]) -> dict[str, _Sum]:
    """By what a sentence calls them: a band is a reason of its own, the levies on every MWh are one."""
    sums: dict[str, _Sum] = {}
    for row in rows:
        words = LEVIES if row["line"] in LEVY_LINES else line_words(row["line"], row["band"])
        sums.setdefault(words, _Sum()).add([row["line"]], row["value_gbp"] or 0.0)
    return sums


def _reason(words: str, one: _Sum, span: YearSpan) -> VerdictReason:
    return {
        "words": words,
        "lines": list(one.lines),
        "value_gbp": one.value_gbp,
        "value_gbp_per_year": span.per_year(one.value_gbp),
    }
