"""Modes, plan, losses and explain through the command line, and their Python twins."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import gbflex as package
from tests.cli.conftest import SITE, Said

Gbflex = Callable[..., Said]
WEEK = ("--from", "2024-05-06", "--to", "2024-05-12")
PLAN_KEYS = {
    "start_time", "action", "charge_mwh", "discharge_mwh", "stored_energy_value_gbp_per_mwh",
    "charge_below_gbp_per_mwh", "discharge_above_gbp_per_mwh",
}  # fmt: skip


def test_several_modes_stand_side_by_side(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: {run_id, results[]}, a run folder each, one page; again over itself. If broken: the second mode overwrites the first."""
    modes = ("--mode", "perfect", "--mode", "rolling", "--mode", "naive")
    for _ in range(2):
        said = gbflex("run", SITE, *WEEK, *modes, "--out", tmp_path / "run", "--json")
    assert said.code == 0
    assert said.json.keys() >= {"run_id", "results"}
    assert [result["mode"] for result in said.json["results"]] == ["perfect", "rolling", "naive"]
    perfect, rolling, naive = (result["value_gbp"] for result in said.json["results"])
    assert perfect >= max(rolling, naive)
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names == {"perfect", "rolling", "naive", "summary.json", "report.html"}
    page = (tmp_path / "run" / "report.html").read_text()
    assert "Legacy battery, rolling" in page
    assert gbflex("report", tmp_path / "run" / "rolling").code == 0
    several = gbflex("report", tmp_path / "run")
    assert several.code == 2
    assert "holds several runs" in several.err
    shown = gbflex("run", SITE, *WEEK, *modes, "--out", tmp_path / "run")
    assert "Captured" in shown.out


def test_a_folder_that_is_no_run_is_not_replaced_by_several(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a stranger's folder with a summary.json stays. If broken: their files are gone."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "summary.json").write_text("{}")
    said = gbflex("run", SITE, *WEEK, "--mode", "perfect", "--mode", "naive", "--out", tmp_path / "theirs")
    assert said.code == 2
    assert (tmp_path / "theirs" / "summary.json").read_text() == "{}"


def test_explain_says_three_sentences_and_the_same_in_json(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: every half-hour of a day is explained, as its twin does. If broken: a half-hour without a reason."""
    gbflex("run", SITE, *WEEK, "--out", tmp_path / "run")
    actions = set()
    for period in range(1, 49):
        said = gbflex("explain", tmp_path / "run", "--date", "2024-05-07", "--period", period, "--json")
        assert said.code == 0
        found = said.json
        assert found == package.explain(tmp_path / "run", "2024-05-07", period)
        assert len(found["sentences"]) == 3
        actions.add(found["action"])
        if found["gained_over_next_best_gbp"] is not None:
            assert found["gained_over_next_best_gbp"] >= -1e-6
    assert {"charge", "discharge"} <= actions
    shown = gbflex("explain", tmp_path / "run", "--date", "2024-05-07", "--period", 1)
    lines = shown.out.splitlines()
    assert lines[3] == ""
    assert lines[4] == "Further figures"
    absent = gbflex("explain", tmp_path / "run", "--date", "2024-06-07", "--period", 1)
    assert absent.code == 2
    assert "2024-05-06 to 2024-05-12" in absent.err


def test_a_rule_is_explained_as_a_rule(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: no value of energy is claimed where none decided. If broken: hindsight explains a threshold."""
    gbflex(
        "run", SITE, *WEEK, "--mode", "threshold", "--charge-below", 50, "--discharge-above", 80,
        "--out", tmp_path / "run",
    )  # fmt: skip
    found = gbflex("explain", tmp_path / "run", "--date", "2024-05-07", "--period", 10, "--json").json
    assert found["stored_energy_value_gbp_per_mwh"] is None
    assert "charge_below_gbp_per_mwh 50" in found["sentences"][1]
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["sweep"]["value_gbp"]


def test_plan_answers_with_the_promised_keys(gbflex: Gbflex) -> None:
    """Proves: the contract of `plan --json`, equal to `plan()`. If broken: other people's tools break."""
    said = gbflex("plan", SITE, "--at", "2025-01-15T16:00Z", "--json")
    assert said.code == 0
    assert said.json.keys() >= {"periods", "forecast", "as_known_at"}
    assert len(said.json["periods"]) == 48
    assert said.json["periods"][0].keys() >= PLAN_KEYS
    assert said.json == package.plan(SITE, "2025-01-15T16:00Z")
    assert "as known at 2025-01-15T16:00:00Z" in gbflex("plan", SITE, "--at", "2025-01-15T16:00Z").out
    start = gbflex("plan", SITE, "--at", "2024-07-15", "--horizon", 4, "--json").json
    assert start["periods"][0]["start_time"] == "2024-07-14T23:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--at", "2025-01-15T16:00"), 2, "could be either clock"),
        (("--at", "tomorrow"), 2, "tomorrow"),
        (("--at", "nowT"), 2, "is no time"),
        (("--at", "9999-12-31"), 2, "outside the calendar"),
        (("--at", "2025-01-15", "--horizon", "0"), 2, "0 half-hours"),
        (("--at", "0001-01-01T00:00Z"), 2, "outside the calendar"),
        (("--at", "9999-12-31T23:30Z"), 2, "outside the calendar"),
        (("--at", "2025-06-15"), 3, "the forecast"),
        ((), 3, "Choose a time soon after values that are held"),
        (("--at", "2025-01-15", "--forecast", "oracle"), 2, "no forecast"),
        (("--at", "2025-01-15", "--forecast", "absent.csv"), 3, "cannot be read"),
        (("--at", "2025-01-15", "--end-value", "nan"), 2, "must be a number"),
        (("--at", "2025-01-15", "--set", "assets=[]"), 2, "needs a battery"),
    ],
)
def test_plan_refuses_in_one_message(gbflex: Gbflex, arguments: tuple[str, ...], code: int, words: str) -> None:
    """Proves: what is wrong is said with the right exit code. If broken: a traceback, or a plan on nothing."""
    said = gbflex("plan", SITE, *arguments)
    assert said.code == code, said.err
    assert words in said.err
    assert "Traceback" not in said.err


