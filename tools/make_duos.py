"""Make the shipped DUoS tables from the collected charging schedules.

Usage: python tools/make_duos.py FOLDER, where FOLDER holds the collected files named below. The DNOs' own
workbooks come first; for the other DNO-years the schedules of the independent networks, which repeat them,
with the DNO's own line loss factor classes from a transcription where it has them. Figures are copied as text.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from gbflex.gb.rates.duos_tables import split_classes, split_tariff_name

TABLES = Path(__file__).parent.parent / "src" / "gbflex" / "gb" / "rates" / "data" / "duos"
OFFICIAL = ("duos_annex1_tariffs_2022-2026.csv.gz", "duos_annex1_tariffs_2027_official.csv")
MIRRORED = ("duos_other_dnos_from_idno_2024-2026.csv.gz", "duos_other_dnos_from_idno_2027.csv")
TRANSCRIBED = "duos_other_dnos_transcribed.csv"
BANDS = (
    "duos_time_bands_2022-2026.csv",
    "duos_time_bands_other.csv",
    "duos_time_bands_2027_official.csv",
    "duos_time_bands_2027_other.csv",
)
COLLECTION = "WessexWater/chellow-rates @97a0aec8"
OFFICIAL_BANDS = f"DNO schedule of charges, Annex 1 ({COLLECTION})"

Row = dict[str, str]
NUMBERS = {
    "red_p_per_kwh": "red_black_p_per_kwh",
    "amber_p_per_kwh": "amber_yellow_p_per_kwh",
    "green_p_per_kwh": "green_p_per_kwh",
    "fixed_p_per_mpan_day": "fixed_p_per_mpan_day",
    "capacity_p_per_kva_day": "capacity_p_per_kva_day",
    "exceeded_capacity_p_per_kva_day": "exceeded_capacity_p_per_kva_day",
    "reactive_p_per_kvarh": "reactive_p_per_kvarh",
}


def rows_of(path: Path) -> list[Row]:
    """A CSV file, compressed or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(text.decode().splitlines()))


def schedules(folder: Path) -> list[Row]:
    """The collected tariffs, the DNOs' own first."""
    return [row for name in (*OFFICIAL, *MIRRORED) for row in rows_of(folder / name)]


def classes(row: Row) -> str:
    """Open and closed line loss factor classes, ranges spelt out, separated by single spaces."""
    return " ".join(split_classes(f"{row['open_llfcs']} {row['closed_llfcs']}"))


def tariffs(folder: Path) -> Iterator[Row]:
    """Every site-specific and aggregated tariff; unmetered supplies have bands of their own and are left out."""
    own = {
        (row["charging_year_start"], row["distributor_id"], split_tariff_name(row["tariff_name"])): row
        for row in rows_of(folder / TRANSCRIBED)
    }
    for row in schedules(folder):
        if row["tariff_name"] == "Unmetered Supplies":
            continue
        tariff, band = split_tariff_name(row["tariff_name"])
        key = (row["charging_year_start"], row["distributor_id"], (tariff, band))
        yield {
            "charging_year_start": row["charging_year_start"],
            "licence_area": row["distributor_id"],
            "tariff": tariff,
            "residual_band": band,
            **{name: row[published] for name, published in NUMBERS.items()},
            "line_loss_factor_classes": classes(row) or classes(own.get(key, row)),
            "published_name": row["tariff_name"],
        }


def documents(folder: Path) -> Iterator[Row]:
    """The document behind each DNO-year."""
    seen = set()
    for row in schedules(folder):
        key = (row["charging_year_start"], row["distributor_id"])
        if key not in seen:
            seen.add(key)
            agree = row.get("idno_schedules_that_agree")
            mirror = f"; repeated alike in the schedules of IDNO {agree}" if agree else ""
            yield {
                "charging_year_start": key[0],
                "licence_area": key[1],
                "title": row["statement_title"],
                "publisher": "IDNO schedules repeating the host DNO's" if agree else "DNO",
                "source": f"{row['source_path']}{mirror} ({COLLECTION})",
                "quality": "actual",
            }


def time_bands(folder: Path) -> Iterator[Row]:
    """The bands of LV and HV."""
    for row in [row for name in BANDS for row in rows_of(folder / name)]:
        if row["table"] == "LV_HV":
            yield {
                "charging_year_start": row["charging_year_start"],
                "licence_area": row["distributor_id"],
                "day_type": row["day_type"],
                "band": row["band"].lower(),
                "start_local": row["start_local"],
                "end_local": row["end_local"],
                "published": f"{row['day_type_as_published']}: {row['times_as_published']}",
                "source": row.get("source") or OFFICIAL_BANDS,
            }


def write(name: str, rows: Iterable[Row]) -> None:
    """A table, sorted by area and year with the order of the document kept."""
    table = sorted(rows, key=lambda row: (row["licence_area"], row["charging_year_start"]))
    with (TABLES / name).open("w", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    print(f"{name}: {len(table)} rows")


def main(folder: Path) -> None:
    """Write the three tables."""
    write("tariffs.csv", tariffs(folder))
    write("documents.csv", documents(folder))
    write("time_bands.csv", time_bands(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
