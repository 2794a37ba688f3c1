"""Tables that fit the screen they are printed on; which columns that leaves is decided in `fitting`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from gbflex.cli.show.fitting import Lane, fitted

__all__ = ["FittedTable"]


@dataclass(frozen=True)
class FittedTable:
    """A table that is laid out when it is printed, as wide as its screen allows.

    Attributes:
        lanes: Its columns.
        title: Above it.
    """

    lanes: Sequence[Lane]
    title: str = ""

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        width = options.max_width
        fit = fitted(self.lanes, width)
        if self.title:
            yield Text(self.title)
        for number, part in enumerate(fit.parts):
            if number:
                yield Text(f"\n{self.title or 'The same rows'}, continued")
            yield self._part(part)
        if not fit.parts:
            yield from self._lists(set(fit.absent))
        if fit.absent:
            names = ", ".join(self.lanes[one].heading for one in fit.absent)
            yield Text(f"Columns left out at {width} columns: {names}; --json or a wider terminal has them")

    def _part(self, widths: dict[int, int]) -> Table:
        chosen = [(self.lanes[one], width) for one, width in widths.items()]
        table = Table(box=None, pad_edge=False, show_header=any(lane.heading for lane, _ in chosen))
        for lane, width in chosen:
            table.add_column(
                lane.heading_in(width),
                justify="right" if lane.is_numeric else "left",
                width=width,
                no_wrap=lane.importance != "words" and not lane.folds,
                overflow="fold",
            )
        for cells in zip(*(lane.cells for lane, _ in chosen), strict=True):
            table.add_row(*map(Text, cells))
        return table

    def _lists(self, absent: set[int]) -> Iterator[RenderableType]:
        """Each row as a list of its figures, for a screen too narrow for two columns."""
        shown = [lane for number, lane in enumerate(self.lanes) if number not in absent]
        for row in zip(*(lane.cells for lane in shown), strict=True):
            for lane, cell in zip(shown, row, strict=True):
                if cell:
                    yield Text(f"{lane.heading}: {cell}" if lane.heading else cell)
            yield Text("")
