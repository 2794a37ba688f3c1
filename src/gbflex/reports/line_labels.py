"""Lines of a ledger as a page names them: the label that the registry gives, beside the id that files have."""

from __future__ import annotations

from typing import Final

from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES

__all__ = ["LINE_LABELS", "line_label"]

LINE_LABELS: Final = {line.name: line.label for line in (*CONTRACT_LINES, *CHARGES, *FUEL_CHARGES)}


def line_label(line: str) -> str:
    """A line in words; a name that is no line's stays as it is.

    Args:
        line: Its name.

    Example:
        >>> line_label("ppa"), line_label("bess")
        ('Power purchase agreement', 'bess')
    """
    return LINE_LABELS.get(line, line)
