"""What stands in for a missing rate where a site asks for estimates, by the rules of docs/reference/coverage.md."""

from __future__ import annotations

from datetime import date

from tests.oracles.bill.held import levy, rows, spans

__all__ = ["nearest_levy", "nearest_of_key"]

YEAR_BEFORE = {"cfd_interim_levy_rate", "bsuos"}


def nearest_levy(name: str, day: date) -> float:
    """Of the same date in the latest year before, or the last value before; else the first after."""
    if name in YEAR_BEFORE:
        for year in range(day.year - 1, min(first for first, _ in spans(name)).year - 1, -1):
            held = levy(name, day.replace(year=year))
            if held is not None:
                return held
    return _last_or_first(list(spans(name)), day)


def nearest_of_key(path: str, key: str, day: date) -> float:
    """Of a key of a table, the last value before, else the first after."""
    of_key = [row for row in rows(path) if row["key"] == key]
    return _last_or_first([(date.fromisoformat(row["valid_from"]), float(row["value"])) for row in of_key], day)


def _last_or_first(values: list[tuple[date, float]], day: date) -> float:
    before = [each for each in values if each[0] <= day]
    return max(before)[1] if before else min(values)[1]
