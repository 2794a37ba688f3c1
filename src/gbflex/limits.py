"""How much gbflex takes from outside, and how long it waits: every limit on bytes, rows, tries and seconds.

What is larger is refused before it is parsed, with its size and the limit. A gzip file counts as what it unpacks
to.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ALLOWANCE_ATTEMPTS",
    "ANSWER_BYTES",
    "COMPARED_RUNS",
    "EFFICIENCY_LEAST",
    "FIRST_WAIT_SECONDS",
    "LOAD_FILE_BYTES",
    "LOCK_SECONDS",
    "MARKET_FILE_BYTES",
    "PAGES",
    "PRICE_FILE_BYTES",
    "READER_BYTES",
    "READER_SECONDS",
    "REQUEST_SECONDS",
    "REQUEST_TRIES",
    "SILENCE_SECONDS",
    "SITE_FILE_BYTES",
    "SITE_FILE_DEPTH",
    "SITE_FILE_VALUES",
    "STOP_SECONDS",
    "WAIT_SECONDS",
    "WHOLE_FILE_BYTES",
    "WORKBOOK_BYTES",
    "WORKBOOK_CELLS",
    "size_said",
]

MB: Final = 1_000_000

SITE_FILE_BYTES: Final = 1 * MB
"""A site file."""
SITE_FILE_VALUES: Final = 10_000
"""Values of a site file once its aliases are spelt out."""
SITE_FILE_DEPTH: Final = 40
"""How deep the values of a site file may be nested."""
LOAD_FILE_BYTES: Final = 200 * MB
"""A load file."""
PRICE_FILE_BYTES: Final = 200 * MB
"""A price file of a site, as it lies and as it unpacks."""
MARKET_FILE_BYTES: Final = 10_000 * MB
"""A market file, as it lies and as it unpacks. CSV and Parquet are read in pieces."""
WHOLE_FILE_BYTES: Final = 2_000 * MB
"""A file that is read whole, as it unpacks: JSON, Parquet in gzip, line loss factors, a directory of postcodes."""
WORKBOOK_BYTES: Final = 200 * MB
"""A workbook, unpacked."""
WORKBOOK_CELLS: Final = 5_000_000
"""Cells of a sheet of a workbook."""

READER_SECONDS: Final = 120
"""How long a process of its own may read a workbook or try a Parquet file."""
READER_BYTES: Final = 4_000 * MB
"""Memory of a process that reads a workbook."""
ANSWER_BYTES: Final = 256 * MB
"""A publisher's answer, unpacked."""
REQUEST_SECONDS: Final = 300.0
"""A whole request: every try, every wait between tries and the body."""
SILENCE_SECONDS: Final = 60.0
"""How long a publisher may say nothing in the middle of an answer."""
FIRST_WAIT_SECONDS: Final = 0.5
"""The wait before the second try where the publisher names none; it doubles from try to try."""
WAIT_SECONDS: Final = 120.0
"""The longest wait between tries that a publisher may ask for."""
REQUEST_TRIES: Final = 6
"""Tries of a request."""
ALLOWANCE_ATTEMPTS: Final = 8
"""How often in one fetch a publisher may shorten the window that it allows."""
PAGES: Final = 2_000
"""Pages of one table: ten million rows of NESO's portal."""

LOCK_SECONDS: Final = 30.0
"""How long an answer that has come waits for another writer of the record."""
STOP_SECONDS: Final = 3.0
"""How long a stopped command may tidy up before it is ended."""

COMPARED_RUNS: Final = 100
"""Variants times modes that are compared at once."""

EFFICIENCY_LEAST: Final = 0.01
"""The least efficiency of an asset: below it a per cent sign was lost, or a decimal."""


def size_said(count: int) -> str:
    """Bytes as a reader says them.

    Example:
        >>> size_said(1_500_000), size_said(900)
        ('1.5 MB', '900 bytes')
    """
    return f"{count / MB:,.1f} MB" if count >= MB / 10 else f"{count:,} bytes"
