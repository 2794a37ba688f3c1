"""Pictures: what is drawn is what the answer says, and whoever lacks the library is told how to get it."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gbflex
from gbflex.analysis.answers.plan import PlanAnswer
from gbflex.errors import ConfigurationError, InputError
from gbflex.python.result import Result
from gbflex.python.run_picture import monthly_value

BATTERY: dict[str, Any] = {"power_mw": 2, "energy_capacity_mwh": 4, "round_trip_efficiency": 0.9}
DAYS = 31 + 28
PRICES = ([40.0] * 32 + [160.0] * 8 + [60.0] * 8) * 31 + ([40.0] * 32 + [100.0] * 8 + [60.0] * 8) * 28


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """January at 160 in the evening, February at 100."""
    site = gbflex.Site.from_battery(**BATTERY, prices=PRICES, start="2025-01-01")
    return gbflex.run(site, out=tmp_path_factory.mktemp("runs") / "run")


def texts(figure: Any) -> str:
    return " ".join([figure.get_suptitle(), *(axes.get_ylabel() for axes in figure.axes)])


def test_the_months_add_up_to_the_value(two_months: Any) -> None:
    """Proves: two bars, 31 and 28 hand-worked days, and their sum is `value_gbp`. If broken: a month is not drawn."""
    half = 0.9**0.5
    day = {price: 4 * half * price - 4 / half * 40 for price in (160, 100)}
    months = monthly_value(two_months._read()[0])
    assert months["value_gbp"].to_list() == pytest.approx([31 * day[160], 28 * day[100]])
    figure = two_months.plot()
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == pytest.approx(months["value_gbp"].to_list())
    assert sum(heights) == pytest.approx(two_months["value_gbp"])
    assert "GBP" in texts(figure)


def test_a_day_is_drawn_half_hour_by_half_hour(two_months: Any, tmp_path: Path) -> None:
    """Proves: the bars of a day are its charge and discharge. If broken: another day under this date."""
    figure = two_months.plot(tmp_path / "day.png", day="2025-01-15")
    day = two_months.schedule.filter(pl.col("settlement_date") == pl.date(2025, 1, 15))
    up = [bar.get_height() for bar in figure.axes[1].patches]
    assert up[:48] == day["discharge_mwh"].to_list()
    assert [-height + 0.0 for height in up[48:]] == day["charge_mwh"].to_list()
    assert (tmp_path / "day.png").read_bytes().startswith(b"\x89PNG")
    assert figure._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(InputError, match="the run has no 2024-01-15"):
        two_months.plot(day="2024-01-15")


def test_a_plan_s_picture_has_its_prices() -> None:
    """Proves: steps of the price, a gap where none is known. If broken: nothing is drawn as 0."""
    row = {"settlement_date": "2025-01-15", "charge_mwh": 0.5, "discharge_mwh": 0.0, "state_of_charge_mwh": 0.5}
    rows = [
        {**row, "start_time": f"2025-01-15T0{n}:00:00Z", "charge_price_gbp_per_mwh": price}
        for n, price in enumerate((90.0, None, 110.0))
    ]
    figure = Result(PlanAnswer, {"site": "x", "periods": rows, "gain_gbp": 1.0}).plot()
    drawn = figure.axes[0].lines[0].get_ydata()
    assert [None if value != value else value for value in drawn] == [90.0, None, 110.0, 110.0]  # noqa: PLR0124 (NaN)


def test_a_file_that_cannot_be_written_is_said(two_months: Any, tmp_path: Path) -> None:
    """Proves: kind and place are named. If broken: matplotlib's own error."""
    with pytest.raises(InputError, match=r"\.png, \.svg, \.pdf"):
        two_months.plot(tmp_path / "day.docx")
    with pytest.raises(InputError, match="cannot be written"):
        two_months.plot(tmp_path / "nowhere" / "day.svg")
    with pytest.raises(InputError, match="is not a path"):
        two_months.plot(7)


def test_an_answer_without_a_picture_says_so() -> None:
    """Proves: what has nothing to draw is an InputError. If broken: an empty picture."""
    with pytest.raises(InputError, match="nothing to draw"):
        gbflex.lookup(mpan="1400000123450").plot()
    with pytest.raises(InputError, match="no table"):
        _ = gbflex.doctor().table("lines")


def test_without_matplotlib_the_error_says_how_to_get_it(two_months: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the extra is named. If broken: a ModuleNotFoundError in somebody's first minute."""
    for name in [
        name for name in sys.modules if name.partition(".")[0] == "matplotlib" or name == "gbflex.python.figure"
    ]:
        monkeypatch.delitem(sys.modules, name)
    find = builtins.__import__

    def absent(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib")
        return find(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ConfigurationError, match="pip install matplotlib"):
        two_months.plot()
