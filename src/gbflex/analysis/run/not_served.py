"""What of a site cannot be served without its assets: then they have no value to compare, and this says why."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.run import UnservedRow, WithoutAssetPart
from gbflex.analysis.run.backtest import Backtest

__all__ = ["not_served_warnings", "unserved_words", "without_asset"]

PLACES: Final = {"connection": "of load at the connection", "heat": "of heat"}


def without_asset(run: Backtest) -> WithoutAssetPart:
    """Whether the site can be served without the assets; else the half-hours and MWh that cannot.

    Args:
        run: The back-test.
    """
    places = {"connection": run.unserved.connection_mwh, "heat": run.unserved.heat_mwh}
    return {
        "served": run.without_asset is not None,
        "unserved": [_unserved(run, place, mwh) for place, mwh in places.items() if mwh.any()],
    }


def _unserved(run: Backtest, place: str, mwh: NDArray[np.float64]) -> UnservedRow:
    periods, at = run.setting.periods, np.flatnonzero(mwh)
    return {
        "place": place,
        "half_hours": len(at),
        "unserved_mwh": float(mwh.sum()),
        "largest_mwh": float(mwh.max()),
        "first_settlement_date": str(periods.settlement_date[at[0]]),
        "first_settlement_period": int(periods.settlement_period[at[0]]),
        "described": periods.describe(at),
    }


def unserved_words(row: UnservedRow) -> str:
    """A row in words.

    Args:
        row: What nothing can serve without the assets, in one place.

    Example:
        >>> unserved_words({"place": "heat", "half_hours": 2, "unserved_mwh": 1.5, "largest_mwh": 1.0,
        ...     "first_settlement_date": "2025-06-04", "first_settlement_period": 1,
        ...     "described": "2025-06-04 periods 1 to 2"})
        'without the assets 1.500 MWh of heat cannot be served in 2 half-hours (2025-06-04 periods 1 to 2)'
    """
    hours = "1 half-hour" if row["half_hours"] == 1 else f"{row['half_hours']:,} half-hours"
    return (
        f"without the assets {row['unserved_mwh']:,.3f} MWh {PLACES[row['place']]} cannot be served in {hours} "
        f"({row['described']})"
    )


def not_served_warnings(run: Backtest) -> list[str]:
    """Why there is no value, a sentence for each place; none where there is one.

    Args:
        run: The back-test.
    """
    return [f"the value is not defined: {unserved_words(row)}" for row in without_asset(run)["unserved"]]
