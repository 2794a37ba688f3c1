"""Gas lines of a boiler against a second computation that shares no code with the product: `tests.oracles.bill.gas`."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.summary import run_summary
from gbflex.assets.any_site import load_site
from gbflex.bootstrap import ports
from gbflex.periods import Periods
from tests.oracles.bill.gas import (
    NETWORKS,
    GasSite,
    climate_levy_p_per_kwh,
    commodity_p_per_kwh,
    daily_pence,
    exit_zones,
)
from tests.oracles.bill.shapes import SEED
from tests.oracles.london import half_hours_of

FIRST, DAYS_HELD = date(2022, 4, 1), 1644
EFFICIENCY, GAS_GBP_PER_MWH = 0.85, 30.0
SIZES_KWH = (50_000, 200_000, 500_000, 2_000_000, 30_000_000)


@pytest.mark.parametrize(
    ("site", "gbp"),
    [
        (GasSite("WM", "WM1", 2_000_000, 12_000, read_monthly=True), 14_209.40),
        (GasSite("WM", "WM2", 30_000_000, 110_000, read_monthly=True), 79_569.70),
        (GasSite("WW", "SW2", 2_000_000, 12_000, read_monthly=True), 14_714.06),
        (GasSite("WW", "SW2", 30_000_000, 110_000, read_monthly=True), 88_832.40),
    ],
)
def test_four_worked_years_of_distribution(site: GasSite, gbp: float) -> None:
    """Proves: the second computation is right by the networks' own totals of April 2026. If broken: pounds away."""
    day = date(2026, 4, 1)
    commodity = commodity_p_per_kwh(site, day)["distribution"] * site.annual_kwh
    assert (commodity + daily_pence(site, day) * 365) / 100 == pytest.approx(gbp, abs=0.005)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("annual_kwh", SIZES_KWH)
def test_gas_of_a_random_day_agrees(network: str, annual_kwh: int, tmp_path: Path) -> None:
    """Proves: gas, its network and its levy agree on a day drawn. If broken: the line and the seed."""
    dice = random.Random(f"{SEED} {network} {annual_kwh}")
    day = FIRST + timedelta(days=dice.randrange(DAYS_HELD))
    zone = dice.choice(exit_zones(network))
    site = GasSite(network, zone, annual_kwh, annual_kwh * dice.uniform(0.004, 0.012), dice.choice((True, False)))
    heat = [round(dice.uniform(0.1, 2.0), 6) for _ in half_hours_of(day)]
    print(f"seed {SEED}, {site}, {day}")
    burnt_kwh = 1000 * sum(heat) / EFFICIENCY
    expected = {
        "fuel": -burnt_kwh * GAS_GBP_PER_MWH / 1000,
        "gas_network": -burnt_kwh * sum(commodity_p_per_kwh(site, day).values()) / 100,
        "gas_capacity": -daily_pence(site, day) / 100,
        "ccl_gas": -burnt_kwh * climate_levy_p_per_kwh(day) / 100,
    }
    found = _lines(site, day, heat, tmp_path)
    assert {line: found[line] for line in expected} == pytest.approx(expected, abs=1e-6)


def _lines(site: GasSite, day: date, heat_mwh: list[float], folder: Path) -> Mapping[str, float]:
    text = [f"{day},{period},{value}" for period, value in enumerate(heat_mwh, 1)]
    file = folder / "heat.csv"
    file.write_text("\n".join(["settlement_date,settlement_period,heat_mwh", *text, ""]), "utf-8")
    done = backtest(load_site(_site(site, file)), Periods.between(day, day), ports())
    # A line has a row for each unit: the fixed charge of a middling site is one of gas_capacity.
    found: dict[str, float] = defaultdict(float)
    answer = run_summary(done, "again")
    for row in answer["lines"]:
        found[row["line"]] += row["amount_gbp"]
    assert sum(found.values()) == pytest.approx(answer["ledger_total_gbp"], abs=1e-6)
    return found


def _site(site: GasSite, file: Path) -> dict[str, Any]:
    network = {
        "ldz": site.network,
        "exit_zone": site.exit_zone,
        "annual_quantity_kwh": site.annual_kwh,
        "peak_day_kwh": site.peak_day_kwh,
        "read_monthly": site.read_monthly or site.annual_kwh > 293_000,
    }
    return {
        "name": "Boiler",
        "licence_area": 14,
        "demand": {"constant_mw": 0.1},
        "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
        "charges": ["ccl"],
        "fuel": {"price": {"fixed_gbp_per_mwh": GAS_GBP_PER_MWH}, "network": network},
        "assets": [
            {"type": "boiler", "name": "boiler", "heat_mw": 6.0, "efficiency_gross_cv": EFFICIENCY},
            {"type": "heat_demand", "file": str(file), "known_ahead": True},
        ],
    }
