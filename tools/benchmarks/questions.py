"""Whole questions of the package on the shipped examples; no peer answers them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.contest import Contest, timed
from gbflex import bootstrap
from gbflex.analysis.run.backtest import backtest
from gbflex.api import site as api_site
from gbflex.assets.any_site import load_site
from gbflex.periods import Periods

__all__ = ["questions"]

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
SPAN: Final = ("2024-04-01", "2025-02-28")
AREAS: Final = range(10, 24)


def questions() -> list[Contest]:
    """Rates, a bill and two back-tests over eleven months."""
    site = EXAMPLES / "west-midlands-hv.yaml"
    works: dict[str, tuple[str, Callable[[], object]]] = {
        "rates": ("site rates", lambda: api_site.rates(site, *SPAN)),
        "rates-14-areas": (
            "site rates of 14 areas",
            lambda: [api_site.rates(site, *SPAN, overrides=[f"licence_area={area}"]) for area in AREAS],
        ),
        "bill": ("site bill", lambda: api_site.bill(site, *SPAN)),
        "backtest-index": ("back-test, market index", functools.partial(_backtest, "west-midlands-hv")),
        "backtest-system": (
            "back-test, system price",
            functools.partial(_backtest, "west-midlands-hv-system-price"),
        ),
    }
    return [Contest(name, f"{what}, eleven months", timed(work)) for name, (what, work) in works.items()]


def _backtest(name: str) -> object:
    """As a caller makes it: prices, two dispatches, two ledgers."""
    return backtest(load_site(EXAMPLES / f"{name}.yaml"), Periods.between(*SPAN), bootstrap.ports())
