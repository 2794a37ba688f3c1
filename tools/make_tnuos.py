"""Make the shipped TNUoS tables from the collected tariffs.

Usage: python tools/make_tnuos.py FILE, where FILE is the collected tnuos.csv. Figures are copied as text.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TABLES = Path(__file__).parent.parent / "src" / "gbflex" / "gb" / "rates" / "data" / "tnuos"
KEPT = {"demand_residual": "demand_residual.csv", "hh_demand_locational": "hh_demand_locational.csv"}
QUALITY = {"final": "actual", "forecast": "forecast", "estimated": "estimated"}


def main(file: Path) -> None:
    """Write one table per tariff."""
    rows = list(csv.DictReader(file.read_text().splitlines()))
    for tariff, name in KEPT.items():
        table = [
            {
                "key": row["key"],
                "name": row["name"],
                "unit": row["unit"],
                "value": row["value"],
                "valid_from": row["valid_from"],
                "valid_to": row["valid_to"],
                "quality": QUALITY[row["status"]],
                "source": row["source"],
            }
            for row in rows
            if row["tariff"] == tariff
        ]
        with (TABLES / name).open("w", newline="") as out:
            writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
        print(f"{name}: {len(table)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
