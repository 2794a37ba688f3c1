"""The connection to the network: how much may flow each way at the boundary meter."""

from __future__ import annotations

from gbflex.assets.fields import NonNegative, SiteModel

__all__ = ["Connection"]


class Connection(SiteModel):
    """Physical or contractual limits at the meter; null is no limit.

    Attributes:
        import_mw: Largest import [MW].
        export_mw: Largest export [MW].
    """

    import_mw: NonNegative | None = None
    export_mw: NonNegative | None = None
