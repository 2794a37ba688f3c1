"""Parts of a run's page by hand: hours of the bands, tables as CSV, words, modes beside each other."""

from __future__ import annotations

import base64
import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gbflex.api import runs
from gbflex.periods import Periods
from gbflex.reports.band_hours import band_hours, band_strips
from gbflex.reports.bars import Measured, bars_of
from gbflex.reports.csv_link import csv_link, csv_of
from gbflex.reports.page_model import LineAmount
from gbflex.reports.render import render
from gbflex.reports.run_report import page_model
from gbflex.reports.table_layouts import table_of
from gbflex.reports.term_links import TermLinks
from gbflex.store.run_folder import read_run

NO_COST: Any = {"lines": [], "bands": [], "ppa_price_gbp_per_mwh": None}
EXAMPLE = Path(__file__).parents[2] / "examples" / "legacy-battery.yaml"


def _schedule(first: str, last: str, red_on: Any) -> pl.DataFrame:
    """Red from 16:00 to 19:00 on the dates that `red_on` takes, green else."""
    periods = Periods.between(first, last)
    frame = pl.DataFrame(
        {
            "start_time": pl.Series(periods.start_time.astype("datetime64[us]")).dt.replace_time_zone("UTC"),
            "settlement_date": pl.Series(periods.settlement_date.astype("datetime64[D]")),
            "local_offset_minutes": periods.local_offset_minutes,
        }
    )
    clock = pl.col("start_time").dt.replace_time_zone(None) + pl.duration(minutes=pl.col("local_offset_minutes"))
    hour = frame.select(clock.dt.hour().alias("hour"))["hour"]
    days = frame["settlement_date"]
    red = [bool(16 <= at < 19 and red_on(day)) for at, day in zip(hour, days, strict=True)]
    return frame.with_columns(pl.Series("duos_band", ["red" if one else "green" for one in red]))


def test_hours_are_of_the_clock_on_either_side_of_its_changes() -> None:
    """Proves: 16:00 to 19:00 in winter, on the day of 50 half-hours and in summer. If broken: 15:00 to 18:00 in summer."""
    rows = band_hours(_schedule("2024-10-21", "2024-11-03", lambda day: day.weekday() < 5), NO_COST)
    assert [(row["band"], row["when"]) for row in rows] == [
        ("green", "Mon to Fri: 00:00 to 16:00, 19:00 to 24:00; Sat, Sun: 00:00 to 24:00"),
        ("red", "Mon to Fri: 16:00 to 19:00"),
    ]
    assert [row["half_hours"] for row in rows] == [14 * 48 + 2 - 60, 60]


def test_a_bank_holiday_is_counted_and_does_not_make_mondays_green() -> None:
    """Proves: Easter Monday is one other date beside Sat and Sun. If broken: green on every Monday, or red on it."""
    monday = date(2024, 4, 1)
    schedule = _schedule("2024-03-18", "2024-04-14", lambda day: day.weekday() < 5 and day != monday)
    (green, red) = band_hours(schedule, NO_COST)
    assert green["when"].endswith("Sat, Sun and 1 other date: 00:00 to 24:00")
    assert red["when"] == "Mon to Fri: 16:00 to 19:00"


def test_hours_that_change_within_the_span_say_their_dates() -> None:
    """Proves: red from 1 to 14 April alone has its dates. If broken: it reads as if it held over the whole span."""
    (_, red) = band_hours(_schedule("2024-04-01", "2024-04-28", lambda day: day < date(2024, 4, 15)), NO_COST)
    assert red["when"] == "every day, 2024-04-01 to 2024-04-14: 16:00 to 19:00"


def test_strips_fill_the_day() -> None:
    """Proves: 16, 3 and 5 hours are 66.7, 12.5 and 20.8 % of a day. If broken: bands stand under the wrong hour."""
    (strip,) = band_strips(_schedule("2024-04-01", "2024-04-07", lambda _: True))
    assert [round(part["percent"], 1) for part in strip["parts"]] == [66.7, 12.5, 20.8]


TABLE = table_of("difference", "Difference by line", LineAmount)


