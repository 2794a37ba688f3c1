"""What a hostile tester found: each was a traceback, a hang, or a wrong price."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex.store.seal import sealed, unsealed
from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
NAME = "elexon.system_prices"
ROW = "2024-01-01,1,50,50,0\n"


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + ROW)
    return path


@pytest.mark.parametrize(
    "when",
    [
        "0025-06-09",
        "2099-01-01",
        "9999-12-31",
        "",
        "2025-13-09",
        "0001-01-01T00:00:00+14:00",
        "2099-01-01T00:00:00Z",
    ],
)
def test_an_impossible_retrieval_is_refused_and_nothing_kept(gbflex: Gbflex, prices: Path, when: str) -> None:
    """Proves: exit 2; a typo never enters the record, a future date never outlives a real file. If broken: for ever."""
    assert gbflex("data", "import", NAME, prices, "--retrieved", when).code == 2
    assert gbflex("data", "status", "--json").json["datasets"] == []
    assert gbflex("data", "import", NAME, prices).code == 0
    for option in ("--before", "--after"):
        assert gbflex("data", "diff", NAME, option, "9999-12-31T23:59:59-14:00").code == 2


def test_deleted_tables_never_mean_other_prices(gbflex: Gbflex, tmp_path: Path, prices: Path) -> None:
    """Proves: until a rebuild every command says so. If broken: the shipped price in place of the imported one."""
    import shutil

    assert gbflex("data", "import", NAME, prices).code == 0
    shutil.rmtree(tmp_path / "home" / "tables")
    rates = (
        "site",
        "rates",
        SITE,
        "--from",
        "2024-01-01",
        "--to",
        "2024-01-01",
        "--set",
        "supply.energy=system_price",
    )
    for command in (("data", "status"), ("data", "export", NAME, "--out", tmp_path / "x.csv"), rates):
        said = gbflex(*command)
        assert (said.code, "gbflex data rebuild" in said.err) == (3, True), command
    assert gbflex("data", "rebuild").code == 0
    assert gbflex(*rates, "--json").json[0]["energy_gbp_per_mwh"] == pytest.approx(52.5)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("elexon.mels", "PN"),
        ("elexon.pn", "BOD"),
    ],
)
def test_another_dataset_s_file_is_refused(gbflex: Gbflex, tmp_path: Path, name: str, content: str) -> None:
    """Proves: the column dataset is believed. If broken: notifications among the limits, for ever."""
    path = tmp_path / "levels.csv"
    path.write_text(
        "dataset,settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,bmUnit\n"
        f"{content},2025-01-15,1,2025-01-15T00:00:00Z,2025-01-15T00:30:00Z,1,1,T_X-1\n"
    )
    said = gbflex("data", "import", name, path)
    assert (said.code, f"dataset says '{content}'" in said.err) == (3, True)


def test_a_file_of_which_most_cannot_be_used_is_refused(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: two of three rows impossible: the wrong file, not a few bad rows. If broken: a third of a table."""
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + ROW + "2024-01-01,2,5e9,50,0\n2024-01-01,3,5e9,50,0\n")
    said = gbflex("data", "import", NAME, path)
    assert (said.code, "2 of 3 rows cannot be used" in said.err) == (3, True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b"0" * 3_000_000, mtime=0), "no line ends within the first megabyte"),
        (gzip.compress(gzip.compress(b"a", mtime=0), mtime=0), "packed twice"),
        (b"PK\x03\x04rest", "a zip archive"),
        ((HEADER + ROW).encode("utf-16"), "UTF-16"),
        ((HEADER + ROW).replace(",", ";").encode(), "not separated by commas"),
        (b'[{"settlementDate": ' + b"9" * 400 + b"}]", "no number"),
        (b'[{"settlementDate": "\\ud800"}]', "no number and no text"),
        (b'[{"a": 1, "a": 2}]', "stands twice"),
    ],
)
def test_odd_bodies_are_refused_in_one_sentence(gbflex: Gbflex, tmp_path: Path, body: bytes, said: str) -> None:
    """Proves: exit 3 with the likely cause. If broken: gigabytes of memory, or a bug's message."""
    path = tmp_path / "body"
    path.write_bytes(body)
    answer = gbflex("data", "import", NAME, path)
    assert (answer.code, said in answer.err) == (3, True), answer.err
    assert len(answer.err) < 2000


