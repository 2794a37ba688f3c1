"""Tables of observations: Parquet files by settlement date, published by renaming one manifest.

A table's folder holds files that never change, named by what they say, and `manifest.json`, which names those that
hold. Readers read the manifest and then its files: they never wait and never see half of a change. Files that gave
way are removed an hour later, when no reader can still be at them.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import numpy as np
import polars as pl

from gbflex.analysis.answers.data import Outcome
from gbflex.errors import BrokenFile
from gbflex.observations import ObservationTable
from gbflex.store.disk import keep_file
from gbflex.store.hashing import hash_of_rows
from gbflex.store.in_threads import in_threads
from gbflex.store.record import Record
from gbflex.store.seal import hash_of_file, sealed, unsealed
from gbflex.store.vintages import REPEATS, Observed, versions_of
from gbflex.tables import hash_of_texts

__all__ = ["Manifest", "Partition", "Tables", "held_bits", "in_span"]

GRACE_SECONDS: Final = 3600
MANIFEST: Final = "manifest.json"
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
MOST_PERIODS: Final = 50
OUTCOME_KEYS: Final = frozenset({"file", "kind", "retrieved_time", "settlement_run"})


@dataclass(frozen=True)
class Partition:
    """The files of one day or year.

    Attributes:
        current: Name of the file with the row that holds for each key.
        history: Name of the file with every observation; the same where no key has two.
        rows: Rows that hold.
        versions_hash: Hash of all versions.
        held: Which half-hours (or days) have a value: bits of period 1 upwards in hex, by date.
        runs: Rows that hold, by settlement run.
        first: First date.
        last: Last date.
        last_available: Latest `available_time`, ISO.
        last_retrieved: Latest `retrieved_time`, ISO.
        sizes: Bytes of each file, to notice damage.
        hashes: SHA-256 of each file, to notice any.
    """

    current: str
    history: str
    rows: int
    versions_hash: str
    held: Mapping[str, str]
    runs: Mapping[str, int]
    first: str
    last: str
    last_available: str
    last_retrieved: str
    sizes: Mapping[str, int]
    hashes: Mapping[str, str]

    @property
    def files(self) -> tuple[str, ...]:
        """Names of its files, each once."""
        return (self.current,) if self.current == self.history else (self.current, self.history)


@dataclass(frozen=True)
class Manifest:
    """What holds of a table.

    Attributes:
        partitions: By day or year.
        applied: What each arrival brought, by entry id.
        superseded: Files that gave way, and when (seconds since 1970).
        columns: Columns of the files; those of an earlier version of the table cannot be read beside today's.
    """

    partitions: Mapping[str, Partition] = field(default_factory=dict)
    applied: Mapping[str, Outcome] = field(default_factory=dict)
    superseded: Mapping[str, float] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @property
    def table_hash(self) -> str:
        """Hash of everything the table says: equal for equal histories, in whatever order they came."""
        return hash_of_texts([f"{name} {part.versions_hash}" for name, part in sorted(self.partitions.items())])


class Tables:
    """The tables under a home folder. Only the one writer calls `published` and `commit`.

    Args:
        home: Where data lives.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "tables"
        self.record = Record(home)

    def manifest(self, dataset: str) -> Manifest:
        """What holds of a table; empty where nothing does.

        Raises:
            BrokenFile: It is damaged.
        """
        path = self.folder / dataset / MANIFEST
        try:
            kept = unsealed(path.read_bytes())
            manifest = Manifest(
                {name: Partition(**part) for name, part in kept["partitions"].items()},
                kept["applied"],
                kept["superseded"],
                tuple(kept.get("columns", ())),
            )
            _check_shape(manifest)
        except FileNotFoundError:
            arrivals = self.record.count(dataset)
            if arrivals:
                raise _damaged(path, f"it is gone, and the record holds {arrivals} arrivals of it") from None
            return Manifest()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(path, str(error)) from None
        return manifest

    def names(self) -> list[str]:
        """Datasets that have a table, in order."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir()) if self.folder.is_dir() else []

    def contents_hash(self, dataset: str) -> str | None:
        """Hash of what a table's files say, read from the disk; null where one is missing or damaged, or none is.

        Args:
            dataset: The table's name.
        """
        try:
            manifest = self.manifest(dataset)
            said = [
                f"{name} {hash_of_rows(_read_file(self._checked(dataset, part, file)))}"
                for name, part in sorted(manifest.partitions.items())
                for file in part.files
            ]
        except BrokenFile:
            return None
        return hash_of_texts(said) if said else None

    def begin(self, dataset: str) -> None:
        """Make a table's empty manifest, so that one that is missing later means that it was lost."""
        if not self.record.count(dataset):
            self.commit(dataset, self.manifest(dataset))

    def published(
        self,
        manifest: Manifest,
        table: ObservationTable,
        additions: Iterable[Observed],
        applied: Mapping[str, Outcome],
    ) -> Manifest:
        """Write the files of a changed table; nothing holds until `commit`.

        Args:
            manifest: What holds before.
            table: The table.
            additions: Observations to add.
            applied: What each of their arrivals brought, by entry id.

        Raises:
            BrokenFile: What holds before has other columns, or is damaged.
        """
        self._check_columns(manifest, table)
        held = manifest.partitions
        by_part: dict[str, list[Observed]] = {}
        for addition in additions:
            for name in addition.rows.parts:
                by_part.setdefault(name, []).append(addition)

        def made(name: str) -> _Made:
            before = [self._read(table, held[name], held[name].history)] if name in held else []
            added = (one.part(name) for one in by_part[name])
            return _made(table, name, *versions_of([*before, *added], table))

        names, parts = sorted(by_part), dict(held)
        gone = {file for name in names if name in held for file in held[name].files}
        for name, new in zip(names, in_threads(made, names), strict=True):
            for file, content in new.files.items():
                _write(self.folder / table.name / file, content)
            parts[name] = new.partition
        files = {file for part in parts.values() for file in part.files}
        now = time.time()
        superseded = {**manifest.superseded, **dict.fromkeys(gone, now)}
        return Manifest(
            parts,
            {**manifest.applied, **applied},
            {file: when for file, when in superseded.items() if file not in files},
            tuple(table.polars_types),
        )

    def commit(self, dataset: str, manifest: Manifest) -> None:
        """Make a manifest hold, and remove files that gave way long ago."""
        old = {file for file, when in manifest.superseded.items() if time.time() - when > GRACE_SECONDS}
        kept = replace(
            manifest, superseded={file: when for file, when in manifest.superseded.items() if file not in old}
        )
        folder = self.folder / dataset
        keep_file(folder / MANIFEST, sealed(asdict(kept)))
        for file in old:
            (folder / file).unlink(missing_ok=True)

    def files(
        self, table: ObservationTable, first: date | None, last: date | None, *, history: bool = False
    ) -> list[Path]:
        """The files that hold rows of an inclusive span of dates; a table without dates has all.

        Raises:
            BrokenFile: A file is missing or no longer what was written, or was made by another version.
        """
        found = []
        manifest = self.manifest(table.name)
        self._check_columns(manifest, table)
        for part in manifest.partitions.values():
            if (first and part.last and part.last < first.isoformat()) or (
                last and part.first and part.first > last.isoformat()
            ):
                continue
            found.append(self._checked(table.name, part, part.history if history else part.current))
        return found

    def history(
        self, table: ObservationTable, first: date | None = None, last: date | None = None
    ) -> pl.DataFrame:
        """Every observation of a span, with when it became available and whether it repeats the one before.

        Args:
            table: The table.
            first: First date; null from the beginning.
            last: Last date, inclusive; null to the end.
        """
        frames = [_with_repeats(_read_file(path)) for path in self.files(table, first, last, history=True)]
        whole = pl.concat(frames) if frames else pl.DataFrame(schema={**table.polars_types, REPEATS: pl.Boolean()})
        return in_span(whole, table, first, last)

    def current(
        self, table: ObservationTable, first: date | None = None, last: date | None = None
    ) -> pl.DataFrame:
        """The row that holds for each key of a span.

        Args:
            table: The table.
            first: First date; null from the beginning.
            last: Last date, inclusive; null to the end.
        """
        frames = [_read_file(path) for path in self.files(table, first, last)]
        whole = pl.concat(frames) if frames else pl.DataFrame(schema=table.polars_types)
        return in_span(whole, table, first, last)

    def scan(self, table: ObservationTable, first: date | None, last: date | None) -> pl.LazyFrame:
        """The same as `current`, read only as far as a filter needs it.

        Args:
            table: The table.
            first: First date; null from the beginning.
            last: Last date, inclusive; null to the end.
        """
        files = self.files(table, first, last)
        if not files:
            return pl.LazyFrame(schema=table.polars_types)
        return in_span(pl.scan_parquet(files, glob=False, hive_partitioning=False), table, first, last)

    def damage(self, table: ObservationTable) -> list[BrokenFile]:
        """What is wrong with each file of a table; nothing where all are what was written.

        Args:
            table: The table.
        """
        found = []
        try:
            manifest = self.manifest(table.name)
            self._check_columns(manifest, table)
        except BrokenFile as error:
            return [error]
        for part in manifest.partitions.values():
            for file in part.files:
                try:
                    self._checked(table.name, part, file)
                except BrokenFile as error:
                    found.append(error)
        return found

    def _check_columns(self, manifest: Manifest, table: ObservationTable) -> None:
        """Raise where files have other columns than the table now: an earlier version made them."""
        if manifest.partitions and manifest.columns != tuple(table.polars_types):
            raise BrokenFile(
                f"the table {table.name} was made by another version of gbflex",
                where=str(self.folder / table.name),
                next_step="Make it again from the record: gbflex data rebuild",
            )

    def _checked(self, dataset: str, part: Partition, file: str) -> Path:
        path = self.folder / dataset / file
        try:
            size = path.stat().st_size
        except OSError:
            raise _damaged(path, "it is missing") from None
        if size != part.sizes[file]:
            raise _damaged(path, f"it has {size} bytes and should have {part.sizes[file]}")
        # At 1 GB/s this costs less than reading the table; nothing is remembered, because a disk that loses a bit
        # leaves the file's time as it was.
        if hash_of_file(path) != part.hashes[file]:
            raise _damaged(path, "it is not what was written: its hash has changed")
        return path

    def rows(self, table: ObservationTable, part: Partition) -> pl.DataFrame:
        """The rows of a part that hold.

        Args:
            table: The table.
            part: A part of what holds, or of what held until now.

        Raises:
            BrokenFile: Its file is missing or damaged.
        """
        return self._read(table, part, part.current)

    def _read(self, table: ObservationTable, part: Partition, file: str) -> pl.DataFrame:
        return _read_file(self._checked(table.name, part, file))


