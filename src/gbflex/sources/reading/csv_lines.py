"""A CSV cut between its lines, so that each piece is a CSV of its own under the same header.

A line end inside a quoted cell is no line end. A cell is quoted where its first character is a quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

import numpy as np

__all__ = ["PIECE_BYTES", "Lines", "NeverEnding", "csv_pieces"]

PIECE_BYTES: Final = 32_000_000
"""How much of a CSV is read at a time: 200,000 rows of acceptances."""

LONGEST_LINE_BYTES: Final = 64_000_000
HEADER_BYTES: Final = 1 << 20
QUOTE, COMMA, LINE_END = b'",\n'
QUOTED: Final = re.compile(rb'(?:\A|(?<=[,\n]))"(?:[^"]|"")*(?:"|\Z)')


class NeverEnding(Exception):
    """A line that does not end within the longest that is read."""


class Reads(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""


class Lines(NamedTuple):
    """Whole lines of a CSV under its header.

    Attributes:
        text: The header and the lines.
        again: How many bytes of the text, at its beginning, were in an earlier piece.
    """

    text: bytes
    again: int


def csv_pieces(file: Reads) -> Iterator[Lines]:
    """Whole lines of a CSV, a piece at a time, each after the first with the header in front.

    Args:
        file: The CSV.

    Raises:
        NeverEnding: A line does not end.
    """
    left = header = b""
    while block := file.read(max(PIECE_BYTES - len(left), PIECE_BYTES // 2, 1)):
        left += block
        if len(left) > LONGEST_LINE_BYTES:
            raise NeverEnding
        if cut := _cut(left):
            begun = _header(left[:HEADER_BYTES]) if not header else b""
            if header or begun:
                yield Lines(header + left[:cut], len(header))
                left, header = left[cut:], header or begun
    if left:
        yield Lines(header + left, len(header))


def _header(text: bytes) -> bytes:
    """Everything up to the end of the first line that is not empty; nothing where it has no end yet."""
    cut = 0
    for end in _line_ends(text):
        if text[cut:end].strip(b"\r\n"):
            return text[:end]
        cut = end
    return b""


def _line_ends(text: bytes) -> Iterator[int]:
    quoted = [match.span() for match in QUOTED.finditer(text)]
    for match in re.finditer(rb"\n", text):
        if not any(begin <= match.start() < end for begin, end in quoted):
            yield match.end()


def _cut(text: bytes) -> int:
    """Behind the last line end that is no part of a cell; 0 where there is none."""
    cells = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(cells == QUOTE)
    before = cells[quotes[0::2] - 1][quotes[0::2] > 0]
    if not np.isin(before, (COMMA, LINE_END, QUOTE)).all():
        return _careful_cut(text)
    end = text.rfind(b"\n")
    while end >= 0 and (inside := int(np.searchsorted(quotes, end))) % 2:
        end = text.rfind(b"\n", 0, int(quotes[inside - 1]))
    return end + 1


def _careful_cut(text: bytes) -> int:
    """The same where a quotation mark stands inside a cell that is not quoted."""
    return QUOTED.sub(lambda match: b"x" * len(match.group()), text).rfind(b"\n") + 1
