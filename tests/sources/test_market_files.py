"""Files that publishers hand out themselves: Elexon's CSV and National Gas's download."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gbflex.errors import BrokenFile
from gbflex.sources.registry import dataset_named

SAP = b"""Applicable At,Applicable For,Data Item,Value,Generated Time,Quality Indicator
28/07/2025 23:03:07,28/07/2025,"SAP, Actual Day",2.6100,29/07/2025 09:45:05,
27/01/2025 23:01:22,27/01/2025,"SAP, Actual Day",2.5200,28/01/2025 09:45:04,
"""

FUELHH = b"""Dataset,PublishTime,StartTime,SettlementDate,SettlementPeriod,FuelType,Generation
FUELHH,2024-10-27T01:30:00Z,2024-10-27T01:00:00Z,2024-10-27,5,CCGT,4100
FUELHH,2024-10-27T02:00:00Z,2024-10-27T01:30:00Z,2024-10-27,6,CCGT,4200
FUELHH,2024-10-28T00:00:00Z,2024-10-27T23:30:00Z,2024-10-27,50,CCGT,4300
"""


def test_national_gas_download_is_day_first_on_the_london_clock() -> None:
    """Proves: 09:45 is 08:45 UTC in July and 09:45 UTC in January. If broken: refused, or an hour early in winter."""
    parsed = dataset_named("gas.sap").parse(SAP, file="sap.csv")
    assert sorted(parsed.frame.rows()) == [
        (date(2025, 1, 27), 2.52, datetime(2025, 1, 28, 9, 45, 4, tzinfo=UTC)),
        (date(2025, 7, 28), 2.61, datetime(2025, 7, 29, 8, 45, 5, tzinfo=UTC)),
    ]
    assert parsed.drift.added == ()


@pytest.mark.parametrize("day", ["05/07/2025", "13/07/2025"])
def test_national_gas_dates_are_never_month_first(day: str) -> None:
    """Proves: 05/07 is 5 July. If broken: 7 May, or two readings in one file."""
    parsed = dataset_named("gas.sap").parse(SAP.replace(b"28/07/2025,", day.encode() + b","), file="sap.csv")
    assert date(2025, 7, int(day[:2])) in parsed.frame["gas_day"].to_list()


def test_the_later_publication_of_a_gas_day_is_another_version() -> None:
    """Proves: two values of a gas day with two times of making are two rows. If broken: a contradiction set aside."""
    again = b'28/07/2025 23:03:07,28/07/2025,"SAP, Actual Day",2.7,30/07/2025 09:45:05,\n'
    parsed = dataset_named("gas.sap").parse(SAP + again, file="sap.csv")
    of_day = parsed.frame.filter(parsed.frame["gas_day"] == date(2025, 7, 28))
    assert sorted(of_day["system_average_price_p_per_kwh"]) == [2.61, 2.7]


def test_other_items_of_the_download_are_no_price() -> None:
    """Proves: a calorific value beside SAP is counted and left out, alone it is refused by name. If broken: 39.3 p/kWh."""
    heat = b'30/07/2025 10:30:23,29/07/2025,"Calorific Value, LDZ(SC)",39.3,30/07/2025 10:32:01,\n'
    parsed = dataset_named("gas.sap").parse(SAP + heat, file="sap.csv")
    assert (len(parsed.frame), parsed.other_rows) == (2, 1)
    header = SAP.splitlines(keepends=True)[0]
    with pytest.raises(BrokenFile, match=r"none says 'SAP, Actual Day'.*Calorific Value, LDZ\(SC\)"):
        dataset_named("gas.sap").parse(header + heat, file="cv.csv")


def test_elexon_csv_of_the_long_day() -> None:
    """Proves: periods 5, 6 and 50 of 2024-10-27 at 01:00, 01:30 and 23:30 UTC. If broken: refused for its capitals."""
    frame = dataset_named("elexon.fuelhh").parse(FUELHH, file="fuelhh.csv").frame
    assert frame.select("settlement_period", "start_time", "generation_mw").rows() == [
        (5, datetime(2024, 10, 27, 1, tzinfo=UTC), 4100.0),
        (6, datetime(2024, 10, 27, 1, 30, tzinfo=UTC), 4200.0),
        (50, datetime(2024, 10, 27, 23, 30, tzinfo=UTC), 4300.0),
    ]


def test_elexon_csv_of_another_dataset_is_refused() -> None:
    """Proves: the column Dataset is read in capitals too. If broken: another dataset's rows under this name."""
    with pytest.raises(BrokenFile, match="dataset says 'FUELINST'"):
        dataset_named("elexon.fuelhh").parse(FUELHH.replace(b"FUELHH,2", b"FUELINST,2"), file="fuelinst.csv")


def test_a_row_that_is_cut_off_is_no_row() -> None:
    """Proves: 43 for 4300.5 at the end of a file is refused, as is a row that lost a cell. If broken: 43 MW, or a price under another name."""
    whole = FUELHH.replace(b"CCGT,4300", b"CCGT,4300.5").replace(b"Dataset,", b"").replace(b"FUELHH,", b"")
    fuelhh = dataset_named("elexon.fuelhh")
    assert fuelhh.parse(whole, file="f.csv").frame["generation_mw"].max() == 4300.5
    header = whole.replace(b"Generation\n", b"Generation,Note\n")
    with pytest.raises(BrokenFile, match=r"a row has 6 cells and the header 7.*row 2"):
        fuelhh.parse(header, file="f.csv")
    with pytest.raises(BrokenFile, match=r"a row has 5 cells and the header 6.*row 3"):
        fuelhh.parse(whole.replace(b"2024-10-27,6,", b"6,"), file="f.csv")
    quoted = whole.replace(b",CCGT,4200", b',"CC,GT",4200').replace(b"2024-10-27,50,", b"50,")
    with pytest.raises(BrokenFile, match=r"row 4"):
        fuelhh.parse(quoted, file="f.csv")


@pytest.mark.parametrize(
    ("name", "whole", "less"),
    [
        ("elexon.fuelhh", "2024-10-27,5,", "2024-1-27,5,"),
        ("elexon.fuelhh", "2024-10-27T01:00:00Z", "2024-10-27T1:00:00Z"),
        ("gas.sap", "28/07/2025,", "8/07/2025,"),
        ("gas.sap", "29/07/2025 09:45:05", "9/07/2025 09:45:05"),
    ],
)
def test_a_date_or_time_that_lost_a_digit_is_refused(name: str, whole: str, less: str) -> None:
    """Proves: publishers write two digits; one alone is not completed. If broken: 8 July for 28 July, 02:30 for 22:30."""
    text = FUELHH if name == "elexon.fuelhh" else SAP
    with pytest.raises(BrokenFile, match=f"'{less.rstrip(',').split(',')[0]}' cannot be read"):
        dataset_named(name).parse(text.replace(whole.encode(), less.encode()), file="f.csv")


def test_a_row_without_its_date_has_that_of_its_times() -> None:
    """Proves: one empty settlement date among others is worked out as where all are. If broken: a traceback."""
    content = b"""settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,bmUnit
,3,20240513000000,20240513003000,1,1,T_A-1
2024-05-13,4,20240513003000,20240513010000,2,2,T_A-1
2024-05-13,5,20240513010000,20240513013000,3,3,T_A-1
"""
    frame = dataset_named("elexon.mils").parse(content, file="m.csv").frame
    assert frame["settlement_period"].to_list() == [3, 4, 5]
    assert frame["settlement_date"].n_unique() == 1
