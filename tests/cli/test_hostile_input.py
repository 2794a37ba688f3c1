"""What a hostile tester found: each was exit 1, lost data or a wrong figure once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex import bill
from gbflex.assets.any_site import load_site
from gbflex.errors import InvalidSite
from tests.cli.conftest import SITE, Said
from tests.cli.test_bad_input import refused
from tests.processes import ended

Gbflex = Callable[..., Said]
DAY = ("--from", "2024-06-03", "--to", "2024-06-03")


def bomb() -> str:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    return "\n".join(levels)


def merge_bomb() -> str:
    """Each line merges the one before twice: a thousand million keys."""
    levels = ["a0: &a0 {x: 1}"]
    return "\n".join([*levels, *(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 31))])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (bomb(), ("10,000 values",)),
        (merge_bomb(), ("10,000 values",)),
        ("name: &n {<<: *n}", ("10,000 values",)),
        ("name: &n [*n]", ()),
        ("name: " + "[" * 3000, ("nested too deeply",)),
        ("name: a\nname: b", ("line 2", "name: given twice, on line 1 and again here")),
        ("name: a\n\tdemand: 1", ("line 2",)),
        ("name: a\nstreams: null", ("streams", "a list is wanted")),
        ("name: a\nstrategy: 1", ("unknown key strategy",)),
        ("name: a\nsupply: {energy: spot}", ("market_index", "day_ahead", "fixed_gbp_per_mwh")),
        ('name: a\nsupply: {energy: {fixed_gbp_per_mwh: "80"}}', ("fixed_gbp_per_mwh: a number is wanted",)),
        ("name: a\nsupply: {energy: {fixed_gbp_per_mwh: 1.0e+12}}", ("it must be at most 10000",)),
        ("name: a\nmpan: 1400000123451", ("line 2", "mpan", "check digit")),
        ("name: a\nlicence_area: 14\ntariff: {duos: HV Generation Site Specific}", ("export",)),
    ],
)
def test_hostile_site_files_are_exit_2(gbflex: Gbflex, tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    """Proves: one message with the place. If broken: a hang, a traceback, or pydantic's jargon."""
    site = tmp_path / "site.yaml"
    site.write_text(text)
    refused(gbflex("site", "bill", site, *DAY), 2, *words)


def market_index_file(folder: Path, rows: list[str]) -> str:
    path = folder / "mid.csv"
    header = "Settlement Date,Settlement Period,Market Index Data Provider Id,Market Index Volume (MWh),Market Index Price (GBP/MWh)"
    path.write_text("\n".join([header, *rows]) + "\n")
    return f"supply={{energy: {{file: {path}}}}}"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["2024-06-03,1,APXMIDP,100,"], ("cells that cannot be read", "row 2")),
        (["2024-06-03,1,APXMIDP,ten,50"], ("Market Index Volume", "row 2")),
        (["2024-06-03,1,APXMIDP,100,50", "2024-06-03,1,APXMIDP,100,5000"], ("stand twice",)),
        (["2024-06-03,1.5,APXMIDP,100,50"], ("no settlement period",)),
        (["1900-01-01,1,APXMIDP,100,50"], ("outside the calendar", "row 2")),
    ],
)
def test_broken_market_index_files_are_exit_3(
    gbflex: Gbflex, tmp_path: Path, rows: list[str], words: tuple[str, ...]
) -> None:
    """Proves: a blank price is not 0, a duplicate is not averaged. If broken: a figure, with exit 0."""
    refused(gbflex("site", "rates", SITE, *DAY, "--set", market_index_file(tmp_path, rows)), 3, *words)


