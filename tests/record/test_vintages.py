"""Which version of a value holds, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from gbflex.periods import Periods
from gbflex.store.difference import difference
from gbflex.store.prices import RecordedMarketData
from gbflex.store.published import Tables
from gbflex.store.status import dataset_status
from gbflex.store.vintages import REPEATS, as_known_at
from tests.record.arrivals import JANUARY, TABLE, Arrival, arrival, at, bring, price_now

ONE = (JANUARY, 1)


def known(home: Path, when: datetime) -> float | None:
    rows = as_known_at(Tables(home).history(TABLE), TABLE, when)
    return rows["system_sell_price_gbp_per_mwh"].item() if len(rows) else None


def test_a_later_retrieval_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """Proves: 50 first, 60 from its retrieval on; before half an hour after its end nothing. If broken: look-ahead."""
    bring(tmp_path, arrival({ONE: 50.0}, retrieved=at(10)), arrival({ONE: 60.0}, retrieved=at(20)))
    assert price_now(tmp_path) == 60
    assert [known(tmp_path, when) for when in (at(0, 1), at(0, 2), at(19, 23), at(20))] == [None, 50, 50, 60]


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    """Proves: A, B, A by retrieval gives A again, whatever came first. If broken: B holds, or the last to arrive."""
    three = [
        arrival({ONE: 50.0}, retrieved=at(10)),
        arrival({ONE: 60.0}, retrieved=at(20)),
        arrival({ONE: 50.0}, retrieved=at(30), file="again.csv"),
    ]
    hashes = set()
    for number, order in enumerate(([0, 1, 2], [2, 1, 0], [1, 2, 0])):
        home = tmp_path / str(number)
        hashes.add(bring(home, *[three[i] for i in order]).table_hash)
        assert price_now(home) == 50
        assert [known(home, at(day)) for day in (15, 25, 35)] == [50, 60, 50]
    assert len(hashes) == 1


def test_the_latest_settlement_run_holds_even_if_it_came_first(tmp_path: Path) -> None:
    """Proves: R1 stands over II that arrives later. If broken: an old run overwrites a newer one."""
    bring(
        tmp_path,
        arrival({ONE: 70.0}, retrieved=at(90), run="R1"),
        arrival({ONE: 50.0}, retrieved=at(95), run="II"),
    )
    assert price_now(tmp_path) == 70
    # II is published after five working days (2024-01-09: the 1st is a bank holiday), R1 after 39.
    assert [known(tmp_path, when) for when in (at(6), at(8), at(50), at(60))] == [None, 50, 50, 70]


def test_an_unknown_run_holds_only_where_it_became_available_later(tmp_path: Path) -> None:
    """Proves: SF of January, then an unlabelled file of June that says otherwise: June's. If broken: SF for ever."""
    bring(tmp_path, arrival({ONE: 50.0}, retrieved=at(40), run="SF"), arrival({ONE: 55.0}, retrieved=at(150)))
    assert price_now(tmp_path) == 55
    assert [known(tmp_path, at(day)) for day in (100, 151)] == [50, 55]


def test_an_unknown_run_retrieved_before_the_run_gives_way(tmp_path: Path) -> None:
    """Proves: an early unlabelled file, then SF. If broken: which one holds depends on nothing anybody can know."""
    bring(tmp_path, arrival({ONE: 55.0}, retrieved=at(2)), arrival({ONE: 50.0}, retrieved=at(40), run="SF"))
    assert price_now(tmp_path) == 50
    assert [known(tmp_path, at(day)) for day in (3, 30)] == [55, 50]


