"""Acceptances that were amended, from files to pounds: `bm ledger`, and the models on both engines, say the same.

The unit is notified at 0 MW and offers everything at 100 GBP/MWh. Acceptance 900 is for 40 MW from 10:00 to 10:30.
"""

from __future__ import annotations

import functools
import hashlib
import io
import random
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from json import dumps
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from gbflex.sources.elexon.amendments import with_amendments
from gbflex.sources.reading import groups
from gbflex.sources.registry import dataset_named
from gbflex.store.amendments import newest_amendments
from gbflex.store.published import Tables
from tests.bm.answers import on_duckdb, on_google, records
from tests.cli.conftest import Said, gbflex
from tests.proof.engines import Rows, frame_of
from tests.proof.fixtures import Record, fixture, half_hours, rows_of

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
Asked = Callable[[Mapping[str, list[Record]]], dict[str, Rows]]
DAY, NEXT, STAMP = "2026-11-10", "2026-11-11", "%Y-%m-%dT%H:%M:%SZ"
SPAN = ("--from", DAY, "--to", NEXT, "--json")
HEAD = (
    "dataset,settlementDate,settlementPeriodFrom,settlementPeriodTo,timeFrom,timeTo,levelFrom,levelTo,acceptanceNumber,"
    "acceptanceTime,deemedBoFlag,soFlag,amendmentFlag,storFlag,rrFlag,nationalGridBmUnit,bmUnit\n"
)


class Piece(NamedTuple):
    """One segment, in UTC of the day; its level is constant."""

    begin: str
    end: str
    mw: float = 40.0


class Amended(NamedTuple):
    """What one payload says of acceptance 900 under one flag; `hour` is that of its retrieval on the day after."""

    hour: int
    flag: str
    pieces: Sequence[Piece]


FIRST, SECOND = Piece("10:00", "10:15"), Piece("10:15", "10:30")
WHOLE = Piece("10:00", "10:30")
ORIGINAL = Amended(1, "ORI", [WHOLE])
IN_TWO = Amended(1, "ORI", [FIRST, SECOND])

CASES: dict[str, tuple[list[Amended], float]] = {
    "as issued": ([ORIGINAL], 20.0),
    "two rows, the first only": ([IN_TWO, Amended(2, "UPD", [FIRST])], 10.0),
    "shorter": ([ORIGINAL, Amended(2, "UPD", [FIRST])], 10.0),
    "another level": ([ORIGINAL, Amended(2, "UPD", [WHOLE._replace(mw=30.0)])], 15.0),
    "two levels": (
        [ORIGINAL, Amended(2, "UPD", [Piece("10:00", "10:10"), Piece("10:10", "10:30", 10.0)])],
        10.0,
    ),
    "amended twice, the same first row": ([Amended(1, "UPD", [FIRST, SECOND]), Amended(2, "UPD", [FIRST])], 10.0),
    "one row of two amended": ([IN_TWO, Amended(2, "UPD", [FIRST, SECOND._replace(mw=20.0)])], 15.0),
    "moved to another time": ([Amended(1, "UPD", [FIRST]), Amended(2, "UPD", [Piece("10:20", "10:35")])], 10.0),
    "deleted": ([ORIGINAL, Amended(2, "UPD", [FIRST]), Amended(3, "DEL", [WHOLE])], 0.0),
    "deleted by its first row": ([IN_TWO, Amended(2, "DEL", [FIRST])], 0.0),
    "inserted again": ([ORIGINAL, Amended(2, "DEL", [WHOLE]), Amended(3, "ORI", [WHOLE])], 20.0),
    "inserted again later in the day": (
        [ORIGINAL, Amended(2, "DEL", [WHOLE]), Amended(3, "INS", [Piece("12:00", "12:30", 20.0)])],
        10.0,
    ),
    "retrieved again as it was": ([ORIGINAL, Amended(2, "UPD", [FIRST]), Amended(3, "ORI", [WHOLE])], 20.0),
    "all in one retrieval": ([ORIGINAL, Amended(1, "UPD", [FIRST])], 10.0),
    "deleted in one retrieval": (
        [ORIGINAL, Amended(1, "UPD", [FIRST]), Amended(1, "DEL", [WHOLE])],
        0.0,
    ),
    "cut by two windows of a fetch": ([Amended(1, "ORI", [FIRST]), Amended(2, "ORI", [SECOND])], 20.0),
    "cut by two windows, the first again": (
        [Amended(1, "ORI", [FIRST]), Amended(2, "ORI", [SECOND]), Amended(3, "ORI", [FIRST])],
        20.0,
    ),
    "cut by two windows, shortened to the first": (
        [Amended(1, "ORI", [FIRST]), Amended(1, "UPD", [FIRST._replace(mw=20.0)]), Amended(2, "ORI", [SECOND])],
        5.0,
    ),
    "over midnight": ([Amended(1, "ORI", [Piece("23:45", "24:00"), Piece("24:00", "24:15")])], 20.0),
    "over midnight, shortened to the day": (
        [
            Amended(1, "ORI", [Piece("23:45", "24:00"), Piece("24:00", "24:15")]),
            Amended(2, "UPD", [Piece("23:45", "24:00")]),
        ],
        10.0,
    ),
}


