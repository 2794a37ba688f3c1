"""When a plant should turn up or down, and what each asset adds: `gbflex chp ...` in Python.

>>> from gbflex import chp
>>> dir(chp)
['curve', 'value']
"""

from __future__ import annotations

from gbflex.api import chp as _api
from gbflex.python.answered import answered as _answered

__all__ = ["curve", "value"]

curve = _answered(_api.chp_curve)
value = _answered(_api.chp_value)


def __dir__() -> list[str]:
    return __all__
