"""Questions about a plant behind a meter: when to turn it up or down, and what each asset adds.

Keys as `gbflex chp ... --json` prints them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.chp import CurveAnswer, ValueAnswer
from gbflex.analysis.chp.curve import chp_curve as curve_of
from gbflex.analysis.chp.value import chp_value as value_of
from gbflex.api.opened import load_site
from gbflex.assets.any_site import AnySite, input_files
from gbflex.assets.overrides import Overrides
from gbflex.periods import Periods, parse_date
from gbflex.reports.chp_curve_page import chp_curve_page

__all__ = ["chp_curve", "chp_value"]


def chp_curve(
    site: AnySite,
    day: str | date,
    *,
    out: str | Path | None = None,
    force: bool = False,
    overrides: Overrides = (),
    progress: Callable[[str], None] = lambda _: None,
) -> CurveAnswer:
    """What a site's CHP units can turn up and down on a settlement date, and at what price.

    Args:
        site: A site with a CHP unit.
        day: The settlement date.
        out: Where a page with a chart is written; None writes none.
        force: Replace whatever file stands there.
        overrides: "path=value" each, or values by path.
        progress: Called with a sentence as each part begins.

    Example:
        >>> heat = {"electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}
        >>> site = {"name": "Legacy", "charges": [], "demand": {"constant_mw": 6},
        ...         "supply": {"energy": {"fixed_gbp_per_mwh": 150}},
        ...         "fuel": {"price": {"fixed_gbp_per_mwh": 20}, "network": "included", "ccl_exempt_fraction": 1,
        ...                  "chpqa": {}},
        ...         "assets": [{"type": "chp", "min_power_mw": 1, "max_power_mw": 5,
        ...                     "efficiency": [{"power_mw": 5, **heat}]},
        ...                    {"type": "boiler", "heat_mw": 8, "efficiency_gross_cv": 0.9},
        ...                    {"type": "heat_demand", "constant_mw": 7}]}
        >>> row = chp_curve(site, "2024-06-03")["rows"][0]
        >>> round(row["marginal_cost_gbp_per_mwh"], 3), row["turn_down_mw"]
        (26.316, 5.0)
        >>> round(row["turn_down_price_gbp_per_mwh"], 3)
        123.684
    """
    parsed = parse_date(day, field="--date")
    loaded = load_site(site, overrides)
    found = curve_of(loaded, parsed, bootstrap.ports(), progress=progress)
    if out is not None:
        bootstrap.outputs().write(
            out, chp_curve_page(found).encode(), force=force, inputs=input_files(site, loaded)
        )
    return found


def chp_value(
    site: AnySite,
    first_date: str | date,
    last_date: str | date,
    *,
    overrides: Overrides = (),
    progress: Callable[[str], None] = lambda _: None,
) -> ValueAnswer:
    """What each asset of a plant adds: left out, alone, and planned together against one after another.

    Args:
        site: A site with a plant.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        overrides: "path=value" each, or values by path.
        progress: Called with a sentence as each part begins.
    """
    periods = Periods.between(first_date, last_date)
    return value_of(load_site(site, overrides), periods, bootstrap.ports(), progress=progress)
