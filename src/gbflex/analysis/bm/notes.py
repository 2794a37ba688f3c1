"""What of a unit's ledger could not be computed as it should."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.bm.ledger import BmLedger
from gbflex.analysis.ports import UnitData
from gbflex.gb.bm import NO_VOLUME_MWH, overlaps

__all__ = ["notes_of"]

Floats = NDArray[np.float64]


def notes_of(ledger: BmLedger, data: UnitData) -> list[BmNoteRow]:
    """What could not be computed as it should, each with how often and the energy and money at stake.

    Args:
        ledger: The ledger.
        data: What it was made from.
    """
    left = ledger.volumes.unallocated
    # Without any price no pounds are said to be at stake.
    prices = np.abs(data.offer_gbp_per_mwh[~np.isnan(data.offer_gbp_per_mwh)])
    worst = float(prices.max()) if len(prices) else None
    notes: list[BmNoteRow] = [
        # From which level they moved is not known, and so neither is their energy.
        {
            "what": "acceptances without a physical notification, their energy is not known",
            "count": int((~left.has_notification).sum()),
            "mwh": None,
            "at_stake_gbp": None,
        },
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
        "acceptances that were amended: the newest amendment is taken, whole": len(data.amended),
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
