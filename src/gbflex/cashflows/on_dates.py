"""A line priced on the dates on which it has a rate, and by stand-ins on others where a user asks for estimates.

Each span of dates is priced as if it were asked for alone, so that parts of a span add up to the whole. The other
dates are left out, with and without an asset alike; the selection names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.ledger import Block
from gbflex.cashflows.shape import CashFlow, Flows, NotPriced, Offer, PlansAs, Setting
from gbflex.dispatch.problem.peak import Peak
from gbflex.periods import Periods

__all__ = ["DatePart", "OnDates", "date_parts", "priced_half_hours", "whole_line"]


class DatePart(NamedTuple):
    """Settlement dates, both inclusive, on which the same rates are missing.

    Attributes:
        first: First of them.
        last: Last of them.
        gaps: What is missing on them.
        estimated: Whether stand-ins take the place of what is missing.
    """

    first: date
    last: date
    gaps: tuple[NotPriced, ...]
    estimated: bool = False

    @property
    def is_priced(self) -> bool:
        """Whether anything of the line is in the ledger on these dates."""
        return self.estimated or all(gap.rest_is_priced for gap in self.gaps)


def date_parts(periods: Periods, gaps: Sequence[NotPriced]) -> tuple[DatePart, ...]:
    """A time axis cut wherever a gap begins or ends.

    Args:
        periods: The time axis.
        gaps: Dates on which something is missing.

    Example:
        >>> gap = NotPriced("cfd", date(2024, 1, 2), date(2024, 1, 3), "")
        >>> parts = date_parts(Periods.between("2024-01-01", "2024-01-05"), [gap])
        >>> [(str(one.first), one.is_priced) for one in parts]
        [('2024-01-01', True), ('2024-01-02', False), ('2024-01-04', True)]
    """
    day_after = timedelta(days=1)
    cuts = {periods.first_date, *(gap.first for gap in gaps), *(gap.last + day_after for gap in gaps)}
    firsts = sorted(day for day in cuts if periods.first_date <= day <= periods.last_date)
    lasts = [*(first - day_after for first in firsts[1:]), periods.last_date]
    return tuple(
        DatePart(first, last, tuple(gap for gap in gaps if gap.first <= first and last <= gap.last))
        for first, last in zip(firsts, lasts, strict=True)
    )


@dataclass(frozen=True)
class OnDates:
    """A line on some of the dates of a time axis.

    Attributes:
        line: The line.
        parts: The dates on which it is priced, by date.
    """

    line: CashFlow
    parts: tuple[DatePart, ...]

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
        parts = [
            (setting.positions(part.first, part.last), self.line.offer(_part_of(setting, part)))
            for part in self.parts
        ]
        return _joined(parts, len(setting.periods))

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """The ledger rows of given flows on its dates."""
        blocks: list[Block] = []
        for part in self.parts:
            at = setting.positions(part.first, part.last)
            settled = self.line.settle(flows.part(at), _part_of(setting, part))
            blocks += [replace(block, position=block.position + at.start) for block in settled]
        return blocks


def whole_line(line: CashFlow) -> CashFlow:
    """A line, whatever dates it is priced on.

    Args:
        line: The line, or some dates of it.
    """
    return line.line if isinstance(line, OnDates) else line


def priced_half_hours(line: CashFlow, setting: Setting) -> NDArray[np.bool_]:
    """Half-hours in which a line is priced, shape (n,).

    Args:
        line: The line, or some dates of it.
        setting: The site on its time axis.
    """
    if not isinstance(line, OnDates):
        return np.ones(len(setting.periods), dtype=bool)
    at = np.zeros(len(setting.periods), dtype=bool)
    for part in line.parts:
        at[setting.positions(part.first, part.last)] = True
    return at


def _part_of(setting: Setting, part: DatePart) -> Setting:
    dates = setting.between(part.first, part.last)
    return dates.with_stand_in("rule") if part.estimated else dates


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
