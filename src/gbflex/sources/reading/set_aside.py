"""Rows that are set aside, counted over all pieces of a payload; the first of each kind is shown."""

from __future__ import annotations

from dataclasses import dataclass

from gbflex.observations import SetAside

__all__ = ["SetAsideRows"]


@dataclass(frozen=True)
class _Kind:
    first_row: int
    said: SetAside


class SetAsideRows:
    """What was set aside so far."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[int, int], _Kind] = {}

    def add(self, kind: tuple[int, int], reason: str, rows: int, *, first_row: int, where: str) -> None:
        """Count rows.

        Args:
            kind: What is wrong with them; kinds are listed in this order.
            reason: The same in words, of the first.
            rows: How many.
            first_row: Position of the first among all rows.
            where: Where it stands.
        """
        one = _Kind(first_row, SetAside(reason, rows, where))
        before = self._kinds.get(kind)
        if before:
            first = min(before, one, key=lambda each: each.first_row)
            rows += before.said.rows
            one = _Kind(first.first_row, SetAside(first.said.reason, rows, first.said.first))
        self._kinds[kind] = one

    def listed(self) -> tuple[SetAside, ...]:
        """Each kind with its rows."""
        return tuple(self._kinds[kind].said for kind in sorted(self._kinds))
