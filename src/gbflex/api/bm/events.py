"""High-price spans: where they are, and what units did in one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from gbflex import bootstrap
from gbflex.analysis.answers.bm import EventAnswer, EventsAnswer
from gbflex.analysis.bm.events import event, events
from gbflex.errors import InputError
from gbflex.periods import Periods

__all__ = ["bm_event", "bm_events"]


def bm_event(
    first_date: str | date, last_date: str | date, *, units: Sequence[str] | None = None, tlm: float | None = None
) -> EventAnswer:
    """A span, its prices, and what each unit did in it; keys as `gbflex bm event --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        units: Only these, by either id; null means all with acceptances or published cash flows.
        tlm: Transmission loss multiplier for all of them; null: read, implied or worked out, else none.

    Raises:
        InputError: An empty choice, or a multiplier that cannot be one.
        MissingPeriods: No price of the span is held.
    """
    return event(Periods.between(first_date, last_date), bootstrap.bm_ports(), units=units, tlm=tlm)


def bm_events(first_date: str | date, last_date: str | date, *, above_gbp_per_mwh: float) -> EventsAnswer:
    """Spans of days whose mean system price is high; keys as `gbflex bm events --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        above_gbp_per_mwh: Least mean price of a day that counts [GBP/MWh].

    Raises:
        MissingPeriods: No price of the span is held.
    """
    market_data = bootstrap.bm_ports().market_data
    if not math.isfinite(above_gbp_per_mwh):
        raise InputError(f"{above_gbp_per_mwh:g} is no price", where="--above", next_step="Write 150, for example")
    return events(Periods.between(first_date, last_date), market_data, above_gbp_per_mwh=above_gbp_per_mwh)
