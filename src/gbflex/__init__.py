"""Money questions about batteries and flexible power in Great Britain, from public data to the pound.

>>> import gbflex
>>> gbflex.__all__  # doctest: +NORMALIZE_WHITESPACE
['Site', '__version__', 'bill', 'breakeven', 'chp_curve', 'chp_value', 'compare', 'example_mpan', 'examples',
 'explain', 'generate_load', 'import_load', 'init', 'lookup', 'losses', 'plan', 'rates', 'report', 'run', 'tariff',
 'why']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gbflex.api.chp import chp_curve, chp_value
    from gbflex.api.compare import compare
    from gbflex.api.examples import examples
    from gbflex.api.init import init
    from gbflex.api.loads import generate_load, import_load
    from gbflex.api.lookup import lookup
    from gbflex.api.runs import breakeven, explain, losses, plan, report, run
    from gbflex.api.site import bill, example_mpan, rates, tariff
    from gbflex.api.why import why
    from gbflex.assets.site import Site

__all__ = [
    "Site",
    "__version__",
    "bill",
    "breakeven",
    "chp_curve",
    "chp_value",
    "compare",
    "example_mpan",
    "examples",
    "explain",
    "generate_load",
    "import_load",
    "init",
    "lookup",
    "losses",
    "plan",
    "rates",
    "report",
    "run",
    "tariff",
    "why",
]

__version__ = "0.1.0"

HOMES = {
    "Site": "gbflex.assets.site",
    "bill": "gbflex.api.site",
    "breakeven": "gbflex.api.runs",
    "chp_curve": "gbflex.api.chp",
    "chp_value": "gbflex.api.chp",
    "compare": "gbflex.api.compare",
    "example_mpan": "gbflex.api.site",
    "examples": "gbflex.api.examples",
    "explain": "gbflex.api.runs",
    "generate_load": "gbflex.api.loads",
    "import_load": "gbflex.api.loads",
    "init": "gbflex.api.init",
    "lookup": "gbflex.api.lookup",
    "losses": "gbflex.api.runs",
    "plan": "gbflex.api.runs",
    "rates": "gbflex.api.site",
    "report": "gbflex.api.runs",
    "run": "gbflex.api.runs",
    "tariff": "gbflex.api.site",
    "why": "gbflex.api.why",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `gbflex --help` does not wait for the frame and solver libraries.
    if name in HOMES:
        return getattr(importlib.import_module(HOMES[name]), name)
    msg = f"module 'gbflex' has no attribute {name!r}"
    raise AttributeError(msg)