class _Made(NamedTuple):
    """A partition that is still to be written, and what each of its files will hold."""

    partition: Partition
    files: Mapping[str, bytes]


def _made(table: ObservationTable, name: str, current: pl.DataFrame, history: pl.DataFrame) -> _Made:
    current_hash = hash_of_rows(current)
    current_file = f"{name}-{current_hash[:20]}.parquet"
    files = {current_file: _packed(current)}
    if history is current:
        history_file, versions_hash = current_file, current_hash
    else:
        versions_hash = hash_of_rows(history.filter(~pl.col(REPEATS)).drop(REPEATS))
        history_file = f"{name}-all-{hash_of_rows(history)[:20]}.parquet"
        files[history_file] = _packed(history)
    dates = current[table.date_column] if table.date_column else None
    runs = current["settlement_run"].fill_null("unknown").value_counts()
    partition = Partition(
        current=current_file,
        history=history_file,
        rows=len(current),
        versions_hash=versions_hash,
        held=held_bits(current, table),
        runs=dict(sorted(runs.rows())),
        first="" if dates is None else str(dates.min()),
        last="" if dates is None else str(dates.max()),
        last_available=_text(current["available_time"].max()),
        last_retrieved=_text(history["retrieved_time"].max()),
        sizes={file: len(content) for file, content in files.items()},
        hashes={file: hashlib.sha256(content).hexdigest() for file, content in files.items()},
    )
    return _Made(partition, files)


