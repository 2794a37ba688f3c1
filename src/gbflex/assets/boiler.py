"""A gas boiler.

Valid for: one efficiency at every load, as is usual for a modulating condensing or flue-gas boiler between 20 and
100 %; starts, minimum load and standing losses are not modelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from gbflex.assets.fields import Efficiency, Positive, SiteModel, cross_check
from gbflex.assets.fuel_use import NetEfficiency, gross_cv

__all__ = ["Boiler"]


class Boiler(SiteModel):
    """A boiler on the site's fuel; give its efficiency on gross or on net calorific value.

    Attributes:
        type: Always "boiler".
        name: Name in reports.
        heat_mw: Largest output [MW thermal].
        efficiency_gross_cv: Heat per MWh of fuel on gross calorific value [fraction].
        efficiency_net_cv: Heat per MWh of fuel on net calorific value [fraction]; a condensing boiler may be
            above 1.

    Example:
        >>> Boiler(type="boiler", heat_mw=6.0, efficiency_net_cv=0.95).gross_efficiency.__round__(5)
        0.85595
    """

    type: Literal["boiler"]
    name: str = "boiler"
    heat_mw: Positive
    efficiency_gross_cv: Efficiency | None = None
    efficiency_net_cv: NetEfficiency | None = None

    @cross_check
    def _check_one(self) -> Iterator[str]:
        if (self.efficiency_gross_cv is None) == (self.efficiency_net_cv is None):
            yield "give efficiency_gross_cv or efficiency_net_cv"

    @property
    def gross_efficiency(self) -> float:
        """Heat per MWh of fuel on gross calorific value [fraction]."""
        return gross_cv(self.efficiency_gross_cv, self.efficiency_net_cv)
