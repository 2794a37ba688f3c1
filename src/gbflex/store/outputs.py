"""Files that a user asked for: written whole or not at all, and never in the place of somebody else's.

What was written is noted under the home folder with its hash. A file is replaced where it is still what gbflex
wrote there; an input of the same command, or any other file, only with `--force`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from gbflex.errors import InputError
from gbflex.store.disk import keep_file
from gbflex.store.seal import hash_of_file, sealed, unsealed

__all__ = ["Outputs", "csv_content"]

FORMULA: Final = r"^[=+\-@\t\r\n]"
"""A cell that begins like this is a formula, or worse, to a spreadsheet."""


@dataclass(frozen=True)
class Outputs:
    """Writes the files that users ask for.

    Attributes:
        home: Where it is noted what was written.
    """

    home: Path

    def write(
        self,
        target: str | Path,
        content: bytes,
        *,
        force: bool = False,
        inputs: Iterable[str | Path] = (),
        option: str = "--out",
    ) -> Path:
        """Write a file.

        Args:
            target: Where; its folder is made.
            content: What it holds.
            force: Replace whatever file stands there.
            inputs: Files that the content was made from.
            option: What named the target, for the message.

        Raises:
            InputError: Another file stands there, or the place cannot be written.
        """
        place = Path(target)
        try:
            self._write(place, content, force=force, inputs=inputs, option=option)
        except (OSError, ValueError, RuntimeError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise InputError(
                f"the file cannot be written: {reason}", where=str(place), next_step=f"Choose another {option}"
            ) from None
        return place

    def _write(
        self, place: Path, content: bytes, *, force: bool, inputs: Iterable[str | Path], option: str
    ) -> None:
        if place.exists() and not place.is_file() and not place.is_dir():
            # A device or a pipe, such as /dev/stdout, is written to; there is nothing to replace.
            place.write_bytes(content)
            return
        # The file behind a link is written; the link stays.
        real = place.resolve()
        if real.exists():
            self._check(real, force=force, inputs=inputs, option=option)
        keep_file(real, content)
        self._note(real, content)

    def _check(self, real: Path, *, force: bool, inputs: Iterable[str | Path], option: str) -> None:
        if real.is_dir():
            raise InputError(
                "a folder stands where a file is to be written",
                where=str(real),
                next_step=f"Name a file in {option}",
            )
        if force:
            return
        if any(Path(one).exists() and real.samefile(one) for one in inputs):
            raise InputError(
                "the output would replace a file that it is made from",
                where=str(real),
                next_step=f"Choose another {option}, or add --force",
            )
        if not self._is_ours(real):
            raise InputError(
                "a file stands there that gbflex did not write, or that was changed since",
                where=str(real),
                next_step=f"Choose another {option}, or add --force to replace it",
            )

    def _is_ours(self, real: Path) -> bool:
        try:
            noted = unsealed(self._place_of_note(real).read_bytes())
            return bool(noted == {"path": str(real), "sha256": hash_of_file(real)})
        except (OSError, ValueError):
            return False

    def _note(self, real: Path, content: bytes) -> None:
        try:
            keep_file(
                self._place_of_note(real),
                sealed({"path": str(real), "sha256": hashlib.sha256(content).hexdigest()}),
            )
        except OSError:
            # Nothing is lost: the next command that writes there asks for --force.
            return

    def _place_of_note(self, real: Path) -> Path:
        return self.home / "outputs" / f"{hashlib.sha256(str(real).encode()).hexdigest()[:32]}.json"


def csv_content(frame: pl.DataFrame, *, datetime_format: str | None = None) -> bytes:
    r"""A frame as CSV. A text cell that a spreadsheet would run as a formula begins with an apostrophe.

    Args:
        frame: The rows.
        datetime_format: How instants are written; null as Polars does.

    Example:
        >>> csv_content(pl.DataFrame({"name": ["=1+1", "a"], "gbp": [-1.0, 2.0]}))
        b"name,gbp\n'=1+1,-1.0\na,2.0\n"
    """
    texts = [
        pl.when(pl.col(name).str.contains(FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    ]
    return frame.with_columns(texts).write_csv(datetime_format=datetime_format).encode()
