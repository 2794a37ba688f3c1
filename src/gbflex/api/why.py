"""Why a day went as it did, and which days were idle: the Python twin of `gbflex why`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

from gbflex import bootstrap
from gbflex.analysis.answers.why import WhyAnswer, WhyDaysAnswer
from gbflex.analysis.chp.idle_days import idle_days
from gbflex.analysis.chp.why import why_plant
from gbflex.analysis.run.why import why_battery
from gbflex.api.opened import load_site
from gbflex.assets.any_site import AnySite
from gbflex.errors import InputError
from gbflex.periods import Periods, parse_date

__all__ = ["why"]


def why(
    site: AnySite,
    day: str | date | None = None,
    *,
    find: Literal["idle"] | str | None = None,
    first_date: str | date | None = None,
    last_date: str | date | None = None,
    overrides: Iterable[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> WhyAnswer | WhyDaysAnswer:
    """A day of a site in five sentences, every price known; keys as `gbflex why --json`.

    Args:
        site: A site with one battery, or a plant.
        day: The settlement date.
        find: "idle" lists the days of a span on which nothing moved, instead of one day.
        first_date: First settlement date of the span.
        last_date: Last settlement date of the span.
        overrides: "path=value" each.
        progress: Called with a sentence as each part begins.

    Example:
        >>> battery = {"charge_power_mw": 1, "discharge_power_mw": 1, "energy_capacity_mwh": 2,
        ...            "round_trip_efficiency": 0.85}
        >>> site = {"name": "Host", "demand": {"constant_mw": 1}, "charges": [], "assets": [battery],
        ...         "supply": {"energy": {"fixed_gbp_per_mwh": 70}}}
        >>> found = why(site, "2024-06-03")
        >>> found["action"], round(found["battery"]["margin_gbp_per_mwh"], 2)
        ('idle', -12.35)
    """
    loaded = load_site(site, overrides)
    if find is None:
        if day is None or first_date is not None or last_date is not None:
            raise InputError(
                "one day is explained",
                where="--date",
                next_step="Give --date; --from and --to go with --find idle",
            )
        parsed = parse_date(day, field="--date")
        return (why_plant if loaded.has_plant else why_battery)(loaded, parsed, bootstrap.ports())
    if find != "idle":
        raise InputError(f"{find!r} cannot be looked for", where="--find", available="idle")
    if day is not None or first_date is None or last_date is None:
        raise InputError(
            "idle days are looked for in a span", where="--find", next_step="Give --from and --to, and no --date"
        )
    return idle_days(loaded, Periods.between(first_date, last_date), bootstrap.ports(), progress=progress)
