"""The record: every file and response as it came, for ever.

`record/objects` holds contents by their SHA-256, compressed unless they already are. `record/entries` holds one
small file for each arrival: dataset, content, what its request said, settlement run, publisher's time, retrieval
time.
Both are only ever added to. Tables are derived from them and can be made again.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final, NamedTuple

from gbflex.analysis.answers.data import RefusedRow
from gbflex.content import Content, Packed, blocks, measured
from gbflex.errors import BrokenFile
from gbflex.store.disk import files_in, keep_file
from gbflex.store.entry import Entry
from gbflex.store.in_threads import in_threads
from gbflex.store.seal import json_of, with_check, without_check

__all__ = ["ReadEntries", "Record"]

COMPRESSED: Final = (b"\x1f\x8b", b"PAR1", b"PK\x03\x04")
"""Contents that are compressed already begin like this."""

GZIP_LEVEL: Final = 2
GZIP_BITS: Final = 31
"""How zlib is told to write a gzip file."""


UNREADABLE: Final = (OSError, EOFError, zlib.error, ValueError)
"""What reading a damaged object ends in."""


class ReadEntries(NamedTuple):
    """Entries that were read, and files of entries that are damaged, with why."""

    sound: list[Entry]
    damaged: list[tuple[Path, BrokenFile]]


class Record:
    """The record under a home folder. Only the one writer calls `keep`.

    Args:
        home: Where data lives.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "record"

    def keep(self, content: Content, entry: Entry) -> None:
        """Keep an arrival; when this returns it is durable. A damaged copy of the same content is mended.

        Args:
            content: As it came.
            entry: What is known of it.

        Raises:
            BrokenFile: It is no longer what was read.
        """
        place = self._object(entry.sha256)
        if not self._is_whole(place, entry.sha256):
            keep_file(place, _as_kept(content, entry))
        target = self._entry(entry)
        if not target.exists():
            keep_file(target, _written(entry))

    def refuse(self, content: bytes, entry: Entry, reason: str) -> None:
        """Keep a response that could not be read, beside the record, so that somebody can look at it.

        Args:
            content: As it came.
            entry: What is known of it.
            reason: Why it was refused.
        """
        folder = self.folder / "refused" / entry.dataset
        keep_file(folder / f"{entry.id}.body", content)
        keep_file(folder / f"{entry.id}.json", json.dumps(asdict(entry) | {"refused": reason}, indent=1).encode())

    def refused(self, dataset: str) -> list[RefusedRow]:
        """Responses of a dataset that could not be read, with the reason."""
        return [_refusal(path) for path in files_in(self.folder / "refused" / dataset, "*.json")]

    def count(self, dataset: str) -> int:
        """How many arrivals of a dataset there are."""
        return len(self.entry_files(dataset))

    def entry_files(self, dataset: str) -> list[Path]:
        """The files of a dataset's entries; each is named by its entry's id."""
        return files_in(self.folder / "entries" / dataset, "*.json")

    def entries(self, dataset: str) -> list[Entry]:
        """Every arrival of a dataset, by retrieval time.

        Raises:
            BrokenFile: An entry is damaged.
        """
        found = [_entry_of(path) for path in self.entry_files(dataset)]
        return sorted(found, key=lambda entry: (entry.retrieved_time, entry.id))

    def read_entries(self, dataset: str) -> ReadEntries:
        """Every entry of a dataset, and what is wrong with those that are damaged."""
        read = ReadEntries([], [])
        for path in self.entry_files(dataset):
            try:
                read.sound.append(_entry_of(path))
            except BrokenFile as error:
                read.damaged.append((path, error))
        return read

    def restore(self, entry: Entry) -> None:
        """Write an entry again, in the place of a damaged one."""
        keep_file(self._entry(entry), _written(entry))

    def size_of(self, sha256: str) -> int | None:
        """Bytes of a content as it came; null where it is missing or damaged."""
        try:
            return measured(_content(self._object(sha256), sha256)).size
        except UNREADABLE:
            return None

    def datasets(self) -> list[str]:
        """Datasets of which anything arrived."""
        folder = self.folder / "entries"
        return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def content(self, entry: Entry) -> Content:
        """The content of an arrival, as it came.

        Raises:
            BrokenFile: It is missing, or no longer what it was.
        """
        try:
            return _content(self._object(entry.sha256), entry.sha256)
        except UNREADABLE as error:
            raise self._damaged(entry, str(error)) from None

    def _is_whole(self, place: Path, sha256: str) -> bool:
        try:
            _content(place, sha256)
        except UNREADABLE:
            return False
        return True

    def _damaged(self, entry: Entry, reason: str) -> BrokenFile:
        return BrokenFile(
            f"the record's copy of {entry.file} is damaged: {reason}",
            where=str(self._object(entry.sha256)),
            next_step="Import the same file again, or restore it from a backup",
        )

    def _object(self, sha256: str) -> Path:
        return self.folder / "objects" / sha256[:2] / sha256

    def _entry(self, entry: Entry) -> Path:
        return self.folder / "entries" / entry.dataset / f"{entry.id}.json"


def _content(place: Path, sha256: str) -> Content:
    """The content that lies in a place, after a look at every byte of it."""
    content: Content
    for content in (place, Packed(place)):
        if measured(content).sha256 == sha256:
            return content
    raise ValueError("its hash has changed")


def _as_kept(content: Content, entry: Entry) -> Iterator[bytes]:
    """A content as it is kept: compressed, unless it already is. Each block is a gzip member of its own."""
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for block in blocks(content):
            digest.update(block)
            yield block

    came = hashed()
    first = next(came, b"")
    every = itertools.chain([first], came)
    yield from every if first.startswith(COMPRESSED) else in_threads(_gzipped, every)
    if digest.hexdigest() != entry.sha256:
        raise BrokenFile("the file changed while it was imported", where=entry.file, next_step="Import it again")


def _gzipped(block: bytes) -> bytes:
    return zlib.compress(block, GZIP_LEVEL, wbits=GZIP_BITS)


def _written(entry: Entry) -> bytes:
    # A check, because its id leaves out the name of a user's file.
    return json.dumps(with_check(asdict(entry)), indent=1, sort_keys=True).encode()


def _refusal(path: Path) -> RefusedRow:
    try:
        said = json_of(path.read_bytes())
        return {"file": str(said["file"]), "refused": str(said["refused"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"file": path.name, "refused": "its note is damaged"}


def _entry_of(path: Path) -> Entry:
    try:
        # Entries of the first versions carry no check.
        entry = Entry(**without_check(json_of(path.read_bytes()), needed=False))
        if entry.id != path.stem:
            raise ValueError(f"it says {entry.id}")  # noqa: TRY301 (told with the rest)
        for instant in (entry.retrieved, entry.published):
            assert instant is None or instant.tzinfo is not None  # noqa: S101 (told with the rest)
    except (OSError, ValueError, TypeError, AttributeError, AssertionError) as error:
        raise BrokenFile(
            f"an entry of the record is damaged: {error or type(error).__name__}",
            where=str(path),
            next_step="Make it again from its table: gbflex data verify",
        ) from None
    return entry
