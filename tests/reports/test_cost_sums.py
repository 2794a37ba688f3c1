"""What a MWh costs on the page of a run: a MWh counts once, gas apart from electricity."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gbflex.api import runs
from gbflex.api.site import rates
from gbflex.cashflows.registry import GAS_LINES, IMPORT_LINES
from gbflex.reports.cost_sums import cost_by_band, cost_of_gas
from gbflex.reports.page_model import BandCost
from gbflex.reports.render import render
from gbflex.reports.run_report import page_model
from gbflex.store.run_folder import RunTables, read_run

EXAMPLES = Path(__file__).parents[2] / "examples"
WORKS, HOSPITAL = EXAMPLES / "legacy-battery.yaml", EXAMPLES.parent / "tests" / "hospital-chp.yaml"
FIXED_PRICE = "supply.energy={fixed_gbp_per_mwh: 80}"


@pytest.fixture(autouse=True)
def _empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))


def _run(folder: Path, site: Path, first: str, last: str, *overrides: str) -> RunTables:
    runs.run(site, first, last, out=folder / "run", overrides=overrides)
    return read_run(folder / "run")


def _of_band(band: BandCost, lines: list[str]) -> dict[str, float]:
    return dict(zip(lines, band["gbp_per_mwh"], strict=True))


@pytest.mark.parametrize(
    ("site", "first", "last", "overrides"),
    [
        (WORKS, "2024-06-03", "2024-06-07", ()),
        (WORKS, "2025-12-08", "2025-12-12", (FIXED_PRICE,)),
        (WORKS, "2024-06-03", "2024-06-04", ("losses.power_factor=0.9",)),
        (HOSPITAL, "2024-01-15", "2024-01-16", ()),
    ],
    ids=["CfD", "nuclear RAB", "reactive power", "hospital"],
)
def test_cost_by_band_is_site_rates_over_the_import(
    tmp_path: Path, site: Path, first: str, last: str, overrides: tuple[str, ...]
) -> None:
    """Proves: each line in each band is the mean of its column in `site rates` over the import, the total too.

    If broken: CfD, an interim rate and an operational one on each MWh, reads 6.11 instead of 12.21 GBP/MWh.
    """
    tables = _run(tmp_path, site, first, last, *overrides)
    cost = cost_by_band(tables)
    table = rates(site, first, last, overrides=overrides)
    import_mwh = tables.schedule["demand_mwh"].to_numpy()
    bands = table["duos_band"].to_numpy()
    assert [band["band"] for band in cost["bands"]] == ["green", "amber", "red"]
    for band in cost["bands"]:
        weights = np.where(bands == band["band"], import_mwh, 0.0)
        for line, value in {**_of_band(band, cost["lines"]), "import_price": band["total_gbp_per_mwh"]}.items():
            column = "energy" if line == "energy_import" else line
            mean = np.average(table[f"{column}_gbp_per_mwh"].to_numpy(), weights=weights)
            assert value == pytest.approx(mean, rel=1e-9), line


def test_a_line_of_two_rates_counts_each_mwh_once(tmp_path: Path) -> None:
    """Proves: June's CfD is 12.21 GBP/MWh and the totals are the audit's. If broken: 6.11, and 136.67 in green."""
    cost = cost_by_band(_run(tmp_path, WORKS, "2024-06-03", "2024-06-07"))
    assert [round(_of_band(band, cost["lines"])["cfd"], 2) for band in cost["bands"]] == [12.21] * 3
    assert [round(band["total_gbp_per_mwh"], 2) for band in cost["bands"]] == [142.78, 132.43, 148.37]


def test_nuclear_rab_counts_each_mwh_once(tmp_path: Path) -> None:
    """Proves: 3.72 GBP/MWh in December 2025, interim rate and operational costs. If broken: 1.86."""
    cost = cost_by_band(_run(tmp_path, WORKS, "2025-12-08", "2025-12-12", FIXED_PRICE))
    assert [round(_of_band(band, cost["lines"])["nuclear_rab"], 2) for band in cost["bands"]] == [3.72] * 3


def test_gas_is_no_part_of_the_price_of_electricity(tmp_path: Path) -> None:
    """Proves: the hospital's electricity is 141.86 GBP/MWh in green, and gas stands apart by what burns it.

    Of it CfD is (4.540 + 0.0994) x 1.05 x 1.0243021 = 4.99 in every band; the triad of 17 January, 593.70 GBP, is in red alone,
    and so is the capacity market: 1,031.7 / 10.8 x 1.05 x 1.0243021 = 102.74 GBP/MWh.
    The boiler's gas: 8,088.47 GBP of gas, 855.69 of network and 2,129.72 of levy over 316.92 MWh. If broken: gas is
    added to electricity, 163.96 GBP/MWh, or a MWh that pays gas price and fee counts twice, 12.76.
    """
    tables = _run(tmp_path, HOSPITAL, "2024-01-15", "2024-01-21")
    cost, gas = cost_by_band(tables), cost_of_gas(tables)
    assert not GAS_LINES & set(cost["lines"])
    assert [round(band["total_gbp_per_mwh"], 2) for band in cost["bands"]] == [141.86, 158.61, 341.57]
    boiler = next(unit for unit in gas["units"] if unit["unit"] == "boiler")
    assert gas["lines"] == ["fuel", "gas_network", "ccl_gas"]
    burnt = boiler["gas_mwh"]
    assert boiler["gbp_per_mwh"] == pytest.approx([8088.47 / burnt, 2.7, 6.72], abs=1e-4)
    assert boiler["total_gbp_per_mwh"] == pytest.approx(sum(boiler["gbp_per_mwh"]))
    summed = {row["line"]: row for row in tables.summary["lines"] if row["band"] == "boiler"}
    assert burnt == pytest.approx(summed["fuel"]["quantity"])
    html = render(page_model(tables))
    assert '<h3 id="gas-title">Cost of a MWh of gas</h3>' in html


def test_a_battery_has_no_gas_on_its_page(tmp_path: Path) -> None:
    """Proves: without gas there is no chart of it. If broken: an empty panel on every battery's page."""
    page = page_model(_run(tmp_path, WORKS, "2024-06-03", "2024-06-03"))
    assert page["cost_of_gas"] == {"lines": [], "units": []}
    assert "gas-title" not in render(page)


def test_the_lines_of_import_are_those_of_site_rates() -> None:
    """Proves: the page's lines and the columns of `site rates` are one set. If broken: a new charge is on one only."""
    known = {
        "energy_import",
        "supplier_fee",
        "duos_unit",
        "duos_reactive",
        "tnuos_locational",
        "bsuos",
        "ro",
        "fit",
    }
    known |= {"cfd", "capacity_market_levy", "aahedc", "nuclear_rab", "eii_support", "ccl"}
    assert known == IMPORT_LINES
    assert {"fuel", "gas_network", "gas_capacity", "ccl_gas", "carbon"} == GAS_LINES
