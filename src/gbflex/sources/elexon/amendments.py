"""Amendments of acceptances: the span and the name of each, worked out over columns.

The name is a hash of what the rows of the amendment say: the same in whatever order, form and pieces they came,
and however often.

1. A value is a word of 64 bits: an instant its microseconds since 1970, a level its bits as IEEE 754 has them (0.0
   for -0.0), a flag 0 or 1, a text the first eight bytes of its SHA-256, and an empty cell `NOTHING`.
2. A row is a word too: 0, into which its words are mixed in the order of `SAYS`. A column that did not come is
   empty.
3. The words of the different rows are added up, and that of the amendment's flag is mixed in.
4. The name is the highest 48 bits as a decimal number: a spreadsheet keeps all of its digits.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.observations import POLARS_TYPES

__all__ = ["with_amendments"]

ONE_AMENDMENT: Final = ["acceptance_number", "bm_unit", "amendment_flag"]
"""In one payload. The number is first because rows are sorted faster by it."""
SAYS: Final = [
    "time_from",
    "time_to",
    "level_from_mw",
    "level_to_mw",
    "deemed_bo_flag",
    "so_flag",
    "stor_flag",
    "rr_flag",
]
ROW_SAYS: Final = "row_says"
NOTHING: Final = np.uint64(0x7FF8_0000_0000_0000)
"""The word of an empty cell: no number, and an instant beyond every calendar."""
SPARE_BITS: Final = np.uint64(16)
TEXT_BYTES: Final = 8

STEP: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
ROUNDS: Final = (
    (np.uint64(30), np.uint64(0xBF58_476D_1CE4_E5B9)),
    (np.uint64(27), np.uint64(0x94D0_49BB_1331_11EB)),
)
LAST_SHIFT: Final = np.uint64(31)

Words = NDArray[np.uint64]


def with_amendments(placed: pl.DataFrame) -> pl.DataFrame:
    """Add the span and the name of each row's amendment.

    Args:
        placed: Rows of acceptances; all rows of an acceptance are here.
    """
    row_says = pl.Series(ROW_SAYS, _row_says(placed))
    order = placed.select(pl.arg_sort_by(*ONE_AMENDMENT, row_says).alias("order"))["order"].to_numpy()
    rows = placed.select(*ONE_AMENDMENT, "time_from", "time_to", row_says)[order]
    begins = _differs(rows, ONE_AMENDMENT)
    first, number = np.flatnonzero(begins), np.empty(len(rows), np.int64)
    number[order] = np.cumsum(begins) - 1
    once = np.where(begins | _differs(rows, [ROW_SAYS]), rows[ROW_SAYS].to_numpy(), np.uint64(0))
    names = _mixed(np.add.reduceat(once, first), _words(rows["amendment_flag"][first])) >> SPARE_BITS
    begin, end = (rows[name].to_physical().to_numpy() for name in ("time_from", "time_to"))
    amendments = pl.DataFrame(
        {
            "amendment_from": pl.Series(np.minimum.reduceat(begin, first)).cast(POLARS_TYPES["instant"]),
            "amendment_to": pl.Series(np.maximum.reduceat(end, first)).cast(POLARS_TYPES["instant"]),
            "amendment_id": pl.Series(names).cast(pl.String),
        }
    )
    return placed.hstack(amendments[number])


def _differs(rows: pl.DataFrame, names: list[str]) -> NDArray[np.bool_]:
    """Which rows have not the values of the row before them in some columns; the first has none before it."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in names)
    return rows.select((~same | (pl.int_range(pl.len()) == 0)).alias("differs"))["differs"].to_numpy()


def _row_says(rows: pl.DataFrame) -> Words:
    """What each row says; a column that did not come is empty."""
    said = np.zeros(len(rows), np.uint64)
    for name in SAYS:
        said = _mixed(said, _words(rows[name]) if name in rows.columns else NOTHING)
    return said


def _mixed(into: Words, words: Words | np.uint64) -> Words:
    """Words mixed into others: a step of SplitMix64.

    *Source*: Steele, Lea and Flood, Fast splittable pseudorandom number generators (OOPSLA 2014), with the factors
    of Stafford's Mix13.
    """
    mixed = (into ^ words) + STEP
    for shift, factor in ROUNDS:
        mixed = (mixed ^ (mixed >> shift)) * factor
    return mixed ^ (mixed >> LAST_SHIFT)


def _words(column: pl.Series) -> Words:
    """Each value as 64 bits."""
    nothing = column.is_null().to_numpy()
    if column.dtype == pl.String:
        texts = column.drop_nulls().unique()
        by_text = pl.Series([_word_of(text) for text in texts], dtype=pl.UInt64)
        words = column.replace_strict(texts, by_text, default=None, return_dtype=pl.UInt64).fill_null(0).to_numpy()
    elif column.dtype == pl.Float64:
        # 0.0 and -0.0 are one level.
        words = (column.fill_null(0.0).to_numpy() + 0.0).view(np.uint64)
    else:
        words = column.to_physical().cast(pl.Int64).fill_null(0).to_numpy().view(np.uint64)
    return np.where(nothing, NOTHING, words)


def _word_of(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:TEXT_BYTES], "big")
