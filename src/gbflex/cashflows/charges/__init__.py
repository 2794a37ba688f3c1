"""Charges of third parties on a site's import: one file per line."""
