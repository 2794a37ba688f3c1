"""What a verdict does not contain, or rests on, in sentences."""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.verdict import GapEffect, VerdictFigures
from gbflex.analysis.run.rounded import about, about_range

__all__ = ["left_out_sentences"]

NOTHING_GBP: Final = 0.5


def left_out_sentences(figures: VerdictFigures) -> list[str]:
    """What is not priced, what is estimated, and which inputs are not measured or published.

    Args:
        figures: Of the verdict.
    """
    return [*_not_priced(figures), *_estimated(figures), *_unsure(figures)]


def _not_priced(figures: VerdictFigures) -> list[str]:
    rows = figures["left_out"]
    if not rows:
        return ["Every line is priced on every date."]
    sized = [row for row in rows if row["ledger_at_least_gbp"] is not None]
    unsized = [row for row in rows if row["ledger_at_least_gbp"] is None]
    said = []
    if sized:
        said.append(f"Not priced: {_named(sized)}. {_size(figures)}")
    if unsized:
        said.append(f"Not priced, and no rate is known near: {_named(unsized)}.")
    return said


def _named(rows: list[GapEffect]) -> str:
    """Lines with their dates, those of the same dates together."""
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(f"{row['from']} to {row['to']}", []).append(row["words"])
    return "; ".join(f"{', '.join(words)} ({dates})" for dates, words in lines.items())


def _size(figures: VerdictFigures) -> str:
    bill = _moved(
        figures["left_out_ledger_at_least_gbp"],
        figures["left_out_ledger_at_most_gbp"],
        "the bill",
        ("adds {} GBP to", "takes {} GBP off"),
    )
    value = _moved(
        figures["left_out_value_at_least_gbp"],
        figures["left_out_value_at_most_gbp"],
        "the value",
        ("takes {} GBP off", "adds {} GBP to"),
    )
    return (
        f"At the nearest known rates that {' and '.join(part for part in (bill, value) if part)}{_over(figures)}."
    )


def _over(figures: VerdictFigures) -> str:
    """Said where the amounts before are of a year and these are not."""
    return "" if figures["years"] in (None, 1.0) else " over the span"


def _moved(least: float | None, most: float | None, what: str, words: tuple[str, str]) -> str:
    """What a range of amounts does to something; words for a cost and for an income."""
    if least is None or most is None:
        return ""
    if max(abs(least), abs(most)) < NOTHING_GBP:
        return f"does not change {what}"
    if least < -NOTHING_GBP and most > NOTHING_GBP:
        return f"moves {what} by up to {about(max(-least, most))} GBP either way"
    cost, income = words
    return f"{(cost if least < -NOTHING_GBP else income).format(about_range(least, most))} {what}"


def _estimated(figures: VerdictFigures) -> list[str]:
    amount = figures["estimated_gbp"]
    if not figures["estimated_lines"] or amount is None:
        return []
    kind = "cost" if amount < 0 else "income"
    lines = ", ".join(figures["estimated_lines"])
    return [f"Estimated, as asked: {lines}, about {about(abs(amount))} GBP of {kind}{_over(figures)}."]


def _unsure(figures: VerdictFigures) -> list[str]:
    inputs = figures["unsure_inputs"]
    return [f"Not measured or published: {', '.join(inputs)}."] if inputs else []
