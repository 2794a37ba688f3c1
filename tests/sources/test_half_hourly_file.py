"""Files of prices and energy: what is read, what is refused, and with which words."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from gbflex.errors import BrokenFile
from gbflex.periods import Periods
from gbflex.sources.half_hours.file import HalfHourlyFileReader

DAY = Periods.between("2025-03-30", "2025-03-30")


def rows(periods: Periods = DAY, price: str = "50.5") -> list[str]:
    return [
        f"{day},{number},{price}"
        for day, number in zip(periods.settlement_date, periods.settlement_period, strict=True)
    ]


def write(
    path: Path, lines: list[str], header: str = "settlement_date,settlement_period,price_gbp_per_mwh"
) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def read(path: Path, periods: Periods = DAY, quantity: str = "price") -> np.ndarray:
    return HalfHourlyFileReader().read(path, quantity, periods).values


def test_dates_and_periods(tmp_path: Path) -> None:
    """Proves: 46 rows fill a 46-period day. If broken: two are missing."""
    assert read(write(tmp_path / "p.csv", rows())).tolist() == [50.5] * 46


def test_start_times_in_utc_with_and_without_a_zone(tmp_path: Path) -> None:
    """Proves: start_time is UTC. If broken: summer half-hours are an hour out."""
    day = Periods.between("2025-07-01", "2025-07-01")
    for suffix in ("Z", "", "+00:00"):
        lines = [f"{start}{suffix},{i}" for i, start in enumerate(day.start_time)]
        path = write(tmp_path / "p.csv", lines, "start_time,price_gbp_per_mwh")
        assert read(path, day).tolist() == list(range(48))


def test_an_offset_is_honoured(tmp_path: Path) -> None:
    """Proves: +01:00 is converted. If broken: it is read as UTC."""
    day = Periods.between("2025-07-01", "2025-07-01")
    lines = [f"2025-07-01T{i // 2:02d}:{i % 2 * 30:02d}:00+01:00,{i}" for i in range(48)]
    assert read(write(tmp_path / "p.csv", lines, "start_time,price_gbp_per_mwh"), day).tolist() == list(range(48))


def test_parquet_and_other_spans(tmp_path: Path) -> None:
    """Proves: rows outside the span are not asked for; gaps stay NaN. If broken: they wrap or are filled."""
    axis = Periods.between("2025-03-29", "2025-03-31")
    frame = pl.DataFrame(
        {
            "settlement_date": axis.settlement_date,
            "settlement_period": axis.settlement_period,
            "price_gbp_per_mwh": np.arange(len(axis), dtype=float),
        }
    )
    frame.filter(pl.col("price_gbp_per_mwh") != 50).write_parquet(tmp_path / "p.parquet")
    values = read(tmp_path / "p.parquet")
    assert np.isnan(values[2])
    assert values[[0, 1, 3]].tolist() == [48.0, 49.0, 51.0]


@pytest.mark.parametrize(
    ("header", "line", "value"),
    [
        ("Settlement Date,Settlement Period,System Sell Price(GBP/MWh),System Buy Price(GBP/MWh)", "7.5,7.5", 7.5),
        ("settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume", "7.5,7.5,1", 7.5),
        ("settlementDate,settlementPeriod,dataProvider,price,volume", "APXMIDP,7.5,10", 7.5),
    ],
)
def test_official_exports(tmp_path: Path, header: str, line: str, value: float) -> None:
    """Proves: Elexon's own column names import as they are. If broken: users rename columns by hand."""
    lines = [f"{row.rsplit(',', 1)[0]},{line}" for row in rows()]
    assert read(write(tmp_path / "p.csv", lines, header)).tolist() == [value] * 46


def test_market_index_is_weighted_and_zero_volume_is_no_price(tmp_path: Path) -> None:
    """Proves: (50 x 30 + 60 x 10) / 40 = 52.50, and no volume is no price. If broken: 55, 27.50 or 0."""
    header = "Settlement Date,Settlement Period,Market Index Data Provider Id,Market Index Volume (MWh),Market Index Price (GBP/MWh)"
    lines = [
        "2025-03-30,1,APXMIDP,30,50",
        "2025-03-30,1,N2EXMIDP,10,60",
        "2025-03-30,2,APXMIDP,0,0",
        "2025-03-30,3,APXMIDP,5,70",
        "2025-03-30,3,N2EXMIDP,0,0",
    ]
    values = read(write(tmp_path / "p.csv", lines, header))
    assert values[[0, 2]].tolist() == [52.5, 70.0]
    assert np.isnan(values[1])


@pytest.mark.parametrize("quantity", ["demand", "heat", "generation"])
@pytest.mark.parametrize(("unit", "expected"), [("mwh", 2.0), ("kwh", 0.002), ("mw", 1.0), ("kw", 0.001)])
def test_units_of_energy(tmp_path: Path, quantity: str, unit: str, expected: float) -> None:
    """Proves: the column's unit is converted once. If broken: MW are taken for MWh."""
    path = write(tmp_path / "d.csv", rows(price="2"), f"settlement_date,settlement_period,{quantity}_{unit}")
    assert read(path, quantity=quantity).tolist() == pytest.approx([expected] * 46)
    found = HalfHourlyFileReader().read(path, quantity, DAY)
    assert (found.unit, found.quality) == ("MWh", "actual")


