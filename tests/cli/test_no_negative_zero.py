"""Nothing is never negative on a terminal, and a full store is full."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gbflex.analysis.answers.chp import SequentialPart
from gbflex.analysis.answers.shape import Column, Key, Style, columns_of, fixed
from gbflex.cli.show.chp import print_value
from tests.cli.conftest import Said

Gbflex = Callable[..., Said]
EXAMPLES = Path(__file__).parents[2] / "examples"
NEGATIVE_NOTHING = re.compile(r"-0(\.0+)?(?![\d.])")


@pytest.mark.parametrize("style", ["plain", "percent", "rate", "published"])
def test_a_negative_zero_is_written_as_nothing(style: Style) -> None:
    """Proves: -0.004 and -0.0 have no sign in any style. If broken: "-0.00" and "-0.0%"."""
    column = Column("value_gbp", Key("Value", "What it is worth", style=style), "number")
    assert not NEGATIVE_NOTHING.search(column.text(-0.0))
    if style != "published":
        assert not NEGATIVE_NOTHING.search(column.text(-0.000004))
    assert fixed(-0.004) == "0.00"
    assert fixed(-0.006) == "-0.01"


def test_what_planning_together_adds_has_no_sign_where_it_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: a gain of -0.0000004 GBP is "together adds 0.00 GBP". If broken: "together -0.00 GBP"."""
    found = {
        "site": "Works", "from": "2024-06-03", "to": "2024-06-03", "value_gbp": 7435.42, "rows": [], "note": "A note",
        "sequential": {"order": ["one", "two"], "value_gbp": 7435.42, "joint_gain_gbp": -4e-7}, "warnings": [],
        "not_priced": [],
        "estimates": [],
        "estimated_gbp": 0.0,
    }  # fmt: skip
    assert set(found["sequential"]) == set(columns_of(SequentialPart))  # type: ignore[arg-type,call-overload]
    print_value(found, as_json=False)  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "together adds 0.00 GBP" in said
    assert not NEGATIVE_NOTHING.search(said)


def test_a_full_store_is_full_and_an_empty_one_is_empty(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: states of a run are to the tolerance of its limits. If broken: 5.000000000000117 of 5 MWh, or -1e-16."""
    site, out = EXAMPLES / "legacy-battery.yaml", tmp_path / "run"
    gbflex(
        "run",
        site,
        "--set",
        "supply.energy=system_price",
        "--from",
        "2024-06-03",
        "--to",
        "2024-06-09",
        "--out",
        str(out),
        "--json",
    )
    said = gbflex(
        "run", site, "--set", "supply.energy=system_price", "--from", "2024-06-03", "--to", "2024-06-09", "--json"
    )
    assert said.code == 0
    states = []
    for period in range(1, 49):
        explained = gbflex("explain", str(out), "--date", "2024-06-04", "--period", str(period), "--json").json
        states.append(explained["state_of_charge_mwh"])
        assert explained["state_of_charge_mwh"] == round(explained["state_of_charge_mwh"], 6)
    assert min(states) >= 0.0
    assert max(states) <= 5.0
    assert json.dumps(min(states)) != "-0.0"
