"""The demo's values; `tests/test_demo.py` pins what stands behind them."""

from __future__ import annotations

import functools

import gbflex
from gbflex.api.demo import DEMO_SITES, DEMO_SPAN
from tests.docs.markers import ROOT


@functools.cache
def _value_gbp(site: str) -> float:
    return gbflex.run(ROOT / "examples" / f"{site}.yaml", *DEMO_SPAN)["value_gbp"]


def index_gbp() -> float:
    return _value_gbp(DEMO_SITES[0])


def system_price_gbp() -> float:
    return _value_gbp(DEMO_SITES[1])
