"""A hash of what a table says, whatever wrote its file: the same rows give the same hash on every machine."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl

__all__ = ["hash_of_rows"]


def hash_of_rows(frame: pl.DataFrame) -> str:
    """A hash over the columns of a frame, in the order in which its rows stand.

    Args:
        frame: Rows in a canonical order.

    Example:
        >>> hash_of_rows(pl.DataFrame({"a": [1.0]})) == hash_of_rows(pl.DataFrame({"a": [2.0]}))
        False
    """
    digest = hashlib.sha256(str(len(frame)).encode())
    for column in frame:
        digest.update(f"|{column.name}|".encode())
        nulls = column.null_count()
        if nulls:
            digest.update(np.packbits(column.is_null().to_numpy()).tobytes())
        if nulls < len(column):
            digest.update(_content(column))
    return digest.hexdigest()


def _content(column: pl.Series) -> bytes:
    if column.dtype == pl.String:
        words = column.fill_null("")
        lengths = words.str.len_bytes().to_numpy().astype("<u4").tobytes()
        return lengths + str(words.str.join("").item() if len(words) else "").encode()
    if column.dtype == pl.Boolean:
        return np.packbits(column.fill_null(value=False).to_numpy()).tobytes()
    if column.dtype == pl.Float64:
        # 0.0 and -0.0 are one number.
        return (column.fill_null(0.0).to_numpy() + 0.0).astype("<f8").tobytes()
    return column.to_physical().cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()
