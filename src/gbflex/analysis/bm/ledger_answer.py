"""What did the Balancing Mechanism pay this unit, half-hour by half-hour, and does Elexon say the same?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer, BmNoteRow, BmTlmPart
from gbflex.analysis.answers.bm_missing import BmMissingRow
from gbflex.analysis.bm.cash import row_cash
from gbflex.analysis.bm.choice import by_either_id
from gbflex.analysis.bm.evidence import evidence_of
from gbflex.analysis.bm.half_hourly import UnitHalfHours, unit_half_hours
from gbflex.analysis.bm.ledger import BmLedger, unit_ledger
from gbflex.analysis.bm.ledger_rows import is_computed, is_sure, known_sum, ledger_rows
from gbflex.analysis.bm.missing import missing_rows, register_lacks, unit_lacks
from gbflex.analysis.bm.multiplier import (
    COMPUTED,
    GIVEN,
    NOT_APPLIED,
    NOT_NEEDED,
    READ,
    Multipliers,
    checked_tlm,
    unit_multipliers,
)
from gbflex.analysis.bm.not_held import unit_not_held
from gbflex.analysis.bm.notes import notes_of
from gbflex.analysis.bm.spans import half_hours
from gbflex.analysis.bm.totals import energy_total
from gbflex.analysis.ports import BmPorts
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import Periods

__all__ = ["ledger_answer"]

BARE: Final = "TLM not applied: cash is before the transmission loss multiplier, which moves it by about 2 %"
READ_NOTE: Final = "TLM as Elexon's settlement stack prints it for the unit"
NOTHING_TO_APPLY: Final = "no cash is computed, so that no multiplier is applied"

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
        raise unit_not_held([unit], periods, ports.units, said=unit)
    ((name, data),) = ports.units.units_data(first_date, last_date, found[:1])
    first, last = half_hours(periods)
    multipliers = unit_multipliers(register.get(name, BmUnit(name)), data.stack, periods, tlm)
    ledger = unit_ledger(data, first, last, multipliers)
    notes = notes_of(ledger, data)
    if multipliers.contradicted:
        notes.append({**CONTRADICTED, "count": multipliers.contradicted})
    traded = bool(ports.units.units_held(first_date, last_date, ()))
    if not traded:
        notes.append({**NO_ACCEPTANCES, "count": len(periods)})
    evidence = evidence_of(data, first, last - first + 1, traded=traded)
    cash = row_cash(ledger, periods.settlement_date[ledger.half_hour - first])
    by_half_hour = unit_half_hours(ledger, cash, evidence, first)
    lacks = [*unit_lacks("bm ledger", name, by_half_hour), *register_lacks([name], register)]
    missing = missing_rows(lacks, periods)
    return _answer(name, periods, ledger, by_half_hour, notes, missing, _tlm_part(ledger, multipliers))


def _answer(
    unit: str,
    periods: Periods,
    ledger: BmLedger,
    found: UnitHalfHours,
    notes: list[BmNoteRow],
    missing: list[BmMissingRow],
    tlm: BmTlmPart,
) -> BmLedgerAnswer:
    published = _total(np.concatenate([ledger.published_offer_gbp, ledger.published_bid_gbp]))
    compared = ~np.isnan(ledger.published_offer_gbp), ~np.isnan(ledger.published_bid_gbp)
    computed = _sum(ledger.offer_gbp[compared[0]]) + _sum(ledger.bid_gbp[compared[1]])
    rows = ledger_rows(ledger)
    without = not found.evidence.acceptances_held.any()
    # Without a notification it is not known in which direction something was accepted.
    hidden = without or not ledger.volumes.unallocated.has_notification.all()
    # What has no pair leaves the other direction's cash as it is.
    up = [row["offer_cashflow_gbp"] for row in rows if row["pair"] is not None or row["accepted_offer_mwh"]]
    down = [row["bid_cashflow_gbp"] for row in rows if row["pair"] is not None or row["accepted_bid_mwh"]]
    unknown = hidden or any(row["cashflow_gbp"] is None for row in rows)
    return {
        "unit": unit,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "half_hours": len(periods),
        "half_hours_notified": int(found.evidence.is_notified.sum()),
        "half_hours_published": int(found.is_published.sum()),
        "rows": rows,
        "offer_mwh": energy_total(found.offers, found),
        "bid_mwh": energy_total(found.bids, found),
        "offer_cashflow_gbp": _cash(up, unknown=hidden),
        "bid_cashflow_gbp": _cash(down, unknown=hidden),
        "total_gbp": _cash([row["cashflow_gbp"] for row in rows], unknown=hidden),
        "published_total_gbp": published,
        "residual_gbp": None if published is None else computed - published,
        "published_offer_mwh": _total(ledger.published_offer_mwh),
        "published_bid_mwh": _total(ledger.published_bid_mwh),
        "causes": dict(Counter(row["cause"] for row in rows)),
        **tlm,
        "implied_tlm": None if np.isnan(ledger.implied_multiplier) else ledger.implied_multiplier,
        "confidence": "estimated" if not is_sure(ledger).all() or notes or unknown else "public-derived",
        "notes": notes,
        "missing": missing,
    }


def _tlm_part(ledger: BmLedger, multipliers: Multipliers) -> BmTlmPart:
    """The multiplier that a ledger's computed cash has, and where it comes from.

    Args:
        ledger: The ledger.
        multipliers: Of each half-hour of its span.
    """
    rows = is_computed(ledger)
    if not rows.any():
        return {"tlm_applied": None, "tlm_source": NOT_NEEDED, "tlm_note": NOTHING_TO_APPLY}
    value, source, half_hour = ledger.multiplier[rows], ledger.multiplier_source[rows], ledger.half_hour[rows]
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


def _cash(values: Sequence[float | None], *, unknown: bool) -> float | None:
    """The sum of what is known; null where that is nothing and more is there that is not known."""
    total = known_sum(values)
    return None if (unknown or None in values) and not total else total


def _sum(values: Floats) -> float:
    return float(np.nan_to_num(values).sum())


def _total(values: Floats) -> float | None:
    return None if np.isnan(values).all() else float(np.nansum(values))
