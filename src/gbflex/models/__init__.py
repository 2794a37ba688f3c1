"""The models: one SELECT per file in a portable subset of GoogleSQL, run on DuckDB and on BigQuery."""
