"""The record: when a run is taken to be known."""

from __future__ import annotations

from gbflex.gb.settlement_runs import CALENDAR_DAYS, WORKING_DAYS


def working_days() -> str:
    return ", ".join(f"{run} {days}" for run, days in WORKING_DAYS.items())


def rf_days() -> float:
    return CALENDAR_DAYS["RF"]


def df_days() -> float:
    return CALENDAR_DAYS["DF"]
