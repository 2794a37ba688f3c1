"""NESO response auction results: dynamic containment, moderation and regulation, low and high, by EFA block."""

from __future__ import annotations

from typing import Final

from gbflex.sources.neso.auctions import auction_dataset

__all__ = ["RESPONSE_AUCTIONS"]

RESPONSE_AUCTIONS: Final = auction_dataset(
    "neso.response_auctions",
    response=True,
    documentation="NESO data portal, EAC auction results (serviceType Response)",
)
