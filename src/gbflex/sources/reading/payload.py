"""What a publisher sent, as columns: CSV, JSON or Parquet, gzipped or not, known by content and not by name.

A CSV's cells stay text until their column says what they are. A JSON record's values keep their types; one level
of nesting becomes names with a dot.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from gbflex import limits
from gbflex.errors import BrokenFile
from gbflex.sources.reading.parquet import read_parquet
from gbflex.sources.reading.row_lengths import refuse_short_rows

__all__ = ["Payload", "read_payload", "text_of", "unpacked"]

GZIP, PARQUET, BOM = b"\x1f\x8b", b"PAR1", b"\xef\xbb\xbf"
CHUNK: Final = 1 << 20
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
    """Columns as they came.

    Attributes:
        frame: Each column as text, or with the type the payload gave it.
        typed: Whether the form itself carries types, so that another type than expected is a change.
        row_word: "row" or "record", for messages.
        first_row: Number of the first row in messages.
        mixed: Columns whose values came in several types.
        file: Name for messages.
    """

    frame: pl.DataFrame
    typed: bool
    row_word: str
    first_row: int
    mixed: frozenset[str]
    file: str

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
        """Where a row stands, for messages."""
        row = f"{self.file}, {self.row_word} {position + self.first_row}"
        return f"{row}, column {column}" if column else row


def read_payload(content: bytes, file: str) -> Payload:
    """Recognise the form and read the columns.

    Args:
        content: The bytes as they came.
        file: Name for messages.

    Raises:
        BrokenFile: It is damaged, an HTML page, an error message, or no table.
    """
    content = unpacked(content, file, limits.MARKET_FILE_BYTES)
    if content.startswith(PARQUET):
        return _parquet(content, file)
    text = content.removeprefix(BOM).lstrip()
    if not text:
        raise BrokenFile("the file is empty", where=file, next_step="Download it again")
    if text.startswith(b"<"):
        raise BrokenFile(
            "an HTML or XML page stands where data is wanted",
            where=file,
            available=text[:80].decode("utf-8", "replace"),
        )
    if text[:1] in (b"{", b"["):
        return _json(text, file)
    return _csv(content.removeprefix(BOM), file)


def text_of(content: bytes, file: str) -> str:
    """A text file's text, gzipped or not.

    Args:
        content: The bytes as they came.
        file: Name for messages.

    Raises:
        BrokenFile: It is damaged, or no UTF-8 text.
    """
    return _text(unpacked(content, file, limits.MARKET_FILE_BYTES).removeprefix(BOM), file)


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenFile(
            f"the file is not UTF-8 text: {error.reason} at byte {error.start}",
            where=file,
            next_step="Save it as UTF-8",
        ) from None


def unpacked(content: bytes, file: str, most_bytes: int) -> bytes:
    """A file's bytes, out of gzip where they are in it.

    Args:
        content: The bytes as they came.
        file: Name for messages.
        most_bytes: How large it may be.

    Raises:
        BrokenFile: It is damaged, larger, or in a form that is not read.
    """
    plain = _out_of_gzip(content, file, most_bytes) if content.startswith(GZIP) else content
    for start, what in NOT_READ.items():
        if plain.startswith(start):
            raise BrokenFile(f"the file is {what}", where=file, next_step="Give it as UTF-8 text, gzipped or not")
    return plain


def _out_of_gzip(content: bytes, file: str, most_bytes: int) -> bytes:
    out = io.BytesIO()
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            while chunk := packed.read(CHUNK):
                out.write(chunk)
                if out.tell() > most_bytes:
                    raise BrokenFile(
                        f"the file unpacks to more than {limits.size_said(most_bytes)}",
                        where=file,
                        next_step="Split it into files of fewer days",
                    )
    except (OSError, EOFError, zlib.error) as error:
        raise BrokenFile(
            f"the gzip file is damaged or cut off: {error}", where=file, next_step="Download it again"
        ) from None
    return out.getvalue()


def _parquet(content: bytes, file: str) -> Payload:
    frame = read_parquet(content, file)
    return Payload(frame, typed=True, row_word="row", first_row=1, mixed=frozenset(), file=file)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]


def _csv(content: bytes, file: str) -> Payload:
    head = content[:CHUNK]
    if len(content) > CHUNK and b"\n" not in head:
        raise BrokenFile(
            "no line ends within the first megabyte of the file: it is no table",
            where=file,
            next_step="Give it as the publisher's CSV, JSON or Parquet",
        )
    _text(content, file)
    try:
        frame = pl.read_csv(content, infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.PolarsError as error:
        raise BrokenFile(
            f"the file is not a table: {_first_line(error)}",
            where=file,
            next_step="Give each row as many cells as the header",
        ) from None
    twice = [name for name in frame.columns if "_duplicated_" in name]
    if twice:
        name = twice[0].split("_duplicated_")[0]
        raise BrokenFile(f"the column {name} stands twice", where=file, available=", ".join(frame.columns))
    if frame.width == 1 and any(mark in frame.columns[0] for mark in ";\t"):
        raise BrokenFile("the cells are not separated by commas", where=file, available=frame.columns[0][:200])
    refuse_short_rows(content, width=frame.width, height=frame.height, file=file)
    frame = frame.rename({name: name.strip() for name in frame.columns})
    frame = frame.with_columns(pl.all().str.strip_chars().replace("", None))
    return Payload(frame, typed=False, row_word="row", first_row=2, mixed=frozenset(), file=file)


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
