"""Transmission charges of a day (market reference 6.4 and 15): residual, locational, embedded export.

A site pays its zone's demand tariff at the grid supply point in one of two ways: in GBP/kW of its average demand over
the winter's three triads, or, where it is not charged by the half-hour (an aggregated tariff), in p/kWh from 16:00 to
19:00 of every day. A day that holds a triad bears a third of the yearly tariff for the power of that half-hour; in a
winter whose triads nobody knows yet, each half-hour bears its chance of being one. Export below 100 MW earns the
embedded export tariff: at the meter, or with its loss factor where the contract pays export so.
"""

from __future__ import annotations

from datetime import date

from tests.oracles.bill.clock import in_evening
from tests.oracles.bill.duos import demand_row
from tests.oracles.bill.held import by_key, rows
from tests.oracles.bill.meter import Charged, Day
from tests.oracles.bill.stand_ins import nearest_of_key
from tests.oracles.bill.triad_chance import chance_of_triad
from tests.oracles.london import HalfHour

__all__ = ["transmission"]

# Demand zones 1 to 14 are GSP groups _P _N _F _G _M _D _B _E _A _K _J _C _H _L.
ZONE_OF_AREA = {
    area: zone for zone, area in enumerate((17, 18, 15, 16, 23, 13, 11, 14, 10, 21, 19, 12, 20, 22), 1)
}
TRIADS_A_WINTER = 3
WINTER_MONTHS = (11, 12, 1, 2)
EXPORT_LINE = "tnuos_embedded_export"
KW_OF_MWH_IN_A_HALF_HOUR = 2000
POUNDS_PER_MWH_OF_A_PENNY_PER_KWH = 10


def transmission(day: Day) -> Charged:
    """Every transmission line of a day."""
    pounds = {("tnuos_residual", ""): -_residual(day)}
    if _is_aggregated(day):
        return Charged(pounds | {("tnuos_locational", ""): -_evenings(day)})
    share = KW_OF_MWH_IN_A_HALF_HOUR / TRIADS_A_WINTER
    hits = [(flow, hit) for flow in day.flows if (hit := _hit(day, flow.half_hour))]
    demand = _held("hh_demand_locational", _zone(day), day.day)
    pounds["tnuos_locational", ""] = -share * demand * sum(hit * day.at(flow, "gsp") for flow, hit in hits)
    settled = day.site.get("supply", {}).get("export_losses", "none") == "settled"
    exported = sum(hit * flow.export_mwh * (flow.line_loss_factor if settled else 1.0) for flow, hit in hits)
    table = "tnuos/embedded_export.csv"
    credit = by_key(table, _zone(day), day.day)
    if credit is None and day.estimates:
        credit = nearest_of_key(table, _zone(day), day.day)
    if credit is None and day.can_export and day.day.month in WINTER_MONTHS:
        return Charged(pounds, frozenset({EXPORT_LINE}))
    return Charged(pounds | {(EXPORT_LINE, ""): share * (credit or 0.0) * exported})


def _hit(day: Day, half_hour: HalfHour) -> float:
    """How far a half-hour is a triad: 1 or 0 where the winter's are known, else how probable it is."""
    triads = _triads_of_the_winter(day)
    if triads is None:
        return chance_of_triad(half_hour)
    return 1.0 if (half_hour.day.isoformat(), half_hour.period) in triads else 0.0


def _residual(day: Day) -> float:
    row = demand_row(day)
    band = row["residual_band"]
    if band == "none":
        return 0.0
    voltage = "HV" if row["tariff"].startswith("HV") else "LV_NoMIC_" if _is_aggregated(day) else "LV"
    return _held("demand_residual", f"{voltage}{band}", day.day)


def _evenings(day: Day) -> float:
    rate = _held("nhh_demand_locational", _zone(day), day.day)
    taken = sum(day.at(flow, "gsp") for flow in day.flows if in_evening(flow.half_hour))
    return taken * rate * POUNDS_PER_MWH_OF_A_PENNY_PER_KWH


def _zone(day: Day) -> str:
    return str(ZONE_OF_AREA[day.area])


def _is_aggregated(day: Day) -> bool:
    return "Aggregated" in demand_row(day)["tariff"]


def _triads_of_the_winter(day: Day) -> frozenset[tuple[str, int]] | None:
    """Triads of the winter of a day: the site file's, else those published; None where nobody knows them yet."""
    begins = day.day.year if day.day.month >= 4 else day.day.year - 1
    year = (date(begins, 4, 1).isoformat(), date(begins + 1, 3, 31).isoformat())
    named = [(str(one["settlement_date"]), int(one["settlement_period"])) for one in day.site.get("triads", ())]
    published = [(row["settlement_date"], int(row["settlement_period"])) for row in rows("tnuos/triads.csv")]
    for known in (named, published):
        found = frozenset(one for one in known if year[0] <= one[0] <= year[1])
        if found:
            return found
    return None


def _held(table: str, key: str, day: date) -> float:
    value = by_key(f"tnuos/{table}.csv", key, day)
    assert value is not None, f"{table} {key} is not held on {day}"
    return value
