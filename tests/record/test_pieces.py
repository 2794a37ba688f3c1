"""However little of a market file is read at a time, the same comes out of it."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from gbflex import spill
from gbflex.analysis.answers.data import DataImportAnswer
from gbflex.api import data
from gbflex.errors import BrokenFile
from gbflex.observations import Parsed
from gbflex.sources.dataset import Dataset
from gbflex.sources.elexon.boalf import BOALF
from gbflex.sources.elexon.system_prices import SYSTEM_PRICES
from gbflex.sources.reading import csv_lines, groups, payload
from gbflex.spill import Spill
from gbflex.store.published import Tables
from tests.registries.test_every_dataset import as_csv, as_json

SEED = 20_261_201
FILES, SLOW_FILES = 60, 3_000
Row = dict[str, Any]

UNITS = ("T_A-1", "T_B-1", "E_C-1")
FAULTS: tuple[Row, ...] = (
    {"levelFrom": None},
    {"bmUnit": None},
    {"levelTo": 1e9},
    {"levelTo": -2e9},
    {"levelFrom": "many"},
    {"timeFrom": "yesterday"},
    {"acceptanceNumber": "1.5"},
    {"dataset": "BOD"},
    {"timeTo": "2024-01-01T00:00:00Z"},
    {"timeFrom": "1890-01-01T00:00:00Z"},
    {"soFlag": "perhaps"},
)


def acceptance(draw: random.Random) -> Row:
    """A row of one of a few acceptances, so that some repeat, contradict or amend each other."""
    number, minute = draw.randint(1, 6), draw.choice([0, 5, 1435])
    day = draw.choice(["2024-01-01", "2024-01-02", "2024-03-31"])
    hour = f"{minute // 60:02d}:{minute % 60:02d}"
    return {
        "dataset": "BOALF",
        "bmUnit": draw.choice(UNITS),
        "nationalGridBmUnit": draw.choice([None, "A-1"]),
        "acceptanceNumber": number,
        "acceptanceTime": "2023-12-31T23:50:00Z",
        "timeFrom": f"{day}T{hour}:00Z",
        "timeTo": f"{day}T{hour}:30Z",
        "levelFrom": float(draw.choice([0, 10])),
        "levelTo": float(draw.choice([0, 10, 10, 10])),
        "amendmentFlag": draw.choice(["ORI", "ORI", "ORI", "UPD", "DEL", None]),
        "soFlag": draw.choice(["true", "false"]),
    }


def acceptances(draw: random.Random) -> list[Row]:
    """Some rows; in half of the files one or two are faulty."""
    rows = [acceptance(draw) for _ in range(draw.randint(1, 40))]
    for _ in range(draw.choice([0, 0, 1, 2])):
        rows[draw.randrange(len(rows))] |= draw.choice(FAULTS)
    return rows


def prices(draw: random.Random) -> list[Row]:
    """Rows of two days, of which some repeat or contradict each other, are empty or cannot be."""
    return [
        {
            "settlementDate": draw.choice(["2024-10-27", "2025-01-15"]),
            "settlementPeriod": draw.choice([1, 2, 3, 4, 5, 6, 7, 8] * 20 + [49, 51]),
            "systemSellPrice": draw.choice([50.0] * 9 + [51.0]),
            "systemBuyPrice": draw.choice([50.0] * 20 + [None, 1e6]),
            "netImbalanceVolume": 0.0,
        }
        for _ in range(draw.randint(1, 30))
    ]


def content_of(rows: list[Row], draw: random.Random) -> bytes:
    """The rows in one of the forms that a file has, now and then damaged."""
    form = draw.choice(["csv"] * 4 + ["json", "gzip"] * 2 + ["parquet"])
    if form == "json":
        return as_json(rows)
    if form == "parquet":
        written = io.BytesIO()
        pl.DataFrame(rows, infer_schema_length=None, strict=False).write_parquet(written, row_group_size=7)
        return written.getvalue()
    text = as_csv(rows, end=draw.choice(["\n", "\r\n"]))
    place, more = draw.randrange(len(text)), draw.choice([b"", b"", b"", b"", b"\xff", b"\n", b",", b'"x\ny",'])
    # A quotation mark inside a cell is read by Polars as it comes.
    place = text.rfind(b",", 0, place) + 1 if b'"' in more else place
    text = text[:place] + more + text[place:]
    if form == "csv":
        return text
    packed = gzip.compress(text, mtime=0)
    return packed if draw.random() < 0.8 else packed[: -draw.randint(1, 20)]


def all_of(parsed: Parsed) -> tuple[Any, ...]:
    """Everything that a reader hears of a file beside its rows."""
    return (
        *(parsed.layout, parsed.duplicates, parsed.other_rows, parsed.set_aside, parsed.drift, parsed.notes),
        *(parsed.rows.span, {name: len(parsed.rows.part(name)) for name in sorted(parsed.rows.parts)}),
    )


def outcome(dataset: Dataset, content: bytes, spill: Spill) -> tuple[Any, pl.DataFrame]:
    """What reading ends in: all that is said and the rows, or the refusal."""
    try:
        parsed = dataset.parse(content, file="file", spill=spill)
    except BrokenFile as refused:
        return str(refused), pl.DataFrame()
    return all_of(parsed), parsed.frame.sort([*dataset.table.key, "published_time"])


def in_pieces(patch: pytest.MonkeyPatch, draw: random.Random) -> None:
    """Read a few bytes and rows at a time."""
    patch.setattr(csv_lines, "PIECE_BYTES", draw.choice([1, 600, 600, 2_000]))
    patch.setattr(payload, "PIECE_ROWS", draw.choice([3, 5, 9]))
    patch.setattr(groups, "GROUP_ROWS", draw.choice([0, 1, 10]))
    patch.setattr(groups, "GROUPS", draw.choice([1, 2, 7]))


def compared(count: int) -> dict[str, int]:
    """Read so many files whole and in pieces; how many were refused, had duplicates, and so on."""
    seen = dict.fromkeys(("refused", "duplicates", "set aside", "gave way", "in pieces"), 0)
    for number in range(count):
        draw = random.Random(SEED + number)
        dataset, rows = (BOALF, acceptances(draw)) if draw.random() < 0.7 else (SYSTEM_PRICES, prices(draw))
        content = content_of(rows, draw)
        whole, frame = outcome(dataset, content, Spill())
        with pytest.MonkeyPatch.context() as patch:
            in_pieces(patch, draw)
            pieces, same = outcome(dataset, content, Spill(held_bytes=draw.choice([0, 5_000])))
            assert pieces == whole, (number, content)
            assert_frame_equal(same, frame)
        seen["refused"] += isinstance(whole, str)
        if not isinstance(whole, str):
            seen["duplicates"] += whole[1] > 0
            seen["set aside"] += bool(whole[3])
            seen["gave way"] += any("gave way" in note for note in whole[5])
            seen["in pieces"] += len(rows) > 10
    return seen


def imported(home: Path, contents: dict[str, bytes]) -> tuple[list[DataImportAnswer], str | None]:
    """What each import of a file says, and the hash of what the table's files say then."""
    answers = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GBFLEX_HOME", str(home))
        for day, (name, content) in enumerate(contents.items(), start=1):
            path = home.parent / name
            path.write_bytes(content)
            answers.append(data.data_import(BOALF.name, [path], retrieved=f"2024-06-{day:02d}"))
    return answers, Tables(home).contents_hash(BOALF.name)


