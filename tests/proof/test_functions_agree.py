"""Every function a model may call, and the operators, give the same on Google's reference executor and on DuckDB."""

from __future__ import annotations

import functools
from collections import Counter
from datetime import UTC, date, datetime

import duckdb
import pytest
import sqlglot

from gbflex.errors import ConfigurationError
from gbflex.store.models.lint import FUNCTIONS, check_model_text
from tests.proof.engines import Rows, difference, duck, fetched, google

T1, T2 = datetime(2025, 3, 30, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 0, tzinfo=UTC)
# Not at a full minute: elapsed minutes are not minutes of the clock.
W1, W2 = datetime(2025, 3, 30, 0, 59, 59, 999_999, UTC), datetime(2025, 3, 30, 1, 0, 1, tzinfo=UTC)
D1, D2 = date(2024, 2, 29), date(2025, 12, 31)

VALUES = Rows(
    {
        "id": "integer",
        "i": "integer",
        "j": "integer",
        "x": "number",
        "y": "number",
        "s": "text",
        "u": "text",
        "d": "date",
        "e": "date",
        "t": "instant",
        "v": "instant",
        "w": "instant",
        "b": "flag",
    },
    [
        (1, 7, 2, 1.5, 0.25, "red", "Amber", D1, D2, T1, T2, W1, True),
        (2, -7, 2, -1.5, 0.0, "", "red", D2, D1, T2, T1, W2, False),
        (3, 0, 0, 0.0, -0.1, "Green", "green", D1, D1, T1, T1, T2, None),
        (4, None, 3, None, 2.0, None, "x", None, D2, None, T2, W1, True),
        (5, 7, None, 1 / 3, None, "red", None, D2, None, T2, None, None, False),
        (6, 2**53, -3, 1e12, 3e-7, "é", "É", D1, D2, T1, T2, W2, True),
    ],
)

PER_ROW = {
    "ABS": ["ABS(i)", "ABS(x)", "ABS(x - y)"],
    "COALESCE": ["COALESCE(i, j)", "COALESCE(x, y, 0.0)", "COALESCE(s, u)", "COALESCE(d, e)", "COALESCE(t, v)"],
    "CONCAT": ["CONCAT(s, u)", "CONCAT(s, '-', u)", "CONCAT(u, '')"],
    "DATE_DIFF": [
        "DATE_DIFF(d, e, DAY)",
        "DATE_DIFF(e, d, DAY)",
        "DATE_DIFF(e, d, MONTH)",
        "DATE_DIFF(e, d, YEAR)",
    ],
    "DIV": ["DIV(i, 2)", "DIV(i, -3)", "DIV(UNIX_MICROS(w), 1800000000)", "DIV(i, NULLIF(j, 0))"],
    "GREATEST": ["GREATEST(i, j)", "GREATEST(x, y, 0.0)", "GREATEST(d, e)", "GREATEST(t, v)"],
    "LEAST": ["LEAST(i, j)", "LEAST(x, y, 0.0)", "LEAST(d, e)", "LEAST(t, v)"],
    "LOWER": ["LOWER(s)", "LOWER(u)", "LOWER(CONCAT(s, u))"],
    "NULLIF": ["NULLIF(i, j)", "NULLIF(x, 0.0)", "NULLIF(s, 'red')"],
    "SAFE_DIVIDE": ["SAFE_DIVIDE(x, y)", "SAFE_DIVIDE(i, j)", "SAFE_DIVIDE(x, j)", "SAFE_DIVIDE(i, 0)"],
    "TIMESTAMP_ADD": [
        "TIMESTAMP_ADD(t, INTERVAL 30 MINUTE)",
        "TIMESTAMP_ADD(t, INTERVAL 1 DAY)",
        "TIMESTAMP_ADD(t, INTERVAL -1 HOUR)",
    ],
    "TIMESTAMP_SUB": [
        "TIMESTAMP_SUB(t, INTERVAL 30 MINUTE)",
        "TIMESTAMP_SUB(v, INTERVAL 1 DAY)",
        "TIMESTAMP_SUB(t, INTERVAL 48 HOUR)",
    ],
    "UNIX_MICROS": [
        "UNIX_MICROS(t)",
        "UNIX_MICROS(w)",
        "UNIX_MICROS(TIMESTAMP_SUB(w, INTERVAL 30000 DAY))",
        "UNIX_MICROS(v) - UNIX_MICROS(w)",
    ],
    "UPPER": ["UPPER(s)", "UPPER(u)", "UPPER(CONCAT(s, u))"],
    "operators": [
        "i + j",
        "i - j",
        "i * j",
        "x * y - 2 * x",
        "-x",
        "x = y",
        "i <> j",
        "x < y",
        "t >= v",
        "d BETWEEN e AND d",
        "s IN ('red', 'Green')",
        "s NOT IN ('red')",
        "s IS NULL",
        "x IS NOT NULL",
        "b AND x > 0",
        "b OR x > 0",
        "NOT b",
        "s = u",
        "s < u",
        "CASE WHEN x > 0 THEN 'more' WHEN x < 0 THEN 'less' END",
        "CASE WHEN b THEN x ELSE y END",
        "CASE s WHEN 'red' THEN 1 ELSE 2 END",
    ],
}

