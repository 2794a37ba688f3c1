"""What is held of each BM unit to tell batteries: the register, limits of one day, notifications of a week.

And the user's own verdicts, a file beside the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from gbflex.analysis.ports import HeldFacts
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.battery_overrides import Override, parse_overrides
from gbflex.gb.battery_score import BatteryFacts, Levels
from gbflex.gb.bm_units import BmUnit
from gbflex.observations import ObservationTable
from gbflex.store.engine import open_engine
from gbflex.store.published import Tables

__all__ = ["REGISTER", "held_facts", "own_overrides"]

REGISTER: Final = "elexon.bmunits"
OWN_FILE: Final = Path("registers") / "battery_overrides.csv"
FACT_DATASETS: Final = ("elexon.mels", "elexon.mils", "elexon.pn")
"""What is read where it is held, beside the register."""

UNITS: Final = """
SELECT bm_unit, coalesce(national_grid_bm_unit, ''), coalesce(bm_unit_name, ''), coalesce(fuel_type, ''),
  coalesce(lead_party_name, ''), coalesce(lead_party_id, ''), coalesce(bm_unit_type, ''),
  coalesce(gsp_group_id, ''), generation_capacity_mw, demand_capacity_mw
FROM elexon.bmunits ORDER BY bm_unit
"""

# The latest day on which a unit could both give and take; the latest day held where there is none.
LIMITS: Final = """
WITH export AS (
  SELECT bm_unit, settlement_date, max(greatest(level_from_mw, level_to_mw)) AS mel FROM elexon.mels GROUP BY ALL
), import AS (
  SELECT bm_unit, settlement_date, min(least(level_from_mw, level_to_mw)) AS mil FROM elexon.mils GROUP BY ALL
)
SELECT bm_unit, settlement_date, settlement_date, mel, mil FROM export JOIN import USING (bm_unit, settlement_date)
QUALIFY row_number() OVER (PARTITION BY bm_unit ORDER BY (mel > 0 AND mil < 0) DESC, settlement_date DESC) = 1
"""

# The last seven dates up to the latest one held of each unit.
NOTIFIED: Final = """
WITH latest AS (SELECT bm_unit, max(settlement_date) AS last_date FROM elexon.pn GROUP BY ALL)
SELECT bm_unit, min(settlement_date), max(settlement_date), max(greatest(level_from_mw, level_to_mw)),
  min(least(level_from_mw, level_to_mw))
FROM elexon.pn JOIN latest USING (bm_unit) WHERE settlement_date > last_date - 7 GROUP BY bm_unit
"""


def held_facts(home: Path, described: Mapping[str, ObservationTable]) -> HeldFacts:
    """Read the facts.

    Args:
        home: Where data lives.
        described: The record's tables by dataset.

    Raises:
        MissingPeriods: No register is held.
    """
    tables = Tables(home)
    register = tables.manifest(REGISTER).partitions
    if not register:
        raise MissingPeriods(
            "no register of BM units is held",
            where=REGISTER,
            next_step=f"Add it: gbflex data import {REGISTER} FILE, or gbflex data fetch {REGISTER}",
        )
    with open_engine(home, [described[name] for name in (REGISTER, *FACT_DATASETS)]) as engine:
        units = [BmUnit(*row) for row in engine.execute(UNITS).fetchall()]
        limits, notified = dict(_levels(engine, LIMITS)), dict(_levels(engine, NOTIFIED))
    fuels = _earlier_fuel_types(tables, described[REGISTER])
    return HeldFacts(
        [
            BatteryFacts(unit, fuels.get(unit.bm_unit, ""), limits.get(unit.bm_unit), notified.get(unit.bm_unit))
            for unit in units
        ],
        max(part.last_retrieved for part in register.values())[:10],
        [name for name in FACT_DATASETS if not tables.manifest(name).partitions],
    )


def _earlier_fuel_types(tables: Tables, register: ObservationTable) -> dict[str, str]:
    """The last fuel type of each unit whose fuel type is empty now and was not in an earlier snapshot."""
    history = tables.history(register).sort("available_time", "retrieved_time")
    last = history.group_by("bm_unit").agg(
        pl.col("fuel_type").last().alias("now"), pl.col("fuel_type").drop_nulls().last().alias("given")
    )
    return dict(
        last.filter(pl.col("now").is_null() & pl.col("given").is_not_null()).select("bm_unit", "given").rows()
    )


def _levels(engine: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[str, Levels]]:
    for bm_unit, *seen in engine.execute(query).fetchall():
        if None not in seen:
            yield bm_unit, Levels(*seen)


def own_overrides(home: Path) -> tuple[Override, ...]:
    """The user's own verdicts on units; none where there is no file of them.

    Args:
        home: Where data lives.

    Raises:
        InputError: The file cannot be read, or a row of it is wrong.
    """
    path = home / OWN_FILE
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the overrides cannot be read: {error}",
            where=str(path),
            next_step="Make it UTF-8 text that can be read, or remove it",
        ) from None
    return parse_overrides(text, where=str(path), origin="own")
