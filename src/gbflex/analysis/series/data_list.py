"""What data is held: the shipped sample, the shipped DUoS tables, and imported statements."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

import numpy as np

from gbflex.analysis.answers.data import ShippedRow
from gbflex.analysis.ports import FoundSeries
from gbflex.analysis.series.gaps import day_spans, gap_rows, held_spans
from gbflex.gb.rates.duos_tables import charging_year_label, duos_rows
from gbflex.gb.rates.line_loss_factors import LineLossStatement
from gbflex.periods import Periods

__all__ = ["SampleEntry", "duos_dataset", "imported_dataset", "imported_line_losses", "price_dataset"]


class SampleEntry(TypedDict):
    """What the package's manifest says of a dataset that is shipped."""

    dataset: str
    publisher: str
    attribution: str
    licence: str
    first_date: date
    last_date: date
    rows: int
    retrieved: str
    note: str


def _dataset(name: str, first: str, last: str, rows: int, source: str, place: str = "shipped") -> ShippedRow:
    return {
        "name": name,
        "place": place,
        "from": first,
        "to": last,
        "published_time": None,
        "retrieved_time": None,
        "rows": rows,
        "spans": [{"first": first, "last": last}],
        "gaps": [],
        "duplicates": 0,
        "set_aside": 0,
        "runs": {},
        "evidence": "seen",
        "source": source,
    }


def price_dataset(name: str, entry: SampleEntry, periods: Periods, found: FoundSeries) -> ShippedRow:
    """A shipped price series with its gaps.

    Args:
        name: Dataset.
        entry: Its manifest.
        periods: The half-hours it should hold.
        found: What it holds of them.
    """
    dates = entry["first_date"].isoformat(), entry["last_date"].isoformat()
    dataset = _dataset(name, *dates, entry["rows"], entry["retrieved"])
    dataset["gaps"] = gap_rows(periods, np.isnan(found.values))
    dataset["spans"] = held_spans(*dates, dataset["gaps"])
    dataset["note"] = " ".join(entry["note"].split())
    return dataset


def duos_dataset() -> ShippedRow:
    """The shipped DUoS tariffs."""
    rows = duos_rows("tariffs.csv")
    years = sorted(int(row["charging_year_start"]) for row in rows)
    source = "the DNOs' Annex 1, or IDNO schedules that repeat it; see docs/reference/duos.md"
    return _dataset("duos", f"{years[0]}-04-01", f"{years[-1] + 1}-03-31", len(rows), source)


def imported_dataset(year: int, area: str, rows: int, *, title: str, file: str, retrieved_time: str) -> ShippedRow:
    """A statement that was imported."""
    name = f"duos {area} {charging_year_label(year)}, imported"
    dates = f"{year}-04-01", f"{year + 1}-03-31"
    dataset = _dataset(name, *dates, rows, f"{title} ({file})", "imported")
    dataset["retrieved_time"] = retrieved_time
    return dataset


def imported_line_losses(statement: LineLossStatement, retrieved_time: str) -> ShippedRow:
    """Line loss factors that were imported; their rows are classes."""
    name = f"llf {statement.licence_area} {charging_year_label(statement.charging_year_start)}, imported"
    dates = statement.dates
    dataset = _dataset(name, dates[0], dates[-1], len(statement.calendar_of), statement.file, "imported")
    dataset["spans"] = day_spans(dates)
    dataset["retrieved_time"] = retrieved_time
    return dataset