def test_a_table_as_csv_has_every_digit_and_runs_nothing() -> None:
    """Proves: text that a spreadsheet would run begins with an apostrophe; figures keep their digits, none is empty.

    If broken: =HYPERLINK(...) runs where the file is opened, or 1/3 reads 0.33.
    """
    rows = [{"label": "=1+1", "gbp": 1 / 3}, {"label": 'a,"b"', "gbp": None}, {"label": "-x", "gbp": -2}]
    assert csv_of(TABLE, rows).decode() == ('label,gbp\n\'=1+1,0.3333333333333333\n"a,""b""",\n\'-x,-2.0\n')
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]*)"', csv_link(TABLE, rows))
    assert found is not None
    assert base64.b64decode(found.group(1)) == csv_of(TABLE, rows)


def test_only_the_first_use_of_a_word_is_linked_and_text_stays_text() -> None:
    """Proves: DUoS is linked once, a name's markup is escaped, and an id alone is no use. If broken: 60 links a table."""
    links = TermLinks()
    assert links.link("DUoS <b> and DUoS") == ('<a class="term" href="#term-duos">DUoS</a> &lt;b&gt; and DUoS')
    assert links.link("DUoS again") == "DUoS again"
    assert [word.name for word in links.words()] == ["DUoS"]


def test_bars_share_one_scale() -> None:
    """Proves: 50 of a ceiling of 200 is a quarter, and a loss is marked. If broken: bars of a page do not compare."""
    first, second = bars_of([Measured("a", 50.0, 200.0), Measured("b", -100.0)])
    assert (first["percent"], first["ceiling"], first["negative"]) == (25.0, 100.0, False)
    assert (second["percent"], second["negative"], second["text"]) == (50.0, True, "-100.00 GBP")


@pytest.fixture(scope="module")
def three_modes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GBFLEX_HOME", str(folder / "home"))
        runs.run(EXAMPLE, "2025-01-06", "2025-01-08", mode=["perfect", "rolling", "naive"], out=folder / "three")
    return folder / "three"


def test_the_page_of_several_modes_is_headed_by_the_best_achievable(three_modes: Path) -> None:
    """Proves: tiles, charts and verdict are of one achievable mode, and all three are beside it.

    If broken: the figures under the verdict are those of perfect foresight, which nobody has.
    """
    tables = [read_run(three_modes / mode) for mode in ("perfect", "rolling", "naive")]
    page = page_model(tables[0], tables[1:])
    values = {run.summary["mode"]: run.summary["value_gbp"] or 0.0 for run in tables}
    best = max(("rolling", "naive"), key=lambda mode: values[mode])
    assert page["tiles"][0]["value"] == f"£{values[best]:,.0f}"
    assert [bar["label"] for bar in page["mode_bars"] if bar["best"]] == [best]
    assert [one["mode"] for one in page["modes"]] == ["perfect", "rolling", "naive"]
    for one, run in zip(page["modes"], tables, strict=True):
        moved_mwh = sum(one["power_mw"]) / 2
        assert moved_mwh == pytest.approx(run.summary["discharge_mwh"] - run.summary["charge_mwh"], abs=0.05)
    assert page_model(tables[1])["mode_bars"] == page_model(tables[1])["modes"] == []


def test_every_table_has_its_csv_and_every_link_its_place(three_modes: Path) -> None:
    """Proves: as many CSV links as tables, and no link leads nowhere. If broken: a table that nobody can take along."""
    html = render(page_model(read_run(three_modes / "rolling")))
    assert html.count("<table") == html.count('class="csv"') > 10
    anchors = set(re.findall(r'href="#([^"]+)"', html))
    assert anchors <= set(re.findall(r' id="([^"]+)"', html))
    assert {"words", "sizes-title", "bands-title", "term-duos"} <= anchors


def test_cautions_are_folded_with_what_moves_money_first(three_modes: Path) -> None:
    """Proves: what moves money stands before the rest, and both are folded. If broken: a wall of notes above the figures."""
    page = page_model(read_run(three_modes / "rolling"))
    weights = [notice["moves_money"] for notice in page["notices"]]
    assert weights == sorted(weights, reverse=True)
    assert weights[0]
    assert '<details class="cautions money">' in render(page)


def test_bands_of_a_run_cover_its_half_hours(three_modes: Path) -> None:
    """Proves: the run's own bands are three rows whose half-hours are all of the span. If broken: a band is missing."""
    rows = page_model(read_run(three_modes / "rolling"))["band_hours"]
    assert sum(row["half_hours"] for row in rows) == 3 * 48
    assert all(row["import_price_gbp_per_mwh"] for row in rows)
