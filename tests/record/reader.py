"""A reader: reads the whole table for ever and says how many different prices it saw each time.

Usage: python reader.py HOME; it ends when HOME/stop is there, or after two minutes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from gbflex.sources.elexon.system_prices import SYSTEM_PRICES
from gbflex.store.engine import open_engine
from gbflex.store.published import Tables


def main() -> None:
    """Read, by frames and by SQL in turn."""
    home, end = Path(sys.argv[1]), time.monotonic() + 120
    table, reads = SYSTEM_PRICES.table, 0
    while time.monotonic() < end and not (home / "stop").exists():
        if reads % 2:
            prices = Tables(home).current(table)["system_sell_price_gbp_per_mwh"].unique().to_list()
        else:
            with open_engine(home, [table]) as engine:
                query = "SELECT DISTINCT system_sell_price_gbp_per_mwh FROM elexon.system_prices"
                prices = [row[0] for row in engine.execute(query).fetchall()]
        reads += 1
        if len(prices) > 1:
            print(f"torn {sorted(prices)}", flush=True)
            return
    print(f"whole {reads}", flush=True)


if __name__ == "__main__":
    main()