OVER = "OVER (PARTITION BY s ORDER BY id)"
PER_WINDOW = {
    "LAG": [f"LAG(x) {OVER}", f"LAG(i, 2) {OVER}", f"LAG(t) {OVER}", "LAG(x) OVER (ORDER BY x, id)"],
    "LEAD": [f"LEAD(x) {OVER}", f"LEAD(d, 1) {OVER}", f"LEAD(s) {OVER}", "LEAD(y) OVER (ORDER BY y DESC, id)"],
    "ROW_NUMBER": [
        f"ROW_NUMBER() {OVER}",
        "ROW_NUMBER() OVER (ORDER BY x DESC, id)",
        "ROW_NUMBER() OVER (PARTITION BY b ORDER BY s, id)",
        "ROW_NUMBER() OVER (ORDER BY d, t DESC, id)",
    ],
    "SUM": [f"SUM(x) {OVER}", "SUM(i) OVER (PARTITION BY b)"],
    "COUNT": [f"COUNT(x) {OVER}", "COUNT(*) OVER (PARTITION BY s)"],
    "MAX": [f"MAX(x) {OVER}"],
    "MIN": ["MIN(d) OVER (PARTITION BY s)"],
    "AVG": ["AVG(x) OVER (PARTITION BY s)"],
}

PER_GROUP = {
    "AVG": ["AVG(x)", "AVG(i)", "AVG(CASE WHEN x > 0 THEN x END)"],
    "COUNT": ["COUNT(*)", "COUNT(x)", "COUNT(DISTINCT i)", "COUNT(DISTINCT s)"],
    "MAX": ["MAX(x)", "MAX(s)", "MAX(d)", "MAX(t)", "MAX(b)"],
    "MIN": ["MIN(x)", "MIN(s)", "MIN(d)", "MIN(t)"],
    "SUM": ["SUM(x)", "SUM(j)", "SUM(CASE WHEN s = 'red' THEN x END)", "SUM(x * y)"],
}

GIVEN = {"test.given": VALUES}
BY_ROW = {name: [*PER_ROW.get(name, []), *PER_WINDOW.get(name, [])] for name in (*PER_ROW, *PER_WINDOW)}
GROUPINGS = {
    "all rows": "SELECT 1 AS id, {} FROM test.given",
    "no rows": "SELECT 1 AS id, {} FROM test.given WHERE id < 0",
    "groups": "SELECT b AS id, {} FROM test.given GROUP BY b",
}


