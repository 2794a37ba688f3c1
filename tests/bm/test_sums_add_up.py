"""Random units with holes in everything: days add up to their span, and to what the ledger's rows say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.bm.ledger_answer import ledger_answer
from gbflex.analysis.bm.unit_page import unit_page
from gbflex.analysis.ports import BmPorts, LimitRanges, PublishedFigures, UnitData
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from tests.bm.random_units import random_unit
from tests.bm.test_port import FakeBmData
from tests.factories import FakeMarketData

TLM, WRITTEN = 0.98, 0.97
SUMS = ("half_hours", "half_hours_held", "half_hours_with_volumes", "half_hours_published", "half_hours_computed",
        "half_hours_not_priced", "days_held", "offer_mwh", "bid_mwh", "offer_cashflow_gbp", "bid_cashflow_gbp",
        "gross_cashflow_gbp", "not_priced_mwh", "discharged_mwh", "charged_mwh", "notified_mwh", "recharge_mwh",
        "placeholder_prices")  # fmt: skip


class OneUnit(FakeBmData):
    """A single unit, its data whatever is asked."""

    def __init__(self, data: UnitData) -> None:
        self.data = data

    def units_held(self, first: date, last: date, named: Sequence[str]) -> list[str]:
        del first, last, named
        return ["T_RANDOM-1"]

    def units_data(self, first: date, last: date, units: Sequence[str]) -> Iterator[tuple[str, UnitData]]:
        del first, last
        return ((unit, self.data) for unit in units)

    def limit_ranges_mw(self, first: date, last: date, units: Sequence[str]) -> dict[str, LimitRanges]:
        del first, last, units
        return {}


def made(seed: int) -> tuple[date, UnitData]:
    """A random unit, with Elexon's cash of about half of its half-hours and sides."""
    dice = np.random.default_rng(seed)
    unit = random_unit(dice, "T_RANDOM-1")
    none = np.array([], dtype=np.int64)
    data = UnitData(
        unit.notification, unit.acceptances, none, none, none, unit.pairs, unit.bids, unit.offers, None
    )
    rows = answer(data, unit.day - timedelta(days=1), unit.day + timedelta(days=1))["rows"]
    found = []
    for row in rows:
        at = Periods.between(row["settlement_date"], row["settlement_date"]).start_time[
            row["settlement_period"] - 1
        ]
        for side in ("offer", "bid"):
            if (int(at.astype(np.int64)) // HALF_HOUR_SECONDS * 7 + seed + (side == "bid")) % 3 and row[
                f"{side}_cashflow_gbp"
            ] is not None:
                cash = row[f"{side}_cashflow_gbp"] / TLM * WRITTEN
                found.append((int(at.astype(np.int64)) // HALF_HOUR_SECONDS, row["pair"], side == "offer", cash))
    columns = list(zip(*found, strict=True)) or [()] * 4
    kinds = (np.int64, np.int64, np.bool_, np.float64)
    published = PublishedFigures(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))
    return unit.day, replace(data, published=published)


def ports(data: UnitData) -> BmPorts:
    return BmPorts(units=OneUnit(data), market_data=FakeMarketData({}))


def answer(data: UnitData, first: date, last: date) -> Any:
    return ledger_answer("T_RANDOM-1", Periods.between(first, last), ports(data), tlm=TLM)


def page(data: UnitData, first: date, last: date) -> Any:
    return unit_page("T_RANDOM-1", Periods.between(first, last), ports(data), tlm=TLM, energy_mwh=None)


@pytest.mark.parametrize("seed", range(30))
def test_days_add_up_to_their_span(seed: int) -> None:
    """Proves: every sum of three days is that of each day, asked alone or read in `daily`. If broken: an edge counts twice."""
    day, data = made(seed)
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    whole = page(data, first, last)
    days = [page(data, first + timedelta(days=shift), first + timedelta(days=shift)) for shift in range(3)]
    for key in SUMS:
        assert (whole[key] or 0) == pytest.approx(sum(one[key] or 0 for one in days), abs=1e-9), key
        if key in whole["daily"][0]:
            assert (whole[key] or 0) == pytest.approx(sum(row[key] or 0 for row in whole["daily"]), abs=1e-9), key
    # A sum is null only where nothing of it is known but nothing: 0 of one day, and what has no price of another.
    for key in ("offer_cashflow_gbp", "bid_cashflow_gbp", "gross_cashflow_gbp", "offer_mwh"):
        assert whole[key] is not None or not any(one[key] for one in days), key


@pytest.mark.parametrize("seed", range(30))
def test_the_cash_is_that_of_the_ledger_s_rows(seed: int) -> None:
    """Proves: Elexon's cash of a half-hour and side where it is there, else the ledger's own. If broken: one basis for all."""
    day, data = made(seed)
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    rows = answer(data, first, last)["rows"]
    found = page(data, first, last)
    for side in ("offer", "bid"):
        cash = [
            row[f"{side}_cashflow_gbp"] if row[f"published_{side}_cashflow_gbp"] is None
            else row[f"published_{side}_cashflow_gbp"]
            for row in rows
        ]  # fmt: skip
        assert (found[f"{side}_cashflow_gbp"] or 0) == pytest.approx(sum(gbp or 0 for gbp in cash), abs=1e-6)
        mwh = [row[f"accepted_{side}_mwh"] for row in rows]
        meant = [row[f"{side}_price_gbp_per_mwh"] for row in rows]
        priced = [(m, p) for m, p in zip(mwh, meant, strict=True) if m and p is not None]
        if priced and not found["not_priced_mwh"] and found[f"{side}_mwh"] == pytest.approx(sum(mwh)):
            mean = sum(m * p for m, p in priced) / sum(m for m, _ in priced)
            assert found[f"mean_{side}_price_gbp_per_mwh"] == pytest.approx(mean)


def test_the_random_units_have_what_is_hard() -> None:
    """Proves: holes in notifications and pairs, and both bases, are among them. If broken: the tests above prove little."""
    pages = [page(data, day - timedelta(days=1), day + timedelta(days=1)) for day, data in map(made, range(30))]
    assert any(one["not_priced_mwh"] for one in pages)
    assert any(one["half_hours_not_priced"] and not one["not_priced_mwh"] for one in pages)
    assert any(one["half_hours_published"] and one["half_hours_computed"] for one in pages)
    assert any(0 < one["half_hours_held"] < one["half_hours"] for one in pages)
