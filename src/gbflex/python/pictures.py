"""The picture of an answer as `analysis.answers.first_look` declares it: bars of rows, or half-hours as steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gbflex.analysis.answers.first_look import Bars, Steps, first_look
from gbflex.analysis.answers.shape import Column, Shape, columns_of
from gbflex.errors import InputError
from gbflex.python.drawing import BLUE, GREEN, INKS, ORANGE, bars, clock_axis, finished, new_figure, steps
from gbflex.python.words import figures, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_flows", "picture"]

Row = Mapping[str, Any]

MOST_BARS: Final = 24
HALF_HOUR_DAYS: Final = 0.5 / 24
UPRIGHT: Final = ("settlement_date", "month")
"""Columns in whose order bars stand beside each other."""


def picture(shape: Shape, answer: Row, path: str | Path | None) -> Figure:
    """The picture of an answer.

    Args:
        shape: How it is declared.
        answer: What it says.
        path: Where it is also written; null writes none.

    Raises:
        ConfigurationError: Matplotlib is not installed.
        InputError: Nothing of it can be drawn.
    """
    look = first_look(shape)
    rows = answer.get(look.table) or [] if look.table else []
    if look.picture is None or not rows:
        raise InputError(
            "this answer has nothing to draw",
            available=", ".join(answer),
            next_step="Its figures are result[key]; a run, a plan, rates and a bill can be drawn",
        )
    columns: dict[str, Column] = {}
    for inner in columns_of(shape)[look.table].shapes:
        columns |= columns_of(inner)
    first = "; ".join(map(str, figures(shape, answer)[:1]))
    about = " - ".join(filter(None, [title(shape, answer), first]))
    if isinstance(look.picture, Bars):
        return finished(_bars(look.picture, columns, rows, about), path)
    return finished(_steps(look.picture, columns, rows, about), path)


def _bars(said: Bars, columns: Mapping[str, Column], rows: Sequence[Row], about: str) -> Figure:
    held = [row for row in rows if row.get(said.amount) is not None]
    upright = said.label[0] in UPRIGHT and len(said.label) == 1
    shown = held if upright else sorted(held, key=lambda row: -abs(row[said.amount]))[:MOST_BARS]
    if {row[said.amount] > 0 for row in shown if row[said.amount]} == {True, False} and not upright:
        shown = sorted(shown, key=lambda row: -row[said.amount])
    amount = columns[said.amount]
    left = len(rows) - len(shown)
    more = f"; {left:,} of {len(rows):,} smaller, or without a figure, are not drawn" if left else ""
    height = 3.6 if upright else 1.2 + 0.27 * len(shown)
    figure = new_figure(said.question, f"{about}{more}", height_inches=height)
    (axes,) = figure.axes
    names = [" ".join(str(row[key]) for key in said.label if row.get(key) not in (None, "")) for row in shown]
    lengths = [float(row[said.amount]) for row in shown]
    bars(axes, names, lengths, [amount.text(length) for length in lengths], upright=upright)
    (axes.set_ylabel if upright else axes.set_xlabel)(amount.heading)
    return figure


def _steps(said: Steps, columns: Mapping[str, Column], rows: Sequence[Row], about: str) -> Figure:
    times = [datetime.fromisoformat(row["start_time"]) for row in rows]
    figure = new_figure(said.question, about, panels=2 if said.up else 1)
    prices, *flows = figure.axes
    for key, ink in zip(said.prices, INKS, strict=False):
        values = [row.get(key) for row in rows]
        if any(value is not None for value in values):
            steps(prices, times, values, columns[key].said.label, ink)
    prices.set_ylabel(columns[said.prices[0]].unit)
    prices.legend(loc="best", fontsize=8, frameon=False)
    if flows:
        series = {key: [float(row[key] or 0.0) for row in rows] for key in (said.up, said.down, said.level)}
        draw_flows(flows[0], times, series[said.up], series[said.down], series[said.level])
        flows[0].sharex(prices)
    clock_axis(figure.axes[-1] if not flows else flows[0])
    return figure


def draw_flows(
    axes: Axes, times: Sequence[datetime], up: Sequence[float], down: Sequence[float], level: Sequence[float]
) -> None:
    """Energy given above the line and taken below it, and what is stored.

    Args:
        axes: What is drawn on.
        times: Start of each half-hour, UTC.
        up: Discharged or generated [MWh].
        down: Charged [MWh].
        level: In the store at the end of each half-hour [MWh].
    """
    axes.bar(times, up, width=HALF_HOUR_DAYS, align="edge", color=BLUE, label="Discharge [MWh]")  # type: ignore[arg-type]  # matplotlib takes datetimes
    axes.bar(times, [-one for one in down], width=HALF_HOUR_DAYS, align="edge", color=ORANGE, label="Charge [MWh]")  # type: ignore[arg-type]  # likewise
    steps(axes, times, level, "Stored [MWh]", GREEN)
    axes.set_ylabel("MWh")
    axes.legend(loc="best", fontsize=8, frameon=False, ncols=3)
