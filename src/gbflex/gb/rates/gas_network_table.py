"""The gas network charges as shipped: every charge with its values by network, band and date.

Published by the gas transporters and National Gas; read in the joint transporters' charge calculators. Held:
2022-04 to 2026-09, the distribution networks' by formula year from 1 April, the transmission system's by gas
year from 1 October. Made by `tools/make_gas_network.py`.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Final, cast

from gbflex.gb.rates.single import Rate
from gbflex.tables import Quality

__all__ = ["GasRow", "dated", "gas_network_rows", "rows_of"]

GasRow = Mapping[str, str]

SOURCE: Final = "Joint gas transporter charge calculator {} via WessexWater/chellow-rates @97a0aec8 (MIT-0)"


@functools.cache
def gas_network_rows() -> tuple[GasRow, ...]:
    """The rows of the shipped table."""
    text = (resources.files("gbflex.gb.rates") / "data" / "gas" / "network_charges.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(row | {"source": SOURCE.format(row["calculator"])} for row in rows)


@functools.cache
def _by_key() -> Mapping[tuple[str, str, str], tuple[GasRow, ...]]:
    held: dict[tuple[str, str, str], tuple[GasRow, ...]] = {}
    for row in gas_network_rows():
        key = row["charge"], row["network"], row["band"]
        held[key] = (*held.get(key, ()), row)
    return held


def rows_of(charge: str, network: str, band: str) -> tuple[GasRow, ...]:
    """The values of a charge by date; none where the table lacks it.

    Example:
        >>> [row["value"] for row in rows_of("ldz_exit_capacity", "WW", "exit zone SW2")][-1]
        '0.0487'
    """
    return _by_key().get((charge, network, band), ())


def dated(row: GasRow, value: float, note: str, *, label: str | None = None, quality: str | None = None) -> Rate:
    """A row as a dated value.

    Args:
        row: Where its dates, unit and source stand.
        value: The value [the row's unit].
        note: What to know about it.
        label: What it is, where that is more than charge, network and band.
        quality: How sure it is, where that is not the row's.
    """
    charge = row["charge"].removesuffix("_coefficient")
    return Rate(
        name=charge,
        label=label or f"{charge} {row['network']}, {row['band']}",
        value=value,
        unit=row["unit"].split(" = ")[0],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]),
        quality=cast("Quality", quality or row["quality"]),
        source=row["source"],
        note=note,
    )
