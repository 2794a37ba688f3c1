"""`gbflex chp ...` and `gbflex run` on a site with a plant, as a user meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said

Gbflex = Callable[..., Said]

EXAMPLES = Path(__file__).parents[2] / "examples"
LEGACY = EXAMPLES / "legacy-chp.yaml"
DAY = ("--from", "2024-06-03", "--to", "2024-06-03")


def test_the_curve_has_its_promised_keys_and_the_reference_s_price(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: table, JSON and page of the legacy unit. If broken: a desk gets another shape, or another price."""
    page = tmp_path / "curve.html"
    found = gbflex("chp", "curve", LEGACY, "--date", "2024-06-03", "--json", "--out", str(page)).json
    assert len(found["rows"]) == 48
    assert {
        "start_time", "settlement_date", "settlement_period", "baseline_mw", "marginal_cost_gbp_per_mwh",
        "turn_up_mw", "turn_up_price_gbp_per_mwh", "turn_down_mw", "turn_down_price_gbp_per_mwh",
    } <= set(found["rows"][0])  # fmt: skip
    assert found["rows"][0]["turn_down_price_gbp_per_mwh"] == pytest.approx(123.684, abs=1e-3)
    assert "turning up and down" in page.read_text()
    assert "123.68" in gbflex("chp", "curve", LEGACY, "--date", "2024-06-03").out


def test_a_run_with_a_plant_has_figures_and_a_report(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: kpis travel with the run, and its page says assets. If broken: a CHP's value is called a battery's."""
    out = tmp_path / "run"
    found = gbflex("run", LEGACY, *DAY, "--json", "--out", str(out)).json
    assert found["kpis"]["units"][0]["full_load_hours"] == 24.0
    assert found["value_gbp"] == pytest.approx(120 * (150 - 26.3158), abs=0.01)
    assert "Value of the assets" in (out / "report.html").read_text()
    said = gbflex("explain", str(out), "--date", "2024-06-03", "--period", "1")
    assert (said.code, "chp curve" in said.err) == (2, True)


def test_the_value_says_that_rows_need_not_add_up(gbflex: Gbflex) -> None:
    """Proves: the sentence stands under the table. If broken: a reader adds the rows up."""
    said = gbflex("chp", "value", LEGACY, *DAY)
    assert said.code == 0
    assert "need not add up" in said.out
    assert "nothing works without it" in said.out


@pytest.mark.parametrize("command", ["losses", "breakeven"])
def test_questions_for_a_battery_alone_are_refused_by_name(gbflex: Gbflex, command: str) -> None:
    """Proves: one sentence with what to do. If broken: a CHP is silently left out."""
    span = {"losses": DAY, "breakeven": ("--date", "2024-06-03")}[command]
    said = gbflex(command, EXAMPLES / "university-chp.yaml", *span)
    assert (said.code, "other assets stand beside it" in said.err) == (2, True)


def test_a_site_without_a_unit_has_no_curve(gbflex: Gbflex) -> None:
    """Proves: exit 2 and a sentence. If broken: an empty table."""
    said = gbflex("chp", "curve", EXAMPLES / "west-midlands-hv.yaml", "--date", "2024-06-03")
    assert (said.code, "needs a CHP unit" in said.err) == (2, True)
