"""A directory of postcodes: which rows count, and what it may say in a look-up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex.analysis.site.lookup import lookup_meter
from gbflex.errors import BrokenFile
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.sources.postcodes import read_postcodes
from tests.record.test_intake import DATA, SHARED

ONS = """pcd,pcd2,pcds,dointr,doterm,lat,long
"B1  1AA","B1   1AA","B1 1AA",198001,,52.4780,-1.9030
"B1  1AB","B1   1AB","B1 1AB",198001,,52.4782,-1.9032
"B1  1AC","B1   1AC","B1 1AC",198001,199606,52.9000,-1.9030
"BH1 1AA","BH1  1AA","BH1 1AA",198001,,50.7200,-1.8800
"JE2 3AB","JE2  3AB","JE2 3AB",198001,,99.999999,0.000000
"""


def written(folder: Path, text: str) -> Path:
    (folder / "onspd.csv").write_text(text, "utf-8")
    return folder / "onspd.csv"


def test_rows_that_count(tmp_path: Path) -> None:
    """Proves: two postcodes in a cell are one place; one that ended and one without a place do not count.

    If broken: B1 reaches 52.9 degrees north, or Jersey lies in the Arctic.
    """
    found = read_postcodes(written(tmp_path, ONS))
    assert (found.postcodes, found.left_out) == (3, 2)
    assert found.places == {"B1": [(52.4781, -1.9031, 2)], "BH1": [(50.72, -1.88, 1)]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace(",lat,", ",oseast1m,"), "no column of the latitude.*pcds, lat, long"),
        (lambda text: text.replace('"BH1 1AA"', '"nowhere"'), "'NOWHERE' is no postcode.*row 5"),
        (lambda text: text.replace(",52.4", ",4.4").replace(",50.7", ",5.7"), "no place in the British Isles"),
        (lambda text: text.splitlines()[0] + "\n", "an empty table is no postcode"),
    ],
)
def test_what_is_no_directory_is_refused(tmp_path: Path, change: Callable[[str], str], message: str) -> None:
    """Proves: eastings, other text, places in the sea, nothing: refused with the row. If broken: hints from nowhere."""
    with pytest.raises(BrokenFile, match=message):
        read_postcodes(written(tmp_path, change(ONS)))


def test_a_directory_hints_and_never_decides() -> None:
    """Proves: what the directory says comes first and settles nothing; an MPAN that it allows is no contradiction.

    If broken: a licence area from a postcode alone.
    """
    places = {"B1": [(52.4781, -1.9031, 2)], "SY1": [(52.4781, -1.9031, 7)], "CM1": [(52.4781, -1.9031, 1)]}
    found = lookup_meter(SHIPPED_DUOS, postcode="SY1 1AA", places=places)
    assert found["licence_area"] is None
    assert [(row["licence_area"], row["from"]) for row in found["candidates"]][:2] == [
        ("14", "imported postcodes"),
        ("13", "postcode"),
    ]
    assert any("7 in area 14; a hint only" in text for text in found["warnings"])
    assert lookup_meter(SHIPPED_DUOS, mpan="14", postcode="CM1 1AA", places=places)["conflict"] in (None, "")
    assert lookup_meter(SHIPPED_DUOS, mpan="14", postcode="CM1 1AA")["conflict"]


@SHARED
def test_the_map_agrees_with_a_directory_of_outward_codes() -> None:
    """Proves: of every 40th of 2,951 outward codes the map gives the listed area. If broken: a latitude for a longitude."""
    file = DATA / "geo" / "outcode_centroids_with_dno.csv"
    places = read_postcodes(file).places
    listed = pl.read_csv(file, infer_schema=False).gather_every(40)
    for code, area in listed.select("outcode", "dno_id").iter_rows():
        hinted = [
            row["licence_area"]
            for row in lookup_meter(SHIPPED_DUOS, postcode=code, places=places)["candidates"]
            if row["from"] == "imported postcodes"
        ]
        assert (area in hinted) if area else not hinted, code
