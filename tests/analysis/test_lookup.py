"""Looking up a meter: acceptance cases 1 to 4 of the legacy platform."""

from __future__ import annotations

import random
import string
from datetime import date
from functools import partial

import numpy as np
import pytest

import gbflex
from gbflex.analysis.site import lookup
from gbflex.errors import InputError, InvalidSite
from gbflex.gb import area_polygons
from gbflex.gb.area_polygons import area_at
from gbflex.gb.mpan import example_mpan
from gbflex.gb.postcodes import postcode_areas
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS

lookup_meter = partial(lookup.lookup_meter, SHIPPED_DUOS)

TOWNS = {
    "Birmingham": (52.4797, -1.9027, "14"),
    "Manchester": (53.4794, -2.2453, "16"),
    "Leeds": (53.7974, -1.5438, "23"),
    "Liverpool": (53.4072, -2.9917, "13"),
    "Bristol": (51.4545, -2.5879, "22"),
    "Cardiff": (51.4816, -3.1791, "21"),
    "Hull": (53.7443, -0.3325, "23"),
    "Bangor": (53.2274, -4.1293, "13"),
    "Lerwick": (60.1530, -1.1493, "17"),
    "Dundee": (56.4620, -2.9707, "17"),
    "Edinburgh": (55.9533, -3.1883, "18"),
    "Carlisle": (54.8925, -2.9329, "16"),
    "Luton": (51.8787, -0.4200, "10"),
    "Watford": (51.6565, -0.3903, "10"),
    "Milton Keynes": (52.0406, -0.7594, "11"),
    "East Grinstead": (51.1238, -0.0060, "19"),
}


@pytest.mark.parametrize("town", TOWNS)
def test_towns_by_the_map(town: str) -> None:
    """Proves: point in polygon, well inside. If broken: a neighbouring area, or latitude taken for longitude."""
    latitude, longitude, area = TOWNS[town]
    found = lookup_meter(coordinates=(latitude, longitude))
    assert found["licence_area"] == area
    assert not area_at(latitude, longitude).near_border


@pytest.mark.parametrize("place", [(54.5973, -5.9301), (49.1860, -2.1060), (54.1523, -4.4861), (48.8566, 2.3522)])
def test_places_outside_great_britain_have_no_default(place: tuple[float, float]) -> None:
    """Proves: Belfast, Jersey, Douglas and Paris are nowhere. If broken: the nearest area."""
    found = lookup_meter(coordinates=place)
    assert found["licence_area"] is None
    assert "not GB" in found["warnings"][0]


def test_a_place_near_a_border_is_not_decided_by_the_map() -> None:
    """Proves: within a kilometre both sides are candidates. If broken: the simplified line decides a bill."""
    inside, outside = (52.4797, -1.9027), (52.6369, -1.1398)  # Birmingham in 14, Leicester in 11
    for _ in range(40):
        middle = ((inside[0] + outside[0]) / 2, (inside[1] + outside[1]) / 2)
        if area_at(*middle).distributor_id == "14":
            inside = middle
        else:
            outside = middle
    found = lookup_meter(coordinates=inside)
    assert found["licence_area"] is None
    assert {row["licence_area"] for row in found["candidates"]} >= {"14", "11"}
    assert "near a border" in found["warnings"][0]
    with_mpan = lookup_meter(mpan=example_mpan("14", 1), coordinates=inside)
    assert (with_mpan["licence_area"], with_mpan["valid"]) == ("14", True)


def test_the_standing_regression_case() -> None:
    """Proves: RH19 4LX with an MPAN of distributor 14 is a conflict, and nothing is priced. If broken: 14's rates."""
    found = lookup_meter(mpan="1400000123450", postcode="RH19 4LX")
    assert not found["valid"]
    assert found["licence_area"] is None
    assert "RH19 4LX says 19, not licence area 14" in found["conflict"]
    with pytest.raises(InvalidSite, match="RH19 4LX says licence area 19, the meter is in 14"):
        gbflex.Site(name="x", mpan="1400000123450", postcode="RH19 4LX")
    alone = lookup_meter(postcode="RH19 4LX")
    assert alone["licence_area"] is None
    (candidate,) = alone["candidates"]
    assert [candidate[key] for key in ("licence_area", "gsp_group_id", "market_participant_id")] == [
        "19",
        "_J",
        "SEEB",
    ]


@pytest.mark.parametrize("postcode", ["BT1 1AA", "JE2 3AB", "GY1 1AA", "IM1 1AA"])
def test_islands_and_northern_ireland_are_not_gb(postcode: str) -> None:
    """Proves: not GB, and a contradiction to any MPAN of the fourteen. If broken: a candidate."""
    found = lookup_meter(postcode=postcode)
    assert found["candidates"] == []
    assert "not GB" in found["warnings"][0]
    assert lookup_meter(mpan="14", postcode=postcode)["conflict"]


@pytest.mark.parametrize("code", ["DD6", "KA27", "KY13", "RH14", "OL14", "HR3"])
def test_codes_that_the_map_contradicts_have_two_candidates(code: str) -> None:
    """Proves: letters alone do not decide there. If broken: one candidate, the wrong one."""
    areas = postcode_areas(f"{code} 1AA")
    assert len(areas.distributor_ids) == 2
    assert "settle it" in areas.remark


