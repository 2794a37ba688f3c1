"""A worksheet as cells with addresses, and an .xlsx file opened with care.

A workbook comes from outside. Before the reader sees it, its size is checked: a single cell in the last corner
of a sheet would ask for half a terabyte.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from gbflex import limits
from gbflex.errors import BrokenFile

__all__ = ["Sheet", "plain", "read_sheets"]

LETTERS: Final = 26
CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
WORKSHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
PLAIN_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
UNREADABLE_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)
"""What `zipfile` raises on damaged, encrypted or oddly packed archives."""
COMPARE: Final = "Compare that cell with the statement that the DNO publishes"
SAVE_AS: Final = "Save it as .xlsx in a spreadsheet program, or download it again"
NOT_APPLICABLE: Final = frozenset({"", "-", "–", "—", "n/a", "na", "not applicable"})  # noqa: RUF001 (dashes as typed)


def plain(text: str) -> str:
    r"""Text with every run of spaces and line ends as one space.

    Example:
        >>> plain(" Saturday and Sunday\nAll  Year ")
        'Saturday and Sunday All Year'
    """
    return " ".join(text.split())


@dataclass(frozen=True, eq=False)
class Sheet:
    """A worksheet.

    Attributes:
        file: Name of the workbook.
        name: Name of the sheet.
        cells: Values by row and column, both from 0.
        merged: First and last cell of each merged range, as ((row, column), (row, column)).
    """

    file: str
    name: str
    cells: list[list[object]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]

    @property
    def rows(self) -> range:
        """Row numbers."""
        return range(len(self.cells))

    @property
    def columns(self) -> range:
        """Column numbers."""
        return range(max(map(len, self.cells), default=0))

    def value(self, row: int, column: int) -> object:
        """What a cell holds; "" outside the sheet."""
        inside = 0 <= row < len(self.cells) and 0 <= column < len(self.cells[row])
        return self.cells[row][column] if inside else ""

    def text(self, row: int, column: int) -> str:
        """A cell's text as printed, "" where it holds a number or nothing."""
        value = self.value(row, column)
        return value if isinstance(value, str) else ""

    def spanning_text(self, row: int, column: int) -> str:
        """A cell's text on one line; a merged cell shows its text in every row and column it covers."""
        own = plain(self.text(row, column))
        covers = (
            first for first, last in self.merged if first[0] <= row <= last[0] and first[1] <= column <= last[1]
        )
        return own or next((plain(self.text(*first)) for first in covers), "")

    def number(self, row: int, column: int) -> float | None:
        """A cell's number, None where it is empty or says that nothing applies.

        Raises:
            BrokenFile: The cell holds anything else; a number typed as text is read if there is one way to.
        """
        value = self.value(row, column)
        if isinstance(value, float | int) and not isinstance(value, bool):
            return float(value)
        text = plain(value) if isinstance(value, str) else str(value)
        if text.lower() in NOT_APPLICABLE:
            return None
        if PLAIN_NUMBER.fullmatch(text):
            return float(text)
        raise self.broken(row, column, f"{text!r} is not a number")

    def is_number(self, row: int, column: int) -> bool:
        """Whether a cell holds a number."""
        value = self.value(row, column)
        return isinstance(value, float | int) and not isinstance(value, bool)

    def address(self, row: int, column: int) -> str:
        """A cell as a spreadsheet names it, with its sheet.

        Example:
            >>> Sheet("f.xlsx", "Annex 1", [], []).address(11, 27)
            'Annex 1!AB12'
        """
        letters, rest = "", column + 1
        while rest:
            rest, letter = divmod(rest - 1, LETTERS)
            letters = chr(ord("A") + letter) + letters
        return f"{self.name}!{letters}{row + 1}"

    def broken(self, row: int, column: int, what: str, *, available: str = "", next_step: str = "") -> BrokenFile:
        """An error that names the file, the sheet and the cell."""
        where = f"{self.file}, {self.address(row, column)}"
        return BrokenFile(what, where=where, available=available, next_step=next_step or COMPARE)


def read_sheets(content: bytes, file: str) -> list[Sheet]:
    """The visible worksheets of an .xlsx file.

    Args:
        content: The file.
        file: Its name, for messages.

    Raises:
        BrokenFile: It is not an .xlsx workbook, is damaged, or is larger than a statement can be.
    """
    _check_size(content, file)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            about.name
            for about in workbook.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
        return [_sheet(workbook.get_sheet_by_name(name), name, file) for name in names]
    except (CalamineError, OSError, ValueError) as error:
        raise BrokenFile(f"the workbook is damaged: {plain(str(error))}", where=file, next_step=SAVE_AS) from None


def _sheet(found: CalamineSheet, name: str, file: str) -> Sheet:
    cells: list[list[object]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    return Sheet(file, name, cells, list(found.merged_cell_ranges or []))


def _check_size(content: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                raise BrokenFile("the file is not an .xlsx workbook", where=file, next_step=SAVE_AS)
            if unpacked > limits.DUOS_WORKBOOK_BYTES:
                raise BrokenFile(
                    f"the workbook unpacks to {unpacked:,} bytes, too many to be read",
                    where=file,
                    next_step="Delete the sheets that hold no charges, and save it again",
                )
            for name in archive.namelist():
                if WORKSHEET.fullmatch(name):
                    _check_extent(archive.read(name), name, file)
    except UNREADABLE_ARCHIVE as error:
        what = f"the file is not a whole .xlsx workbook: {plain(str(error))}"
        raise BrokenFile(what, where=file, next_step=SAVE_AS) from None


def _check_extent(xml: bytes, name: str, file: str) -> None:
    rows = columns = 0
    for letters, row, is_blank in CELL.findall(xml):
        if not is_blank:
            rows = max(rows, int(row))
            columns = max(columns, _column_number(letters))
    if rows * columns > limits.DUOS_WORKBOOK_CELLS:
        raise BrokenFile(
            f"the sheet in {name} spans {rows:,} rows and {columns:,} columns, too many to be read",
            where=file,
            next_step="Delete the stray cell far from the tables",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * LETTERS + letter - ord("A") + 1
    return number
