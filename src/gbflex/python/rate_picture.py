"""The picture of a price build-up: what a MWh costs by clock time, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from gbflex.analysis.answers.rates import PRICE_SUFFIX
from gbflex.python.drawing import GREY, INKS, LONDON, finished, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["rate_picture"]

MOST_LINES: Final = 6
SUMS: Final = ("import_price_gbp_per_mwh", "export_price_gbp_per_mwh")


def rate_picture(rows: pl.DataFrame, path: str | Path | None) -> Figure:
    """What a MWh costs by clock time.

    Args:
        rows: As `gbflex.rates` gives them.
        path: Where it is also written; null writes none.
    """
    day = _mean_day(rows)
    total = day["import_price_gbp_per_mwh"].to_numpy()
    dearest, cheapest = int(total.argmax()), int(total.argmin())
    span = rows.select(
        pl.col("settlement_date").min().alias("first"), pl.col("settlement_date").max().alias("last")
    )
    about = (
        f"{' to '.join(map(str, span.row(0)))}, mean by clock time: dearest "
        f"{total[dearest]:,.2f} GBP/MWh at {_clock(day, dearest)}, "
        f"cheapest {total[cheapest]:,.2f} at {_clock(day, cheapest)}"
    )
    figure = new_figure("What does a MWh cost, when, and of what is it made?", about, height_inches=4.0)
    (axes,) = figure.axes
    hours = day["hour"].to_numpy()
    above, below = np.zeros(len(day)), np.zeros(len(day))
    for (name, values), ink in zip(_parts(day).items(), INKS, strict=False):
        base = np.where(values >= 0, above, below)
        axes.bar(hours, values, width=0.5, align="edge", bottom=base, color=ink, label=name)
        above, below = above + np.maximum(values, 0), below + np.minimum(values, 0)
    axes.step(np.append(hours, 24), np.append(total, total[-1]), where="post", color="black", label="import price")
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set_ylabel("GBP/MWh")
    axes.set_xlabel("London clock [h]")
    axes.set_xticks(range(0, 25, 3))
    axes.legend(loc="upper left", fontsize=8, frameon=False, ncols=4)
    axes.margins(y=0.2)
    return finished(figure, path)


def _mean_day(rows: pl.DataFrame) -> pl.DataFrame:
    local = pl.col("start_time").dt.convert_time_zone(LONDON.key)
    hour = (local.dt.hour().cast(pl.Float64) + local.dt.minute() / 60).alias("hour")
    return rows.group_by(hour).agg(pl.col(f"^.*{PRICE_SUFFIX}$").mean()).sort("hour")


def _clock(day: pl.DataFrame, at: int) -> str:
    hour = float(day["hour"][at])
    return f"{int(hour):02d}:{round(60 * (hour % 1)):02d}"


def _parts(day: pl.DataFrame) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """The largest lines, and the others together; a null is no price and adds nothing."""
    names = [name for name in day.columns if name.endswith(PRICE_SUFFIX) and name not in SUMS]
    held = {
        name.removesuffix(PRICE_SUFFIX): np.nan_to_num(day[name].cast(pl.Float64).to_numpy()) for name in names
    }
    ranked = sorted(held, key=lambda name: -float(np.abs(held[name]).mean()))
    parts = {name: held[name] for name in ranked[:MOST_LINES]}
    others = [held[name] for name in ranked[MOST_LINES:]]
    return {**parts, "others": np.sum(others, axis=0)} if others else parts
