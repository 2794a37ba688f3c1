"""A way to throw heat away on purpose: a dump radiator, or a flue bypass.

Valid for: heat that leaves at no cost. Heat thrown away earns nothing and counts against the quality of the CHP.
"""

from __future__ import annotations

from typing import Literal

from gbflex.assets.fields import NonNegative, SiteModel

__all__ = ["HeatDump"]


class HeatDump(SiteModel):
    """A heat dump; without one, all heat of the engines must be used or stored.

    Attributes:
        type: Always "heat_dump".
        name: Name in reports.
        heat_mw: Largest heat thrown away [MW thermal]; null is no limit.

    Example:
        >>> HeatDump(type="heat_dump").heat_mw is None
        True
    """

    type: Literal["heat_dump"]
    name: str = "heat dump"
    heat_mw: NonNegative | None = None