def test_losses_answer_with_a_row_for_each_cause(gbflex: Gbflex) -> None:
    """Proves: the contract of `losses --json`, equal to `losses()`. If broken: a cause is missing."""
    said = gbflex("losses", SITE, *WEEK, "--json")
    assert said.code == 0
    causes = [row["cause"] for row in said.json["rows"]]
    assert causes == ["foresight", "triads", "cycles", "connection", "response", "outages", "red_band"]
    assert all(row.keys() >= {"cause", "value_gbp"} for row in said.json["rows"])
    assert said.json == package.losses(SITE, WEEK[1], WEEK[3])
    assert "rows do not add up" in gbflex("losses", SITE, *WEEK).out


def test_losses_say_sign_and_reasons_in_words(gbflex: Gbflex) -> None:
    """Proves: the first day of the record has a table, its missing row a sentence below. If broken: exit 3."""
    said = gbflex("losses", SITE, "--from", "2024-01-01", "--to", "2024-01-01")
    assert said.code == 0, said.err
    assert "minus is what it costs, plus what it earns" in said.out
    assert "is not computed  see the note" in said.out
    assert "Note: foresight is not computed: the forecast of energy_price" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--mode", "oracle"), "perfect, rolling, threshold, naive"),
        (("--mode", "threshold"), "needs both prices"),
        (("--mode", "threshold", "--charge-below", "80", "--discharge-above", "50"), "would do both"),
        (("--mode", "threshold", "--charge-below", "1", "--discharge-above", "inf"), "must be numbers"),
        (("--mode", "rolling", "--look-ahead-days", "99"), "cannot be looked ahead"),
        (("--mode", "rolling", "--set", "assets.bess.max_cycles_per_year=100"), "window by window"),
        (("--set", 'assets.bess.outages=[{from_local: "07:15", to_local: "09:00"}]'), "from_local"),
        (("--set", "assets.bess.response_commitment={power_mw: 0}"), "power_mw"),
    ],
)
def test_run_refuses_modes_that_cannot_be(gbflex: Gbflex, arguments: tuple[str, ...], words: str) -> None:
    """Proves: each is exit 2 with a reason. If broken: a mode that ignores its settings."""
    said = gbflex("run", SITE, *WEEK, *arguments)
    assert said.code == 2, said.err
    assert words in said.err


def test_a_commitment_an_empty_store_cannot_keep_says_what_would_have_to_give(gbflex: Gbflex) -> None:
    """Proves: response from an empty store is exit 4 with the half-hour. If broken: response is sold without energy."""
    said = gbflex("run", SITE, *WEEK, "--set", "assets.bess.response_commitment={power_mw: 1.0}")
    assert said.code == 4
    assert "2024-05-06 period 1" in said.err
