"""Any schedule of arrivals gives the same table: against a rule written a second time, and with itself."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from gbflex.api.data.intake import parse_entry
from gbflex.errors import BrokenFile
from gbflex.gb.settlement_runs import SETTLEMENT_RUNS, run_date
from gbflex.periods import start_time_of
from gbflex.store.ingest import rebuilt
from gbflex.store.published import Tables
from gbflex.store.vintages import as_known_at
from gbflex.store.writer import writing
from tests.record.arrivals import TABLE, Arrival, arrival, at, bring, random_file

Key = tuple[date, int]
Said = tuple[str, datetime | None, datetime, float]
"""Run, publisher's time, retrieval time, price."""
Version = tuple[str, datetime, datetime, float]
"""Run, time available, retrieval time, price."""

PRICE = "system_sell_price_gbp_per_mwh"


def random_arrivals(draw: random.Random) -> list[Arrival]:
    """Files of overlapping spans, some of them twice, with and without run and publisher's time."""
    files = [random_file(draw.randrange(12)) for _ in range(draw.randrange(2, 6))]
    made = []
    for content in files:
        run = draw.choice(SETTLEMENT_RUNS) if draw.random() < 0.35 else None
        body = content
        if draw.random() < 0.3:
            published = at(draw.randrange(5, 40))
            body = content.replace(b",0,\n", f",0,{published:%Y-%m-%dT%H:%M:%SZ}\n".encode())
        made.append(arrival(body, retrieved=at(draw.randrange(40, 60)), run=run))
    return made + draw.sample(made, draw.randrange(len(made)))


def oracle(arrivals: list[Arrival], when: datetime | None) -> dict[Key, float]:
    """The rule again, in plain loops over every value of every arrival."""
    said: dict[Key, set[Said]] = {}
    for _, entry, parsed in arrivals:
        for row in parsed.frame.iter_rows(named=True):
            key = row["settlement_date"], row["settlement_period"]
            what = (entry.settlement_run or "", row["published_time"], entry.retrieved, row[PRICE])
            said.setdefault(key, set()).add(what)
    held = {}
    for key, values in said.items():
        versions = [one for one in dated(key, values) if when is None or one[1] <= when]
        runs = [one for one in versions if one[0]]
        unknown = [one for one in versions if not one[0]]
        best_run = max(runs, key=lambda one: (SETTLEMENT_RUNS.index(one[0]), *one[1:]), default=None)
        best_unknown = max(unknown, key=lambda one: one[1:], default=None)
        if best_run and (best_unknown is None or best_run[1] >= best_unknown[1]):
            held[key] = best_run[3]
        elif best_unknown:
            held[key] = best_unknown[3]
    return held


def dated(key: Key, values: set[Said]) -> list[Version]:
    """(run, available, retrieved, price) of each change: plain loops, no frames."""
    day, period = key
    earliest = min(one[2] for one in values)
    lag = start_time_of(day, period) + timedelta(minutes=90)
    changes = []
    for run in {one[0] for one in values}:
        firsts: dict[tuple[datetime | None, float], datetime] = {}
        ordered = []
        for _, published, retrieved, price in [one for one in values if one[0] == run]:
            if published is not None:
                seen = firsts.get((published, price))
                firsts[published, price] = min(seen or retrieved, retrieved)
            else:
                ordered.append((retrieved, retrieved, None, price))
        ordered += [(published, retrieved, published, price) for (published, price), retrieved in firsts.items()]
        before = None
        for number, (_, retrieved, published, price) in enumerate(
            sorted(ordered, key=lambda one: (one[0], one[1], one[3]))
        ):
            if price != before:
                changes.append(
                    (run, available(run, number, day, lag, published, retrieved, earliest), retrieved, price)
                )
            before = price
    return changes


def available(
    run: str,
    number: int,
    day: date,
    lag: datetime,
    published: datetime | None,
    retrieved: datetime,
    earliest: datetime,
) -> datetime:
    if published is not None:
        return published
    if run:
        by_run = datetime.combine(run_date(day, run), datetime.min.time(), tzinfo=UTC)
        return by_run if number == 0 else max(by_run, retrieved)
    return lag if retrieved == earliest else max(lag, retrieved)


def compare(home: Path, seed: int) -> None:
    draw = random.Random(seed)
    arrivals = random_arrivals(draw)
    shuffled = draw.sample(arrivals, len(arrivals))
    one, two = bring(home / "a", *arrivals), bring(home / "b", *shuffled)
    assert one.table_hash == two.table_hash, f"seed {seed}"
    history = Tables(home / "a").history(TABLE)
    for when in (None, *(at(draw.randrange(60), draw.randrange(24)) for _ in range(4))):
        found = as_known_at(history, TABLE, when).select("settlement_date", "settlement_period", PRICE)
        seen = {(day, period): price for day, period, price in found.iter_rows()}
        assert seen == oracle(arrivals, when), f"seed {seed} at {when}"
    now = Tables(home / "a").current(TABLE)
    assert now.equals(as_known_at(history, TABLE, None)), f"seed {seed}"
    assert not now.select(TABLE.key).is_duplicated().any()


def test_thirty_random_schedules(tmp_path: Path) -> None:
    """Proves: order and repetition change nothing, and every instant sees what the rule written twice sees."""
    for seed in range(30):
        compare(tmp_path / str(seed), seed)


@pytest.mark.slow
def test_a_thousand_random_schedules(tmp_path: Path) -> None:
    """Proves: the same on 1,000 schedules."""
    for seed in range(1000, 2000):
        compare(tmp_path / str(seed), seed)


def test_a_rebuild_gives_equal_hashes(tmp_path: Path) -> None:
    """Proves: tables come from the record alone, also when they were deleted or damaged. If broken: another hash."""
    table_hash = bring(tmp_path, *random_arrivals(random.Random(5))).table_hash
    before = Tables(tmp_path).contents_hash(TABLE.name)
    assert before is not None
    folder = tmp_path / "tables" / TABLE.name
    damaged = folder / next(iter(Tables(tmp_path).manifest(TABLE.name).partitions.values())).history
    damaged.write_bytes(damaged.read_bytes()[:-9])
    with pytest.raises(BrokenFile, match="gbflex data rebuild"):
        Tables(tmp_path).history(TABLE)
    for damage in (
        lambda: None,
        lambda: shutil.rmtree(folder),
        lambda: (folder / "manifest.json").write_text("{"),
    ):
        damage()
        with writing(tmp_path, "testing"):
            assert rebuilt(tmp_path, TABLE, parse_entry)[1] == before
        assert Tables(tmp_path).manifest(TABLE.name).table_hash == table_hash
        assert len(Tables(tmp_path).history(TABLE))
        assert isinstance(Tables(tmp_path).current(TABLE), pl.DataFrame)
