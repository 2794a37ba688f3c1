"""An answer as a notebook shows it: one block of HTML, without a script and without a request to anywhere.

It takes ink and paper from the page around it, so that it reads in light and in dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from gbflex.analysis.answers.first_look import Bars, Steps, first_look
from gbflex.analysis.answers.shape import Column, Shape, columns_of
from gbflex.python.words import figures, lacking, said, tables, title

__all__ = ["ROWS", "answer_html", "rows_html"]

Row = Mapping[str, Any]

ROWS: Final = 12
LONG: Final = 40
COLUMNS: Final = 8
NOTES: Final = 5

STYLE: Final = """
.gbflex{font:13px/1.45 system-ui,sans-serif;color:inherit;max-width:70em}
.gbflex h4{font-size:14px;margin:0 0 .3em}
.gbflex p{margin:.2em 0}
.gbflex table{border-collapse:collapse;margin:.4em 0;color:inherit;background:transparent}
.gbflex .wide{overflow-x:auto}
.gbflex th,.gbflex td{padding:.15em .7em .15em 0;text-align:left;border-bottom:1px solid;vertical-align:top;
border-color:color-mix(in srgb,currentColor 25%,transparent);background:transparent}
.gbflex th,.gbflex td{white-space:nowrap}
.gbflex .n{text-align:right;font-variant-numeric:tabular-nums}
""".strip()


def answer_html(shape: Shape, answer: Row, more: Sequence[str] = ()) -> str:
    """An answer as one block of HTML.

    Args:
        shape: How it is declared.
        answer: What it says; every text in it is escaped.
        more: What can be asked of it beyond its tables.
    """
    words = [escape(one) for one in said(answer)]
    look = first_look(shape)
    rows = answer.get(look.table) or [] if look.table else []
    missing = lacking(answer)
    parts = [
        f"<h4>{escape(title(shape, answer))}</h4>",
        *(f"<p><b>{one}</b></p>" for one in words[:1]),
        *(f"<p>{one}</p>" for one in words[1:]),
        _figures(shape, answer),
        *(f"<p>Note: {escape(note)}</p>" for note in missing[:NOTES]),
        f"<p>and {len(missing) - NOTES} more notes</p>" if len(missing) > NOTES else "",
        _table(_shown(shape, look.table, rows), rows, len(rows)) if rows else "",
        _next(shape, answer, more),
    ]
    return _block("".join(parts))


def rows_html(columns: Sequence[Column], rows: Sequence[Row], total: int) -> str:
    """Rows under their headings as one block of HTML.

    Args:
        columns: What is shown.
        rows: The first of them, at least as many as are shown.
        total: How many there are.
    """
    return _block(_table(columns, rows, total))


def _block(inner: str) -> str:
    return f'<div class="gbflex"><style>{STYLE}</style>{inner}</div>'


def _figures(shape: Shape, answer: Row) -> str:
    cells = "".join(
        f'<tr><th scope="row">{escape(one.label)}</th><td class="n">{escape(one.text)}</td></tr>'
        for one in figures(shape, answer)
    )
    return f'<div class="wide"><table><tbody>{cells}</tbody></table></div>' if cells else ""


def _shown(shape: Shape, key: str, rows: Sequence[Row]) -> list[Column]:
    """The columns of a table that fit: those of its picture first, and none that is empty or nested."""
    declared: dict[str, Column] = {}
    for inner in columns_of(shape)[key].shapes:
        declared |= columns_of(inner)
    # A unit stands beside its figure, a word that all rows share says nothing, and a sentence takes the room.
    units = {column.said.unit_in for column in declared.values()}
    plain = [
        column
        for column in declared.values()
        if column.kind in ("number", "integer", "flag", "text")
        and column.key not in units
        and _differs([row.get(column.key) for row in rows], column)
    ]
    first = _drawn(first_look(shape).picture)
    chosen = sorted(plain, key=lambda column: column.key not in first)[:COLUMNS]
    return [column for column in plain if column in chosen]


def _drawn(picture: Bars | Steps | None) -> set[str]:
    """The columns of a picture."""
    if isinstance(picture, Bars):
        return {*picture.label, picture.amount}
    return set() if picture is None else {*picture.prices, picture.up, picture.down, picture.level}


def _table(columns: Sequence[Column], rows: Sequence[Row], total: int) -> str:
    head = "".join(f'<th scope="col"{_side(column)}>{escape(column.heading)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>" for row in rows[:ROWS])
    left = f"<p>{total - ROWS:,} more rows</p>" if total > ROWS else ""
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{left}'


def _differs(values: Sequence[object], column: Column) -> bool:
    held = {value for value in values if value not in (None, "")}
    if column.kind != "text":
        return bool(held)
    return (len(held) > 1 or len(held) == len(values) == 1) and max(len(str(value)) for value in held) <= LONG


def _cell(column: Column, row: Row) -> str:
    unit = f" {row.get(column.said.unit_in)}" if column.said.unit_in else ""
    return f"<td{_side(column)}>{escape(column.text(row.get(column.key)) + unit)}</td>"


def _side(column: Column) -> str:
    return ' class="n"' if column.is_numeric else ""


def _next(shape: Shape, answer: Row, more: Sequence[str]) -> str:
    ways = [*(f".{key} ({n:,} rows)" for key, n in tables(shape, answer)), *more]
    return f"<p>{escape('Further: ' + ', '.join(ways))}</p>" if ways else ""
