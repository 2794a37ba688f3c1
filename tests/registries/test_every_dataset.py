"""Every dataset, by its registry entry: its documented body is read, and no change of it is silent."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import polars as pl
import pytest

from gbflex.errors import BrokenFile
from gbflex.observations import Parsed
from gbflex.periods import period_count, start_time_of
from gbflex.sources.dataset import Dataset, Evidence, unchanged
from gbflex.sources.reading import groups, payload
from gbflex.sources.reading.layout import Layout
from gbflex.sources.registry import DATASETS
from gbflex.tables import Column

Row = dict[str, Any]
DAY = date(2025, 1, 15)
WORDS = {"side": "offer", "service": "Response", "product": "DCL", "data_provider": "APXMIDP", "fuel_type": "WIND"}
TIME_FORMS = {
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "iso as utc": "%Y-%m-%d %H:%M:%S",
    "compact utc": "%Y%m%d%H%M%S",
    "day first as london": "%d/%m/%Y %H:%M:%S",
}
DATE_FORMS = {"iso": "%Y-%m-%d", "day first": "%d/%m/%Y"}
BY_PERIOD = [one for one in DATASETS if "settlement_period" in one.layouts[0].columns.values()]


def value_of(dataset: Dataset, layout: Layout, column: Column, day: date, period: int) -> Any:
    """A value that could be true."""
    start = start_time_of(day, period)
    instants = {"time_to": start + timedelta(minutes=30), "delivery_end": start + timedelta(hours=4)}
    special: Row = {
        "settlement_date": str(day),
        "gas_day": f"{day:{DATE_FORMS[layout.dates]}}",
        "settlement_period": period,
        "pair_id": 1,
        "transmission_loss_multiplier": 0.99,
        "sequence_number": 1,
        "service": "Quick Reserve" if dataset.name == "neso.reserve_auctions" else "Response",
    }
    if column.name in special:
        return special[column.name]
    if column.kind == "instant":
        return f"{instants.get(column.name, start):{TIME_FORMS[layout.times]}}"
    by_kind: Row = {"integer": 7, "number": 0.5, "flag": True, "text": WORDS.get(column.name, "WORD-1")}
    return by_kind[column.kind]


def columns_of(dataset: Dataset) -> dict[str, Column]:
    known = {column.name: column for column in dataset.table.schema.columns}
    return known | {"published_time": Column("published_time", "instant", "")}


def row_of(dataset: Dataset, layout: Layout, day: date = DAY, period: int = 3) -> Row:
    known = columns_of(dataset)
    values = {name: value_of(dataset, layout, known[ours], day, period) for name, ours in layout.columns.items()}
    return values | layout.picks


def as_json(rows: list[Row]) -> bytes:
    """Rows as the API nests them: a name with a dot is a field of an object."""
    nested = []
    for row in rows:
        one: Row = {}
        for name, value in row.items():
            outer, _, inner = name.partition(".")
            if inner:
                one.setdefault(outer, {})[inner] = value
            else:
                one[name] = value
        nested.append(one)
    return json.dumps({"metadata": {}, "data": nested}).encode()


def as_csv(rows: list[Row], names: list[str] | None = None, end: str = "\n") -> bytes:
    names = names or list(rows[0])
    lines = [",".join(names), *(",".join(_cell(row[n]) for n in names) for row in rows)]
    return (end.join(lines) + end).encode()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if "," in text else text


def said_of(dataset: Dataset, layout: Layout) -> dict[str, str]:
    return {"side": "offer"} if dataset.sides and "side" not in layout.columns.values() else {}


def read(dataset: Dataset, content: bytes, layout: Layout | None = None) -> Parsed:
    return dataset.parse(content, file="body", said=said_of(dataset, layout or dataset.layouts[0]))


EVERY = [pytest.param(one, id=one.name) for one in DATASETS]
LAYOUTS = [pytest.param(one, layout, id=f"{one.name}-{layout.name}") for one in DATASETS for layout in one.layouts]
FIELDS = [pytest.param(one, name, id=f"{one.name}-{name}") for one in DATASETS for name in one.layouts[0].columns]


@pytest.mark.parametrize(("dataset", "layout"), LAYOUTS)
def test_each_layout_is_read_without_a_remark(dataset: Dataset, layout: Layout) -> None:
    """Proves: the documented form gives one row, as CSV and as JSON. If broken: drift where there is none."""
    row = row_of(dataset, layout)
    for content in (as_csv([row]), as_json([row])):
        if b"." in b"".join(name.encode() for name in row) and content.startswith(b"settl"):
            continue
        parsed = read(dataset, content, layout)
        assert parsed.layout == layout.name
        assert len(parsed.frame) == 1
        assert (parsed.set_aside, parsed.drift.added, parsed.drift.missing, parsed.drift.null) == ((), (), (), {})


INSIGHTS = [
    pytest.param(one, layout, id=one.name)
    for one in DATASETS
    for layout in one.layouts
    if layout.name.startswith("Elexon Insights")
]


@pytest.mark.parametrize("flat", ["{inner}", "{outer}{inner}", "{outer}.{inner}"])
@pytest.mark.parametrize("fold", [lambda name: name[0].upper() + name[1:], str.upper])
@pytest.mark.parametrize(("dataset", "layout"), INSIGHTS)
def test_insights_csv_says_what_its_json_says(
    dataset: Dataset, layout: Layout, fold: Callable[[str], str], flat: str
) -> None:
    """Proves: `format=csv` (names with a capital, no nesting) gives the JSON's rows. If broken: refused, or null pairs."""
    row = row_of(dataset, layout) | layout.says
    renamed = {}
    for name, value in row.items():
        outer, _, inner = name.rpartition(".")
        renamed[flat.format(outer=fold(outer), inner=fold(inner)) if outer else fold(name)] = value
    as_table, as_object = read(dataset, as_csv([renamed]), layout), read(dataset, as_json([row]), layout)
    assert as_table.frame.equals(as_object.frame)
    assert as_table.drift.added == ()


