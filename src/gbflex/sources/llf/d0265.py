"""D0265, the industry's line loss factor file: lines with bars, each led by its group.

`ZHD` says the flow and its sender, `DIS` the distributor, `LLF` a class, `SDT` a settlement date, `SPL` a period
and its factor, `ZPT` the end. Source: flow D0265 as public tools read it; no whole real file was seen here.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from gbflex.errors import BrokenFile, InputError
from gbflex.gb.rates.line_loss_factors import MOST_PERIODS, LineLossStatement, in_order
from gbflex.sources.llf.factors_by_day import (
    AREA_OF_PARTICIPANT,
    checked_date,
    checked_factor,
    statements_of,
)

__all__ = ["is_d0265", "read_d0265"]

CELLS: Final = {"DIS": 2, "LLF": 2, "SDT": 2, "SPL": 3}
FLOW: Final = "D0265"
FLOW_AND_VERSION: Final = re.compile(r"D\d{7}")


def is_d0265(text: str) -> bool:
    """Whether a file's text begins as an industry flow does."""
    return text.lstrip().startswith("ZHD|")


def read_d0265(text: str, *, file: str, sha256: str, area: str | None) -> list[LineLossStatement]:
    """The factors of one distributor, a statement for each charging year.

    Args:
        text: The file's text.
        file: Its name.
        sha256: Of its content.
        area: Distributor id, where the file names no distributor of a licence area.

    Raises:
        BrokenFile: It is another flow, or not whole; the line is named.
        InputError: `area` and the file disagree.
    """
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            reader.take(line.strip().split("|"), number)
    careful = () if reader.ended else ("the file has no last line (ZPT): it may be cut off",)
    return statements_of(
        {name: {day: in_order(of) for day, of in days.items()} for name, days in reader.found.items()},
        licence_area=_area(reader.distributor, area, file),
        file=file,
        sha256=sha256,
        careful=careful,
    )


def _area(distributor: str, area: str | None, file: str) -> str:
    said = AREA_OF_PARTICIPANT.get(distributor)
    if said and area not in (None, said):
        raise InputError(
            f"the file is of {distributor}, licence area {said}, not {area}",
            where="--area",
            next_step="Leave --area out",
        )
    if said is None and area is None:
        raise BrokenFile(
            f"{distributor or 'no distributor'} is not one of the fourteen licence areas",
            where=file,
            available=", ".join(sorted(AREA_OF_PARTICIPANT)),
            next_step="An embedded network has its own: give losses.line_loss_factor; else say --area ID",
        )
    return said or area or ""


class _Reader:
    """Where the reading stands: the groups that lines belong to, and what was found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.distributor = ""
        self.ended = False
        self.found: dict[str, dict[date, dict[int, float]]] = {}
        self._name: str | None = None
        self._day: dict[int, float] | None = None

    def take(self, cells: list[str], number: int) -> None:
        """One line."""
        where, group = f"{self.file}, line {number}", cells[0]
        if len(cells) < CELLS.get(group, 1) or (group in CELLS and not all(cells[1 : CELLS[group]])):
            line = "|".join(cells)[:60]
            raise BrokenFile(f"the line {line!r} is cut off", where=where, next_step="Download it again")
        if group == "ZHD":
            self._begin(cells, where)
        elif group == "DIS":
            self._distributor(cells[1], where)
        elif group == "LLF":
            self._name, self._day = cells[1].strip(), None
            self.found.setdefault(self._name, {})
        elif group == "SDT":
            self._begin_day(cells[1], where)
        elif group == "SPL":
            self._factor(cells[1], cells[2], where)
        elif group == "ZPT":
            self.ended = True
        else:
            raise BrokenFile(
                f"the group {group[:20]!r} is none of D0265's",
                where=where,
                available="ZHD, DIS, LLF, SDT, SPL, ZPT",
                next_step="Check that it is a D0265",
            )

    def _begin(self, cells: list[str], where: str) -> None:
        flows = [cell for cell in cells if FLOW_AND_VERSION.fullmatch(cell)]
        if flows and not flows[0].startswith(FLOW):
            raise BrokenFile(
                f"the file is the flow {flows[0][:5]}, not {FLOW}", where=where, next_step="Give the D0265"
            )

    def _distributor(self, name: str, where: str) -> None:
        if self.distributor not in ("", name):
            raise BrokenFile(
                f"the file is of {self.distributor} and of {name}",
                where=where,
                next_step="Give a file for each distributor",
            )
        self.distributor = name

    def _begin_day(self, text: str, where: str) -> None:
        if self._name is None:
            raise BrokenFile("a date stands before any class", where=where, next_step="Download it again")
        day = checked_date(text, "compact", where)
        days = self.found[self._name]
        if day in days:
            raise BrokenFile(
                f"class {self._name} has {day} twice", where=where, next_step="Give a file with each date once"
            )
        self._day = days[day] = {}

    def _factor(self, period: str, factor: str, where: str) -> None:
        if self._day is None:
            raise BrokenFile("a factor stands before any date", where=where, next_step="Download it again")
        number = int(period) if period.isdecimal() else 0
        if not 1 <= number <= MOST_PERIODS or number in self._day:
            raise BrokenFile(
                f"settlement period {period!r} is none, or stands twice",
                where=where,
                available=f"periods 1 to {MOST_PERIODS}, each once",
                next_step="Download it again",
            )
        self._day[number] = checked_factor(factor, where)
