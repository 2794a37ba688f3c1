"""What burners share: efficiencies stated on gross or net calorific value, turned to gross once."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from gbflex.assets.fields import AnyEfficiency

__all__ = ["GROSS_PER_NET", "NetEfficiency", "gross_cv"]

GROSS_PER_NET: Final = 0.901
"""Efficiency on gross per efficiency on net calorific value of natural gas: gas is billed gross, and makers
state net (market reference section 9)."""

NetEfficiency = Annotated[AnyEfficiency, Field(le=1 / GROSS_PER_NET)]
"""A fraction; on net calorific value the heat of condensing may take it above 1."""


def gross_cv(gross: float | None, net: float | None) -> float:
    """An efficiency on gross calorific value from the one that is given.

    Args:
        gross: On gross calorific value [fraction], or None.
        net: On net calorific value [fraction], or None.

    Example:
        >>> round(gross_cv(None, 0.42), 5)
        0.37842
    """
    if gross is not None:
        return gross
    assert net is not None  # noqa: S101 (the site file gives one of the two)
    return net * GROSS_PER_NET
