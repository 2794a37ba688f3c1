"""The models on hand-solved cases, on both engines: market reference 3.2 and what can go wrong beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pytest

from gbflex.gb.bm import Pairs, Profile
from gbflex.periods import start_time_of
from tests.bm.answers import on_duckdb, on_google, records
from tests.bm.random_units import Unit, tables_of
from tests.gb.bm_cases import Points, pairs, profile
from tests.proof.engines import Rows
from tests.proof.fixtures import Record

Segments = TypeVar("Segments", Profile, Pairs)
Asked = Callable[[Mapping[str, list[Record]]], dict[str, Rows]]
on_both = pytest.mark.parametrize("ask", [on_duckdb, on_google], ids=["duckdb", "google"])

DAY = date(2025, 6, 3)
START = int(start_time_of(DAY, 1).timestamp())
FLAT: Points = [(0, 0), (30, 0)]
FIRST: Points = [(0, 0), (5, 30), (20, 30), (25, 0)]
SECOND: Points = [(10, 30), (15, -10), (25, -10), (30, 0)]
WIDTHS = ((1, 20.0), (2, 30.0), (-1, -50.0))
OFFERS, BIDS = [100.0, 150.0, 50.0], [90.0, 140.0, 40.0]


def unit(
    *acceptances: tuple[int, Points],
    widths: tuple[tuple[int, float], ...] = WIDTHS,
    notified: Points | None = FLAT,
) -> Unit:
    """A unit in the first half-hour of a summer day."""
    return Unit(
        "T_ANVIL-1",
        DAY,
        _moved(profile((0, notified)) if notified else profile()),
        _moved(profile(*acceptances)),
        _moved(pairs(*widths)),
        np.array(OFFERS[: len(widths)]),
        np.array(BIDS[: len(widths)]),
    )


def _moved(rows: Segments) -> Segments:
    return rows._replace(start=rows.start + START, end=rows.end + START)


def by_pair(found: Mapping[str, Rows], column: str) -> dict[int, float]:
    """Sum of a column of the cash flows by pair."""
    sums: dict[int, float] = {}
    for row in records(found["bm_cashflows"]):
        sums[row["pair_id"]] = sums.get(row["pair_id"], 0.0) + row[column]
    return sums


def total(found: Mapping[str, Rows], column: str) -> float:
    """Sum of a column of the cash flows."""
    return sum(by_pair(found, column).values())


@on_both
def test_the_worked_example(ask: Asked) -> None:
    """Proves: every pair to six decimals and 488.1944 GBP. If broken: 250 (net x price), 3,750 (best x all)."""
    found = ask(tables_of([unit((1, FIRST), (2, SECOND))]))
    offers, bids = (by_pair(found, f"accepted_{side}_mwh") for side in ("offer", "bid"))
    assert offers == pytest.approx({1: 7.222222, 2: 2.777778, -1: 0}, abs=5e-7)
    assert bids == pytest.approx({1: -3.611111, 2: -1.701389, -1: -2.1875}, abs=5e-7)
    assert total(found, "cashflow_gbp") == pytest.approx(488.1944, abs=5e-5)
    assert {row["transmission_loss_multiplier"] for row in records(found["bm_cashflows"])} == {None}
    assert {row["cashflow_with_losses_gbp"] for row in records(found["bm_cashflows"])} == {None}
    assert not found["bm_unallocated"].rows


@on_both
def test_losses_are_applied_where_they_are_known(ask: Asked) -> None:
    """Proves: 483.3125 GBP at 0.99, beside 488.1944 before. If broken: a multiplier of 1 that nobody said."""
    losses = {"bm_unit": "T_ANVIL-1", "settlement_date": DAY, "transmission_loss_multiplier": 0.99}
    tables = tables_of([unit((1, FIRST), (2, SECOND))]) | {"inputs.transmission_loss_multipliers": [losses]}
    found = ask(tables)
    assert total(found, "cashflow_with_losses_gbp") == pytest.approx(483.3125, abs=5e-5)
    assert total(found, "cashflow_gbp") == pytest.approx(488.1944, abs=5e-5)


@on_both
def test_what_belongs_to_no_pair_is_named(ask: Asked) -> None:
    """Proves: -15 MWh without a negative pair, 15 without a notification. If broken: gone, or in another pair."""
    down = ask(tables_of([unit((7, [(0, -30), (30, -30)]), widths=((1, 20.0),))]))
    assert [(row["has_notification"], row["unallocated_mwh"]) for row in records(down["bm_unallocated"])] == [
        (True, -15.0)
    ]
    silent = ask(tables_of([unit((7, [(0, 30), (30, 30)]), notified=None)]))
    assert [(row["has_notification"], row["unallocated_mwh"]) for row in records(silent["bm_unallocated"])] == [
        (False, 15.0)
    ]
    assert not down["bm_cashflows"].rows
    assert not silent["bm_cashflows"].rows


@on_both
def test_deleted_acceptances_are_left_out_and_flags_change_nothing(ask: Asked) -> None:
    """Proves: the first alone is 10 MWh, flagged or not. If broken: 2.5 MWh with the deleted one, 0 without so_flag."""
    tables = tables_of([unit((1, FIRST), (2, SECOND))])
    for row in tables["elexon.boalf"]:
        row.update(
            {"amendment_flag": "DEL"} if row["acceptance_number"] == 2 else {"so_flag": True, "rr_flag": False}
        )
    found = ask(tables)
    assert total(found, "accepted_offer_mwh") == pytest.approx(10)
    assert total(found, "accepted_bid_mwh") == 0
    assert not found["bm_unallocated"].rows
    flags = [(row["so_flag"], row["rr_flag"], row["stor_flag"]) for row in records(found["bm_cashflows"])]
    assert flags == [(True, False, None)] * 2


@on_both
def test_two_prices_in_a_half_hour_are_no_price(ask: Asked) -> None:
    """Proves: no cash flow where a pair has two prices. If broken: one of them, by chance."""
    tables = tables_of([unit((1, [(0, 10), (30, 10)]), widths=((1, 20.0),))])
    (row,) = tables["elexon.bod"]
    middle = row["time_from"] + (row["time_to"] - row["time_from"]) / 2
    tables["elexon.bod"] = [
        row | {"time_to": middle},
        row | {"time_from": middle, "offer_price_gbp_per_mwh": 300.0},
    ]
    (cash,) = records(ask(tables)["bm_cashflows"])
    assert cash["accepted_offer_mwh"] == pytest.approx(5)
    assert (cash["offer_price_gbp_per_mwh"], cash["offer_cashflow_gbp"], cash["cashflow_gbp"]) == (None,) * 3


@on_both
def test_the_later_of_two_notification_rows_holds(ask: Asked) -> None:
    """Proves: 10 MW from minute 15 on: 20 MW are 5 + 2.5 MWh above it. If broken: both rows count, 12.5."""
    tables: dict[str, list[dict[str, Any]]] = tables_of([unit((1, [(0, 20), (30, 20)]))])
    (row,) = tables["elexon.pn"]
    middle = row["time_from"] + (row["time_to"] - row["time_from"]) / 2
    tables["elexon.pn"].append(row | {"time_from": middle, "level_from_mw": 10.0, "level_to_mw": 10.0})
    assert total(ask(tables), "accepted_offer_mwh") == pytest.approx(7.5)
