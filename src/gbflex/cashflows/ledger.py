"""The ledger: every pound is a row, and totals only add rows up.

Kept by the asset owner, net of VAT. `quantity` is never negative; `rate_gbp_per_unit` is signed
(negative: the party pays); `amount_gbp = quantity x rate_gbp_per_unit`. Rows are held in blocks that
share everything but time, quantity and rate, so that a year is a handful of arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.money import dot
from gbflex.periods import Periods
from gbflex.tables import Column, Quality, TableSchema

__all__ = ["LEDGER_TABLE", "QUALITIES", "Block", "Ledger", "worst_quality"]

Array = NDArray[np.float64]
Kind = Literal["cash", "non_cash"]

QUALITIES: Final[tuple[Quality, ...]] = ("actual", "estimated", "forecast", "illustrative")
"""From the surest to the least sure; the worst one travels with a sum."""

LEDGER_TABLE: Final = TableSchema(
    name="ledger",
    columns=(
        Column("start_time", "instant", "Start of the half-hour, UTC"),
        Column("settlement_date", "date", "Local day"),
        Column("settlement_period", "integer", "Half-hour of the day, from 1", low=1, high=50),
        Column("line", "text", "Line name"),
        Column("band", "text", "DUoS time band, rate of a retail contract, or empty"),
        Column("payer", "text", "Who pays a positive flow of money"),
        Column("payee", "text", "Who receives it"),
        Column("kind", "text", "cash or non_cash"),
        Column("quantity", "number", "How much, never negative", low=0.0),
        Column("quantity_unit", "text", "Unit of the quantity"),
        Column("rate_gbp_per_unit", "number", "Signed; negative: the ledger's owner pays", unit="GBP/unit"),
        Column("amount_gbp", "number", "quantity x rate; positive is received", unit="GBP"),
        Column("published_rate", "number", "As the publisher prints it", nullable=True),
        Column("published_unit", "text", "The publisher's unit"),
        Column("source", "text", "Who says so"),
        Column("quality", "text", "actual, estimated, forecast or illustrative"),
    ),
    key=("start_time", "line", "band", "payer", "published_unit", "source"),
)


def worst_quality(qualities: Iterable[str]) -> Quality:
    """The least sure of some qualities; actual of none.

    Example:
        >>> worst_quality(["actual", "forecast", "estimated"])
        'forecast'
    """
    return QUALITIES[max((QUALITIES.index(item) for item in qualities), default=0)]


@dataclass(frozen=True, eq=False)
class Block:
    """Rows of one line that differ only in time, quantity and rate.

    Attributes:
        line: Line name.
        payer: Party that pays.
        payee: Party that receives.
        position: Which half-hour of the time axis each row is in, shape (rows,).
        quantity: [quantity_unit], shape (rows,).
        quantity_unit: Unit of the quantity.
        rate_gbp_per_unit: Signed [GBP per quantity_unit], shape (rows,).
        published_rate: As printed by the publisher, shape (rows,).
        published_unit: The publisher's unit.
        source: Who says so.
        quality: How sure the rate is.
        band: DUoS time band, rate of a retail contract, or empty.
        kind: "cash", or "non_cash" where nobody is paid.
    """

    line: str
    payer: str
    payee: str
    position: NDArray[np.int64]
    quantity: Array
    quantity_unit: str
    rate_gbp_per_unit: Array
    published_rate: Array
    published_unit: str
    source: str
    quality: Quality = "actual"
    band: str = ""
    kind: Kind = "cash"

    @property
    def amount_gbp(self) -> Array:
        """Money of each row [GBP], shape (rows,)."""
        return self.quantity * self.rate_gbp_per_unit

    @property
    def total_gbp(self) -> float:
        """Money of all rows [GBP]."""
        return dot(self.quantity, self.rate_gbp_per_unit)

    @property
    def rate_unit(self) -> str:
        """Unit of the rate."""
        # A quantity times days is paid for per quantity and day.
        return f"GBP/{self.quantity_unit.replace(' day', '/day')}"

    def no_surer_than(self, quality: Quality) -> Block:
        """The same rows, marked as no surer than what their quantity was made from."""
        worst = worst_quality([self.quality, quality])
        return self if worst == self.quality else replace(self, quality=worst)

    def nonzero(self) -> Block:
        """The rows with a quantity: a flow that did not happen is no row."""
        kept = self.quantity > 0
        if kept.all():
            return self
        return Block(
            **{
                **self.__dict__,
                "position": self.position[kept],
                "quantity": self.quantity[kept],
                "rate_gbp_per_unit": self.rate_gbp_per_unit[kept],
                "published_rate": self.published_rate[kept],
            }
        )


@dataclass(frozen=True, eq=False)
class Ledger:
    """All rows of one party over a time axis.

    Attributes:
        periods: The time axis.
        blocks: Its rows, in the order of the registry.
    """

    periods: Periods
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, periods: Periods, blocks: Iterable[Block]) -> Ledger:
        """A ledger of the rows that carry a quantity."""
        return cls(periods, tuple(block.nonzero() for block in blocks))

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    def __len__(self) -> int:
        return sum(len(block.position) for block in self.blocks)

    @property
    def total_gbp(self) -> float:
        """All money [GBP]; positive is received."""
        return sum(block.total_gbp for block in self.blocks)

    @property
    def cash_total_gbp(self) -> float:
        """Money that changes hands [GBP]."""
        return sum(block.total_gbp for block in self.blocks if block.kind == "cash")

    def line_total_gbp(self, line: str) -> float:
        """Money of one line [GBP]."""
        return sum(block.total_gbp for block in self.blocks if block.line == line)

    def by_period_gbp(self) -> Array:
        """Money of each half-hour [GBP], shape (n,)."""
        money = np.zeros(len(self.periods))
        for block in self.blocks:
            money += np.bincount(block.position, weights=block.amount_gbp, minlength=len(self.periods))
        return money

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """The rows as columns of `LEDGER_TABLE`."""
        sizes = [len(block.position) for block in self.blocks]
        position = _joined([block.position for block in self.blocks], np.int64)
        columns: dict[str, NDArray[np.generic]] = {
            "start_time": self.periods.start_time[position],
            "settlement_date": self.periods.settlement_date[position],
            "settlement_period": self.periods.settlement_period[position],
        }
        for column in LEDGER_TABLE.columns[3:]:
            values = [getattr(block, column.name) for block in self.blocks]
            if column.kind == "number":
                columns[column.name] = _joined(values, np.float64)
            else:
                columns[column.name] = np.repeat(np.array(values, dtype=object), sizes)
        return columns


def _joined(parts: list[NDArray[np.generic]], dtype: type[np.generic]) -> NDArray[np.generic]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)
