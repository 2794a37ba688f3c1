"""One writer at a time. The lock is the operating system's: it ends with the process, however that ends."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from gbflex.errors import InputError, RecordBusy
from gbflex.store.disk import remove_drafts
from gbflex.store.seal import json_of

__all__ = ["writing"]


@contextlib.contextmanager
def writing(home: Path, doing: str, *, wait_seconds: float = 0.0, tidy: bool = True) -> Iterator[None]:
    """Be the one writer of the record and its tables. Nobody waits for the network in here.

    Args:
        home: Where data lives.
        doing: What for, for the message another writer gets.
        wait_seconds: How long to wait for another writer to end.
        tidy: Whether to clear what killed writers left; a command that writes often does it once.

    Raises:
        RecordBusy: Another process is writing; it is named.
        InputError: The place cannot be written.
    """
    folder = home / "record"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=wait_seconds)
        lock.acquire()
    except Timeout:
        raise RecordBusy(
            "another process is writing to the record",
            where=str(folder),
            available=_holder(folder),
            next_step="Reading goes on; write again when it has ended",
        ) from None
    except OSError as error:
        raise InputError(
            f"the record cannot be written: {error.strerror or error}",
            where=str(folder),
            next_step="Choose another GBFLEX_HOME, or make room on its disk",
        ) from None
    try:
        _sign(folder, doing)
        if tidy:
            remove_drafts(folder)
            remove_drafts(home / "tables")
        yield
    except OSError as error:
        raise InputError(
            f"the record cannot be written: {error.strerror or error}",
            where=str(home),
            next_step="Choose another GBFLEX_HOME, or make room on its disk",
        ) from None
    finally:
        lock.release()


def _sign(folder: Path, doing: str) -> None:
    since = datetime.now(UTC)
    who = {"process": os.getpid(), "doing": doing, "since": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
    (folder / ".holder").write_text(json.dumps(who), "utf-8")


def _holder(folder: Path) -> str:
    try:
        who = json_of((folder / ".holder").read_bytes())
        return f"process {who['process']}, {who['doing']}, since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its name is not known yet"
