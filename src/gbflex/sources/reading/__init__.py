"""Payloads and files as tables: the form is recognised, every cell is read or refused by row and column."""
