"""Break-even of market reference 6.10, and the flows of the worked bill."""

from __future__ import annotations

from typing import Any

from gbflex.api.demo import DEMO_SPAN
from gbflex.assets.any_site import load_site
from tests.analysis import test_breakeven as even
from tests.docs.markers import ROOT


def _best(**supply: Any) -> dict[str, Any]:
    return even.answer(**even.HOST, supply={"energy": "market_index"} | supply)["best"]


def delivered_cost() -> float:
    return _best()["delivered_cost_gbp_per_mwh"]


def margin() -> float:
    return _best()["margin_gbp_per_mwh"]


def charging_pays_below() -> float:
    return _best()["break_even_import_price_gbp_per_mwh"]


def delivered_cost_with_75() -> float:
    return _best(non_energy={"fixed_gbp_per_mwh": 75.0})["delivered_cost_gbp_per_mwh"]


def loss_with_75() -> float:
    return -_best(non_energy={"fixed_gbp_per_mwh": 75.0})["margin_gbp_per_mwh"]


def levy_leak() -> float:
    found = even.answer(0.0, supply={"energy": "market_index", "fee_gbp_per_mwh": 60.0})
    return -next(line for line in found["best"]["lines"] if line["line"] == "supplier_fee")["margin_gbp_per_mwh"]


def random_days() -> float:
    return even.RANDOM_PROBLEMS


def fewest_half_hours() -> float:
    return even.FEWEST_STEPS


def most_half_hours() -> float:
    return even.MOST_STEPS


def demo_battery() -> str:
    (battery,) = load_site(ROOT / "examples" / "west-midlands-hv.yaml").batteries
    return f"{battery.charge_power_mw:g} MW / {battery.energy_capacity_mwh:g} MWh"


def demo_span() -> str:
    return " to ".join(DEMO_SPAN)
