"""Every limit is a row of `gbflex.limits`, is documented, and holds on both sides."""

from __future__ import annotations

import gzip
import io
import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex import limits
from gbflex.assets.battery import Battery
from gbflex.assets.boiler import Boiler
from gbflex.assets.chp import ChpPoint
from gbflex.assets.site_file import parse_site, read_site
from gbflex.errors import BrokenFile, InvalidSite
from gbflex.sources.duos.workbook import read_duos_workbook
from gbflex.sources.half_hours.file import HalfHourlyFileReader
from gbflex.sources.llf.file import read_line_loss_files
from gbflex.sources.loads.declared import Declared
from gbflex.sources.loads.file import read_load
from gbflex.sources.postcodes import read_postcodes
from gbflex.sources.reading.payload import read_payload

BEYOND = r"0\.0099 is below 0\.01; x100 it is 0\.99|0\.005 is below 0\.01; x100 it is 0\.5|greater than or equal to 0\.01|less than or equal to 1"
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "limits.md"


def test_every_limit_stands_on_its_page() -> None:
    """Proves: the page has each limit with its figure. If broken: a limit that nobody can look up."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([0-9.,]+) ", PAGE.read_text("utf-8"), flags=re.MULTILINE))
    shown = {name: float(figure.replace(",", "")) for name, figure in rows.items()}
    held = {name: getattr(limits, name) for name in limits.__all__ if name.isupper()}
    assert shown == {name: value / (limits.MB if name.endswith("BYTES") else 1) for name, value in held.items()}


def test_a_site_file_of_a_megabyte_is_read_and_one_byte_more_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: measured before YAML is parsed. If broken: ten seconds for each megabyte."""
    monkeypatch.setattr(limits, "SITE_FILE_BYTES", 1000)
    path = tmp_path / "site.yaml"
    path.write_text("name: a\nlicence_area: 14\n#".ljust(1000, "x"))
    assert read_site(path).name == "a"
    path.write_text("name: a\nlicence_area: 14\n#".ljust(1001, "x"))
    with pytest.raises(InvalidSite, match="1,001 bytes, and at most 1,000 bytes are read"):
        read_site(path)


@pytest.mark.parametrize(
    ("limit", "read"),
    [
        ("LOAD_FILE_BYTES", lambda path: read_load(path, Declared(), ())),
        ("PRICE_FILE_BYTES", lambda path: HalfHourlyFileReader().read_issued(path)),
        ("WORKBOOK_BYTES", read_duos_workbook),
        ("WHOLE_FILE_BYTES", lambda path: read_line_loss_files([path], area=None)),
        ("WHOLE_FILE_BYTES", read_postcodes),
    ],
)
def test_files_are_measured_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, read: Callable[[Path], object]
) -> None:
    """Proves: each kind of file has its limit. If broken: the memory of this machine is the limit."""
    monkeypatch.setattr(limits, limit, 10)
    path = tmp_path / "file.csv"
    path.write_text("settlement_date,settlement_period,price_gbp_per_mwh\n")
    with pytest.raises(BrokenFile, match="at most 10 bytes are read"):
        read(path)


def test_a_device_that_never_ends_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what has no size is read as far as a file may go. If broken: the memory of this machine is the limit."""
    monkeypatch.setattr(limits, "SITE_FILE_BYTES", 1000)
    with pytest.raises(InvalidSite, match="at most 1,000 bytes are read"):
        read_site(Path("/dev/zero"))


def test_gzip_counts_as_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 1 kB that unpacks to 1 MB is refused where 0.5 MB is the limit. If broken: a bomb."""
    monkeypatch.setattr(limits, "MARKET_FILE_BYTES", 500_000)
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 250_000)
    assert len(packed) < 10_000
    with pytest.raises(BrokenFile, match=r"unpacks to more than 0\.5 MB"):
        list(read_payload(packed, "bomb.csv.gz"))
    monkeypatch.setattr(limits, "PRICE_FILE_BYTES", 500_000)
    (tmp_path / "bomb.csv").write_bytes(packed)
    with pytest.raises(BrokenFile, match=r"unpacks to more than 0\.5 MB"):
        HalfHourlyFileReader().read_issued(tmp_path / "bomb.csv")