def test_the_publishers_time_is_when_a_value_was_known(tmp_path: Path) -> None:
    """Proves: createdDateTime counts, not when we fetched it, and it is not called assumed. If broken: a year late."""
    bring(
        tmp_path,
        arrival({ONE: 60.0}, retrieved=at(400), published=at(30)),
        arrival({ONE: 50.0}, retrieved=at(401), published=at(5)),
    )
    assert price_now(tmp_path) == 60
    assert [known(tmp_path, at(day)) for day in (4, 6, 29, 30)] == [None, 50, 50, 60]
    assert not Tables(tmp_path).current(TABLE)["available_time_assumed"].any()
    before = Tables(tmp_path).manifest(TABLE.name).table_hash
    again = bring(tmp_path, arrival({ONE: 60.0}, retrieved=at(500), published=at(30)))
    assert again.table_hash == before
    assert Tables(tmp_path).current(TABLE)["retrieved_time"].to_list() == [at(400)]


def test_the_later_run_holds_although_it_was_published_first(tmp_path: Path) -> None:
    """Proves: runs go by their order, whatever their publication times say. If broken: II over R1."""
    bring(
        tmp_path,
        arrival({ONE: 70.0}, retrieved=at(90), run="R1", published=at(5)),
        arrival({ONE: 50.0}, retrieved=at(90), run="II", published=at(50)),
    )
    assert price_now(tmp_path) == 70


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    """Proves: equal hash, one version; also when it was retrieved again later. If broken: duplicates, or new vintages."""
    first = arrival({ONE: 50.0}, retrieved=at(10))
    once = bring(tmp_path, first).table_hash
    assert bring(tmp_path, first).table_hash == once
    again = bring(tmp_path, arrival({ONE: 50.0}, retrieved=at(20)))
    assert again.table_hash == once
    assert Tables(tmp_path).history(TABLE)[REPEATS].to_list() == [False, True]


@pytest.mark.parametrize(("day", "periods"), [(date(2024, 3, 31), 46), (date(2024, 10, 27), 50), (JANUARY, 48)])
def test_days_of_46_48_and_50_periods_are_whole(tmp_path: Path, day: date, periods: int) -> None:
    """Proves: no gap on any of them, and one period less is one gap. If broken: two gaps, or two extra rows."""
    whole = {(day, period): 50.0 for period in range(1, periods + 1)}
    bring(tmp_path / "whole", arrival(whole, retrieved=at(400)))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    status = dataset_status(tmp_path / "whole", TABLE, noon)
    assert status is not None
    assert (status["rows"], status["gaps"]) == (periods, [])
    del whole[day, periods]
    bring(tmp_path / "cut", arrival(whole, retrieved=at(400)))
    cut = dataset_status(tmp_path / "cut", TABLE, noon)
    assert cut is not None
    assert cut["gaps"] == [{"settlement_date": str(day), "settlement_periods": [periods]}]


def test_a_difference_says_what_moved_and_by_how_much(tmp_path: Path) -> None:
    """Proves: 50 to 62.5 is one move of 12.5, and 10.001 to 10.004 is none at 2 decimals. If broken: noise."""
    two, three = (JANUARY, 2), (JANUARY, 3)
    bring(
        tmp_path,
        arrival({ONE: 50.0, two: 10.001, three: 20.3}, retrieved=at(10)),
        arrival({ONE: 62.5, two: 10.004, three: 20.4}, retrieved=at(20)),
    )
    history = Tables(tmp_path).history(TABLE)
    found = difference(history, TABLE, before=None, after=None, decimals=2)
    assert (found.compared, found.moved) == (3, 2)
    sell = found.rows.filter(pl.col("column") == "system_sell_price_gbp_per_mwh")
    assert sell.select("before", "after", "change").row(0) == ("50.0", "62.5", 12.5)
    at_three = difference(history, TABLE, before=None, after=None, decimals=3)
    assert at_three.moved == 3
    assert difference(history, TABLE, before=at(15), after=at(16), decimals=2).moved == 0


