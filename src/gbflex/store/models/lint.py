"""What a model may say: a subset of GoogleSQL that DuckDB, by way of sqlglot, and BigQuery read the same way.

The list of functions is closed. Each has cases that run on Google's reference executor and on DuckDB, in
`tests/proof`; add a function here together with its cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.errors import SqlglotError

from gbflex.errors import ConfigurationError

__all__ = ["FUNCTIONS", "check_model_text"]

FUNCTIONS: Final = frozenset(
    {
        "ABS",
        "AVG",
        "COALESCE",
        "CONCAT",
        "COUNT",
        "DATE_DIFF",
        "DIV",
        "GENERATE_ARRAY",
        "GREATEST",
        "LAG",
        "LEAD",
        "LEAST",
        "LOWER",
        "MAX",
        "MIN",
        "NULLIF",
        "ROW_NUMBER",
        "SAFE_DIVIDE",
        "SUM",
        "TIMESTAMP_ADD",
        "TIMESTAMP_SUB",
        "UNIX_MICROS",
        "UNNEST",
        "UPPER",
    }
)
"""Every function a model may call."""

MAY_STAND_BEFORE_A_BRACKET: Final = frozenset(
    {"AND", "AS", "BETWEEN", "BY", "ELSE", "FROM", "IN", "JOIN", "NOT", "ON", "OR", "OVER", "SELECT", "THEN"}
    | {"ALL", "DISTINCT", "HAVING", "WHEN", "WHERE"}
)

WRITING: Final = "See docs/reference/models.md for what a model may call"
WEEKS_DIFFER: Final = "the first day of the week differs between engines; join inputs.calendar.weekday"

FORBIDDEN_WORDS: Final = {
    "ASOF": "GoogleSQL has no as-of join; join on a range of validity",
    "DAYOFWEEK": WEEKS_DIFFER,
    "ISOWEEK": WEEKS_DIFFER,
    "QUALIFY": "Google's analyser wants WHERE TRUE before it; filter in an outer query",
    "WEEK": WEEKS_DIFFER,
    "USING": "joins by name hide which column is meant; write ON",
}

FORBIDDEN_FUNCTIONS: Final = (
    (("JSON", "PARSE_JSON", "TO_JSON"), "JSON differs between engines; flatten it on import"),
    (("FORMAT_", "PARSE_"), "text and time zones differ between engines; keep times as they are"),
    (("EXTRACT",), "weekday and local clock differ between engines; join inputs.calendar"),
    (("DATE_ADD", "DATE_SUB"), "DuckDB makes an instant of the date; join inputs.calendar"),
    (("TIMESTAMP_DIFF",), "BigQuery counts elapsed units, DuckDB those of the clock; join inputs.calendar"),
    (("CURRENT_", "DATE", "TIME"), "time zones differ between engines; join inputs.calendar"),
)
"""Reasons for functions by how their names begin; any other that is not on the list is refused as such."""

TYPES_OF_TIME: Final = ("DATE", "DATETIME", "TIME", "TIMESTAMP")

FORBIDDEN_MARKS: Final = {
    TokenType.DCOLON: "`::` is not GoogleSQL; write CAST(x AS t)",
    TokenType.SLASH: "division by zero differs between engines; write SAFE_DIVIDE",
    TokenType.SEMICOLON: "a model is one SELECT",
}


def check_model_text(name: str, text: str) -> exp.Query:
    """A model's parsed SELECT, if both engines read it the same way.

    Args:
        name: The model's name; its file is `name`.sql.
        text: The file's text.

    Raises:
        ConfigurationError: Something is outside the subset; every fault is named.
    """
    file = f"{name}.sql"
    try:
        faults = list(_word_faults(sqlglot.tokenize(text, read="bigquery")))
        parsed = sqlglot.parse_one(text, read="bigquery") if not faults else None
    except SqlglotError as error:
        raise ConfigurationError(f"it is not GoogleSQL: {error}", where=file, next_step=WRITING) from None
    if parsed is not None and not isinstance(parsed, exp.Query):
        faults.append("a model is one SELECT")
    if parsed is not None and not faults:
        faults = list(dict.fromkeys([*_tree_faults(parsed), *_division_faults(parsed)]))
    if faults:
        raise ConfigurationError("; ".join(dict.fromkeys(faults)), where=file, next_step=WRITING)
    assert isinstance(parsed, exp.Query)  # noqa: S101 (else there are faults; this narrows the type)
    return parsed


def _word_faults(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        word = token.text.upper()
        if token.token_type in FORBIDDEN_MARKS:
            yield FORBIDDEN_MARKS[token.token_type]
        if token.token_type != TokenType.STRING and word in FORBIDDEN_WORDS:
            yield f"{word}: {FORBIDDEN_WORDS[word]}"
    for one, following in pairwise(tokens):
        word = one.text.upper()
        if following.token_type == TokenType.L_PAREN and word.isidentifier():
            yield from _function_faults(word)
        if word in TYPES_OF_TIME and following.token_type == TokenType.STRING:
            yield f"{word} {following.text!r}: a date is data, and the zone of a time differs between engines"
        if (word, following.text.upper()) == ("AT", "TIME"):
            yield "AT TIME ZONE: time zones differ between engines; join inputs.calendar"


def _function_faults(word: str) -> Iterator[str]:
    if word in FUNCTIONS or word in MAY_STAND_BEFORE_A_BRACKET:
        return
    for beginnings, reason in FORBIDDEN_FUNCTIONS:
        if word.startswith(beginnings):
            yield f"{word}: {reason}"
            return
    yield f"{word} is not on the list of functions proven on both engines"


def _tree_faults(parsed: exp.Expr) -> Iterator[str]:
    for star in parsed.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            yield "SELECT *: name the columns"
    for join in parsed.find_all(exp.Join):
        if join.side and not any(_is_equality(part) for part in _conditions(join)):
            yield f"{join.side} JOIN {join.alias_or_name} without an equality: BigQuery refuses it"
    for identifier in parsed.find_all(exp.Identifier):
        if identifier.quoted:
            yield f"`{identifier.name}`: names are written without backticks"
    within = {expression.alias for expression in parsed.find_all(exp.CTE)}
    for table in parsed.find_all(exp.Table):
        if not table.db and table.name not in within:
            yield f"table {table.name} has no schema"


def _division_faults(parsed: exp.Expr) -> Iterator[str]:
    for division in parsed.find_all(exp.IntDiv):
        if any(isinstance(side, exp.Binary | exp.Paren) for side in division.iter_expressions()):
            yield "DIV of a sum: sqlglot loses its brackets; give it a column of its own"


def _conditions(join: exp.Join) -> list[exp.Expr]:
    condition = join.args.get("on")
    return (
        [] if condition is None else list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
    )


def _is_equality(condition: exp.Expr) -> bool:
    return isinstance(condition, exp.EQ) and all(
        side.find(exp.Column) for side in (condition.this, condition.expression)
    )
