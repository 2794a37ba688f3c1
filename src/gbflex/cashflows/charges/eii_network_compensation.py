"""Network charging compensation of energy intensive industries: a share of network charges comes back.

Since April 2024 holders of an EII certificate get 60 % of what they pay for TNUoS, DUoS and BSUoS, 90 % from April
2026, by quarter in arrears (SI 2024/409; DBT's Network Charging Compensation Scheme). Each row is a share of a
row of a network line, in that row's half-hour. Whether charges for exceeded capacity and reactive power count
was not seen in print: they are left out, and every row is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.ledger import Block
from gbflex.cashflows.on_dates import OnDates, date_parts
from gbflex.cashflows.reliefs import eii_relief
from gbflex.cashflows.shape import CashFlow, FlowKey, Flows, NotPriced, Offer, PlansAs, Setting
from gbflex.periods import Periods

__all__ = ["NetworkCompensation", "line_on"]

NAME = "eii_network_compensation"
RELIEF = eii_relief(NAME)


class _Part(NamedTuple):
    """A network line on the dates of one percentage."""

    line: OnDates
    fraction: float


@dataclass(frozen=True)
class NetworkCompensation:
    """A share of other lines, paid to the party that pays them.

    Attributes:
        lines: The network lines that count.
        name: Line name.
        label: What it is.
        rule: The rule in one sentence, with its source.
    """

    lines: Sequence[CashFlow]
    name: str = NAME
    label: str = "Network charging compensation of energy intensive industries"
    rule: str = (
        "60 %, from April 2026 90 %, of what an EII certificate's share pays for DUoS (unit, fixed, capacity), "
        "TNUoS and BSUoS comes back (SI 2024/409)"
    )

    @property
    def plans_as(self) -> PlansAs:
        """As sure as the lines it is a share of."""
        return "exact" if all(line.plans_as == "exact" for line in self.lines) else "linear_estimate"

    def applies(self, setting: Setting) -> bool:
        """Whether a certificate is in force under the scheme on some date."""
        return bool(RELIEF.fraction(setting).any()) and bool(self._charged(setting))

    def missing(self, setting: Setting) -> list[NotPriced]:
        """Where a network charge lacks its rate, so does its share; the shares of the others are priced."""
        days = setting.periods.dates
        paid = RELIEF.fraction(setting)[setting.periods.first_of_day] > 0
        gaps = []
        for line in self._charged(setting):
            for gap in line.missing(setting):
                touched = days[paid & (days >= np.datetime64(gap.first)) & (days <= np.datetime64(gap.last))]
                if len(touched):
                    first, last = touched[0].astype(object), touched[-1].astype(object)
                    reason = f"its share of {line.name}: {gap.reason}"
                    gaps.append(NotPriced(NAME, first, last, reason, rest_is_priced=True))
        return gaps

    def offer(self, setting: Setting) -> Offer:
        """The same shares of what the network lines offer."""
        prices: dict[FlowKey, NDArray[np.float64]] = {}
        constant_gbp = 0.0
        for line, fraction in self._parts(setting):
            offered = line.offer(setting)
            constant_gbp -= fraction * offered.constant_gbp
            for flow, price in offered.gbp_per_mwh.items():
                prices[flow] = prices.get(flow, np.zeros(len(setting.periods))) - fraction * price
        return Offer(prices, constant_gbp)

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """One row for each row of a network line."""
        return [
            _share(block, fraction)
            for line, fraction in self._parts(setting)
            for block in line.settle(flows, setting)
        ]

    def _charged(self, setting: Setting) -> list[CashFlow]:
        names = setting.site.charges
        return [line for line in self.lines if (names == "all" or line.name in names) and line.applies(setting)]

    def _parts(self, setting: Setting) -> Iterator[_Part]:
        periods = setting.periods
        by_day = RELIEF.fraction(setting)[periods.first_of_day]
        for line in self._charged(setting):
            for fraction in np.unique(by_day[by_day > 0]):
                gaps = [*line.missing(setting), *_other_dates(periods, by_day != fraction)]
                parts = tuple(part for part in date_parts(periods, gaps) if part.is_priced)
                yield _Part(OnDates(line, parts), float(fraction))


def _other_dates(periods: Periods, at: NDArray[np.bool_]) -> list[NotPriced]:
    """Runs of dates on which another percentage holds, or none."""
    runs = np.split(np.arange(len(at)), np.flatnonzero(np.diff(at)) + 1)
    days = periods.dates.astype(object)
    return [NotPriced(NAME, days[run[0]], days[run[-1]], "") for run in runs if at[run[0]]]


def _share(block: Block, fraction: float) -> Block:
    """A share of a row, paid back to who pays it."""
    return replace(
        block,
        line=NAME,
        band=block.line,
        payer="government",
        payee=block.payer,
        rate_gbp_per_unit=-fraction * block.rate_gbp_per_unit,
        source=f"{100 * fraction:g} % of {block.line}: {block.source}",
        quality="estimated",
    )


def line_on(lines: Sequence[CashFlow]) -> NetworkCompensation:
    """The compensation of some network charges.

    Args:
        lines: The lines of charges that count.
    """
    return NetworkCompensation(tuple(lines))
