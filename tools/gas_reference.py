"""The reference page of the gas network charges."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from gbflex.gb.rates.gas_network_table import GasRow, gas_network_rows
from gbflex.gb.rates.gas_zones import GAS_NETWORKS, exit_zones

__all__ = ["gas"]


def gas() -> str:
    """Every gas network charge with its values by network and date."""
    networks = "; ".join(f"{network}: {', '.join(zones)}" for network, zones in GAS_NETWORKS.items())
    text = [
        "# Gas network",
        "",
        "What gas costs on top of the price at the national balancing point. Spans are inclusive; a date outside",
        "them has no rate. The distribution networks' charges change on 1 April, those of the transmission system",
        "on 1 October. Above 732,000 kWh a year a rate is round(max(minimum, a x SOQ^b), 4); SOQ is the peak",
        "day quantity [kWh]. A site on a distribution network pays the `ldz_` charges, `ldz_exit_capacity` by its",
        "exit zone, and `nts_commodity_exit`. Not added: the entry charge, which is inside the price;",
        "`nts_exit_capacity` of sites on the transmission system; `csep_administration` of networks inside a",
        "network; and `supplier_of_last_resort`, 0 for sites that are not domestic. A star is an estimate, its",
        "note says why.",
        "",
        f"Networks and their zones: {networks}.",
        "",
        f"Networks and their exit zones: {_exit_zones()}.",
    ]
    for charge in dict.fromkeys(row["charge"] for row in gas_network_rows()):
        text += ["", f"## `{charge}`", "", *_table([row for row in gas_network_rows() if row["charge"] == charge])]
    return "\n".join([*text, "", f"Source: {'; '.join(_sources())}."]) + "\n"


def _exit_zones() -> str:
    return "; ".join(f"{network}: {', '.join(exit_zones(network))}" for network in GAS_NETWORKS)


def _table(rows: list[GasRow]) -> Iterable[str]:
    """One line a series, one column a span."""
    spans = sorted({(row["valid_from"], row["valid_to"]) for row in rows})
    yield f"| band | network | unit | {' | '.join(_span(*span) for span in spans)} | notes |"
    yield "|---" * (len(spans) + 4) + "|"
    for key in dict.fromkeys((row["band"], row["network"], row["unit"]) for row in rows):
        series = {
            (row["valid_from"], row["valid_to"]): row
            for row in rows
            if (row["band"], row["network"], row["unit"]) == key
        }
        figures = [_figure(series[span]) if span in series else "" for span in spans]
        notes = "; ".join(dict.fromkeys(row["note"] for row in series.values() if row["note"]))
        yield f"| {' | '.join((*key, *figures, notes))} |"


def _span(first: str, after: str) -> str:
    return f"{first} to {date.fromisoformat(after) - timedelta(days=1)}"


def _figure(row: GasRow) -> str:
    return row["value"] + ("" if row["quality"] == "actual" else "*")


def _sources() -> Iterable[str]:
    return dict.fromkeys(row["source"] for row in gas_network_rows())
