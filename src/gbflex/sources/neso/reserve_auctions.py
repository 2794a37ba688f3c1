"""NESO reserve auction results: quick, slow and balancing reserve, positive and negative, by settlement period."""

from __future__ import annotations

from typing import Final

from gbflex.sources.neso.auctions import auction_dataset

__all__ = ["RESERVE_AUCTIONS"]

RESERVE_AUCTIONS: Final = auction_dataset(
    "neso.reserve_auctions",
    response=False,
    documentation="NESO data portal, EAC auction results (reserve service types)",
)
