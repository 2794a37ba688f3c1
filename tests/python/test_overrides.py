"""Changes to a site as keywords, mappings and texts: the same change by every way, on every form of a site."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gbflex
from gbflex.assets.any_site import load_site
from gbflex.assets.battery import Battery
from gbflex.assets.chp import Chp
from gbflex.assets.overrides import site_mapping
from gbflex.assets.ready_sites import example_names
from gbflex.assets.site_file import parse_site
from gbflex.errors import InvalidSite

DAY = "2024-05-06"
EXAMPLE = Path(gbflex.__file__).parent / "examples" / "west-midlands-hv.yaml"
SMALL = {"assets.bess.energy_capacity_mwh": 4, "assets.bess.max_cycles_per_day": 1.5}
FLAT: dict[str, Any] = {
    "name": "Flat",
    "licence_area": 14,
    "demand": {"constant_mw": 1},
    "charges": ["ccl"],
    "supply": {"energy": {"fixed_gbp_per_mwh": 80}, "fee_gbp_per_mwh": 2},
}


@pytest.mark.parametrize(
    "changes",
    [
        {"overrides": ["assets.bess.energy_capacity_mwh=4", "assets.bess.max_cycles_per_day=1.5"]},
        {"overrides": SMALL},
        {"assets": {"bess": {"energy_capacity_mwh": 4, "max_cycles_per_day": 1.5}}},
        {"assets": {"bess": {"max_cycles_per_day": np.float64(1.5)}}, "overrides": ["assets.bess.energy_capacity_mwh=4"]},
        {"assets": {"bess": {"energy_capacity_mwh": np.int64(4)}}, "overrides": {"assets.bess.max_cycles_per_day": 1.5}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["path", "text", "Site", "mapping"])
def test_the_same_change_by_every_way(
    form: str, changes: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: file, Site and mapping, as keywords, paths or texts, give one value. If broken: a change that is lost."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))
    ready = gbflex.Site.example("west-midlands-hv")
    site = {"path": EXAMPLE, "text": str(EXAMPLE), "Site": ready, "mapping": _with_files(ready)}[form]
    value = gbflex.breakeven(site, "2024-06-03", **changes)["best"]
    wanted = gbflex.breakeven(load_site(EXAMPLE, [f"{path}={one}" for path, one in SMALL.items()]), "2024-06-03")
    assert value == wanted["best"]


def _with_files(site: gbflex.Site) -> dict[str, Any]:
    """A mapping has no folder of its own: files are named in full."""
    said: dict[str, Any] = site_mapping(site)
    return {**said, "demand": {**said["demand"], "file": str(site.folder / said["demand"]["file"])}}


def test_a_mapping_changes_what_it_names_and_leaves_the_rest() -> None:
    """Proves: the supply keeps its fee of 2 and 24 MWh x (90 + 2 + 7.75) are paid. If broken: 2 is gone with the block."""
    bill = gbflex.bill(FLAT, "2024-07-01", "2024-07-01", supply={"energy": {"fixed_gbp_per_mwh": 90}})
    assert bill["total_gbp"] == pytest.approx(-24 * (90 + 2 + 7.75))
    replaced = gbflex.bill(
        FLAT, "2024-07-01", "2024-07-01", overrides={"supply": {"energy": {"fixed_gbp_per_mwh": 90}}}
    )
    assert replaced["total_gbp"] == pytest.approx(-24 * (90 + 7.75))
    without = gbflex.bill(FLAT, "2024-07-01", "2024-07-01", charges=[], supply=None)
    assert without["total_gbp"] == 0


def test_what_was_given_is_not_changed() -> None:
    """Proves: mapping and Site are as before. If broken: the second variant starts from the first."""
    ready = gbflex.Site.from_mapping(FLAT)
    before = site_mapping(ready)
    for site in (FLAT, ready):
        gbflex.bill(site, DAY, DAY, demand={"constant_mw": 2})
    assert FLAT["demand"] == {"constant_mw": 1}
    assert site_mapping(ready) == before


@pytest.mark.parametrize("name", example_names())
def test_a_site_says_itself_again(name: str) -> None:
    """Proves: every example, said as a mapping, is read as the same site. If broken: an override drops another key."""
    site = gbflex.Site.example(name)
    assert parse_site(site_mapping(site)).model_dump() == site.model_dump()


def test_assets_made_in_python_keep_their_type_and_name() -> None:
    """Proves: a unit stays a CHP, though nobody wrote its type. If broken: it is read as a battery."""
    points = [{"power_mw": 1, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}]
    unit = Chp(type="chp", min_power_mw=0.5, max_power_mw=1, efficiency=points)  # type: ignore[arg-type]
    battery = Battery(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=2, round_trip_efficiency=0.9)
    said = site_mapping(gbflex.Site(name="x", assets=(battery,)))
    assert said["assets"][0]["type"] == "battery"  # type: ignore[index]
    assert said["assets"][0]["name"] == "battery"  # type: ignore[index]
    assert site_mapping(unit)["type"] == "chp"
    renamed = load_site(gbflex.Site(name="x", assets=(battery,)), {"assets.battery.energy_capacity_mwh": 4})
    assert renamed.batteries[0].energy_capacity_mwh == 4


def test_a_date_in_an_override_is_a_date() -> None:
    """Proves: dates of Python come as those of a file. If broken: a text where a date is wanted."""
    certificate = {"valid_from": date(2024, 4, 1), "valid_to": date(2025, 4, 1)}
    site = load_site(FLAT, {"exemptions.eii": certificate})
    assert site.exemptions.eii is not None
    assert site.exemptions.eii.valid_from == date(2024, 4, 1)


def test_an_override_of_a_site_is_checked_as_the_file_is() -> None:
    """Proves: an unknown key, and an asset that is not there, are named. If broken: they change nothing in silence."""
    with pytest.raises(InvalidSite, match="unknown key"):
        gbflex.bill(gbflex.Site.from_mapping(FLAT), DAY, DAY, demand={"constant_mww": 1})
    with pytest.raises(InvalidSite, match="'best'"):
        gbflex.bill(EXAMPLE, DAY, DAY, assets={"best": {"energy_capacity_mwh": 4}})
