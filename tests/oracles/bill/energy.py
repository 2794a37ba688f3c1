"""The supply contract of a day (market reference 6.1 and 6.7): energy, the supplier's fee, export; and wear."""

from __future__ import annotations

from tests.oracles.bill.meter import Charged, Day

__all__ = ["supply"]


def supply(day: Day) -> Charged:
    """Energy at the national balancing point; fee and export at the meter."""
    contract = day.site["supply"]
    bought = sum(day.at(flow, "nbp") * flow.price_gbp_per_mwh for flow in day.flows)
    pounds = {
        ("energy_import", ""): -bought,
        ("supplier_fee", ""): -day.imported(at="meter") * contract.get("fee_gbp_per_mwh", 0.0),
    }
    worn = sum(flow.discharge_mwh for flow in day.flows)
    for asset in day.site.get("assets", ()):
        pounds["wear", ""] = -worn * asset.get("wear_gbp_per_mwh_discharged", 0.0)
    export = contract.get("export", "none")
    if export != "none":
        pounds["energy_export", ""] = sum(flow.export_mwh for flow in day.flows) * export["fixed_gbp_per_mwh"]
    return Charged(pounds)
