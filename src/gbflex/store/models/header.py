"""The comment at the top of a model: what a row is, its key, the date it is cut by, and its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gbflex.errors import ConfigurationError

__all__ = ["ModelHeader", "read_header"]

FIELD: Final = re.compile(r"^-- (Row|Key|Date): (.+)$", re.MULTILINE)
COLUMN: Final = re.compile(r"^--   (\w+): (.+)$")
RULE: Final = re.compile(r"^-- Rule: ")


@dataclass(frozen=True)
class ModelHeader:
    """What a model says of itself.

    Attributes:
        title: What the table is, one sentence.
        row: What a row is.
        key: Columns that together name a row.
        date_column: The date by which it can be run in parts; "" where it runs whole.
        columns: Meaning with unit of each column, in order.
        rule: How its figures are found, where the columns do not say it all.
    """

    title: str
    row: str
    key: tuple[str, ...]
    date_column: str
    columns: dict[str, str]
    rule: str


def read_header(name: str, text: str) -> ModelHeader:
    """The header of a model's file.

    Args:
        name: The model's name.
        text: The file's text.

    Raises:
        ConfigurationError: A part of the header is missing.
    """
    comment = [line for line in text.splitlines() if line.startswith("--")]
    fields = dict(FIELD.findall("\n".join(comment)))
    missing = [field for field in ("Row", "Key", "Date") if field not in fields]
    rule_at = next((i for i, line in enumerate(comment) if RULE.match(line)), len(comment))
    found = [COLUMN.match(line) for line in comment[:rule_at]]
    columns = {match.group(1): match.group(2) for match in found if match}
    if missing or not columns:
        raise ConfigurationError(
            f"its header lacks {', '.join([*missing, *(['Columns'] if not columns else [])])}",
            where=f"{name}.sql",
            next_step="Write them in the comment at the top, as the other models do",
        )
    return ModelHeader(
        title=comment[0].removeprefix("-- "),
        row=fields["Row"],
        key=tuple(fields["Key"].split(", ")),
        date_column=fields["Date"].replace("none", ""),
        columns=columns,
        rule=" ".join(line.removeprefix("--").strip() for line in comment[rule_at:]).removeprefix("Rule: "),
    )