@pytest.mark.parametrize(("dataset", "layout"), INSIGHTS)
def test_two_names_that_differ_in_capitals_are_two(dataset: Dataset, layout: Layout) -> None:
    """Proves: beside the documented name another in capitals is a new field, named. If broken: one hides the other."""
    row = row_of(dataset, layout)
    name = next(iter(layout.columns))
    assert read(dataset, as_json([row | {name.upper(): row[name]}]), layout).drift.added == (name.upper(),)


@pytest.mark.parametrize("dataset", EVERY)
def test_what_is_read_row_by_row_is(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: rows that are read one at a time are those read at once, and what sees several rows names columns of the
    key. If broken: `finish` looks at other rows, and a large file gives another table than its halves."""
    assert set(dataset.together) <= set(dataset.table.key)
    assert dataset.together or dataset.relate is unchanged
    rows = [row_of(dataset, dataset.layouts[0], period=period) for period in (3, 4, 5)]
    whole = read(dataset, as_json(rows)).frame.sort(dataset.table.key)
    monkeypatch.setattr(payload, "PIECE_ROWS", 1)
    monkeypatch.setattr(groups, "GROUP_ROWS", 0)
    assert read(dataset, as_json(rows)).frame.sort(dataset.table.key).equals(whole)


@pytest.mark.parametrize("dataset", EVERY)
def test_the_record_of_a_dataset_is_complete(dataset: Dataset) -> None:
    """Proves: publisher, licence, documentation, lag, revision and a key that its columns hold."""
    columns = {column.name: column for column in dataset.table.schema.columns}
    assert set(dataset.table.key) <= columns.keys()
    assert dataset.table.value in columns
    assert not dataset.table.date_column or dataset.table.date_column in columns
    assert all((dataset.publisher, dataset.licence, dataset.documentation, dataset.revision, dataset.table.lag))
    assert dataset.evidence in get_args(Evidence)
    assert all(
        column.unit or not column.name.endswith(("_mw", "_mwh", "_gbp", "_per_mwh")) for column in columns.values()
    )
    mapped = {ours for layout in dataset.layouts for ours in (*layout.columns.values(), *layout.constants)}
    assert mapped - columns.keys() <= {"published_time"}


def outcome(dataset: Dataset, rows: list[Row], name: str) -> str:
    """What became of a changed field: "refused", "reported", or "" where nobody would know."""
    try:
        parsed = read(dataset, as_json(rows))
    except BrokenFile as refused:
        return "refused" if name.rsplit(".", maxsplit=1)[-1] in str(refused) or "time" in str(refused) else ""
    drift = parsed.drift
    named = {*drift.added, *drift.missing, *drift.retyped, *drift.null}
    aside = " ".join(one.reason for one in parsed.set_aside)
    return "reported" if name in named or name in aside else ""


@pytest.mark.parametrize(("dataset", "name"), FIELDS)
def test_no_change_of_a_field_is_silent(dataset: Dataset, name: str) -> None:
    """Proves: dropped, renamed, nulled, retyped: refused by name, or stored and reported. If broken: a silent null."""
    layout = dataset.layouts[0]
    ours = columns_of(dataset)[layout.columns[name]]
    rows = [row_of(dataset, layout, period=3), row_of(dataset, layout, period=4)]
    if dataset.table.date_column in ("gas_day", "") or "settlement_period" not in columns_of(dataset):
        rows[1] |= {key: "2025-01-16" for key in ("gas_day",) if key in rows[1]}
        rows[1] |= {key: "WORD-2" for key in ("elexonBmUnit",) if key in rows[1]}
    dropped = [{key: value for key, value in row.items() if key != name} for row in rows]
    renamed = [{("new" + key if key == name else key): value for key, value in row.items()} for row in rows]
    nulled = [rows[0], rows[1] | {name: None}]
    as_object = [rows[0] | {name: [1, 2]}, rows[1]]
    assert outcome(dataset, dropped, name), "dropped"
    assert outcome(dataset, renamed, name), "renamed"
    assert outcome(dataset, nulled, name), "nulled"
    assert outcome(dataset, as_object, name) == "refused"
    if ours.kind in ("integer", "number", "flag"):
        as_text = [row | {name: str(row[name]).lower()} for row in rows]
        assert outcome(dataset, as_text, name), "retyped"
        assert outcome(dataset, [rows[0] | {name: "neither"}, rows[1]], name) == "refused"
    if ours.kind in ("instant", "date"):
        assert outcome(dataset, [rows[0] | {name: "neither"}, rows[1]], name) == "refused"


@pytest.mark.parametrize("dataset", EVERY)
def test_a_new_field_is_reported(dataset: Dataset) -> None:
    """Proves: what nobody knows yet is named. If broken: a publisher's change goes unseen for a year."""
    row = row_of(dataset, dataset.layouts[0]) | {"brandNew": 1}
    assert read(dataset, as_json([row])).drift.added == ("brandNew",)


@pytest.mark.parametrize("dataset", [pytest.param(one, id=one.name) for one in BY_PERIOD])
@pytest.mark.parametrize("day", [date(2025, 3, 30), date(2025, 10, 26), DAY])
def test_a_day_of_46_48_or_50_periods_is_whole(dataset: Dataset, day: date) -> None:
    """Proves: each period at its own instant, all different. If broken: an hour twice, or none."""
    rows = [row_of(dataset, dataset.layouts[0], day, period) for period in range(1, period_count(day) + 1)]
    frame = read(dataset, as_json(rows)).frame
    assert len(frame) == period_count(day)
    starts = frame["start_time"].sort()
    assert (starts.diff().drop_nulls() == timedelta(minutes=30)).all()
    assert starts[0] == start_time_of(day, 1)


@pytest.mark.parametrize("dataset", [pytest.param(one, id=one.name) for one in BY_PERIOD])
@pytest.mark.parametrize(("day", "period"), [(DAY, 0), (DAY, 49), (DAY, 51), (date(2025, 3, 30), 47)])
def test_a_period_that_does_not_exist_is_refused_with_its_row(dataset: Dataset, day: date, period: int) -> None:
    """Proves: row and period are named. If broken: a half-hour of the next day."""
    layout = dataset.layouts[0]
    (name,) = (name for name, ours in layout.columns.items() if ours == "settlement_period")
    rows = [row_of(dataset, layout, day, 3), row_of(dataset, layout, day, 4) | {name: period}]
    with pytest.raises(BrokenFile, match=rf"settlement period {period} does not exist on {day}.*record 2"):
        read(dataset, as_json(rows))


@pytest.mark.parametrize("dataset", EVERY)
def test_form_does_not_matter(dataset: Dataset) -> None:
    """Proves: BOM, CRLF, gzip, another column order and Parquet give the same rows. If broken: another table by tool."""
    layout = dataset.layouts[0]
    row = row_of(dataset, layout)
    flat = {name: value for name, value in row.items() if "." not in name}
    plain = as_csv([flat])
    wanted = read(dataset, plain, layout).frame
    for content in (
        b"\xef\xbb\xbf" + plain,
        as_csv([flat], end="\r\n"),
        gzip.compress(plain, mtime=0),
        as_csv([flat], names=list(reversed(flat))),
    ):
        assert read(dataset, content, layout).frame.equals(wanted)


@pytest.mark.parametrize("dataset", EVERY)
@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html></html>",
        b"{",
        b'{"message": "no"}',
        b"nonsense",
        gzip.compress(b"a,b\n" * 99, mtime=0)[:-7],
        b"\xff\xfe",
    ],
)
def test_what_is_no_data_is_refused(dataset: Dataset, body: bytes) -> None:
    """Proves: one error with the file's name. If broken: a traceback, or an empty table."""
    with pytest.raises(BrokenFile, match="body"):
        read(dataset, body)


