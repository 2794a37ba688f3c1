"""The figures of units over a span, a month at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import RegisteredPart, UnitRow
from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.bm.cash import row_cash
from gbflex.analysis.bm.choice import by_either_id
from gbflex.analysis.bm.evidence import Evidence, evidence_of
from gbflex.analysis.bm.half_hourly import UnitHalfHours, unit_half_hours
from gbflex.analysis.bm.ledger import BmLedger, joined, unit_ledger
from gbflex.analysis.bm.missing import Lack, price_lacks, register_lacks
from gbflex.analysis.bm.multiplier import Multipliers, checked_tlm, unit_multipliers
from gbflex.analysis.bm.notes import notes_of
from gbflex.analysis.bm.recharge import MarketPrices
from gbflex.analysis.bm.spans import half_hours, months_of
from gbflex.analysis.bm.summary import UnitFacts, unit_summary
from gbflex.analysis.ports import BmData, BmPorts, LimitRanges, MarketData, UnitData
from gbflex.gb.bm import Pairs
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import HALF_HOUR_SECONDS, Periods

__all__ = ["Summarised", "market_prices", "mean_of", "span_lacks", "summaries"]

Floats = NDArray[np.float64]


class Summarised(NamedTuple):
    """A unit over a span.

    Attributes:
        figures: Its figures.
        half_hours: What they are sums of.
        notes: What could not be computed as it should.
    """

    figures: UnitRow
    half_hours: UnitHalfHours
    notes: list[BmNoteRow]


def summaries(
    names: Sequence[str] | None,
    periods: Periods,
    ports: BmPorts,
    *,
    tlm: float | None,
    energy_mwh: float | None = None,
) -> Iterator[Summarised]:
    """The figures of units over a span, one after the other.

    Args:
        names: Units, by either id; null means all with acceptances or published cash flows.
        periods: The span.
        ports: Where data and prices come from.
        tlm: Transmission loss multiplier for all of them; null: not given.
        energy_mwh: Energy capacity, for cycles.

    Raises:
        InputError: A multiplier that cannot be one.
    """
    checked_tlm(tlm)
    return _summaries(names, periods, ports, tlm, energy_mwh)


def _summaries(
    names: Sequence[str] | None, periods: Periods, ports: BmPorts, tlm: float | None, energy_mwh: float | None
) -> Iterator[Summarised]:
    if names is not None and not names:
        return
    register = ports.units.register()
    prices = market_prices(periods, ports.market_data)
    first, _ = half_hours(periods)
    held = _parts(by_either_id(names or (), register), periods, ports.units, register, tlm)
    for unit, parts in sorted(held.items()):
        entry = register.get(unit, BmUnit(unit))
        ledger = joined([part.ledger for part in parts])
        cash = row_cash(ledger, periods.settlement_date[ledger.half_hour - first])
        by_half_hour = unit_half_hours(ledger, cash, _evidence(parts, periods), first)
        figures = unit_summary(by_half_hour, prices, periods, _facts(entry, parts, ledger, periods, energy_mwh))
        notes = [note for part in parts for note in part.notes]
        yield Summarised({**figures, **_registered(entry)}, by_half_hour, notes)


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
        evidence: What is held beside it, by half-hour.
        largest_mw: Largest level seen.
        range_mw: From its import to its export limit in each half-hour, else the largest range that its pairs
            declared; NaN where neither is held.
        notes: What could not be computed as it should.
    """

    first: int
    ledger: BmLedger
    evidence: Evidence
    largest_mw: float
    range_mw: Floats
    notes: list[BmNoteRow]


def _parts(
    names: Sequence[str], periods: Periods, units: BmData, register: Mapping[str, BmUnit], tlm: float | None
) -> dict[str, list[_Part]]:
    """Each unit's months; a month at a time, so that a year of all batteries stays small in memory."""
    found: dict[str, list[_Part]] = {}
    # A unit of the span counts in its quiet months too, which notifications alone show.
    wanted = units.units_held(periods.first_date, periods.last_date, names)
    for begin, end in months_of(periods.first_date, periods.last_date):
        month = Periods.between(begin, end)
        held = units.units_held(begin, end, wanted) if wanted else []
        traded = bool(held) and bool(units.units_held(begin, end, ()))
        limits = units.limit_ranges_mw(begin, end, held)
        for unit, data in units.units_data(begin, end, held):
            multipliers = unit_multipliers(register.get(unit, BmUnit(unit)), data.stack, month, tlm)
            part = _part(data, half_hours(month), multipliers, limits.get(unit), traded=traded)
            found.setdefault(unit, []).append(part)
    return found


