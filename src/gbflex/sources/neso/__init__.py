"""NESO's datasets, one file each. NESO Open Data Licence."""
