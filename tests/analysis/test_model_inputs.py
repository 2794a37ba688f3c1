"""The models' input tables: the calendar's blocks, and rates and standing charges as the other answers give them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC

import numpy as np
import pytest

from gbflex.analysis.models.input_tables import CALENDAR, INPUT_TABLES
from gbflex.analysis.models.inputs import (
    ResponseTerms,
    assets_table,
    calendar_table,
    model_inputs,
    response_products_table,
    site_rates_table,
    site_standing_table,
)
from gbflex.analysis.site.bill import site_bill
from gbflex.analysis.site.rates import site_rates
from gbflex.periods import Periods, efa_block_of
from tests.factories import battery, make_ports, make_site

TARIFF = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 3000}


@pytest.mark.parametrize(
    ("first", "last"), [("2025-03-29", "2025-03-31"), ("2025-10-25", "2025-10-27"), ("2024-12-31", "2025-01-01")]
)
def test_calendar_knows_every_half_hours_block(first: str, last: str) -> None:
    """Proves: date and block as `efa_block_of`, whole blocks of their true length. If broken: blocks from midnight."""
    table = calendar_table(Periods.between(first, last))
    CALENDAR.check(table)
    start, end = table["efa_block_start_time"], table["efa_block_end_time"]
    assert np.all((start <= table["start_time"]) & (table["start_time"] < end))
    blocks = list(zip(table["efa_date"].tolist(), table["efa_block"].tolist(), strict=True))
    assert blocks == [efa_block_of(at.replace(tzinfo=UTC)) for at in table["start_time"].tolist()]
    hours = dict(zip(blocks, table["efa_block_hours"].tolist(), strict=True))
    # The first and the last block of a span may be cut.
    inner = list(Counter(blocks).items())[1:-1]
    assert [count / 2 for _, count in inner] == [hours[block] for block, _ in inner]


def test_rates_add_up_to_the_import_price() -> None:
    """Proves: the lines of each half-hour sum to `site rates`' import price. If broken: a line is lost or doubled."""
    periods = Periods.between("2024-10-26", "2024-10-28")
    site = make_site(tariff=TARIFF, charges="all", supply={"energy": "market_index", "fee_gbp_per_mwh": 2.0})
    ports = make_ports(market_index=np.linspace(-20, 120, len(periods)))
    table = site_rates_table(site, periods, ports)
    total = np.zeros(len(periods))
    np.add.at(total, periods.positions(table["settlement_date"], table["settlement_period"]), table["gbp_per_mwh"])
    expected = site_rates(site, periods, ports)[0]["import_price_gbp_per_mwh"]
    assert total == pytest.approx(expected, abs=1e-9)
    groups = dict(zip(table["line"], table["line_group"], strict=True))
    assert (groups["energy_import"], groups["duos_unit"]) == ("energy", "duos")
    assert {groups[line] for line in ("ro", "fit", "cfd", "bsuos", "ccl")} == {"levies"}
    assert groups["supplier_fee"] == "supplier"


def test_standing_charges_are_those_of_the_bill() -> None:
    """Proves: each line's days sum to the bill's amount. If broken: a second rule for fixed charges."""
    periods = Periods.between("2024-03-30", "2024-04-02")
    site = make_site(tariff=TARIFF, charges="all")
    ports = make_ports(market_index=np.full(len(periods), 50.0))
    table = site_standing_table(site, periods, ports)
    bill = Counter()
    for row in site_bill(site, periods, ports)["lines"]:
        bill[row["line"]] -= row["amount_gbp"]
    for line in ("duos_fixed", "duos_capacity", "tnuos_residual"):
        assert table["gbp_per_day"][table["line"] == line].sum() == pytest.approx(bill[line], abs=1e-6)


def test_assets_carry_site_and_terms() -> None:
    """Proves: what the site file says, and the owner's terms; null where nothing is said. If broken: 0 stands for "not known"."""
    site = make_site(assets=[battery(round_trip_efficiency=None, charge_efficiency=0.9, discharge_efficiency=0.8)])
    told = assets_table(site, ResponseTerms(minimum_price_gbp_per_mw_per_h=1.0))
    assert told["asset_id"].tolist() == ["Test site/bess"]
    assert told["gsp_group_id"].tolist() == ["_E"]
    assert told["round_trip_efficiency"] == pytest.approx([0.72])
    assert told["minimum_response_price_gbp_per_mw_per_h"].tolist() == [1.0]
    assert np.isnan(told["response_utilisation_share"]).all()
    assert np.isnan(told["connection_import_mw"]).all()


def test_every_table_meets_its_contract_without_sites() -> None:
    """Proves: no site is a table without rows. If broken: an error about shapes."""
    tables = model_inputs([], Periods.between("2025-01-13", "2025-01-13"), make_ports())
    assert set(tables) == set(INPUT_TABLES)
    assert len(tables["inputs.site_rates"]["site"]) == 0


def test_recovery_share_follows_the_duration() -> None:
    """Proves: 20 % of MW x duration in half an hour is 0.4 x duration of power. If broken: the published rule is misread."""
    table = response_products_table()
    assert table["recovery_share"] == pytest.approx(0.2 * table["duration_h"] / 0.5)
    assert set(table["quality"]) == {"estimated"}