def test_a_plan_sees_the_price_as_first_known_and_the_ledger_as_it_holds(tmp_path: Path) -> None:
    """Proves: restated from 50 to 60, a plan of the next day expects 50 and the bill pays 60. If broken: hindsight."""
    bring(tmp_path, arrival({ONE: 50.0}, retrieved=at(10)), arrival({ONE: 60.0}, retrieved=at(20)))
    prices = RecordedMarketData(tmp_path, {TABLE.name: TABLE})
    day = Periods.between(JANUARY, JANUARY)
    assert prices.price("system_price", day).values[0] == 60
    first = prices.first_known("system_price", day)
    assert first.values[0] == 50
    assert first.known_time is not None
    assert str(first.known_time[0]) == "2024-01-01T01:30:00"
    # The shipped sample fills the rest of the day, and does not say when it was known.
    assert np.isfinite(first.values[1:]).all()
    assert np.isnat(first.known_time[1:]).all()
    assert "the record, retrieved by 2024-01-21" in first.source


def arrivals_of(*runs: str) -> list[Arrival]:
    return [arrival({ONE: 50.0 + i}, retrieved=at(900 + i), run=run) for i, run in enumerate(runs)]


def test_runs_out_of_order_give_the_right_answer_at_any_instant(tmp_path: Path) -> None:
    """Proves: RF, II, R2, SF in that order of arrival; each instant sees the latest run published by then."""
    bring(tmp_path, *arrivals_of("RF", "II", "R2", "SF"))
    assert price_now(tmp_path) == 50
    seen = [known(tmp_path, at(day)) for day in (5, 10, 30, 130, 424, 426)]
    assert seen == [None, 51, 53, 52, 52, 50]


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (176.825, 176.83, False),
        (-176.825, -176.83, False),
        (273.215, 273.21, False),
        (111.21974, 111.21, True),
        (176.82, 176.83, True),
        (4.34, 4.35, True),
        (-0.001, 0.001, False),
    ],
)
def test_a_number_printed_with_fewer_decimals_has_not_moved(
    tmp_path: Path, before: float, after: float, *, moves: bool
) -> None:
    """Proves: at two decimals 0.005 apart is one number, 0.0097 apart is two. If broken: 176.825 "moved" to 176.83."""
    key = (JANUARY, 1)
    bring(tmp_path, arrival({key: before}, retrieved=at(9)), arrival({key: after}, retrieved=at(10)))
    found = difference(Tables(tmp_path).history(TABLE), TABLE, before=None, after=None, decimals=2)
    assert (found.compared, found.moved) == (1, int(moves))


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ((50.12, 60.0), (50.1234, 60.0), 0),
        ((50.1, 60.12), (50.14, 60.12), 1),
        ((50.1234, 60.0), (50.1239, 60.0), 1),
        ((100.0, 101.0), (100.4, 101.0), 0),
        ((100.0, 101.0), (100.6, 101.0), 1),
        ((0.1, 0.00000012), (0.1, 0.00000018), 1),
    ],
)
def test_decimals_are_those_of_the_coarser_arrival(
    tmp_path: Path, before: tuple[float, float], after: tuple[float, float], moves: int
) -> None:
    """Proves: 50.12 of a file with two decimals is 50.1234; 50.1 beside 60.12 is 50.10 and not 50.14.

    If broken: changes in the third decimal of p/kWh are hidden, or a coarser print moves every row.
    """
    two = (JANUARY, 2)
    bring(
        tmp_path,
        arrival(dict(zip((ONE, two), before, strict=True)), retrieved=at(9)),
        arrival(dict(zip((ONE, two), after, strict=True)), retrieved=at(10)),
    )
    found = difference(Tables(tmp_path).history(TABLE), TABLE, before=None, after=None, decimals=None)
    assert (found.compared, found.moved) == (2, moves)


def test_of_two_files_retrieved_at_once_the_order_does_not_matter(tmp_path: Path) -> None:
    """Proves: 60 whichever came first. If broken: the order of import decides in silence."""
    key = (JANUARY, 1)
    two = [arrival({key: price}, retrieved=at(9), file=f"{price}.csv") for price in (50.0, 60.0)]
    for name, order in (("a", two), ("b", two[::-1])):
        bring(tmp_path / name, *order)
        assert Tables(tmp_path / name).current(TABLE)["system_sell_price_gbp_per_mwh"].to_list() == [60.0]
