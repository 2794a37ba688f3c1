"""A directory of postcodes with coordinates, as the ONS publishes it, or of outward codes: where they lie.

Columns are known by name: the postcode (`pcds`, `pcd8`, `pcd7`, `pcd`, `postcode` or `outcode`), `lat` or
`latitude`, `long`, `lon` or `longitude`, and `doterm` where a postcode has ended. Postcodes of an outward code in
a cell of 0.05 degrees are one place. What is kept is a hint in look-ups and never a decision.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from gbflex import limits
from gbflex.errors import BrokenFile
from gbflex.outside_file import content_of
from gbflex.sources.reading.payload import text_of

__all__ = ["PostcodePlaces", "read_postcodes"]

POSTCODE: Final = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode", "outcode")
LATITUDE: Final = ("lat", "latitude")
LONGITUDE: Final = ("long", "lon", "longitude")
ENDED: Final = "doterm"
CELLS_PER_DEGREE: Final = 20
SOUTH, NORTH, WEST, EAST = 49.0, 62.0, -11.0, 3.0
"""The British Isles; the ONS writes 99.999999 where it knows no place."""


class PostcodePlaces(NamedTuple):
    """Where outward codes lie.

    Attributes:
        file: Its name.
        sha256: Of its content.
        postcodes: How many rows count.
        left_out: How many do not: no place, or ended.
        places: Latitude, longitude and number of postcodes of each place, by outward code.
    """

    file: str
    sha256: str
    postcodes: int
    left_out: int
    places: dict[str, list[tuple[float, float, int]]]


def read_postcodes(path: Path) -> PostcodePlaces:
    """Read a directory.

    Args:
        path: A CSV file, gzipped or not.

    Raises:
        BrokenFile: It has no such columns, a row is no postcode, or half of its rows have no place.
    """
    content = content_of(path, limits.WHOLE_FILE_BYTES, kept=True)
    rows = _rows(text_of(content, path.name), path.name)
    _refuse_what_is_none(rows, path.name)
    current = rows.filter(
        pl.col("ended").is_null(),
        pl.col("latitude").is_between(SOUTH, NORTH),
        pl.col("longitude").is_between(WEST, EAST),
    )
    left_out = len(rows) - len(current)
    if 2 * len(current) < rows["ended"].null_count():
        raise BrokenFile(
            "more than half of the rows have no place in the British Isles",
            where=path.name,
            next_step="Check that latitude and longitude are degrees (WGS 84)",
        )
    cell = [(pl.col(name) * CELLS_PER_DEGREE).floor().alias(f"{name}_cell") for name in ("latitude", "longitude")]
    places = (
        current.with_columns(*cell)
        .group_by("outward", "latitude_cell", "longitude_cell")
        .agg(pl.col("latitude", "longitude").mean().round(4), pl.len().alias("count"))
        .sort("outward", "count", "latitude", "longitude", descending=[False, True, False, False])
    )
    found: dict[str, list[tuple[float, float, int]]] = {}
    for outward, latitude, longitude, count in places.select(
        "outward", "latitude", "longitude", "count"
    ).iter_rows():
        found.setdefault(outward, []).append((latitude, longitude, count))
    return PostcodePlaces(path.name, hashlib.sha256(content).hexdigest(), len(current), left_out, found)


def _rows(text: str, file: str) -> pl.DataFrame:
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise BrokenFile(
            f"the file is not a table: {(str(error).splitlines() or [''])[0]}",
            where=file,
            next_step="Give the directory as the CSV that the ONS publishes",
        ) from None
    known = {name.strip().casefold(): name for name in frame.columns}
    chosen = {
        ours: next((known[name] for name in names if name in known), None)
        for ours, names in (("postcode", POSTCODE), ("latitude", LATITUDE), ("longitude", LONGITUDE))
    }
    missing = [ours for ours, name in chosen.items() if name is None]
    if missing:
        raise BrokenFile(
            f"the file has no column of the {' and the '.join(missing)}",
            where=file,
            available=", ".join(frame.columns[:12]),
            next_step="Give the ONS Postcode Directory (columns pcds, lat, long), or outcode, latitude, longitude",
        )
    ended = pl.col(known[ENDED]).replace("", None) if ENDED in known else pl.lit(None, dtype=pl.String)
    code = pl.col(str(chosen["postcode"])).str.to_uppercase().str.strip_chars().str.replace_all(r"\s+", " ")
    return frame.select(
        code.alias("postcode"),
        pl.col(str(chosen["latitude"])).cast(pl.Float64, strict=False).alias("latitude"),
        pl.col(str(chosen["longitude"])).cast(pl.Float64, strict=False).alias("longitude"),
        ended.alias("ended"),
    ).with_columns(_outward().alias("outward"))


def _outward() -> pl.Expr:
    """The outward code: what stands before the last three signs of a whole postcode."""
    whole = pl.col("postcode").str.extract(r"^([A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}$")
    return pl.coalesce(whole, pl.col("postcode").str.extract(r"^([A-Z]{1,2}\d[A-Z\d]?)$"))


def _refuse_what_is_none(rows: pl.DataFrame, file: str) -> None:
    wrong = rows["outward"].is_null().arg_true()
    if rows.is_empty() or len(wrong):
        row = int(wrong[0]) if len(wrong) else 0
        said = repr(rows["postcode"][row])[:40] if len(wrong) else "an empty table"
        raise BrokenFile(
            f"{said} is no postcode",
            where=f"{file}, row {row + 2}",
            available="postcodes such as B1 1AA, or outward codes such as B1",
            next_step="Check that it is a directory of postcodes",
        )
