"""Files that a user asked for: written whole or not at all, and never in the place of somebody else's.

What is written is noted under the home folder, with its hash and that of what it replaces. A file is replaced
where it is still what gbflex wrote there; an input of the same command, or any other file, only with `--force`.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from gbflex.errors import InputError
from gbflex.store.disk import keep_file, refuse_unsayable
from gbflex.store.seal import hash_of_file, sealed, unsealed

__all__ = ["Outputs", "csv_content"]

KEPT: Final = ("outputs", "rates", "record", "tables")
"""Folders of a home in which every file is gbflex's own."""
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
        with _told(place, option, "the file cannot be written"):
            if _is_device(place):
                # Such as /dev/stdout: it is written to; there is nothing to replace.
                place.write_bytes(content)
                return place
            # The file behind a link is written; the link stays.
            real = place.resolve()
            self._check(real, force=force, inputs=inputs, option=option)
            # Noted first: a command that is killed in between can be given again, whichever content stands there.
            self._note(real, content)
            keep_file(real, content)
        return place

    def check(self, target: Path, *, force: bool = False, option: str = "--out") -> None:
        """Raise where `write` would, before anything is worked out.

        Args:
            target: Where a file is to be written.
            force: As `write` takes it.
            option: What named the target, for the message.

        Raises:
            InputError: Another file stands there.
        """
        with _told(target, option, "the file cannot be written"):
            if not _is_device(target):
                self._check(target.resolve(), force=force, inputs=(), option=option)

    def make_folder(self, folder: Path, *, option: str = "--out") -> None:
        """Make the folder of files that are to be written.

        Args:
            folder: Where it is, or will be.
            option: What named it, for the message.

        Raises:
            InputError: A file stands there, it is inside what gbflex keeps, or it cannot be made.
        """
        with _told(folder, option, "the folder cannot be made"):
            self.refuse_kept(folder.resolve(), option=option)
            if folder.exists() and not folder.is_dir():
                raise InputError(
                    "a file stands where a folder is wanted",
                    where=str(folder),
                    next_step=f"Choose another {option}",
                )
            folder.mkdir(parents=True, exist_ok=True)

    def refuse_kept(self, real: Path, *, option: str = "--out") -> None:
        """Raise where a place is inside what gbflex keeps; `--force` is for a user's own files.

        Args:
            real: A file or folder to be written, without links.
            option: What named it, for the message.

        Raises:
            InputError: It is.
        """
        if any(real.is_relative_to((self.home / name).resolve()) for name in KEPT):
            raise InputError(
                "the place is inside what gbflex keeps", where=str(real), next_step=f"Choose another {option}"
            )

    def _check(self, real: Path, *, force: bool, inputs: Iterable[str | Path], option: str) -> None:
        refuse_unsayable(real)
        self.refuse_kept(real, option=option)
        if real.is_dir():
            raise InputError(
                "a folder stands where a file is to be written",
                where=str(real),
                next_step=f"Name a file in {option}",
            )
        if force or not real.exists():
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
            return noted["path"] == str(real) and hash_of_file(real) in noted["sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def _note(self, real: Path, content: bytes) -> None:
        try:
            hashes = {hashlib.sha256(content).hexdigest()}
            if self._is_ours(real):
                hashes.add(hash_of_file(real))
            keep_file(self._place_of_note(real), sealed({"path": str(real), "sha256": sorted(hashes)}))
        except OSError:
            # Nothing is lost: the next command that writes there asks for --force.
            return

    def _place_of_note(self, real: Path) -> Path:
        return self.home / "outputs" / f"{hashlib.sha256(str(real).encode()).hexdigest()[:32]}.json"


@contextlib.contextmanager
def _told(place: Path, option: str, what: str) -> Iterator[None]:
    """What the system says of a place, as an error of ours."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError(f"{what}: {reason}", where=str(place), next_step=f"Choose another {option}") from None


def _is_device(place: Path) -> bool:
    """Whether a device or a pipe stands there."""
    return place.exists() and not place.is_file() and not place.is_dir()


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
        # Texts repeat: most columns are seen to hold no formula from the few that they are made of.
        if kind == pl.String and frame[name].unique().str.contains(FORMULA).any()
    ]
    return frame.with_columns(texts).write_csv(datetime_format=datetime_format).encode()
