"""What a careful reader would question in a run: first what moves money, then what only informs."""

from __future__ import annotations

from typing import NamedTuple

from gbflex.analysis.run.asset_causes import causes_warnings
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.co2 import co2_warnings
from gbflex.analysis.run.forecasts_used import forecast_warnings
from gbflex.analysis.run.foresight import benchmark_of, foresight_warnings
from gbflex.analysis.run.not_served import not_served_warnings
from gbflex.analysis.run.triads_known import triad_warnings
from gbflex.analysis.site.settled import cut_months, included_warnings, setting_warnings

__all__ = ["WeighedWarnings", "run_warnings", "weighed_warnings"]


class WeighedWarnings(NamedTuple):
    """Sentences by what hangs on them.

    Attributes:
        of_money: With another answer to what they question, an amount of the ledger or the value would be another.
        others: What is counted or known how; no amount changes.
    """

    of_money: list[str]
    others: list[str]


def weighed_warnings(run: Backtest) -> WeighedWarnings:
    """What a careful reader would question in a run, a sentence each.

    Args:
        run: The back-test.
    """
    included = included_warnings(run.setting.site)
    of_setting = [text for text in setting_warnings(run.setting) if text not in included]
    return WeighedWarnings(
        of_money=[
            *of_setting,
            *cut_months(run.with_asset.ledger),
            *_filled(run),
            *_loss(run),
            *not_served_warnings(run),
            *causes_warnings(run),
            *foresight_warnings(benchmark_of(run)),
            *triad_warnings(run),
        ],
        others=[*included, *forecast_warnings(run.forecasts), *co2_warnings(run)],
    )


def run_warnings(run: Backtest) -> list[str]:
    """The same in one list, what moves money first.

    Args:
        run: The back-test.
    """
    weighed = weighed_warnings(run)
    return [*weighed.of_money, *weighed.others]


def _loss(run: Backtest) -> list[str]:
    value_gbp = run.value_gbp
    if value_gbp is None or value_gbp >= 0:
        return []
    return [f"this plan loses {-value_gbp:,.2f} GBP against no asset: doing nothing would have been better"]


def _filled(run: Backtest) -> list[str]:
    return [
        f"{name}: {int(series.estimated.sum())} half-hours without a value are filled as supply.where_missing "
        "says and marked estimated"
        for name, series in run.setting.series.items()
        if series.estimated.any()
    ]
