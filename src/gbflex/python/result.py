"""An answer in Python: the keys of `--json`, its tables as Polars frames, and what a notebook shows.

What it offers comes from how the answer is declared (`analysis.answers`), so that a new question has all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gbflex.analysis.answers.first_look import first_look
from gbflex.analysis.answers.registry import ANSWERS
from gbflex.analysis.answers.shape import Column, Shape, columns_of
from gbflex.errors import InputError
from gbflex.python.html import answer_html
from gbflex.python.words import five_lines

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

__all__ = ["Result"]


class Result(dict[str, Any]):
    """An answer: `result["total_gbp"]` as `--json` prints it, `result.lines` as a Polars frame, `result.plot()`.

    Args:
        shape: How the answer is declared.
        answer: What it says.

    Example:
        >>> import gbflex
        >>> site = {"name": "Flat", "licence_area": 14, "demand": {"constant_mw": 1}, "charges": ["ccl"]}
        >>> bill = gbflex.bill(site, "2024-07-01", "2024-07-01")
        >>> bill
        gbflex site bill, Flat, 2024-07-01 to 2024-07-01
        Total -186.00 GBP; Import 24.0 MWh
        complete: every line is priced on every date
        .lines 1 rows, .plot()
        >>> bill["total_gbp"], bill.lines["amount_gbp"].sum()
        (-186.0, -186.0)
    """

    def __init__(self, shape: Shape, answer: Mapping[str, Any]) -> None:
        super().__init__({key: _inner(columns_of(shape).get(key), value) for key, value in answer.items()})
        self._shape = shape

    @property
    def frame(self) -> pl.DataFrame:
        """The rows that were asked for.

        Raises:
            InputError: The answer has no rows.
        """
        return self.table(first_look(self._shape).table)

    def table(self, key: str) -> pl.DataFrame:
        """A table of the answer as a Polars frame; `result.lines` is `result.table("lines")`.

        Args:
            key: The key that holds the rows.

        Raises:
            InputError: The answer has no such table.
        """
        from gbflex.python.frames import frame_of_rows

        if key not in self._tables():
            raise InputError(
                f"this answer has no table {key!r}" if key else "this answer has no table",
                available=", ".join(self._tables()) or f"its keys: {', '.join(self)}",
            )
        return frame_of_rows(self.get(key) or (), columns_of(self._shape)[key].shapes)

    def plot(self, path: str | Path | None = None) -> Figure:
        """A picture that answers a question; its title says which.

        Args:
            path: Where it is also written, as the end of the name says: picture.png, .svg or .pdf.

        Returns:
            A matplotlib figure, which a notebook shows.

        Raises:
            ConfigurationError: Matplotlib is not installed.
            InputError: Nothing of this answer can be drawn, or the file cannot be written.
        """
        from gbflex.python.pictures import picture

        return picture(self._shape, self, path)

    def _tables(self) -> list[str]:
        return [key for key, column in columns_of(self._shape).items() if column.kind == "rows"]

    def _more(self) -> list[str]:
        """What can be asked of it beyond its tables."""
        return [".plot()"] if first_look(self._shape).picture else []

    def __getattr__(self, name: str) -> pl.DataFrame:
        if not name.startswith("_") and name in self._tables():
            return self.table(name)
        if name in self:
            raise AttributeError(f"{name!r} is a key of this answer: write result[{name!r}]")
        raise AttributeError(f"this answer has no {name!r}; its tables: {', '.join(self._tables()) or 'none'}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables()]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        return five_lines(self._shape, self, self._more())

    def _repr_html_(self) -> str:
        return answer_html(self._shape, self, self._more())

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._shape, dict(self))


def _inner(column: Column | None, value: Any) -> Any:
    """A value of an answer; one that is itself an answer of a command becomes its result."""
    if column is None or column.kind not in ("rows", "part") or not value:
        return value
    answers = [shape for shape in column.shapes if any(one.shape is shape for one in ANSWERS)]
    if not answers:
        return value
    from gbflex.python.answered import result_of

    if column.kind == "part":
        return result_of(answers[0], value)
    return [result_of(answers[0], row) for row in value]
