"""What every statement of a distributor has: an area, a charging year, and the file it was read from."""

from __future__ import annotations

from dataclasses import Field
from typing import Any, ClassVar, Protocol

__all__ = ["Statement"]


class Statement(Protocol):
    """A dataclass of one distributor and charging year."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def licence_area(self) -> str:
        """Distributor id."""

    @property
    def charging_year_start(self) -> int:
        """2025 is 1 April 2025 to 31 March 2026."""

    @property
    def file(self) -> str:
        """Where it comes from."""
