"""Files that people bring, one of each kind: read right, or refused with the sentence that says what to do."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest

import gbflex
from gbflex.errors import BrokenFile, GbflexError, InputError

SHARED = Path(os.environ.get("GBFLEX_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
CASES = SHARED.parent / "field-cases" / "loads"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the shared field cases are not here")
PLAIN_KWH = [round(1 + 0.01 * i, 2) for i in range(48)]
LOCAL_START = {"times": "local", "label": "start"}


def test_the_plain_day_adds_up() -> None:
    """Proves: 48 half-hours of 1.00 to 1.47 kWh are 59.28 kWh. If broken: the cases below prove nothing."""
    assert sum(PLAIN_KWH) == pytest.approx(59.28)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("01_sep_line", LOCAL_START),
        ("02_utf16", LOCAL_START),
        ("04_stark_preamble", {"times": "local"}),
        ("05_clock_flag_columns", {"unit": "kwh", "times": "local"}),
        ("07_eon_30_100", {"unit": "kwh", "times": "local"}),
        ("08_interval_1", {"unit": "kwh"}),
        ("09_consumption_hh1", {}),
        ("12_date_with_midnight", {"unit": "kwh", "times": "local"}),
        ("14_settlement_period_rows", {"unit": "kwh"}),
        ("16_date_start_end", {"times": "local"}),
    ],
)
def test_the_plain_day_of_each_layout(name: str, said: dict[str, Any]) -> None:
    """Proves: the same 48 values at the same half-hours. If broken: refused, or half an hour out."""
    rows, report = gbflex.import_load(CASES / f"{name}.csv", **said)
    assert rows["settlement_date"].unique().dt.to_string("%Y-%m-%d").to_list() == ["2024-05-13"]
    assert rows["settlement_period"].to_list() == list(range(1, 49))
    assert (rows["demand_mwh"] * 1000).round(9).to_list() == PLAIN_KWH
    assert (report["complete"], report["first_period"], report["last_period"], report["set_aside"]) == (
        True,
        1,
        48,
        [],
    )


def test_flags_are_counted_and_measured_values_stay_actual() -> None:
    """Proves: 48 flags A, none estimated; the meter is the MPAN. If broken: flags are read as values or lost."""
    for name, said in (("05_clock_flag_columns", {"times": "local"}), ("08_interval_1", {})):
        _, report = gbflex.import_load(CASES / f"{name}.csv", unit="kwh", **said)
        assert (report["flags"], report["estimated"]) == ([{"flag": "A", "values": 48}], 0)
        assert report["meters"] == ["1200000000000"]
    _, report = gbflex.import_load(CASES / "04_stark_preamble.csv", times="local")
    assert (report["quantity"], report["label"], report["meters"]) == ("active import", "end", ["1200000000000"])
    assert report["unit_from"] == "the file"


@pytest.mark.parametrize(
    ("name", "words"),
    [("30_gas_kwh", "holds gas"), ("33_mq_ae", "active export"), ("41_month_first_dates", "19 of 31")],
)
def test_what_is_no_load_is_refused(name: str, words: str) -> None:
    """Proves: gas, export and month-first dates are named. If broken: gas is billed as electricity."""
    with pytest.raises(BrokenFile, match=words):
        gbflex.import_load(CASES / f"{name}.csv", unit="kwh", **LOCAL_START)


def test_watt_hours_are_a_thousandth() -> None:
    """Proves: Wh in the title is Wh. If broken: 59.28 MWh."""
    _, report = gbflex.import_load(CASES / "34_wh_title.csv", label="start")
    assert report["demand_mwh"] == pytest.approx(0.05928)
    with pytest.raises(BrokenFile, match="says wh and --unit says kwh"):
        gbflex.import_load(CASES / "34_wh_title.csv", label="start", unit="kwh")


def test_utc_in_the_title_is_not_overruled() -> None:
    """Proves: 6 MWh from 16:00 to 19:00 local; `--times local` is refused. If broken: the red band an hour out."""
    path = CASES / "36_utc_title.csv"
    rows, report = gbflex.import_load(path, label="start")
    assert report["demand_mwh"] == pytest.approx(6)
    used = rows.filter(rows["demand_mwh"] > 0)
    assert used["settlement_period"].to_list() == list(range(33, 39))
    with pytest.raises(BrokenFile, match="its times are utc and --times says local"):
        gbflex.import_load(path, label="start", times="local")


def test_six_mwh_in_red_are_billed_in_red(tmp_path: Path) -> None:
    """Proves: 16:00 to 19:00 local, all in red of area 11: 6 x 24.31 = 145.86 GBP. If broken: two of twelve half-hours in amber."""
    out = tmp_path / "demand.csv"
    gbflex.import_load(CASES / "36_utc_title.csv", label="start", out=out)
    # A day in UTC begins an hour into the summer day: its first two half-hours are in no file.
    with out.open("a") as demand:
        demand.write("2025-06-04,1,0\n2025-06-04,2,0\n")
    site = {
        "name": "Works",
        "licence_area": 11,
        "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
        "losses": {"line_loss_factor": 1.05},
        "demand": {"file": str(out)},
        "charges": ["duos_unit"],
    }
    lines = [
        line for line in gbflex.bill(site, "2025-06-04", "2025-06-04")["lines"] if line["line"] == "duos_unit"
    ]
    assert sum(line["amount_gbp"] for line in lines) == pytest.approx(-145.86, abs=0.005)
    red = [line for line in lines if line["amount_gbp"]]
    assert [(line["quantity"], line["band"]) for line in red] == [(pytest.approx(6), "red")]


def test_two_meters_are_chosen_or_added() -> None:
    """Proves: 48 kWh, 4,800 kWh, or both. If broken: two meters make one load of two days, unasked."""
    path = CASES / "37_two_meters_other_days.csv"
    with pytest.raises(InputError, match=r"2 meters.*1300000000000 \(2024-05-14 to 2024-05-14\)"):
        gbflex.import_load(path, unit="kwh")
    for said, energy in (
        ({"meter": "1200000000000"}, 0.048),
        ({"meter": "1300000000000"}, 4.8),
        ({"sum_meters": True}, 4.848),
    ):
        assert gbflex.import_load(path, unit="kwh", **said).summary["demand_mwh"] == pytest.approx(energy)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no meter '9'"):
        gbflex.import_load(path, unit="kwh", meter="9")


@pytest.mark.parametrize("name", ["39_numbered48_spring_clock", "39b_numbered48_spring_clock_zeros"])
def test_numbers_of_a_clock_are_known_by_the_spring_day(name: str) -> None:
    """Proves: HH5 (02:00) is period 3, 46 half-hours, 56.35 kWh. If broken: 48, or the day an hour late."""
    rows, report = gbflex.import_load(CASES / f"{name}.csv", unit="kwh")
    spring = rows.filter(rows["settlement_date"].dt.to_string("%Y-%m-%d") == "2024-03-31")
    assert len(spring) == 46
    assert spring["demand_mwh"].sum() * 1000 == pytest.approx(56.35)
    assert spring["demand_mwh"][2] * 1000 == pytest.approx(1.02)
    assert report["times"] == "numbers of a local clock"
    with pytest.raises(BrokenFile, match="--numbered says periods"):
        gbflex.import_load(CASES / f"{name}.csv", unit="kwh", numbered="periods")


def test_no_case_ends_in_a_traceback() -> None:
    """Proves: each file without a word said is read or refused. If broken: a traceback at the door."""
    for path in sorted(CASES.iterdir()):
        with contextlib.suppress(GbflexError):
            gbflex.import_load(path)
