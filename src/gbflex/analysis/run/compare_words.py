"""A comparison in sentences: which variant is best, by how much, and what does not compare."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.answers.compare import CompareFigures, CompareRow, CompareVerdict
from gbflex.analysis.run.compare_rows import is_achievable
from gbflex.analysis.run.line_words import line_words
from gbflex.analysis.run.rounded import about, about_years
from gbflex.analysis.run.year_span import YearSpan

__all__ = ["compare_verdict"]

NOTHING_GBP = 0.5


def compare_verdict(rows: Sequence[CompareRow], span: YearSpan) -> CompareVerdict:
    """What a reader came for.

    Args:
        rows: Set side by side.
        span: How the span stands to a year.
    """
    figures = _figures(rows, span)
    sentences = [
        *_best(rows, figures, span),
        *_best_ledger(rows, figures, span),
        *_payback(rows, span),
        *_not_alike(rows, figures),
        *_failed(rows),
    ]
    return {"sentences": sentences, "figures": figures}


def _figures(rows: Sequence[CompareRow], span: YearSpan) -> CompareFigures:
    first = next(row for row in rows if row["ledger_total_gbp"] is not None)
    best = next((row for row in rows if row["is_best"]), None)
    over = None
    if best is not None and best["value_gbp"] is not None and first["value_gbp"] is not None:
        over = best["value_gbp"] - first["value_gbp"]
    return {
        "first_variant": first["variant"],
        "best_variant": None if best is None else best["variant"],
        "best_over_first_gbp": over,
        "best_over_first_gbp_per_year": span.per_year(over),
        "best_ledger_variant": next(row["variant"] for row in rows if row["is_best_ledger"]),
        "priced_alike": len({_gaps(row) for row in rows if row["priced"] is not None}) == 1,
    }


def _gaps(row: CompareRow) -> frozenset[tuple[str, str, str]]:
    missing = [] if row["priced"] is None else row["priced"]["not_priced"]
    return frozenset((gap["line"], gap["from"], gap["to"]) for gap in missing)


def _over(span: YearSpan) -> str:
    if span.years is not None:
        return "a year"
    return "on the day" if span.days == 1 else f"over {span.days} days"


def _said(row: CompareRow, rows: Sequence[CompareRow]) -> str:
    """A row as a sentence names it: with its mode where rows differ in that."""
    several = len({one["mode"] for one in rows}) > 1
    return f"{row['label']} in mode {row['mode']}" if several else row["label"]


def _best(rows: Sequence[CompareRow], figures: CompareFigures, span: YearSpan) -> list[str]:
    best = next((row for row in rows if row["is_best"]), None)
    if best is None or best["value_gbp"] is None:
        return ["No variant has a value: none can be served without its assets."]
    value = best["value_gbp"] if span.years is None else best["value_gbp"] / span.years
    worth = f"worth about {about(value)} GBP {_over(span)}" if value >= NOTHING_GBP else _no_gain(value, span)
    ceiling = "" if is_achievable(best) else ", with perfect foresight: a ceiling"
    said = [f"Best by value: {_said(best, rows)}, {worth}{ceiling}{_over_first(rows, best, figures, span)}."]
    if span.basis == "scaled":
        said.append(f"Yearly figures are scaled to 365 days from {span.days}.")
    if span.years is None:
        said.append("No yearly figures: fewer than 300 days leave out a season.")
    return said


def _no_gain(value: float, span: YearSpan) -> str:
    if value > -NOTHING_GBP:
        return f"worth nothing {_over(span)}"
    return f"which loses least, about {about(-value)} GBP {_over(span)}"


def _over_first(rows: Sequence[CompareRow], best: CompareRow, figures: CompareFigures, span: YearSpan) -> str:
    more = figures["best_over_first_gbp"]
    if more is None or best["variant"] == figures["first_variant"] or abs(more) < NOTHING_GBP:
        return ""
    shown = more if span.years is None else more / span.years
    first = rows[figures["first_variant"] - 1]
    return f", {about(abs(shown))} {'more' if more > 0 else 'less'} than {_said(first, rows)}"


def _best_ledger(rows: Sequence[CompareRow], figures: CompareFigures, span: YearSpan) -> list[str]:
    """The whole ledger, where the variants do not start from the same site without assets."""
    best = rows[figures["best_ledger_variant"] - 1]
    alone = [row["without_asset_gbp"] for row in rows if row["without_asset_gbp"] is not None]
    alike = not alone or max(alone) - min(alone) < NOTHING_GBP
    total = best["ledger_total_gbp"]
    if (alike and figures["best_variant"] == best["variant"]) or total is None:
        return []
    shown = total if span.years is None else total / span.years
    kind = "costs" if shown < 0 else "earns"
    first = rows[figures["first_variant"] - 1]
    more = (total - (first["ledger_total_gbp"] or 0.0)) / (span.years or 1.0)
    against = "" if more < NOTHING_GBP else f", {about(more)} better than {_said(first, rows)}"
    same = "It also has" if figures["best_variant"] == best["variant"] else f"{_said(best, rows)} has"
    said = f"{same} the best ledger: the whole site {kind} about {about(abs(shown))} GBP {_over(span)}"
    return [f"{said}{against}. The variants differ before any asset, so values alone do not compare."]


def _payback(rows: Sequence[CompareRow], span: YearSpan) -> list[str]:
    known = [(years, row) for row in rows if (years := row["payback_years"]) is not None]
    known = [one for one in known if is_achievable(one[1])] or known
    if not known:
        costed = any(row["cost_gbp"] is not None and row["value_gbp"] is not None for row in rows)
        why = "No payback: the span gives no yearly figure." if span.years is None else "No variant pays back."
        return [why] if costed else []
    years, row = min(known, key=lambda one: one[0])
    return [
        f"Soonest paid back: {_said(row, rows)}, in about {about_years(years)} years (no fade, no discounting)."
    ]


def _not_alike(rows: Sequence[CompareRow], figures: CompareFigures) -> list[str]:
    lines = dict.fromkeys(line for row in rows for line, _, _ in sorted(_gaps(row)))
    if not lines:
        return []
    named = ", ".join(line_words(line) for line in lines)
    if figures["priced_alike"]:
        return [f"Not priced in any of them: {named}."]
    return [f"They are not priced alike, so that totals do not compare: {named} on some dates of some."]


def _failed(rows: Sequence[CompareRow]) -> list[str]:
    """Rows without an answer, those with the same reason together; each row has the whole reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["reason"]:
            why = row["reason"].split(". ")[0].rstrip(".")
            found.setdefault((row["status"], why), []).append(_said(row, rows))
    return [f"{'; '.join(names)}: {status}, because {why}." for (status, why), names in found.items()]
