"""What a user imported beside market data: one sealed JSON file for each thing, whole or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from gbflex.errors import BrokenFile, InputError
from gbflex.gb.rates.statement import Statement
from gbflex.store.disk import files_in, keep_file
from gbflex.store.seal import sealed

__all__ = ["Imported", "ImportedKind", "keep_statement"]

Thing = TypeVar("Thing")
StatementT = TypeVar("StatementT", bound=Statement)


class Imported(NamedTuple, Generic[StatementT]):
    """A distributor's statement and when it was imported, ISO UTC."""

    statement: StatementT
    retrieved_time: str


@dataclass(frozen=True)
class ImportedKind(Generic[Thing]):
    """A kind of thing that is imported and kept.

    Attributes:
        name: As `data import` calls it.
        words: What it is, in a message.
        files_below: Its files, as a pattern below the home folder.
        next_step: What mends a damaged one.
        thing_of: A kept file's bytes as the thing.
    """

    name: str
    words: str
    files_below: str
    next_step: str
    thing_of: Callable[[bytes], Thing]

    def keep(self, target: Path, said: Mapping[str, object], now: datetime) -> Path:
        """Keep one, in the place of an earlier one; where it lies.

        Args:
            target: Where it goes.
            said: What it says.
            now: The clock, aware UTC.

        Raises:
            InputError: The place cannot be written.
        """
        try:
            keep_file(target, sealed({"retrieved_time": f"{now:%Y-%m-%dT%H:%M:%SZ}", **said}, indent=1))
        except OSError as error:
            raise InputError(
                f"the {self.words} cannot be kept: {error.strerror}",
                where=str(target),
                next_step="Choose another GBFLEX_HOME, or make room on its disk",
            ) from None
        return target

    def files(self, home: Path) -> list[Path]:
        """The files that are kept, by name.

        Args:
            home: Where data lives.
        """
        folder, _, pattern = self.files_below.rpartition("/")
        return files_in(home / folder, pattern)

    def read(self, path: Path) -> Thing:
        """A kept file as the thing.

        Args:
            path: The file.

        Raises:
            BrokenFile: It is damaged.
        """
        try:
            return self.thing_of(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BrokenFile(
                f"imported {self.words} are damaged: {error}", where=str(path), next_step=self.next_step
            ) from None

    def kept(self, home: Path) -> list[Thing]:
        """Everything of the kind that is kept, by file name.

        Args:
            home: Where data lives.

        Raises:
            BrokenFile: A kept file is damaged.
        """
        return [self.read(path) for path in self.files(home)]


def keep_statement(
    kind: ImportedKind[Imported[StatementT]], home: Path, statement: StatementT, now: datetime
) -> Path:
    """Keep a distributor's statement; an earlier one of the same year and area is replaced.

    Args:
        kind: Of what kind it is.
        home: Where data lives.
        statement: As read from its file.
        now: The clock, aware UTC.

    Raises:
        InputError: The place cannot be written.
    """
    name = f"{statement.charging_year_start}-{statement.licence_area}.json"
    return kind.keep(home / "rates" / kind.name / name, dataclasses.asdict(statement), now)
