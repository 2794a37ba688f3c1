"""The Python twins of `gbflex bm ...`: what the balancing mechanism's units are and do."""

from __future__ import annotations

from gbflex.balancing.batteries import bm_batteries

__all__ = ["bm_batteries"]
