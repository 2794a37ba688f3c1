"""Make the shipped TNUoS tables from the collected tariffs, triads and daily peaks.

Usage: python tools/make_tnuos.py FOLDER, where FOLDER holds tnuos.csv, triads.csv and the winters' daily peaks.
Figures are copied as text.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

TABLES = Path(__file__).parent.parent / "src" / "gbflex" / "gb" / "rates" / "data" / "tnuos"
KEPT = ("demand_residual", "hh_demand_locational", "nhh_demand_locational", "embedded_export")
QUALITY = {"final": "actual", "forecast": "forecast", "estimated": "estimated"}
PEAKS = "winter_daily_peaks_2023-2025.csv.gz"
PEAK_COLUMNS = ("settlement_date", "settlement_period", "net_system_demand_mw", "settlement_run")


def main(folder: Path) -> None:
    """Write one table per tariff, one of triads and one of daily peaks."""
    rows = list(csv.DictReader((folder / "tnuos.csv").read_text().splitlines()))
    for tariff in KEPT:
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
        (TABLES / f"{tariff}.csv").write_text(text_of(table))
        print(f"{tariff}.csv: {len(table)} rows")
    triads = list(csv.DictReader((folder / "triads.csv").read_text().splitlines()))
    (TABLES / "triads.csv").write_text(text_of(triads))
    peaks = list(csv.DictReader(gzip.decompress((folder / PEAKS).read_bytes()).decode().splitlines()))
    # The source of a winter is one document: `winter_peaks` names it once.
    text = text_of([{column: row[column] for column in PEAK_COLUMNS} for row in peaks])
    (TABLES / "winter_daily_peaks.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"triads.csv: {len(triads)} rows, winter_daily_peaks.csv.gz: {len(peaks)} rows")


def text_of(table: Sequence[Mapping[str, str]]) -> str:
    """A table as CSV text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
