"""The supply contract of a day (market reference 6.1 and 6.7): energy, the supplier's fee, export; and wear."""

from __future__ import annotations

from tests.oracles.bill.meter import Charged, Day

__all__ = ["supply"]


def supply(day: Day) -> Charged:
    """Energy at the national balancing point; fee at the meter; export there or, where so agreed, as it is settled."""
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
        settled = contract.get("export_losses", "none") == "settled"
        sold = sum(flow.export_mwh * (flow.line_loss_factor * day.tlm if settled else 1.0) for flow in day.flows)
        pounds["energy_export", ""] = sold * export["fixed_gbp_per_mwh"]
    return Charged(pounds)