def test_an_embedded_network_has_no_area_of_its_own() -> None:
    """Proves: the host is not guessed. If broken: an area from the id."""
    found = lookup_meter(mpan=example_mpan("26", 5))
    assert (found["valid"], found["licence_area"], found["gsp_group_id"]) == (True, None, None)
    assert "embedded network (Last Mile" in found["warnings"][0]
    assert lookup_meter(mpan=example_mpan("28", 5))["valid"] is False
    assert lookup_meter(mpan=example_mpan("99", 5))["valid"] is False
    unknown = lookup_meter(mpan=example_mpan("60", 5))
    assert (unknown["valid"], unknown["distributor_name"]) == (False, None)


def test_a_full_number_names_its_tariff_on_a_date() -> None:
    """Proves: class H02 of area 14 is HV Site Specific Band 2. If broken: no tariff, or another year's."""
    found = lookup_meter(mpan="S 00 845 H02 1400000123450", on=date(2025, 11, 24))
    assert found["duos_tariff"] == "HV Site Specific Band 2"
    assert found["line_loss_factor_class"] == "H02"
    assert found["distributor_name"] == "National Grid Elec Dist (West Midlands)"
    late = lookup_meter(mpan="S 00 845 H02 1400000123450", on=date(2030, 1, 1))
    assert late["duos_tariff"] is None
    assert any("no DUoS tariffs" in warning for warning in late["warnings"])


def test_a_bad_number_is_an_answer_and_nothing_is_a_question() -> None:
    """Proves: exit 0 with valid false; no argument at all is the caller's mistake. If broken: an exception."""
    found = lookup_meter(mpan="1400000123451")
    assert found["valid"] is False
    assert "check digit" in found["warnings"][0]
    assert lookup_meter(postcode="")["valid"] is False
    with pytest.raises(InputError, match="nothing to look up"):
        lookup_meter()


def fuzz(count: int, seed: int) -> None:
    chance = random.Random(seed)
    letters = string.ascii_letters + string.digits * 5 + " -\t\n\0é\u0661S"
    for _ in range(count):
        text = "".join(chance.choice(letters) for _ in range(chance.randint(0, 26)))
        core = list(example_mpan(str(chance.randint(10, 99)), chance.randrange(10**10)))
        core[chance.randrange(13)] = chance.choice(letters)
        for mpan in (text, "".join(core)):
            assert isinstance(lookup_meter(mpan=mpan)["valid"], bool)
        postcode = "".join(chance.choice(letters) for _ in range(chance.randint(0, 9)))
        for guess in (postcode, f"{postcode[:2]}1 {postcode[2:5]}"):
            assert isinstance(lookup_meter(postcode=guess)["candidates"], list)
    print(f"{2 * count} MPANs and {2 * count} postcodes")


def test_odd_numbers_and_postcodes() -> None:
    """Proves: 1,000 of each are answered. If broken: an exception."""
    fuzz(500, seed=3)


@pytest.mark.slow
def test_odd_numbers_and_postcodes_at_length() -> None:
    """Proves: 10,000 of each. If broken: as above."""
    fuzz(5_000, seed=4)


def test_a_coast_is_no_border() -> None:
    """Proves: Brighton, 25 km from the next area, is decided. If broken: near a border, by its beach."""
    assert lookup_meter(coordinates=(50.8195, -0.1370))["licence_area"] == "19"


@pytest.mark.parametrize(
    "text", ["14 \u2013 WMID", "14\u00a0-\u00a0WMID", "00\u2013845\u2013H02\u20131400000123450"]
)
def test_dashes_and_spaces_as_programs_type_them(text: str) -> None:
    """Proves: an en dash is a dash. If broken: invalid."""
    assert lookup_meter(mpan=text)["licence_area"] == "14"


def test_area_letters_alone_give_candidates() -> None:
    """Proves: RH is 19, IM is not GB. If broken: not a postcode."""
    assert [row["licence_area"] for row in lookup_meter(postcode="rh")["candidates"]] == ["19"]
    assert "not GB" in lookup_meter(postcode="IM")["warnings"][0]


@pytest.mark.parametrize("postcode", ["nonsense", "RH1999", "ZZ1 1AA", "BT1 1AA"])
def test_a_site_with_a_postcode_outside_great_britain_is_refused(postcode: str) -> None:
    """Proves: no price for a place that is none. If broken: accepted in silence."""
    with pytest.raises(InvalidSite, match="postcode"):
        gbflex.Site(name="x", licence_area="14", postcode=postcode)


@pytest.mark.parametrize("wrong", [{"mpan": 14}, {"postcode": 5}, {"at": 5}, {"at": (10**400, 1)}])
def test_what_is_no_text_or_place_is_the_caller_s_mistake(wrong: dict[str, object]) -> None:
    """Proves: InputError. If broken: AttributeError or OverflowError."""
    with pytest.raises(InputError):
        gbflex.lookup(**wrong)


def test_a_gap_that_the_simplification_leaves_has_candidates() -> None:
    """Proves: between 15 and 23 on land, both are candidates and neither is chosen. If broken: not GB."""
    found = lookup_meter(coordinates=(54.0817, -0.6085))
    assert found["licence_area"] is None
    assert {row["licence_area"] for row in found["candidates"]} == {"15", "23"}


def test_a_hole_in_an_area_is_outside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: rings cancel in pairs. If broken: a hole, such as a lake or an enclave, counts as inside."""

    def square(half: float) -> np.ndarray:
        corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
        return np.array([(-2.0 + x, 53.0 + y) for x, y in corners])

    far_away = square(0.1) + np.array([3.0, 3.0])
    monkeypatch.setattr(
        area_polygons, "_rings", lambda: (("16", square(1.0)), ("16", square(0.2)), ("17", far_away))
    )
    assert area_at(53.0, -2.0).distributor_id == ""
    assert area_at(53.5, -2.0).distributor_id == "16"
