"""Dated, sourced rates: "what was this rate on this date, and who says so".

Single rates (levies, BSUoS, CCL) are one YAML file each in `data/levies`; the folder is the registry.
DUoS tariffs and time bands are CSV tables, read by `duos`. A date without a value raises with the
nearest known spans; a neighbouring value is never used and nothing is ever taken as 0.
"""

from gbflex.gb.rates.single import Rate, rate, rate_names, rate_series, spans_without_rate

__all__ = ["Rate", "rate", "rate_names", "rate_series", "spans_without_rate"]
