"""A site in any of the forms a caller may hold it in, or everything that is wrong with it."""

from __future__ import annotations

from gbflex import bootstrap
from gbflex.analysis.site.faults import beyond_the_schema
from gbflex.assets import any_site
from gbflex.assets.any_site import AnySite
from gbflex.assets.overrides import Overrides
from gbflex.assets.site import Site

__all__ = ["load_site"]


def load_site(site: AnySite, overrides: Overrides = ()) -> Site:
    """A site, checked as far as it can be without prices and dates.

    Args:
        site: A `Site`, a mapping, or the path of a site file.
        overrides: "path=value" each, or values by path.

    Raises:
        InvalidSite: It is not a site; the error has all that is wrong.
    """
    return any_site.load_site(site, overrides, beyond_the_schema(lambda: bootstrap.ports().duos))
