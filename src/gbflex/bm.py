"""What the Balancing Mechanism's units are, did, and were paid: `gbflex bm ...` in Python.

>>> from gbflex import bm
>>> dir(bm)
['batteries', 'event', 'events', 'leaderboard', 'ledger', 'portfolio', 'unit']
"""

from __future__ import annotations

from gbflex.api import bm as _api
from gbflex.python.answered import answered as _answered

__all__ = ["batteries", "event", "events", "leaderboard", "ledger", "portfolio", "unit"]

batteries = _answered(_api.bm_batteries)
event = _answered(_api.bm_event)
events = _answered(_api.bm_events)
leaderboard = _answered(_api.bm_leaderboard)
ledger = _answered(_api.bm_ledger)
portfolio = _answered(_api.bm_portfolio)
unit = _answered(_api.bm_unit)


def __dir__() -> list[str]:
    return __all__
