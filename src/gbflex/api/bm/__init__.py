"""The Python twins of `gbflex bm ...`: what the Balancing Mechanism's units are, did, and were paid."""

from __future__ import annotations

from gbflex.api.bm.batteries import bm_batteries
from gbflex.api.bm.events import bm_event, bm_events
from gbflex.api.bm.ledger import bm_ledger
from gbflex.api.bm.portfolio import bm_portfolio
from gbflex.api.bm.units import bm_leaderboard, bm_unit

__all__ = ["bm_batteries", "bm_event", "bm_events", "bm_leaderboard", "bm_ledger", "bm_portfolio", "bm_unit"]
