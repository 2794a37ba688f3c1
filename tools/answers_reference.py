"""The reference page of the answers, from their registry."""

from __future__ import annotations

from collections.abc import Iterator

from gbflex.analysis.answers.rates import EACH_LINE, PRICE_SUFFIX, RateTableRow
from gbflex.analysis.answers.registry import ANSWERS, Answer
from gbflex.analysis.answers.shape import Column, Key, Shape, columns_of

__all__ = ["answers"]

HEAD = """# Answers

What each command prints with `--json` and its Python twin returns: every key with its label, unit and meaning.
Terminal, pages and this page read one declaration, in `analysis/answers/`. Keys may be added, and none is renamed.
`[]` is a list; *may be null* is "not known"; *may be absent* depends on the options. Money is positive when the
owner receives it.
"""
TABLE = ["", "| key | label | unit | meaning |", "|---|---|---|---|"]
TOP = {answer.shape: answer.command for answer in ANSWERS}


def answers() -> str:
    """Every answer with its keys."""
    return "\n".join([HEAD, *(line for answer in ANSWERS for line in _section(answer))])


def _section(answer: Answer) -> Iterator[str]:
    yield f"## {_name(answer.command)}"
    yield ""
    yield _sentence(answer.shape) + (" JSON is a list of such rows." if answer.is_list else "")
    earlier = next(one for one in ANSWERS if one.shape is answer.shape)
    if earlier is not answer:
        yield from ("", f"The same keys as {_name(earlier.command)}.", "")
        return
    yield from TABLE
    yield from _rows(answer.shape, "")
    if answer.shape is RateTableRow:
        yield _row(Column(f"<line>{PRICE_SUFFIX}", EACH_LINE, "number"), "")
    yield ""


def _name(command: str) -> str:
    name, comma, case = command.partition(",")
    return f"`gbflex {name}`{comma}{case}"


def _sentence(shape: Shape) -> str:
    return " ".join((shape.__doc__ or "").split())


def _rows(shape: Shape, prefix: str) -> Iterator[str]:
    for column in columns_of(shape).values():
        yield _row(column, prefix)
        for inner in column.shapes:
            if inner not in TOP:
                yield from _nested(column, inner, prefix)


def _nested(column: Column, inner: Shape, prefix: str) -> Iterator[str]:
    path = f"{prefix}{column.key}{'[]' if column.kind == 'rows' else ''}."
    if len(column.shapes) > 1:
        yield f"| | | | *{_sentence(inner).rstrip('.')}:* |"
    yield from _rows(inner, path)


def _row(column: Column, prefix: str) -> str:
    key = f"`{prefix}{column.key}{'[]' if column.kind in ('rows', 'list') else ''}`"
    return f"| {key} | {column.said.label} | {_unit(column)} | {_meaning(column)} |"


def _unit(column: Column) -> str:
    return f"as `{column.said.unit_in}` says" if column.said.unit_in else column.unit


def _meaning(column: Column) -> str:
    may_be = [word for word, may in (("null", column.nullable), ("absent", column.optional)) if may]
    same = [TOP[inner] for inner in column.shapes if inner in TOP]
    said: Key = column.said
    meaning = said.meaning + (f"; keys as of {_name(same[0])}" if same else "")
    return meaning + (f" (may be {' or '.join(may_be)})" if may_be and "ull" not in meaning else "")
