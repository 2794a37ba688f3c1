"""`gbflex site rates`: the all-in price of every half-hour at the meter. Its rows have a column for each line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from gbflex.analysis.answers.common import HalfHour
from gbflex.analysis.answers.shape import Column, Key, columns_of

__all__ = ["EACH_LINE", "PRICE_SUFFIX", "RateTableRow", "rate_columns"]

PRICE_SUFFIX: Final = "_gbp_per_mwh"


class RateTableRow(HalfHour):
    """The price build-up of a half-hour at the meter: prices are plain, so a positive import price is a cost."""

    start_time: Annotated[str, Key("Start (UTC)", "Start of the half-hour, UTC", style="instant")]
    duos_band: Annotated[str | None, Key("DUoS band", "DUoS time band, null where none is held")]
    energy_gbp_per_mwh: Annotated[float | None, Key("Energy", "Energy price, null where the site names no supply")]
    import_price_gbp_per_mwh: Annotated[float, Key("Import price", "Sum of energy and every line, at the meter")]
    export_price_gbp_per_mwh: Annotated[float, Key("Export price", "What an exported MWh earns")]


EACH_LINE: Final = Key(
    "Each line", "What the line adds to the import price; a column for each line that is priced"
)
"""Beside the declared keys a row has `<line>_gbp_per_mwh` for each line."""


def rate_columns(names: Iterable[str]) -> list[Column]:
    """The columns of a table of rates, those of its lines among them.

    Args:
        names: Keys of a row, in order.

    Example:
        >>> [column.heading for column in rate_columns(["duos_band", "ccl_gbp_per_mwh"])]
        ['DUoS band', 'ccl [GBP/MWh]']
    """
    declared = columns_of(RateTableRow)
    return [declared.get(name) or _of_line(name) for name in names]


def _of_line(name: str) -> Column:
    return Column(name, Key(name.removesuffix(PRICE_SUFFIX), EACH_LINE.meaning), "number")
