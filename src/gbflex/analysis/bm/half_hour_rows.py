"""A unit's half-hours as rows: levels, limits, what was accepted, prices, and cash."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_half_hours import BmHalfHourRow
from gbflex.analysis.bm.half_hourly import Side, UnitHalfHours
from gbflex.analysis.bm.recharge import MarketPrices
from gbflex.analysis.ports import BmLevel
from gbflex.gb.bm import NO_VOLUME_MWH
from gbflex.periods import Periods
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["half_hour_rows"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def half_hour_rows(
    found: UnitHalfHours, levels: Mapping[BmLevel, Floats], prices: MarketPrices, periods: Periods
) -> list[BmHalfHourRow]:
    """A row for each half-hour of a span.

    Args:
        found: What is known of the unit by half-hour.
        levels: Its mean limits [MW]; NaN where none is held.
        prices: Prices of the span.
        periods: The span.
    """
    offers, bids = _cash(found.offers, found), _cash(found.bids, found)
    known = found.has_volumes | found.is_published
    columns = {
        "notified_mw": _where(found.evidence.is_notified, found.notified_mwh) / SETTLEMENT_PERIOD_HOURS,
        "expected_mw": _where(found.has_volumes, found.notified_mwh + found.accepted_mwh)
        / SETTLEMENT_PERIOD_HOURS,
        "export_limit_mw": levels["export_limit"],
        "import_limit_mw": levels["import_limit"],
        "offer_mwh": _where(found.has_volumes | (found.offers.mwh != 0), found.offers.mwh),
        "bid_mwh": _where(found.has_volumes | (found.bids.mwh != 0), found.bids.mwh),
        "offer_price_gbp_per_mwh": _price(found.offers),
        "bid_price_gbp_per_mwh": _price(found.bids),
        "system_price_gbp_per_mwh": prices.system_gbp_per_mwh,
        "market_index_gbp_per_mwh": prices.index_gbp_per_mwh,
        "offer_cashflow_gbp": offers,
        "bid_cashflow_gbp": bids,
        "cashflow_gbp": _gross(offers, bids),
        "not_priced_mwh": _where(known | (found.not_priced_mwh > NO_VOLUME_MWH), found.not_priced_mwh),
    }
    figures = {key: _or_null(values) for key, values in columns.items()}
    texts = zip(
        periods.settlement_date.astype(str).tolist(),
        periods.settlement_period.tolist(),
        (f"{start}Z" for start in np.datetime_as_string(periods.start_time, unit="s").tolist()),
        _clock(periods),
        _basis(found),
        strict=True,
    )
    return [
        BmHalfHourRow(
            settlement_date=day,
            settlement_period=period,
            start_time=start,
            local_time=clock,
            cash_basis=basis,
            **{key: values[at] for key, values in figures.items()},  # type: ignore[typeddict-item]  # keys of the row
        )
        for at, (day, period, start, clock, basis) in enumerate(texts)
    ]


def _or_null(values: Floats) -> list[float | None]:
    return [
        None if gone else value for gone, value in zip(np.isnan(values).tolist(), values.tolist(), strict=True)
    ]


def _where(known: Bools, values: Floats) -> Floats:
    """Values where they are known; NaN elsewhere."""
    return np.where(known, values, np.nan)


def _price(side: Side) -> Floats:
    """Mean price of what was accepted; NaN where nothing was at a price that is meant."""
    mean: Floats = np.full(len(side.mwh), np.nan)
    return np.divide(side.value_gbp, side.priced_mwh, out=mean, where=side.priced_mwh != 0)


def _cash(side: Side, found: UnitHalfHours) -> Floats:
    """Cash of one direction, of what has a price; NaN where nothing of it has one, or nothing is known."""
    clear = (found.has_volumes | found.is_published) & (side.not_priced_mwh <= NO_VOLUME_MWH)
    return _where(side.is_published | side.is_computed | clear, side.gbp)


def _gross(offers: Floats, bids: Floats) -> Floats:
    """Both together; of one that is not known the other alone, where that is anything: as days add up."""
    alone = np.where(np.isnan(offers), bids, offers)
    return np.where(np.isnan(offers) | np.isnan(bids), _where(alone != 0, alone), offers + bids)


def _clock(periods: Periods) -> list[str]:
    """London clock time with its zone, which tells the two hours of the day on which it falls back."""
    minutes, offsets = periods.local_minute.tolist(), periods.local_offset_minutes.tolist()
    return [
        f"{minute // 60:02d}:{minute % 60:02d} {'BST' if offset else 'GMT'}"
        for minute, offset in zip(minutes, offsets, strict=True)
    ]


def _basis(found: UnitHalfHours) -> list[str]:
    """Where the cash of each half-hour comes from."""
    said = np.select(
        [
            found.is_not_priced,
            found.is_published & found.is_computed,
            found.is_published,
            found.is_computed,
            found.has_volumes,
        ],
        ["not priced", "published; computed", "published", "computed", "nothing accepted"],
        default="not known",
    )
    return [str(one) for one in said]