@pytest.mark.parametrize(("dataset", "layout"), LAYOUTS)
def test_a_time_without_a_zone_is_read_only_where_it_is_declared(dataset: Dataset, layout: Layout) -> None:
    """Proves: without a declared zone a bare time is refused with row and column. If broken: an hour off in summer."""
    known = columns_of(dataset)
    instants = [name for name, ours in layout.columns.items() if known[ours].kind == "instant"]
    row = row_of(dataset, layout)
    for name in instants:
        bare = as_json([row | {name: "2025-01-15 01:00:00"}])
        if layout.times == "iso":
            with pytest.raises(BrokenFile, match=rf"record 1, column {name}"):
                read(dataset, bare, layout)


@pytest.mark.parametrize("dataset", EVERY)
def test_a_formula_is_refused(dataset: Dataset) -> None:
    """Proves: a cell that a spreadsheet would run is refused with row and column. If broken: it travels on."""
    known, layout = columns_of(dataset), dataset.layouts[0]
    for name, ours in layout.columns.items():
        if "." in name or known[ours].kind not in ("text", "number"):
            continue
        row = row_of(dataset, layout) | {name: "=HYPERLINK(1)"}
        with pytest.raises(BrokenFile, match=rf"record 1, column {name}"):
            read(dataset, as_json([row]))


