"""Make the shipped price sample from Elexon's official exports and National Gas's daily prices.

Usage: python tools/make_sample.py FOLDER GAS_FILE, where FOLDER holds the exports named below and GAS_FILE has
the columns gas_day and sap_p_per_kwh. The columns are renamed and typed; no value is changed and no row of the
span is dropped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

SAMPLE = Path(__file__).parent.parent / "src" / "gbflex" / "store" / "sample"
SPAN = pl.date(2024, 1, 1), pl.date(2025, 3, 31)

DATASETS = {
    "elexon.system_prices": (
        ("elexon_system_prices_2022-01-01_2025-02-28.csv.gz", "elexon_system_prices_2025-03.csv.gz"),
        {
            "Settlement Date": "settlement_date",
            "Settlement Period": "settlement_period",
            "System Sell Price(GBP/MWh)": "system_sell_price_gbp_per_mwh",
            "System Buy Price(GBP/MWh)": "system_buy_price_gbp_per_mwh",
            "Net Imbalance Volume(MWh)": "net_imbalance_volume_mwh",
        },
    ),
    "elexon.market_index": (
        ("elexon_mid_2024-01-01_2025-02-28.csv.gz", "elexon_mid_2025-03.csv.gz"),
        {
            "Settlement Date": "settlement_date",
            "Settlement Period": "settlement_period",
            "Market Index Data Provider Id": "data_provider",
            "Market Index Volume (MWh)": "market_index_volume_mwh",
            "Market Index Price (GBP/MWh)": "market_index_price_gbp_per_mwh",
        },
    ),
}


# The gas day of the first half-hours begins the day before.
GAS_SPAN = pl.date(2023, 12, 31), SPAN[1]


def main(folder: Path, gas_file: Path) -> None:
    """Write one Parquet file per dataset."""
    for dataset, (names, columns) in DATASETS.items():
        table = (
            pl.concat([pl.read_csv(folder / name) for name in names])
            .rename(columns)
            .select(columns.values())
            .with_columns(pl.col("settlement_date").str.to_date(), pl.col("settlement_period").cast(pl.Int16))
            .filter(pl.col("settlement_date").is_between(*SPAN))
        )
        write(dataset, table)
    gas = (
        pl.read_csv(gas_file)
        .with_columns(pl.col("gas_day").str.to_date())
        .rename({"sap_p_per_kwh": "system_average_price_p_per_kwh"})
        .filter(pl.col("gas_day").is_between(*GAS_SPAN))
    )
    write("gas.sap", gas)


def write(dataset: str, table: pl.DataFrame) -> None:
    """One file of the sample."""
    path = SAMPLE / f"{dataset}.parquet"
    table.write_parquet(path, compression="zstd", compression_level=19)
    print(f"{path.name}: {len(table)} rows, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
