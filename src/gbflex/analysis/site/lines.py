"""A ledger added up by line and band, as bills and runs print it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.lines import LineRow
from gbflex.cashflows.ledger import Block, Ledger, worst_quality

__all__ = ["summed_lines"]


@dataclass
class _Sum:
    line: str
    band: str
    unit: str
    rate_unit: str
    kind: str
    payer: str
    payee: str
    by_period: NDArray[np.float64]
    amount_gbp: float = 0.0
    sources: dict[str, None] = field(default_factory=dict)
    qualities: set[str] = field(default_factory=set)
    has_rows: bool = False

    def add(self, block: Block) -> None:
        # A line of two rates charges the same MWh twice, and the MWh count once.
        np.maximum.at(self.by_period, block.position, block.quantity)
        self.amount_gbp += block.total_gbp
        if len(block.position) and not self.has_rows:
            self.sources, self.qualities, self.has_rows = {}, set(), True
        # Without any row a line is as sure as what its rows would have been made from.
        if len(block.position) or not self.has_rows:
            self.sources[block.source] = None
            self.qualities.add(block.quality)

    def row(self) -> LineRow:
        quantity = float(self.by_period.sum())
        return {
            "line": self.line,
            "band": self.band,
            "kind": self.kind,
            "payer": self.payer,
            "payee": self.payee,
            "quantity": quantity,
            "unit": self.unit,
            "rate": self.amount_gbp / quantity if quantity else 0.0,
            "rate_unit": self.rate_unit,
            "amount_gbp": self.amount_gbp,
            "source": "; ".join(self.sources),
            "quality": worst_quality(self.qualities),
        }


def summed_lines(ledger: Ledger) -> list[LineRow]:
    """One row per line and band: quantity, average rate, amount, sources and the worst quality.

    Args:
        ledger: What to add up.
    """
    sums: dict[tuple[str, str, str], _Sum] = {}
    for block in ledger:
        key = (block.line, block.band, block.quantity_unit)
        if key not in sums:
            sums[key] = _Sum(
                block.line,
                block.band,
                block.quantity_unit,
                block.rate_unit,
                block.kind,
                block.payer,
                block.payee,
                np.zeros(len(ledger.periods)),
            )
        sums[key].add(block)
    return [total.row() for total in sums.values()]
