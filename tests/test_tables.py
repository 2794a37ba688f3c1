"""Table contracts: what a column means is checked, not assumed."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex import tables
from gbflex.errors import TableSchemaBroken
from gbflex.tables import Column, TableSchema, duplicate_rows

PRICES = TableSchema(
    "prices",
    (
        Column("period", "integer", "Half-hour", low=1, high=50),
        Column("price", "number", "Price", low=-500, high=6000),
    ),
    key=("period",),
)


def table(period: list[int], price: list[float]) -> dict[str, np.ndarray]:
    return {"period": np.array(period), "price": np.array(price, dtype=float)}


def test_a_sound_table_passes() -> None:
    """Proves: bounds are inclusive. If broken: the cap itself is refused."""
    PRICES.check(table([1, 50], [-500.0, 6000.0]))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (table([1, 1], [10.0, 20.0]), "repeat the key"),
        (table([1, 51], [10.0, 20.0]), "impossible"),
        (table([1, 2], [10.0, np.nan]), "impossible"),
        (table([1, 2], [10.0, 1e9]), "impossible"),
        ({"period": np.array([1])}, "missing: price"),
        ({"period": np.array(["1"]), "price": np.array([1.0])}, "holds"),
    ],
)
def test_each_breach_is_named(broken: dict[str, np.ndarray], message: str) -> None:
    """Proves: keys, ranges, gaps and types are checked. If broken: a p/kWh figure passes as GBP/MWh."""
    with pytest.raises(TableSchemaBroken, match=message):
        PRICES.check(broken)


def test_rows_from_outside_are_set_aside_not_dropped() -> None:
    """Proves: impossible rows are pointed at. If broken: they vanish or raise."""
    assert PRICES.set_aside(table([1, 99], [10.0, 10.0])).tolist() == [False, True]


def test_duplicates_are_found_across_several_columns() -> None:
    """Proves: a repeat needs the whole key. If broken: equal dates alone count."""
    assert duplicate_rows([np.array([1, 1, 1]), np.array([1, 2, 1])]).tolist() == [2]


def test_repeats_are_found_however_many_combinations_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: keys of many columns stay exact when their codes grow too large. If broken: strangers count as repeats."""
    random = np.random.default_rng(1)
    key = [random.integers(0, 5, 300) for _ in range(4)]
    rows = list(zip(*(column.tolist() for column in key), strict=True))
    expected = [place for place, row in enumerate(rows) if row in rows[:place]]
    for largest in (2**62, 40):
        monkeypatch.setattr(tables, "LARGEST_CODE", largest)
        assert tables.duplicate_rows(key).tolist() == expected
