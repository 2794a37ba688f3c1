"""Prices that a caller holds in memory: a battery's day worked by hand, and every form in which prices come."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

import gbflex
from gbflex.assets.given_prices import given_prices
from gbflex.errors import GbflexError, InputError, MissingPeriods

PRICES = [40.0] * 32 + [160.0] * 8 + [60.0] * 8
BATTERY: dict[str, Any] = {"power_mw": 2, "energy_capacity_mwh": 4, "round_trip_efficiency": 0.9}
HALF = math.sqrt(0.9)
BY_HAND_GBP = 4 * HALF * 160 - 4 / HALF * 40
"""4 MWh in the store: bought at 40 and sold at 160."""


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))


def test_five_lines_give_the_hand_worked_value() -> None:
    """Proves: 438.50 GBP, one cycle, in schedule, ledger and explanation. If broken: another price than was given."""
    site = gbflex.Site.from_battery(**BATTERY, prices=PRICES, start="2025-01-15")
    done = gbflex.run(site)
    assert done["value_gbp"] == pytest.approx(BY_HAND_GBP)
    assert (done["from"], done["to"], done["complete"], done["warnings"]) == ("2025-01-15", "2025-01-15", True, [])
    assert done.schedule["energy_price_gbp_per_mwh"].to_list() == PRICES
    assert done.ledger["amount_gbp"].sum() == pytest.approx(BY_HAND_GBP)
    assert set(done.ledger["source"]) == {"prices given in Python"}
    # Charging stops where the store is full, which is in the first 32 half-hours; sales are in the next 8.
    charged = done.schedule.filter(pl.col("charge_mwh") > 0)["settlement_period"]
    sold = done.schedule.filter(pl.col("discharge_mwh") > 0)["settlement_period"]
    assert charged.max() <= 32 < sold.min() <= sold.max() <= 40  # type: ignore[operator]
    assert done.explain("2025-01-15", int(sold[0]))["action"] == "discharge"


def test_every_question_sees_the_prices_that_were_given() -> None:
    """Proves: rates, break-even, losses and overrides use them. If broken: "there is no file prices given in Python"."""
    site = gbflex.Site.from_battery(**BATTERY, prices=PRICES, start="2025-01-15")
    assert gbflex.rates(site)["import_price_gbp_per_mwh"].to_list() == PRICES
    best = gbflex.breakeven(site, "2025-01-15")["best"]
    assert (best["import_price_gbp_per_mwh"], best["worth_gbp_per_mwh"]) == (40.0, 160.0)
    assert gbflex.losses(site)["value_gbp"] == pytest.approx(BY_HAND_GBP)
    halved = gbflex.run(site, assets={"battery": {"max_cycles_per_day": 0.5}})
    assert halved["value_gbp"] == pytest.approx(BY_HAND_GBP / 2)


def test_prices_of_a_site_with_a_meter() -> None:
    """Proves: 24 MWh x (mean of the prices + CCL 7.75). If broken: the site's own series is billed."""
    site = gbflex.Site.from_mapping(
        {
            "name": "Flat",
            "licence_area": 14,
            "demand": {"constant_mw": 1},
            "charges": ["ccl"],
            "supply": {"energy": "market_index", "fee_gbp_per_mwh": 1},
        }
    )
    bill = gbflex.bill(site.with_prices(PRICES, start="2024-07-01"), "2024-07-01", "2024-07-01")
    assert bill["total_gbp"] == pytest.approx(-24 * (sum(PRICES) / 48 + 1 + 7.75))


START = datetime(2025, 1, 15, tzinfo=UTC)
TIMES = [START + timedelta(minutes=30 * n) for n in range(48)]


class DatetimeIndex(list[datetime]):
    """As pandas gives the index of a series: a row of instants."""


class Series:
    """As much of a pandas Series as is looked at; pandas itself is no dependency."""

    def __init__(self, values: list[float], index: list[datetime]) -> None:
        self.values, self.index = values, DatetimeIndex(index)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return np.array(self.values, dtype)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[float]:
        return iter(self.values)


