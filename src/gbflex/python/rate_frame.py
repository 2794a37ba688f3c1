"""The price build-up of a site as a Polars frame that also says what it leaves out, and can be drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from gbflex.analysis.answers.common import NotPricedRow
from gbflex.analysis.answers.rates import PRICE_SUFFIX, rate_columns
from gbflex.api.site import RateTable, rate_table
from gbflex.assets.any_site import AnySite
from gbflex.assets.overrides import Overrides
from gbflex.python.html import ROWS, rows_html

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["RateFrame", "rates"]


class RateFrame(pl.DataFrame):
    """A Polars frame with a row for each half-hour; what is made of it by Polars is a plain frame.

    Args:
        table: The rows, and what they leave out.

    Attributes:
        not_priced: Charges that are left out, with dates and reason.
        warnings: What a careful reader would question.
    """

    not_priced: list[NotPricedRow]
    warnings: list[str]

    def __init__(self, table: RateTable) -> None:
        super().__init__(table.rows)
        self.not_priced, self.warnings = table.not_priced, table.warnings

    @property
    def frame(self) -> pl.DataFrame:
        """The same rows as a plain Polars frame."""
        return pl.DataFrame(self.get_columns())

    def plot(self, path: str | Path | None = None) -> Figure:  # type: ignore[override]
        """What a MWh costs by clock time, line by line: a day as it is, more days as their mean.

        Args:
            path: Where it is also written: picture.png, .svg or .pdf.

        Raises:
            ConfigurationError: Matplotlib is not installed.
            InputError: The file cannot be written.
        """
        from gbflex.python.rate_picture import rate_picture

        return rate_picture(self.frame, path)

    def _repr_html_(self, *, _from_series: bool = False) -> str:
        rows = self.frame.head(ROWS).to_dicts()
        kept = ("start_time", "settlement_period", "duos_band", "energy_gbp_per_mwh")
        largest = self.select(pl.col(f"^.*{PRICE_SUFFIX}$").abs().mean()).to_dicts()[0]
        prices = sorted(largest, key=lambda name: -(largest[name] or 0))[:5]
        columns = rate_columns([*kept, *(name for name in prices if name not in kept)])
        return rows_html(columns, rows, len(self))


def rates(site: AnySite, first_date: str | date, last_date: str | date, *, overrides: Overrides = ()) -> RateFrame:
    """The price build-up of every half-hour; columns as `gbflex site rates` prints them.

    Prices are plain, in GBP/MWh at the meter: a positive import price is a cost. Energy and every
    `<line>_gbp_per_mwh` add up to `import_price_gbp_per_mwh`; a line without a rate on a date is null there and
    left out of the sum, and `.not_priced` names it.

    Args:
        site: The site.
        first_date: First settlement date.
        last_date: Last settlement date.
        overrides: "path=value" each, or values by path.

    Returns:
        A Polars frame, one row per half-hour (46, 48 or 50 a day).

    Raises:
        InputError: The site or a date cannot be.
        DataError: A price or a charge that is named lacks dates.

    Example:
        >>> supply = {"energy": {"fixed_gbp_per_mwh": 80}}
        >>> site = {"name": "Flat", "licence_area": 14, "charges": ["ccl"], "supply": supply}
        >>> rates(site, "2024-07-01", "2024-07-01")["import_price_gbp_per_mwh"][0]
        87.75
    """
    return RateFrame(rate_table(site, first_date, last_date, overrides=overrides))
