"""A market dataset: its table, its publisher, the layouts it comes in, and where it is fetched from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from gbflex.content import Content
from gbflex.observations import ObservationTable, Parsed
from gbflex.sources.fetching.endpoints import Endpoint
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.rules import Rules
from gbflex.sources.reading.table import read_table
from gbflex.spill import Spill

__all__ = ["BMRS_LICENCE", "CHECKED", "Dataset", "Evidence", "unchanged"]

Evidence = Literal["seen", "checked against Elexon's description"]
"""Whether a real payload or file of it was read while it was written, or its layout and requests were held against
Elexon's own description of the interface (July 2024)."""

CHECKED: Final[Evidence] = "checked against Elexon's description"

BMRS_LICENCE: Final = "BMRS Data Licence (free to use with attribution)"


def unchanged(frame: pl.DataFrame) -> pl.DataFrame:
    """A table that needs nothing beyond its columns."""
    return frame


@dataclass(frozen=True)
class Dataset:
    """A market dataset.

    Attributes:
        table: What its rows mean, its key, units and ranges.
        layouts: The forms it comes in; each says the zone of its times.
        finish: What is worked out from the columns that came, row by row.
        publisher: Who publishes it.
        licence: Under what terms.
        documentation: Where the publisher describes it.
        revision: How and when values change afterwards.
        evidence: What it was checked against.
        keep: Which rows of a payload that serves several datasets are its own; null keeps all.
        endpoint: Where it is fetched from; null where it is not.
        local_only: Whether its licence forbids passing it on: it is never exported.
        together: Columns of the key; `relate` sees all rows of a payload that are equal in them. Empty: the key.
        relate: What is worked out from rows that belong together.
        sides: Whether a payload is of one side, bid or offer, that only its request names.
    """

    table: ObservationTable
    layouts: tuple[Layout, ...]
    publisher: str
    licence: str
    documentation: str
    revision: str
    evidence: Evidence
    finish: Callable[[pl.DataFrame], pl.DataFrame] = unchanged
    keep: pl.Expr | None = None
    endpoint: Endpoint | None = None
    local_only: bool = False
    together: tuple[str, ...] = ()
    relate: Callable[[pl.DataFrame], pl.DataFrame] = unchanged
    sides: bool = False

    @property
    def name(self) -> str:
        """Its name, publisher first."""
        return self.table.name

    @property
    def rules(self) -> Rules:
        """How its rows are read."""
        together = self.together or self.table.schema.key
        return Rules(self.table, self.layouts, self.finish, self.keep, together, self.relate)

    def parse(
        self, content: Content, *, file: str, said: Mapping[str, str] | None = None, spill: Spill | None = None
    ) -> Parsed:
        """What a publisher sent, as rows of the table.

        Args:
            content: What came: CSV, JSON or Parquet, gzipped or not.
            file: Name of the file or request, for messages.
            said: Values that only the request names, by column.
            spill: Where rows that do not fit into memory are put by; null is the system's place for such files.

        Raises:
            BrokenFile: It is not what the publisher documents; the field, row and column are named.
        """
        return read_table(content, file=file, rules=self.rules, said=said or {}, spill=spill or Spill())
