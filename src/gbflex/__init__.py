"""Money questions about batteries and flexible power in Great Britain, from public data to the pound.

>>> import gbflex
>>> gbflex.__all__  # doctest: +NORMALIZE_WHITESPACE
['Site', '__version__', 'bill', 'breakeven', 'chp_curve', 'chp_value', 'explain', 'generate_load', 'import_load',
 'lookup', 'losses', 'plan', 'rates', 'report', 'run']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gbflex.api import bill, breakeven, explain, lookup, losses, plan, rates, report, run
    from gbflex.assets.site import Site
    from gbflex.loads import generate_load, import_load
    from gbflex.plants import chp_curve, chp_value

__all__ = [
    "Site",
    "__version__",
    "bill",
    "breakeven",
    "chp_curve",
    "chp_value",
    "explain",
    "generate_load",
    "import_load",
    "lookup",
    "losses",
    "plan",
    "rates",
    "report",
    "run",
]

__version__ = "0.1.0"

HOMES = {
    "Site": "gbflex.assets.site",
    "bill": "gbflex.api",
    "breakeven": "gbflex.api",
    "chp_curve": "gbflex.plants",
    "chp_value": "gbflex.plants",
    "explain": "gbflex.api",
    "generate_load": "gbflex.loads",
    "import_load": "gbflex.loads",
    "lookup": "gbflex.api",
    "losses": "gbflex.api",
    "plan": "gbflex.api",
    "rates": "gbflex.api",
    "report": "gbflex.api",
    "run": "gbflex.api",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `gbflex --help` does not wait for the frame and solver libraries.
    if name in HOMES:
        return getattr(importlib.import_module(HOMES[name]), name)
    msg = f"module 'gbflex' has no attribute {name!r}"
    raise AttributeError(msg)
