"""Sums over some half-hours of a unit, with what they are sums of: a sum of nothing is null, never 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import CashPart
from gbflex.analysis.bm.cash import IMPLIED
from gbflex.analysis.bm.half_hourly import Side, UnitHalfHours
from gbflex.analysis.bm.multiplier import COMPUTED, GIVEN, NOT_APPLIED, NOT_NEEDED, READ, READ_IN_SEASON
from gbflex.gb.bm import NO_VOLUME_MWH

__all__ = ["cash_basis", "cash_part", "energy_total", "gross_of", "rows_total", "tlm_applied", "tlm_source"]

Bools = NDArray[np.bool_]
Rows = slice | Bools
"""Which half-hours of the span."""

EVERYTHING: Final = slice(None)
BASIS: Final = {
    GIVEN: "computed",
    READ: "computed, TLM read",
    READ_IN_SEASON: "computed, TLM read",
    IMPLIED: "computed, TLM implied",
    COMPUTED: "computed, TLM estimated",
    NOT_APPLIED: "computed, TLM not applied",
}
"""How computed cash is called, by where its multiplier comes from."""
SURE: Final = frozenset({GIVEN, READ})


def cash_part(unit: UnitHalfHours, rows: Rows = EVERYTHING) -> CashPart:
    """Energy, cash and coverage of some half-hours.

    Args:
        unit: The unit.
        rows: Which half-hours; all unless given.
    """
    held, known = unit.is_held[rows], unit.has_volumes[rows]
    not_priced = int(unit.is_not_priced[rows].sum())
    part: CashPart = {
        "half_hours": len(held),
        "half_hours_held": int(held.sum()),
        "half_hours_with_volumes": int(known.sum()),
        "offer_mwh": energy_total(unit.offers, unit, rows),
        "bid_mwh": energy_total(unit.bids, unit, rows),
        "offer_cashflow_gbp": _cash(unit.offers, unit, rows),
        "bid_cashflow_gbp": _cash(unit.bids, unit, rows),
        "not_priced_mwh": _not_priced(unit, rows),
        "half_hours_not_priced": not_priced,
        "confidence": "public-derived",
    }
    inferred = bool(set(unit.multiplier_source[rows][unit.is_computed[rows]]) - SURE)
    if inferred or not_priced or gross_of(part) is None:
        part["confidence"] = "estimated"
    return part


def energy_total(side: Side, unit: UnitHalfHours, rows: Rows = EVERYTHING) -> float | None:
    """Accepted energy of one direction; null where nothing of it is known.

    Args:
        side: The direction.
        unit: The unit.
        rows: Which half-hours; all unless given.
    """
    mwh = float(side.mwh[rows].sum())
    return mwh if mwh or unit.has_volumes[rows].any() else None


def _not_priced(unit: UnitHalfHours, rows: Rows) -> float | None:
    """Size of what is not in the cash; null where that could be measured nowhere."""
    mwh = float(unit.not_priced_mwh[rows].sum())
    return mwh if mwh or (unit.has_volumes | unit.is_published)[rows].any() else None


def _cash(side: Side, unit: UnitHalfHours, rows: Rows) -> float | None:
    """Cash of one direction; null where none of its energy has a price, or nothing is held."""
    if (side.is_published | side.is_computed)[rows].any():
        return float(side.gbp[rows].sum())
    clear = (unit.has_volumes | unit.is_published)[rows].any()
    return 0.0 if clear and side.not_priced_mwh[rows].sum() <= NO_VOLUME_MWH else None


def gross_of(part: CashPart) -> float | None:
    """Offers and bids together; null where neither has a price, or the one that has one is nothing.

    Args:
        part: Cash of some half-hours.
    """
    offers, bids = part["offer_cashflow_gbp"], part["bid_cashflow_gbp"]
    if offers is None or bids is None:
        return offers or bids or None
    return offers + bids


def rows_total(values: Sequence[float | None]) -> float | None:
    """The sum of what is known; null where nothing is.

    Args:
        values: Of several rows.

    Example:
        >>> rows_total([1.0, None]), rows_total([None])
        (1.0, None)
    """
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def cash_basis(unit: UnitHalfHours, part: CashPart) -> str:
    """Where the cash comes from, in words.

    Args:
        unit: The unit.
        part: Its cash.
    """
    if gross_of(part) is None:
        return "not priced"
    said = ["published"] if unit.is_published.any() else []
    said += [BASIS[source] for source in _sources(unit)]
    return "; ".join(dict.fromkeys(said)) or "computed"


def tlm_source(unit: UnitHalfHours) -> str:
    """Where the multiplier of computed cash comes from; several sources one after the other."""
    return "; ".join(_sources(unit)) or NOT_NEEDED


def tlm_applied(unit: UnitHalfHours) -> float | None:
    """The multiplier of computed cash, the median where there are several; null where there is none."""
    known = unit.multiplier[unit.is_computed & ~np.isnan(unit.multiplier)]
    return float(np.median(known)) if len(known) else None


def _sources(unit: UnitHalfHours) -> list[str]:
    """Sources of the multipliers of computed cash, each once."""
    used = set(unit.multiplier_source[unit.is_computed])
    return [source for source in BASIS if source in used]
