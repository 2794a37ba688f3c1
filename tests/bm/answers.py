"""One shape for what the rule, the models on either engine and the oracle say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gbflex.gb.bm import accepted_volumes
from gbflex.store.models.held import Model, held_models
from tests.bm.random_units import Unit, tables_of
from tests.bm.sampling_oracle import sampled
from tests.proof.engines import Rows, duck, fetched, google
from tests.proof.fixtures import Record, rows_of

Energies = dict[tuple[Any, ...], float]
"""MWh by (kind, unit, half-hour since 1970, acceptance, pair or has_notification)."""

VOLUMES = {"offer": "accepted_offer_mwh", "bid": "accepted_bid_mwh", "beyond": "beyond_mwh"}
BM_MODELS = tuple(model for model in held_models() if model.name.startswith("bm_"))
SOURCES = sorted(
    {table for model in BM_MODELS for table in model.depends_on} - {model.table for model in BM_MODELS}
)


def by_the_rule(units: Iterable[Unit]) -> Energies:
    """What `gb.bm` says."""
    found: Energies = {}
    for unit in units:
        volumes = accepted_volumes(unit.notification, unit.acceptances, unit.pairs)
        keys = list(zip(volumes.half_hour.tolist(), volumes.number.tolist(), volumes.pair.tolist(), strict=True))
        for kind, values in (
            ("offer", volumes.offer_mwh),
            ("bid", volumes.bid_mwh),
            ("beyond", volumes.beyond_mwh),
        ):
            found |= {(kind, unit.name, *key): mwh for key, mwh in zip(keys, values.tolist(), strict=True)}
        for half_hour, number, mwh, has in zip(*(column.tolist() for column in vars_of(volumes)), strict=True):
            found["left", unit.name, half_hour, number, int(has)] = mwh
    return found


def vars_of(volumes: Any) -> Any:
    """Columns of what belongs to no pair."""
    return tuple(volumes.unallocated)


def by_sampling(units: Iterable[Unit]) -> Energies:
    """What the oracle says."""
    found: Energies = {}
    for unit in units:
        answer = sampled(unit)
        for kind, values in zip(("offer", "bid", "beyond", "left"), answer, strict=True):
            found |= {(kind, unit.name, *key): mwh for key, mwh in values.items()}
    return found


def by_duckdb(units: Iterable[Unit]) -> Energies:
    """What the models say on DuckDB."""
    return _energies(on_duckdb(tables_of(units)))


def by_google(units: Iterable[Unit]) -> Energies:
    """What they say on Google's reference executor."""
    return _energies(on_google(tables_of(units)))


def on_duckdb(tables: Mapping[str, list[Record]]) -> dict[str, Rows]:
    """Rows of every BM model, as tables one after the other."""
    with duck(_filled(tables)) as connection:
        connection.execute("CREATE SCHEMA models")
        for model in BM_MODELS:
            connection.execute(f"CREATE TABLE {model.table} AS {model.duckdb}")
        return {model.name: fetched(connection, f"SELECT * FROM {model.table}") for model in BM_MODELS}  # noqa: S608


def on_google(tables: Mapping[str, list[Record]]) -> dict[str, Rows]:
    """Rows of every BM model, each fed with the rows of those it reads."""
    there = _filled(tables)
    for model in BM_MODELS:
        there[model.table] = _asked(model, there)
    return {model.name: there[model.table] for model in BM_MODELS}


def _asked(model: Model, there: Mapping[str, Rows]) -> Rows:
    return google().run(model.text, {name: there[name] for name in model.depends_on})


def _filled(tables: Mapping[str, list[Record]]) -> dict[str, Rows]:
    return {name: rows_of(name, tables.get(name, [])) for name in SOURCES}


def _energies(models: Mapping[str, Rows]) -> Energies:
    found: Energies = {}
    for row in records(models["bm_accepted_volumes"]):
        key = (row["bm_unit"], _half_hour(row["start_time"]), row["acceptance_number"], row["pair_id"])
        found |= {(kind, *key): row[column] for kind, column in VOLUMES.items()}
    for row in records(models["bm_unallocated"]):
        key = (
            row["bm_unit"],
            _half_hour(row["start_time"]),
            row["acceptance_number"],
            int(row["has_notification"]),
        )
        found["left", *key] = row["unallocated_mwh"]
    return found


def records(rows: Rows) -> list[Record]:
    """Rows as records."""
    return [dict(zip(rows.kinds, row, strict=True)) for row in rows.rows]


def _half_hour(instant: datetime) -> int:
    return int(instant.timestamp()) // 1800


def largest_difference(one: Energies, other: Energies) -> float:
    """In MWh; what one of them leaves out is 0."""
    return max((abs(one.get(key, 0.0) - other.get(key, 0.0)) for key in one.keys() | other.keys()), default=0.0)
