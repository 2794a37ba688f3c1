"""The figures of units over a span, a month at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import RegisteredPart, UnitRow
from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.bm.ledger import BmLedger, joined, unit_ledger
from gbflex.analysis.bm.notes import notes_of
from gbflex.analysis.bm.spans import half_hours, months_of
from gbflex.analysis.bm.summary import (
    MarketPrices,
    UnitFacts,
    declared_range_mw,
    energy_by_half_hour,
    unit_summary,
)
from gbflex.analysis.ports import BmData, BmPorts, MarketData, UnitData
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import Periods

__all__ = ["Summarised", "market_prices", "mean_of", "summaries"]

Floats = NDArray[np.float64]


class Summarised(NamedTuple):
    """A unit over a span.

    Attributes:
        figures: Its figures.
        ledger: Its ledger.
        notes: What could not be computed as it should.
    """

    figures: UnitRow
    ledger: BmLedger
    notes: list[BmNoteRow]


def summaries(
    names: Sequence[str],
    periods: Periods,
    ports: BmPorts,
    *,
    tlm: float | None,
    energy_mwh: float | None = None,
) -> Iterator[Summarised]:
    """The figures of units over a span, one after the other.

    Args:
        names: Units, by either id; none means all with acceptances or published cash flows.
        periods: The span.
        ports: Where data and prices come from.
        tlm: Transmission loss multiplier for all of them; null: not known.
        energy_mwh: Energy capacity, for cycles.
    """
    register = ports.units.register()
    prices = market_prices(periods, ports.market_data)
    for unit, parts in sorted(_parts(names, periods, ports.units, tlm).items()):
        entry = register.get(unit, BmUnit(unit))
        ledger = joined([part.ledger for part in parts])
        facts = _facts(entry, parts, energy_mwh)
        figures = unit_summary(ledger, _notified(parts, periods), prices, periods, facts)
        notes = [note for part in parts for note in part.notes]
        yield Summarised({**figures, **_registered(entry)}, ledger, notes)


def _registered(entry: BmUnit) -> RegisteredPart:
    return {
        "bm_unit_name": entry.name or None,
        "lead_party_name": entry.lead_party_name or None,
        "gsp_group_id": entry.gsp_group_id or None,
        "bm_unit_type": entry.bm_unit_type or None,
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
    notified: Floats
    largest_mw: float
    range_mw: float
    notes: list[BmNoteRow]


def _parts(names: Sequence[str], periods: Periods, units: BmData, tlm: float | None) -> dict[str, list[_Part]]:
    """Each unit's months; a month at a time, so that a year of all batteries stays small in memory."""
    found: dict[str, list[_Part]] = {}
    for begin, end in months_of(periods.first_date, periods.last_date):
        first, last = half_hours(Periods.between(begin, end))
        held = units.units_held(begin, end, names)
        limits = units.limit_ranges_mw(begin, end)
        for unit, data in units.units_data(begin, end, held):
            found.setdefault(unit, []).append(_part(data, first, last, tlm, limits.get(unit)))
    return found


def _part(data: UnitData, first: int, last: int, tlm: float | None, limits_mw: float | None) -> _Part:
    ledger = unit_ledger(data, first, last, tlm)
    levels = (data.notification.level_from, data.notification.level_to, data.acceptances.level_to)
    return _Part(
        first,
        ledger,
        energy_by_half_hour(data.notification, first, last - first + 1),
        max(float(np.abs(level).max(initial=0.0)) for level in levels),
        limits_mw or declared_range_mw(data.pairs) or 0.0,
        notes_of(ledger, data),
    )


def _notified(parts: Sequence[_Part], periods: Periods) -> Floats:
    """Notified energy of each half-hour of the span [MWh]."""
    first, _ = half_hours(periods)
    notified = np.zeros(len(periods))
    for part in parts:
        notified[part.first - first : part.first - first + len(part.notified)] += part.notified
    return notified


def market_prices(periods: Periods, market_data: MarketData) -> MarketPrices:
    """System price and market index of a span.

    Args:
        periods: The span.
        market_data: Where prices come from.
    """
    return MarketPrices(
        market_data.price("system_price", periods).values, market_data.price("market_index", periods).values
    )


def _facts(entry: BmUnit, parts: Sequence[_Part], energy_mwh: float | None) -> UnitFacts:
    """Power from the register, else the largest level that was notified or accepted."""
    registered, seen = entry.generation_capacity_mw, max(part.largest_mw for part in parts)
    power, source = seen, "largest level seen in the span (estimated)" if seen else "not known"
    if registered:
        power, source = registered, "registered generation capacity"
    declared = max(part.range_mw for part in parts)
    return UnitFacts(entry.bm_unit, power or None, source, declared or None, energy_mwh)


def mean_of(values: Floats) -> float | None:
    """Mean of the values that are there; nothing where none is."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else None
