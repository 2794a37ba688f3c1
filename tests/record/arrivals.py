"""Small arrivals of system prices, made by hand or at random."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gbflex.api.data.intake import parse_entry
from gbflex.observations import Parsed
from gbflex.periods import period_count
from gbflex.sources.elexon.system_prices import SYSTEM_PRICES
from gbflex.store.entry import Entry, instant_text
from gbflex.store.ingest import take
from gbflex.store.published import Manifest, Tables
from gbflex.store.writer import writing

TABLE = SYSTEM_PRICES.table
HEADER = "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume,createdDateTime"
Arrival = tuple[bytes, Entry, Parsed]
JANUARY = date(2024, 1, 1)


def at(day: int, hour: int = 0) -> datetime:
    """An instant, so many days after 2024-01-01."""
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=hour)


def csv_of(prices: dict[tuple[date, int], float], published: datetime | None = None) -> bytes:
    """A file of prices by date and period."""
    said = f"{published:%Y-%m-%dT%H:%M:%SZ}" if published else ""
    rows = [f"{day},{period},{price},{price},0,{said}" for (day, period), price in prices.items()]
    return "\n".join([HEADER, *rows, ""]).encode()


def arrival(
    prices: dict[tuple[date, int], float] | bytes,
    *,
    retrieved: datetime,
    run: str | None = None,
    published: datetime | None = None,
    file: str = "prices.csv",
) -> Arrival:
    """An arrival, read."""
    content = prices if isinstance(prices, bytes) else csv_of(prices, published)
    entry = Entry(
        dataset=TABLE.name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        file=file,
        kind="file",
        retrieved_time=instant_text(retrieved),
        settlement_run=run,
    )
    return content, entry, parse_entry(entry, content)


def bring(home: Path, *arrivals: Arrival) -> Manifest:
    """Record arrivals one by one and publish each."""
    for one in arrivals:
        with writing(home, "testing"):
            take(home, TABLE, [one])
    return Tables(home).manifest(TABLE.name)


def price_now(home: Path, day: date = JANUARY, period: int = 1) -> float:
    """The price that holds."""
    rows = Tables(home).current(TABLE, day, day).filter(settlement_period=period)
    return rows["system_sell_price_gbp_per_mwh"].item()


def random_file(seed: int, days: int = 4) -> bytes:
    """A file of a few days of prices, some of them restated from one seed to the next."""
    draw = random.Random(seed)
    first = JANUARY + timedelta(days=draw.randrange(days))
    span = [first + timedelta(days=n) for n in range(draw.randrange(1, days))]
    prices = {
        (day, period): round(50 + 10 * draw.randrange(3), 2)
        for day in span
        for period in draw.sample(range(1, period_count(day) + 1), 6)
    }
    return csv_of(prices)
