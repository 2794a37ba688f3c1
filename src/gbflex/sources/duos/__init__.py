"""A distributor's schedule of charges (Annex 1 workbook), read sheet by sheet."""
