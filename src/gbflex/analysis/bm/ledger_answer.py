"""What did the Balancing Mechanism pay this unit, half-hour by half-hour, and does Elexon say the same?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer, BmLedgerRow, BmNoteRow, BmTlmPart
from gbflex.analysis.bm.choice import by_either_id
from gbflex.analysis.bm.evidence import Evidence, evidence_of
from gbflex.analysis.bm.ledger import BmLedger, unit_ledger
from gbflex.analysis.bm.multiplier import (
    COMPUTED,
    GIVEN,
    NOT_APPLIED,
    READ,
    Multipliers,
    checked_tlm,
    unit_multipliers,
)
from gbflex.analysis.bm.not_held import unit_not_held
from gbflex.analysis.bm.notes import notes_of
from gbflex.analysis.bm.spans import half_hours
from gbflex.analysis.ports import BmPorts
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import HALF_HOUR_SECONDS, Periods, settlement_period_of

__all__ = ["ledger_answer"]

BARE: Final = "TLM not applied: cash is before the transmission loss multiplier, which moves it by about 2 %"
READ_NOTE: Final = "TLM as Elexon's settlement stack prints it for the unit"
SURE: Final = (GIVEN, READ)
"""Whose cash is as good as Elexon's own."""

NO_ACCEPTANCES: Final[BmNoteRow] = {
    "what": "half-hours in which neither acceptances nor published cash flows of any unit are held",
    "count": 0,
    "mwh": None,
    "at_stake_gbp": None,
}
CONTRADICTED: Final[BmNoteRow] = {
    "what": "half-hours whose settlement stack names several multipliers of the unit: none of them is used",
    "count": 0,
    "mwh": None,
    "at_stake_gbp": None,
}
NOT_COMPUTED: Final = frozenset({"missing PN", "missing BOD", "missing acceptance"})
"""Causes by which our own cash of a row is not known, whatever Elexon's is."""

Floats = NDArray[np.float64]


def ledger_answer(unit: str, periods: Periods, ports: BmPorts, *, tlm: float | None) -> BmLedgerAnswer:
    """A unit's ledger beside Elexon's figures.

    Args:
        unit: Elexon's or the system operator's id.
        periods: The span.
        ports: Where its data comes from.
        tlm: Transmission loss multiplier of the unit in that span; null: as the settlement stack prints it, else
            worked out from zone and season, else not known, and said so.

    Raises:
        InputError: A multiplier that cannot be one.
        MissingPeriods: Nothing of the unit is held.
    """
    checked_tlm(tlm)
    first_date, last_date = periods.first_date, periods.last_date
    register = ports.units.register()
    found = ports.units.units_held(first_date, last_date, by_either_id([unit], register))
    if not found:
        raise unit_not_held(
            [unit],
            periods,
            ports.units,
            said=unit,
            next_step="Import its elexon.pn, elexon.boalf and elexon.bod (and elexon.ebocf to compare with)",
        )
    ((name, data),) = ports.units.units_data(first_date, last_date, found[:1])
    first, last = half_hours(periods)
    multipliers = unit_multipliers(register.get(name, BmUnit(name)), data.stack, periods, tlm)
    ledger = unit_ledger(data, first, last, multipliers)
    notes = notes_of(ledger, data)
    if multipliers.contradicted:
        notes.append({**CONTRADICTED, "count": multipliers.contradicted})
    if not ports.units.units_held(first_date, last_date, ()):
        notes.append({**NO_ACCEPTANCES, "count": len(periods)})
    evidence = evidence_of(data, first, last - first + 1, traded=True)
    return _answer(name, periods, ledger, notes, evidence, _tlm_part(ledger, multipliers))


def _answer(
    unit: str, periods: Periods, ledger: BmLedger, notes: list[BmNoteRow], evidence: Evidence, tlm: BmTlmPart
) -> BmLedgerAnswer:
    published = _total(np.concatenate([ledger.published_offer_gbp, ledger.published_bid_gbp]))
    compared = ~np.isnan(ledger.published_offer_gbp), ~np.isnan(ledger.published_bid_gbp)
    computed = _sum(ledger.offer_gbp[compared[0]]) + _sum(ledger.bid_gbp[compared[1]])
    rows = [_row(ledger, number) for number in range(len(ledger.half_hour))]
    without = any(note["what"] == NO_ACCEPTANCES["what"] for note in notes)
    left = ledger.volumes.unallocated.mwh
    offers = _cash([row["offer_cashflow_gbp"] for row in rows], unknown=without or bool((left > 0).any()))
    bids = _cash([row["bid_cashflow_gbp"] for row in rows], unknown=without or bool((left < 0).any()))
    unknown = without or bool(len(left)) or any(row["cashflow_gbp"] is None for row in rows)
    return {
        "unit": unit,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "half_hours": len(periods),
        "half_hours_notified": int(evidence.is_notified.sum()),
        "half_hours_published": int((evidence.offers_published | evidence.bids_published).sum()),
        "rows": rows,
        "offer_mwh": float(ledger.offer_mwh.sum()),
        "bid_mwh": float(ledger.bid_mwh.sum()),
        "offer_cashflow_gbp": offers,
        "bid_cashflow_gbp": bids,
        "total_gbp": _cash([row["cashflow_gbp"] for row in rows], unknown=unknown),
        "published_total_gbp": published,
        "residual_gbp": None if published is None else computed - published,
        "published_offer_mwh": _total(ledger.published_offer_mwh),
        "published_bid_mwh": _total(ledger.published_bid_mwh),
        "causes": dict(Counter(ledger.cause)),
        **tlm,
        "implied_tlm": _number(ledger.implied_multiplier),
        "confidence": "estimated" if not _sure(ledger).all() or notes or unknown else "public-derived",
        "notes": notes,
    }


