"""Which network is this meter on? From an MPAN, a postcode, coordinates, or several of them, which must agree."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from gbflex.analysis.answers.lookup import CandidateRow, ExampleMpanAnswer, LookupAnswer
from gbflex.errors import InputError, InvalidMpan, NoRateHeld
from gbflex.gb.distributors import distributor
from gbflex.gb.licence_areas import LICENCE_AREAS, licence_area
from gbflex.gb.mpan import Mpan, example_mpan, full_mpan, parse_mpan
from gbflex.gb.postcodes import postcode_areas

if TYPE_CHECKING:
    from gbflex.gb.rates.duos_rates import DuosRates

__all__ = ["lookup_meter", "made_up_mpan"]


PlacesHeld = Mapping[str, Sequence[tuple[float, float, int]]]
"""Latitude, longitude and number of postcodes of each place of an outward code."""


@dataclass
class _Findings:
    """What has been learnt so far; each source adds the areas it allows."""

    mpan: Mpan | None = None
    valid: bool = True
    candidates: list[CandidateRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    conflict: str = ""
    settled: str = ""

    def allow(self, source: str, distributor_ids: tuple[str, ...]) -> None:
        self.candidates += [
            {
                "licence_area": identity,
                "name": licence_area(identity).name,
                "gsp_group_id": licence_area(identity).gsp_group_id,
                "market_participant_id": licence_area(identity).market_participant_id,
                "from": source,
            }
            for identity in distributor_ids
        ]


def lookup_meter(
    rates: DuosRates | None,
    *,
    mpan: str | None = None,
    postcode: str | None = None,
    coordinates: tuple[float, float] | None = None,
    on: date | None = None,
    places: PlacesHeld = MappingProxyType({}),
) -> LookupAnswer:
    """Licence area, GSP group and participant of a meter, with candidates and warnings.

    A bad number is an answer, not an error. The MPAN decides; a postcode gives candidates only; coordinates decide
    where no MPAN does and no border is near. Sources that contradict each other leave the area open.

    Args:
        rates: The DUoS rates that are held; none where no date is asked about.
        mpan: A number as people type it.
        postcode: A postcode or outward code.
        coordinates: Latitude and longitude, WGS 84 [degrees].
        on: Date for which a line loss factor class is looked up.
        places: Where outward codes lie, by an imported directory; a hint beside the letters.

    Raises:
        InputError: Nothing to look up.

    Example:
        >>> lookup_meter(None, mpan="14")["gsp_group_id"]
        '_E'
    """
    if mpan is None and postcode is None and coordinates is None:
        raise InputError("nothing to look up", next_step="Give an MPAN, a postcode, or coordinates")
    found = _Findings()
    if mpan is not None:
        _from_mpan(found, mpan)
    if coordinates is not None:
        _from_coordinates(found, *coordinates)
    if postcode is not None:
        _from_postcode(found, postcode, places)
    return _answer(found, rates, on)


def made_up_mpan(area: str, number: int, line_loss_factor_class: str | None) -> ExampleMpanAnswer:
    """A made-up meter number of a licence area.

    Args:
        area: Distributor id.
        number: The unique number.
        line_loss_factor_class: As on a bill; None gives the core alone.

    Raises:
        InputError: No such area, number or class.
    """
    held = licence_area(area.strip())
    core = example_mpan(held.distributor_id, number)
    full = core if line_loss_factor_class is None else full_mpan(core, line_loss_factor_class)
    return {
        "mpan": full,
        "mpan_core": core,
        "licence_area": held.distributor_id,
        "name": held.name,
        "made_up": True,
    }


def _from_mpan(found: _Findings, text: str) -> None:
    try:
        found.mpan = parse_mpan(text)
    except InvalidMpan as error:
        found.valid = False
        found.warnings.append(str(error))
        return
    identity = found.mpan.distributor_id
    holder = distributor(identity)
    if holder is None:
        found.valid = False
        found.warnings.append(
            f"distributor {identity} is not in the market domain table: a new embedded network, or an error"
        )
    elif holder.kind == "licensed":
        found.settled = identity
        found.allow("mpan", (identity,))
    else:
        found.valid = found.valid and holder.kind == "embedded" and holder.valid_to is None
        found.warnings.append(holder.remark)


def _from_coordinates(found: _Findings, latitude: float, longitude: float) -> None:
    # Imported here, as the tables of rates below: most look-ups need no map.
    from gbflex.gb.area_polygons import NEAR_BORDER_KM, area_at

    try:
        place = area_at(latitude, longitude)
    except InputError as error:
        found.warnings.append(f"not GB: {error}")
        return
    if not place.distributor_id and place.nearest_ids:
        found.allow("coordinates", place.nearest_ids)
        found.warnings.append(f"on the edge of the simplified map, {place.border_km:.2f} km from the nearest area")
        return
    if not place.distributor_id:
        found.warnings.append(
            f"not GB, or off the map: outside every licence area, {place.border_km:.1f} km from the nearest"
        )
        return
    ids = place.nearest_ids if place.near_border else (place.distributor_id,)
    found.allow("coordinates", ids)
    if place.near_border:
        found.warnings.append(
            f"near a border: {place.border_km:.2f} km, and the map is only good to {NEAR_BORDER_KM:g} km"
        )
    else:
        found.warnings.append(f"{place.border_km:.1f} km inside the licence area by the map")
    if found.settled and found.settled not in ids:
        found.conflict = f"the MPAN says licence area {found.settled}, the coordinates say {' or '.join(ids)}"
    elif found.mpan is None and found.valid and not place.near_border:
        found.settled = place.distributor_id


def _from_postcode(found: _Findings, text: str, places: PlacesHeld) -> None:
    areas = postcode_areas(text)
    outward = areas.postcode.partition(" ")[0]
    hinted = _hinted(places.get(outward, ()))
    found.allow("imported postcodes", tuple(hinted))
    found.allow("postcode", areas.distributor_ids)
    found.warnings.append(f"postcode {areas.postcode or text[:20]}: {areas.remark}")
    if hinted:
        said = ", ".join(f"{count} in area {area}" for area, count in hinted.items())
        found.warnings.append(f"postcodes of {outward} by the imported directory and the map: {said}; a hint only")
    contradicts = areas.certain_enough_to_contradict and found.settled not in {*areas.distributor_ids, *hinted}
    if found.settled and contradicts:
        said = " or ".join(areas.distributor_ids) or areas.remark
        found.conflict = (
            found.conflict or f"postcode {areas.postcode} says {said}, not licence area {found.settled}"
        )


def _hinted(places: Sequence[tuple[float, float, int]]) -> dict[str, int]:
    """How many postcodes lie in which licence area by the map, most first; near a border, both."""
    counts: Counter[str] = Counter()
    if not places:
        return counts
    from gbflex.gb.area_polygons import area_at

    for latitude, longitude, count in places:
        with contextlib.suppress(InputError):
            place = area_at(latitude, longitude)
            inside = [place.distributor_id] if place.distributor_id else []
            for area in dict.fromkeys([*inside, *place.nearest_ids]):
                counts[area] += count
    return dict(counts.most_common())


def _answer(found: _Findings, rates: DuosRates | None, on: date | None) -> LookupAnswer:
    mpan = found.mpan
    identity = "" if found.conflict else found.settled
    area = LICENCE_AREAS.get(identity)
    holder = distributor(mpan.distributor_id if mpan else identity)
    if found.conflict:
        found.warnings.insert(0, f"conflict: {found.conflict}; nothing is priced until they agree")
    return {
        "valid": found.valid and not found.conflict and bool(mpan or found.candidates),
        "mpan_core": (mpan.core if mpan else "") or None,
        "distributor_id": (mpan.distributor_id if mpan else identity) or None,
        "distributor_name": holder.name if holder else None,
        "licence_area": identity or None,
        "name": area.name if area else None,
        "gsp_group_id": area.gsp_group_id if area else None,
        "market_participant_id": area.market_participant_id if area else None,
        "profile_class": (mpan.profile_class if mpan else "") or None,
        "meter_timeswitch_code": (mpan.meter_timeswitch_code if mpan else "") or None,
        "line_loss_factor_class": (mpan.line_loss_factor_class if mpan else "") or None,
        "duos_tariff": _tariff(found, rates, identity, on),
        "conflict": found.conflict or None,
        "candidates": found.candidates,
        "warnings": found.warnings,
    }


def _tariff(found: _Findings, rates: DuosRates | None, identity: str, on: date | None) -> str | None:
    """The DUoS tariff of a full number's class on a date, where the tables know it."""
    name = found.mpan.line_loss_factor_class if found.mpan else ""
    if not (identity and name and on and rates):
        return None
    from gbflex.gb.rates.duos import tariff_of_class
    from gbflex.gb.rates.duos_tables import charging_year_start

    try:
        tariff = tariff_of_class(
            rates,
            licence_area=identity,
            line_loss_factor_class=name.lstrip("0") or "0",
            year=charging_year_start(on),
        )
    except (InputError, NoRateHeld) as error:
        found.warnings.append(str(error))
        return None
    return tariff.published_name
