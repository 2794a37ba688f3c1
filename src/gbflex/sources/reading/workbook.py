"""The size of an .xlsx workbook from outside, before a reader sees it.

A single cell in the last corner of a sheet would ask for half a terabyte.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from gbflex import limits
from gbflex.errors import BrokenFile

__all__ = ["SAVE_AS", "UNREADABLE_ARCHIVE", "check_workbook_size"]

CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
WORKSHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
LETTERS: Final = 26
SAVE_AS: Final = "Save it as .xlsx in a spreadsheet program, or download it again"
UNREADABLE_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)
"""What `zipfile` raises on damaged, encrypted or oddly packed archives."""


def check_workbook_size(content: bytes, file: str) -> None:
    """Refuse a workbook that a reader could choke on.

    Args:
        content: The file.
        file: Its name, for messages.

    Raises:
        BrokenFile: It is not an .xlsx workbook, is damaged, or is larger than a table can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                raise BrokenFile("the file is not an .xlsx workbook", where=file, next_step=SAVE_AS)
            if unpacked > limits.WORKBOOK_BYTES:
                raise BrokenFile(
                    f"the workbook unpacks to {unpacked:,} bytes, too many to be read",
                    where=file,
                    next_step="Delete the sheets that are not needed, and save it again",
                )
            for name in archive.namelist():
                if WORKSHEET.fullmatch(name):
                    _check_extent(archive.read(name), name, file)
    except UNREADABLE_ARCHIVE as error:
        what = f"the file is not a whole .xlsx workbook: {error}"
        raise BrokenFile(what, where=file, next_step=SAVE_AS) from None


def _check_extent(xml: bytes, name: str, file: str) -> None:
    rows = columns = 0
    for letters, row, is_blank in CELL.findall(xml):
        if not is_blank:
            rows = max(rows, int(row))
            columns = max(columns, _column_number(letters))
    if rows * columns > limits.WORKBOOK_CELLS:
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
