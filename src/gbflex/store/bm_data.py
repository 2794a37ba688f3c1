"""Balancing Mechanism data of units, from the record: what stands behind the port `BmData`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.ports import BmLevel, FirstPairPrices, HeldFacts, LimitRanges, UnitData
from gbflex.gb.battery_overrides import Override
from gbflex.gb.bm import PLACEHOLDER_GBP_PER_MWH, Profile
from gbflex.gb.bm_levels import energy_by_half_hour
from gbflex.gb.bm_units import BmUnit
from gbflex.observations import ObservationTable
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from gbflex.store.battery_facts import REGISTER, held_facts, own_overrides
from gbflex.store.bm_unit_data import ONE_DAY, seconds_of, units_data
from gbflex.store.published import Tables

__all__ = ["RecordedBmData"]

LEVELS: Final[Mapping[BmLevel, str]] = {
    "export_limit": "elexon.mels",
    "import_limit": "elexon.mils",
    "notification": "elexon.pn",
}
TRADED: Final = ("elexon.boalf", "elexon.ebocf")
ALSO_WHERE_NAMED: Final = ("elexon.pn", "elexon.bod")

TEXTS: Final = (
    "bm_unit",
    "national_grid_bm_unit",
    "bm_unit_name",
    "fuel_type",
    "lead_party_name",
    "lead_party_id",
    "bm_unit_type",
    "gsp_group_id",
)
NUMBERS: Final = ("generation_capacity_mw", "demand_capacity_mw", "transmission_loss_factor")
FLAG: Final = "production_or_consumption_flag"


class RecordedBmData:
    """What the record holds of the Balancing Mechanism's units.

    Args:
        home: Where data lives.
        tables: The record's tables by dataset.
    """

    def __init__(self, home: Path, tables: Mapping[str, ObservationTable]) -> None:
        self.home = home
        self.tables = tables
        self.held = Tables(home)

    def register(self) -> dict[str, BmUnit]:
        """Elexon's register of BM units as it is now, by Elexon's id; empty where none is held."""
        frame = self.held.current(self.tables[REGISTER])
        texts = [pl.col(name).fill_null("") for name in (*TEXTS, FLAG)]
        return {row[0]: BmUnit(*row) for row in frame.select(*texts[:-1], *NUMBERS, texts[-1]).iter_rows()}

    def units_held(self, first: date, last: date, named: Sequence[str]) -> list[str]:
        """Elexon's ids of the units with acceptances or published cash flows in a span.

        Args:
            first: First settlement date.
            last: Last settlement date, inclusive.
            named: Units to look for, by either id; none means all.
        """
        found: set[str] = set()
        for dataset in (*TRADED, *ALSO_WHERE_NAMED) if named else TRADED:
            scan = self._scan(dataset, first - ONE_DAY, last).select("bm_unit", "national_grid_bm_unit")
            if named:
                scan = scan.filter(pl.col("bm_unit").is_in(named) | pl.col("national_grid_bm_unit").is_in(named))
            found |= set(scan.select("bm_unit").unique().collect()["bm_unit"].to_list())
        return sorted(found)

    def units_data(self, first: date, last: date, units: Sequence[str]) -> Iterator[tuple[str, UnitData]]:
        """What is public about each of some units over a span.

        Args:
            first: First settlement date.
            last: Last settlement date, inclusive.
            units: Elexon's ids.
        """
        return units_data(self.held, self.tables, first, last, units)

    def limit_ranges_mw(self, first: date, last: date, units: Sequence[str]) -> dict[str, LimitRanges]:
        """The highest export and the lowest import limit of each half-hour, where either is held, by unit.

        Args:
            first: First settlement date.
            last: Last settlement date, inclusive.
            units: Elexon's ids.
        """
        either = self._furthest("export_limit", first, last, units).join(
            self._furthest("import_limit", first, last, units),
            on=["bm_unit", "start_time"],
            how="full",
            coalesce=True,
            suffix="_import",
        )
        limits = either.select("bm_unit", "start_time", "mw", "mw_import").collect()
        return {
            str(unit): LimitRanges(
                seconds_of(rows["start_time"]) // HALF_HOUR_SECONDS,
                *(rows[name].fill_null(np.nan).to_numpy() for name in ("mw", "mw_import")),
            )
            for (unit,), rows in limits.partition_by("bm_unit", as_dict=True).items()
        }

    def _furthest(self, limit: BmLevel, first: date, last: date, units: Sequence[str]) -> pl.LazyFrame:
        """The highest export or the lowest import limit of each unit and half-hour [MW]."""
        ends = "level_from_mw", "level_to_mw"
        furthest = pl.max_horizontal(*ends).max() if limit == "export_limit" else pl.min_horizontal(*ends).min()
        scan = self._scan(LEVELS[limit], first, last).filter(pl.col("bm_unit").is_in(units))
        return scan.group_by("bm_unit", "start_time").agg(furthest.alias("mw"))

    def mean_level_mw(self, level: BmLevel, unit: str, periods: Periods) -> NDArray[np.float64]:
        """Mean level of a unit in each half-hour [MW], of the newest declaration that covers each instant.

        Args:
            level: Notifications or limits.
            unit: Elexon's id.
            periods: The time axis.
        """
        scan = self._scan(LEVELS[level], periods.first_date, periods.last_date).filter(pl.col("bm_unit") == unit)
        newest = [name for name in ("notification_sequence", "published_time") if name in scan.collect_schema()]
        rows = scan.sort(*newest, "time_from", nulls_last=False).collect()
        start, end = (seconds_of(rows[name]) for name in ("time_from", "time_to"))
        level_from, level_to = (rows[name].to_numpy() for name in ("level_from_mw", "level_to_mw"))
        declared = Profile(start, end, level_from, level_to, np.arange(len(rows)))
        first = int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
        return energy_by_half_hour(declared, first, len(periods)).mean_mw

    def first_pair_prices(self, first: date, last: date, units: Sequence[str]) -> dict[str, FirstPairPrices]:
        """Mean price of each unit's first pair up and down, as submitted; placeholders are counted apart.

        Args:
            first: First settlement date.
            last: Last settlement date, inclusive.
            units: Elexon's ids.
        """
        offer, bid = (
            pl.col(f"{name}_price_gbp_per_mwh").filter(pl.col("pair_id") == pair)
            for name, pair in (("offer", 1), ("bid", -1))
        )
        means = (
            side.filter(side.abs() < PLACEHOLDER_GBP_PER_MWH).mean().alias(name)
            for side, name in ((offer, "offer"), (bid, "bid"))
        )
        placeholders = (offer.abs() >= PLACEHOLDER_GBP_PER_MWH).sum() + (
            bid.abs() >= PLACEHOLDER_GBP_PER_MWH
        ).sum()
        scan = self._scan("elexon.bod", first, last).filter(pl.col("bm_unit").is_in(units))
        half_hours = pl.col("start_time").filter(pl.col("pair_id").abs() == 1).n_unique().alias("half_hours")
        counts = half_hours, placeholders.alias("placeholders")
        rows = scan.group_by("bm_unit").agg(*means, *counts).collect()
        found = rows.select("bm_unit", "offer", "bid", "half_hours", "placeholders").iter_rows()
        return {unit: FirstPairPrices(*prices) for unit, *prices in found}

    def battery_facts(self) -> HeldFacts:
        """What is known of every registered unit.

        Raises:
            MissingPeriods: No register is held.
        """
        return held_facts(self.home, self.tables)

    def own_overrides(self) -> tuple[Override, ...]:
        """The user's own verdicts on units.

        Raises:
            InputError: Their file cannot be read, or a row of it is wrong.
        """
        return own_overrides(self.home)

    def _scan(self, dataset: str, first: date, last: date) -> pl.LazyFrame:
        return self.held.scan(self.tables[dataset], first, last)
