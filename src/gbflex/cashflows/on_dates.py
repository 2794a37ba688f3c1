"""A line priced on the dates on which it has a rate.

Each span of such dates is priced as if it were asked for alone, so that parts of a span add up to the whole. The
other dates are left out, with and without an asset alike; the selection names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from gbflex.cashflows.ledger import Block
from gbflex.cashflows.shape import CashFlow, Flows, NotPriced, Offer, PlansAs, Setting
from gbflex.dispatch.problem.peak import Peak
from gbflex.periods import Periods

__all__ = ["DateSpan", "OnDates", "dates_without"]


class DateSpan(NamedTuple):
    """Settlement dates, both inclusive."""

    first: date
    last: date


def dates_without(periods: Periods, gaps: Iterable[NotPriced]) -> tuple[DateSpan, ...]:
    """The spans of a time axis that no gap touches.

    Args:
        periods: The time axis.
        gaps: Dates that are left out.

    Example:
        >>> gap = NotPriced("cfd", date(2024, 1, 2), date(2024, 1, 3), "")
        >>> [str(one.first) for one in dates_without(Periods.between("2024-01-01", "2024-01-05"), [gap])]
        ['2024-01-01', '2024-01-04']
    """
    left_out = {gap.first + timedelta(days=day) for gap in gaps for day in range((gap.last - gap.first).days + 1)}
    spans: list[DateSpan] = []
    for day in periods.dates.astype(object):
        if day in left_out:
            continue
        if spans and day - spans[-1].last == timedelta(days=1):
            spans[-1] = spans[-1]._replace(last=day)
        else:
            spans.append(DateSpan(day, day))
    return tuple(spans)


@dataclass(frozen=True)
class OnDates:
    """A line on some of the dates of a time axis.

    Attributes:
        line: The line.
        spans: The dates on which it is priced, by date.
    """

    line: CashFlow
    spans: tuple[DateSpan, ...]

    @property
    def name(self) -> str:
        """Line name."""
        return self.line.name

    @property
    def label(self) -> str:
        """What it is."""
        return self.line.label

    @property
    def rule(self) -> str:
        """The rule in one sentence, with its source."""
        return self.line.rule

    @property
    def plans_as(self) -> PlansAs:
        """Whether the optimiser sees the rule exactly."""
        return self.line.plans_as

    def applies(self, setting: Setting) -> bool:
        """Whether the site has such a line at all."""
        return self.line.applies(setting)

    def missing(self, setting: Setting) -> list[NotPriced]:
        """Where the line lacks a rate."""
        return self.line.missing(setting)

    def offer(self, setting: Setting) -> Offer:
        """What the rule offers the optimiser on its dates; nothing on the others."""
        parts = [(setting.positions(*span), self.line.offer(setting.between(*span))) for span in self.spans]
        return _joined(parts, len(setting.periods))

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """The ledger rows of given flows on its dates."""
        blocks: list[Block] = []
        for span in self.spans:
            at = setting.positions(*span)
            part = self.line.settle(flows.part(at), setting.between(*span))
            blocks += [replace(block, position=block.position + at.start) for block in part]
        return blocks


def _joined(parts: Sequence[tuple[slice, Offer]], n: int) -> Offer:
    """Offers of parts of a time axis as one of all of it."""
    keys = {key for _, offer in parts for key in offer.gbp_per_mwh}
    prices = {key: np.zeros(n) for key in keys}
    limits = {key: np.full(n, np.inf) for _, offer in parts for key in offer.limits_mwh}
    for at, offer in parts:
        for key, price in offer.gbp_per_mwh.items():
            prices[key][at] = price
        for flow, most in offer.limits_mwh.items():
            limits[flow][at] = most
    return Offer(
        gbp_per_mwh=prices,
        constant_gbp=sum(offer.constant_gbp for _, offer in parts),
        peaks=tuple(_on_axis(peak, at, n) for at, offer in parts for peak in offer.peaks),
        limits_mwh=limits,
    )


def _on_axis(peak: Peak, at: slice, n: int) -> Peak:
    """A peak of a part of a time axis, on all of it: what lies before and after costs nothing."""
    before, after = int(at.start > 0), int(at.stop < n)
    groups = len(peak.free_mwh)
    index = np.concatenate(
        [
            np.zeros(at.start, dtype=np.int64),
            peak.group_index + before,
            np.full(n - at.stop, groups + before, dtype=np.int64),
        ]
    )
    return Peak(
        index,
        np.pad(peak.cost_gbp_per_mwh, (before, after)),
        np.pad(peak.free_mwh, (before, after)),
    )
