"""What data is held: the shipped sample, the shipped DUoS tables, and imported statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gbflex.analysis.ports import FoundSeries
from gbflex.analysis.series.gaps import gap_rows
from gbflex.gb.rates.duos_tables import charging_year_label, duos_rows
from gbflex.periods import Periods

__all__ = ["duos_dataset", "imported_dataset", "price_dataset"]

Row = dict[str, Any]


def _dataset(name: str, first: str, last: str, rows: int, **more: object) -> Row:
    return {
        "name": name,
        "from": first,
        "to": last,
        "published_time": None,
        "retrieved_time": None,
        "rows": rows,
        "gaps": [],
        "duplicates": 0,
        "set_aside": 0,
        "runs": {},
        "evidence": "seen",
    } | more


def price_dataset(name: str, entry: Mapping[str, Any], periods: Periods, found: FoundSeries) -> Row:
    """A shipped price series with its gaps.

    Args:
        name: Dataset.
        entry: Its manifest.
        periods: The half-hours it should hold.
        found: What it holds of them.
    """
    missing = np.isnan(found.values)
    return _dataset(
        name,
        entry["first_date"].isoformat(),
        entry["last_date"].isoformat(),
        entry["rows"],
        gaps=gap_rows(periods, missing),
        source=entry["retrieved"],
        note=" ".join(entry["note"].split()),
    )


def duos_dataset() -> Row:
    """The shipped DUoS tariffs."""
    rows = duos_rows("tariffs.csv")
    years = sorted(int(row["charging_year_start"]) for row in rows)
    source = "the DNOs' Annex 1, or IDNO schedules that repeat it; see docs/reference/duos.md"
    return _dataset("duos", f"{years[0]}-04-01", f"{years[-1] + 1}-03-31", len(rows), source=source)


def imported_dataset(year: int, area: str, rows: int, *, title: str, file: str, retrieved_time: str) -> Row:
    """A statement that was imported."""
    name = f"duos {area} {charging_year_label(year)}, imported"
    dates = f"{year}-04-01", f"{year + 1}-03-31"
    return _dataset(name, *dates, rows, retrieved_time=retrieved_time, source=f"{title} ({file})")