def instant(clock: str) -> datetime:
    """A clock of the day; 24:15 is on the next."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, 10, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def unit_of(case: str) -> str:
    """Each case has a unit of its own."""
    return f"T_CASE{list(CASES).index(case):02}-1"


def told(gbflex: Gbflex, folder: Path, unit: str, amendments: Sequence[Amended]) -> None:
    """Import amendments in an order, each with its retrieval."""
    for number, amended in enumerate(amendments):
        rows = [
            f"BOALF,{DAY},21,21,{instant(piece.begin):{STAMP}},{instant(piece.end):{STAMP}},{piece.mw},{piece.mw},900,"
            f"{DAY}T09:00:00Z,False,False,{amended.flag},False,False,{unit[2:]},{unit}\n"
            for piece in amended.pieces
        ]
        path = folder / f"{unit}-{number}.csv"
        path.write_text(HEAD + "".join(rows))
        imported(gbflex, "elexon.boalf", path, "--retrieved", f"{NEXT}T{amended.hour:02}:00:00Z")


def imported(gbflex: Gbflex, dataset: str, path: Path, *options: str) -> None:
    said = gbflex("data", "import", dataset, path, *options)
    assert said.code == 0, said.err


def notified(gbflex: Gbflex, folder: Path, units: Sequence[str]) -> None:
    """Notifications of 0 and one pair, in every half-hour of both days."""
    times = [
        f"{at['settlement_date']},{at['settlement_period']},{at['start_time']:{STAMP}},"
        f"{at['start_time'] + timedelta(minutes=30):{STAMP}}"
        for at in half_hours(DAY, NEXT)
    ]
    head = "settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,"
    for dataset, names, values in (
        ("pn", "bmUnit", "0,0"),
        ("bod", "pairId,offer,bid,bmUnit", "100,100,1,100,20"),
    ):
        path = folder / f"{dataset}.csv"
        lines = [f"{time},{values},{unit}" for time in times for unit in units]
        path.write_text("\n".join([head + names, *lines, ""]))
        imported(gbflex, f"elexon.{dataset}", path)


def by_models(home: Path, ask: Asked) -> dict[str, tuple[float, float]]:
    """Accepted MWh and cash flow [GBP] of each unit, by the models over what the record holds."""
    held = Tables(home)
    tables = {
        name: list(held.current(dataset_named(name).table).iter_rows(named=True))
        for name in ("elexon.boalf", "elexon.pn", "elexon.bod")
    }
    rows = records(ask(tables | {"inputs.calendar": half_hours(DAY, NEXT)})["bm_cashflows"])
    found: dict[str, tuple[float, float]] = {}
    for row in rows:
        mwh, gbp = found.get(row["bm_unit"], (0.0, 0.0))
        found[row["bm_unit"]] = mwh + row["accepted_offer_mwh"], gbp + row["cashflow_gbp"]
    return found


def test_an_amended_acceptance_is_taken_whole(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: of each case the MWh of the newest amendment x 100 GBP, by ledger and models, whatever came first.

    If broken: the shortened acceptance keeps its second row (20 MWh), the ledger deletes and the models do not, an
    acceptance over midnight or two windows loses a half.
    """
    units = {unit_of(case): mwh for case, (_, mwh) in CASES.items()}
    notified(gbflex, tmp_path, list(units))
    for case, (amendments, _) in CASES.items():
        told(gbflex, tmp_path, unit_of(case), amendments[::-1])
    for case in CASES:
        ledger = gbflex("bm", "ledger", "--unit", unit_of(case), *SPAN).json
        mwh = sum(row["accepted_offer_mwh"] for row in ledger["rows"])
        assert (mwh, ledger["total_gbp"]) == pytest.approx((units[unit_of(case)], 100 * units[unit_of(case)])), (
            case
        )
    noted = gbflex("bm", "ledger", "--unit", unit_of("shorter"), *SPAN).json["notes"]
    assert [note["what"] for note in noted] == [
        "acceptances that were amended: the newest amendment is taken, whole"
    ]
    for ask in (on_duckdb, on_google):
        found = by_models(tmp_path / "home", ask)
        for case in CASES:
            wanted = units[unit_of(case)]
            assert found.get(unit_of(case), (0.0, 0.0)) == pytest.approx((wanted, 100 * wanted)), case


