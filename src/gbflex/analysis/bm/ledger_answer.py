"""What did the Balancing Mechanism pay this unit, half-hour by half-hour, and does Elexon say the same?"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer, BmLedgerRow, BmNoteRow
from gbflex.analysis.bm.ledger import BmLedger, unit_ledger
from gbflex.analysis.bm.notes import notes_of
from gbflex.analysis.bm.spans import half_hours
from gbflex.analysis.ports import BmPorts
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import HALF_HOUR_SECONDS, Periods, settlement_period_of

__all__ = ["ledger_answer"]

NOT_APPLIED: Final = (
    "TLM not applied: cash is before the transmission loss multiplier, which moves it by about 2 %"
)
LOWEST_TLM, HIGHEST_TLM = 0.9, 1.1

Floats = NDArray[np.float64]


def ledger_answer(unit: str, periods: Periods, ports: BmPorts, *, tlm: float | None) -> BmLedgerAnswer:
    """A unit's ledger beside Elexon's figures.

    Args:
        unit: Elexon's or the system operator's id.
        periods: The span.
        ports: Where its data comes from.
        tlm: Transmission loss multiplier of the unit in that span; null: not known, and said so.

    Raises:
        InputError: A multiplier that cannot be one.
        MissingPeriods: Nothing of the unit is held.
    """
    if tlm is not None and not LOWEST_TLM <= tlm <= HIGHEST_TLM:
        raise InputError(
            f"{tlm:g} cannot be a transmission loss multiplier", where="--tlm", available="0.9 to 1.1"
        )
    first_date, last_date = periods.first_date, periods.last_date
    found = ports.units.units_held(first_date, last_date, [unit])
    if not found:
        raise MissingPeriods(
            f"nothing of {unit} is held",
            where=f"{first_date} to {last_date}",
            next_step="Import its elexon.pn, elexon.boalf and elexon.bod (and elexon.ebocf to compare with)",
        )
    ((name, data),) = ports.units.units_data(first_date, last_date, found[:1])
    ledger = unit_ledger(data, *half_hours(periods), tlm)
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
