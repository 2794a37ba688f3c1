"""A network tariff: hours first, then rates with what they come to in a year."""

from __future__ import annotations

from gbflex.analysis.answers.shape import columns_of
from gbflex.analysis.answers.tariff import BandHoursRow, TariffAnswer, TariffRow
from gbflex.cli.show.output import answer_table, console, or_json, print_notes

__all__ = ["print_tariff"]


@or_json
def print_tariff(found: TariffAnswer) -> None:
    """Rates and hours of each band, standing charges, and a year of each.

    Args:
        found: As `api.site.tariff` returns it.
    """
    out = console()
    out.print(f"{found['site']}: {found['tariff']}, {found['area_name']} ({found['licence_area']})")
    out.print(f"charging year {found['charging_year']}, as on {found['on']}; {_band(found)}")
    out.print(_load(found))
    out.print()
    keys = ["line", "band", "published_rate", "quantity_per_year", "gbp_per_year", "quality"]
    total = {"line": "together", "gbp_per_year": found["total_gbp_per_year"]}
    out.print(answer_table(TariffRow, keys, [*found["rates"], total]))
    out.print()
    out.print(answer_table(BandHoursRow, list(columns_of(BandHoursRow)), found["hours"], "Hours, London clock"))
    out.print()
    for source in dict.fromkeys(row["source"] for row in found["rates"]):
        out.print(f"Source: {source}")
    print_notes(found["warnings"], [])


def _band(found: TariffAnswer) -> str:
    kva = found["agreed_capacity_kva"]
    capacity = "agreed capacity not given" if kva is None else f"agreed capacity {kva:,g} kVA"
    band, suggested = found["residual_band"], found["residual_band_suggested"]
    if band is None:
        return f"no residual band; {capacity}"
    agrees = "" if suggested is None else f" ({'as' if suggested == band else f'band {suggested} is what'} "
    agrees += "" if suggested is None else "the capacity suggests; the DNO allocates it)"
    return f"residual band {band}{agrees}; {capacity}"


def _load(found: TariffAnswer) -> str:
    if found["load_mwh"] is None:
        return "no load is given, so unit rates have no year"
    energy = columns_of(TariffAnswer)["load_mwh"].text(found["load_mwh"])
    return (
        f"a year of 365 days, from {energy} MWh in {found['load_days']} days of load, "
        f"{found['load_from']} to {found['load_to']}"
    )