@pytest.mark.parametrize("quantity", ["demand", "heat", "generation"])
@pytest.mark.parametrize(("unit", "value"), [("mwh", "-0.001"), ("mwh", "5000.1"), ("kw", "1e9"), ("mw", "nan")])
def test_energy_that_cannot_be_is_refused_with_its_row(
    tmp_path: Path, quantity: str, unit: str, value: str
) -> None:
    """Proves: negative and implausible energy is refused. If broken: an inverter's night draw is negative sun."""
    lines = [*rows(price="1")[:3], *rows(price=value)[3:4]]
    path = write(tmp_path / "d.csv", lines, f"settlement_date,settlement_period,{quantity}_{unit}")
    with pytest.raises(BrokenFile, match=rf"1 values of {quantity}_{unit} cannot be true.*row 5.*0 to 5000 MWh"):
        read(path, quantity=quantity)


def test_two_columns_of_one_quantity_are_refused_and_two_quantities_are_not(tmp_path: Path) -> None:
    """Proves: heat_mwh beside heat_kw is one too many, beside demand_mwh it is not. If broken: the first one counts."""
    path = write(tmp_path / "d.csv", ["2025-03-30,1,1,2"], "settlement_date,settlement_period,heat_mwh,heat_kw")
    with pytest.raises(BrokenFile, match=r"several heat columns.*heat_mwh, heat_kw"):
        read(path, quantity="heat")
    path = write(tmp_path / "d.csv", ["2025-03-30,1,1,2"], "settlement_date,settlement_period,heat_mwh,demand_mwh")
    assert (read(path, quantity="heat")[0], read(path, quantity="demand")[0]) == (1.0, 2.0)


def with_row(position: int, text: str) -> list[str]:
    return [*rows()[:position], text, *rows()[position:]]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (with_row(3, "2025-03-30,3,50"), r"stand twice: 2025-03-30 period 3.*row 5"),
        (
            [*rows(), "2025-03-30,47,50", "2025-03-30,48,50"],
            r"2 half-hours do not exist: 2025-03-30 period 47.*46 periods",
        ),
        (with_row(0, "2025-03-30,0,50"), "do not exist"),
        (["2025-03-30,1,5050505"], "cannot be true.*row 2.*unit"),
        (["2025-03-30,1,abc"], "cannot be read"),
        (["2025-03-30,1,"], "cannot be read"),
        (["2025-03-30,1,NaN"], "cannot be true"),
        (["2025-03-30,1,inf"], "cannot be true"),
        (["30/03/2025,1,50"], "cannot be read|holds no dates"),
        (["2025-03-30,one,50"], "cannot be read"),
    ],
)
def test_rows_that_cannot_be_are_refused_with_their_row(tmp_path: Path, lines: list[str], message: str) -> None:
    """Proves: nothing is dropped in silence. If broken: a duplicate overwrites, a 47th period slides to the next day."""
    with pytest.raises(BrokenFile, match=message):
        read(write(tmp_path / "p.csv", lines))


def test_an_unknown_layout_lists_its_columns(tmp_path: Path) -> None:
    """Proves: the reader says what it found. If broken: KeyError."""
    with pytest.raises(BrokenFile, match=r"day, hh, gbp.*price_gbp_per_mwh"):
        read(write(tmp_path / "p.csv", ["2025-03-30,1,50"], "day,hh,gbp"))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"PAR1garbage", gzip.compress(b"a,b\n1,2\n", mtime=0)[:-5]]
)
@pytest.mark.parametrize("name", ["p.csv", "p.parquet", "p.csv.gz"])
def test_damaged_files_are_refused(tmp_path: Path, content: bytes, name: str) -> None:
    """Proves: any bytes give one message. If broken: a parser's traceback."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BrokenFile):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Proves: the path is named. If broken: FileNotFoundError."""
    with pytest.raises(BrokenFile, match="nowhere"):
        read(tmp_path / "nowhere.csv")


def test_a_byte_order_mark_crlf_and_other_column_order(tmp_path: Path) -> None:
    """Proves: what Excel writes is read. If broken: the first column has a hidden name."""
    lines = ["price_gbp_per_mwh,settlement_period,settlement_date", *(f"50,{n},2025-03-30" for n in range(1, 47))]
    (tmp_path / "p.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    assert read(tmp_path / "p.csv").tolist() == [50.0] * 46


def test_an_off_grid_start_time_is_refused(tmp_path: Path) -> None:
    """Proves: 00:15 is no half-hour. If broken: it is rounded."""
    with pytest.raises(BrokenFile, match="does not begin a half-hour"):
        read(write(tmp_path / "p.csv", ["2025-03-30T00:15:00Z,50"], "start_time,price_gbp_per_mwh"))