def _part(
    data: UnitData, span: tuple[int, int], multipliers: Multipliers, limits: LimitRanges | None, *, traded: bool
) -> _Part:
    first, last = span
    count = last - first + 1
    ledger = unit_ledger(data, first, last, multipliers)
    levels = (data.notification.level_from, data.notification.level_to, data.acceptances.level_to)
    return _Part(
        first,
        ledger,
        evidence_of(data, first, count, traded=traded, limits=limits),
        max(float(np.abs(level).max(initial=0.0)) for level in levels),
        _ranges(data.pairs, limits, first, count),
        notes_of(ledger, data),
    )


def _ranges(pairs: Pairs, limits: LimitRanges | None, first: int, count: int) -> Floats:
    """How far a unit's level can move in each half-hour [MW].

    Limits say it for their own half-hour alone. Pairs only hint at it: the largest range they declared, where
    there are any.
    """
    ranges = np.full(count, np.nan)
    if len(pairs.start):
        width = np.maximum(np.abs(pairs.width_from), np.abs(pairs.width_to))
        _, index = np.unique(pairs.start, return_inverse=True)
        at = pairs.start // HALF_HOUR_SECONDS - first
        ranges[at[(at >= 0) & (at < count)]] = np.bincount(index, weights=width).max()
    if limits is not None:
        at = limits.half_hour - first
        inside = (at >= 0) & (at < count) & ~np.isnan(limits.mw)
        ranges[at[inside]] = limits.mw[inside]
    return ranges


def _evidence(parts: Sequence[_Part], periods: Periods) -> Evidence:
    """What is held beside the ledger in each half-hour of the span; nothing in a month without any."""
    size = len(periods)
    whole = Evidence(np.zeros(size), np.zeros(size), *np.zeros((7, size), dtype=bool))
    first, _ = half_hours(periods)
    for part in parts:
        rows = slice(part.first - first, part.first - first + len(part.range_mw))
        for values, own in zip(whole, part.evidence, strict=True):
            values[rows] = own
    return whole


def _facts(
    entry: BmUnit, parts: Sequence[_Part], ledger: BmLedger, periods: Periods, energy_mwh: float | None
) -> UnitFacts:
    """Power from the register, else the largest level that was notified or accepted."""
    registered, seen = entry.generation_capacity_mw, max(part.largest_mw for part in parts)
    power, source = seen, "largest level seen in the span (estimated)" if seen else "not known"
    if registered:
        power, source = registered, "registered generation capacity"
    first, _ = half_hours(periods)
    ranges = np.full(len(periods), np.nan)
    for part in parts:
        ranges[part.first - first : part.first - first + len(part.range_mw)] = part.range_mw
    volumes = ledger.volumes
    return UnitFacts(
        bm_unit=entry.bm_unit,
        acceptances=np.unique(np.concatenate([volumes.number, volumes.unallocated.number])),
        flagged_mwh=float(ledger.flagged_mwh.sum()),
        in_pairs_mwh=float((ledger.offer_mwh - ledger.bid_mwh).sum()),
        range_mw=ranges,
        power_mw=power or None,
        power_source=source,
        energy_mwh=energy_mwh,
    )


def market_prices(periods: Periods, market_data: MarketData) -> MarketPrices:
    """System price and market index of a span.

    Args:
        periods: The span.
        market_data: Where prices come from.
    """
    return MarketPrices(
        market_data.price("system_price", periods).values, market_data.price("market_index", periods).values
    )


def span_lacks(units: Sequence[str], periods: Periods, ports: BmPorts) -> list[Lack]:
    """What is missing beside the units' own data: their entries in the register, and dates without prices.

    Args:
        units: Elexon's ids.
        periods: The span.
        ports: Where data and prices come from.
    """
    prices = market_prices(periods, ports.market_data)
    series = {
        "elexon.system_prices": prices.system_gbp_per_mwh,
        "elexon.market_index": prices.index_gbp_per_mwh,
    }
    return [*register_lacks(units, ports.units.register()), *price_lacks(periods, series)]


def mean_of(values: Floats) -> float | None:
    """Mean of the values that are there; nothing where none is."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else None
