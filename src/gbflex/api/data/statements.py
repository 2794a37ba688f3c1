"""Statements of distributors that are imported together."""

from __future__ import annotations

from collections.abc import Iterable

from gbflex.errors import InputError
from gbflex.gb.rates.duos_tables import charging_year_label
from gbflex.gb.rates.statement import Statement

__all__ = ["refuse_twins"]


def refuse_twins(statements: Iterable[Statement]) -> None:
    """Raise where two are of one area and charging year.

    Args:
        statements: As read from the files.

    Raises:
        InputError: So it is; both files are named.
    """
    files: dict[tuple[int, str], str] = {}
    for statement in statements:
        key = statement.charging_year_start, statement.licence_area
        if key in files:
            raise InputError(
                f"{files[key]} and {statement.file} are both of area {key[1]}, {charging_year_label(key[0])}",
                where="FILE",
                next_step="Give the one that holds",
            )
        files[key] = statement.file
