"""The demo's values; `tests/test_demo.py` pins what stands behind them."""

from __future__ import annotations

import functools

import gbflex
from gbflex.analysis.answers.run import RunAnswer
from gbflex.api.demo import DEMO_SITES, DEMO_SPAN
from tests.docs.markers import ROOT


@functools.cache
def _run(site: str) -> RunAnswer:
    return gbflex.run(ROOT / "examples" / f"{site}.yaml", *DEMO_SPAN)


def index_gbp() -> float | None:
    return _run(DEMO_SITES[0])["value_gbp"]


def system_price_gbp() -> float | None:
    return _run(DEMO_SITES[1])["value_gbp"]


def capacity_market_gbp() -> float | None:
    lines = _run(DEMO_SITES[0])["lines"]
    return next(line["value_gbp"] for line in lines if line["line"] == "capacity_market_levy")
