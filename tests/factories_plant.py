"""A small plant for tests: the legacy unit with a boiler and a heat demand."""

from __future__ import annotations

from typing import Any

from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site

__all__ = ["boiler", "chp", "fuel", "plant_site"]


def chp(**changes: Any) -> dict[str, Any]:
    """1 to 5 MW, 0.38 and 0.45 on gross calorific value."""
    return {
        "type": "chp",
        "name": "engine",
        "min_power_mw": 1.0,
        "max_power_mw": 5.0,
        "efficiency": [
            {"power_mw": 5.0, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}
        ],
    } | changes


def boiler(**changes: Any) -> dict[str, Any]:
    """8 MW at 0.90."""
    return {"type": "boiler", "heat_mw": 8.0, "efficiency_gross_cv": 0.9} | changes


def fuel(**changes: Any) -> dict[str, Any]:
    """20 GBP/MWh and nothing on top."""
    return {
        "price": {"fixed_gbp_per_mwh": 20.0},
        "network": "included",
        "ccl_exempt_fraction": 1.0,
        "chpqa": {},
    } | changes


def plant_site(*assets: dict[str, Any], **changes: Any) -> Site:
    """6 MW of demand at 150 GBP/MWh, 7 MW of heat; the legacy unit and a boiler unless other assets are given."""
    site: dict[str, Any] = {
        "name": "Plant",
        "demand": {"constant_mw": 6.0},
        "supply": {"energy": {"fixed_gbp_per_mwh": 150.0}},
        "charges": [],
        "fuel": fuel(),
        "assets": list(assets) or [chp(), boiler(), {"type": "heat_demand", "constant_mw": 7.0}],
    }
    return parse_site(site | changes)
