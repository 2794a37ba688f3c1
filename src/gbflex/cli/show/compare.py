"""Variants side by side: the verdict, a row for each, and the ledger by line against the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gbflex.analysis.answers.compare import CompareAnswer, CompareRow, LineChange
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import answer_table, console, note, or_json, plain_table, print_notes

__all__ = ["print_comparison"]

ROW_KEYS: Final = (
    "variant",
    "label",
    "mode",
    "value_gbp",
    "value_gbp_per_year",
    "perfect_value_gbp",
    "captured_share",
    "ledger_total_gbp",
    "change_gbp",
    "equivalent_full_cycles",
    "cost_gbp",
    "payback_years",
    "status",
)
ONLY_WHERE_SAID: Final = ("value_gbp_per_year", "captured_share", "cost_gbp", "payback_years")
COLUMNS_SHOWN: Final = 6
"""Variants whose lines are printed side by side; JSON and the page have all."""
SHOWN_GBP: Final = 0.005


@or_json
def print_comparison(answer: CompareAnswer) -> None:
    """A comparison.

    Args:
        answer: As `api.compare.compare` returns it.
    """
    rows, out = answer["rows"], console()
    for sentence in answer["verdict"]["sentences"]:
        out.print(sentence)
    out.print()
    keys = [key for key in ROW_KEYS if key not in ONLY_WHERE_SAID or any(_held(row, key) for row in rows)]
    marked = [{**row, "status": _status(row)} for row in rows]
    out.print(answer_table(CompareRow, keys, marked, f"{answer['from']} to {answer['to']}"))
    for row in rows:
        if row["reason"]:
            note(f"No. {row['variant']}, {row['label']}, {row['mode']}: {row['status']}: {row['reason']}")
    _print_lines([row for row in rows if row["lines"]])
    print_notes(answer["warnings"], answer["not_priced"])


def _held(row: CompareRow, key: str) -> bool:
    return dict[str, object](row)[key] is not None


def _status(row: CompareRow) -> str:
    """What a reader looks for first: which is best, and which has no answer."""
    marks = [word for word, held in (("best", row["is_best"]), ("best ledger", row["is_best_ledger"])) if held]
    return ", ".join([row["status"], *marks])


def _print_lines(rows: Sequence[CompareRow]) -> None:
    """Amounts by line of the first, and what each other changes of them."""
    if not 1 < len(rows) <= COLUMNS_SHOWN:
        if len(rows) > COLUMNS_SHOWN:
            note(f"The lines of {len(rows)} rows are not printed; --json and --out have them.")
        return
    column = columns_of(LineChange)["change_gbp"]
    amounts = {line["line"]: line["amount_gbp"] for line in rows[0]["lines"]}
    changes = [{line["line"]: line["change_gbp"] for line in row["lines"]} for row in rows[1:]]
    names = dict.fromkeys(line["line"] for row in rows for line in row["lines"])
    cells = [
        [name, column.text(amounts.get(name, 0.0)), *(column.text(one.get(name, 0.0)) for one in changes)]
        for name in names
        if any(abs(one.get(name, 0.0)) >= SHOWN_GBP for one in changes)
    ]
    if not cells:
        return
    headings = ["Line", f"No. {rows[0]['variant']} [GBP]", *(f"No. {row['variant']}: change" for row in rows[1:])]
    totals = [column.text(rows[0]["ledger_total_gbp"]), *(column.text(row["change_gbp"]) for row in rows[1:])]
    console().print()
    console().print(plain_table(headings, [*cells, ["whole ledger", *totals]], "Lines that differ from the first"))
