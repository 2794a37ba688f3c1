"""Elexon's datasets, one file each. Contains BMRS data (c) Elexon Limited copyright and database right."""
