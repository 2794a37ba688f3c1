"""Meter point administration numbers: the 13-digit core and its check digit.

The core is distributor id (2), unique number (10) and check digit (1). Check digit: weights 3, 5, 7,
13, 17, 19, 23, 29, 31, 37, 41, 43 on the first twelve digits, sum modulo 11, modulo 10. A valid check
digit does not prove that the meter exists.
"""

from __future__ import annotations

from typing import Final

from gbflex.errors import InvalidMpan

__all__ = ["check_digit", "distributor_id_of", "mpan_core"]

WEIGHTS: Final = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
CORE_LENGTH: Final = 13
FULL_LENGTH: Final = 21


def check_digit(first_twelve: str) -> int:
    """The thirteenth digit of an MPAN core.

    Example:
        >>> check_digit("140000012345")
        0
    """
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_twelve, strict=True))
    return total % 11 % 10


def mpan_core(text: str) -> str:
    """The checked 13-digit core of an MPAN in core or full form.

    Args:
        text: 13-digit core, or the 21 characters of the full form, with or without the leading S,
            spaces and dashes.

    Raises:
        InvalidMpan: Wrong length, letters in the core, or a wrong check digit.

    Example:
        >>> mpan_core("S 00 845 H02 1400000123450")
        '1400000123450'
    """
    compact = text.replace(" ", "").replace("-", "").upper().removeprefix("S")
    if len(compact) not in (CORE_LENGTH, FULL_LENGTH):
        raise InvalidMpan(f"an MPAN has 13 or 21 characters, not {len(compact)}", where=repr(text))
    core = compact[-CORE_LENGTH:]
    if not (core.isascii() and core.isdigit()):
        raise InvalidMpan("the core of an MPAN is 13 digits", where=repr(text))
    expected = check_digit(core[:-1])
    if int(core[-1]) != expected:
        raise InvalidMpan(
            f"the check digit is {core[-1]}, the other digits ask for {expected}",
            where=repr(text),
            next_step="Copy the number again from the bill or the meter",
        )
    return core


def distributor_id_of(core: str) -> str:
    """The distributor id of a core, its first two digits.

    Example:
        >>> distributor_id_of("1400000123450")
        '14'
    """
    return core[:2]
