"""Gas meters' files: refused as a load, read as gas or as a boiler's heat where that is asked for."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import gbflex
from gbflex.errors import BrokenFile, GbflexError, InputError

CLOCKS = [f"{i // 2:02d}:{i % 2 * 30:02d}" for i in range(48)]


def written(path: Path, titles: str, *cells: str) -> Path:
    """48 half-hours of 10 kWh on 2024-05-13, with the same further cells in each row."""
    rows = [["13/05/2024", clock, 10, *cells] for clock in CLOCKS]
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([titles.split(","), *rows])
    return path


SAID: dict[str, Any] = {"times": "local", "label": "start"}


@pytest.mark.parametrize(
    ("titles", "cells"),
    [
        ("Date,Time,Gas (kWh)", ()),
        ("Date,Time,kWh,Fuel", ("Gas",)),
        ("Date,Time,Gas consumption kWh,Electricity kWh", ("99",)),
        ("Date,Time,kWh,MPRN", ("1234567890",)),
    ],
)
def test_gas_is_read_as_gas(tmp_path: Path, titles: str, cells: tuple[str, ...]) -> None:
    """Proves: 0.48 MWh of gas, no demand of electricity, by title, by column, beside electricity. If broken: gas is billed as electricity."""
    path = written(tmp_path / "gas.csv", titles, *cells)
    rows, report = gbflex.import_load(path, fuel="gas", **SAID)
    assert rows.columns == ["settlement_date", "settlement_period", "gas_mwh"]
    assert (report["fuel"], report["column"], report["quantity"], report["unit"]) == (
        "gas",
        "gas_mwh",
        "gas",
        "kwh",
    )
    assert report["gas_mwh"] == pytest.approx(0.48)
    assert (report["demand_mwh"], report["heat_mwh"]) == (None, None)


def test_gas_is_refused_without_being_asked_for(tmp_path: Path) -> None:
    """Proves: the sentence names --fuel gas. If broken: gas is a load, or the way to read it is a secret."""
    for titles, cells in (("Date,Time,Gas (kWh)", ()), ("Date,Time,kWh,Fuel", ("Gas",))):
        with pytest.raises(BrokenFile, match=r"holds gas.*--fuel gas"):
            gbflex.import_load(written(tmp_path / "gas.csv", titles, *cells), **SAID)


@pytest.mark.parametrize(
    ("titles", "cells", "words"),
    [
        ("Date,Time,kWh,Fuel", ("Electricity",), "says electricity"),
        ("Date,Time,Import kWh", (), "says active import"),
        ("Date,Time,kWh,MPAN", ("1200000000000",), "says mpan"),
        ("Date,Time,Export kWh", (), "holds active export"),
        ("Date,Time,Solar generation kWh", (), "holds generation"),
        ("Date,Time,kWh,Fuel", ("Solar",), "says generation"),
        ("Date,Time,Gas (m3)", (), "by volume"),
        ("Date,Time,Gas usage,Units", ("m3",), "units m3"),
    ],
)
def test_what_is_no_gas_stays_refused(tmp_path: Path, titles: str, cells: tuple[str, ...], words: str) -> None:
    """Proves: electricity, export, generation and volumes are no kWh of gas. If broken: the flag overrules the file."""
    with pytest.raises(GbflexError, match=words):
        gbflex.import_load(written(tmp_path / "gas.csv", titles, *cells), fuel="gas", **SAID)


def test_heat_of_a_boiler_is_a_site_s_heat_demand(tmp_path: Path) -> None:
    """Proves: 0.48 MWh of gas by a boiler of 0.85 are 0.408 MWh of heat, estimated, and a CHP site takes the file. If broken: gas is taken for heat."""
    path = written(tmp_path / "gas.csv", "Date,Time,Gas (kWh)")
    rows, report = gbflex.import_load(path, fuel="gas", boiler_efficiency=0.85, out=tmp_path / "heat.csv", **SAID)
    assert report["heat_mwh"] == pytest.approx(0.408)
    assert report["gas_mwh"] == pytest.approx(0.48)
    assert (report["column"], report["estimated"]) == ("heat_mwh", 48)
    assert rows["quality"].unique().to_list() == ["estimated"]
    site: dict[str, Any] = {
        "name": "Boiler house",
        "demand": {"constant_mw": 1.0},
        "supply": {"energy": {"fixed_gbp_per_mwh": 100}, "export": "none"},
        "fuel": {"price": {"fixed_gbp_per_mwh": 20}, "network": "included", "ccl_exempt_fraction": 1.0},
        "charges": [],
        "assets": [
            {"type": "boiler", "heat_mw": 1.0, "efficiency_gross_cv": 0.85},
            {"type": "heat_demand", "file": str(tmp_path / "heat.csv")},
        ],
    }
    answer = gbflex.run(site, "2024-05-13", "2024-05-13")
    fuel = next(line for line in answer["lines"] if line["line"] == "fuel")
    assert fuel["amount_gbp"] == pytest.approx(-0.48 * 20)
    site["assets"][1]["file"] = str(path)
    with pytest.raises(BrokenFile, match="heat"):
        gbflex.run(site, "2024-05-13", "2024-05-13")


def test_a_boiler_efficiency_that_cannot_be(tmp_path: Path) -> None:
    """Proves: 85 and 0.001 are refused, and electricity needs no boiler. If broken: 85 times the heat."""
    path = written(tmp_path / "gas.csv", "Date,Time,Gas (kWh)")
    for efficiency in (85.0, 0.001, 1.01, float("nan")):
        with pytest.raises(InputError, match=r"0\.01 to 1"):
            gbflex.import_load(path, fuel="gas", boiler_efficiency=efficiency, **SAID)
    with pytest.raises(InputError, match="--fuel gas"):
        gbflex.import_load(path, boiler_efficiency=0.85, **SAID)


def test_gas_is_no_demand_of_a_site(tmp_path: Path) -> None:
    """Proves: a demand file of gas is refused by its column. If broken: electricity bills over gas."""
    out = tmp_path / "gas_load.csv"
    gbflex.import_load(written(tmp_path / "gas.csv", "Date,Time,Gas (kWh)"), fuel="gas", out=out, **SAID)
    site = {"name": "x", "licence_area": 14, "demand": {"file": str(out)}, "charges": ["ccl"]}
    with pytest.raises(BrokenFile, match=r"no columns of a half-hourly demand file.*gas_mwh"):
        gbflex.bill(site, "2024-05-13", "2024-05-13")
