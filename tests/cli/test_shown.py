"""Tables for people: labels, units and decimals as the answers declare them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gbflex.analysis.answers.lines import LineRow
from gbflex.analysis.answers.plan import PlanRow
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show import output
from tests.bm.files import DAY, UNIT, worked_example
from tests.cli.conftest import SITE, Said

Gbflex = Callable[..., Said]

RAW_KEY = re.compile(r"\b\w+_(?:gbp|mwh|mw|share|hours)\b")
WEEK = ("--from", "2024-05-06", "--to", "2024-05-07")
ONE = ("--from", DAY, "--to", DAY)


@pytest.mark.parametrize(
    ("arguments", "heading"),
    [
        (("run", SITE, *WEEK), "Value [GBP]"),
        (("site", "bill", SITE, *WEEK), "Amount [GBP]"),
        (("site", "rates", SITE, *WEEK), "Import price"),
        (("plan", SITE, "--at", "2025-01-15T16:00Z"), "Charge below [GBP/MWh]"),
        (("losses", SITE, *WEEK), "What is compared"),
        (("breakeven", SITE, "--date", "2024-06-03"), "Margin [GBP/MWh]"),
        (("bm", "unit", UNIT, *ONE), "Gross cash [GBP]"),
        (("bm", "ledger", "--unit", UNIT, *ONE), "Offer price [GBP/MWh]"),
        (("bm", "leaderboard", *ONE), "Gross cash per MW [GBP/MW]"),
        (("bm", "event", *ONE), "Gross cash per MW [GBP/MW]"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(map(str, value[:2])),
)
def test_a_table_has_labels_and_no_raw_keys(
    gbflex: Gbflex, tmp_path: Path, arguments: tuple[object, ...], heading: str
) -> None:
    """Proves: headings come from the declaration. If broken: a reader sees stored_energy_value_gbp_per_mwh."""
    if arguments[0] == "bm":
        worked_example(gbflex, tmp_path)
    said = gbflex(*arguments)
    assert said.code == 0, said.err
    assert heading in said.out
    assert RAW_KEY.findall(said.out) == []


def test_a_row_of_totals_leaves_the_other_cells_empty() -> None:
    """Proves: quantity with its unit, rate with its pence, and a total without either. If broken: 0.00 None."""
    row = {
        "line": "duos_capacity",
        "quantity": 1200.0,
        "unit": "kVA day",
        "rate": -0.0512,
        "rate_unit": "GBP/kVA/day",
    }
    keys = ("line", "quantity", "rate", "amount_gbp")
    table = output.answer_table(
        LineRow, keys, [row | {"amount_gbp": -61.44}, {"line": "total", "amount_gbp": -61.44}]
    )
    cells = [list(lane.cells) for lane in table.lanes]
    assert cells == [
        ["duos_capacity", "total"],
        ["1,200.00 kVA day", ""],
        ["-0.0512 GBP/kVA/day", ""],
        ["-61.44", "-61.44"],
    ]


def test_headings_wrap_where_a_table_would_not_fit() -> None:
    """Proves: a narrow terminal breaks headings, not figures. If broken: 116.08 reads 11..."""
    columns = [columns_of(PlanRow)[key] for key in ("expected_energy_price_gbp_per_mwh", "charge_mwh")]
    lane = output.table_of(columns, [["116.08", "0.00"]]).lanes[0]
    assert (lane.natural, lane.least) == (24, 8)
    assert lane.heading_in(24) == "Expected price [GBP/MWh]"
    assert lane.heading_in(8) == "Expected\nprice\n[GBP/\nMWh]"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "-"), (-0.0, "0.00"), (-1234.5, "-1,234.50"), (float("nan"), "-"), ([1.0, None], "1.00, -")],
)
def test_a_value_is_written_as_declared(value: object, shown: str) -> None:
    """Proves: separators, two decimals, no negative zero, a dash for what is not known. If broken: nan, or -0.00."""
    assert columns_of(LineRow)["amount_gbp"].text(value) == shown
