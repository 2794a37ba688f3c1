"""The verdict of a run in sentences: its worth, the PPA, the payback, why, and what is not in it.

Every number is one of the figures, to three significant figures. Yearly ones stand where the span is a year, or
near one; below 300 days the figures are those of the span.
"""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.verdict import VerdictFigures
from gbflex.analysis.run.ppa_words import ppa_sentences
from gbflex.analysis.run.reasons_named import OTHERS
from gbflex.analysis.run.rounded import about, about_years
from gbflex.analysis.run.verdict_left_out import left_out_sentences

__all__ = ["verdict_sentences"]

NOTHING_GBP: Final = 0.5

VERB: Final = {"batteries": "are", "assets": "are"}


def verdict_sentences(figures: VerdictFigures) -> list[str]:
    """The verdict, first what the reader came for.

    Args:
        figures: All that the sentences say.
    """
    return [
        *_worth(figures),
        *ppa_sentences(figures),
        *_payback(figures),
        *_reasons(figures),
        *_lost(figures),
        *left_out_sentences(figures),
    ]


def _shown(figures: VerdictFigures, whole: float, per_year: float | None) -> float:
    """What the sentences say of an amount: of a year where there is one."""
    return whole if figures["years"] is None or per_year is None else per_year


def _over(figures: VerdictFigures) -> str:
    """What an amount is over, after it."""
    if figures["basis"] == "whole_years" and figures["years"] == 1:
        return f"a year ({figures['from']} to {figures['to']})"
    if figures["years"] is not None:
        return "a year"
    if figures["days"] == 1:
        return f"on {figures['from']}"
    return f"over the {figures['days']} days {figures['from']} to {figures['to']}"


def _worth(figures: VerdictFigures) -> list[str]:
    value, asset = figures["value_gbp"], figures["asset"]
    if asset == "none":
        return ["The site has no assets: there is nothing to run.", *_span(figures, None)]
    if value is None:
        why = "; ".join(figures["not_served"])
        return [f"The {asset} {_is(asset)} needed, so no value is defined: {why}.", *_span(figures, None)]
    shown = _shown(figures, value, figures["value_gbp_per_year"])
    said = _achieved(figures, shown) if figures["achievable"] else _ceiling(figures, shown)
    return [said, *_span(figures, value)]


def _is(asset: str) -> str:
    return VERB.get(asset, "is")


def _achieved(figures: VerdictFigures, shown: float) -> str:
    asset, over, how = figures["asset"], _over(figures), figures["how"]
    if abs(shown) < NOTHING_GBP:
        idle = figures["discharge_mwh"] == 0 and asset in ("battery", "batteries")
        why = f"{'stays' if asset == 'battery' else 'stay'} idle" if idle else f"{_earn(asset)} nothing"
        return f"The {asset} {why} {over} {how}{_perfect(figures)}."
    if shown < 0:
        lose = "lose" if asset in VERB else "loses"
        less = "doing nothing would be better"
        return f"The {asset} {lose} about {about(-shown)} GBP {over} {how}{_perfect(figures)}: {less}."
    return f"The {asset} {_is(asset)} worth about {about(shown)} GBP {over} {how}{_perfect(figures)}."


def _earn(asset: str) -> str:
    return "earn" if asset in VERB else "earns"


def _perfect(figures: VerdictFigures) -> str:
    perfect = figures["perfect_value_gbp"]
    if perfect is None:
        return ""
    shown = _shown(figures, perfect, figures["perfect_value_gbp_per_year"])
    known = "perfect foresight" if figures["perfect_is_proven"] else "every price known"
    if abs(shown) < NOTHING_GBP:
        return f" (nothing with {known} either)" if (figures["value_gbp"] or 0.0) < NOTHING_GBP else ""
    own = _shown(figures, figures["value_gbp"] or 0.0, figures["value_gbp_per_year"])
    if about(own) == about(shown):
        return f" (as with {known})"
    sign = "a loss of " if shown < 0 else ""
    return f" ({sign}{about(abs(shown))} with {known})"


