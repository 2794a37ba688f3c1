"""Heat demand and solar arrays as the site file states them: one way each, in range, or refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gbflex.assets.demand import Demand
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.solar import Solar

FIGURES = {"min_mw": 0.5, "mean_mw": 1.0, "max_mw": 2.0}
ARRAY = {"type": "solar", "peak_mw": 2.0, "yearly_mwh_per_mw": 950.0, "latitude_deg": 52.5}
ONE_WAY = "give either constant_mw or file, or min_mw with mean_mw and max_mw"


@pytest.mark.parametrize("given", [{"constant_mw": 0.0}, {"file": "heat.csv"}, FIGURES])
@pytest.mark.parametrize("shape", [None, "hospital", "heating", "process"])
def test_each_way_to_give_heat(given: dict[str, Any], shape: str | None) -> None:
    """Proves: each way stands alone, and a shape goes with the figures only. If broken: a shape is quietly unused."""
    if shape is None or given == FIGURES:
        heat = HeatDemand(type="heat_demand", shape=shape, **given)
        assert (heat.name, heat.type, heat.shape) == ("heat demand", "heat_demand", shape)
        return
    with pytest.raises(ValidationError, match="shape belongs to a made-up load"):
        HeatDemand(type="heat_demand", shape=shape, **given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ONE_WAY),
        ({"constant_mw": 1, "file": "x.csv"}, ONE_WAY),
        ({"file": "x.csv", **FIGURES}, ONE_WAY),
        ({"min_mw": 0.5, "mean_mw": 1.0}, "a made-up load needs min_mw, mean_mw and max_mw"),
        ({"max_mw": 0.0}, "a made-up load needs min_mw, mean_mw and max_mw"),
    ],
)
def test_electricity_and_heat_are_refused_in_the_same_words(given: dict[str, Any], words: str) -> None:
    """Proves: one rule for both loads. If broken: one of them takes two answers."""
    for make in (lambda: Demand(**given), lambda: HeatDemand(type="heat_demand", **given)):
        with pytest.raises(ValidationError, match=words):
            make()


@pytest.mark.parametrize(
    "given",
    [
        {"constant_mw": -1.0},
        {"constant_mw": True},
        {"constant_mw": float("nan")},
        {"constant_mw": 1.0, "constant": 1.0},
        {**FIGURES, "shape": "office"},
        {"constant_mw": 1.0, "type": "battery"},
    ],
)
def test_what_is_no_heat_demand(given: dict[str, Any]) -> None:
    """Proves: negative, true, NaN, unknown keys, an electrical shape and another type. If broken: heat of -1 MW."""
    with pytest.raises(ValidationError):
        HeatDemand(**{"type": "heat_demand", **given})


def test_each_part_names_its_type() -> None:
    """Proves: without a type nothing is heat or solar. If broken: a list of assets takes a load for heat."""
    for make in (lambda: HeatDemand(constant_mw=1.0), lambda: Solar(peak_mw=1.0, file="x.csv")):
        with pytest.raises(ValidationError, match="type"):
            make()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": "sun.csv"}, "give either file, or yearly_mwh_per_mw with latitude_deg"),
        ({"yearly_mwh_per_mw": None}, "give either file, or yearly_mwh_per_mw with latitude_deg"),
        ({"latitude_deg": None}, "a made-up array needs latitude_deg"),
        ({"file": "sun.csv", "yearly_mwh_per_mw": None}, "latitude_deg belongs to a made-up array"),
        ({"yearly_mwh_per_mw": 599.9}, "greater than or equal to 600"),
        ({"yearly_mwh_per_mw": 1300.1}, "less than or equal to 1300"),
        ({"latitude_deg": 48.9}, "greater than or equal to 49"),
        ({"latitude_deg": -52.5}, "greater than or equal to 49"),
        ({"peak_mw": 0}, "greater than 0"),
        ({"peak": 1}, "Extra inputs"),
    ],
)
def test_arrays_that_are_refused(changes: dict[str, Any], words: str) -> None:
    """Proves: one way to give an array, in Great Britain. If broken: a yield of 95 (percent?) or a southern sun."""
    assert Solar(**ARRAY).name == "solar"
    assert Solar(type="solar", peak_mw=2.0, file="sun.csv").latitude_deg is None
    with pytest.raises(ValidationError, match=words):
        Solar(**(ARRAY | changes))
