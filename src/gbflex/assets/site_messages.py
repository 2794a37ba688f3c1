"""What is wrong with a site file, in one sentence that names the field and the nearest known key."""

from __future__ import annotations

import difflib

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gbflex.assets.battery import Battery
from gbflex.assets.connection import Connection
from gbflex.assets.contracts import Exemptions, FixedPrice, Losses, Ppa, PriceFile, Supply, Tariff
from gbflex.assets.demand import Demand
from gbflex.assets.site import Site
from gbflex.errors import InvalidSite

__all__ = ["invalid_site"]

PARTS: dict[str, type[BaseModel]] = {
    "tariff": Tariff,
    "losses": Losses,
    "connection": Connection,
    "demand": Demand,
    "supply": Supply,
    "ppa": Ppa,
    "exemptions": Exemptions,
    "assets": Battery,
}


def invalid_site(error: ValidationError, where: str) -> InvalidSite:
    """The most telling of pydantic's complaints as one of ours.

    Args:
        error: What pydantic found.
        where: File or "site".
    """
    errors = error.errors()
    first = _most_telling(errors)
    field = ".".join(str(part) for part in _plain_location(first))
    if first["type"] == "extra_forbidden":
        same = [
            item
            for item in errors
            if item["type"] == first["type"] and _plain_location(item) == _plain_location(first)
        ]
        known = list(dict.fromkeys(key for item in same for key in _known_keys(item)))
        close = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        next_step = f"Did you mean {close[0]}" if close else ""
        return InvalidSite(f"unknown key {field}", where=where, available=", ".join(known), next_step=next_step)
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    given = f", given {first['input']!r}" if isinstance(first["input"], str | int | float) else ""
    prefix = f"{field}: " if field else ""
    hint = "An efficiency or a share is a fraction: 0.85, not 85" if _looks_like_percentage(first) else ""
    return InvalidSite(f"{prefix}{message}{given}", where=where, next_step=hint)


def _most_telling(errors: list[ErrorDetails]) -> ErrorDetails:
    # A union reports every alternative; the deepest place is the one the author meant.
    # Of one place, an unknown key explains what the missing keys of the alternatives do not.
    rank = {"extra_forbidden": 2, "literal_error": 0}
    return max(errors, key=lambda item: (len(_plain_location(item)), rank.get(item["type"], 1)))


UNION_TAGS = (
    "FixedPrice",
    "PriceFile",
    "literal",
    "constrained",
    "float",
    "function",
    "str",
    "tuple",
    "nullable",
)


def _plain_location(error: ErrorDetails) -> list[str | int]:
    return [part for part in error["loc"] if not (isinstance(part, str) and part.startswith(UNION_TAGS))]


def _known_keys(error: ErrorDetails) -> list[str]:
    location = error["loc"][:-1]
    if not location:
        return list(Site.model_fields)
    models: dict[str, type[BaseModel]] = {**PARTS, "FixedPrice": FixedPrice, "PriceFile": PriceFile}
    model = next((models[str(part)] for part in reversed(location) if str(part) in models), Site)
    return list(model.model_fields)


def _looks_like_percentage(error: ErrorDetails) -> bool:
    names = ("efficiency", "fraction", "factor")
    return error["type"] == "less_than_equal" and any(name in str(error["loc"][-1]) for name in names)
