"""The subset of GoogleSQL that models may use: each refusal is seen."""

from __future__ import annotations

import pytest

from gbflex.errors import ConfigurationError
from gbflex.store.models.lint import check_model_text

ACCEPTED = """
WITH sums AS (SELECT a.k, SUM(CASE WHEN a.x > 0 THEN a.x END) AS total, COUNT(*) AS n FROM s.a AS a GROUP BY a.k)
SELECT b.k, COALESCE(sums.total, 0.0) AS total, (b.y + 1) * 2 AS y
FROM s.b AS b
LEFT JOIN sums ON sums.k = b.k AND sums.n > 1
WHERE b.k IN ('p', 'q') AND NOT (b.y < 0)
"""


def test_the_subset_is_accepted() -> None:
    """Proves: joins, groups, CASE and brackets pass. If broken: every model is refused."""
    assert check_model_text("good", ACCEPTED).named_selects == ["k", "total", "y"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT EXTRACT(DAYOFWEEK FROM d) AS w FROM s.a", "DAYOFWEEK: the first day of the week differs"),
        ("SELECT EXTRACT(HOUR FROM t) AS h FROM s.a", "EXTRACT: weekday and local clock differ"),
        ("SELECT DATE_DIFF(d, e, WEEK) AS w FROM s.a", "WEEK: the first day"),
        ("SELECT DATE(t, 'Europe/London') AS d FROM s.a", "DATE: time zones differ"),
        ("SELECT DATETIME(t) AS d FROM s.a", "DATETIME: time zones differ"),
        ("SELECT TIMESTAMP(d) AS t FROM s.a", "TIMESTAMP: time zones differ"),
        ("SELECT CURRENT_DATE() AS d FROM s.a", "CURRENT_DATE: time zones differ"),
        ("SELECT t FROM s.a WHERE t > TIMESTAMP '2025-01-01'", "TIMESTAMP '2025-01-01': a date is data"),
        ("SELECT CAST(t AS STRING AT TIME ZONE 'UTC') AS t FROM s.a", "AT TIME ZONE: time zones differ"),
        (
            "SELECT FORMAT_TIMESTAMP('%H', t, 'Europe/London') AS h FROM s.a",
            "FORMAT_TIMESTAMP: text and time zones",
        ),
        ("SELECT PARSE_DATE('%d', x) AS d FROM s.a", "PARSE_DATE: text and time zones"),
        ("SELECT JSON_VALUE(x, '$.a') AS j FROM s.a", "JSON_VALUE: JSON differs"),
        ("SELECT PARSE_JSON(x) AS j FROM s.a", "PARSE_JSON: JSON differs"),
        ("SELECT a.x FROM s.a AS a ASOF JOIN s.b AS b ON b.t <= a.t", "ASOF: GoogleSQL has no as-of join"),
        ("SELECT x::INT64 AS x FROM s.a", "`::` is not GoogleSQL"),
        ("SELECT x / y AS z FROM s.a", "division by zero differs"),
        ("SELECT a.x FROM s.a AS a LEFT JOIN s.b AS b ON b.t < a.t", "LEFT JOIN b without an equality"),
        (
            "SELECT a.x FROM s.a AS a FULL JOIN s.b AS b ON b.t < a.t AND b.k = 1",
            "FULL JOIN b without an equality",
        ),
        (
            "SELECT a.x FROM s.a AS a LEFT JOIN s.b AS b ON b.k = a.k OR b.t < a.t",
            "LEFT JOIN b without an equality",
        ),
        ("SELECT a.x FROM s.a AS a JOIN s.b AS b USING (k)", "USING: joins by name"),
        ("SELECT x FROM s.a WHERE TRUE QUALIFY ROW_NUMBER() OVER (ORDER BY x) = 1", "QUALIFY: Google's analyser"),
        ("SELECT MEDIAN(x) AS m FROM s.a", "MEDIAN is not on the list"),
        ("SELECT DIV(x - 1, 2) AS m FROM s.a", "DIV of a sum: sqlglot loses its brackets"),
        ("SELECT DIV(8, (x)) AS m FROM s.a", "DIV of a sum"),
        ("SELECT CAST(x AS INT64) AS m FROM s.a", "CAST is not on the list"),
        ("SELECT LEFT(x, 1) AS m FROM s.a", "LEFT is not on the list"),
        ("SELECT * FROM s.a", "SELECT *: name the columns"),
        ("SELECT a.* FROM s.a AS a", "SELECT *: name the columns"),
        ("SELECT x FROM `s.a`", "names are written without backticks"),
        ("SELECT x FROM a", "table a has no schema"),
        ("SELECT x FROM s.a; SELECT y FROM s.a", "a model is one SELECT"),
        ("DELETE FROM s.a WHERE x = 1", "a model is one SELECT"),
        ("SELECT FROM WHERE", "it is not GoogleSQL"),
    ],
)
def test_refusals_name_file_and_reason(text: str, reason: str) -> None:
    """Proves: outside the subset is refused by name. If broken: two engines may read it as two things, silently."""
    with pytest.raises(ConfigurationError) as refused:
        check_model_text("bad", text)
    assert reason in refused.value.what
    assert refused.value.where == "bad.sql"


def test_all_faults_are_named_at_once() -> None:
    """Proves: one reading shows everything. If broken: a fault a run."""
    with pytest.raises(ConfigurationError, match=r"division .*MEDIAN"):
        check_model_text("bad", "SELECT MEDIAN(x) / 2 AS m FROM s.a")
