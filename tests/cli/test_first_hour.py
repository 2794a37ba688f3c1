"""The way in: init, examples, a made-up meter number, dates and numbers as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from gbflex.api.opened import load_site
from gbflex.gb.mpan import check_digit
from gbflex.periods import period_count
from tests.cli.conftest import SITE, Said

Gbflex = Callable[..., Said]
LOAD = SITE.parent / "university-building-b2-2018.csv"


def test_a_full_number_gives_area_and_tariff_and_the_file_runs(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: typed with spaces and without quotes; the site reads; the printed command is right. If broken: exit 2."""
    out = tmp_path / "site.yaml"
    said = gbflex("init", "--mpan", "00", "845", "H04", "14", "0000", "0123", "450", "--kva", 3000, "--ppa", "14p/kWh",
                  "--battery", "1MW/2MWh", "--load", LOAD, "--out", out)  # fmt: skip
    assert said.code == 0, said.err
    site = load_site(out)
    assert (site.mpan, site.connection.import_mw) == ("1400000123450", 2.85)
    assert site.tariff is not None
    assert (site.tariff.line_loss_factor_class, site.tariff.agreed_capacity_kva) == ("H04", 3000)
    assert site.ppa is not None
    assert site.ppa.price_gbp_per_mwh == 140
    assert (site.batteries[0].charge_power_mw, site.batteries[0].energy_capacity_mwh) == (1.0, 2.0)
    assert (site.demand.file, site.demand.replay) == ("site-load.csv", 2018)
    command = said.out.splitlines()[-1].split()
    assert command == ["Next:", "gbflex", "run", str(out), "--from", "2024-04-01", "--to", "2025-03-31"]
    ran = gbflex("run", out, "--from", "2024-06-03", "--to", "2024-06-04", "--out", tmp_path / "run", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["value_gbp"] is not None


def test_assumptions_are_marked_in_the_file_and_said(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: whatever nobody gave is in `assumed` and has its comment. If broken: a silent default."""
    out = tmp_path / "site.yaml"
    found = gbflex("init", "--area", 14, "--kva", 1200, "--battery", "500kW/1h", "--out", out, "--json").json
    keys = [row["key"] for row in found["assumed"]]
    assert {"tariff.duos", "tariff.residual_band", "connection.import_mw", "demand", "supply.energy"} <= set(keys)
    assert out.read_text().count("# Assumed: ") == len(keys)
    assert (found["duos_tariff"], found["residual_band_is_suggestion"]) == ("HV Site Specific Band 3", True)


@pytest.mark.parametrize(
    ("given", "tariff"),
    [
        (("--kva", 1000), "LV Site Specific Band 4"),
        (("--kva", 1001), "HV Site Specific Band 3"),
        (("--kva", 1000, "--voltage", "hv"), "HV Site Specific Band 2"),
        (("--kva", 231), "LV Site Specific Band 3"),
        (("--kva", 232, "--voltage", "lv-sub"), "LV Sub Site Specific Band 4"),
    ],
)
def test_the_tariff_that_a_capacity_suggests(
    gbflex: Gbflex, tmp_path: Path, given: tuple[object, ...], tariff: str
) -> None:
    """Proves: voltage and band on each side of their bounds, on the rates of 2024/25. If broken: another band."""
    found = gbflex("init", "--area", 14, *given, "--out", tmp_path / "s.yaml", "--json").json
    assert found["duos_tariff"] == tariff


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("--ppa", "140"),
        ("--battery", "1MW/2MWh"),
        ("--postcode", "EX4", "4QJ"),
        ("--mpan", "00845H041400000123450"),
        ("--mpan", "14"),
        ("--kva", "500"),
        ("--load", LOAD),
    ],
)
def test_everything_may_be_left_out_and_the_next_command_works(
    gbflex: Gbflex, tmp_path: Path, given: tuple[object, ...]
) -> None:
    """Proves: the file runs whatever is given. If broken: init writes what its own next command refuses."""
    out = tmp_path / "site.yaml"
    found = gbflex("init", *given, "--out", out, "--json").json
    words = found["next"][-1].split()
    group = ["site", "bill"] if "bill" in words else ["run"]
    kept = ["--out", tmp_path / "run"] if group == ["run"] else []
    said = gbflex(*group, out, "--from", "2024-06-03", "--to", "2024-06-03", *kept)
    assert said.code == 0, said.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--mpan", "1400000123451"), "check digit"),
        (("--mpan", "1400000123450", "--postcode", "EH1 1AA"), "wrong"),
        (("--mpan", "1400000123450", "--area", "11"), "the meter is in 14"),
        (("--area", "77"), "not one of the fourteen"),
        (("--kva", "0"), "cannot be an agreed capacity"),
        (("--voltage", "ehv"), "there is no voltage"),
        (("--battery", "1/2"), "Write power and energy: 1MW/2MWh"),
        (("--ppa", "cheap"), "is not a price"),
        (("--mpan", "24"), "or add --area"),
        (
            ("--postcode", "B1", "1AA"),
            "14 (NGED West Midlands), 11 (NGED East Midlands). Give the MPAN, or add --area 14",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    gbflex: Gbflex, tmp_path: Path, given: tuple[object, ...], words: str
) -> None:
    """Proves: exit 2 with the way out. If broken: a file with a wrong tariff."""
    out = tmp_path / "site.yaml"
    said = gbflex("init", *given, "--out", out)
    assert said.code == 2, said.out
    assert words in said.err
    assert not out.exists()


def test_a_file_of_the_user_is_not_replaced_without_force(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: --force is asked for. If broken: somebody's site file is gone."""
    out = tmp_path / "site.yaml"
    out.write_text("name: mine\n")
    assert gbflex("init", "--area", 14, "--out", out).code == 2
    assert out.read_text() == "name: mine\n"
    assert gbflex("init", "--area", 14, "--out", out, "--force").code == 0


def test_a_load_outside_the_prices_says_what_to_fetch(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: the next commands bring the prices of the load's own days. If broken: a run that fails at once."""
    rows = "\n".join(f"2030-06-03,{period},100" for period in range(1, 49))
    load = tmp_path / "load.csv"
    load.write_text(f"settlement_date,settlement_period,demand_kwh\n{rows}\n")
    found = gbflex("init", "--load", load, "--out", tmp_path / "s.yaml", "--json").json
    span = "--from 2030-06-03 --to 2030-06-03"
    assert found["next"][:2] == [
        f"gbflex data fetch elexon.{name} {span}" for name in ("market_index", "system_prices")
    ]


def test_a_class_that_is_not_held_falls_back_on_the_capacity_and_is_said_once(
    gbflex: Gbflex, tmp_path: Path
) -> None:
    """Proves: the suggestion stands in, with a reason. If broken: no tariff, or the same note twice."""
    number = ("--mpan", "00845ZZZ1400000123450")
    found = gbflex("init", *number, "--kva", 1200, "--out", tmp_path / "s.yaml", "--json").json
    assert (found["duos_tariff"], found["residual_band_is_suggestion"]) == ("HV Site Specific Band 3", True)
    assert len([text for text in found["warnings"] if "ZZZ" in text]) == 1
    export = gbflex("init", "--mpan", "008455751400000123450", "--kva", 1200, "--out", tmp_path / "e.yaml")
    assert export.code == 2
    assert "this is the number of an export meter" in export.err


def test_examples_are_listed_and_copied_with_what_they_need(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: every example, and a copy that bills. If broken: a copied site without its load."""
    listed = gbflex("examples", "--json").json
    assert sorted(row["name"] for row in listed["examples"]) == sorted(
        path.stem for path in SITE.parent.glob("*.yaml")
    )
    assert listed["written"] == []
    found = gbflex("examples", "west-midlands-hv", "--out", tmp_path, "--json").json
    names = {Path(name).name for name in found["written"]}
    assert names == {"west-midlands-hv.yaml", "university-building-b2-2018.csv", "university-buildings.md"}
    said = gbflex("site", "bill", tmp_path / "west-midlands-hv.yaml", "--from", "2024-06-03", "--to", "2024-06-03")
    assert said.code == 0, said.err
    (tmp_path / "west-midlands-hv.yaml").write_text("mine")
    assert gbflex("examples", "west-midlands-hv", "--out", tmp_path).code == 2
    assert "Did you mean west-midlands-hv" in gbflex("examples", "west-midland-hv").err
    assert len(gbflex("examples", "--out", tmp_path / "all", "--json").json["written"]) >= len(listed["examples"])


def test_an_example_number_is_valid_and_marked(gbflex: Gbflex) -> None:
    """Proves: a right check digit, never without its mark. If broken: a number that passes for a meter's."""
    said = gbflex("site", "example-mpan", "--area", 11)
    number = said.out.split()[0]
    assert (number[:2], int(number[-1])) == ("11", check_digit(number[:-1]))
    assert "not a real meter" in said.out
    found = gbflex("site", "example-mpan", "--area", 14, "--class", "h04", "--number", 7, "--json").json
    assert found["made_up"] is True
    assert found["mpan"].startswith("00845H0414")
    looked = gbflex(
        "site", "lookup", "--mpan", *found["mpan"][:8], found["mpan"][8:], "--on", "4 June 2025", "--json"
    )
    assert looked.json["duos_tariff"] == "HV Site Specific Band 4"
    for wrong in (("--area", "24"), ("--area", "14", "--class", "H"), ("--area", "14", "--number", "-1")):
        assert gbflex("site", "example-mpan", *wrong).code == 2


@pytest.mark.parametrize("number", [("14", "0000", "0123", "450"), ("14-0000-0123-450",), ("14 0000 0123 450",)])
def test_a_number_with_spaces_or_dashes_on_the_command_line(gbflex: Gbflex, number: tuple[str, ...]) -> None:
    """Proves: quotes are not needed. If broken: "unexpected extra arguments"."""
    found = gbflex("site", "lookup", "--mpan", *number, "--json").json
    assert (found["mpan_core"], found["licence_area"]) == ("1400000123450", "14")


def test_a_date_read_day_first_is_said_once_on_standard_error(gbflex: Gbflex) -> None:
    """Proves: each date once, and the JSON is JSON. If broken: silence, or a note on standard output."""
    said = gbflex("site", "bill", SITE, "--from", "03/06/2024", "--to", "15/06/2024", "--json")
    assert (said.json["from"], said.json["to"]) == ("2024-06-03", "2024-06-15")
    notes = [line for line in said.err.splitlines() if "day first" in line]
    assert len(notes) == 2
    assert notes[0].startswith("Note: from: 03/06/2024 is read day first, as 3 June 2024 (for 6 March 2024 write")
    said = gbflex("breakeven", SITE, "--date", "13/25/2025")
    assert said.code == 2
    assert "there is no month 25" in said.err


def days_of(first: str, count: int, without: set[int]) -> list[str]:
    """Rows of a load of 0.1 MWh a half-hour; days of `without` lack their tenth half-hour."""
    days = [date.fromisoformat(first) + timedelta(days=number) for number in range(count)]
    return [
        f"{day},{period},100"
        for number, day in enumerate(days)
        for period in range(1, period_count(day) + 1)
        if not (number in without and period == 10)
    ]


@pytest.mark.parametrize(
    ("first", "count", "without", "replay", "span"),
    [
        # A year with a gap stands for others; half a year does not, and neither does one with three weeks of gaps.
        ("2018-01-01", 365, {100}, 2018, ["2024-04-01", "2025-03-31"]),
        ("2024-05-01", 60, {20}, None, ["2024-05-22", "2024-06-29"]),
        ("2024-01-01", 366, set(range(100, 121)), None, ["2024-05-01", "2024-12-31"]),
    ],
)
def test_a_load_with_gaps_is_run_on_what_it_has(
    gbflex: Gbflex, tmp_path: Path, first: str, count: int, without: set[int], replay: int | None, span: list[str]
) -> None:
    """Proves: the printed dates have a load, with a year only where it may stand. If broken: the first run is exit 3."""
    load, out = tmp_path / "load.csv", tmp_path / "site.yaml"
    load.write_text("\n".join(["settlement_date,settlement_period,demand_kwh", *days_of(first, count, without)]))
    found = gbflex("init", "--load", load, "--out", out, "--json").json
    assert load_site(out).demand.replay == replay
    command = found["next"][-1].split()
    assert [command[-3], command[-1]] == span
    assert gbflex("site", "bill", out, "--from", span[0], "--to", span[0]).code == 0
    # 0.2 MW at power factor 0.95 is 210.5 kVA: rounded up to tens.
    assert load_site(out).connection.import_mw == pytest.approx(220 * 0.95 / 1000)