def test_odd_parquet_is_refused_or_read(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: lists and durations are named, categories are text. If broken: a bug's message."""
    base = {
        "settlementPeriod": [1],
        "systemSellPrice": [50.0],
        "systemBuyPrice": [50.0],
        "netImbalanceVolume": [0.0],
    }
    path = tmp_path / "p.parquet"
    pl.DataFrame(base | {"settlementDate": [["2024-01-01"]]}).write_parquet(path)
    assert gbflex("data", "import", NAME, path).code == 3
    kept = pl.DataFrame(base | {"settlementDate": pl.Series(["2024-01-01"], dtype=pl.Categorical)})
    kept.with_columns(extra=pl.duration(hours=1)).write_parquet(path)
    said = gbflex("data", "import", NAME, path, "--json")
    assert (said.code, said.json["imported"][0]["drift"]["added"]) == (0, ["extra"])


def test_a_pipe_is_no_file(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: refused at once. If broken: the command waits for ever."""
    os.mkfifo(tmp_path / "pipe")
    said = gbflex("data", "import", NAME, tmp_path / "pipe")
    assert (said.code, "no regular file" in said.err) == (3, True)


def damage(home: Path, what: str) -> None:
    tables, record = home / "tables" / NAME, home / "record"
    if what == "parquet":
        (file,) = tables.glob("*.parquet")
        file.write_bytes(bytes(len(file.read_bytes())))
    elif what == "manifest":
        (tables / "manifest.json").write_text('{"partitions": [], "applied": {}, "superseded": {}}')
    elif what == "applied":
        manifest = unsealed((tables / "manifest.json").read_bytes())
        (tables / "manifest.json").write_bytes(sealed(manifest | {"applied": {"x": {}}}))
    elif what == "entry":
        (file,) = (record / "entries" / NAME).glob("*.json")
        entry = json.loads(file.read_text()) | {"retrieved_time": "yesterday"}
        file.write_text(json.dumps(entry))
    else:
        (file,) = (path for path in (record / "objects").rglob("*") if path.is_file())
        content = bytearray(file.read_bytes())
        content[30:60] = bytes(30)
        file.write_bytes(bytes(content))


@pytest.mark.parametrize("what", ["parquet", "manifest", "applied", "entry", "object"])
def test_damage_is_one_sentence_and_rebuild_mends_what_is_derived(
    gbflex: Gbflex, tmp_path: Path, prices: Path, what: str
) -> None:
    """Proves: no bug's message after any damage; tables are mended, the record is named. If broken: exit 1.

    An object is mended by the import among the commands.
    """
    assert gbflex("data", "import", NAME, prices).code == 0
    damage(tmp_path / "home", what)
    out = tmp_path / "x.csv"
    codes = [
        gbflex(*command).code
        for command in (
            ("data", "status"),
            ("data", "list"),
            ("data", "diff", NAME),
            ("data", "export", NAME, "--out", out),
            ("data", "import", NAME, prices),
            ("doctor",),
        )
    ]
    assert set(codes) <= {0, 3}
    mended = gbflex("data", "rebuild")
    assert mended.code == (3 if what == "entry" else 0), mended.err
    if mended.code == 0:
        assert gbflex("data", "export", NAME, "--out", out).code == 0


def test_a_record_that_lost_arrivals_never_empties_a_table(gbflex: Gbflex, tmp_path: Path, prices: Path) -> None:
    """Proves: rebuild refuses to make less than there is. If broken: a good table replaced by nothing."""
    assert gbflex("data", "import", NAME, prices).code == 0
    (entry,) = (tmp_path / "home" / "record" / "entries" / NAME).glob("*.json")
    entry.unlink()
    said = gbflex("data", "rebuild")
    assert (said.code, "lacks 1 of the arrivals" in said.err) == (3, True)
    assert gbflex("data", "status", "--json").json["datasets"][0]["rows"] == 1


def test_models_are_asked_sensibly(gbflex: Gbflex) -> None:
    """Proves: one site twice, a price that is none, a share of 7: exit 2 by name. If broken: an internal key."""
    span = ("--from", "2024-05-01", "--to", "2024-05-01")
    assert "two sites are called" in gbflex("data", "models", SITE, SITE, *span).err
    for option, value in (("--minimum-response-price", "nan"), ("--response-utilisation", "7")):
        said = gbflex("data", "models", SITE, *span, option, value)
        assert (said.code, option in said.err) == (2, True)
