"""The figures of units over a span, a month at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from gbflex import bootstrap
from gbflex.analysis.answers.bm import RegisteredPart, UnitRow
from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.bm.ledger import BmLedger, joined, unit_ledger
from gbflex.analysis.bm.summary import (
    MarketPrices,
    UnitFacts,
    declared_range_mw,
    energy_by_half_hour,
    unit_summary,
)
from gbflex.api.bm.ledger import half_hours, market_tables, notes_of
from gbflex.periods import Periods
from gbflex.store.bm_data import limit_ranges_mw, register_rows, units_data, units_held

__all__ = ["market_prices", "mean_of", "summaries"]


def summaries(
    names: Sequence[str],
    first_date: str | date,
    last_date: str | date,
    tlm: float | None,
    energy_mwh: float | None,
) -> Iterator[tuple[UnitRow, BmLedger, list[BmNoteRow], Periods]]:
    """The figures of units over a span, one after the other.

    Args:
        names: Units, by either id; none means all with acceptances or published cash flows.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier for all of them; null: not known.
        energy_mwh: Energy capacity, for cycles.

    Yields:
        Each unit's figures, its ledger, what could not be computed, and the span.
    """
    periods, first, _ = half_hours(first_date, last_date)
    register = register_rows(bootstrap.settings().home, market_tables())
    prices = market_prices(periods)
    for unit, parts in sorted(_parts(names, periods, tlm).items()):
        ledger = joined([part.ledger for part in parts])
        entry = register.get(unit, {})
        notified = np.zeros(len(periods))
        for part in parts:
            notified[part.first - first : part.first - first + len(part.notified)] += part.notified
        summary = unit_summary(ledger, notified, prices, periods, _facts(unit, entry, parts, energy_mwh))
        yield {**summary, **_registered(entry)}, ledger, [note for part in parts for note in part.notes], periods


def _registered(entry: Mapping[str, object]) -> RegisteredPart:
    names = cast("Mapping[str, str | None]", entry)
    return {
        "bm_unit_name": names.get("bm_unit_name"),
        "lead_party_name": names.get("lead_party_name"),
        "gsp_group_id": names.get("gsp_group_id"),
        "bm_unit_type": names.get("bm_unit_type"),
    }


class _Part(NamedTuple):
    """A unit's month.

    Attributes:
        first: Its first half-hour since 1970.
        ledger: Its ledger.
        notified: Notified energy of each half-hour [MWh].
        largest_mw: Largest level seen.
        range_mw: From its import to its export limit, else the largest range that its pairs declared.
        notes: What could not be computed as it should.
    """

    first: int
    ledger: BmLedger
    notified: NDArray[np.float64]
    largest_mw: float
    range_mw: float
    notes: list[BmNoteRow]


def _parts(names: Sequence[str], periods: Periods, tlm: float | None) -> dict[str, list[_Part]]:
    """Each unit's months; a month at a time, so that a year of all batteries stays small in memory."""
    home, tables = bootstrap.settings().home, market_tables()
    found: dict[str, list[_Part]] = {}
    for begin, end in _months(periods.first_date, periods.last_date):
        span, first, last = half_hours(begin, end)
        units = units_held(home, tables, begin, end, names)
        limits = limit_ranges_mw(home, tables, begin, end)
        for unit, data in units_data(home, tables, begin, end, units):
            ledger = unit_ledger(data, first, last, tlm)
            levels = (data.notification.level_from, data.notification.level_to, data.acceptances.level_to)
            part = _Part(
                first,
                ledger,
                energy_by_half_hour(data.notification, first, len(span)),
                max(float(np.abs(level).max(initial=0.0)) for level in levels),
                limits.get(unit) or declared_range_mw(data.pairs) or 0.0,
                notes_of(ledger, data),
            )
            found.setdefault(unit, []).append(part)
    return found


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    begin = first
    while begin <= last:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield begin, min(following - timedelta(days=1), last)
        begin = following


def market_prices(periods: Periods) -> MarketPrices:
    """System price and market index of a span."""
    market = bootstrap.ports().market_data
    return MarketPrices(market.price("system_price", periods).values, market.price("market_index", periods).values)


def _facts(unit: str, entry: Mapping[str, object], parts: Sequence[_Part], energy_mwh: float | None) -> UnitFacts:
    """Power from the register, else the largest level that was notified or accepted."""
    registered, seen = (
        cast("float | None", entry.get("generation_capacity_mw")),
        max(part.largest_mw for part in parts),
    )
    power, source = seen, "largest level seen in the span (estimated)" if seen else "not known"
    if registered:
        power, source = float(registered), "registered generation capacity"
    declared = max(part.range_mw for part in parts)
    return UnitFacts(unit, power or None, source, declared or None, energy_mwh)


def mean_of(values: NDArray[np.float64]) -> float | None:
    """Mean of the values that are there; nothing where none is."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else None
