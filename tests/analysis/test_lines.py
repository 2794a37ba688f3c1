"""A ledger's lines added up: what is in them decides how sure they are, and what they depend on where nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.site.lines import summed_lines
from gbflex.cashflows.ledger import Block, Ledger
from gbflex.periods import Periods
from gbflex.tables import Quality
from tests.factories import battery, make_ports, make_site

DAY = Periods.between("2024-06-04", "2024-06-04")


def block(quality: Quality, mwh: list[float], source: str = "a source") -> Block:
    n = len(mwh)
    return Block(
        line="energy_export",
        payer="supplier",
        payee="owner",
        position=np.arange(n),
        quantity=np.array(mwh),
        quantity_unit="MWh",
        rate_gbp_per_unit=np.full(n, 50.0),
        published_rate=np.full(n, 50.0),
        published_unit="GBP/MWh",
        source=source,
        quality=quality,
    )


@pytest.mark.parametrize(
    ("blocks", "quality", "rate", "source"),
    [
        ([block("illustrative", [0.0, 0.0])], "illustrative", 0.0, "a source"),
        ([block("actual", [0.0], "a"), block("estimated", [0.0], "b")], "estimated", 0.0, "a; b"),
        ([block("illustrative", [0.0], "a"), block("actual", [2.0], "b")], "actual", 50.0, "b"),
        ([block("actual", [2.0], "b"), block("illustrative", [0.0], "a")], "actual", 50.0, "b"),
    ],
    ids=["nothing flowed", "of two kinds", "one flowed", "the other way round"],
)
def test_an_empty_line_is_as_sure_as_what_it_depends_on(
    blocks: list[Block], quality: Quality, rate: float, source: str
) -> None:
    """Proves: without a row a line has the quality its rows would have. If broken: 0.00 MWh, `actual`."""
    (row,) = summed_lines(Ledger.of(DAY, blocks))
    assert (row["quality"], row["rate"], row["source"]) == (quality, rate, source)


def test_no_line_of_a_made_up_load_is_actual_but_for_standing_charges() -> None:
    """Proves: what a made-up load does not export is illustrative too. If broken: `energy_export`, 0 MWh, actual."""
    site = make_site(
        demand={"min_mw": 1.0, "mean_mw": 1.5, "max_mw": 2.0},
        supply={"energy": "market_index", "export": {"fixed_gbp_per_mwh": 40}},
        tariff={"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 3000},
        charges=["duos_unit", "duos_fixed"],
        assets=[battery()],
    )
    prices = make_ports(market_index=np.linspace(20.0, 200.0, 48))
    lines = {row["line"]: row for row in run_summary(backtest(site, DAY, prices), "run")["lines"]}
    assert lines["energy_export"]["quantity"] == 0
    assert {name for name, row in lines.items() if row["quality"] == "actual"} == {"duos_fixed"}
    assert {row["quality"] for row in lines.values()} == {"actual", "illustrative"}
