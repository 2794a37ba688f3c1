"""What a publisher sent, as columns: CSV, JSON or Parquet, gzipped or not, known by content and not by name.

A CSV's cells stay text until their column says what they are. A JSON record's values keep their types; one level
of nesting becomes names with a dot.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import polars as pl

from gbflex import limits
from gbflex.content import Content, opened
from gbflex.errors import BrokenFile
from gbflex.sources.reading.csv_lines import Lines, NeverEnding, csv_pieces
from gbflex.sources.reading.parquet import parquet_pieces
from gbflex.sources.reading.row_lengths import refuse_short_rows

__all__ = ["Payload", "read_payload", "text_of", "unpacked"]

GZIP, PARQUET, BOM = b"\x1f\x8b", b"PAR1", b"\xef\xbb\xbf"
CHUNK: Final = 1 << 20
PIECE_ROWS: Final = 250_000
"""Rows of a typed payload at a time."""
NOT_READ: Final = {
    b"PK\x03\x04": "a zip archive or a workbook",
    GZIP: "packed twice",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
    **dict.fromkeys((b"\x78\x01", b"\x78\x9c", b"\x78\xda"), "packed by zlib"),
}
WRAPPERS: Final = ("data", "records", "result")
"""Names under which a publisher's JSON holds its rows."""


@dataclass(frozen=True, eq=False)
class Payload:
    """Some rows of what came, as columns.

    Attributes:
        frame: Each column as text, or with the type the payload gave it.
        typed: Whether the form itself carries types, so that another type than expected is a change.
        row_word: "row" or "record", for messages.
        first_row: Number of the first row in messages.
        mixed: Columns whose values came in several types.
        file: Name for messages.
        offset: How many rows of the payload come before the frame's.
    """

    frame: pl.DataFrame
    typed: bool
    row_word: str
    first_row: int
    mixed: frozenset[str]
    file: str
    offset: int = 0

    def samples(self) -> dict[str, str]:
        """The field names, each with its first value as text."""
        return {column.name: _shown(column.drop_nulls().head(1)) for column in self.frame}

    def renamed(self, names: Mapping[str, str]) -> Payload:
        """The same under the publisher's names.

        Args:
            names: As they came -> the publisher's.
        """
        mixed = frozenset(names.get(name, name) for name in self.mixed)
        return replace(self, frame=self.frame.rename(dict(names)), mixed=mixed)

    def at(self, position: int, column: str = "") -> str:
        """Where a row stands, by its position among all rows, for messages."""
        row = f"{self.file}, {self.row_word} {position + self.first_row}"
        return f"{row}, column {column}" if column else row


def read_payload(content: Content, file: str) -> Iterator[Payload]:
    """Recognise the form and read the columns, some rows at a time; the same columns each time.

    Args:
        content: What came.
        file: Name for messages.

    Raises:
        BrokenFile: It is damaged, an HTML page, an error message, or no table.
    """
    with opened(content) as came:
        plain = _Plain(came, file, limits.MARKET_FILE_BYTES)
        if plain.head.startswith(PARQUET):
            yield from _parquet(
                content if isinstance(content, Path) else plain.rest(limits.WHOLE_FILE_BYTES), file
            )
            return
        _refuse_other_forms(plain.head, file)
        _refuse_no_table(plain.head, file)
        if plain.head.removeprefix(BOM).lstrip()[:1] in (b"{", b"["):
            yield from _sliced(_json(plain.rest(limits.WHOLE_FILE_BYTES).removeprefix(BOM).lstrip(), file))
        else:
            yield from _csv(plain, file)


def _refuse_no_table(head: bytes, file: str) -> None:
    text = head.removeprefix(BOM).lstrip()
    if not text:
        raise BrokenFile("the file is empty", where=file, next_step="Download it again")
    if text.startswith(b"<"):
        raise BrokenFile(
            "an HTML or XML page stands where data is wanted",
            where=file,
            available=text[:80].decode("utf-8", "replace"),
        )


def text_of(content: bytes, file: str) -> str:
    """A text file's text, gzipped or not.

    Args:
        content: The bytes as they came.
        file: Name for messages.

    Raises:
        BrokenFile: It is damaged, or no UTF-8 text.
    """
    plain = unpacked(content, file, limits.WHOLE_FILE_BYTES).removeprefix(BOM)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _no_text(error, error.start, file) from None


def _no_text(error: UnicodeDecodeError, place: int, file: str) -> BrokenFile:
    return BrokenFile(
        f"the file is not UTF-8 text: {error.reason} at byte {place}", where=file, next_step="Save it as UTF-8"
    )


