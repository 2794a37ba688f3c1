"""MPANs: market reference 7.1 to 7.3."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.errors import InvalidMpan
from gbflex.gb.distributors import distributor
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.mpan import check_digit, example_mpan, mpan_core, parse_mpan

VALID = [
    "1012345678903", "1210987654326", "1400000123450", "1900000000101", "2020000000018", "2000036543009",
    "2312345678900", "1400000000020",
]  # fmt: skip


@pytest.mark.parametrize("core", VALID)
def test_published_vectors(core: str) -> None:
    """Proves: the weights skip 11, and remainder 10 is digit 0. If broken: two of these fail."""
    assert mpan_core(core) == core
    for last in "0123456789":
        if last != core[-1]:
            with pytest.raises(InvalidMpan, match="check digit"):
                mpan_core(core[:-1] + last)


@pytest.mark.parametrize(
    "text",
    [
        "S 00 845 H02 1400000123450", "00845H021400000123450", "s00845h02 14 0000 0123 450", "00-845-H02-14-0000-0123-450",
    ],
)  # fmt: skip
def test_the_full_form(text: str) -> None:
    """Proves: letters in the class, leading zeros kept, S not counted. If broken: profile class 0, or 22 characters."""
    found = parse_mpan(text)
    parts = (found.profile_class, found.meter_timeswitch_code, found.line_loss_factor_class, found.core)
    assert parts == ("00", "845", "H02", "1400000123450")


@pytest.mark.parametrize("text", ["14", " 14 ", "14 - WMID", "14-WMID", "14 West Midlands"])
def test_the_distributor_alone_as_people_type_it(text: str) -> None:
    """Proves: a drop-down's text is understood. If broken: int() fails on it, as in the legacy script."""
    assert parse_mpan(text) == parse_mpan("14")
    with pytest.raises(InvalidMpan, match="licence_area"):
        mpan_core(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "140000012345",
        "14000001234500",
        "14000X0123450",
        "١٤٠٠٠٠٠١٢٣٤٥٠",
        "05",
        "00 - X",
        "9" * 500,
        "XX845H021400000123450",
    ],
)
def test_what_is_no_mpan(text: str) -> None:
    """Proves: length, letters, foreign digits and ids below 10 are refused. If broken: a number that cannot be."""
    with pytest.raises(InvalidMpan):
        parse_mpan(text)


@given(st.integers(10, 99), st.integers(0, 10**10 - 1))
@settings(max_examples=1000, deadline=None)
def test_examples_are_valid(identity: int, number: int) -> None:
    """Proves: 1,000 made-up numbers round-trip. If broken: the generator and the check differ."""
    core = example_mpan(str(identity), number)
    assert parse_mpan(core).core == core
    assert parse_mpan(f"00845H02{core}").distributor_id == str(identity)


def test_single_wrong_digits_are_found_as_far_as_the_weights_allow() -> None:
    """Proves: every wrong digit changes the sum modulo 11; only 10 against 0 is missed. If broken: half are missed."""
    chance = random.Random(7)
    missed = total = 0
    for _ in range(300):
        core = example_mpan(str(chance.randint(10, 99)), chance.randrange(10**10))
        for place in range(12):
            for digit in "0123456789":
                if digit != core[place]:
                    wrong = core[:place] + digit + core[place + 1 : 12]
                    total += 1
                    missed += check_digit(wrong) == int(core[-1])
    # Of 11 remainders two share digit 0: about 2 in 110 changes cannot be seen.
    assert missed / total < 0.025


def test_the_fourteen_records() -> None:
    """Proves: names, participants and GSP groups as the market domain table has them. If broken: the legacy mix-up."""
    spelt = {
        "10": ("Eastern Power Networks", "EELC", "_A"),
        "14": ("National Grid Elec Dist (West Midlands)", "MIDE", "_E"),
        "17": ("Scottish Hydro Elec Power Dist", "HYDE", "_P"),
        "18": ("SP Distribution PLC", "SPOW", "_N"),
        "19": ("South Eastern Power Networks", "SEEB", "_J"),
        "20": ("Southern Electric Power Distribution Plc", "SOUT", "_H"),
        "23": ("Northern Powergrid (Yorkshire) plc", "YELG", "_M"),
    }
    for identity, area in LICENCE_AREAS.items():
        holder = distributor(identity)
        assert holder is not None
        assert holder.kind == "licensed"
        assert (holder.market_participant_id, holder.gsp_group_id) == (
            area.market_participant_id,
            area.gsp_group_id,
        )
        if identity in spelt:
            assert (holder.name, holder.market_participant_id, holder.gsp_group_id) == spelt[identity]


def test_other_ids_are_named_and_never_guessed() -> None:
    """Proves: IDNOs, closed ones and no networks at all. If broken: a region from an IDNO's id."""
    assert distributor("26").kind == "embedded"
    assert distributor("26").gsp_group_id == ""
    assert "closed on 2014-12-17" in distributor("28").remark
    assert distributor("77").kind == distributor("99").kind == "not_a_network"
    assert distributor("60") is None
