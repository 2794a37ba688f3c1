"""What is kept under a home folder, as one thing: the record, the tables made from it, and imported rates.

`bootstrap` makes one for a command, with its clock; whoever holds another has another folder, and neither sees the
other's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from gbflex.analysis.answers.data import StatusPart
from gbflex.analysis.answers.data_verify import VerifiedRow
from gbflex.content import Content
from gbflex.gb.rates.duos_statement import DuosStatement
from gbflex.gb.rates.line_loss_factors import LineLossStatement
from gbflex.observations import ObservationTable, Parsed
from gbflex.store.changes import Span, changed_by
from gbflex.store.engine import open_engine
from gbflex.store.entry import Entry
from gbflex.store.imported import Imported, keep_statement
from gbflex.store.imported_duos import DUOS
from gbflex.store.imported_llf import LINE_LOSSES
from gbflex.store.imported_postcodes import PlacesByOutwardCode, keep_postcodes, kept_postcodes
from gbflex.store.ingest import ParseEntry, Taken, publish, publish_pending, rebuilt, take
from gbflex.store.published import Tables
from gbflex.store.record import Record
from gbflex.store.status import dataset_status
from gbflex.store.verify import verified, verified_imports
from gbflex.store.writer import writing

__all__ = ["DataHome"]


@dataclass(frozen=True)
class DataHome:
    """A home folder.

    Attributes:
        folder: Where it is.
        now: The clock, aware UTC.
    """

    folder: Path
    now: Callable[[], datetime]

    @functools.cached_property
    def record(self) -> Record:
        """What arrived, as it came."""
        return Record(self.folder)

    @functools.cached_property
    def tables(self) -> Tables:
        """What arrived, as tables."""
        return Tables(self.folder)

    def status(self, table: ObservationTable) -> StatusPart | None:
        """What is held of a dataset; null where nothing ever arrived."""
        return dataset_status(self.folder, table, self.now())

    def writing(self, doing: str, *, wait_seconds: float = 0.0, tidy: bool = True) -> AbstractContextManager[None]:
        """Be the one writer; `doing` is what another writer is told. The rest as `writer.writing` takes it.

        Raises:
            RecordBusy: Another process is writing.
        """
        return writing(self.folder, doing, wait_seconds=wait_seconds, tidy=tidy)

    def take(self, table: ObservationTable, arrivals: Sequence[tuple[Content, Entry, Parsed]]) -> list[Taken]:
        """Record arrivals that were read, and publish their rows. The caller is the one writer."""
        return take(self.folder, table, arrivals)

    def watched(self, table: ObservationTable) -> Callable[[Span | None], pl.DataFrame]:
        """What of a span of dates holds otherwise than now, to be asked later; as `changed_values` returns it."""
        before = self.tables.manifest(table.name)
        return lambda span: changed_by(self.tables, table, before, self.tables.manifest(table.name), span)

    def publish(self, table: ObservationTable, read: Sequence[tuple[Entry, Parsed]]) -> None:
        """Publish the rows of recorded arrivals. The caller is the one writer."""
        publish(self.folder, table, read)

    def publish_pending(self, table: ObservationTable, parse: ParseEntry) -> None:
        """Publish what a writer before left unpublished. The caller is the one writer."""
        publish_pending(self.folder, table, parse)

    def rebuilt(self, table: ObservationTable, parse: ParseEntry) -> tuple[str | None, str | None]:
        """Make a table again from the record alone; its files' hash before and after. The caller is the writer."""
        return rebuilt(self.folder, table, parse)

    def verified(self, table: ObservationTable, parse: ParseEntry) -> VerifiedRow:
        """Read every byte of a dataset, and mend what can be. The caller is the one writer."""
        return verified(self.folder, table, parse)

    def verified_imports(self) -> list[VerifiedRow]:
        """Read every imported statement and directory."""
        return verified_imports(self.folder)

    def engine(self, tables: Iterable[ObservationTable]) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """DuckDB with a view `publisher.dataset` for each table."""
        return open_engine(self.folder, tables)

    def statements(self) -> list[Imported[DuosStatement]]:
        """Every DUoS statement that was imported."""
        return DUOS.kept(self.folder)

    def keep_statement(self, statement: DuosStatement) -> Path:
        """Keep a DUoS statement, in the place of an earlier one of its year and area; where it lies."""
        return keep_statement(DUOS, self.folder, statement, self.now())

    def line_losses(self) -> list[Imported[LineLossStatement]]:
        """Line loss factors that were imported."""
        return LINE_LOSSES.kept(self.folder)

    def keep_line_losses(self, statement: LineLossStatement) -> Path:
        """Keep line loss factors, in the place of earlier ones of their year and area; where they lie."""
        return keep_statement(LINE_LOSSES, self.folder, statement, self.now())

    def postcodes(self) -> PlacesByOutwardCode:
        """Where outward codes lie, by the directory that was imported; empty where none was."""
        return kept_postcodes(self.folder)

    def keep_postcodes(self, places: PlacesByOutwardCode, file: str, sha256: str) -> Path:
        """Keep a directory of postcodes in the place of an earlier one; where it lies."""
        return keep_postcodes(self.folder, places, file, sha256, self.now())
