"""Profiles and pairs by hand: times in minutes, levels in MW."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gbflex.gb.bm import AcceptedVolumes, Pairs, Profile

Points = list[tuple[float, float]]


def profile(*numbered: tuple[int, Points]) -> Profile:
    """Acceptances, or a notification as number 0, each by its points (minute, MW)."""
    rows = [(number, *before, *after) for number, points in numbered for before, after in pairwise(points)]
    number, start, low, end, high = (
        (np.array(column, dtype=float) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 5
    )
    seconds = (np.round(start * 60).astype(np.int64), np.round(end * 60).astype(np.int64))
    return Profile(*seconds, low, high, number.astype(np.int64))


def pairs(*rows: tuple[int, float], start: float = 0, end: float = 30) -> Pairs:
    """Pairs (number, width) over a span of minutes."""
    number = np.array([row[0] for row in rows], dtype=np.int64)
    width = np.array([row[1] for row in rows], dtype=float)
    ones = np.ones(len(rows), dtype=np.int64)
    return Pairs(ones * int(start * 60), ones * int(end * 60), number, width, width)


def by_pair(volumes: AcceptedVolumes) -> dict[int, tuple[float, float]]:
    """Offer and bid MWh of each pair."""
    found: dict[int, tuple[float, float]] = {}
    for pair, offer, bid in zip(volumes.pair, volumes.offer_mwh, volumes.bid_mwh, strict=True):
        before = found.get(int(pair), (0.0, 0.0))
        found[int(pair)] = (before[0] + float(offer), before[1] + float(bid))
    return found


def cash(volumes: AcceptedVolumes, offers: dict[int, float], bids: dict[int, float]) -> float:
    """Offer volume x offer price + bid volume x bid price."""
    return sum(offer * offers[pair] + bid * bids[pair] for pair, (offer, bid) in by_pair(volumes).items())
