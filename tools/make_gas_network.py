"""Make the shipped gas network charges from the collected unit rates.

Usage: python tools/make_gas_network.py FILE, where FILE is the collected gas_network_unit_rates_*.csv. Figures
are copied as text. One row is added, marked estimated: the exit capacity of a site on a distribution network.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "src" / "gbflex" / "gb" / "rates" / "data" / "gas" / "network_charges.csv"
ZONES = "GDN exit zones about 0.036-0.039 (LDZ ECN)"
COLUMNS = ["charge", "band", "network", "unit", "value", "valid_from", "valid_to", "quality", "note", "source"]


def main(file: Path) -> None:
    """Write the table."""
    rows = list(csv.DictReader(file.read_text().splitlines()))
    table = [{**row, "quality": "actual"} for row in rows]
    table += [_at_exit_zones(row) for row in rows if ZONES in row["note"]]
    with TABLE.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    print(f"{TABLE.name}: {len(table)} rows")


def _at_exit_zones(row: dict[str, str]) -> dict[str, str]:
    """What the note of the direct connects' row says of everybody else."""
    return row | {
        "band": "distribution exit zone",
        "value": "0.0375",
        "quality": "estimated",
        "note": "middle of the 0.036-0.039 that the source gives for all exit zones; each has its own rate",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
