"""Pictures on matplotlib, without its global state: a figure is made, drawn on, shown by a notebook or written."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

import numpy as np

from gbflex.assets.any_site import a_path
from gbflex.errors import ConfigurationError, InputError

if TYPE_CHECKING:
    from datetime import datetime

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BLUE", "GREEN", "GREY", "INKS", "ORANGE", "bars", "clock_axis", "finished", "new_figure", "steps"]

BLUE, ORANGE, GREEN, GREY = "#0072b2", "#b84c00", "#00785a", "#5f5f5f"
INKS: Final = (BLUE, ORANGE, GREEN, "#8a3a78", "#7a6a00", "#2a7fa8", GREY)
"""Told apart by colour-blind readers; each has a contrast of at least 4.5 to white."""
FORMATS: Final = (".png", ".svg", ".pdf")
WIDTH_INCHES: Final = 9.0
LINE_LETTERS: Final = 115
LONDON: Final = ZoneInfo("Europe/London")


def new_figure(title: str, subtitle: str, panels: int = 1, *, height_inches: float = 3.2) -> Figure:
    """An empty figure under its title.

    Args:
        title: The question that it answers.
        subtitle: Whom and what it is about.
        panels: How many axes, one above the other, that share their horizontal axis.
        height_inches: Of each.

    Raises:
        ConfigurationError: Matplotlib is not installed.
    """
    try:
        from gbflex.python.figure import NotebookFigure
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"pictures need {error.name}, which is not installed",
            where="plot",
            next_step='Install it with pip install matplotlib, or gbflex with pip install "gbflex[plot]"',
        ) from None
    figure = NotebookFigure(figsize=(WIDTH_INCHES, height_inches * panels), dpi=110, layout="constrained")
    lines = textwrap.wrap(subtitle, LINE_LETTERS)
    figure.suptitle("\n".join([title, *lines]), x=0.01, ha="left", fontsize=10)
    figure.subplots(panels, 1)
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
    return figure


def steps(axes: Axes, times: Sequence[datetime], values: Sequence[float | None], label: str, ink: str) -> None:
    """A half-hourly value as steps; where it is null there is a gap.

    Args:
        axes: What is drawn on.
        times: Start of each half-hour, UTC.
        values: One for each.
        label: In the legend, with its unit.
        ink: Its colour.
    """
    found = np.array([np.nan if value is None else value for value in values], dtype=float)
    ends = [*times, times[-1] + (times[-1] - times[-2] if len(times) > 1 else times[-1] - times[-1])]
    axes.step(ends, np.append(found, found[-1]), where="post", color=ink, label=label, linewidth=1.6)  # type: ignore[arg-type]  # matplotlib takes datetimes


def bars(
    axes: Axes, names: Sequence[str], amounts: Sequence[float], texts: Sequence[str], *, upright: bool
) -> None:
    """A bar for each name, those below zero in another colour, with its amount beside it where there is room.

    Args:
        axes: What is drawn on.
        names: From the top, or from the left.
        amounts: Their lengths.
        texts: The amounts as people read them.
        upright: Whether they stand, as days and months do.
    """
    inks = [BLUE if amount >= 0 else ORANGE for amount in amounts]
    places = np.arange(len(names))
    if upright:
        axes.bar(places, amounts, color=inks)
        every = max(1, len(names) // 16)
        axes.set_xticks(places[::every], names[::every], rotation=30, ha="right")
    else:
        drawn = axes.barh(places, amounts, color=inks)
        axes.bar_label(drawn, labels=list(texts), padding=3, fontsize=8)
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.margins(x=0.18)
    (axes.axhline if upright else axes.axvline)(0, color=GREY, linewidth=0.8)


def clock_axis(axes: Axes, *, of: Literal["days", "day"] = "days") -> None:
    """Times below the panel on the London clock.

    Args:
        axes: The lowest panel.
        of: Whether dates are named too.
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DateFormatter

    locator = AutoDateLocator(tz=LONDON, maxticks=12)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    form = DateFormatter("%H:%M", LONDON) if of == "day" else ConciseDateFormatter(locator, LONDON)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(form)
    axes.set_xlabel("London clock")


def finished(figure: Figure, path: str | Path | None) -> Figure:
    """A figure, written where that is asked for.

    Args:
        figure: As drawn.
        path: picture.png, .svg or .pdf; null writes none.

    Raises:
        InputError: Another kind of file, or one that cannot be written.
    """
    if path is None:
        return figure
    target = a_path(path, "path")
    if target.suffix.lower() not in FORMATS:
        raise InputError(f"{target.name!r} is no kind of picture", where="path", available=", ".join(FORMATS))
    held = io.BytesIO()
    figure.savefig(held, format=target.suffix.lower()[1:])
    try:
        target.write_bytes(held.getvalue())
    except OSError as error:
        raise InputError(
            f"the picture cannot be written: {error.strerror}", where=str(target), next_step="Choose another path"
        ) from None
    return figure
