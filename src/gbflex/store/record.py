"""The record: every file and response as it came, for ever.

`record/objects` holds contents by their SHA-256, compressed unless they already are. `record/entries` holds one
small file for each arrival: dataset, content, what its request said, settlement run, publisher's time, retrieval
time.
Both are only ever added to. Tables are derived from them and can be made again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from gbflex.analysis.answers.data import RefusedRow
from gbflex.errors import BrokenFile
from gbflex.store.disk import keep_file
from gbflex.store.entry import Entry

__all__ = ["Record"]

COMPRESSED: Final = (b"\x1f\x8b", b"PAR1", b"PK\x03\x04")
"""Contents that are compressed already begin like this."""

GZIP_LEVEL: Final = 4


class Record:
    """The record under a home folder. Only the one writer calls `keep`.

    Args:
        home: Where data lives.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "record"

    def keep(self, content: bytes, entry: Entry) -> None:
        """Keep an arrival; when this returns it is durable.

        Args:
            content: As it came.
            entry: What is known of it.
        """
        place = self._object(entry.sha256)
        if not place.exists():
            keep_file(
                place, content if content.startswith(COMPRESSED) else gzip.compress(content, GZIP_LEVEL, mtime=0)
            )
        target = self._entry(entry)
        if not target.exists():
            keep_file(target, json.dumps(asdict(entry), indent=1, sort_keys=True).encode())

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
        folder = self.folder / "refused" / dataset
        return [_refusal(path) for path in sorted(folder.glob("[!.]*.json"))]

    def count(self, dataset: str) -> int:
        """How many arrivals of a dataset there are."""
        folder = self.folder / "entries" / dataset
        return len(list(folder.glob("[!.]*.json"))) if folder.is_dir() else 0

    def entries(self, dataset: str) -> list[Entry]:
        """Every arrival of a dataset, by retrieval time.

        Raises:
            BrokenFile: An entry is damaged.
        """
        folder = self.folder / "entries" / dataset
        found = [_entry_of(path) for path in sorted(folder.glob("[!.]*.json"))] if folder.is_dir() else []
        return sorted(found, key=lambda entry: (entry.retrieved_time, entry.id))

    def datasets(self) -> list[str]:
        """Datasets of which anything arrived."""
        folder = self.folder / "entries"
        return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def content(self, entry: Entry) -> bytes:
        """The content of an arrival, as it came.

        Raises:
            BrokenFile: It is missing, or no longer what it was.
        """
        try:
            kept = self._object(entry.sha256).read_bytes()
            content = kept if _hash(kept) == entry.sha256 else gzip.decompress(kept)
        except (OSError, EOFError, zlib.error) as error:
            raise self._damaged(entry, str(error)) from None
        if _hash(content) != entry.sha256:
            raise self._damaged(entry, "its hash has changed")
        return content

    def _damaged(self, entry: Entry, reason: str) -> BrokenFile:
        return BrokenFile(
            f"the record's copy of {entry.file} is damaged: {reason}",
            where=str(self._object(entry.sha256)),
            next_step="Restore it from a backup, or remove the entry and import the file again",
        )

    def _object(self, sha256: str) -> Path:
        return self.folder / "objects" / sha256[:2] / sha256

    def _entry(self, entry: Entry) -> Path:
        return self.folder / "entries" / entry.dataset / f"{entry.id}.json"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refusal(path: Path) -> RefusedRow:
    try:
        said = json.loads(path.read_text("utf-8"))
        return {"file": str(said["file"]), "refused": str(said["refused"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"file": path.name, "refused": "its note is damaged"}


def _entry_of(path: Path) -> Entry:
    try:
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        entry = Entry(**kept)
        if entry.id != path.stem:
            raise ValueError(f"it says {entry.id}")  # noqa: TRY301 (told with the rest)
        for instant in (entry.retrieved, entry.published):
            assert instant is None or instant.tzinfo is not None  # noqa: S101 (told with the rest)
    except (OSError, ValueError, TypeError, AttributeError, AssertionError) as error:
        raise BrokenFile(
            f"an entry of the record is damaged: {error or type(error).__name__}",
            where=str(path),
            next_step="Restore it from a backup",
        ) from None
    return entry
