"""Random BM units: ramps, jumps, overlapping acceptances, undone ones, widths that change, days when the clock does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from gbflex.gb.bm import Pairs, Profile
from gbflex.periods import HALF_HOUR_SECONDS, settlement_period_of, start_time_of
from tests.proof.fixtures import Record, half_hours

Random = np.random.Generator

DAYS = (date(2025, 3, 30), date(2025, 10, 26), date(2024, 2, 29), date(2025, 6, 3), date(2025, 12, 31))
MINUTE, DAY = 60, 86_400
SHORTEST = 30


class Unit(NamedTuple):
    """A unit's profiles around a day; the day before and the day after belong to it.

    Attributes:
        name: Elexon's id.
        day: Local day in its middle.
        notification: Its notifications, none longer than its half-hour.
        acceptances: Its acceptances.
        pairs: Its pairs, none longer than its half-hour.
        offers: Price of each row of pairs to go up [GBP/MWh].
        bids: To go down [GBP/MWh].
    """

    name: str
    day: date
    notification: Profile
    acceptances: Profile
    pairs: Pairs
    offers: np.ndarray[Any, np.dtype[np.float64]]
    bids: np.ndarray[Any, np.dtype[np.float64]]


def random_unit(dice: Random, name: str, *, most_acceptances: int = 8, hours: float = 30.0) -> Unit:
    """A unit whose acceptances begin between six hours before its day and `hours` later."""
    day = DAYS[int(dice.integers(len(DAYS)))]
    midnight = _seconds(start_time_of(day, 1))
    first = midnight - 6 * 3600
    span = int(hours * 3600)
    acceptances = _acceptances(dice, first, span, most_acceptances)
    slots = np.unique(
        [at // HALF_HOUR_SECONDS for at in (*acceptances.start, *acceptances.end - 1)]
        + [int(first // HALF_HOUR_SECONDS)]
    )
    every = range(int(slots.min()), int(slots.max()) + 1)
    pairs = _pairs(dice, every)
    prices = np.round(dice.normal(80, 60, (2, len(pairs.start))))
    # All rows of a pair in a half-hour have one price.
    _, same = np.unique(np.stack([pairs.start // HALF_HOUR_SECONDS, pairs.pair]), axis=1, return_index=True)
    keys = {(int(pairs.start[i] // HALF_HOUR_SECONDS), int(pairs.pair[i])): int(i) for i in same}
    rows = [
        keys[int(at // HALF_HOUR_SECONDS), int(pair)] for at, pair in zip(pairs.start, pairs.pair, strict=True)
    ]
    notification = _profile(_notification(dice, every))
    return Unit(name, day, notification, acceptances, pairs, prices.max(0)[rows], prices.min(0)[rows])


def _acceptances(dice: Random, first: int, span: int, most: int) -> Profile:
    rows = []
    for number in dice.permutation(np.arange(1, dice.integers(2, most + 2))):
        at = first + int(dice.integers(0, span // MINUTE)) * MINUTE
        level = _level(dice)
        for _ in range(int(dice.integers(1, 6))):
            end = at + _length(dice)
            after = level if dice.random() < 0.4 else _level(dice)
            rows.append((int(number), at, level, end, after))
            # Most profiles go on where they are; some jump, and some have a hole.
            at = end if dice.random() < 0.95 else end + _length(dice)
            level = after if dice.random() < 0.85 else _level(dice)
    return _profile([rows[i] for i in dice.permutation(len(rows))])


def _notification(dice: Random, slots: Iterable[int]) -> list[tuple[int, int, float, int, float]]:
    rows = []
    level = _level(dice)
    for slot in slots:
        if dice.random() < 0.04:
            continue
        points = _within(dice, slot, 0.3)
        for begin, end in pairwise(points):
            after = level if dice.random() < 0.5 else _level(dice)
            rows.append((0, begin, level, end, after))
            level = after if dice.random() < 0.8 else _level(dice)
    return rows


def _pairs(dice: Random, slots: Iterable[int]) -> Pairs:
    numbers = sorted(dice.choice([-3, -2, -1, 1, 2, 3, 4], int(dice.integers(0, 8)), replace=False).tolist())
    rows = []
    for slot in slots:
        shared = _within(dice, slot, 0.15)
        for pair in numbers:
            points = shared if dice.random() < 0.9 else _within(dice, slot, 0.5)
            for begin, end in pairwise(points):
                low = float(dice.choice([0.0, 10.0, 20.0, 50.0])) * np.sign(pair)
                high = low if dice.random() < 0.8 else float(dice.uniform(0, 40)) * np.sign(pair)
                if dice.random() > 0.02:
                    rows.append((begin, end, pair, low, high))
    columns = list(zip(*rows, strict=True)) or [()] * 5
    kinds = (np.int64, np.int64, np.int64, np.float64, np.float64)
    return Pairs(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def _within(dice: Random, slot: int, share: float) -> list[int]:
    begin = slot * HALF_HOUR_SECONDS
    middle = [begin + int(dice.integers(SHORTEST, HALF_HOUR_SECONDS - SHORTEST))] if dice.random() < share else []
    return [begin, *middle, begin + HALF_HOUR_SECONDS]


def _level(dice: Random) -> float:
    return float(dice.choice([0.0, 0.0, 20.0, 50.0, -50.0, float(np.round(dice.uniform(-100, 100), 3))]))


def _length(dice: Random) -> int:
    return int(dice.choice([SHORTEST, MINUTE, 5 * MINUTE, int(dice.integers(SHORTEST, 50 * MINUTE))]))


def _profile(rows: list[tuple[int, int, float, int, float]]) -> Profile:
    number, start, low, end, high = list(zip(*rows, strict=True)) or [()] * 5
    whole, real = np.int64, np.float64
    return Profile(
        np.array(start, whole),
        np.array(end, whole),
        np.array(low, real),
        np.array(high, real),
        np.array(number, whole),
    )


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def tables_of(units: Iterable[Unit]) -> dict[str, list[Record]]:
    """The units as records of the tables that the models read."""
    units = list(units)
    days = sorted({unit.day + timedelta(days=shift) for unit in units for shift in (-1, 0, 1)})
    return {
        "inputs.calendar": [half_hour for day in days for half_hour in half_hours(str(day), str(day))],
        "elexon.pn": [row for unit in units for row in _levels(unit, unit.notification)],
        "elexon.boalf": [row for unit in units for row in _levels(unit, unit.acceptances)],
        "elexon.bod": [
            {
                **_placed(unit, begin, end, low, high),
                "pair_id": int(pair),
                "offer_price_gbp_per_mwh": float(offer),
                "bid_price_gbp_per_mwh": float(bid),
            }
            for unit in units
            for begin, end, pair, low, high, offer, bid in zip(*unit.pairs, unit.offers, unit.bids, strict=True)
        ],
    }


def _levels(unit: Unit, profile: Profile) -> list[Record]:
    return [
        {**_placed(unit, begin, end, low, high), "acceptance_number": int(number)}
        for begin, end, low, high, number in zip(*profile, strict=True)
    ]


def _placed(unit: Unit, begin: int, end: int, low: float, high: float) -> Record:
    start = datetime.fromtimestamp(int(begin), UTC)
    half_hour = start - timedelta(seconds=int(begin) % HALF_HOUR_SECONDS)
    at = settlement_period_of(half_hour)
    return {
        "bm_unit": unit.name,
        "settlement_date": at.settlement_date,
        "settlement_period": at.settlement_period,
        "start_time": half_hour,
        "time_from": start,
        "time_to": datetime.fromtimestamp(int(end), UTC),
        "level_from_mw": float(low),
        "level_to_mw": float(high),
    }
