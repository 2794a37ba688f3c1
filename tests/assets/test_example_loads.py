"""The shipped loads of the examples: the archive's hours, split, and nothing else."""

from __future__ import annotations

import gzip
from csv import DictReader
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gbflex.assets.any_site import load_site
from tests.record.test_intake import DATA, SHARED

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTE = EXAMPLES / "university-buildings.md"


def _halves(name: str, column: str) -> dict[datetime, float]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        rows = list(DictReader(file))
    assert {row["quality"] for row in rows} == {"estimated"}
    return {datetime.fromisoformat(row["start_time"]): float(row[column]) for row in rows}


@SHARED
@pytest.mark.parametrize(
    ("name", "archive", "source", "column", "factor"),
    [
        ("b2-2018", "b2_2018", "electricity_kwh", "demand_kwh", 1.0),
        ("b77-2019", "b77_2019", "electricity_kwh", "demand_kwh", 1.0),
        ("b77-2019-heat", "b77_2019", "gas_kwh", "heat_kwh", 0.85),
    ],
)
def test_two_half_hours_make_the_archive_s_hour(
    name: str, archive: str, source: str, column: str, factor: float
) -> None:
    """Proves: each hour's energy is there, evenly, at the same UTC time; hours without any gas are not there.

    If broken: a load twice or half as large, an hour late, or a gap that became a 0.
    """
    with gzip.open(
        DATA / "demand" / f"university_building_{archive}_hourly.csv.gz", "rt", encoding="utf-8"
    ) as file:
        hours = {datetime.fromisoformat(row["hour_start_utc"]): float(row[source]) for row in DictReader(file)}
    halves = _halves(f"university-building-{name}.csv", column)
    expected = {
        start + timedelta(minutes=minutes): hour * factor / 2
        for start, hour in hours.items()
        if hour or source != "gas_kwh"
        for minutes in (0, 30)
    }
    assert halves == pytest.approx(expected, abs=1e-9)


def test_licence_and_citation_lie_beside_the_loads() -> None:
    """Proves: what MIT asks for travels with every load that a site file names. If broken: a file without its licence."""
    text = NOTE.read_text("utf-8")
    named = {path.name for path in EXAMPLES.glob("*.csv")}
    assert {name for name in named if f"`{name}`" in text} == named
    for words in (
        "Copyright (c) 2023 Energy Efficient Cities Initiative, University of Cambridge",
        "The above copyright notice and this permission notice shall be included",
        "10.5281/zenodo.10955332",
        "Langtry and Choudhary 2024",
    ):
        assert words in text
    for path in EXAMPLES.glob("*.csv"):
        assert path.stat().st_size < 5_000_000


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.yaml")))
def test_every_example_reads_and_its_files_are_there(name: str) -> None:
    """Proves: a shipped site file and what it names are shipped together. If broken: the first try of a user is exit 3."""
    site = load_site(EXAMPLES / name)
    for load in (site.demand, site.heat_demand):
        if load is not None and load.file is not None:
            assert (EXAMPLES / load.file).is_file()
            assert load.replay == int(load.file.split("-")[3].removesuffix(".csv"))


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.yaml")))
def test_no_example_but_the_named_is_made_up(name: str) -> None:
    """Proves: loads are real, or flat in an example that says legacy, retail contract or worked bill.

    If broken: a shape that gbflex drew passes for a building.
    """
    site = load_site(EXAMPLES / name)
    loads = [load for load in (site.demand, site.heat_demand) if load is not None]
    flat = {"legacy-battery.yaml", "legacy-chp.yaml", "retail-contract.yaml", "worked-bill.yaml"}
    for load in loads:
        assert load.mean_mw is None
        assert (load.constant_mw is not None) == (name in flat)
