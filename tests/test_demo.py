"""The demo's totals, pinned: they move only with a changelog line; and the legacy battery, which stays as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import gbflex
from gbflex.api.data import data_import
from gbflex.api.demo import DEMO_SITES, DEMO_SPAN, run_demo
from tests.oracles.best_year import battery_value_gbp, bill_without_battery, example_year
from tests.sources.annex1_workbooks import TITLE, as_published, tariffs

EXAMPLES = Path(__file__).parent.parent / "examples"
FIRST, LAST = map(date.fromisoformat, DEMO_SPAN)
LOAD_MWH = 365 * 24 * 2.5
LOSSES = 1.05
WORKING_DAYS = 21 + 20 + 22 + 20
"""Of November 2024 to February 2025, without Christmas, Boxing Day and New Year's Day."""
LEGACY = EXAMPLES / "legacy-battery.yaml"
AT_SYSTEM_PRICE = "supply.energy=system_price"


def test_the_demo_s_totals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the shipped example to the penny; without its battery each line as a second computation has it.

    That one lays the building's year on the dates, reads prices and rates from disk and shares no code with gbflex.
    If broken: the load, a price, a rate, a band, a loss factor or the optimum moved, or rates imported into this home
    count. With the site's own schedule the rows of the ledger file add up to the same total.
    """
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
    own = as_published(tariffs(), TITLE.replace("2025", "2024")).write(tmp_path / "own.xlsx")
    assert data_import("duos", [own])["imported"][0]["charging_year_start"] == 2024
    done = run_demo(tmp_path, lambda _: None)
    totals = [(run["value_gbp"], run["ledger_total_gbp"], run["without_asset_gbp"]) for run in done["runs"]]
    assert totals[0] == pytest.approx((105_811.60, -325_833.52, -431_645.12), abs=0.005)
    assert totals[1] == pytest.approx((211_592.47, -219_898.69, -431_491.16), abs=0.005)
    ledger = pl.read_parquet(tmp_path / "runs" / "west-midlands-hv" / "ledger.parquet")
    assert ledger["amount_gbp"].sum() == pytest.approx(-325_833.52, abs=0.005)
    year = example_year(EXAMPLES / "west-midlands-hv.yaml", FIRST, LAST)
    again = {key: gbp for key, gbp in bill_without_battery(year).gbp.items() if round(gbp, 6)}
    again["ppa", ""] = 150 * sum(map(sum, year.load.values()))
    lines = done["runs"][0]["lines"]
    found = {(line["line"], line["band"]): line["without_asset_gbp"] for line in lines if line["line"] != "wear"}
    assert found == pytest.approx(again, abs=0.001)
    assert {line["quality"] for line in lines if line["unit"] == "MWh"} == {"estimated"}
    page = (tmp_path / "report.html").read_text()
    assert page.count("West Midlands campus") > 2
    assert "2018 laid on these dates by kind of day and season" in page
    assert "a whole year" in page


@pytest.mark.parametrize(
    ("example", "value_gbp"),
    [(DEMO_SITES[0], 105_811.60), pytest.param(DEMO_SITES[1], 211_592.47, marks=pytest.mark.slow)],
)
def test_the_battery_s_value_by_a_second_computation(example: str, value_gbp: float) -> None:
    """Proves: a linear program over the whole year, on prices and rates read from disk, finds the demo's value.

    If broken: a better plan was missed, or a price, a band, a rate or the load moved.
    """
    year = example_year(EXAMPLES / f"{example}.yaml", FIRST, LAST)
    assert battery_value_gbp(year) == pytest.approx(value_gbp, abs=0.005)


@pytest.mark.parametrize(
    ("overrides", "totals"),
    [
        ([], (101_559.75, -410_949.58, -512_509.33)),
        ([AT_SYSTEM_PRICE], (153_825.11, -354_724.74, -508_549.85)),
    ],
    ids=["market index", "system price"],
)
def test_the_legacy_battery_by_hand(overrides: list[str], totals: tuple[float, float, float]) -> None:
    """Proves: its charging year to the penny, and without its battery the lines of a flat 2.5 MW by hand.

    If broken: a price, a rate, a band, a loss factor or the optimum moved.
    """
    done = gbflex.run(LEGACY, *DEMO_SPAN, overrides=overrides)
    assert (done["value_gbp"], done["ledger_total_gbp"], done["without_asset_gbp"]) == pytest.approx(
        totals, abs=0.005
    )
    lines = {(line["line"], line["band"]): line["without_asset_gbp"] for line in done["lines"]}
    window_mwh = WORKING_DAYS * 3 * 2.5
    by_hand = {
        ("ppa", ""): LOAD_MWH * 150,
        ("ro", ""): -LOAD_MWH * 31.78243,
        ("ccl", ""): -LOAD_MWH * 7.75,
        ("tnuos_residual", ""): -365 * 243.634626,
        ("tnuos_locational", ""): -2500 * LOSSES * 2.373139,
        ("capacity_market_levy", ""): -window_mwh * LOSSES * 1254.3 / 10.8,
    }
    assert {key: lines[key] for key in by_hand} == pytest.approx(by_hand, abs=0.01)


@pytest.mark.parametrize(
    ("overrides", "value_gbp"),
    [([], 54_543.94), ([AT_SYSTEM_PRICE], 108_017.70)],
    ids=["market index", "system price"],
)
def test_eleven_months_as_an_independent_implementation_found_them(overrides: list[str], value_gbp: float) -> None:
    """Proves: on the charges it had, the value that pandas and scipy found, plus the triads' 6,186.50 and 6,181.01.

    At the triads, which perfect foresight knows, the battery covers the whole load; that costs 43 and 48 GBP elsewhere.
    If broken: a price, a band or the optimum moved.
    """
    names = (
        "duos_unit duos_fixed duos_capacity duos_exceeded_capacity duos_reactive tnuos_residual tnuos_locational"
    )
    charges = [*names.split(), "bsuos", "ro", "fit", "aahedc", "ccl"]
    found = gbflex.run(
        LEGACY, "2024-04-01", "2025-02-28", overrides=[f"charges=[{', '.join(charges)}]", *overrides]
    )
    assert found["value_gbp"] == pytest.approx(value_gbp, abs=0.005)
    lines = {(line["line"], line["band"]): line["without_asset_gbp"] for line in found["lines"]}
    by_oracle = ({} if overrides else {("energy_import", ""): -1_679_490.67}) | {
        ("duos_unit", "red"): -23_724.00,
        ("duos_fixed", ""): -170_871.16,
        ("bsuos", ""): -203_771.43,
        ("ro", ""): -636_999.35,
        ("aahedc", ""): -8_869.26,
    }
    assert {key: lines[key] for key in by_oracle} == pytest.approx(by_oracle, abs=0.01)
