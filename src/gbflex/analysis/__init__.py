"""The questions users ask, one function each, over ports: no file, no network, no engine is named here."""
