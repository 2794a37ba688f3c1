"""A unit's ledger: accepted volumes by pair, priced, beside Elexon's published cash flows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex import bootstrap
from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer, BmLedgerRow, BmNoteRow
from gbflex.analysis.bm.ledger import BmLedger, UnitData, unit_ledger
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.bm import NO_VOLUME_MWH, overlaps
from gbflex.observations import ObservationTable
from gbflex.periods import HALF_HOUR_SECONDS, Periods, settlement_period_of
from gbflex.sources.registry import DATASETS
from gbflex.store.bm_data import units_data, units_held

__all__ = ["bm_ledger", "half_hours", "market_tables", "notes_of"]

NOT_APPLIED: Final = (
    "TLM not applied: cash is before the transmission loss multiplier, which moves it by about 2 %"
)
LOWEST_TLM, HIGHEST_TLM = 0.9, 1.1

Floats = NDArray[np.float64]


def market_tables() -> dict[str, ObservationTable]:
    """The record's tables by dataset."""
    return {dataset.name: dataset.table for dataset in DATASETS}


def half_hours(first: str | date, last: str | date) -> tuple[Periods, int, int]:
    """A span of settlement dates, and its first and last half-hour since 1970."""
    periods = Periods.between(first, last)
    starts = periods.start_time[[0, -1]].astype(np.int64) // HALF_HOUR_SECONDS
    return periods, int(starts[0]), int(starts[1])


def bm_ledger(
    unit: str, first_date: str | date, last_date: str | date, *, tlm: float | None = None
) -> BmLedgerAnswer:
    """What the Balancing Mechanism paid a unit; keys as `gbflex bm ledger --json`.

    Args:
        unit: Elexon's or the system operator's id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier of the unit in that span; null: not known, and said so.

    Raises:
        InputError: Dates that are not valid, or a multiplier that cannot be one.
        MissingPeriods: Nothing of the unit is held.
    """
    if tlm is not None and not LOWEST_TLM <= tlm <= HIGHEST_TLM:
        raise InputError(
            f"{tlm:g} cannot be a transmission loss multiplier", where="--tlm", available="0.9 to 1.1"
        )
    periods, first, last = half_hours(first_date, last_date)
    home, tables = bootstrap.settings().home, market_tables()
    found = units_held(home, tables, periods.first_date, periods.last_date, [unit])
    if not found:
        raise MissingPeriods(
            f"nothing of {unit} is held",
            where=f"{periods.first_date} to {periods.last_date}",
            next_step="Import its elexon.pn, elexon.boalf and elexon.bod (and elexon.ebocf to compare with)",
        )
    ((name, data),) = units_data(home, tables, periods.first_date, periods.last_date, found[:1])
    ledger = unit_ledger(data, first, last, tlm)
    return _answer(name, periods, ledger, notes_of(ledger, data))


def _answer(unit: str, periods: Periods, ledger: BmLedger, notes: list[BmNoteRow]) -> BmLedgerAnswer:
    published = _total(np.concatenate([ledger.published_offer_gbp, ledger.published_bid_gbp]))
    compared = ~np.isnan(ledger.published_offer_gbp), ~np.isnan(ledger.published_bid_gbp)
    computed = float(ledger.offer_gbp[compared[0]].sum() + ledger.bid_gbp[compared[1]].sum())
    return {
        "unit": unit,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "rows": [_row(ledger, number) for number in range(len(ledger.half_hour))],
        "offer_mwh": float(ledger.offer_mwh.sum()),
        "bid_mwh": float(ledger.bid_mwh.sum()),
        "offer_cashflow_gbp": _sum(ledger.offer_gbp),
        "bid_cashflow_gbp": _sum(ledger.bid_gbp),
        "total_gbp": _sum(ledger.gbp),
        "published_total_gbp": published,
        "residual_gbp": None if published is None else computed - published,
        "published_offer_mwh": _total(ledger.published_offer_mwh),
        "published_bid_mwh": _total(ledger.published_bid_mwh),
        "causes": dict(Counter(ledger.cause)),
        "tlm_applied": ledger.multiplier,
        "tlm_note": NOT_APPLIED if ledger.multiplier is None else "TLM as given",
        "implied_tlm": _number(ledger.implied_multiplier),
        "confidence": "estimated" if ledger.multiplier is None or notes else "public-derived",
        "notes": notes,
    }