def _packed(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd", statistics=True)
    return content.getvalue()


def _read_file(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path, glob=False, hive_partitioning=False)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise _damaged(path, (str(error).splitlines() or ["it cannot be read"])[0]) from None


def _check_shape(manifest: Manifest) -> None:
    """Raise where a manifest is not one: it may have been edited or damaged."""
    if not isinstance(manifest.applied, dict) or not isinstance(manifest.superseded, dict):
        raise TypeError("its parts are not what they should be")
    for part in manifest.partitions.values():
        for file in part.files:
            int(part.sizes[file])
            str(part.hashes[file])
    for outcome in manifest.applied.values():
        missing = OUTCOME_KEYS - outcome.keys()
        if missing or not ("refused" in outcome or "drift" in outcome):
            raise KeyError(", ".join(sorted(missing)) or "drift")


def in_span(frame: Frame, table: ObservationTable, first: date | None, last: date | None) -> Frame:
    """Rows of an inclusive span of dates; a table without dates has all."""
    if not table.date_column:
        return frame
    day = pl.col(table.date_column)
    if first is not None:
        frame = frame.filter(day >= first)
    return frame if last is None else frame.filter(day <= last)


def _text(instant: object) -> str:
    return instant.isoformat() if isinstance(instant, datetime) else ""


def _with_repeats(frame: pl.DataFrame) -> pl.DataFrame:
    return frame if REPEATS in frame.columns else frame.with_columns(pl.lit(value=False).alias(REPEATS))


def held_bits(frame: pl.DataFrame, table: ObservationTable) -> dict[str, str]:
    """Which half-hours, or days, have a value, by date: bits from period 1 upwards, in hex."""
    if table.complete == "none":
        return {}
    valued = frame.filter(pl.col(table.value).is_not_null())
    if valued.is_empty():
        return {}
    days = valued[table.date_column].to_numpy().astype("datetime64[D]")
    first = days.min()
    slot = 0 if table.complete == "day" else valued["settlement_period"].to_numpy() - 1
    held = np.zeros(((days.max() - first).astype(int) + 1, MOST_PERIODS), dtype=bool)
    held[(days - first).astype(int), slot] = True
    bits = (int.from_bytes(row.tobytes(), "little") for row in np.packbits(held, axis=1, bitorder="little"))
    return {str(first + number): f"{of_day:x}" for number, of_day in enumerate(bits) if of_day}


def _write(path: Path, content: bytes) -> None:
    """Write a file, also where it is there already: a damaged one is mended.

    Not synced to the disk one by one: after a loss of power the hashes in the manifest tell, and `rebuild` mends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".draft-{path.name}")
    draft.write_bytes(content)
    draft.replace(path)


def _damaged(path: Path, reason: str) -> BrokenFile:
    return BrokenFile(
        f"a table is damaged: {reason}",
        where=str(path),
        next_step="Make it again from the record: gbflex data rebuild",
    )
