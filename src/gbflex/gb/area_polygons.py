"""Which licence area a place lies in, and how far it is to the border.

The licence-area map of NESO (open data), simplified to 400 m with islands under about 4 km2 dropped, via
openclimatefix/quartz-frontend @b753365a. For rough lookups: within `NEAR_BORDER_KM` of a border the
simplification could decide, and this is said.
"""

from __future__ import annotations

import functools
import json
import math
from importlib import resources
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError

__all__ = ["NEAR_BORDER_KM", "Place", "area_at"]

Array = NDArray[np.float64]

NEAR_BORDER_KM: Final = 1.0
"""The map is simplified to 0.4 km on each side of a border; twice that and a margin."""
KM_PER_DEGREE: Final = 111.32
GREAT_BRITAIN: Final = (49.5, 61.5, -9.5, 2.5)
"""Latitudes and longitudes within which a place is looked for at all."""


class Place(NamedTuple):
    """What the map says of a place.

    Attributes:
        distributor_id: The licence area; "" outside all of them.
        border_km: Distance to the nearest other licence area; outside all of them, to the nearest.
        nearest_ids: Licence areas within `NEAR_BORDER_KM`, that of the place first.
    """

    distributor_id: str
    border_km: float
    nearest_ids: tuple[str, ...]

    @property
    def near_border(self) -> bool:
        """Whether the map's simplification could decide."""
        return self.border_km < NEAR_BORDER_KM


@functools.cache
def _rings() -> tuple[tuple[str, Array], ...]:
    """Every ring of every area as (id, points of longitude and latitude, closed); holes are rings too."""
    text = (resources.files("gbflex.gb") / "data" / "licence_areas.geojson").read_text("utf-8")
    rings = []
    for feature in json.loads(text)["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        identity = f"{int(feature['properties']['ID']):02d}"
        rings += [(identity, np.array(ring, dtype=np.float64)) for polygon in polygons for ring in polygon]
    return tuple(rings)


def area_at(latitude: float, longitude: float) -> Place:
    """The licence area of a place by the map; no default outside it.

    Args:
        latitude: WGS 84 [degrees].
        longitude: WGS 84, west is negative [degrees].

    Raises:
        InputError: Not a place in or around Great Britain.

    Example:
        >>> area_at(52.4797, -1.9027).distributor_id
        '14'
    """
    south, north, west, east = GREAT_BRITAIN
    if not (south <= latitude <= north and west <= longitude <= east):
        raise InputError(
            f"{latitude:g}, {longitude:g} is not in Great Britain",
            where="coordinates",
            available=f"latitude {south} to {north}, longitude {west} to {east}",
            next_step="Give latitude first, in degrees",
        )
    inside: dict[str, bool] = {}
    distance: dict[str, float] = {}
    for identity, ring in _rings():
        # An odd number of rings around a place is inside: holes cancel.
        inside[identity] = inside.get(identity, False) ^ _encloses(ring, latitude, longitude)
        distance[identity] = min(distance.get(identity, math.inf), _distance_km(ring, latitude, longitude))
    found = next((identity for identity, within in inside.items() if within), "")
    near = sorted((km, identity) for identity, km in distance.items() if km < NEAR_BORDER_KM)
    ids = dict.fromkeys([*([found] if found else []), *(identity for _, identity in near)])
    # A coast is no border: what counts is how near another area is.
    border_km = min(km for identity, km in distance.items() if identity != found)
    return Place(found, border_km, tuple(ids))


def _encloses(ring: Array, latitude: float, longitude: float) -> bool:
    """Whether a ring encloses a place: a ray to the east crosses it an odd number of times."""
    x, y = ring[:-1, 0], ring[:-1, 1]
    next_x, next_y = ring[1:, 0], ring[1:, 1]
    straddles = (y > latitude) != (next_y > latitude)
    rise = np.where(straddles, next_y - y, 1.0)
    crossing = x + (latitude - y) / rise * (next_x - x)
    return bool(np.count_nonzero(straddles & (crossing > longitude)) % 2)


def _distance_km(ring: Array, latitude: float, longitude: float) -> float:
    """Distance to the nearest edge, on a plane that touches the place."""
    scale = np.array([KM_PER_DEGREE * math.cos(math.radians(latitude)), KM_PER_DEGREE])
    points = (ring - np.array([longitude, latitude])) * scale
    start, edge = points[:-1], np.diff(points, axis=0)
    length = np.maximum((edge**2).sum(axis=1), 1e-12)
    along = np.clip(-(start * edge).sum(axis=1) / length, 0.0, 1.0)
    nearest = start + along[:, None] * edge
    return float(np.sqrt((nearest**2).sum(axis=1).min()))
