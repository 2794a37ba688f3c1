"""Data from outside, translated once at the door: one file per dataset or file kind."""
