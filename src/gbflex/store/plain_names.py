"""Paths as DuckDB reads them: a name is a name, never a pattern.

DuckDB takes `*`, `?` and `[` in a path as a pattern, also in the name of a folder, and its own escape `[[]` fails
in some places. A file with such a path is given to it under a link with a plain name.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

__all__ = ["parquet_source", "plain_names", "quoted"]

PATTERN_LETTERS: Final = frozenset("*?[]\\")


@contextlib.contextmanager
def plain_names(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The same files under names that hold no pattern.

    Args:
        files: The files.

    Yields:
        Their paths, or links to them that are removed afterwards.
    """
    if not any(PATTERN_LETTERS.intersection(str(path.absolute())) for path in files):
        yield [path.absolute() for path in files]
        return
    with tempfile.TemporaryDirectory(prefix="gbflex-") as folder:
        links = [Path(folder) / f"{number}.parquet" for number in range(len(files))]
        for link, path in zip(links, files, strict=True):
            link.symlink_to(path.absolute())
        yield links


def parquet_source(files: Sequence[Path]) -> str:
    """Files as what stands after FROM. A folder called `year=2024` is a name too, no column.

    Args:
        files: As `plain_names` gives them, at least one.
    """
    return f"read_parquet([{', '.join(map(quoted, files))}], hive_partitioning = false)"


def quoted(path: Path) -> str:
    """A path as a SQL string."""
    return "'" + str(path).replace("'", "''") + "'"
