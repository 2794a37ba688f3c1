"""The figures of one unit, of a list of units, of a party's portfolio, and of a high-price span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from gbflex import bootstrap
from gbflex.analysis.bm_ledger import BmLedger, joined, unit_ledger
from gbflex.analysis.bm_summary import (
    MarketPrices,
    UnitFacts,
    cash_by_row,
    declared_range_mw,
    energy_by_half_hour,
    unit_summary,
)
from gbflex.balancing.batteries import bm_batteries
from gbflex.balancing.ledger import half_hours, market_tables, notes_of
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from gbflex.reports.bm_unit_page import bm_unit_page
from gbflex.store.bm_data import limit_ranges_mw, mean_level_mw, register_rows, units_data, units_held

__all__ = ["bm_event", "bm_events", "bm_leaderboard", "bm_unit", "summaries"]

Row = dict[str, Any]

GROUPS: Final = {"unit": "bm_unit", "lead_party": "lead_party_name", "gsp_group": "gsp_group_id"}
ADDED: Final = ("offer_mwh", "bid_mwh", "offer_cashflow_gbp", "bid_cashflow_gbp", "gross_cashflow_gbp", "power_mw")


def summaries(
    names: Sequence[str],
    first_date: str | date,
    last_date: str | date,
    tlm: float | None,
    energy_mwh: float | None,
) -> Iterator[tuple[Row, BmLedger, list[Row], Periods]]:
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
    prices = _prices(periods)
    for unit, parts in sorted(_parts(names, periods, tlm).items()):
        ledger = joined([part.ledger for part in parts])
        entry = register.get(unit, {})
        notified = np.zeros(len(periods))
        for part in parts:
            notified[part.first - first : part.first - first + len(part.notified)] += part.notified
        summary = unit_summary(ledger, notified, prices, periods, _facts(unit, entry, parts, energy_mwh))
        known = {
            key: entry.get(key) for key in ("bm_unit_name", "lead_party_name", "gsp_group_id", "bm_unit_type")
        }
        yield summary | known, ledger, [note for part in parts for note in part.notes], periods


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
    notified: np.ndarray[Any, np.dtype[np.float64]]
    largest_mw: float
    range_mw: float
    notes: list[Row]


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


def _prices(periods: Periods) -> MarketPrices:
    market = bootstrap.ports().market_data
    return MarketPrices(market.price("system_price", periods).values, market.price("market_index", periods).values)


def _facts(unit: str, entry: Row, parts: Sequence[_Part], energy_mwh: float | None) -> UnitFacts:
    """Power from the register, else the largest level that was notified or accepted."""
    registered, seen = entry.get("generation_capacity_mw"), max(part.largest_mw for part in parts)
    power, source = seen, "largest level seen in the span (estimated)" if seen else "not known"
    if registered:
        power, source = float(registered), "registered generation capacity"
    declared = max(part.range_mw for part in parts)
    return UnitFacts(unit, power or None, source, declared or None, energy_mwh)


def bm_unit(
    unit: str,
    first_date: str | date,
    last_date: str | date,
    *,
    tlm: float | None = None,
    energy_mwh: float | None = None,
    out: str | Path | None = None,
) -> Row:
    """One unit's page; keys as `gbflex bm unit --json`.

    Args:
        unit: Elexon's or the system operator's id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier; null: not known, and said so.
        energy_mwh: Its energy capacity, which is not public, for cycles.
        out: Where to write it as an HTML page.

    Raises:
        InputError: The page cannot be written.
        MissingPeriods: Nothing of the unit is held.
    """
    found = list(summaries([unit], first_date, last_date, tlm, energy_mwh))
    if not found:
        raise MissingPeriods(f"nothing of {unit} is held", where=f"{first_date} to {last_date}")
    summary, ledger, notes, periods = found[0]
    page = {
        **summary,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "tlm_applied": tlm,
        **_headroom(summary["bm_unit"], periods),
        "daily": _daily(ledger, periods),
        "notes": notes,
    }
    if out is not None:
        try:
            Path(out).write_text(bm_unit_page(page), "utf-8")
        except OSError as error:
            raise InputError(f"the page cannot be written: {error.strerror or error}", where=str(out)) from None
    return page


def _headroom(unit: str, periods: Periods) -> Row:
    """Mean room from the notification up to the export limit and down to the import limit, where held [MW]."""
    home, tables = bootstrap.settings().home, market_tables()
    highest, lowest, notified = (
        mean_level_mw(home, tables[name], unit, periods) for name in ("elexon.mels", "elexon.mils", "elexon.pn")
    )
    return {
        "mean_headroom_up_mw": _mean(highest - notified),
        "mean_headroom_down_mw": _mean(notified - lowest),
    }


def _daily(ledger: BmLedger, periods: Periods) -> list[Row]:
    """Accepted energy and cash of each settlement date."""
    first = int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
    day = periods.day_index[ledger.half_hour - first]
    size = len(periods.dates)
    offer_gbp, bid_gbp, _ = cash_by_row(ledger)
    columns = {
        "offer_mwh": ledger.offer_mwh,
        "bid_mwh": ledger.bid_mwh,
        "offer_cashflow_gbp": offer_gbp,
        "bid_cashflow_gbp": bid_gbp,
        "cashflow_gbp": offer_gbp + bid_gbp,
    }
    sums = {
        name: np.bincount(day, weights=np.nan_to_num(values), minlength=size) for name, values in columns.items()
    }
    return [
        {"settlement_date": str(date_), **{name: float(values[number]) for name, values in sums.items()}}
        for number, date_ in enumerate(periods.dates)
    ]


def bm_leaderboard(
    first_date: str | date,
    last_date: str | date,
    *,
    units: Sequence[str] = (),
    by: str = "unit",
    party: str | None = None,
    batteries: bool = False,
    tlm: float | None = None,
) -> Row:
    """Units or their groups ranked by GBP/MW; keys as `gbflex bm leaderboard --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        units: Only these, by either id; none means all with acceptances or published cash flows.
        by: "unit", "lead_party" or "gsp_group".
        party: Only units of lead parties whose name contains this.
        batteries: Only units that the register of batteries shows, probable ones included.
        tlm: Transmission loss multiplier for all of them; null: not known, and said so.

    Raises:
        InputError: No such grouping.
        MissingPeriods: Nothing is held.
    """
    if by not in GROUPS:
        raise InputError(f"units are not grouped by {by!r}", where="--by", available=", ".join(GROUPS))
    names = [*units, *(row["bm_unit"] for row in bm_batteries()["batteries"])] if batteries else list(units)
    rows = [summary for summary, *_ in summaries(names, first_date, last_date, tlm, None)]
    if party is not None:
        rows = [row for row in rows if party.casefold() in (row["lead_party_name"] or "").casefold()]
    if not rows:
        raise MissingPeriods("no unit has anything in that span", where=f"{first_date} to {last_date}")
    refused = [row for row in rows if any(flag.startswith("refused") for flag in row["flags"])]
    stands = [row for row in rows if row not in refused]
    ranked = _grouped(stands, GROUPS[by]) if by != "unit" else stands
    ranked.sort(key=lambda row: (row["gbp_per_mw"] is None, -(row["gbp_per_mw"] or 0.0)))
    return {
        "from": str(first_date),
        "to": str(last_date),
        "by": by,
        "rows": ranked,
        "refused": [{"bm_unit": row["bm_unit"], "flags": row["flags"]} for row in refused],
    }


def _grouped(rows: Sequence[Row], key: str) -> list[Row]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key] or "not known", []).append(row)
    return [_sum_of(name, key, members) for name, members in groups.items()]


def _sum_of(name: str, key: str, members: Sequence[Row]) -> Row:
    total = {column: sum(row[column] or 0.0 for row in members) for column in ADDED}
    power = total["power_mw"]
    bases = sorted({row["cash_basis"] for row in members})
    return {
        key: name,
        "units": [row["bm_unit"] for row in members],
        **total,
        "cash_basis": ", ".join(bases),
        "gbp_per_mw": total["gross_cashflow_gbp"] / power if power else None,
        "confidence": "estimated"
        if any(row["confidence"] == "estimated" for row in members)
        else "public-derived",
        "flags": [flag for row in members for flag in row["flags"]],
    }


def bm_event(
    first_date: str | date, last_date: str | date, *, units: Sequence[str] = (), tlm: float | None = None
) -> Row:
    """A span, its prices, and what each unit did in it; keys as `gbflex bm event --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        units: Only these, by either id; none means all with acceptances or published cash flows.
        tlm: Transmission loss multiplier for all of them; null: not known, and said so.

    Raises:
        MissingPeriods: No price of the span is held.
    """
    periods, _, _ = half_hours(first_date, last_date)
    prices = _prices(periods)
    known = np.isfinite(prices.system_gbp_per_mwh)
    if not known.any():
        raise MissingPeriods("no system price is held", where=f"{first_date} to {last_date}")
    highest = int(np.nanargmax(prices.system_gbp_per_mwh))
    rows = [summary for summary, *_ in summaries(list(units), first_date, last_date, tlm, None)]
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "half_hours": len(periods),
        "half_hours_priced": int(known.sum()),
        "mean_system_price_gbp_per_mwh": float(np.nanmean(prices.system_gbp_per_mwh)),
        "mean_market_index_gbp_per_mwh": _mean(prices.index_gbp_per_mwh),
        "highest_system_price_gbp_per_mwh": float(prices.system_gbp_per_mwh[highest]),
        "highest_at": periods.describe(np.array([highest])),
        "rows": sorted(rows, key=lambda row: -row["discharged_mwh"]),
    }


def bm_events(first_date: str | date, last_date: str | date, *, above_gbp_per_mwh: float) -> Row:
    """Spans of days whose mean system price is high; keys as `gbflex bm events --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        above_gbp_per_mwh: Least mean price of a day that counts [GBP/MWh].

    Raises:
        MissingPeriods: No price of the span is held.
    """
    periods, _, _ = half_hours(first_date, last_date)
    system = _prices(periods).system_gbp_per_mwh
    known = ~np.isnan(system)
    if not known.any():
        raise MissingPeriods("no system price is held", where=f"{first_date} to {last_date}")
    count = np.bincount(periods.day_index, weights=known)
    total = np.bincount(periods.day_index, weights=np.nan_to_num(system))
    high = np.divide(total, count, out=np.full(len(count), -np.inf), where=count > 0) >= above_gbp_per_mwh
    starts = np.flatnonzero(high & ~np.append(False, high[:-1]))
    ends = np.flatnonzero(high & ~np.append(high[1:], False))
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "above_gbp_per_mwh": above_gbp_per_mwh,
        "events": [
            _span_of(periods, system, int(start), int(end)) for start, end in zip(starts, ends, strict=True)
        ],
    }


def _span_of(periods: Periods, system: np.ndarray[Any, np.dtype[np.float64]], start: int, end: int) -> Row:
    inside = system[(periods.day_index >= start) & (periods.day_index <= end)]
    return {
        "from": str(periods.dates[start]),
        "to": str(periods.dates[end]),
        "days": end - start + 1,
        "mean_system_price_gbp_per_mwh": float(np.nanmean(inside)),
        "highest_system_price_gbp_per_mwh": float(np.nanmax(inside)),
    }


def _mean(values: np.ndarray[Any, np.dtype[np.float64]]) -> float | None:
    return float(np.nanmean(values)) if np.isfinite(values).any() else None
