"""What every asset gives that the optimiser sees as an electric store."""

from __future__ import annotations

from abc import ABC, abstractmethod

from gbflex.assets.fields import SiteModel
from gbflex.dispatch.problem.energy_store import Store
from gbflex.periods import Periods

__all__ = ["ElectricStore"]


class ElectricStore(SiteModel, ABC):
    """An asset that takes energy in some half-hours, and may give it back in others.

    A load that can wait is one too: what it has taken is its state, and its deadlines are lowest states.

    Attributes:
        name: Name in reports; assets of a site have different ones.
    """

    name: str

    @abstractmethod
    def store(self, periods: Periods) -> Store:
        """The asset as the optimiser sees it, under its own name.

        Args:
            periods: The time axis.
        """
