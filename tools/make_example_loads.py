"""Make the loads of the examples from the Cambridge University Estates archive: real hours, as half-hours.

Usage: python tools/make_example_loads.py FOLDER, where FOLDER holds the two files named below. Each hour is split
evenly into its half-hours, which are therefore `estimated`. Hours are UTC (inferred: the morning rises an hour
earlier in summer). An hour in which a building burnt no gas at all is missing, and stays so. Heat is the gas burnt
x the boiler efficiency below: an estimate, of a meter that may serve more than heating.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

EXAMPLES = Path(__file__).parent.parent / "src" / "gbflex" / "examples"
B2 = "university_building_b2_2018_hourly.csv.gz"
B77 = "university_building_b77_2019_hourly.csv.gz"
BOILER_EFFICIENCY_GROSS_CV = 0.85
DECIMALS = 4


def main(folder: Path) -> None:
    """Write one CSV file for each load."""
    for name, table in loads(folder).items():
        table.write_csv(EXAMPLES / name, datetime_format="%Y-%m-%dT%H:%MZ")


def loads(folder: Path) -> dict[str, pl.DataFrame]:
    """The half-hours of each file: `start_time` (UTC), the energy [kWh], and `quality`.

    Args:
        folder: Where the archive's files are.
    """
    b2, b77 = (pl.read_csv(folder / name, try_parse_dates=True) for name in (B2, B77))
    heat_kwh = (pl.col("gas_kwh") * BOILER_EFFICIENCY_GROSS_CV).alias("heat_kwh")
    return {
        "university-building-b2-2018.csv": _halves(b2.select("hour_start_utc", demand_kwh="electricity_kwh")),
        "university-building-b77-2019.csv": _halves(b77.select("hour_start_utc", demand_kwh="electricity_kwh")),
        "university-building-b77-2019-heat.csv": _halves(
            b77.filter(pl.col("gas_kwh") > 0).select("hour_start_utc", heat_kwh)
        ),
    }


def _halves(hours: pl.DataFrame) -> pl.DataFrame:
    (energy,) = hours.columns[1:]
    halves = [
        hours.select(
            start_time=pl.col("hour_start_utc") + pl.duration(minutes=minutes),
            half=(pl.col(energy) / 2).round(DECIMALS),
        )
        for minutes in (0, 30)
    ]
    return pl.concat(halves).sort("start_time").rename({"half": energy}).with_columns(quality=pl.lit("estimated"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
