"""The Python twins of `gbflex site rates|bill|lookup`: same names, same keys.

`site` is a `Site`, a mapping in the site file's schema, or the path of a site file; dates are inclusive
settlement dates.
"""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from gbflex import bootstrap
from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.common import NotPricedRow
from gbflex.analysis.answers.lookup import LookupAnswer
from gbflex.analysis.site.bill import site_bill
from gbflex.analysis.site.lookup import lookup_meter
from gbflex.analysis.site.rates import site_rates
from gbflex.assets.any_site import AnySite, input_files, load_site
from gbflex.assets.overrides import Overrides
from gbflex.errors import InputError
from gbflex.periods import Periods, parse_date
from gbflex.store.frames import frame_of
from gbflex.store.outputs import csv_content

__all__ = ["RateTable", "bill", "lookup", "rate_table", "rates", "write_rates"]


def rates(
    site: AnySite, first_date: str | date, last_date: str | date, *, overrides: Overrides = ()
) -> pl.DataFrame:
    """The price build-up of every half-hour; columns as `gbflex site rates` prints them.

    Args:
        site: The site.
        first_date: First settlement date.
        last_date: Last settlement date.
        overrides: "path=value" each, or values by path.

    Example:
        >>> supply = {"energy": {"fixed_gbp_per_mwh": 80}}
        >>> site = {"name": "Flat", "licence_area": 14, "charges": ["ccl"], "supply": supply}
        >>> rates(site, "2024-07-01", "2024-07-01")["import_price_gbp_per_mwh"][0]
        87.75
    """
    return rate_table(site, first_date, last_date, overrides=overrides).rows


class RateTable(NamedTuple):
    """The rows of `rates`, the charges they leave out with dates and reason, and what a reader would question."""

    rows: pl.DataFrame
    not_priced: list[NotPricedRow]
    warnings: list[str]


def rate_table(
    site: AnySite, first_date: str | date, last_date: str | date, *, overrides: Overrides = ()
) -> RateTable:
    """As `rates`, together with what could not be priced, and warnings.

    Args:
        site: The site.
        first_date: First settlement date.
        last_date: Last settlement date.
        overrides: "path=value" each, or values by path.
    """
    periods = Periods.between(first_date, last_date)
    found = site_rates(load_site(site, overrides), periods, bootstrap.ports())
    return RateTable(frame_of(found.columns), found.left_out["not_priced"], found.warnings)


def write_rates(
    table: RateTable,
    csv: str | Path,
    *,
    site: AnySite,
    overrides: Overrides = (),
    force: bool = False,
) -> None:
    """Write the rows of a rate table to a CSV file.

    Args:
        table: As `rate_table` gives it.
        csv: The file.
        site: The site it was made for; a file of its is not replaced.
        overrides: "path=value" each, or values by path.
        force: Replace whatever file stands there.

    Raises:
        InputError: Another file stands there, or it cannot be written.
    """
    inputs = input_files(site, load_site(site, overrides))
    rows = csv_content(table.rows, datetime_format="%Y-%m-%dT%H:%M:%SZ")
    bootstrap.outputs().write(csv, rows, force=force, inputs=inputs, option="--csv")


def bill(site: AnySite, first_date: str | date, last_date: str | date, *, overrides: Overrides = ()) -> BillAnswer:
    """The bill of a site's demand over a span; keys as `gbflex site bill --json`.

    Args:
        site: The site.
        first_date: First settlement date.
        last_date: Last settlement date.
        overrides: "path=value" each, or values by path.

    Example:
        >>> site = {"name": "Flat", "licence_area": 11, "demand": {"constant_mw": 1},
        ...         "tariff": {"duos": "HV Site Specific", "residual_band": 1, "agreed_capacity_kva": 1200},
        ...         "charges": ["duos_unit", "duos_fixed", "duos_capacity"]}
        >>> round(bill(site, "2025-06-04", "2025-06-04")["total_gbp"], 3)
        -222.617
    """
    return site_bill(load_site(site, overrides), Periods.between(first_date, last_date), bootstrap.ports())


def lookup(
    *,
    mpan: str | None = None,
    postcode: str | None = None,
    at: str | tuple[float, float] | None = None,
    on: str | date | None = None,
) -> LookupAnswer:
    """Which network a meter is on; keys as `gbflex site lookup --json`. A bad number is an answer, not an error.

    Args:
        mpan: A number as people type it.
        postcode: A postcode or outward code; it gives candidates only.
        at: Latitude and longitude, as two numbers or as "52.48,-1.90".
        on: Date for which a full MPAN's tariff is looked up.

    Example:
        >>> lookup(mpan="1400000123450", postcode="RH19 4LX")["licence_area"] is None
        True
    """
    day = None if on is None else parse_date(on, field="on")
    for field, text in (("mpan", mpan), ("postcode", postcode)):
        if not isinstance(text, str | None):
            raise InputError(f"{text!r} is no text; ids are text", where=field, next_step="Put it in quotes")
    place = _coordinates(at)
    held = {} if postcode is None else bootstrap.data_home().postcodes()
    rates = bootstrap.ports().duos
    return lookup_meter(rates, mpan=mpan, postcode=postcode, coordinates=place, on=day, places=held)


def _coordinates(at: str | tuple[float, float] | None) -> tuple[float, float] | None:
    if at is None:
        return None
    try:
        latitude, longitude = (float(part) for part in (at.split(",") if isinstance(at, str) else at))
    except (TypeError, ValueError, OverflowError):
        latitude = longitude = math.nan
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        shown = repr(at)[:40] if isinstance(at, str) else "this"
        raise InputError(f"{shown} is no place", where="at", next_step="Write latitude,longitude: 52.48,-1.90")
    return latitude, longitude
