"""Lakeside's days as sums over the raw files, in exact fractions; this file knows nothing of gbflex.

A level is a list of straight pieces. Time is cut at every minute of the files, which name no shorter one, so that the mean
of two ends is the mean of each piece. Elexon's cash is added up as published; energy follows the newest acceptance.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

UNIT = "T_LKSDB-1"
MINUTES = 30
EFFICIENCY = Fraction(85, 100)

Row = dict[str, str]
Paths = dict[int, tuple[Fraction, Fraction]]
"""Level at both ends of each minute since 1970 [MW]."""


class Sums(NamedTuple):
    """Some days of the unit, added up.

    Attributes:
        offer_gbp: Published cash of offers.
        bid_gbp: Of bids.
        offer_mwh: Accepted upwards.
        bid_mwh: Accepted downwards, negative.
        discharged_mwh: Net output of each half-hour, where positive.
        charged_mwh: Where negative.
        recharge_mwh: Import that brings the store back to where the notification would have left it.
        mean_index: Of all half-hours of the days [GBP/MWh].
        half_hours: How many.
        days: How many.
    """

    offer_gbp: Fraction
    bid_gbp: Fraction
    offer_mwh: Fraction
    bid_mwh: Fraction
    discharged_mwh: Fraction
    charged_mwh: Fraction
    recharge_mwh: Fraction
    mean_index: Fraction
    half_hours: int
    days: int


def sums(folder: Path, days: list[str]) -> Sums:
    """Add up some days."""
    notified: dict[int, Fraction] = {}
    up: dict[int, Fraction] = {}
    down: dict[int, Fraction] = {}
    cash = {"offer": Fraction(0), "bid": Fraction(0)}
    index = []
    for day in days:
        base = _minutes(_rows(folder, "pn", day))
        accepted = sorted(_rows(folder, "boalf", day), key=lambda row: int(row["acceptanceNumber"]))
        _add(notified, {at: (low + high) / 2 for at, (low, high) in base.items()})
        _apply(base, accepted, up, down)
        for row in _rows(folder, "ebocf", day):
            cash[row["side"]] += Fraction(row["totalCashflow"])
        index += [Fraction(row["midPriceApx"]) for row in _csv(folder / f"prices_{day}.csv")]
    output = {at: mwh + up.get(at, 0) + down.get(at, 0) for at, mwh in notified.items()}
    inside = notified.keys()
    return Sums(
        offer_gbp=cash["offer"],
        bid_gbp=cash["bid"],
        offer_mwh=sum((up[at] for at in up.keys() & inside), Fraction(0)),
        bid_mwh=sum((down[at] for at in down.keys() & inside), Fraction(0)),
        discharged_mwh=sum((max(mwh, Fraction(0)) for mwh in output.values()), Fraction(0)),
        charged_mwh=sum((max(-mwh, Fraction(0)) for mwh in output.values()), Fraction(0)),
        recharge_mwh=_import_for(output) - _import_for(notified),
        mean_index=sum(index, Fraction(0)) / len(index),
        half_hours=len(notified),
        days=len(days),
    )


def _import_for(output: dict[int, Fraction]) -> Fraction:
    """Import that a path of the store stands for: what is discharged, with losses, less what is charged."""
    return sum((mwh / EFFICIENCY if mwh > 0 else mwh for mwh in output.values()), Fraction(0))


def _apply(level: Paths, accepted: list[Row], up: dict[int, Fraction], down: dict[int, Fraction]) -> None:
    """Lay each acceptance over the level then in force, and add what it moves."""
    for row in accepted:
        for at, (low, high) in _minutes([row]).items():
            if at not in level:
                continue
            before = level[at]
            level[at] = (low, high)
            gaps = low - before[0], high - before[1]
            if gaps[0] * gaps[1] < 0:
                # The two lines cross: one triangle lies above, one below.
                share = gaps[0] / (gaps[0] - gaps[1])
                pieces = [gaps[0] * share / 2, gaps[1] * (1 - share) / 2]
            else:
                pieces = [(gaps[0] + gaps[1]) / 2]
            for piece in pieces:
                _add(up if piece > 0 else down, {at: piece})


def _add(to: dict[int, Fraction], by_minute: dict[int, Fraction]) -> None:
    for at, mw in by_minute.items():
        to[at // MINUTES] = to.get(at // MINUTES, Fraction(0)) + mw / 60


def _minutes(rows: list[Row]) -> Paths:
    found: Paths = {}
    for row in rows:
        begin, end = _minute(row["timeFrom"]), _minute(row["timeTo"])
        low, high = Fraction(row["levelFrom"]), Fraction(row["levelTo"])
        for at in range(begin, end):
            ends = (low + (high - low) * Fraction(at + step - begin, end - begin) for step in (0, 1))
            found[at] = (next(ends), next(ends))
    return found


def _minute(text: str) -> int:
    seconds = int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    assert seconds % 60 == 0, text
    return seconds // 60


def _rows(folder: Path, kind: str, day: str) -> list[Row]:
    return [row for row in _csv(folder / f"{kind}_{UNIT}_{day}.csv") if row["bmUnit"] == UNIT]


def _csv(path: Path) -> list[Row]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