def unpacked(content: bytes, file: str, most_bytes: int) -> bytes:
    """A file's bytes, out of gzip where they are in it.

    Args:
        content: The bytes as they came.
        file: Name for messages.
        most_bytes: How large it may be.

    Raises:
        BrokenFile: It is damaged, larger, or in a form that is not read.
    """
    plain = _Plain(io.BytesIO(content), file, most_bytes)
    _refuse_other_forms(plain.head, file)
    return plain.rest(most_bytes)


def _refuse_other_forms(head: bytes, file: str) -> None:
    for start, what in NOT_READ.items():
        if head.startswith(start):
            raise BrokenFile(f"the file is {what}", where=file, next_step="Give it as UTF-8 text, gzipped or not")


class _Plain:
    """A content unpacked, where it is a gzip file, up to the largest that is read.

    Args:
        came: The content.
        file: Name for messages.
        most_bytes: How large it may be.

    Attributes:
        head: Its first megabyte, which is still to be read.
    """

    def __init__(self, came: BinaryIO, file: str, most_bytes: int) -> None:
        start = came.read(len(GZIP))
        came.seek(0)
        self.packed, self.file, self.most_bytes, self.count = start == GZIP, file, most_bytes, 0
        self.bytes = cast("BinaryIO", gzip.GzipFile(fileobj=came)) if self.packed else came
        self.head = self._ahead = self._read(CHUNK)

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""
        ahead, self._ahead = self._ahead[:size], self._ahead[size:]
        return ahead + self._read(size - len(ahead)) if len(ahead) < size else ahead

    def _read(self, size: int) -> bytes:
        if not self.packed:
            return self.bytes.read(size)
        try:
            block = self.bytes.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise BrokenFile(
                f"the gzip file is damaged or cut off: {error}", where=self.file, next_step="Download it again"
            ) from None
        self.count += len(block)
        if self.count > self.most_bytes:
            raise self._too_large("unpacks to", self.most_bytes)
        return block

    def rest(self, most_bytes: int) -> bytes:
        """All that was not read yet, up to a size."""
        rest = io.BytesIO()
        while block := self.read(CHUNK):
            rest.write(block)
            if rest.tell() > most_bytes:
                raise self._too_large("holds", most_bytes)
        return rest.getvalue()

    def drain(self) -> None:
        """Read to the end, for what is wrong there."""
        while self.read(CHUNK):
            pass

    def _too_large(self, does: str, limit: int) -> BrokenFile:
        return BrokenFile(
            f"the file {does} more than {limits.size_said(limit)}",
            where=self.file,
            next_step="Split it into files of fewer days, or give it as CSV",
        )


def _parquet(content: bytes | Path, file: str) -> Iterator[Payload]:
    offset = 0
    for frame in parquet_pieces(content, file, rows=PIECE_ROWS):
        yield Payload(frame, True, "row", 1, frozenset(), file, offset)
        offset += frame.height


def _sliced(payload: Payload) -> Iterator[Payload]:
    for begin in range(0, max(payload.frame.height, 1), PIECE_ROWS):
        yield replace(payload, frame=payload.frame[begin : begin + PIECE_ROWS], offset=begin)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]


def _csv(plain: _Plain, file: str) -> Iterator[Payload]:
    rows, place = 0, 0
    malformed: BrokenFile | None = None
    unusual: BrokenFile | None = None
    for lines in _lines(plain, file):
        _refuse_other_text(lines, place, plain, file)
        place += len(lines.text) - lines.again
        # What is wrong is said when all was seen: first what is no text, then what is no table.
        if malformed:
            continue
        try:
            frame = _frame(lines.text, file)
        except BrokenFile as error:
            malformed = error
            continue
        try:
            named = None if unusual else _named(frame, lines.text, rows, file)
        except BrokenFile as error:
            named, unusual = None, error
        if named is not None:
            yield Payload(named, False, "row", 2, frozenset(), file, rows)
        rows += frame.height
    for wrong in (malformed, unusual):
        if wrong:
            raise wrong


def _lines(plain: _Plain, file: str) -> Iterator[Lines]:
    if len(plain.head) == CHUNK and b"\n" not in plain.head:
        raise BrokenFile(
            "no line ends within the first megabyte of the file: it is no table",
            where=file,
            next_step="Give it as the publisher's CSV, JSON or Parquet",
        )
    if plain.head.startswith(BOM):
        plain.read(len(BOM))
    try:
        yield from csv_pieces(plain)
    except NeverEnding:
        plain.drain()
        raise BrokenFile(
            "a line of the file does not end: a quotation mark is not closed",
            where=file,
            next_step="Close each quoted cell, or download it again",
        ) from None