def _row(ledger: BmLedger, row: int) -> BmLedgerRow:
    instant = datetime.fromtimestamp(int(ledger.half_hour[row]) * HALF_HOUR_SECONDS, tz=UTC)
    day, period = settlement_period_of(instant)
    published = [_number(ledger.published_offer_gbp[row]), _number(ledger.published_bid_gbp[row])]
    pairs = [
        computed - seen
        for computed, seen in zip((ledger.offer_gbp[row], ledger.bid_gbp[row]), published, strict=True)
        if seen is not None
    ]
    return {
        "settlement_date": str(day),
        "settlement_period": period,
        "pair": int(ledger.pair[row]),
        "accepted_offer_mwh": float(ledger.offer_mwh[row]),
        "accepted_bid_mwh": float(ledger.bid_mwh[row]),
        "bid_price_gbp_per_mwh": _number(ledger.bid_gbp_per_mwh[row]),
        "offer_price_gbp_per_mwh": _number(ledger.offer_gbp_per_mwh[row]),
        "offer_cashflow_gbp": _number(ledger.offer_gbp[row]),
        "bid_cashflow_gbp": _number(ledger.bid_gbp[row]),
        "cashflow_gbp": _number(ledger.gbp[row]),
        "published_offer_cashflow_gbp": published[0],
        "published_bid_cashflow_gbp": published[1],
        "residual_gbp": float(sum(pairs)) if pairs else None,
        "published_offer_mwh": _number(ledger.published_offer_mwh[row]),
        "published_bid_mwh": _number(ledger.published_bid_mwh[row]),
        "cause": ledger.cause[row],
        "flagged_mwh": float(ledger.flagged_mwh[row]),
        "beyond_declared_mwh": float(ledger.beyond_mwh[row]),
        "confidence": "estimated" if ledger.multiplier is None else "public-derived",
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _sum(values: Floats) -> float:
    return float(np.nan_to_num(values).sum())


def _total(values: Floats) -> float | None:
    return None if np.isnan(values).all() else float(np.nansum(values))


def notes_of(ledger: BmLedger, data: UnitData) -> list[BmNoteRow]:
    """What could not be computed as it should, each with how often and the energy and money at stake.

    Args:
        ledger: The ledger.
        data: What it was made from.
    """
    left = ledger.volumes.unallocated
    worst = float(np.nanmax(np.abs(np.append(data.offer_gbp_per_mwh, 0.0))))
    notes = [
        _note("acceptances without a physical notification", left.mwh[~left.has_notification], worst),
        _note("accepted energy in no bid-offer pair", left.mwh[left.has_notification], worst),
        _note("accepted beyond the width of the last pair, which is extended", _real(ledger.beyond_mwh), None),
    ]
    sentinel = ledger.sentinel_rows
    notes.append(
        {
            "what": "accepted at 9,999 GBP/MWh or beyond, a price that says the pair is not meant to be used",
            "count": len(sentinel),
            "mwh": float(np.abs(ledger.offer_mwh + ledger.bid_mwh)[sentinel].sum()),
            "at_stake_gbp": float(np.abs(ledger.gbp[sentinel]).sum()),
        }
    )
    counted = {
        "physical notifications that overlap": len(overlaps(data.notification)),
        "segments of an acceptance that overlap": len(overlaps(data.acceptances)),
        "acceptances that were deleted": len(data.deleted),
    }
    notes += [{"what": what, "count": count, "mwh": None, "at_stake_gbp": None} for what, count in counted.items()]
    return [note for note in notes if note["count"]]


def _real(mwh: Floats) -> Floats:
    return mwh[mwh > NO_VOLUME_MWH]


def _note(what: str, mwh: Floats, price: float | None) -> BmNoteRow:
    size = float(np.abs(mwh).sum())
    return {
        "what": what,
        "count": len(mwh),
        "mwh": size,
        "at_stake_gbp": None if price is None else size * price,
    }
