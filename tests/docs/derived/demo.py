"""The demo's values; `tests/test_demo.py` pins what stands behind them."""

from __future__ import annotations

import functools

import gbflex
from gbflex.analysis.answers.run import RunAnswer
from gbflex.analysis.series.made_up import whole_year
from gbflex.api.demo import DEMO_SITES, DEMO_SPAN
from gbflex.sources.half_hours.file import HalfHourlyFileReader
from tests.docs.markers import ROOT


@functools.cache
def _run(site: str) -> RunAnswer:
    return gbflex.run(ROOT / "examples" / f"{site}.yaml", *DEMO_SPAN)


def mean_load_mw() -> float:
    axis = whole_year(2018)
    path = ROOT / "examples" / "university-building-b2-2018.csv"
    return float(HalfHourlyFileReader().read(path, "demand", axis).values.mean() / axis.hours)


def index_gbp() -> float | None:
    return _run(DEMO_SITES[0])["value_gbp"]


def system_price_gbp() -> float | None:
    return _run(DEMO_SITES[1])["value_gbp"]


def capacity_market_gbp() -> float | None:
    lines = _run(DEMO_SITES[0])["lines"]
    return next(line["value_gbp"] for line in lines if line["line"] == "capacity_market_levy")
