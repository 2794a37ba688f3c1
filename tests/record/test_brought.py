"""Whether an answer is of the days that were asked for, in summer, when settlement dates and UTC dates differ."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from gbflex.api.data.brought import refuse_other_days
from gbflex.errors import BrokenFile
from gbflex.sources.fetching.request import whole_days
from gbflex.sources.registry import dataset_named

BEFORE_BY_2, BEFORE, DAY, AFTER = (date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2), date(2025, 7, 3))
BY_DATE = ("elexon.system_prices", "elexon.fuelhh", "elexon.boav")
HALF_HOURS_BY_INSTANT = ("elexon.market_index",)
LASTS = ("elexon.nonbm", "elexon.pn", "elexon.bod")


def is_refused(dataset: str, days: list[date]) -> bool:
    described = dataset_named(dataset)
    assert described.endpoint is not None
    request = described.endpoint.requests(dataset, whole_days(DAY, DAY), bm_units=[], resource=None)[-1]
    table = described.table
    frame = pl.DataFrame(
        {column.name: days if column.name == table.date_column else None for column in table.schema.columns}
    )
    try:
        refuse_other_days(frame, request, table)
    except BrokenFile:
        return True
    return False


@pytest.mark.parametrize("dataset", [*BY_DATE, *HALF_HOURS_BY_INSTANT, *LASTS])
@pytest.mark.parametrize(
    ("days", "exact", "lasting"),
    [
        ([DAY, DAY], False, False),
        ([DAY, BEFORE], True, False),
        ([DAY, AFTER], True, False),
        ([AFTER], True, True),
        ([BEFORE], True, True),
        ([DAY, BEFORE_BY_2], True, True),
    ],
)
def test_other_days_are_refused(dataset: str, days: list[date], exact: bool, lasting: bool) -> None:
    """Proves: a day too many is refused, but for what lasts beside rows of the day itself; never a day instead of it.
    If broken: 3 July's rows for 2 July are held, or levels that reach past midnight refuse an answer.
    """
    assert is_refused(dataset, days) == (lasting if dataset in LASTS else exact)