def _refuse_other_text(lines: Lines, place: int, plain: _Plain, file: str) -> None:
    try:
        lines.text.decode("utf-8")
    except UnicodeDecodeError as error:
        plain.drain()
        raise _no_text(error, place + error.start - lines.again, file) from None


def _frame(text: bytes, file: str) -> pl.DataFrame:
    try:
        return pl.read_csv(text, infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.PolarsError:
        # What Polars says hangs on where one of its threads began.
        raise BrokenFile(
            "the file is not a table: a row has more cells than the header, or a quotation mark stands alone",
            where=file,
            next_step="Give each row as many cells as the header",
        ) from None


def _named(frame: pl.DataFrame, text: bytes, rows: int, file: str) -> pl.DataFrame:
    """The cells of a piece under the names of its header."""
    twice = [name for name in frame.columns if "_duplicated_" in name]
    if twice:
        name = twice[0].split("_duplicated_")[0]
        raise BrokenFile(f"the column {name} stands twice", where=file, available=", ".join(frame.columns))
    if frame.width == 1 and any(mark in frame.columns[0] for mark in ";\t"):
        raise BrokenFile("the cells are not separated by commas", where=file, available=frame.columns[0][:200])
    refuse_short_rows(text, width=frame.width, height=frame.height, file=file, offset=rows)
    frame = frame.rename({name: name.strip() for name in frame.columns})
    return frame.with_columns(pl.all().str.strip_chars().replace("", None))


def _json(text: bytes, file: str) -> Payload:
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_each_name_once)
    except (ValueError, RecursionError) as error:
        raise BrokenFile(
            f"the body is not whole JSON: {_first_line(error)}", where=file, next_step="Download it again"
        ) from None
    records = _records(value, file)
    for position, record in enumerate(records):
        if not isinstance(record, dict):
            raise BrokenFile(f"record {position + 1} is no object", where=file, available=json.dumps(record)[:80])
    try:
        return _of_records([_flat(record, position, file) for position, record in enumerate(records)], file)
    except (OverflowError, UnicodeError) as error:
        raise BrokenFile(
            f"a value of the body is no number and no text: {_first_line(error)}",
            where=file,
            next_step="Download it again",
        ) from None


def _refuse_constant(name: str) -> None:
    message = f"{name} is no number"
    raise ValueError(message)


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    if twice:
        message = f"the field {min(twice)} stands twice in one object"
        raise ValueError(message)
    return dict(pairs)


def _shown(first: pl.Series) -> str:
    """The first value of a column as text, whatever it is."""
    try:
        return str(first.item()) if len(first) else ""
    except (ValueError, OverflowError, pl.exceptions.PolarsError):
        return ""


def _records(value: Any, file: str) -> Sequence[Any]:
    """The rows of a body: bare, or under one of the wrappers' names."""
    if isinstance(value, list):
        return value
    for name in WRAPPERS:
        if isinstance(value, dict) and isinstance(value.get(name), list | dict):
            return _records(value[name], file)
    fields = ", ".join(value) if isinstance(value, dict) else type(value).__name__
    raise BrokenFile("the body has no list of rows", where=file, available=fields)


def _flat(record: dict[str, Any], position: int, file: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": inner_value for inner, inner_value in value.items()}
        else:
            flat[name] = value
    nested = [name for name, value in flat.items() if isinstance(value, list | dict)]
    if nested:
        raise BrokenFile(
            f"the field {nested[0]} holds a list",
            where=f"{file}, record {position + 1}",
            next_step="Give it as the publisher's answer, one object for each row",
        )
    return flat


def _of_records(records: Sequence[dict[str, Any]], file: str) -> Payload:
    names = list(dict.fromkeys(name for record in records for name in record))
    columns, mixed = [], set()
    for name in names:
        values = [record.get(name) for record in records]
        kinds = {type(value) for value in values if value is not None}
        if kinds <= {int, float}:
            columns.append(pl.Series(name, [None if v is None else float(v) for v in values], dtype=pl.Float64))
        elif kinds == {bool}:
            columns.append(pl.Series(name, values, dtype=pl.Boolean))
        else:
            mixed |= {name} if len(kinds) > 1 else set()
            columns.append(pl.Series(name, [None if v is None else _word(v) for v in values], dtype=pl.String))
    return Payload(pl.DataFrame(columns), True, "record", 1, frozenset(mixed), file)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
