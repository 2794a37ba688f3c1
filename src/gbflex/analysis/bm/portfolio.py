"""A lead party's portfolio, virtual lead parties above all: what is visible of each of its units, and what is not.

Volumes and cash where acceptances and notifications are held; prices alone where only bid-offer data is; otherwise
the unit is named as not visible. What a secondary unit delivered against its baseline is never public.
"""

from __future__ import annotations

from gbflex.analysis.answers.bm import PortfolioAnswer, PortfolioRow, UnitRow
from gbflex.analysis.bm.choice import lead_parties_like
from gbflex.analysis.bm.missing import REGISTER, Lack, absent_lacks, fetch_step, missing_rows, unit_lacks
from gbflex.analysis.bm.multiplier import checked_tlm
from gbflex.analysis.bm.summaries import span_lacks, summaries
from gbflex.analysis.bm.totals import rows_total
from gbflex.analysis.ports import BmPorts, FirstPairPrices
from gbflex.errors import MissingPeriods
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import Periods

__all__ = ["portfolio"]

SECONDARY_TYPE, SECONDARY_PREFIX = "V", "V__"


def portfolio(party: str, periods: Periods, ports: BmPorts, *, tlm: float | None) -> PortfolioAnswer:
    """A lead party's units over a span.

    Args:
        party: Part of the lead party's name, or its id.
        periods: The span.
        ports: Where data and prices come from.
        tlm: Transmission loss multiplier for all of them; null: read, implied or worked out, else none.

    Raises:
        InputError: No party is named, or a multiplier that cannot be one.
        MissingPeriods: No register is held, or it has no such party.
    """
    checked_tlm(tlm)
    wanted = lead_parties_like(party)
    register = ports.units.register()
    units = {unit: entry for unit, entry in sorted(register.items()) if _is_of(wanted, entry)}
    if not units:
        raise MissingPeriods(
            f"the register has no unit of {party}",
            where=REGISTER,
            available=f"{len(register):,} units",
            next_step="Give a part of the lead party's name" if register else fetch_step((REGISTER,), None),
        )
    seen: dict[str, UnitRow] = {}
    lacks: list[Lack] = []
    for one in summaries(list(units), periods, ports, tlm=tlm):
        seen[one.figures["bm_unit"]] = one.figures
        lacks += unit_lacks("bm portfolio", one.figures["bm_unit"], one.half_hours)
    lacks += absent_lacks((unit for unit in units if unit not in seen), periods)
    prices = ports.units.first_pair_prices(periods.first_date, periods.last_date, list(units))
    rows = [_row(entry, seen.get(unit), prices.get(unit)) for unit, entry in units.items()]
    return {
        "party": party,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "lead_parties": sorted({entry.lead_party_name for entry in units.values()} - {""}),
        "units": len(rows),
        "secondary_units": sum(row["is_secondary"] for row in rows),
        "visible_units": sum(row["confidence"] != "not visible" for row in rows),
        "half_hours": len(periods),
        "gross_cashflow_gbp": rows_total([row["gross_cashflow_gbp"] for row in rows]),
        "rows": rows,
        "missing": missing_rows([*lacks, *span_lacks(list(units), periods, ports)], periods),
    }


def _is_of(party: str, entry: BmUnit) -> bool:
    return party in entry.lead_party_name.casefold() or party == entry.lead_party_id.casefold()


def _row(entry: BmUnit, seen: UnitRow | None, prices: FirstPairPrices | None) -> PortfolioRow:
    unit = entry.bm_unit
    # A unit is visible where its cash is known, or where energy is that has no price.
    known = seen if seen is not None and (seen["half_hours_held"] or seen["half_hours_not_priced"]) else None
    hidden = "not visible" if prices is None else "prices only"
    return {
        "bm_unit": unit,
        "bm_unit_name": entry.name or None,
        "gsp_group_id": entry.gsp_group_id or None,
        "is_secondary": entry.bm_unit_type == SECONDARY_TYPE or unit.startswith(SECONDARY_PREFIX),
        "half_hours_held": 0 if known is None else known["half_hours_held"],
        "offer_mwh": known and known["offer_mwh"],
        "bid_mwh": known and known["bid_mwh"],
        "offer_cashflow_gbp": known and known["offer_cashflow_gbp"],
        "bid_cashflow_gbp": known and known["bid_cashflow_gbp"],
        "gross_cashflow_gbp": known and known["gross_cashflow_gbp"],
        "not_priced_mwh": known and known["not_priced_mwh"],
        "half_hours_not_priced": known and known["half_hours_not_priced"],
        "gbp_per_mw": known and known["gbp_per_mw"],
        "gbp_per_mw_per_year": known and known["gbp_per_mw_per_year"],
        "first_price_half_hours": 0 if prices is None else prices.half_hours,
        "mean_first_offer_price_gbp_per_mwh": None if prices is None else prices.offer_gbp_per_mwh,
        "mean_first_bid_price_gbp_per_mwh": None if prices is None else prices.bid_gbp_per_mwh,
        "flags": [*([] if known is None else known["flags"]), *_placeholders(prices)],
        "confidence": hidden if known is None else known["confidence"],
    }


def _placeholders(prices: FirstPairPrices | None) -> list[str]:
    if prices is None or not prices.placeholders:
        return []
    return [f"{prices.placeholders:,} submitted prices of 9,999 GBP/MWh or beyond are left out of first prices"]