def _ceiling(figures: VerdictFigures, shown: float) -> str:
    asset, over = figures["asset"], _over(figures)
    known = "perfect foresight" if figures["perfect_is_proven"] else "every price known"
    if abs(shown) < NOTHING_GBP:
        return f"The {asset} {_earn(asset)} nothing {over}, even with {known}."
    if shown < 0:
        lose = "lose" if asset in VERB else "loses"
        return f"The {asset} {lose} about {about(-shown)} GBP {over}, even with {known}."
    most = "at most about" if figures["perfect_is_proven"] else "about"
    kind = "a ceiling" if figures["perfect_is_proven"] else "a benchmark"
    return (
        f"The {asset} {_is(asset)} worth {most} {about(shown)} GBP {over}: {kind}, with {known}. "
        "Mode rolling says what a forecast would have earned."
    )


def _span(figures: VerdictFigures, value: float | None) -> list[str]:
    """Which dates stand behind a year, and what was done to them."""
    dates = f"{figures['from']} to {figures['to']}"
    if figures["basis"] == "span":
        return [] if value is None else ["No yearly figure: fewer than 300 days leave out a season."]
    if figures["basis"] == "scaled":
        over = "" if value is None else f"{about(value)} GBP over "
        scaled = f"Scaled to 365 days from {over}the {figures['days']} days {dates}"
        return [f"{scaled}: the dates that are not in it may be better or worse."]
    years = figures["years"] or 1.0
    if years > 1:
        return [f"A year is the mean of {years:g}, {dates}."]
    return [f"The year is {dates}."] if value is None else []


def _payback(figures: VerdictFigures) -> list[str]:
    cost, years = figures["cost_gbp"], figures["payback_years"]
    if cost is None:
        return []
    at = f"At a cost of {cost:,.10g} GBP"
    if figures["pays_back"] is None:
        why = "no value is defined" if figures["value_gbp"] is None else "the span gives no yearly figure"
        return [f"{at} the payback is not known: {why}."]
    ignoring = "if every year is like this one (no fade, no discounting)"
    if years is None:
        return [f"{at} it never pays back, {ignoring}."]
    if not figures["achievable"]:
        return [f"{at} it pays back in {about_years(years)} years at the earliest, with foresight, {ignoring}."]
    return [f"{at} it pays back in about {about_years(years)} years, {ignoring}."]


def _reasons(figures: VerdictFigures) -> list[str]:
    """What the value is made of: gains, costs, and the sum of the others."""
    said = [
        (row["words"], _shown(figures, row["value_gbp"], row["value_gbp_per_year"])) for row in figures["reasons"]
    ]
    named = [(words, gbp) for words, gbp in said if words != OTHERS]
    rest = sum(gbp for words, gbp in said if words == OTHERS)
    gains, costs = [row for row in named if row[1] > 0], [row for row in named if row[1] < 0]
    parts = []
    if gains:
        parts.append(f"it gains {_listed(gains)}")
    if costs:
        parts.append(f"it costs {_listed(costs)}")
    if parts and abs(rest) >= NOTHING_GBP:
        parts.append(f"{OTHERS} {'add' if rest > 0 else 'take'} {about(abs(rest))}")
    text = "; ".join(parts)
    return [f"{text[0].upper()}{text[1:]}."] if text else []


def _listed(rows: list[tuple[str, float]]) -> str:
    said = [f"{about(abs(gbp))} on {words}" for words, gbp in rows]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _lost(figures: VerdictFigures) -> list[str]:
    lost_mwh, lost_gbp = figures["lost_mwh"], figures["lost_gbp"]
    if lost_mwh is None or lost_gbp is None:
        return []
    shown = _shown(figures, lost_gbp, figures["lost_gbp_per_year"])
    if -shown < NOTHING_GBP:
        return []
    return [f"That is after {about(-shown)} GBP for energy lost in charging and discharging."]
