"""The visible sheets of a workbook as text, read by a process of its own.

The reader of workbooks is native code: a damaged .xls can send it round for ever, ask for more memory than there
is, or end it. A process of its own ends with it, and this one says what happened.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gbflex import limits
from gbflex.errors import BrokenFile
from gbflex.sources.reading.apart import read_apart
from gbflex.sources.reading.workbook import SAVE_AS

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

__all__ = ["sheets_of"]

SPREADSHEET_ZERO_YEAR: Final = 1900
LARGEST_EXACT: Final = 1e15

Rows = list[tuple[int, list[str]]]


def sheets_of(content: bytes, path: Path) -> dict[str, Rows]:
    """Numbered rows of text by sheet.

    Args:
        content: The workbook.
        path: Its file, for messages.

    Raises:
        BrokenFile: It cannot be read, or not in two minutes.
    """
    done = read_apart(("-m", __name__), content)
    if done is None:
        what = f"the workbook cannot be read in {limits.READER_SECONDS} seconds"
        raise BrokenFile(what, where=str(path), next_step=SAVE_AS)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if done.returncode == 1 and said else "its reader ended"
        raise BrokenFile(f"the workbook is damaged: {why}", where=str(path), next_step=SAVE_AS)
    return {name: [(number, cells) for number, cells in rows] for name, rows in json.loads(done.stdout)}


def main() -> None:
    """Read a workbook from standard input and write its sheets to standard output."""
    _limit_memory()
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = [
        about.name
        for about in workbook.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
    ]
    json.dump([(name, _rows(workbook.get_sheet_by_name(name))) for name in names], sys.stdout)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.READER_BYTES, limits.READER_BYTES))


def _rows(sheet: CalamineSheet) -> Rows:
    rows = sheet.to_python(skip_empty_area=False)
    return [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]


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


if __name__ == "__main__":
    main()