def test_a_date_column_with_a_zone_keeps_its_day(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: midnight in London is that day. If broken: in summer the day before, 24 h of prices shifted."""
    days = pl.Series([day for day in (3, 4) for _ in range(48)])
    frame = pl.DataFrame(
        {
            "settlement_date": pl.select(
                pl.datetime_ranges(
                    pl.datetime(2024, 6, 3, time_zone="Europe/London"),
                    pl.datetime(2024, 6, 4, time_zone="Europe/London"),
                    "1d",
                )
            )
            .to_series()
            .explode()
            .gather([0] * 48 + [1] * 48),
            "settlement_period": list(range(1, 49)) * 2,
            "price_gbp_per_mwh": (days * 100).cast(pl.Float64),
        }
    )
    frame.write_parquet(tmp_path / "p.parquet")
    overrides = ("--set", f"supply={{energy: {{file: {tmp_path / 'p.parquet'}}}}}", "--set", "losses={}")
    rows = gbflex("site", "rates", SITE, *DAY, *overrides, "--json").json
    assert {row["energy_gbp_per_mwh"] for row in rows} == {300.0}


def test_columns_of_lists_are_exit_3(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: nested Parquet is refused. If broken: polars' own error as a bug of ours."""
    path = tmp_path / "p.parquet"
    pl.DataFrame(
        {"settlement_date": ["2024-06-03"], "settlement_period": [1], "price_gbp_per_mwh": [[1.0]]}
    ).write_parquet(path)
    refused(gbflex("site", "rates", SITE, *DAY, "--set", f"supply={{energy: {{file: {path}}}}}"), 3, "no numbers")


def test_a_run_never_replaces_what_is_not_a_run(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: only a folder that is a run and nothing else gives way. If broken: somebody's work is deleted."""
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "summary.json").write_text("{}")
    (project / "src" / "main.py").write_text("work")
    refused(gbflex("run", SITE, *DAY, "--out", project), 2, "not a run folder")
    assert (project / "src" / "main.py").read_text() == "work"


def test_an_impossible_place_is_said_before_anything_is_solved(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: exit 2 without a progress line. If broken: minutes of work thrown away."""
    (tmp_path / "file").write_text("")
    refused(gbflex("run", SITE, *DAY, "--out", tmp_path / "file" / "run"), 2, "cannot be written")
    refused(gbflex("run", SITE, *DAY, "--out", tmp_path / ("x" * 300)), 2, "cannot be written")


def test_two_runs_in_one_second_are_two_runs(gbflex: Gbflex) -> None:
    """Proves: default run ids do not collide. If broken: the second replaces the first."""
    folders = {gbflex("run", SITE, *DAY, "--json").json["folder"] for _ in range(3)}
    assert len(folders) == 3


def test_a_damaged_run_is_exit_3(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a report of a broken run says what is broken. If broken: KeyError."""
    gbflex("run", SITE, *DAY, "--out", tmp_path / "run")
    for name in ("summary.json", "inputs/site.json", "inputs/rates.json"):
        path = tmp_path / "run" / name
        held = path.read_text()
        for text in ("{}", "[1, 2]", "{"):
            path.write_text(text)
            refused(gbflex("report", tmp_path / "run"), 3, "cannot be read")
        path.write_text(held)
    refused(gbflex("report", "x" * 5000), 2, "there is no run")


def test_a_report_that_cannot_be_put_in_its_place_is_told(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a folder in its place is exit 2 with a sentence. If broken: IsADirectoryError, exit 1."""
    assert gbflex("run", SITE, *DAY, "--out", tmp_path / "run").code == 0
    (tmp_path / "run" / "report.html").unlink()
    (tmp_path / "run" / "report.html").mkdir()
    refused(gbflex("report", tmp_path / "run"), 2, "the report cannot be written", "report.html")
    assert not list((tmp_path / "run").glob(".draft-*"))


@pytest.mark.parametrize("period", [-1, 0, 49, 51, 10**40])
def test_a_half_hour_that_is_none(gbflex: Gbflex, tmp_path: Path, period: int) -> None:
    """Proves: exit 2 with the span, however large the number. If broken: an overflow as a bug."""
    if not (tmp_path / "run").exists():
        assert gbflex("run", SITE, *DAY, "--out", tmp_path / "run").code == 0
    said = gbflex("explain", tmp_path / "run", "--date", "2024-06-03", "--period", period)
    refused(said, 2, "the run has no period", "2024-06-03 to 2024-06-03")


@pytest.mark.parametrize(
    "command",
    [
        ("run", SITE, *DAY, "--out"),
        ("site", "rates", SITE, *DAY, "--csv"),
        ("data", "models", SITE, *DAY, "--out"),
        ("demo", "--out"),
    ],
)
def test_a_place_whose_name_no_text_can_hold(gbflex: Gbflex, tmp_path: Path, command: tuple[object, ...]) -> None:
    """Proves: exit 2 before anything is solved. If broken: the run is lost when its page is written, exit 1."""
    place = tmp_path / b"r\xff".decode("utf-8", "surrogateescape")
    said = gbflex(*command, place)
    refused(said, 2, "no text can hold")
    assert "Dispatching" not in said.err
    assert not place.is_file()


def test_a_file_whose_name_no_text_can_hold(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: forecasts are read under such a name, and shown with a question mark; a site that names such a file is
    exit 2. If broken: exit 1 when a run is written.
    """
    folder = tmp_path / b"caf\xe9".decode("utf-8", "surrogateescape")
    folder.mkdir()
    forecasts = folder / folder.with_suffix(".csv").name
    hours = [f"2024-06-{2 + n // 48:02d}T{n % 48 // 2:02d}:{n % 2 * 30:02d}:00Z" for n in range(46, 94)]
    rows = "".join(f"2024-06-01T00:00:00Z,{hour},{50 + n}\n" for n, hour in enumerate(hours))
    forecasts.write_text(f"known_time,start_time,price_gbp_per_mwh\n{rows}")
    rolling = ("--mode", "rolling", "--look-ahead-days", 1, "--forecast", forecasts)
    said = gbflex("run", SITE, *DAY, *rolling, "--out", tmp_path / "run")
    assert said.code == 0, said.err
    assert gbflex("report", tmp_path / "run").code == 0
    site = {**load_site(SITE).model_dump(mode="json"), "supply": {"energy": {"file": str(forecasts)}}}
    with pytest.raises(InvalidSite, match="no text can hold"):
        bill(site, "2024-06-03", "2024-06-03")


def test_a_line_of_two_rates_counts_its_energy_once(gbflex: Gbflex) -> None:
    """Proves: 60 MWh at 62 GBP. If broken: 120 MWh at 31."""
    overrides = ("--set", "supply={energy: system_price, fee_gbp_per_mwh: 2, non_energy: {fixed_gbp_per_mwh: 60}}")
    lines = gbflex("site", "bill", SITE, *DAY, *overrides, "--json").json["lines"]
    fee = next(line for line in lines if line["line"] == "supplier_fee")
    assert (fee["quantity"], fee["rate"]) == pytest.approx((60.0, -62.0))


def test_brackets_in_a_name_are_only_brackets(gbflex: Gbflex) -> None:
    """Proves: a name is text. If broken: the table's mark-up language fails on it."""
    said = gbflex("site", "bill", SITE, *DAY, "--set", 'name="[/foo] [red]x"')
    assert said.code == 0
    assert "[/foo] [red]x" in said.out


def test_usage_errors_are_one_plain_message(gbflex: Gbflex) -> None:
    """Proves: a missing option is one line. If broken: a box of lines."""
    said = gbflex("run", SITE)
    refused(said, 2, "--from")
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("ending", ["| head -1", "> /dev/null", "--json | head -1"])
def test_a_reader_that_closes_is_no_error(ending: str) -> None:
    """Proves: `| head -1` ends well. If broken: exit 1 or a traceback from a closed pipe."""
    command = f"set -o pipefail; {sys.executable} -c 'from gbflex.door import main; raise SystemExit(main())' site rates {SITE} {' '.join(DAY)} {ending}"
    done = ended(["/bin/bash", "-c", command])
    assert done.code == 0, done.err
    assert "Traceback" not in done.err


def test_a_run_with_somebody_s_file_beside_it_is_not_replaced(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a run gives way only while it is nothing but a run. If broken: a note kept in it is deleted."""
    place = tmp_path / "run"
    assert gbflex("run", SITE, *DAY, "--out", place).code == 0
    assert gbflex("run", SITE, *DAY, "--out", place).code == 0
    (place / "notes.txt").write_text("mine")
    refused(gbflex("run", SITE, *DAY, "--out", place), 2, "not a run folder")
    assert (place / "notes.txt").read_text() == "mine"
