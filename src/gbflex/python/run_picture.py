"""The picture of a run: half-hour by half-hour for a few days, by month and by clock time for more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from gbflex.analysis.answers.run import RunAnswer
from gbflex.analysis.answers.shape import columns_of
from gbflex.errors import InputError
from gbflex.periods import parse_date
from gbflex.python.drawing import BLUE, GREY, ORANGE, bars, clock_axis, finished, new_figure, steps
from gbflex.python.pictures import draw_flows
from gbflex.python.words import title
from gbflex.store.run_folder import RunTables

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["monthly_value", "run_picture"]

MOST_DAYS: Final = 7
"""Of a picture in half-hours."""


def run_picture(
    summary: Mapping[str, Any], tables: RunTables, path: str | Path | None, *, day: str | date | None
) -> Figure:
    """What a run did and earned.

    Args:
        summary: Its keys.
        tables: What its folder holds.
        path: Where the picture is also written; null writes none.
        day: The settlement date that is drawn; null is the whole run.

    Raises:
        InputError: The run has no such date.
    """
    schedule = tables.schedule
    if day is not None:
        wanted = parse_date(day, field="day")
        schedule = schedule.filter(pl.col("settlement_date") == wanted)
        if not len(schedule):
            raise InputError(
                f"the run has no {wanted}", where="day", available=f"{summary['from']} to {summary['to']}"
            )
    worth = columns_of(RunAnswer)["value_gbp"].text(summary["value_gbp"])
    about = f"{title(RunAnswer, summary)} - worth {worth} GBP in all"
    if schedule["settlement_date"].n_unique() <= MOST_DAYS:
        return finished(_half_hours(schedule, about), path)
    return finished(_months(schedule, tables, about), path)


def _half_hours(schedule: pl.DataFrame, about: str) -> Figure:
    figure = new_figure("What did it do, and at what price?", about, panels=2)
    prices, flows = figure.axes
    times = schedule["start_time"].to_list()
    for name, label, ink in (
        ("charge_price_gbp_per_mwh", "All-in price of a MWh charged", BLUE),
        ("energy_price_gbp_per_mwh", "Energy price", GREY),
    ):
        steps(prices, times, schedule[name].to_list(), label, ink)
    prices.set_ylabel("GBP/MWh")
    prices.legend(loc="best", fontsize=8, frameon=False)
    up = schedule["discharge_mwh"] + (schedule["chp_power_mwh"] if "chp_power_mwh" in schedule.columns else 0)
    stored = schedule["state_of_charge_mwh"].to_list()
    draw_flows(flows, times, up.to_list(), schedule["charge_mwh"].to_list(), stored)
    flows.sharex(prices)
    clock_axis(flows)
    return figure


def monthly_value(tables: RunTables) -> pl.DataFrame:
    """Worth of the assets by month, with minus without; the months add up to the run's value.

    Args:
        tables: What the run folder holds.

    Returns:
        Columns `month` (its first date) and `value_gbp`.
    """
    sums = [
        frame.group_by(pl.col("settlement_date").dt.truncate("1mo").alias("month")).agg(
            (sign * pl.col("amount_gbp").sum()).alias("value_gbp")
        )
        for frame, sign in ((tables.ledger, 1.0), (tables.ledger_without_asset, -1.0))
    ]
    return pl.concat(sums).group_by("month").agg(pl.col("value_gbp").sum()).sort("month")


def _months(schedule: pl.DataFrame, tables: RunTables, about: str) -> Figure:
    figure = new_figure("When was it worth it, and what does its day look like?", about, panels=2)
    months, clock = figure.axes
    value = monthly_value(tables)
    amounts = value["value_gbp"].to_list()
    bars(months, value["month"].dt.strftime("%b %Y").to_list(), amounts, [], upright=True)
    months.set_ylabel("Value [GBP]" if len(tables.ledger_without_asset) else "Ledger [GBP]")
    by_clock = _mean_day(schedule)
    hours = by_clock["hour"].to_list()
    clock.bar(hours, by_clock["discharge_mwh"].to_list(), width=0.5, align="edge", color=BLUE, label="Discharge")
    down = (-by_clock["charge_mwh"]).to_list()
    clock.bar(hours, down, width=0.5, align="edge", color=ORANGE, label="Charge")
    clock.set_ylabel("Mean MWh a half-hour")
    clock.set_xlabel("London clock [h]")
    clock.set_xticks(range(0, 25, 3))
    prices = clock.twinx()
    prices.plot([hour + 0.25 for hour in hours], by_clock["charge_price_gbp_per_mwh"].to_list(), color=GREY)
    prices.set_ylabel("Mean all-in price of charging [GBP/MWh]")
    clock.legend(loc="upper left", fontsize=8, frameon=False)
    return figure


def _mean_day(schedule: pl.DataFrame) -> pl.DataFrame:
    local = pl.col("start_time") + pl.duration(minutes=pl.col("local_offset_minutes"))
    hour = (local.dt.hour().cast(pl.Float64) + local.dt.minute() / 60).alias("hour")
    wanted = pl.col("charge_mwh", "discharge_mwh", "charge_price_gbp_per_mwh").mean()
    return schedule.group_by(hour).agg(wanted).sort("hour")
