"""What is wrong with a site file, in one sentence that names the field and the nearest known key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gbflex.errors import InvalidSite
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["invalid_site"]

Model = type[BaseModel]

PLAIN: Final = {
    "tuple_type": "a list is wanted, for example [a, b]",
    "string_type": "text is wanted; put it in quotes",
    "float_type": "a number is wanted",
    "finite_number": "a finite number is wanted",
    "missing": "this key is needed",
}
"""Our words for some of pydantic's."""

RANK: Final = {"extra_forbidden": 1, "missing": 0, "literal_error": 0, "model_type": 0}
"""Of one place, a wrong value (2) explains more than an unknown key, and that more than a missing one."""


class _Complaint(NamedTuple):
    """One of pydantic's complaints, and where it is without the names that pydantic gives to a union's members."""

    details: ErrorDetails
    location: list[str | int]

    @property
    def kind(self) -> str:
        return self.details["type"]


def invalid_site(error: ValidationError, where: str, root: Model) -> InvalidSite:
    """The most telling of pydantic's complaints as one of ours.

    Args:
        error: What pydantic found.
        where: File or "site".
        root: The model of a whole site; its fields say which keys there are.
    """
    keys = {key for model in _reachable(root) for key in model.model_fields}
    complaints = [_Complaint(item, _plain_location(item, keys)) for item in error.errors()]
    # A union reports every alternative; the deepest place is the one the author meant.
    first = max(complaints, key=lambda item: (len(item.location), RANK.get(item.kind, 2)))
    same = [item for item in complaints if item.location == first.location]
    field = ".".join(str(part) for part in first.location)
    if first.kind == "extra_forbidden":
        return _unknown_key(field, first, where, root)
    given_value = first.details["input"]
    plain = PLAIN.get(first.kind) or first.details["msg"].removeprefix("Value error, ")
    message = _choices(given_value, same) or plain
    given = f", given {given_value!r}" if isinstance(given_value, str | int | float) else ""
    prefix = f"{field}: " if field else ""
    hint = "An efficiency or a share is a fraction: 0.85, not 85" if _looks_like_percentage(first) else ""
    return InvalidSite(f"{prefix}{message.rstrip('.')}{given}", where=where, next_step=hint)


def _unknown_key(field: str, complaint: _Complaint, where: str, root: Model) -> InvalidSite:
    models = _of_type(_models_at(complaint.location[:-1], root), complaint.details["loc"])
    known = list(dict.fromkeys(key for model in models for key in model.model_fields))
    next_step = did_you_mean(nearest(str(complaint.location[-1]), known))
    return InvalidSite(f"unknown key {field}", where=where, available=", ".join(known), next_step=next_step)


def _choices(given: object, same: list[_Complaint]) -> str:
    """All words that a place takes, where it takes words and got another."""
    words = [item.details["ctx"]["expected"] for item in same if item.kind == "literal_error"]
    if not words or not isinstance(given, str):
        return ""
    structured = any(item.kind in ("model_type", "model_attributes_type") for item in same)
    also = ", {fixed_gbp_per_mwh: 80} or {file: prices.csv}" if structured else ""
    return f"there is no such choice; available: {', '.join(dict.fromkeys(words))}{also}"


def _plain_location(error: ErrorDetails, keys: set[str]) -> list[str | int]:
    if not error["loc"]:
        return []
    *path, last = error["loc"]
    kept: list[str | int] = [part for part in path if isinstance(part, int) or part in keys]
    own = isinstance(last, int) or last in keys or error["type"] in ("extra_forbidden", "invalid_key")
    return [*kept, last] if own else kept


def _looks_like_percentage(complaint: _Complaint) -> bool:
    names = ("efficiency", "fraction", "factor")
    return complaint.kind == "less_than_equal" and any(name in str(complaint.details["loc"][-1]) for name in names)


def _of_type(models: list[Model], path: tuple[int | str, ...]) -> list[Model]:
    """The models whose type a path names; all of them where it names none."""
    named = [
        model
        for model in models
        if "type" in model.model_fields and set(get_args(model.model_fields["type"].annotation)) & set(path)
    ]
    return named or models


def _models_in(annotation: object) -> Iterator[Model]:
    """The models that a field's type names, inside unions, lists and annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _reachable(root: Model) -> set[Model]:
    found, new = {root}, [root]
    while new:
        model = new.pop()
        inner = {part for field in model.model_fields.values() for part in _models_in(field.annotation)} - found
        found |= inner
        new += inner
    return found


def _models_at(location: list[str | int], root: Model) -> list[Model]:
    """The models whose keys may stand at a place."""
    models = [root]
    for key in (part for part in location if isinstance(part, str)):
        fields = [model.model_fields[key] for model in models if key in model.model_fields]
        models = [part for field in fields for part in _models_in(field.annotation)]
    return models
