"""Where data and runs live: tables as Parquet read by DuckDB in memory, runs as folders."""