FORMS: dict[str, dict[str, Any]] = {
    "list and date": {"prices": PRICES, "start": "2025-01-15"},
    "tuple and date": {"prices": tuple(PRICES), "start": date(2025, 1, 15)},
    "integers": {"prices": [int(one) for one in PRICES], "start": "2025-01-15"},
    "numpy and its date": {"prices": np.array(PRICES), "start": np.datetime64("2025-01-15")},
    "instant": {"prices": PRICES, "start": "2025-01-15T00:00Z"},
    "Polars": {"prices": pl.Series(PRICES), "times": pl.Series(TIMES)},
    "Polars in London": {"prices": pl.Series(PRICES), "times": pl.Series(TIMES).dt.convert_time_zone("Europe/London")},
    "pandas": {"prices": Series(PRICES, [one.astimezone(ZoneInfo("Europe/London")) for one in TIMES])},
    "numpy times are UTC": {"prices": PRICES, "times": np.array([one.replace(tzinfo=None) for one in TIMES], "M8[s]")},
    "texts": {"prices": PRICES, "times": [one.isoformat() for one in TIMES]},
    "in another order": {"prices": PRICES[::-1], "times": TIMES[::-1]},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_prices_in_every_form(form: str) -> None:
    """Proves: each says the same prices at the same times. If broken: an hour off, or the other way round."""
    found = given_prices(**FORMS[form])
    assert found.gbp_per_mwh.tolist() == PRICES
    assert found.start_time.tolist() == [one.replace(tzinfo=None) for one in TIMES]
    assert found.span == (date(2025, 1, 15), date(2025, 1, 15))


def test_a_summer_s_settlement_date_starts_at_23_utc() -> None:
    """Proves: a start by date is midnight in London. If broken: every price stands an hour late."""
    assert str(given_prices([1.0], start="2025-07-01").start_time[0]) == "2025-06-30T23:00:00"
    assert given_prices([1.0] * 48, start="2025-07-01").span == (date(2025, 7, 1), date(2025, 7, 1))


@pytest.mark.parametrize(("day", "n"), [("2025-03-30", 46), ("2025-03-29", 48), ("2025-10-26", 50)])
def test_a_day_has_as_many_prices_as_half_hours(day: str, n: int) -> None:
    """Proves: 46 and 50 on the clock changes, and one less is named. If broken: a price of the next day is used."""
    gbflex.rates(gbflex.Site.from_battery(**BATTERY, prices=[50.0] * n, start=day))
    short = gbflex.Site.from_battery(**BATTERY, prices=[50.0] * (n - 1), start=day)
    with pytest.raises(MissingPeriods, match=f"lacks 1 of {n} half-hours: {day} period {n}"):
        gbflex.rates(short)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"prices": PRICES}, "give start or times"),
        ({"prices": PRICES, "start": "2025-01-15", "times": TIMES}, "not both"),
        ({"prices": [], "start": "2025-01-15"}, "numbers in a row"),
        ({"prices": "40,60", "start": "2025-01-15"}, "numbers in a row, and this str"),
        ({"prices": [["40"]], "start": "2025-01-15"}, "numbers in a row"),
        ({"prices": None, "start": "2025-01-15"}, "NoneType"),
        ({"prices": [40.0, 20_000.0], "start": "2025-01-15"}, r"prices\[1\]"),
        ({"prices": [40.0], "start": "soon"}, "is not a date"),
        ({"prices": [40.0], "start": 20250115}, "is not a date"),
        ({"prices": [40.0], "start": "2025-01-15T00:10Z"}, "not the start of a half-hour"),
        ({"prices": [40.0], "start": "2025-01-15T00:00"}, "no time zone"),
        ({"prices": [40.0, 50.0], "times": TIMES[:1]}, "2 prices have 1 times"),
        ({"prices": [40.0, 50.0], "times": [TIMES[0], TIMES[0]]}, "stands twice"),
        ({"prices": [40.0], "times": [datetime(2025, 1, 15)]}, "tz_localize"),  # noqa: DTZ001 (what is refused)
        ({"prices": pl.Series([40.0]), "times": pl.Series([datetime(2025, 1, 15)])}, "no time zone"),  # noqa: DTZ001
        ({"prices": [40.0], "times": [7]}, "7 is no instant"),
        ({"prices": [40.0], "times": "2025-01-15T00:00Z"}, "times is a str"),
        ({"prices": [40.0], "times": 7}, "times is a int"),
    ],
)  # fmt: skip
def test_prices_that_cannot_be_are_refused(given: dict[str, Any], words: str) -> None:
    """Proves: each says what is wrong and what to write. If broken: prices at other times, or a TypeError."""
    with pytest.raises(InputError, match=words):
        given_prices(**given)


def test_a_missing_price_is_missing() -> None:
    """Proves: a NaN or a null is named, never 0. If broken: the battery charges for nothing."""
    for hole in (float("nan"), None):
        site = gbflex.Site.from_battery(**BATTERY, prices=pl.Series([hole, *PRICES[1:]]), start="2025-01-15")
        with pytest.raises(MissingPeriods, match="2025-01-15 period 1"):
            gbflex.run(site)


def test_a_battery_that_cannot_be_is_refused() -> None:
    """Proves: keys and limits are those of the site file. If broken: an efficiency of 90."""
    for wrong in ({"round_trip_efficiency": 90}, {"power_mw": "two"}, {"power_mw": -1}, {"colour": "green"}):
        with pytest.raises(GbflexError):
            gbflex.Site.from_battery(**{**BATTERY, **wrong}, prices=PRICES, start="2025-01-15")
