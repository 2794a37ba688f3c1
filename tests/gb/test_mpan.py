"""MPAN check digits: the vectors of market reference 7.3."""

from __future__ import annotations

import pytest

from gbflex.errors import InvalidMpan
from gbflex.gb.mpan import distributor_id_of, mpan_core

VALID = [
    "1012345678903",
    "1210987654326",
    "1400000123450",
    "1900000000101",
    "2020000000018",
    "2000036543009",
    "2312345678900",
    "1400000000020",
]


@pytest.mark.parametrize("core", VALID)
def test_published_vectors(core: str) -> None:
    """Proves: weights 3 to 43 without 11, modulo 11 modulo 10. If broken: with 11 among them most fail."""
    assert mpan_core(core) == core


@pytest.mark.parametrize("core", VALID)
def test_every_other_last_digit_is_refused(core: str) -> None:
    """Proves: one wrong digit is seen. If broken: a mistyped number prices another site."""
    for digit in "0123456789".replace(core[-1], ""):
        with pytest.raises(InvalidMpan, match="check digit"):
            mpan_core(core[:-1] + digit)


@pytest.mark.parametrize(
    "text", ["S 00 845 H02 1400000123450", "00-845-H02-1400000123450", "008455A01400000123450"]
)
def test_full_form(text: str) -> None:
    """Proves: letters before the core are no fault. If broken: int() of the whole string fails."""
    assert distributor_id_of(mpan_core(text)) == "14"


@pytest.mark.parametrize("text", ["", "14000001234", "140000012345A", "S" * 13, "1400000123450 1"])
def test_what_cannot_be_an_mpan(text: str) -> None:
    """Proves: length and digits are checked. If broken: a traceback."""
    with pytest.raises(InvalidMpan):
        mpan_core(text)
