"""Line loss factor files as they are given: a D0265 each, or three tables that belong together by their names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gbflex import limits
from gbflex.errors import InputError
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.line_loss_factors import LineLossStatement
from gbflex.outside_file import content_of
from gbflex.sources.llf.d0265 import is_d0265, read_d0265
from gbflex.sources.llf.factors_by_day import AREA_OF_PARTICIPANT
from gbflex.sources.llf.tables import COLUMNS, LlfTable, TableKind, read_tables, table_kind
from gbflex.sources.reading.payload import text_of

__all__ = ["read_line_loss_files"]

WORDS: Final = re.compile(r"[A-Za-z]+|\d+")
TABLE_NAME: Final = re.compile(r"_?(llfc_to_calendar|calendar|patterns)")


def read_line_loss_files(files: Sequence[Path], *, area: str | None) -> list[LineLossStatement]:
    """The statements of some files, one for each licence area and charging year.

    Args:
        files: D0265 files, and three tables for each other distributor and year.
        area: Distributor id, where the files do not say theirs.

    Raises:
        BrokenFile: A file is not what it should be; file and row are named.
        InputError: A table of three is missing, or the area is not known or another than the file's.
    """
    found: list[LineLossStatement] = []
    sets: dict[str, dict[TableKind, LlfTable]] = {}
    digests: dict[str, list[str]] = {}
    for path in files:
        content = content_of(path, limits.WHOLE_FILE_BYTES, kept=True)
        digest, text = hashlib.sha256(content).hexdigest(), text_of(content, path.name)
        if is_d0265(text):
            found += read_d0265(text, file=path.name, sha256=digest, area=area)
            continue
        table = table_kind(text, path.name)
        stem = "" if len(files) == len(COLUMNS) else TABLE_NAME.sub("", path.name)
        if table.kind in sets.setdefault(stem, {}):
            raise InputError(
                f"{sets[stem][table.kind].file} and {path.name} are both the {table.kind} table",
                where="FILE",
                next_step="Give the three tables of one distributor and year",
            )
        sets[stem][table.kind] = table
        digests.setdefault(stem, []).append(digest)
    for stem, tables in sets.items():
        found += _of_tables(tables, area, hashlib.sha256("".join(sorted(digests[stem])).encode()).hexdigest())
    return found


def _of_tables(tables: dict[TableKind, LlfTable], area: str | None, sha256: str) -> list[LineLossStatement]:
    missing = [kind for kind in COLUMNS if kind not in tables]
    names = ", ".join(table.file for table in tables.values())
    if missing:
        columns = "; ".join(", ".join(COLUMNS[kind]) for kind in missing)
        raise InputError(
            f"the table {' and the table '.join(missing)} is not among the files",
            where=names,
            next_step=f"Give it too, with the columns {columns}",
        )
    said = {found for table in tables.values() for found in _areas_in(table.file)}
    if area is None and len(said) != 1:
        raise InputError(
            "the files' names do not say which distributor the factors are of",
            where=names,
            available=", ".join(sorted(AREA_OF_PARTICIPANT)),
            next_step="Say --area ID",
        )
    if area is not None and said - {area}:
        raise InputError(
            f"the files' names say licence area {', '.join(sorted(said))}, not {area}",
            where="--area",
            next_step="Leave --area out, or rename the files",
        )
    return read_tables(tables, licence_area=area or said.pop(), sha256=sha256)


def _areas_in(name: str) -> set[str]:
    """Licence areas that a file's name says: a distributor's market participant id, or `12_2025`."""
    words = {word.upper() for word in WORDS.findall(name)}
    return {
        AREA_OF_PARTICIPANT[word] for word in words & AREA_OF_PARTICIPANT.keys()
    } or words & LICENCE_AREAS.keys()