@pytest.mark.parametrize("dataset", EVERY)
def test_twice_the_same_is_once_and_a_contradiction_is_set_aside(dataset: Dataset) -> None:
    """Proves: equal rows count once; two values for one key are both set aside and named. If broken: the last wins."""
    layout, known = dataset.layouts[0], columns_of(dataset)
    row = row_of(dataset, layout)
    twice = read(dataset, as_json([row, row]))
    assert (len(twice.frame), twice.duplicates) == (1, 1)
    free = [
        name
        for name, ours in layout.columns.items()
        if ours not in (*dataset.table.key, "published_time", "market_index_volume_mwh")
        and known[ours].kind == "number"
    ]
    if not free or dataset.table.prefer is not None:
        return
    with pytest.raises(BrokenFile, match="contradict each other"):
        read(dataset, as_json([row, row | {free[0]: 0.25}]))


@pytest.mark.parametrize("name", ["elexon.pn", "elexon.bod", "elexon.mels"])
@pytest.mark.parametrize("time_from", ["2025-01-15T00:59:59Z", "2025-01-15T01:30:00Z"])
def test_a_segment_outside_its_half_hour_is_refused(name: str, time_from: str) -> None:
    """Proves: period 3 begins at 01:00 and ends before 01:30. If broken: a level in another half-hour."""
    (dataset,) = (one for one in DATASETS if one.name == name)
    row = row_of(dataset, dataset.layouts[0]) | {"timeFrom": time_from, "timeTo": "2025-01-15T02:00:00Z"}
    with pytest.raises(BrokenFile, match="is not in 2025-01-15 period 3"):
        read(dataset, as_json([row]))


def test_an_amended_acceptance_stands_in_place_of_the_first() -> None:
    """Proves: UPD over ORI of the same segment, with a note. If broken: both are set aside, or both count."""
    (dataset,) = (one for one in DATASETS if one.name == "elexon.boalf")
    row = row_of(dataset, dataset.layouts[0]) | {"amendmentFlag": "ORI"}
    parsed = read(dataset, as_json([row | {"levelTo": 9.0, "amendmentFlag": "UPD"}, row]))
    assert parsed.frame.select("amendment_flag", "level_to_mw").rows() == [("UPD", 9.0)]
    assert parsed.notes == ("1 rows gave way to their amendment",)


def test_blocks_of_the_efa_day() -> None:
    """Proves: 22:00 UTC in summer and 23:00 in winter begin block 1 of the next day; 3 hours before 02:00 on 30 March."""
    (dataset,) = (one for one in DATASETS if one.name == "neso.response_auctions")
    starts = ["2025-07-01T22:00:00", "2025-01-14T23:00:00", "2025-03-29T23:00:00", "2025-03-30T02:00:00"]
    rows = [
        row_of(dataset, dataset.layouts[0]) | {"deliveryStart": start, "deliveryEnd": "2026-01-01T00:00:00"}
        for start in starts
    ]
    blocks = (
        read(dataset, as_json(rows)).frame.select("delivery_start", "efa_date", "efa_block").sort("delivery_start")
    )
    assert blocks.rows() == [
        (datetime(2025, 1, 14, 23, tzinfo=UTC), date(2025, 1, 15), 1),
        (datetime(2025, 3, 29, 23, tzinfo=UTC), date(2025, 3, 30), 1),
        (datetime(2025, 3, 30, 2, tzinfo=UTC), date(2025, 3, 30), 2),
        (datetime(2025, 7, 1, 22, tzinfo=UTC), date(2025, 7, 2), 1),
    ]


def test_a_price_without_volume_is_none() -> None:
    """Proves: N2EX's 0.00 at zero volume is empty. If broken: half the price as the mean."""
    (dataset,) = (one for one in DATASETS if one.name == "elexon.market_index")
    row = row_of(dataset, dataset.layouts[0]) | {"volume": 0, "price": 0}
    assert read(dataset, as_json([row])).frame["market_index_price_gbp_per_mwh"].to_list() == [None]
    assert isinstance(read(dataset, as_json([row])).frame, pl.DataFrame)
