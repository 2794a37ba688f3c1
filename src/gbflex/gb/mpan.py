"""Meter point administration numbers (MPAN): the 13-digit core, the 21-character full form, the check digit.

The full form is profile class (2), meter timeswitch code (3), line loss factor class (3, letters allowed)
and the core: distributor id (2), unique number (10) and check digit (1). Check digit: weights 3, 5, 7, 13,
17, 19, 23, 29, 31, 37, 41, 43 on the first twelve digits, sum modulo 11, modulo 10. A valid check digit
does not prove that the meter exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gbflex.errors import InputError, InvalidMpan

__all__ = [
    "Mpan",
    "check_digit",
    "distributor_id_of",
    "example_mpan",
    "full_mpan",
    "mpan_core",
    "mpan_text",
    "parse_mpan",
]

WEIGHTS: Final = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
CORE_LENGTH: Final = 13
FULL_LENGTH: Final = 21
LONGEST: Final = 60
HALF_HOURLY: Final = "00845"
"""Profile class 00 and a meter timeswitch code of half-hourly meters, as the example of a full number has them."""
DISTRIBUTOR_ONLY: Final = re.compile(r"(\d\d)(?:[\s-]+[A-Za-z][A-Za-z ]{1,30})?", re.ASCII)
"""The id alone, or as people type it: "14 - WMID"."""
FULL: Final = re.compile(r"(\d\d)([A-Z0-9]{3})([A-Z0-9]{3})(\d{13})", re.ASCII)


@dataclass(frozen=True)
class Mpan:
    """What a number says by itself.

    Attributes:
        distributor_id: First two digits of the core.
        core: Thirteen digits; "" where only the distributor was given.
        profile_class: Two digits of the full form, else "".
        meter_timeswitch_code: Three characters of the full form, else "".
        line_loss_factor_class: Three characters of the full form, else "".
    """

    distributor_id: str
    core: str = ""
    profile_class: str = ""
    meter_timeswitch_code: str = ""
    line_loss_factor_class: str = ""


def check_digit(first_twelve: str) -> int:
    """The thirteenth digit of an MPAN core.

    Example:
        >>> check_digit("140000012345")
        0
    """
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_twelve, strict=True))
    return total % 11 % 10


def parse_mpan(text: str) -> Mpan:
    """A meter point number as people write it.

    Args:
        text: A 13-digit core, the 21 characters of the full form with or without the leading S, the distributor id
            alone, or an id with a name such as "14 - WMID"; spaces, dashes, dots and strokes anywhere.

    Raises:
        InvalidMpan: Wrong length, letters in the core, or a wrong check digit.

    Example:
        >>> parse_mpan("S 00 845 H02 1400000123450").line_loss_factor_class
        'H02'
    """
    given = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(text.split()))
    if len(given) > LONGEST:
        raise InvalidMpan(
            f"an MPAN has 13 or 21 characters, not {len(given)}",
            where=repr(given[:LONGEST]),
            next_step="Give the 13 digits of the core, or all 21",
        )
    alone = DISTRIBUTOR_ONLY.fullmatch(given)
    if alone:
        return Mpan(distributor_id=_distributor_id(alone[1], given))
    compact = re.sub(r"[\s./-]", "", given).upper()
    if len(compact) in (CORE_LENGTH + 1, FULL_LENGTH + 1):
        compact = compact.removeprefix("S")
    if len(compact) not in (CORE_LENGTH, FULL_LENGTH):
        raise InvalidMpan(
            f"an MPAN has 13 or 21 characters, not {len(compact)}",
            where=repr(text),
            next_step="Give the 13 digits of the core, or all 21",
        )
    core = _checked(compact[-CORE_LENGTH:], text)
    if len(compact) == CORE_LENGTH:
        return Mpan(distributor_id=core[:2], core=core)
    parts = FULL.fullmatch(compact)
    if parts is None:
        raise InvalidMpan(
            "the first eight characters of a full MPAN are a two-digit profile class and six letters or digits",
            where=repr(text),
            next_step="Give the 13 digits of the core alone",
        )
    return Mpan(core[:2], core, parts[1], parts[2], parts[3])


def mpan_text(value: object) -> object:
    """A number that YAML read as one, as the text it was; anything else as it is.

    A core begins with 10 or more, so none of its digits are lost; of the full form only leading zeros are.

    Example:
        >>> mpan_text(1400000123450), mpan_text(8451231400000123450), mpan_text("14")
        ('1400000123450', '008451231400000123450', '14')
    """
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    digits = str(value)
    return digits if len(digits) <= CORE_LENGTH else digits.zfill(FULL_LENGTH)


def _distributor_id(digits: str, text: str) -> str:
    if digits < "10":
        raise InvalidMpan(f"there is no distributor {digits}", where=repr(text), available="10 to 99")
    return digits


def _checked(core: str, text: str) -> str:
    if not (core.isascii() and core.isdigit()):
        raise InvalidMpan(
            "the core of an MPAN is 13 digits",
            where=repr(text),
            next_step="Give the bottom line of the number on the bill",
        )
    expected = check_digit(core[:-1])
    if int(core[-1]) != expected:
        raise InvalidMpan(
            f"the check digit is {core[-1]}, the other digits ask for {expected}",
            where=repr(text),
            next_step="Copy the number again from the bill or the meter",
        )
    _distributor_id(core[:2], text)
    return core


def mpan_core(text: str) -> str:
    """The checked 13-digit core of an MPAN in core or full form.

    Raises:
        InvalidMpan: Wrong length, letters in the core, a wrong check digit, or a distributor id alone.

    Example:
        >>> mpan_core("S 00 845 H02 1400000123450")
        '1400000123450'
    """
    core = parse_mpan(text).core
    if not core:
        raise InvalidMpan(
            "a distributor id is not a meter point", where=repr(text), next_step="Set licence_area instead of mpan"
        )
    return core


def distributor_id_of(core: str) -> str:
    """The distributor id of a core, its first two digits.

    Example:
        >>> distributor_id_of("1400000123450")
        '14'
    """
    return core[:2]


def example_mpan(distributor_id: str, number: int) -> str:
    """A made-up MPAN core with a valid check digit, the same for the same arguments.

    Args:
        distributor_id: Two digits from 10.
        number: The unique number, 0 to 9,999,999,999.

    Raises:
        InputError: Not such an id or number.

    Example:
        >>> example_mpan("14", 12345)
        '1400000123450'
    """
    if not re.fullmatch(r"[1-9]\d", distributor_id, re.ASCII) or not 0 <= number < 10**10:
        raise InputError(
            "an example needs a distributor id from 10 to 99 and a number of up to ten digits",
            next_step="Try 14 and 12345",
        )
    first_twelve = f"{distributor_id}{number:010d}"
    return f"{first_twelve}{check_digit(first_twelve)}"


def full_mpan(core: str, line_loss_factor_class: str) -> str:
    """The 21-character form of a half-hourly meter's core, with profile class 00 and timeswitch code 845.

    Args:
        core: Thirteen digits.
        line_loss_factor_class: Three letters or digits.

    Raises:
        InvalidMpan: The class has another form.

    Example:
        >>> full_mpan("1400000123450", "h04")
        '00845H041400000123450'
    """
    named = line_loss_factor_class.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{3}", named, re.ASCII):
        raise InvalidMpan(
            "a line loss factor class is three letters or digits",
            where=repr(line_loss_factor_class),
            next_step="Write it as on the bill, for example H04",
        )
    return f"{HALF_HOURLY}{named}{core}"
