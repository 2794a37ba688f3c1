"""A run in Python: beside its keys what its folder holds, half-hour by half-hour and pound by pound."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gbflex.errors import InputError
from gbflex.python.result import Result

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

    from gbflex.store.run_folder import RunTables

__all__ = ["RunResult"]


class RunResult(Result):
    """A run of one mode or of several; frames of several begin with a column `mode`.

    Example:
        >>> import gbflex
        >>> battery = {"charge_power_mw": 1, "discharge_power_mw": 1, "energy_capacity_mwh": 2,
        ...            "round_trip_efficiency": 0.85}
        >>> site = {"name": "Host", "demand": {"constant_mw": 1}, "charges": [], "assets": [battery],
        ...         "supply": {"energy": "market_index", "where_missing": "system_price"}}
        >>> done = gbflex.run(site, "2024-05-06", "2024-05-06")
        >>> done.schedule.shape[0], round(done.ledger["amount_gbp"].sum() - done["ledger_total_gbp"], 6)
        (48, 0.0)
        >>> done.explain("2024-05-06", 10)["settlement_period"]
        10
    """

    @property
    def folder(self) -> Path:
        """The run folder."""
        return Path(self["folder"])

    def __fspath__(self) -> str:
        return str(self["folder"])

    @property
    def schedule(self) -> pl.DataFrame:
        """What the assets did in every half-hour, beside the prices they faced: energy in MWh, AC at the meter."""
        return self._framed("schedule")

    @property
    def ledger(self) -> pl.DataFrame:
        """Every pound: `amount_gbp` = `quantity` x `rate_gbp_per_unit`, positive where the owner receives it."""
        return self._framed("ledger")

    @property
    def ledger_without_asset(self) -> pl.DataFrame:
        """The same without the assets; no rows where the site cannot be served without them."""
        return self._framed("ledger_without_asset")

    def explain(self, day: str | date, period: int) -> Result:
        """Why it did what it did in a half-hour, as `gbflex.explain`.

        Args:
            day: Settlement date.
            period: Settlement period, from 1.

        Raises:
            InputError: The run has no such half-hour, holds several modes, or a plant beside its battery.
        """
        from gbflex.api.runs import explain
        from gbflex.python.answered import answered

        if "results" in self:
            raise InputError(
                "several modes are explained one by one",
                available=", ".join(one["mode"] for one in self["results"]),
                next_step='Write result["results"][0].explain(...)',
            )
        return answered(explain)(self.folder, day, period)

    def plot(self, path: str | Path | None = None, *, day: str | date | None = None) -> Figure:
        """What it did and earned; of several modes what each is worth.

        Args:
            path: Where the picture is also written: picture.png, .svg or .pdf.
            day: A settlement date to draw half-hour by half-hour; a run of a week or less needs none.

        Raises:
            ConfigurationError: Matplotlib is not installed.
            InputError: The run has no such date, or the file cannot be written.
        """
        if "results" in self:
            return super().plot(path)
        from gbflex.python.run_picture import run_picture

        return run_picture(self, self._read()[0], path, day=day)

    def _read(self) -> list[RunTables]:
        from gbflex.store.run_folder import read_run

        held: list[RunTables] | None = self.__dict__.get("_held")
        if held is None:
            held = [read_run(Path(one["folder"])) for one in self.get("results", [self])]
            self.__dict__["_held"] = held
        return held

    def _framed(self, name: str) -> pl.DataFrame:
        import polars as pl

        held: list[tuple[str, pl.DataFrame]] = [
            (str(tables.summary["mode"]), getattr(tables, name)) for tables in self._read()
        ]
        if "results" not in self:
            return held[0][1]
        modes = [frame.select(pl.lit(mode).alias("mode"), pl.all()) for mode, frame in held]
        return pl.concat(modes, how="diagonal")

    def _more(self) -> list[str]:
        ways = [".schedule", ".ledger", *super()._more()]
        return ways if "results" in self else [*ways, ".explain(day, period)"]
