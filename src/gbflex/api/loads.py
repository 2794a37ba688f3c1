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
from gbflex.sources.loads.declared import Declared
from gbflex.sources.loads.file import LoadFile, read_load
from gbflex.sources.loads.numbered import Numbered
from gbflex.sources.loads.parsed import Label
from gbflex.sources.loads.words import Fuel, Times, Unit
from gbflex.store.frames import frame_of
from gbflex.store.outputs import csv_content

LEAST_EFFICIENCY = 0.01
COLUMNS = ("demand_mwh", "gas_mwh", "heat_mwh")

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
    fuel: Fuel = "electricity",
    boiler_efficiency: float | None = None,
    force: bool = False,
) -> LoadTable[LoadImportAnswer]:
    """A supplier's half-hourly file as a demand file, with its gaps; or a gas meter's as gas or heat.

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
        fuel: "electricity", or "gas": then `gas_mwh` is written, which no site takes for its demand.
        boiler_efficiency: Heat per MWh of gas, gross calorific value: `heat_mwh` is written, for the file of a
            `heat_demand`, marked estimated.
        force: Replace whatever file stands there.
    """
    for name, value, known in (
        ("unit", unit, Unit),
        ("times", times, Times),
        ("label", label, Label),
        ("repeated_hour", repeated_hour, RepeatedHour),
        ("numbered", numbered, Numbered),
        ("fuel", fuel, Fuel),
    ):
        if value is not None and value not in get_args(known):
            raise InputError(f"there is no {name} {value!r}", where=name, available=", ".join(get_args(known)))
    _refuse_no_boiler(fuel, boiler_efficiency)
    source = Path(file)
    found = read_load(
        source,
        Declared(unit, times, label, repeated_hour, numbered, meter, sum_meters, quantity, sheet, fuel),
        _command(source, out, boiler_efficiency, force=force),
    )
    rows = _rows(found, fuel, boiler_efficiency)
    written = _written(rows, out, force=force, inputs=[source])
    return LoadTable(rows, _report(found, rows, str(source), written, fuel))


def _refuse_no_boiler(fuel: Fuel, efficiency: float | None) -> None:
    if efficiency is None:
        return
    if fuel != "gas":
        raise InputError("--boiler-efficiency makes heat of gas", next_step="Say --fuel gas, or leave it out")
    if not LEAST_EFFICIENCY <= efficiency <= 1:
        raise InputError(
            f"a boiler efficiency of {efficiency:g} cannot be true",
            available=f"{LEAST_EFFICIENCY:g} to 1, on gross calorific value",
        )


def _command(source: Path, out: str | Path | None, boiler_efficiency: float | None, *, force: bool) -> list[str]:
    """How the command begins that asks for the same."""
    heat = [] if boiler_efficiency is None else ["--boiler-efficiency", f"{boiler_efficiency:g}"]
    place = "demand.csv" if out is None else str(out)
    return ["gbflex", "site", "import-load", str(source), "--out", place, *heat, *(["--force"] if force else [])]


def _rows(found: LoadFile, fuel: Fuel, boiler_efficiency: float | None) -> pl.DataFrame:
    at = sorted(found.energy_mwh)
    energy_mwh = np.array([found.energy_mwh[key] for key in at])
    name = "demand_mwh" if fuel == "electricity" else "gas_mwh" if boiler_efficiency is None else "heat_mwh"
    columns: dict[str, NDArray[np.generic]] = {
        "settlement_date": np.array([day for day, _ in at], dtype="datetime64[D]"),
        "settlement_period": np.array([period for _, period in at], dtype=np.int64),
        name: energy_mwh * (boiler_efficiency or 1.0),
    }
    if found.estimated or boiler_efficiency is not None:
        is_estimate = boiler_efficiency is not None
        words = ["estimated" if is_estimate or key in found.estimated else "actual" for key in at]
        columns["quality"] = np.array(words, dtype=object)
    return frame_of(columns)


def _report(found: LoadFile, rows: pl.DataFrame, source: str, file: str | None, fuel: Fuel) -> LoadImportAnswer:
    axis = found.axis
    held = [
        (day, period) in found.energy_mwh
        for day, period in zip(axis.settlement_date.astype(object), axis.settlement_period.tolist(), strict=True)
    ]
    gaps = gap_rows(axis, ~np.array(held, dtype=bool))
    unit, unit_from = found.unit
    column = next(name for name in rows.columns if name in COLUMNS)
    energy_mwh = float(sum(found.energy_mwh[key] for key in sorted(found.energy_mwh)))
    largest_mw = max(found.energy_mwh.values()) / axis.hours
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
        "first_period": min(found.energy_mwh)[1],
        "last_period": max(found.energy_mwh)[1],
        "rows": len(rows),
        "half_hours": len(axis),
        "fuel": fuel,
        "column": column,
        "demand_mwh": energy_mwh if fuel == "electricity" else None,
        "gas_mwh": energy_mwh if fuel == "gas" else None,
        "heat_mwh": float(rows["heat_mwh"].sum()) if column == "heat_mwh" else None,
        "max_mw": largest_mw,
        "complete": not gaps,
        "gaps": gaps,
        "duplicates": found.duplicates,
        "estimated": len(rows) if column == "heat_mwh" else len(found.estimated),
        "flags": [{"flag": flag, "values": values} for flag, values in found.flags.items()],
        "warnings": load_slip(f"{source}, read as {unit}", largest_mw) if fuel == "electricity" else [],
        "set_aside": [{"row": item.row, "reason": item.reason} for item in found.set_aside],
    }


def _written(
    rows: pl.DataFrame, out: str | Path | None, *, force: bool, inputs: Sequence[Path] = ()
) -> str | None:
    if out is None:
        return None
    return str(bootstrap.outputs().write(out, csv_content(rows), force=force, inputs=inputs))
