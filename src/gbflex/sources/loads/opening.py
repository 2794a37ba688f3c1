"""A supplier's file as rows of text, whatever it was saved as: CSV in any usual encoding, .xlsx or .xls.

A spreadsheet's numbers, dates and times become the text that a CSV would hold, so that one reader serves both.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gbflex.errors import BrokenFile, InputError
from gbflex.sources.reading.workbook import UNREADABLE_ARCHIVE, check_workbook_size

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

__all__ = ["Grid", "open_grids"]

LARGEST_FILE_BYTES: Final = 200_000_000
SEPARATORS: Final = (",", ";", "\t", "|")
SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
QUOTED: Final = re.compile(r'"[^"]*"')
LINES_WEIGHED: Final = 200
XLSX: Final = b"PK\x03\x04"
XLS: Final = b"\xd0\xcf\x11\xe0"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
MARKED_BYTES: Final = 400
SPREADSHEET_ZERO_YEAR: Final = 1900
LARGEST_EXACT: Final = 1e15


class Grid(NamedTuple):
    """Rows of text.

    Attributes:
        rows: Cells, blank lines left out.
        line: Number of each row as a spreadsheet counts.
        sheet: Name of the worksheet; "" of a text file.
        ends_open: Whether the last line of a text file has no end, as that of a file that was cut off.
    """

    rows: list[list[str]]
    line: list[int]
    sheet: str = ""
    ends_open: bool = False


def open_grids(path: Path, sheet: str | None) -> list[Grid]:
    """The tables of a file: one of a text file, one for each visible sheet of a workbook.

    Args:
        path: The file.
        sheet: The only sheet wanted.

    Raises:
        BrokenFile: It cannot be read, or is no table.
        InputError: There is no such sheet.
    """
    content = _content(path)
    if content.startswith((XLSX, XLS)):
        return _sheets(content, path, sheet)
    if sheet is not None:
        raise InputError("a text file has no sheets", where=str(path), next_step="Leave --sheet out")
    text = _decoded(content, path)
    grid = _grid(_cells_of_text(text, path))
    return [grid._replace(ends_open=not text.endswith(("\n", "\r")))]


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise BrokenFile(
                f"the file has {size:,} bytes, more than a load file can have",
                where=str(path),
                next_step="Give one meter's half-hours, a few years at most",
            )
        return path.read_bytes()
    except OSError as error:
        raise BrokenFile(
            f"the file cannot be read: {error.strerror or error}",
            where=str(path),
            next_step="Check the path and its permissions",
        ) from None


def _decoded(content: bytes, path: Path) -> str:
    start = content[:MARKED_BYTES]
    if start.startswith(UTF_16):
        encodings = ["utf-16"]
    elif start.count(0) * 3 > len(start):
        encodings = ["utf-16-be" if start[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BrokenFile(
        "the file is not text in UTF-8, UTF-16 or Windows-1252",
        where=str(path),
        next_step="Save it as CSV in UTF-8",
    )


def _cells_of_text(text: str, path: Path) -> list[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    skipped = 0
    separator = _separator(lines[:LINES_WEIGHED])
    if lines and (said := SEPARATOR_LINE.fullmatch(lines[0].strip('\r\n"'))):
        separator, skipped = said[1], 1
    reader = csv.reader(lines[skipped:], delimiter=separator)
    try:
        return [(reader.line_num + skipped, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise BrokenFile(
            f"the file is not a CSV table: {error}", where=str(path), next_step="Save it as CSV in UTF-8"
        ) from None


def _separator(lines: list[str]) -> str:
    bare = [QUOTED.sub("", line) for line in lines]
    return max(SEPARATORS, key=lambda mark: max((line.count(mark) for line in bare), default=0))


def _grid(numbered: list[tuple[int, list[str]]], sheet: str = "") -> Grid:
    kept = [(number, cells) for number, cells in numbered if any(cells)]
    return Grid([cells for _, cells in kept], [number for number, _ in kept], sheet)


def _sheets(content: bytes, path: Path, wanted: str | None) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if content.startswith(XLSX):
        check_workbook_size(content, str(path))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            about.name
            for about in workbook.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
        if wanted is not None:
            kept = [name for name in names if name.casefold() == wanted.casefold()]
            names = kept or _no_sheet(wanted, names, path)
        return [_grid(_cells_of_sheet(workbook.get_sheet_by_name(name)), name) for name in names]
    except (CalamineError, *UNREADABLE_ARCHIVE) as error:
        raise BrokenFile(
            f"the workbook cannot be read: {error}", where=str(path), next_step="Save the sheet as CSV"
        ) from None


def _cells_of_sheet(sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
    rows = sheet.to_python(skip_empty_area=False)
    return [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]


def _no_sheet(wanted: str, names: list[str], path: Path) -> list[str]:
    raise InputError(f"there is no sheet {wanted!r}", where=str(path), available=", ".join(names))


def _text(value: object) -> str:
    """A spreadsheet's cell as a CSV would write it."""
    if isinstance(value, datetime):
        value = _to_second(value)
        # A time of 24:00 is kept as day one of the spreadsheet's own calendar.
        if value.year <= SPREADSHEET_ZERO_YEAR:
            return "24:00:00" if value.time() == time() else value.strftime("%H:%M:%S")
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, time):
        return _to_second(datetime.combine(date(2000, 1, 1), value)).strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    return str(value).strip()


def _to_second(value: datetime) -> datetime:
    return (value + timedelta(milliseconds=500)).replace(microsecond=0)
