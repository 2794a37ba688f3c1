"""The report of a run from its tables: sites without a value, and with several batteries."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbflex.api import runs
from gbflex.reports.page_model import Page
from gbflex.reports.render import render
from gbflex.reports.run_report import page_model
from gbflex.store.run_folder import read_run
from tests.field_sites import (
    DAY,
    NEXT_DAY,
    needs_its_battery,
    needs_its_chp,
    several_batteries,
    with_an_export_meter,
)


@pytest.fixture(autouse=True)
def _empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))


def _page(site: Path, *, last: str) -> Page:
    folder = site.parent / "run"
    runs.run(site, DAY, last, out=folder)
    return page_model(read_run(folder))


def test_without_a_value_the_page_leaves_out_what_compares(tmp_path: Path) -> None:
    """Proves: the tile gives the reason, and nothing is compared with an empty ledger.

    If broken: the page says that the battery is worth -5,694 GBP, the whole bill.
    """
    page = _page(needs_its_battery(tmp_path), last=NEXT_DAY)
    tiles = {tile["label"]: tile for tile in page["tiles"]}
    assert tiles["Value of the battery"]["value"] == "not defined"
    assert "4.000 MWh of load at the connection" in tiles["Value of the battery"]["note"]
    assert tiles["Ledger with the battery"]["value"] == "-£5,694"
    assert not tiles.keys() & {"Value per MW", "Ledger without"}
    assert page["difference"] == page["monthly"] == page["revenue_streams"] == page["cost_by_band"]["bands"] == []
    assert page["waterfall"]["without"] == []
    assert page["comparison"]["rows"][0][1] == "not defined"
    html = render(page)
    assert "There is no ledger to compare with: without the assets 4.000 MWh" in html
    assert html.count("Left out: there is no ledger without the battery to compare with.") == 3


def test_a_plant_without_a_value_keeps_its_units(tmp_path: Path) -> None:
    """Proves: heat, units and the ledger stay on the page. If broken: adding up lines fails on null."""
    page = _page(needs_its_chp(tmp_path), last=DAY)
    assert page["revenue_streams"] == []
    assert [unit["unit"] for unit in page["units"]] == ["e0"]
    assert page["plant"] is not None
    assert "-2,812.50" in render(page)


def test_several_batteries_are_shown_together_and_each(tmp_path: Path) -> None:
    """Proves: capacity and power are sums, and each battery has its row. If broken: the first counts as all."""
    page = _page(several_batteries(tmp_path), last=NEXT_DAY)
    assert page["asset"] == "batteries"
    assert page["energy_capacity_mwh"] == pytest.approx(5.0)
    assert [row["battery"] for row in page["batteries"]] == ["large", "small"]
    large, small = page["batteries"]
    assert large["charge_mwh"] + small["charge_mwh"] == pytest.approx(sum(page["series"]["charge_mw"]) / 2)
    assert small["equivalent_full_cycles"] == pytest.approx(small["discharge_mwh"] / 0.8)
    assert small["equivalent_full_cycles"] > 1
    tiles = {tile["label"]: tile["value"] for tile in page["tiles"]}
    value_gbp = page["monthly"][0]["value_gbp"]
    assert tiles["Value of the batteries"] == f"£{value_gbp:,.0f}"
    assert tiles["Value per MW"] == f"£{value_gbp / 2.5:,.0f}"
    *parts, total = (stream["gbp"] for stream in page["revenue_streams"])
    assert sum(parts) == pytest.approx(total)
    html = render(page)
    assert '<h2 id="batteries-title">Batteries</h2>' in html
    assert "Site without the batteries" in html


def test_one_battery_has_no_table_of_its_own(tmp_path: Path) -> None:
    """Proves: a site with one battery reads as before. If broken: its figures stand twice on the page."""
    page = _page(needs_its_battery(tmp_path), last=NEXT_DAY)
    assert (page["asset"], page["batteries"], page["energy_capacity_mwh"]) == ("battery", [], 4.0)


def test_the_page_gives_both_readings_of_an_export_meter(tmp_path: Path) -> None:
    """Proves: a tile for each value where the site file is silent, one where it says. If broken: the page has one."""
    site = with_an_export_meter(tmp_path)
    label = "If it causes the export meter"
    tiles = {tile["label"]: tile["value"] for tile in _page(site, last=NEXT_DAY)["tiles"]}
    assert (tiles["Value of the battery"], tiles[label]) == ("£4", "£2")
    site.write_text(site.read_text("utf-8") + "asset_causes: [export_meter]\n", "utf-8")
    (tmp_path / "run").rename(tmp_path / "before")
    tiles = {tile["label"]: tile["value"] for tile in _page(site, last=NEXT_DAY)["tiles"]}
    assert tiles["Value of the battery"] == "£2"
    assert label not in tiles


EXAMPLE = Path(__file__).parents[2] / "examples" / "legacy-battery.yaml"


def test_what_rests_on_estimates_is_said_and_listed(tmp_path: Path) -> None:
    """Proves: CfD of a week of January 2025 is missing with its range, or, asked for, estimated with its pounds.

    If broken: a page whose total hides what it rests on.
    """
    week = ("2025-01-06", "2025-01-12")
    runs.run(EXAMPLE, *week, out=tmp_path / "known")
    runs.run(EXAMPLE, *week, out=tmp_path / "asked", overrides=["estimates=nearest"])
    known, asked = (page_model(read_run(tmp_path / name)) for name in ("known", "asked"))
    (gap,) = known["not_priced"]
    (estimate,) = asked["estimates"]
    assert (gap["line"], known["estimates"], asked["not_priced"]) == ("cfd", [], [])
    # The fourth quarter before is the dearer neighbour, the same week of 2024 the estimate and the cheaper one.
    assert estimate["amount_gbp"] == pytest.approx(gap["at_most_gbp"], rel=1e-3)
    assert "rest on estimates that were asked for: Contracts for Difference" in render(asked)
    assert "rest on estimates" not in render(known)
    assert f"{estimate['amount_gbp']:,.2f}" in render(asked)
