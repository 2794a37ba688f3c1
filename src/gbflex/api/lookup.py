"""The Python twin of `gbflex site lookup`: same name, same keys. It imports no frames and no solver."""

from __future__ import annotations

import math
from datetime import date

from gbflex import bootstrap
from gbflex.analysis.answers.lookup import LookupAnswer
from gbflex.analysis.site.lookup import lookup_meter
from gbflex.errors import InputError

__all__ = ["lookup"]


def lookup(
    *,
    mpan: str | None = None,
    postcode: str | None = None,
    at: str | tuple[float, float] | None = None,
    on: str | date | None = None,
) -> LookupAnswer:
    """Which network a meter is on; keys as `gbflex site lookup --json`. A bad number is an answer, not an error.

    Args:
        mpan: A number as people type it.
        postcode: A postcode or outward code; it gives candidates only.
        at: Latitude and longitude, as two numbers or as "52.48,-1.90".
        on: Date for which a full MPAN's tariff is looked up.

    Example:
        >>> lookup(mpan="1400000123450", postcode="RH19 4LX")["licence_area"] is None
        True
    """
    for field, text in (("mpan", mpan), ("postcode", postcode)):
        if not isinstance(text, str | None):
            raise InputError(f"{text!r} is no text; ids are text", where=field, next_step="Put it in quotes")
    place = _coordinates(at)
    held = {} if postcode is None else bootstrap.places_held()
    day = None if on is None else _date(on)
    rates = None if day is None else bootstrap.duos_rates()
    return lookup_meter(rates, mpan=mpan, postcode=postcode, coordinates=place, on=day, places=held)


def _date(on: str | date) -> date:
    # Imported here: only a date needs the calendar.
    from gbflex.periods import parse_date

    return parse_date(on, field="on")


def _coordinates(at: str | tuple[float, float] | None) -> tuple[float, float] | None:
    if at is None:
        return None
    try:
        latitude, longitude = (float(part) for part in (at.split(",") if isinstance(at, str) else at))
    except (TypeError, ValueError, OverflowError):
        latitude = longitude = math.nan
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        shown = repr(at)[:40] if isinstance(at, str) else "this"
        raise InputError(f"{shown} is no place", where="at", next_step="Write latitude,longitude: 52.48,-1.90")
    return latitude, longitude
