"""Daily gas prices from a file, and from the shipped sample, on a half-hourly axis."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gbflex.bootstrap import shipped_ports
from gbflex.errors import BrokenFile
from gbflex.periods import Periods
from gbflex.sources.half_hours.file import HalfHourlyFileReader

DAYS = Periods.between("2024-06-03", "2024-06-04")


def written(folder: Path, text: str) -> Path:
    path = folder / "gas.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_gas_day_begins_at_five_in_the_morning(tmp_path: Path) -> None:
    """Proves: ten half-hours after midnight belong to the day before. If broken: each night burns tomorrow's gas."""
    path = written(tmp_path, "gas_day,price_p_per_kwh\n2024-06-02,3.0\n2024-06-03,2.0\n2024-06-04,4.0\n")
    found = HalfHourlyFileReader().read_gas(path, DAYS)
    assert found.values.tolist() == [30.0] * 10 + [20.0] * 48 + [40.0] * 38
    assert found.unit == "GBP/MWh"


def test_the_clock_changes_move_the_gas_day_with_london(tmp_path: Path) -> None:
    """Proves: in March the night before 05:00 has 8 half-hours. If broken: an hour of gas has the wrong price."""
    spring = Periods.between("2024-03-31", "2024-03-31")
    path = written(tmp_path, "gas_day,price_gbp_per_mwh\n2024-03-30,30\n2024-03-31,20\n")
    assert HalfHourlyFileReader().read_gas(path, spring).values.tolist() == [30.0] * 8 + [20.0] * 38
    autumn = Periods.between("2024-10-27", "2024-10-27")
    path = written(tmp_path, "gas_day,price_gbp_per_mwh\n2024-10-27,20\n")
    assert np.isnan(HalfHourlyFileReader().read_gas(path, autumn).values).sum() == 12


def test_a_half_hourly_file_is_taken_too(tmp_path: Path) -> None:
    """Proves: within-day prices can be used. If broken: only daily ones."""
    rows = "".join(f"2024-06-03,{period},{period}\n" for period in range(1, 49))
    path = written(tmp_path, "settlement_date,settlement_period,price_gbp_per_mwh\n" + rows)
    assert HalfHourlyFileReader().read_gas(path, DAYS).values[:3].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gas_day,price\n2024-06-03,30\n", "needs one price column"),
        ("gas_day,price_gbp_per_mwh,price_p_per_kwh\n2024-06-03,30,3\n", "needs one price column"),
        ("gas_day,price_gbp_per_mwh\n2024-06-03,30\n2024-06-03,31\n", "gas day 2024-06-03 stands twice"),
        ("gas_day,price_p_per_kwh\n2024-06-03,302\n", "implausible, the first is 3020 GBP/MWh"),
        ("gas_day,price_gbp_per_mwh\n2024-06-03,\n", "price_gbp_per_mwh"),
        ("gas_day,price_gbp_per_mwh\n03/06/2024,30\n", "gas_day"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(tmp_path: Path, text: str, message: str) -> None:
    """Proves: a unit slip, a day twice and a hole are named. If broken: a year at ten times the price."""
    with pytest.raises(BrokenFile, match=message):
        HalfHourlyFileReader().read_gas(written(tmp_path, text), DAYS)


def test_the_sample_holds_the_gas_of_all_its_half_hours() -> None:
    """Proves: 2.5549 and 2.4216 p/kWh, as published; nothing beyond. If broken: the example has no gas."""
    market = shipped_ports().market_data
    first = market.gas_price(Periods.between("2024-01-01", "2024-01-01")).values
    assert first[9] == pytest.approx(25.549)
    assert first[10] == pytest.approx(24.216)
    assert not np.isnan(market.gas_price(Periods.between("2024-01-01", "2025-03-31")).values).any()
    assert np.isnan(market.gas_price(Periods.between("2025-04-02", "2025-04-02")).values).all()
