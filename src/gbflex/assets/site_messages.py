"""What is wrong with a site file, in one sentence that names the field and the nearest known key."""

from __future__ import annotations

import difflib

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gbflex.assets.battery import Battery
from gbflex.assets.connection import Connection
from gbflex.assets.contracts import (
    Exemptions,
    ExportTariff,
    FixedPrice,
    Losses,
    Ppa,
    PriceFile,
    SiteSpecific,
    SuperRed,
    Supply,
    Tariff,
    Triad,
)
from gbflex.assets.demand import Demand
from gbflex.assets.site import Site
from gbflex.errors import InvalidSite

__all__ = ["invalid_site"]

PARTS: dict[str, type[BaseModel]] = {
    "tariff": Tariff,
    "export_tariff": ExportTariff,
    "site_specific": SiteSpecific,
    "super_red": SuperRed,
    "triads": Triad,
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
    message = _choices(first, errors) or PLAIN.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    given = f", given {first['input']!r}" if isinstance(first["input"], str | int | float) else ""
    prefix = f"{field}: " if field else ""
    hint = "An efficiency or a share is a fraction: 0.85, not 85" if _looks_like_percentage(first) else ""
    return InvalidSite(f"{prefix}{message.rstrip('.')}{given}", where=where, next_step=hint)


PLAIN = {
    "tuple_type": "a list is wanted, for example [a, b]",
    "string_type": "text is wanted; put it in quotes",
    "float_type": "a number is wanted",
    "finite_number": "a finite number is wanted",
    "missing": "this key is needed",
}
"""Our words for some of pydantic's."""


def _choices(first: ErrorDetails, errors: list[ErrorDetails]) -> str:
    """All words that a place takes, where it takes words and got another."""
    same = [item for item in errors if _plain_location(item) == _plain_location(first)]
    words = [item["ctx"]["expected"] for item in same if item["type"] == "literal_error"]
    if not words or not isinstance(first["input"], str):
        return ""
    structured = any(item["type"] in ("model_type", "model_attributes_type") for item in same)
    also = ", {fixed_gbp_per_mwh: 80} or {file: prices.csv}" if structured else ""
    return f"there is no such choice; available: {', '.join(dict.fromkeys(words))}{also}"


def _most_telling(errors: list[ErrorDetails]) -> ErrorDetails:
    # A union reports every alternative; the deepest place is the one the author meant.
    # Of one place, a wrong value explains more than an unknown key, and that more than a missing one.
    rank = {"extra_forbidden": 1, "missing": 0, "literal_error": 0, "model_type": 0}
    return max(errors, key=lambda item: (len(_plain_location(item)), rank.get(item["type"], 2)))


MODELS: tuple[type[BaseModel], ...] = (Site, FixedPrice, PriceFile, *PARTS.values())
KEYS = {key for model in MODELS for key in model.model_fields}


def _plain_location(error: ErrorDetails) -> list[str | int]:
    """Where it is, without the names that pydantic gives to the alternatives of a union."""
    *path, last = error["loc"] or ("",)
    kept: list[str | int] = [part for part in path if isinstance(part, int) or part in KEYS]
    own = isinstance(last, int) or last in KEYS or error["type"] in ("extra_forbidden", "invalid_key")
    return [*kept, last] if own and last != "" else kept


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
