"""Frames put by until they are wanted again: the first in memory, the rest in a file without a name.

Nothing of it is left behind, however the process ends.
"""

from __future__ import annotations

import io
import tempfile
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from gbflex.errors import InputError

__all__ = ["HELD_BYTES", "PutBy", "Spill"]

HELD_BYTES: Final = 128_000_000
"""Frames up to this size stay in memory."""


class _Scratch:
    """A file without a name, closed when nobody has a frame in it any more."""

    def __init__(self, folder: Path | None) -> None:
        self.bytes = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (it outlives this call)
        self.end = 0
        self._alone = threading.Lock()
        weakref.finalize(self, self.bytes.close)

    def write(self, content: memoryview) -> int:
        """Write at the end; where that was."""
        begin = self.end
        with self._alone:
            self.bytes.seek(begin)
            self.bytes.write(content)
        self.end += len(content)
        return begin

    def read(self, begin: int, size: int) -> bytes:
        """Read a part; several threads may."""
        with self._alone:
            self.bytes.seek(begin)
            return self.bytes.read(size)


@dataclass(frozen=True, eq=False)
class PutBy:
    """A frame that was put by.

    Attributes:
        rows: Its rows.
        frame: The frame itself, where it stayed in memory.
        file: The file that it lies in otherwise.
        begin: Where in the file it begins.
        size: How many bytes it takes there.
    """

    rows: int
    frame: pl.DataFrame | None
    file: _Scratch | None = None
    begin: int = 0
    size: int = 0

    def read(self) -> pl.DataFrame:
        """The frame."""
        if self.frame is not None:
            return self.frame
        assert self.file is not None  # noqa: S101 (it has one of the two)
        return pl.read_ipc_stream(self.file.read(self.begin, self.size))


class Spill:
    """Takes frames for a while.

    Args:
        folder: Where its file may lie; null is the system's place for such files.
        held_bytes: How much stays in memory; null is `HELD_BYTES`.
    """

    def __init__(self, folder: Path | None = None, *, held_bytes: int | None = None) -> None:
        self.folder, self.held_bytes = folder, HELD_BYTES if held_bytes is None else held_bytes
        self._in_memory = 0
        self._file: _Scratch | None = None

    def keep(self, frame: pl.DataFrame) -> PutBy:
        """Put a frame by.

        Args:
            frame: The frame.

        Raises:
            InputError: There is no room for it.
        """
        size = int(frame.estimated_size())
        if self._in_memory + size <= self.held_bytes:
            self._in_memory += size
            return PutBy(len(frame), frame)
        content = io.BytesIO()
        # The stream form: around a thousand rows, of which there are many, it costs a third of the file form.
        frame.write_ipc_stream(content, compression="lz4")
        written = content.getbuffer()
        try:
            file = self._scratch()
            return PutBy(len(frame), None, file, file.write(written), len(written))
        except OSError as error:
            raise InputError(
                f"the file is larger than memory, and there is no room to sort it: {error.strerror or error}",
                where=str(self.folder or tempfile.gettempdir()),
                next_step="Make room on this disk",
            ) from None

    def another(self) -> Spill:
        """One more in the same place, with nothing in memory."""
        return Spill(self.folder, held_bytes=0)

    def _scratch(self) -> _Scratch:
        if self._file is None:
            if self.folder is not None:
                self.folder.mkdir(parents=True, exist_ok=True)
            self._file = _Scratch(self.folder)
        return self._file
