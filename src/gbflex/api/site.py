"""The Python twins of `gbflex site rates|bill`: same names, same keys.

`site` is a `Site`, a mapping in the site file's schema, or the path of a site file; dates are inclusive
settlement dates.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from gbflex import bootstrap
from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.common import NotPricedRow
from gbflex.analysis.answers.lookup import ExampleMpanAnswer
from gbflex.analysis.answers.tariff import TariffAnswer
from gbflex.analysis.site.bill import site_bill
from gbflex.analysis.site.lookup import made_up_mpan
from gbflex.analysis.site.rates import site_rates
from gbflex.analysis.site.tariff import site_tariff
from gbflex.api.opened import load_site
from gbflex.assets.any_site import AnySite, input_files
from gbflex.assets.overrides import Overrides
from gbflex.periods import Periods, parse_date
from gbflex.store.frames import frame_of
from gbflex.store.outputs import csv_content

__all__ = ["RateTable", "bill", "example_mpan", "rate_table", "rates", "tariff", "write_rates"]


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


def tariff(site: AnySite, on: str | date | None = None, *, overrides: Overrides = ()) -> TariffAnswer:
    """The network tariff of a site on a date, with a year's cost; keys as `gbflex site tariff --json`.

    Args:
        site: The site.
        on: The date; today where none is given.
        overrides: "path=value" each.

    Example:
        >>> site = {"name": "Flat", "licence_area": 14, "demand": {"constant_mw": 1},
        ...         "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000}}
        >>> [row["published_rate"] for row in tariff(site, "2025-06-04")["rates"][:3]]
        [1.642, 0.237, 0.021]
    """
    day = bootstrap.now().date() if on is None else parse_date(on, field="on")
    return site_tariff(load_site(site, overrides), day, bootstrap.ports())


def example_mpan(
    area: str, number: int = 12345, *, line_loss_factor_class: str | None = None
) -> ExampleMpanAnswer:
    """A made-up meter number with a valid check digit; keys as `gbflex site example-mpan --json`.

    Args:
        area: Distributor id of the area.
        number: Its unique number, up to ten digits.
        line_loss_factor_class: As on a bill; then the number has all 21 digits.

    Example:
        >>> example_mpan("14", line_loss_factor_class="H04")["mpan"]
        '00845H041400000123450'
    """
    return made_up_mpan(area, number, line_loss_factor_class)
