"""Which columns of a table a screen has room for: a figure is whole, or its column is absent and named.

One rule for every table. What names a row and money stay always: where they alone are too wide the table comes in
parts, each with the names again, and on the narrowest screens a row is a list of its figures. Of the other columns
words go first, then other figures, from the right. From `EVERYTHING` columns on nothing goes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len

from gbflex.analysis.answers.shape import Importance

__all__ = ["EVERYTHING", "GAP", "Fit", "Lane", "fitted"]

EVERYTHING: Final = 200
"""From this width on the text of an answer has every figure of its JSON."""

GAP: Final = 2
"""Between two columns."""

FOLDED: Final = 24
"""Words are folded to no less than this."""

ORDER: Final[Sequence[Importance]] = ("name", "money", "figure", "words")


class Lane(NamedTuple):
    """A column of a table, as text.

    Attributes:
        heading: Above it.
        cells: One for each row.
        importance: What it is to a reader.
        is_numeric: Whether it is set to the right.
        folds: Whether a cell may go over several lines, between its words; a figure never does.
    """

    heading: str
    cells: Sequence[str]
    importance: Importance
    is_numeric: bool = False
    folds: bool = False

    @property
    def natural(self) -> int:
        """Its width with the heading on one line."""
        return max(cell_len(self.heading), self._widest)

    @property
    def least(self) -> int:
        """The least width that shows every figure whole, with the heading broken between words."""
        least = max((cell_len(word) for word in _words(self.heading)), default=0)
        if self.importance == "words":
            return max(least, min(FOLDED, self._widest))
        if self.folds:
            return max([least, *(cell_len(word) for cell in self.cells for word in cell.split())])
        return max(least, self._widest)

    @property
    def _widest(self) -> int:
        return max(map(cell_len, self.cells), default=0)

    def heading_in(self, width: int) -> str:
        """The heading in lines of that width, broken between words and in a unit after its stroke.

        Args:
            width: Of the column.
        """
        if cell_len(self.heading) <= width:
            return self.heading
        lines = textwrap.wrap(
            " ".join(_words(self.heading)), max(width, 1), break_long_words=False, break_on_hyphens=False
        )
        return "\n".join(line.replace("/ ", "/") for line in lines)


def _words(heading: str) -> list[str]:
    return heading.replace("/", "/ ").split()


class Fit(NamedTuple):
    """How a table is laid out.

    Attributes:
        parts: For each part the columns in it, in order, each with its width; none where rows are lists.
        absent: Columns that there is no room for.
    """

    parts: list[dict[int, int]]
    absent: list[int]


def fitted(lanes: Sequence[Lane], width: int) -> Fit:
    """Lay the columns of a table out.

    Args:
        lanes: Its columns.
        width: Of the screen.
    """
    by_weight = sorted(range(len(lanes)), key=lambda one: (ORDER.index(lanes[one].importance), one))
    must = [one for one in by_weight if lanes[one].importance in ("name", "money") or width >= EVERYTHING]
    kept = list(by_weight)
    while len(kept) > len(must) and not _fits(lanes, kept, width):
        kept.pop()
    absent = sorted(set(by_weight) - set(kept))
    if _fits(lanes, kept, width):
        return Fit([_widths(lanes, sorted(kept), width)], absent)
    return Fit([_widths(lanes, part, width) for part in _parts(lanes, sorted(kept), width)], absent)


def _fits(lanes: Sequence[Lane], chosen: Sequence[int], width: int) -> bool:
    return sum(lanes[one].least for one in chosen) + GAP * (len(chosen) - 1) <= width


def _parts(lanes: Sequence[Lane], kept: Sequence[int], width: int) -> list[list[int]]:
    """Parts of a table, each with the columns that name a row; none where one of them has no room for a figure."""
    names = [one for one in kept if lanes[one].importance == "name"]
    parts: list[list[int]] = []
    for one in kept:
        if one in names:
            continue
        if not _fits(lanes, [*names, one], width):
            return []
        if not parts or not _fits(lanes, [*parts[-1], one], width):
            parts.append(list(names))
        parts[-1].append(one)
    return [sorted(part) for part in parts]


def _widths(lanes: Sequence[Lane], chosen: Sequence[int], width: int) -> dict[int, int]:
    """The width of each column: what is left over goes to the columns that lack it, from the left."""
    widths = {one: lanes[one].least for one in chosen}
    spare = width - sum(widths.values()) - GAP * (len(chosen) - 1)
    for one in chosen:
        more = min(spare, lanes[one].natural - widths[one])
        widths[one] += more
        spare -= more
    return widths