def test_the_tables_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: files on the disk, answers and what changed are the same in pieces, and no file is left over. If broken:
    a rebuild on a larger machine gives another table."""
    draw = random.Random(SEED)
    files = {f"{n}.csv": as_csv([acceptance(draw) for _ in range(40)]) for n in range(3)}
    whole, hash_of_whole = imported(tmp_path / "whole", files)
    in_pieces(monkeypatch, draw)
    monkeypatch.setattr(spill, "HELD_BYTES", 0)
    pieces, hash_of_pieces = imported(tmp_path / "pieces", files)
    assert (pieces, hash_of_pieces) == (whole, hash_of_whole)
    assert any(answer["changed"] for answer in whole)
    assert {path.name for path in (tmp_path / "pieces").iterdir()} == {"record", "tables"}


def test_pieces_say_what_the_whole_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: rows, counts, first places, notes and refusals do not depend on the size of a piece. If broken: an
    acceptance cut in two keeps an amended row, or a fault is named by its place in a piece."""
    seen = compared(FILES)
    with capsys.disabled():
        print(f"\n{FILES} files, whole and in pieces: {seen}")
    assert min(seen.values()) >= 3


@pytest.mark.slow
def test_many_more_pieces(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: the same of 3,000 files. If broken: one seed in which a piece shows."""
    seen = compared(SLOW_FILES)
    with capsys.disabled():
        print(f"\n{SLOW_FILES} files, whole and in pieces: {seen}")
