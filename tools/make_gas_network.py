"""Make the shipped gas network charges from the collected unit rates.

Usage: python tools/make_gas_network.py FILE, where FILE is the collected gas_network_unit_rates_*.csv. Figures
are copied as text; of the source, which is the same calculator in every row, its months are kept. A figure that
the collection calls suspect is marked estimated.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from gbflex.gb.rates.gas_network_table import SOURCE

TABLE = Path(__file__).parent.parent / "src" / "gbflex" / "gb" / "rates" / "data" / "gas" / "network_charges.csv"
COLUMNS = ["charge", "band", "network", "unit", "value", "valid_from", "valid_to", "quality", "note", "calculator"]


def main(file: Path) -> None:
    """Write the table."""
    table = [_shipped(row) for row in csv.DictReader(file.read_text().splitlines())]
    with TABLE.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(table)
    print(f"{TABLE.name}: {len(table)} rows")


def _shipped(row: dict[str, str]) -> dict[str, str]:
    before, after = SOURCE.split("{}")
    if not (row["source"].startswith(before) and row["source"].endswith(after)):
        raise ValueError(row["source"])
    quality = "estimated" if row["note"].startswith("SUSPECT") else "actual"
    return row | {"quality": quality, "calculator": row["source"].removeprefix(before).removesuffix(after)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
