"""The file of a load, as it stands or with one of its years laid on other dates."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from gbflex.analysis.ports import FoundSeries, HalfHourlyFiles
from gbflex.analysis.series.replay import replayed
from gbflex.assets.given_load import GivenLoad
from gbflex.periods import Periods

__all__ = ["load_file_found"]


def load_file_found(
    load: GivenLoad,
    quantity: Literal["demand", "heat"],
    site_folder: Path,
    periods: Periods,
    files: HalfHourlyFiles,
) -> FoundSeries:
    """What the file of a load says on a time axis; NaN where it says nothing [MWh per half-hour].

    Args:
        load: A load that names a file.
        quantity: What its values are.
        site_folder: Where the file lies.
        periods: The time axis.
        files: Reads it.

    Raises:
        BrokenFile: The file cannot be read.
        InputError: It has nothing of the year to replay.
        MissingPeriods: Too much of that year is missing.
    """
    path = site_folder / str(load.file)
    if load.replay is None:
        return files.read(path, quantity, periods)
    field = "demand.replay" if quantity == "demand" else "heat_demand.replay"
    return replayed(load.replay, periods, lambda axis: files.read(path, quantity, axis), field)