@pytest.mark.parametrize("packed", [zlib.compress(b"a,b\n1,2\n"), b"\x28\xb5\x2f\xfd\x04\x00a,b\n"])
def test_what_the_reader_would_unpack_by_itself_is_refused(tmp_path: Path, packed: bytes) -> None:
    """Proves: zlib and zstd, which Polars unpacks unmeasured, are refused by name. If broken: a bomb."""
    (tmp_path / "prices.csv").write_bytes(packed)
    with pytest.raises(BrokenFile, match="the file is packed by z"):
        list(read_payload(packed, "prices.csv"))
    with pytest.raises(BrokenFile, match="the file is packed by z"):
        HalfHourlyFileReader().read_issued(tmp_path / "prices.csv")


def damaged_parquet() -> list[bytes]:
    whole = io.BytesIO()
    pl.DataFrame({"settlement_date": ["2024-06-03"] * 48, "n": range(48), "t": [None, "x"] * 24}).write_parquet(
        whole
    )
    draw, files = random.Random(20_261_201), []
    for _ in range(6):
        content = bytearray(whole.getvalue())
        for _ in range(draw.choice([1, 2, 5])):
            content[draw.randrange(4, len(content) - 4)] = draw.randrange(256)
        files.append(bytes(content))
    return [*files, whole.getvalue()[:-7], b"PAR1" + b"\xff" * 60 + b"PAR1", b"PAR1PAR1"]


def test_damaged_parquet_ends_nothing() -> None:
    """Proves: a damaged file is read or refused. If broken: a panic as exit 1, or an abort that takes us along."""
    refused = 0
    for content in damaged_parquet():
        try:
            list(read_payload(content, "prices.parquet"))
        except BrokenFile as error:
            refused += "the Parquet file is damaged" in str(error)
    assert refused >= 3


@pytest.mark.parametrize("given", [0.01, 1.0])
def test_efficiencies_on_their_limits(given: float) -> None:
    """Proves: 1 and 100 per cent are efficiencies."""
    assert Boiler(type="boiler", heat_mw=1.0, efficiency_gross_cv=given).gross_efficiency == given


@pytest.mark.parametrize("given", [0.0099, 0.005, 0.0, 1.01])
def test_efficiencies_beyond_their_limits(given: float) -> None:
    """Proves: below 0.01 is refused for every asset. and a lost decimal has its other reading. If broken: 0.005 comes back, and is planned."""
    size = {"charge_power_mw": 1.0, "discharge_power_mw": 1.0, "energy_capacity_mwh": 2.0}
    with pytest.raises(ValueError, match=BEYOND):
        Battery(type="battery", name="b", round_trip_efficiency=given, **size)  # type: ignore[arg-type]  # figures
    with pytest.raises(ValueError, match=BEYOND):
        Battery(type="battery", name="b", charge_efficiency=given, discharge_efficiency=0.9, **size)  # type: ignore[arg-type]  # figures
    with pytest.raises(ValueError, match=BEYOND):
        Boiler(type="boiler", heat_mw=1.0, efficiency_gross_cv=given)
    with pytest.raises(ValueError, match=BEYOND):
        ChpPoint(power_mw=1.0, electrical_efficiency_gross_cv=given, heat_efficiency_gross_cv=0.4)


def test_an_efficiency_of_a_site_file_names_its_key() -> None:
    """Proves: the message has the key and the limit. If broken: pydantic's own words."""
    battery = {"type": "battery", "name": "b", "charge_power_mw": 1, "discharge_power_mw": 1}
    site = {
        "name": "a",
        "licence_area": 14,
        "assets": [{**battery, "energy_capacity_mwh": 2, "round_trip_efficiency": 0.005}],
    }
    with pytest.raises(InvalidSite, match=r"round_trip_efficiency.*0\.01"):
        parse_site(site)
