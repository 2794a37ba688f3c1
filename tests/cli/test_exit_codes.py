"""Exit codes of hostile calls: 2 where the call is wrong, 3 where a file or the record is, 4 where nothing is feasible; never 1."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import SITE, Said

Gbflex = Callable[..., Said]

DAY = "--from 2024-06-03 --to 2024-06-03"
LONG = "x" * 5000
SURROGATE = b"caf\xe9-\xff".decode("utf-8", "surrogateescape")

FILES: dict[str, bytes] = {
    "empty.csv": b"",
    "empty.yaml": b"",
    "latin.yaml": "name: Café".encode("latin-1"),
    "nul.yaml": b"name: a\x00b\n",
    "list.yaml": b"- a\n- b\n",
    "half.yaml": b'name: "\\ud800"\nlicence_area: 14\n',
    "bomb.yaml": b"a: &a [x,x]\nb: &b [*a,*a]\n" + b"c: [*b]\n" * 3000,
    "large.yaml": b"name: a\n#" + b"x" * 1_100_000,
    "header.csv": b"settlement_date,settlement_period,price_gbp_per_mwh\n",
    "bad.parquet": b"PAR1" + b"\xff" * 200 + b"PAR1",
    "short.parquet": b"PAR1",
    "cut.csv.gz": gzip.compress(b"a,b\n1,2\n" * 100)[:-20],
    "zip.csv": b"PK\x03\x04" + b"\x00" * 100,
    "binary.csv": bytes(range(256)) * 50,
    "page.csv": b"<html><body>Sorry</body></html>",
    "utf32.csv": "a,b\n1,2\n".encode("utf-32"),
    "ragged.csv": b"a,b\n1,2,3,4,5\n",
    "line.csv": b"x" * 2_000_000,
    "deep.json": b"[" * 100_000,
    "nan.json": b'[{"settlementDate": NaN}]',
    "twice.json": b'{"data": [{"a": 1, "a": 2}]}',
    "long.csv": b"a" * 100_000 + b",b\n1,2\n",
    "quote.csv": b'a,b\n"1,2\n',
    "book.xlsx": b"PK\x03\x04 no workbook",
}

# code, arguments; {site} is a good site file, {dir} a folder with the files above.
CALLS: list[tuple[int, str]] = [
    # Usage.
    (2, "no-such-command"),
    (2, "run"),
    (2, "site"),
    (2, "site bill"),
    (2, "site rates {site}"),
    (2, "run {site} --from 2024-06-03"),
    (2, "run {site} --to 2024-06-03"),
    (2, "run {site} --no-such-option"),
    (2, "data import"),
    (2, "data import elexon.system_prices"),
    (2, "data fetch"),
    (2, "explain"),
    (2, "report"),
    (2, "bm ledger"),
    (2, "chp curve"),
    # Dates.
    *[(2, f"site bill {{site}} --from {first} --to {last}") for first, last in (
        ("2024-06-04", "2024-06-03"), ("2024-02-30", "2024-03-01"), ("yesterday", "today"), ("2024-6-3", "2024-06-03x"),
        ("0000-01-01", "2024-01-01"), ("99999-01-01", "99999-01-02"), ("'2024-06-03 '", "--json"), ("-1", "2"),
        ("2024-06-03T00:00", "2024-06-03"), ("٢٠٢٤-٠٦-٠٣", "2024-06-03"), ("''", "''"), ("9999-12-31", "9999-12-31"),
        ("1900-01-01", "1900-01-01"),
    )],
    # Site files.
    *[(2, f"{command} {{dir}}/{name} {DAY}") for command in ("site bill", "run") for name in (
        "empty.yaml", "latin.yaml", "nul.yaml", "list.yaml", "bomb.yaml", "large.yaml", "binary.csv", "none.yaml", "folder",
        "closed/site.yaml", "bad.parquet",
    )],
    (2, f"site bill '' {DAY}"),
    (2, f"site bill /dev/null {DAY}"),
    (2, f"site bill {LONG} {DAY}"),
    (2, f"site bill {SURROGATE} {DAY}"),
    (2, f"site bill 'a\x00b' {DAY}"),
    (2, f"site bill {{site}}/x {DAY}"),
    # Overrides.
    *[(2, f"site bill {{site}} {DAY} --set {override}") for override in (
        "x", "=1", "supply", "supply.x=1", "assets.9.name=a", "assets.-1.name=a", "assets.x=1", "name=[", "name.a.b=1",
        "losses.line_loss_factor=.nan", "losses.line_loss_factor=.inf", "losses.line_loss_factor=1e400", "losses.power_factor=0",
        "demand.constant_mw=-1", "demand.constant_mw=true", "demand.constant_mw=1e300", "demand=2", "assets=2",
        "connection.import_mw=x", "mpan=1", "licence_area=9", "licence_area=14.5", "charges=[no_such_line]", "streams=[x]",
        "supply.energy=spot", "supply.energy.fixed_gbp_per_mwh=1e9", "assets.0.round_trip_efficiency=0.005",
        "assets.0.round_trip_efficiency=85", "assets.0.energy_capacity_mwh=0", "tariff.agreed_capacity_kva=-5",
        SURROGATE, f"name={SURROGATE}\x00", "'&a [*a]=1'", f"{LONG}=1",
    )],
    # Files of prices and loads.
    *[(3, f"site bill {{site}} {DAY} --set supply.where_missing=refuse --set supply.energy.file={{dir}}/{name}") for name in (
        "empty.csv", "header.csv", "bad.parquet", "short.parquet", "binary.csv", "page.csv", "ragged.csv", "folder", "none.csv",
        "closed/prices.csv", "zip.csv",
    )],
    *[(3, f"site bill {{site}} {DAY} --set 'demand={{{{file: {{dir}}/{name}}}}}'") for name in (
        "empty.csv", "header.csv", "bad.parquet", "binary.csv", "folder", "none.csv", "closed/load.csv",
    )],
    *[(3, f"site import-load {{dir}}/{name} --out {{dir}}/out.csv") for name in (
        "empty.csv", "header.csv", "binary.csv", "page.csv", "folder", "none.csv", "closed/load.csv", "quote.csv", "zip.csv",
    )],
    (3, f"site bill {{site}} {DAY} --set 'supply.energy.file=\"a\\0b\"'"),
    # Market files.
    *[(3, f"data import elexon.system_prices {{dir}}/{name}") for name in (
        "empty.csv", "bad.parquet", "short.parquet", "cut.csv.gz", "zip.csv", "binary.csv", "page.csv", "utf32.csv", "ragged.csv",
        "line.csv", "deep.json", "nan.json", "twice.json", "long.csv", "quote.csv", "folder", "none.csv", "closed/prices.csv",
    )],
    (3, "data import elexon.system_prices /dev/null"),
    (3, f"data import elexon.system_prices {SURROGATE}"),
    (3, f"data import elexon.system_prices {LONG}"),
    *[(3, f"data import duos {{dir}}/{name}") for name in ("empty.csv", "book.xlsx", "binary.csv", "folder", "none.xlsx")],
    (2, "data import no.such.dataset {dir}/empty.csv"),
    (2, "data import elexon.system_prices {dir}/empty.csv --run X"),
    (2, "data import elexon.system_prices {dir}/empty.csv --retrieved soon"),
    (2, "data import elexon.system_prices {dir}/empty.csv --side up"),
    (2, "data import elexon.system_prices {dir}/empty.csv --year 2024"),
    (2, "data status no.such"),
    (2, "data export no.such --out {dir}/x.csv"),
    (2, "data export elexon.system_prices --out {dir}/x.txt"),
    (3, "data export elexon.system_prices --out {dir}/x.csv"),
    (2, "data fetch no.such --from 2024-01-01 --to 2024-01-02"),
    (2, "data fetch elexon.system_prices --from 2024-01-02 --to 2024-01-01"),
    (2, "data fetch gas.sap --from 2024-01-01 --to 2024-01-02"),
    (2, "data diff elexon.system_prices --decimals 99"),
    (2, "data models --print --engine oracle"),
    (2, "data models"),
    # Runs and their places.
    (2, f"run {{site}} {DAY} --mode psychic"),
    (2, f"run {{site}} {DAY} --out {{dir}}/empty.csv"),
    (2, f"run {{site}} {DAY} --out /dev/null/run"),
    (2, f"run {{site}} {DAY} --out {LONG}"),
    (2, f"run {{site}} {DAY} --out 'a\x00b'"),
    (2, "report no-such-run"),
    (2, f"report {LONG}"),
    (2, f"report {SURROGATE}"),
    (2, "report 'a\x00b'"),
    (2, "report {dir}/folder"),
    (2, "explain no-such-run --date 2024-06-03 --period 1"),
    (2, "explain no-such-run --date 2024-06-03 --period 99"),
    (2, "breakeven {site} --date x"),
    (2, "plan {site} --at x"),
    (2, "plan {site} --horizon 0"),
    (2, "bm ledger --unit ' ' --from 2024-01-02 --to 2024-01-01"),
    (3, "bm ledger --unit T_NONE-1 --from 2024-01-01 --to 2024-01-01"),
    (2, "chp curve {site} --date 2024-13-01"),
    (2, f"bm events --above nan {DAY}"),
    (2, f"bm events --above inf {DAY}"),
    (2, f"site bill {{dir}}/half.yaml {DAY}"),
    (2, f"run {{dir}}/half.yaml {DAY}"),
    (2, f"data models {{site}} {DAY} --out {LONG}"),
    (2, f"data models {{site}} {DAY} --out {{dir}}/empty.csv"),
    # Look-ups say what is wrong and are done.
    (0, "site lookup --mpan 1"),
    (0, f"site lookup --mpan {LONG}"),
    (0, "site lookup --mpan ''"),
    (0, f"site lookup --mpan {SURROGATE}"),
    (2, "site lookup"),
    (0, "data list"),
    (0, "data status"),
    (0, "doctor"),
    (0, "--help"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("hostile")
    for name, content in FILES.items():
        (place / name).write_bytes(content)
    (place / "folder").mkdir()
    (place / "closed").mkdir(mode=0)
    yield place
    (place / "closed").chmod(0o755)


def arguments(call: str, folder: Path) -> list[str]:
    """A call as a shell would cut it; a NUL, which no shell passes on, stays."""
    words, word, quoted = [], "", False
    for letter in call:
        if letter == "'":
            quoted, word = not quoted, word or "\x01"
        elif letter == " " and not quoted:
            words, word = [*words, word] if word else words, ""
        else:
            word += letter
    words = [*words, word] if word else words
    return [
        one.replace("\x01", "")
        .replace("{{", "{")
        .replace("}}", "}")
        .replace("{site}", str(SITE))
        .replace("{dir}", str(folder))
        for one in words
    ]


def test_there_are_a_hundred_and_fifty() -> None:
    """Proves: the table does not shrink."""
    assert len(CALLS) >= 150
    assert len({call for _, call in CALLS}) == len(CALLS)


@pytest.mark.parametrize(("code", "call"), CALLS, ids=[f"{number:03d}" for number in range(len(CALLS))])
def test_a_hostile_call(gbflex: Gbflex, folder: Path, code: int, call: str) -> None:
    """Proves: the right code and one sentence. If broken: exit 1, a traceback, or a message nobody can read."""
    said = gbflex(*arguments(call, folder))
    assert said.code == code, said.err
    assert "Traceback" not in said.out + said.err
    assert "this is a bug" not in said.err
    if code:
        (line,) = [one for one in said.err.splitlines() if one.startswith("gbflex: ")]
        assert len(line) < 4000
        assert line.isprintable()


@pytest.mark.parametrize("home", ["file", "file/below", "a\x00b", LONG, "/dev/null/x", SURROGATE, "/proc/gbflex"])
@pytest.mark.parametrize(
    "call",
    [
        "data list",
        "data status",
        "doctor",
        "data import elexon.system_prices {dir}/header.csv",
        f"run {{site}} {DAY}",
    ],
)
def test_a_home_that_cannot_be(
    gbflex: Gbflex, folder: Path, monkeypatch: pytest.MonkeyPatch, home: str, call: str
) -> None:
    """Proves: an impossible GBFLEX_HOME is 0, 2 or 3 with a sentence. If broken: exit 1."""
    (folder / "file").touch()
    with contextlib.suppress(ValueError):
        monkeypatch.setenv("GBFLEX_HOME", home if home.startswith("/") else str(folder / home))
    said = gbflex(*arguments(call, folder))
    assert said.code in (0, 2, 3), said.err
    assert "Traceback" not in said.out + said.err
