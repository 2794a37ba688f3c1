"""The grid's carbon intensity on a time axis, where the site file names a file that covers it."""

from __future__ import annotations

import numpy as np

from gbflex.analysis.ports import Ports
from gbflex.assets.site import Site
from gbflex.cashflows.shape import Series
from gbflex.periods import Periods

__all__ = ["GRID_CARBON", "grid_carbon_series"]

GRID_CARBON = "grid_carbon"


def grid_carbon_series(site: Site, periods: Periods, ports: Ports) -> dict[str, Series]:
    """The series by name [gCO2/kWh]; none where the file lacks a half-hour: no money depends on it.

    Args:
        site: The site.
        periods: The time axis.
        ports: Where files come from.

    Raises:
        BrokenFile: The file cannot be read.
    """
    if site.grid_carbon is None:
        return {}
    found = ports.files.read(site.folder / site.grid_carbon.file, "carbon", periods)
    missing = np.isnan(found.values)
    if missing.any():
        return {}
    return {GRID_CARBON: Series(found.name, found.unit, found.values, found.source, missing, found.quality)}
