"""Money questions about batteries and flexible power in Great Britain, from public data to the pound.

>>> import gbflex
>>> gbflex.__all__  # doctest: +NORMALIZE_WHITESPACE
['Site', '__version__', 'bill', 'bm', 'bm_ledger', 'breakeven', 'chp', 'chp_curve', 'chp_value', 'compare',
 'data', 'demo', 'doctor', 'errors', 'example_mpan', 'examples', 'explain', 'generate_load', 'import_load',
 'init', 'lookup', 'losses', 'plan', 'rates', 'report', 'run', 'tariff', 'why']

What a question answers is a mapping with the keys of the command's `--json`. Its tables are Polars frames
(`result.lines`, `run.schedule`, `run.ledger`), `result.plot()` draws it, and a notebook shows it as a table.
`gbflex.bm`, `gbflex.chp` and `gbflex.data` hold the commands of their groups, `gbflex.errors` all that is raised.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gbflex import bm, chp, data, errors
    from gbflex.api import bm as _bm
    from gbflex.api import chp as _chp
    from gbflex.api import compare as _compare
    from gbflex.api import demo as _demo
    from gbflex.api import doctor as _doctor
    from gbflex.api import examples as _examples
    from gbflex.api import init as _init
    from gbflex.api import loads as _loads
    from gbflex.api import lookup as _lookup
    from gbflex.api import runs as _runs
    from gbflex.api import site as _site
    from gbflex.api import why as _why
    from gbflex.assets.site import Site
    from gbflex.python import rate_frame as _rate_frame
    from gbflex.python.answered import answered as _answered

    bill = _answered(_site.bill)
    bm_ledger = _answered(_bm.bm_ledger)
    breakeven = _answered(_runs.breakeven)
    chp_curve = _answered(_chp.chp_curve)
    chp_value = _answered(_chp.chp_value)
    compare = _answered(_compare.compare)
    demo = _answered(_demo.run_demo)
    doctor = _answered(_doctor.diagnosis)
    example_mpan = _answered(_site.example_mpan)
    examples = _answered(_examples.examples)
    explain = _answered(_runs.explain)
    generate_load = _answered(_loads.generate_load)
    import_load = _answered(_loads.import_load)
    init = _answered(_init.init)
    lookup = _answered(_lookup.lookup)
    losses = _answered(_runs.losses)
    plan = _answered(_runs.plan)
    rates = _answered(_rate_frame.rates)
    report = _answered(_runs.report)
    run = _answered(_runs.run)
    tariff = _answered(_site.tariff)
    why = _answered(_why.why)

__all__ = [
    "Site",
    "__version__",
    "bill",
    "bm",
    "bm_ledger",
    "breakeven",
    "chp",
    "chp_curve",
    "chp_value",
    "compare",
    "data",
    "demo",
    "doctor",
    "errors",
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
    "bm_ledger": "gbflex.api.bm",
    "breakeven": "gbflex.api.runs",
    "chp_curve": "gbflex.api.chp",
    "chp_value": "gbflex.api.chp",
    "compare": "gbflex.api.compare",
    "demo": "gbflex.api.demo:run_demo",
    "doctor": "gbflex.api.doctor:diagnosis",
    "example_mpan": "gbflex.api.site",
    "examples": "gbflex.api.examples",
    "explain": "gbflex.api.runs",
    "generate_load": "gbflex.api.loads",
    "import_load": "gbflex.api.loads",
    "init": "gbflex.api.init",
    "lookup": "gbflex.api.lookup",
    "losses": "gbflex.api.runs",
    "plan": "gbflex.api.runs",
    "rates": "gbflex.python.rate_frame",
    "report": "gbflex.api.runs",
    "run": "gbflex.api.runs",
    "tariff": "gbflex.api.site",
    "why": "gbflex.api.why",
}
"""Where each name is written; after a colon, as what. A function becomes a question: `python.answered`."""

GROUPS = ("bm", "chp", "data")
"""The modules that hold the commands of a group."""


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `gbflex --help` does not wait for the frame and solver libraries.
    if name in (*GROUPS, "errors"):
        return importlib.import_module(f"gbflex.{name}")
    if name not in HOMES:
        raise AttributeError(f"module 'gbflex' has no attribute {name!r}; it has {', '.join(__all__)}")
    module, _, written_as = HOMES[name].partition(":")
    found = getattr(importlib.import_module(module), written_as or name)
    if isinstance(found, type):
        return found
    from gbflex.python.answered import answered

    globals()[name] = question = answered(found)
    return question


def __dir__() -> list[str]:
    return __all__
