"""A supplier's file as rows of text, whatever it was saved as: CSV in any usual encoding, .xlsx or .xls.

A spreadsheet's numbers, dates and times become the text that a CSV would hold, so that one reader serves both.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final, NamedTuple

from gbflex import limits
from gbflex.errors import BrokenFile, InputError
from gbflex.outside_file import content_of
from gbflex.sources.loads.workbook import sheets_of
from gbflex.sources.reading.workbook import check_workbook_size

__all__ = ["Grid", "open_grids"]

SEPARATORS: Final = (",", ";", "\t", "|")
SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
QUOTED: Final = re.compile(r'"[^"]*"')
LINES_WEIGHED: Final = 200
XLSX: Final = b"PK\x03\x04"
XLS: Final = b"\xd0\xcf\x11\xe0"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
MARKED_BYTES: Final = 400


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
    content = content_of(path, limits.LOAD_FILE_BYTES)
    if content.startswith((XLSX, XLS)):
        return _sheets(content, path, sheet)
    if sheet is not None:
        raise InputError("a text file has no sheets", where=str(path), next_step="Leave --sheet out")
    text = _decoded(content, path)
    grid = _grid(_cells_of_text(text, path))
    return [grid._replace(ends_open=not text.endswith(("\n", "\r")))]


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
        return [(reader.line_num + skipped, [_bare(cell) for cell in row]) for row in reader]
    except csv.Error as error:
        raise BrokenFile(
            f"the file is not a CSV table: {error}", where=str(path), next_step="Save it as CSV in UTF-8"
        ) from None


def _bare(cell: str) -> str:
    """A cell without the apostrophe by which a spreadsheet marks text."""
    return cell.strip().removeprefix("'")


def _separator(lines: list[str]) -> str:
    bare = [QUOTED.sub("", line) for line in lines]
    # Decimal commas stand in every line of values, and not in the titles.
    return max(
        SEPARATORS,
        key=lambda mark: (sum(mark in line for line in bare), max((line.count(mark) for line in bare), default=0)),
    )


def _grid(numbered: list[tuple[int, list[str]]], sheet: str = "") -> Grid:
    kept = [(number, cells) for number, cells in numbered if any(cells)]
    return Grid([cells for _, cells in kept], [number for number, _ in kept], sheet)


def _sheets(content: bytes, path: Path, wanted: str | None) -> list[Grid]:
    if content.startswith(XLSX):
        check_workbook_size(content, str(path))
    sheets = sheets_of(content, path)
    if wanted is None:
        return [_grid(cells, name) for name, cells in sheets.items()]
    kept = [_grid(cells, name) for name, cells in sheets.items() if name.casefold() == wanted.casefold()]
    if not kept:
        raise InputError(f"there is no sheet {wanted!r}", where=str(path), available=", ".join(sheets))
    return kept