def test_an_amendment_is_known_when_it_was_retrieved(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 40 MW from 09:00 on, 30 MW from its retrieval at 02:00 the next day, both assumed. If broken: foresight."""
    told(gbflex, tmp_path, "T_AAA-1", CASES["another level"][0])
    out = tmp_path / "out.parquet"
    assert gbflex("data", "export", "elexon.boalf", "--known-at", f"{DAY}T08:59:00Z", "--out", out).code == 3
    for known_at, level in ((f"{DAY}T09:00:00Z", 40.0), (f"{NEXT}T01:59:00Z", 40.0), (f"{NEXT}T02:00:00Z", 30.0)):
        gbflex("data", "export", "elexon.boalf", "--known-at", known_at, "--out", out)
        assert pl.read_parquet(out)["level_to_mw"].to_list() == [level]
    gbflex("data", "export", "elexon.boalf", "--versions", "--out", out)
    assert pl.read_parquet(out).select("available_time", "available_time_assumed").rows() == [
        (datetime(2026, 11, 10, 9, tzinfo=UTC), True),
        (datetime(2026, 11, 11, 2, tzinfo=UTC), True),
    ]


def random_amendments(dice: random.Random) -> list[Amended]:
    """Amendments that all say something of 10:00 to 10:05, retrieved one after the other."""
    made = []
    for hour in range(1, dice.randint(2, 7)):
        cuts = ["10:00", *sorted(dice.sample(["10:05", "10:10", "10:15", "10:20", "10:30"], dice.randint(1, 3)))]
        pieces = [Piece(a, b, dice.choice((10.0, 20.0, 40.0))) for a, b in pairwise(cuts)]
        made.append(Amended(hour, dice.choice(("ORI", "UPD", "INS", "DEL")), pieces))
    return made


def test_what_was_retrieved_last_holds() -> None:
    """Proves: of 300 random acceptances that are amended to and fro, exactly the rows retrieved last. If broken: a mix."""
    table = dataset_named("elexon.boalf").table
    dice = random.Random(11)
    for _ in range(300):
        amendments = random_amendments(dice)
        rows: dict[tuple[str, str], dict[str, object]] = {}
        for amended in amendments:
            for piece in amended.pieces:
                rows[piece.begin, piece.end] = {
                    "bm_unit": "T_AAA-1", "acceptance_number": 900, "amendment_flag": amended.flag,
                    "amendment_id": f"{amended.flag}{amended.pieces}", "amendment_from": instant("10:00"),
                    "amendment_to": instant(amended.pieces[-1].end), "retrieved_time": instant(f"{amended.hour}:00"),
                    "time_from": instant(piece.begin), "time_to": instant(piece.end), "level_to_mw": piece.mw,
                }  # fmt: skip
        assert table.prefer is not None
        found = newest_amendments(pl.DataFrame(list(rows.values())), table.prefer)
        wanted = [(instant(one.begin), instant(one.end), one.mw) for one in amendments[-1].pieces]
        assert sorted(found.select("time_from", "time_to", "level_to_mw").rows()) == wanted, amendments


def test_record_and_model_choose_the_same_rows() -> None:
    """Proves: on 30 fixtures with amendments of every kind, what the ledger reads is what the model reads on DuckDB."""
    table = dataset_named("elexon.boalf").table
    assert table.prefer is not None
    compared = amended = 0
    for seed in range(30):
        tables = fixture(seed)
        rows = tables["elexon.boalf"] if tables["inputs.calendar"].rows else rows_of("elexon.boalf", [])
        asked = {"elexon.boalf": records(rows), "inputs.calendar": records(tables["inputs.calendar"])}
        found = records(on_duckdb(asked)["bm_newest_amendments"])
        frame = frame_of(rows)
        newest = newest_amendments(frame, table.prefer)
        kept = newest.filter(pl.col("amendment_flag").ne_missing("DEL")).select(table.key).rows()
        assert sorted(kept) == sorted(tuple(row[name] for name in table.key) for row in found), seed
        compared, amended = compared + len(kept), amended + len(frame) - len(newest)
    assert min(compared, amended) > 50


def word(value: object) -> int:
    """A value as the 64 bits that `amendments` says."""
    match value:
        case None:
            return 0x7FF8_0000_0000_0000
        case datetime():
            return (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        case str():
            return int.from_bytes(hashlib.sha256(value.encode()).digest()[:8], "big")
        case bool():
            return int(value)
    assert isinstance(value, float)
    return int.from_bytes(struct.pack(">d", value + 0.0), "big")


def mixed(into: int, value: int) -> int:
    """SplitMix64, in whole numbers."""
    most = 2**64 - 1
    value = ((into ^ value) + 0x9E37_79B9_7F4A_7C15) & most
    value = ((value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9) & most
    value = ((value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB) & most
    return value ^ (value >> 31)


def name_as_documented(flag: str | None, rows: set[tuple[object, ...]]) -> str:
    """The name of an amendment, row by row in Python."""
    said = {functools.reduce(mixed, map(word, row), 0) for row in rows}
    return str(mixed(sum(said) % 2**64, word(flag)) >> 16)


AMENDED = ("bm_unit", "acceptance_number", "amendment_flag")
SAID = (
    "time_from",
    "time_to",
    "level_from_mw",
    "level_to_mw",
    "deemed_bo_flag",
    "so_flag",
    "stor_flag",
    "rr_flag",
)


def random_rows(draw: random.Random, count: int) -> pl.DataFrame:
    """Rows of few acceptances, some of them twice; the reserve flags did not come."""

    def instant() -> datetime:
        return datetime(2024, 1, 1, draw.randrange(3), draw.randrange(60), draw.choice([0, 30]), tzinfo=UTC)

    rows = [
        (
            f"T_{draw.randrange(4)}",
            draw.randrange(12),
            draw.choice(["ORI", "UPD", None]),
            instant(),
            instant(),
            draw.choice([0.0, -0.0, 1.0, 2.5, -7.25, 1e16, 1e-7]),
            draw.choice([0.0, 3.25, 100_000.0]),
            draw.choice([True, False, None]),
            draw.choice([True, False]),
        )
        for _ in range(count)
    ]
    instants = dict.fromkeys(("time_from", "time_to"), pl.Datetime("us", "UTC"))
    return pl.DataFrame(
        rows + rows[: count // 8], schema=[*AMENDED, *SAID[:6]], orient="row", schema_overrides=instants
    )


def named(frame: pl.DataFrame) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Name and span of each amendment; all of its rows have them."""
    found = with_amendments(frame).select(*AMENDED, "amendment_id", "amendment_from", "amendment_to").unique()
    assert not found.select(AMENDED).is_duplicated().any()
    return {row[:3]: row[3:] for row in found.iter_rows()}


def test_amendments_are_named_as_documented() -> None:
    """Proves: names and spans, for rows in any order and any number, are those worked out row by row in Python; a column that did not come is an empty one. If broken: every acceptance is amended by its next retrieval."""
    draw = random.Random(20_261_201)
    frame = random_rows(draw, 400)
    expected: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for *amendment, begin, end, level_from, level_to, deemed, so in frame.iter_rows():
        said = (begin, end, level_from + 0.0, level_to, deemed, so, None, None)
        expected.setdefault(tuple(amendment), set()).add(said)
    found = named(frame)
    assert found == {
        key: (name_as_documented(key[2], rows), min(row[0] for row in rows), max(row[1] for row in rows))
        for key, rows in expected.items()
    }
    assert len({name for name, _, _ in found.values()}) == len(found) > 100
    assert named(frame.sample(fraction=1, shuffle=True, seed=1)) == found
    assert named(frame.with_columns(pl.lit(None, dtype=pl.Boolean).alias("rr_flag"))) == found
    assert named(frame.clear()) == {}


def test_a_name_says_each_value() -> None:
    """Proves: one value of one row changed is another name, and the name of a known amendment is this one on every machine. If broken: an amendment passes for the one before it."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    row = {"bm_unit": "T_A", "acceptance_number": 7, "amendment_flag": "ORI", "time_from": at}
    row |= {"time_to": at + timedelta(minutes=5), "level_from_mw": 0.0, "level_to_mw": 40.0}
    row |= dict.fromkeys(SAID[4:], False)
    changes: list[dict[str, object]] = [{}, {"amendment_flag": "UPD"}, {"amendment_flag": None}]
    changes += [{"time_from": at + timedelta(microseconds=1)}, {"time_to": at}, {"level_from_mw": 40.0}]
    changes += [{"level_to_mw": 0.0}, {"level_from_mw": 40.0, "level_to_mw": 0.0}]
    changes += [{flag: value} for flag in SAID[4:] for value in (True, None)]
    flags = dict.fromkeys(SAID[4:], pl.Boolean())
    names = []
    for change in changes:
        ((name, _, _),) = named(pl.DataFrame([row | change], schema_overrides=flags)).values()
        names.append(name)
    assert len(set(names)) == len(changes) == 16
    assert names[0] == "281167498528131"


def test_an_amendment_has_one_name_in_every_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the same rows as CSV, JSON and Parquet, in another order and in groups of their own have the same names. If broken: a file given again in another form amends what it says."""
    lines = [
        f"BOALF,{DAY},21,21,{DAY}T10:0{minute}:00Z,{DAY}T10:0{minute + 1}:00Z,{number + minute},{-minute},{number},"
        f"{DAY}T09:30:00Z,false,{'true' if minute else ''},{flag},false,false,A-1,T_A-1\n"
        for number in range(900, 905)
        for minute in range(4)
        for flag in ("ORI", "UPD")
    ]
    frame = pl.read_csv((HEAD + "".join(lines)).encode(), try_parse_dates=True)
    parquet, json = io.BytesIO(), frame.with_columns(pl.col(pl.Datetime).dt.strftime(STAMP)).to_dicts()
    frame.write_parquet(parquet)
    dataset = dataset_named("elexon.boalf")

    def read(content: bytes) -> list[tuple[object, ...]]:
        rows = dataset.parse(content, file="a").frame
        return sorted(rows.select("acceptance_number", "time_from", "amendment_id").rows())

    found = read((HEAD + "".join(lines)).encode())
    assert len({name for _, _, name in found}) == 5
    assert len(found) == 20
    random.Random(1).shuffle(lines)
    monkeypatch.setattr(groups, "GROUP_ROWS", 0)
    for content in ((HEAD + "".join(lines)).encode(), parquet.getvalue(), dumps(json, default=str).encode()):
        assert read(content) == found