PER_ELEMENT = [
    "GENERATE_ARRAY(1, j)",
    "GENERATE_ARRAY(j, 2)",
    "GENERATE_ARRAY(DIV(i, 3), i - 5)",
    "GENERATE_ARRAY(0, 0)",
]
FROM_ARRAYS = ("GENERATE_ARRAY", "UNNEST")


def selected(cases: list[str]) -> str:
    return ", ".join(f"{case} AS case_{number}" for number, case in enumerate(cases))


def on_both(text: str) -> str:
    """Where the two engines differ on a query over the given values."""
    check_model_text("case", text)
    return translated_difference(text)


def translated_difference(text: str) -> str:
    ours = sqlglot.parse_one(text, read="bigquery").sql(dialect="duckdb")
    return difference(google().run(text, GIVEN), fetched(given(), ours), ["id"])


@functools.cache
def given() -> duckdb.DuckDBPyConnection:
    """DuckDB with the given values."""
    return duck(GIVEN)


@pytest.mark.parametrize("name", BY_ROW)
def test_by_row(name: str) -> None:
    """Proves: equal on numbers, nulls, zeros, text, dates and instants. If broken: a model means two things."""
    assert on_both(f"SELECT id, {selected(BY_ROW[name])} FROM test.given") == "", BY_ROW[name]  # noqa: S608


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("name", PER_GROUP)
def test_by_group(name: str, grouping: str) -> None:
    """Proves: equal over all rows, none, and groups with a null key. If broken: an empty sum is 0 in one of them."""
    assert on_both(GROUPINGS[grouping].format(selected(PER_GROUP[name]))) == "", PER_GROUP[name]


@pytest.mark.parametrize("case", PER_ELEMENT)
def test_by_element(case: str) -> None:
    """Proves: a row for each element, none for an empty or unknown array. If broken: a span loses its last half-hour."""
    text = (
        f"SELECT id * 100 + element AS id, id AS given, element FROM test.given CROSS JOIN UNNEST({case}) AS element"  # noqa: S608
        " WHERE id < 6"
    )
    assert on_both(text) == ""


def test_every_function_has_three_cases() -> None:
    """Proves: the list of functions and the cases are one. If broken: a function is allowed that nobody compared."""
    cases = Counter({name: len(found) for name, found in BY_ROW.items()})
    cases.update({name: len(found) for name, found in PER_GROUP.items()})
    cases.update(dict.fromkeys(FROM_ARRAYS, len(PER_ELEMENT)))
    assert set(cases) - {"operators"} == set(FUNCTIONS)
    assert {name: count for name, count in cases.items() if count < 3} == {}


@pytest.mark.parametrize(
    "case",
    ["EXTRACT(DAYOFWEEK FROM d)", "LEAST(x, y)", "CONCAT(s, u)", "SIGN(x)", "ROW_NUMBER() OVER (ORDER BY x, id)"],
)
def test_the_comparison_sees_a_difference(case: str) -> None:
    """Proves: known differences are found where nothing translates. If broken: the proof would pass anything."""
    text = f"SELECT id, {case} AS found FROM test.given"  # noqa: S608
    assert difference(google().run(text, GIVEN), fetched(given(), text), ["id"]) != ""


@pytest.mark.parametrize(
    "case",
    [
        "SIGN(x)",
        "DATE_ADD(d, INTERVAL 1 DAY)",
        "DATE_SUB(d, INTERVAL 1 DAY)",
        "TIMESTAMP_DIFF(w, t, MINUTE)",
        "UNIX_SECONDS(w)",
        "DIV(i - 1, 2)",
    ],
)
def test_refused_functions_differ(case: str) -> None:
    """Proves: these are refused because sqlglot's DuckDB text means another thing. If broken: they may be allowed."""
    text = f"SELECT id, {case} AS found FROM test.given"  # noqa: S608
    with pytest.raises(ConfigurationError):
        check_model_text("case", text)
    assert translated_difference(text) != ""
