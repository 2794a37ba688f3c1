"""`why` through the command line, and its Python twin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gbflex as package
from tests.cli.conftest import SITE, Said

Gbflex = Callable[..., Said]


def test_why_tells_a_day_in_five_sentences(gbflex: Gbflex) -> None:
    """Proves: five lines, and the same in JSON and in Python. If broken: doors that answer differently."""
    said = gbflex("why", SITE, "--date", "2024-06-03", "--json")
    assert said.code == 0, said.err
    assert said.json == package.why(SITE, "2024-06-03")
    assert len(said.json["sentences"]) == 5
    assert said.json["battery"]["gain_gbp"] > 0
    shown = gbflex("why", SITE, "--date", "2024-06-03")
    assert shown.out.splitlines()[:5] == said.json["sentences"]


def test_why_lists_idle_days(gbflex: Gbflex) -> None:
    """Proves: with 0.3 there and back a week has idle days, each with what a MWh would have lost, as `--date` says it.

    If broken: a day that is listed and moved.
    """
    span = ("--from", "2024-06-03", "--to", "2024-06-09", "--set", "assets.bess.round_trip_efficiency=0.3")
    said = gbflex("why", SITE, "--find", "idle", *span, "--json")
    assert said.code == 0, said.err
    count = len(said.json["days"])
    assert 1 <= count <= said.json["days_looked_at"] == 7
    assert all(row["margin_gbp_per_mwh"] < 0 for row in said.json["days"])
    shown = gbflex("why", SITE, "--find", "idle", *span)
    assert f"idle on {count} of 7 days" in shown.out
    day = said.json["days"][0]
    alone = package.why(SITE, day["date"], overrides=["assets.bess.round_trip_efficiency=0.3"])
    assert alone["action"] == "idle"
    assert alone["battery"]["margin_gbp_per_mwh"] == day["margin_gbp_per_mwh"]
    assert gbflex("why", SITE).code == 2


def test_a_plan_is_written_as_a_page(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: --out writes what the terminal says, --soc is heard, and prices are beside the energy price."""
    at = ("--at", "2025-01-15T16:00Z", "--soc", "50%", "--horizon", 8)
    said = gbflex("plan", SITE, *at, "--out", tmp_path / "plan.html")
    assert said.code == 0, said.err
    found = package.plan(SITE, "2025-01-15T16:00Z", horizon=8, soc="50%")
    assert found["initial_state_of_charge_mwh"] == 2.5
    page = (tmp_path / "plan.html").read_text("utf-8")
    for sentence in found["sentences"]:
        assert sentence in page
        assert sentence in said.out
    assert "Charging price [GBP/MWh]" in page
    assert "17:00 GMT" in said.out
    assert gbflex("plan", SITE, *at, "--soc", "7MWh").code == 2
