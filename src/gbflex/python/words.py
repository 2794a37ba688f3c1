"""An answer in five lines: what was asked, what came out, what is missing, and where to look next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from gbflex.analysis.answers.first_look import Bars, first_look
from gbflex.analysis.answers.registry import ANSWERS
from gbflex.analysis.answers.shape import Column, Shape, columns_of

__all__ = ["Figure", "figures", "lacking", "said", "tables", "title"]

Row = Mapping[str, Any]

SUBJECTS: Final = ("site", "bm_unit", "unit", "party", "dataset", "file", "mode", "as_known_at", "date", "by")
"""Keys that say what an answer is about, in the order in which they are named."""
SENTENCES: Final = ("verdict", "sentences", "reasons")
"""Keys that hold the answer in words."""
WIDEST: Final = 110


class Figure(NamedTuple):
    """A figure with its label and unit, as people read it."""

    label: str
    text: str

    def __str__(self) -> str:
        return f"{self.label} {self.text}"


def title(shape: Shape, answer: Row) -> str:
    """What was asked: the command, whom it is about, and when.

    Args:
        shape: How the answer is declared.
        answer: What it says.
    """
    command = next((one.command for one in ANSWERS if one.shape is shape), shape.__name__)
    about = [str(answer[key]) for key in SUBJECTS if isinstance(answer.get(key), str)]
    if not about and answer.get("results"):
        # Several answers of one kind: what they share is said once.
        return title(shape, {**answer["results"][0], "mode": None})
    span = f"{answer['from']} to {answer['to']}" if answer.get("from") else ""
    when = str(answer.get("settlement_date", ""))
    return ", ".join(filter(None, [f"gbflex {command.partition(',')[0]}", *about, span, when]))


def said(answer: Row) -> list[str]:
    """The answer in words: its verdict or its sentences; none where it has none."""
    return next((found for key in SENTENCES if (found := _sentences(answer.get(key)))), [])


def _sentences(held: object) -> list[str]:
    if isinstance(held, Mapping):
        return _sentences(held.get("sentences"))
    if isinstance(held, str):
        return [held] if held else []
    return [one for one in held if isinstance(one, str)] if isinstance(held, list) else []


def figures(shape: Shape, answer: Row) -> list[Figure]:
    """Its headline figures, each with its unit; those that are not known are left out.

    Args:
        shape: How the answer is declared.
        answer: What it says.
    """
    columns = columns_of(shape)
    keys = [key for key in first_look(shape).figures if answer.get(key) is not None]
    return [Figure(columns[key].said.label, written(columns[key], answer, key)) for key in keys]


def written(column: Column, row: Row, key: str) -> str:
    """A value with its unit.

    Args:
        column: How it is declared.
        row: What holds it.
        key: Its name there.
    """
    text = column.text(row.get(key))
    unit = str(row.get(column.said.unit_in, "")) if column.said.unit_in else column.unit
    plain = column.style == "percent" or not unit or text == "-" or unit.lower() == column.said.label.lower()
    return text if plain else f"{text} {unit}"


def lacking(answer: Row) -> list[str]:
    """What a reader must know before using the figures: lines that are not priced, then warnings."""
    found = []
    for row in answer.get("not_priced") or ():
        most = row.get("at_most_gbp")
        size = "" if most is None else f", about {abs(most):,.0f} GBP"
        found.append(f"not priced: {row['line']}, {row['from']} to {row['to']}{size}")
    return [*found, *(answer.get("warnings") or ())]


def tables(shape: Shape, answer: Row) -> Iterator[tuple[str, int]]:
    """Its tables that have rows, with how many."""
    for key, column in columns_of(shape).items():
        if column.kind == "rows" and answer.get(key):
            yield key, len(answer[key])


def five_lines(shape: Shape, answer: Row, more: Sequence[str] = ()) -> str:
    """An answer in at most five lines.

    Args:
        shape: How it is declared.
        answer: What it says.
        more: What can be asked of it beyond its tables.
    """
    missing = lacking(answer)
    others = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
    first = first_look(shape).table
    counted = [f".{key} {n:,} rows" for key, n in sorted(tables(shape, answer), key=lambda one: one[0] != first)]
    lines = [
        title(shape, answer),
        "".join(said(answer)[:1]),
        "; ".join(map(str, figures(shape, answer))) or _first_rows(shape, answer),
        _short(missing[0], others) if missing else _complete(answer),
        ", ".join([*counted, *more]),
    ]
    return "\n".join(textwrap.shorten(line, WIDEST, placeholder=" ...") for line in lines if line)


def _short(text: str, others: str) -> str:
    return textwrap.shorten(f"note: {text}", WIDEST - len(others), placeholder=" ...") + others


def _complete(answer: Row) -> str:
    return "complete: every line is priced on every date" if answer.get("complete") else ""


def _first_rows(shape: Shape, answer: Row) -> str:
    """Where an answer has no figures of its own, the first of its rows in two columns each."""
    look = first_look(shape)
    rows = answer.get(look.table) if look.table else None
    if not rows or not isinstance(look.picture, Bars):
        return ""
    columns = columns_of(columns_of(shape)[look.table].shapes[0])
    amount = columns.get(look.picture.amount)
    if amount is None:
        return ""
    named = [(_label(row, look.picture.label), written(amount, row, amount.key)) for row in rows[:3]]
    return "; ".join(f"{name} {text}" for name, text in named)


def _label(row: Row, keys: Sequence[str]) -> str:
    return " ".join(str(row[key]) for key in keys if row.get(key) not in (None, ""))
