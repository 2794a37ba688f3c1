"""The Python twins of `site load` and `site import-load`: a demand file made up, or made from a supplier's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex import bootstrap
from gbflex.analysis.answers.load import LoadAnswer, LoadImportAnswer
from gbflex.analysis.series.gaps import gap_rows
from gbflex.analysis.series.load import LoadTargets, generated_load_mw, load_source
from gbflex.analysis.series.made_up import whole_year
from gbflex.assets.demand import LoadShape
from gbflex.errors import InputError
from gbflex.gb.unit_slips import load_slip
from gbflex.sources.loads.clock import RepeatedHour
from gbflex.sources.loads.file import Declared, LoadFile, read_load
from gbflex.sources.loads.numbered import Numbered
from gbflex.sources.loads.parsed import Label
from gbflex.sources.loads.words import Times, Unit
from gbflex.store.frames import frame_of
from gbflex.store.outputs import csv_content

__all__ = ["LoadTable", "generate_load", "import_load"]

Summary = TypeVar("Summary", LoadAnswer, LoadImportAnswer)


class LoadTable(NamedTuple, Generic[Summary]):
    """A demand file's rows, and what there is to say about them, with the keys of the command's `--json`."""

    rows: pl.DataFrame
    summary: Summary


def generate_load(
    *,
    min_mw: float,
    mean_mw: float,
    max_mw: float,
    year: int,
    shape: LoadShape = "office",
    out: str | Path | None = None,
    force: bool = False,
) -> LoadTable[LoadAnswer]:
    """A made-up load of a calendar year that hits a minimum, a mean and a maximum exactly.

    Args:
        min_mw: Smallest half-hour [MW].
        mean_mw: Mean of the year [MW].
        max_mw: Largest half-hour [MW].
        year: Calendar year, 2015 to 2035.
        shape: "office", "two_shift", "night" or "flat".
        out: CSV file to write.
        force: Replace whatever file stands there.

    Example:
        >>> table = generate_load(min_mw=0.5, mean_mw=1.0, max_mw=2.0, year=2024)
        >>> len(table.rows), round(table.summary["demand_mwh"], 6), table.summary["quality"]
        (17568, 8784.0, 'illustrative')
    """
    targets, periods = LoadTargets(min_mw, mean_mw, max_mw, shape), whole_year(year)
    load_mw = generated_load_mw(targets, periods)
    rows = frame_of(
        {
            "settlement_date": periods.settlement_date,
            "settlement_period": periods.settlement_period,
            "demand_mwh": load_mw * periods.hours,
        }
    ).with_columns(quality=pl.lit("illustrative"))
    return LoadTable(
        rows,
        {
            "file": _written(rows, out, force=force),
            "year": year,
            "shape": shape,
            "rows": len(rows),
            "min_mw": float(load_mw.min()),
            "mean_mw": float(load_mw.mean()),
            "max_mw": float(load_mw.max()),
            "demand_mwh": float(load_mw.sum() * periods.hours),
            "quality": "illustrative",
            "source": load_source(targets),
        },
    )


def import_load(
    file: str | Path,
    *,
    out: str | Path | None = None,
    unit: Unit | None = None,
    times: Times | None = None,
    label: Label | None = None,
    repeated_hour: RepeatedHour = "gap",
    numbered: Numbered | None = None,
    meter: str | None = None,
    sum_meters: bool = False,
    quantity: str | None = None,
    sheet: str | None = None,
    force: bool = False,
) -> LoadTable[LoadImportAnswer]:
    """A supplier's half-hourly file as a demand file, with its gaps.

    Args:
        file: CSV file, workbook (.xlsx, .xls) or data flow (D0036, D0275, DF2).
        out: CSV file to write.
        unit: "wh", "kwh", "kw", "mwh" or "mw", where the file does not say.
        times: "local" or "utc", where the times carry no offset.
        label: "start" or "end", where the titles do not say what a time marks.
        repeated_hour: What 48 clock columns mean for the hour that autumn repeats: "gap" leaves its four
            half-hours out, "copy" uses each value for both and marks them estimated.
        numbered: What numbered half-hours are on the two days on which the clock changes: "periods" (46 or 50,
            counted) or "clock" (always 48), where the file does not show it.
        meter: The meter to read, where the file has several.
        sum_meters: Whether to add the meters of the file up.
        quantity: "AI", where the file has several measurement quantities.
        sheet: The sheet to read, where several of a workbook hold half-hours.
        force: Replace whatever file stands there.
    """
    for name, value, known in (
        ("unit", unit, Unit),
        ("times", times, Times),
        ("label", label, Label),
        ("repeated_hour", repeated_hour, RepeatedHour),
        ("numbered", numbered, Numbered),
    ):
        if value is not None and value not in get_args(known):
            raise InputError(f"there is no {name} {value!r}", where=name, available=", ".join(get_args(known)))
    source = Path(file)
    found = read_load(
        source, Declared(unit, times, label, repeated_hour, numbered, meter, sum_meters, quantity, sheet)
    )
    rows = _demand_rows(found)
    return LoadTable(rows, _report(found, rows, str(source), _written(rows, out, force=force, inputs=[source])))


def _demand_rows(found: LoadFile) -> pl.DataFrame:
    at = sorted(found.demand_mwh)
    columns: dict[str, NDArray[np.generic]] = {
        "settlement_date": np.array([day for day, _ in at], dtype="datetime64[D]"),
        "settlement_period": np.array([period for _, period in at], dtype=np.int64),
        "demand_mwh": np.array([found.demand_mwh[key] for key in at]),
    }
    if found.estimated:
        words = ["estimated" if key in found.estimated else "actual" for key in at]
        columns["quality"] = np.array(words, dtype=object)
    return frame_of(columns)


def _report(found: LoadFile, rows: pl.DataFrame, source: str, file: str | None) -> LoadImportAnswer:
    axis = found.axis
    held = [
        (day, period) in found.demand_mwh
        for day, period in zip(axis.settlement_date.astype(object), axis.settlement_period.tolist(), strict=True)
    ]
    gaps = gap_rows(axis, ~np.array(held, dtype=bool))
    unit, unit_from = found.unit
    return {
        "source": source,
        "file": file,
        "layout": found.layout,
        "sheet": found.sheet or None,
        "meters": found.meters,
        "quantity": found.quantity,
        "unit": unit,
        "unit_from": unit_from,
        "times": found.times,
        "label": found.label,
        "from": axis.first_date.isoformat(),
        "to": axis.last_date.isoformat(),
        "first_period": min(found.demand_mwh)[1],
        "last_period": max(found.demand_mwh)[1],
        "rows": len(rows),
        "half_hours": len(axis),
        "demand_mwh": float(rows["demand_mwh"].sum()),
        "max_mw": _largest_mw(found, rows),
        "complete": not gaps,
        "gaps": gaps,
        "duplicates": found.duplicates,
        "estimated": len(found.estimated),
        "flags": [{"flag": flag, "values": values} for flag, values in found.flags.items()],
        "warnings": load_slip(f"{source}, read as {unit}", _largest_mw(found, rows)),
        "set_aside": [{"row": item.row, "reason": item.reason} for item in found.set_aside],
    }


def _largest_mw(found: LoadFile, rows: pl.DataFrame) -> float:
    return float(rows["demand_mwh"].to_numpy().max() / found.axis.hours)


def _written(
    rows: pl.DataFrame, out: str | Path | None, *, force: bool, inputs: Sequence[Path] = ()
) -> str | None:
    if out is None:
        return None
    return str(bootstrap.outputs().write(out, csv_content(rows), force=force, inputs=inputs))
