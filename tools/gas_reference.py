"""The reference page of the gas network charges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from gbflex.gb.rates.gas_network import GAS_NETWORKS, gas_network_rows

__all__ = ["gas"]


def gas() -> str:
    """Every gas network charge with its values by network."""
    networks = "; ".join(f"{network}: {', '.join(zones)}" for network, zones in GAS_NETWORKS.items())
    text = [
        "# Gas network",
        "",
        "What gas costs on top of the price at the national balancing point. Spans are inclusive; a date outside",
        "them has no rate. Above 732,000 kWh a year a rate is a x SOQ^b, not below the minimum where there is",
        "one; SOQ is the peak day quantity [kWh]. The entry charge is inside the price and is not added.",
        "",
        f"Networks and their zones: {networks}.",
    ]
    for charge in dict.fromkeys(row["charge"] for row in gas_network_rows()):
        rows = [row for row in gas_network_rows() if row["charge"] == charge]
        text += ["", f"## `{charge}`", ""]
        text += ["| band | network | value | unit | from, to | quality | note |", "|---|---|---|---|---|---|---|"]
        text += [_line(row) for row in rows]
    return "\n".join([*text, "", f"Source: {'; '.join(_sources())}."]) + "\n"


def _line(row: Mapping[str, str]) -> str:
    span = f"{row['valid_from']} to {date.fromisoformat(row['valid_to']) - timedelta(days=1)}"
    figures = row["band"], row["network"], row["value"], row["unit"], span, row["quality"], row["note"]
    return f"| {' | '.join(figures)} |"


def _sources() -> Iterable[str]:
    return dict.fromkeys(row["source"] for row in gas_network_rows())
