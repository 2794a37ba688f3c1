"""A run's tables added up for a report: every number is a sum of ledger rows or of scheduled energy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from gbflex.reports.battery_sums import battery_word
from gbflex.reports.page_model import (
    BandDemandRow,
    BandEnergyRow,
    LineAmount,
    MonthRow,
    StreamAmount,
)
from gbflex.store.run_folder import RunTables

__all__ = [
    "band_coverage",
    "banded",
    "charging_by_band",
    "difference_by_line",
    "difference_by_period",
    "in_band_order",
    "is_compared",
    "monthly_value",
    "revenue_streams",
    "totals_by_line",
]

AMOUNT = pl.col("amount_gbp")
NO_ENERGY_MWH: Final = 1e-9
"""Energy of a half-hour that is rounding of a solver's."""


def is_compared(tables: RunTables) -> bool:
    """Whether there is a ledger without the asset to compare with."""
    return tables.summary["value_gbp"] is not None


def totals_by_line(ledger: pl.DataFrame) -> list[LineAmount]:
    """Money of each line, in the ledger's order."""
    sums = ledger.group_by("line", maintain_order=True).agg(AMOUNT.sum().alias("gbp"))
    return [{"label": row["line"], "gbp": row["gbp"]} for row in sums.to_dicts()]


def difference_by_line(tables: RunTables) -> list[LineAmount]:
    """With minus without the asset, by line, largest first; lines that do not change are left out."""
    if not is_compared(tables):
        return []
    without = {row["label"]: row["gbp"] for row in totals_by_line(tables.ledger_without_asset)}
    with_asset = {row["label"]: row["gbp"] for row in totals_by_line(tables.ledger)}
    names = dict.fromkeys([*with_asset, *without])
    rows: list[LineAmount] = [
        {"label": name, "gbp": with_asset.get(name, 0.0) - without.get(name, 0.0)} for name in names
    ]
    return sorted((row for row in rows if abs(row["gbp"]) >= 0.005), key=lambda row: -row["gbp"])  # noqa: PLR2004 (half a penny)


def difference_by_period(tables: RunTables) -> pl.DataFrame:
    """With minus without the asset in each half-hour, cash and non-cash apart, beside the schedule.

    Null where the site cannot be served without the asset: then nothing compares.
    """
    if not is_compared(tables):
        nothing = pl.lit(None, pl.Float64)
        return tables.schedule.with_columns(nothing.alias("cash_gbp"), nothing.alias("non_cash_gbp"))

    def by_kind(ledger: pl.DataFrame, sign: float) -> pl.DataFrame:
        return ledger.select("start_time", "kind", (AMOUNT * sign).alias("gbp"))

    both = pl.concat([by_kind(tables.ledger, 1.0), by_kind(tables.ledger_without_asset, -1.0)])
    money = both.group_by("start_time").agg(
        pl.col("gbp").filter(pl.col("kind") == "cash").sum().alias("cash_gbp"),
        pl.col("gbp").filter(pl.col("kind") == "non_cash").sum().alias("non_cash_gbp"),
    )
    return tables.schedule.join(money, on="start_time", how="left", validate="1:1").with_columns(
        pl.col("cash_gbp", "non_cash_gbp").fill_null(0.0)
    )


def monthly_value(by_period: pl.DataFrame) -> list[MonthRow]:
    """Value of the asset by month of the settlement date."""
    month = pl.col("settlement_date").dt.strftime("%Y-%m").alias("month")
    value = (pl.col("cash_gbp") + pl.col("non_cash_gbp")).sum().alias("value_gbp")
    sums = by_period.drop_nulls("cash_gbp").group_by(month).agg(value).sort("month")
    return [{"month": name, "value_gbp": gbp} for name, gbp in sums.iter_rows()]


def revenue_streams(tables: RunTables, by_period: pl.DataFrame) -> list[StreamAmount]:
    """What the owner's ledger is made of: the site without the asset, then what the asset adds."""
    if not is_compared(tables):
        return []
    # One of several batteries may charge another: then the half-hour is what they do together.
    charging = pl.col("charge_mwh") > pl.col("discharge_mwh")
    discharging = (pl.col("discharge_mwh") > 0) & ~charging
    streams = {
        f"Site without the {battery_word(tables)}": tables.ledger_without_asset["amount_gbp"].sum(),
        "Earned or avoided while discharging": by_period.filter(discharging)["cash_gbp"].sum(),
        "Cost of charging": by_period.filter(charging)["cash_gbp"].sum(),
        "Wear (not cash)": by_period["non_cash_gbp"].sum(),
        "Ledger total": tables.ledger["amount_gbp"].sum(),
    }
    return [{"label": label, "gbp": float(gbp)} for label, gbp in streams.items()]


def banded(frame: pl.DataFrame) -> pl.DataFrame:
    """The half-hours that have a DUoS time band."""
    return frame.filter(pl.col("duos_band").is_not_null())


def charging_by_band(by_period: pl.DataFrame) -> list[BandEnergyRow]:
    """Energy charged and discharged in each time band, with the average price of each where ledgers compare."""
    charged, discharged = pl.col("charge_mwh"), pl.col("discharge_mwh")
    # Where one battery charges another the half-hour's cash is of both, so it prices neither.
    sides = {
        "charging": (charged > NO_ENERGY_MWH) & (discharged <= NO_ENERGY_MWH),
        "discharging": (discharged > NO_ENERGY_MWH) & (charged <= NO_ENERGY_MWH),
    }
    priced = [
        pl.col(column).filter(only).sum().alias(f"{side}_{column}")
        for side, only in sides.items()
        for column in ("cash_gbp", "charge_mwh", "discharge_mwh")
    ]
    sums = banded(by_period).group_by("duos_band").agg(charged.sum(), discharged.sum(), *priced)
    compared = not by_period["cash_gbp"].null_count()
    return [
        {
            "band": row["duos_band"],
            "charge_mwh": row["charge_mwh"],
            "discharge_mwh": row["discharge_mwh"],
            "average_charge_price_gbp_per_mwh": _ratio(-row["charging_cash_gbp"], row["charging_charge_mwh"])
            if compared
            else None,
            "average_discharge_value_gbp_per_mwh": _ratio(
                row["discharging_cash_gbp"], row["discharging_discharge_mwh"]
            )
            if compared
            else None,
        }
        for row in in_band_order(sums).iter_rows(named=True)
    ]


def band_coverage(schedule: pl.DataFrame) -> list[BandDemandRow]:
    """How much of the demand of each time band the asset served."""
    sums = banded(schedule).group_by("duos_band").agg(pl.col("demand_mwh").sum(), pl.col("delivered_mwh").sum())
    return [
        {
            "band": row["duos_band"],
            "demand_mwh": row["demand_mwh"],
            "from_battery_mwh": row["delivered_mwh"],
            "covered_fraction": _ratio(row["delivered_mwh"], row["demand_mwh"]),
        }
        for row in in_band_order(sums).iter_rows(named=True)
    ]


def _ratio(amount: float, quantity: float) -> float | None:
    return amount / quantity if quantity else None


BAND_ORDER: Mapping[str, int] = {"green": 0, "amber": 1, "red": 2}


def in_band_order(sums: pl.DataFrame) -> pl.DataFrame:
    """Sums by band with the bands from the cheapest to the dearest; others follow in alphabetical order."""
    rank = pl.col("duos_band").replace_strict(BAND_ORDER, default=len(BAND_ORDER), return_dtype=pl.Int64)
    return sums.sort(rank, "duos_band", maintain_order=True)