def _sure(ledger: BmLedger) -> NDArray[np.bool_]:
    """Rows whose multiplier was given, or read for their half-hour."""
    return np.isin(ledger.multiplier_source, SURE)


def _tlm_part(ledger: BmLedger, multipliers: Multipliers) -> BmTlmPart:
    """The multiplier that a ledger's cash has, and where it comes from.

    Args:
        ledger: The ledger.
        multipliers: Of each half-hour of its span, which say it where the ledger has no row.
    """
    rows = len(ledger.half_hour)
    value, source = (ledger.multiplier, ledger.multiplier_source) if rows else multipliers[:2]
    half_hour = ledger.half_hour if rows else np.arange(len(value))
    counts = Counter(dict(zip(half_hour.tolist(), source.tolist(), strict=True)).values())
    known = value[~np.isnan(value)]
    words = list(counts) if len(counts) == 1 else [f"{one} ({n} half-hours)" for one, n in counts.most_common()]
    bare = [BARE] if NOT_APPLIED in counts else []
    given = ["TLM as given"] if GIVEN in counts else []
    read = [READ_NOTE] if READ in counts else []
    made_of = multipliers.made_of if {COMPUTED, NOT_APPLIED} & set(counts) else ()
    return {
        "tlm_applied": float(np.median(known)) if len(known) else None,
        "tlm_source": "; ".join(words),
        "tlm_note": "; ".join([*bare, *given, *read, *made_of]),
    }


def _row(ledger: BmLedger, row: int) -> BmLedgerRow:
    instant = datetime.fromtimestamp(int(ledger.half_hour[row]) * HALF_HOUR_SECONDS, tz=UTC)
    day, period = settlement_period_of(instant)
    published = [_number(ledger.published_offer_gbp[row]), _number(ledger.published_bid_gbp[row])]
    hidden = ledger.cause[row] in NOT_COMPUTED
    own = [
        None if hidden and not mwh and seen else _number(gbp)
        for mwh, gbp, seen in (
            (ledger.offer_mwh[row], ledger.offer_gbp[row], published[0]),
            (ledger.bid_mwh[row], ledger.bid_gbp[row], published[1]),
        )
    ]
    apart = [
        computed - seen
        for computed, seen in zip(own, published, strict=True)
        if seen is not None and computed is not None
    ]
    whole = None not in own
    return {
        "settlement_date": str(day),
        "settlement_period": period,
        "pair": int(ledger.pair[row]),
        "accepted_offer_mwh": float(ledger.offer_mwh[row]),
        "accepted_bid_mwh": float(ledger.bid_mwh[row]),
        "bid_price_gbp_per_mwh": _number(ledger.bid_gbp_per_mwh[row]),
        "offer_price_gbp_per_mwh": _number(ledger.offer_gbp_per_mwh[row]),
        "offer_cashflow_gbp": own[0],
        "bid_cashflow_gbp": own[1],
        "cashflow_gbp": _known(own) if whole else None,
        "published_offer_cashflow_gbp": published[0],
        "published_bid_cashflow_gbp": published[1],
        "residual_gbp": float(sum(apart)) if apart else None,
        "published_offer_mwh": _number(ledger.published_offer_mwh[row]),
        "published_bid_mwh": _number(ledger.published_bid_mwh[row]),
        "cause": ledger.cause[row],
        "flagged_mwh": float(ledger.flagged_mwh[row]),
        "beyond_declared_mwh": float(ledger.beyond_mwh[row]),
        "tlm_applied": _number(ledger.multiplier[row]),
        "tlm_source": str(ledger.multiplier_source[row]),
        "confidence": "public-derived" if _sure(ledger)[row] and whole else "estimated",
    }


def _known(values: Sequence[float | None]) -> float:
    return sum(value for value in values if value is not None)


def _cash(values: Sequence[float | None], *, unknown: bool) -> float | None:
    """The sum of what is known; null where that is nothing and more is there that is not known."""
    total = _known(values)
    return None if (unknown or None in values) and not total else total


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _sum(values: Floats) -> float:
    return float(np.nan_to_num(values).sum())


def _total(values: Floats) -> float | None:
    return None if np.isnan(values).all() else float(np.nansum(values))
