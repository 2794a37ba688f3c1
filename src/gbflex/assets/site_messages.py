"""What is wrong with one key of a site file, in our words: what was read, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from gbflex.errors import Fault
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["Complaint", "Model", "fault_of", "models_at", "models_in", "suggested_key"]

Model = type[BaseModel]

PLAIN: Final = {
    "tuple_type": "a list is wanted, for example [a, b]",
    "string_type": "text is wanted",
    "float_type": "a number is wanted",
    "int_type": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "int_parsing": "a whole number is wanted",
    "bool_type": "true or false is wanted",
    "bool_parsing": "true or false is wanted",
    "finite_number": "a finite number is wanted",
    "missing": "this key is needed",
    "model_type": "a block of keys is wanted",
    "model_attributes_type": "a block of keys is wanted",
    "union_tag_not_found": "an asset is a block of keys",
    "too_short": "the list is empty",
    "too_long": "the list is too long",
}
"""Our words for some of pydantic's."""

FIXES: Final = {
    "tuple_type": "Write it in brackets",
    "string_type": "Put it in quotes",
    "float_type": "Write a number",
    "int_type": "Write a whole number",
    "int_from_float": "Write a whole number",
    "int_parsing": "Write a whole number",
    "bool_type": "Write true or false",
    "bool_parsing": "Write true or false",
    "finite_number": "Write a number, or null where there is no limit",
    "missing": "Add it",
    "model_type": "Write its keys below it, one a line",
    "model_attributes_type": "Write its keys below it, one a line",
    "union_tag_not_found": "Write - type: battery and its keys below it",
}

LIMITS: Final = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "below"),
}
NUMBER: Final = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*([A-Za-z/%£]*)\s*", re.ASCII)
"""A number in a text, as "2 MW", "1,5" or "85%"."""
SEE: Final = "See docs/reference/site-file.md for the keys"


class Complaint(NamedTuple):
    """One of pydantic's complaints, and where it is without the names that pydantic gives to a union's members."""

    details: ErrorDetails
    location: tuple[str | int, ...]

    @property
    def kind(self) -> str:
        """What pydantic calls it."""
        return self.details["type"]

    @property
    def given(self) -> object:
        """What stands there."""
        return self.details["input"]

    @property
    def field(self) -> str:
        """Where it is."""
        return ".".join(str(part) for part in self.location)


def fault_of(complaint: Complaint, same: Sequence[Complaint], root: Model) -> Fault:
    """A complaint as one of ours.

    Args:
        complaint: The complaint.
        same: All complaints about the same place: those of a choice each name one word.
        root: The model of a whole site; its fields say which keys there are.
    """
    if complaint.kind == "extra_forbidden":
        close = suggested_key(complaint, root)
        known = ", ".join(_known_keys(complaint, root))
        return Fault.unknown_key(complaint.field, known, did_you_mean(close))
    if complaint.kind == "union_tag_invalid":
        return _unknown_type(complaint)
    words = _words_of(same)
    if words and isinstance(complaint.given, str):
        return _unknown_word(complaint, words, same)
    plain = PLAIN.get(complaint.kind) or _limit(complaint) or _own_words(complaint)
    given = complaint.given
    read = f", given {given!r}{_kind_read(given)}" if isinstance(given, str | int | float) else ""
    return Fault(complaint.field, f"{plain.rstrip('.')}{read}", next_step=_fix(complaint))


def _own_words(complaint: Complaint) -> str:
    return complaint.details["msg"].removeprefix("Value error, ")


def _unknown_type(complaint: Complaint) -> Fault:
    context = complaint.details["ctx"]
    known = context["expected_tags"].replace("'", "")
    close = did_you_mean(nearest(str(context["tag"]), known.split(", ")))
    return Fault(
        f"{complaint.field}.type",
        f"there is no asset type {context['tag']!r}; available: {known}",
        next_step=close or "Write one of these",
    )


def _words_of(same: Sequence[Complaint]) -> list[str]:
    """All words that a place takes."""
    found = [item.details["ctx"]["expected"] for item in same if item.kind == "literal_error"]
    return list(dict.fromkeys(found))


def _unknown_word(complaint: Complaint, words: list[str], same: Sequence[Complaint]) -> Fault:
    structured = any(item.kind in ("model_type", "model_attributes_type") for item in same)
    also = ", {fixed_gbp_per_mwh: 80} or {file: prices.csv}" if structured else ""
    said = ", ".join(words)
    close = did_you_mean(nearest(str(complaint.given), re.findall(r"'([^']+)'", said)))
    return Fault(
        complaint.field,
        f"there is no such choice; available: {said}{also}, given {complaint.given!r}",
        next_step=close or "Write one of these",
    )


def _limit(complaint: Complaint) -> str:
    if complaint.kind not in LIMITS:
        return ""
    name, word = LIMITS[complaint.kind]
    return f"it must be {word} {complaint.details['ctx'][name]:g}"


def _kind_read(given: object) -> str:
    """What YAML made of a value, where that is not plain from how it is shown."""
    if isinstance(given, bool):
        return " (read as true or false)"
    return " (read as text)" if isinstance(given, str) else ""


def _fix(complaint: Complaint) -> str:
    kind, given = complaint.kind, complaint.given
    if kind in LIMITS:
        if _looks_like_percentage(complaint):
            return "An efficiency or a share is a fraction: 0.85, not 85"
        name, word = LIMITS[kind]
        return f"Write a number {word} {complaint.details['ctx'][name]:g}"
    found = NUMBER.fullmatch(given) if isinstance(given, str) and kind in ("float_type", "int_type") else None
    if found:
        how = "without its unit" if found[2] else "with a point" if "," in found[1] else "without quotes"
        return f"Write {found[1].replace(',', '.')}, {how}"
    if "a number is wanted" in complaint.details["msg"]:
        return "Write a number"
    return FIXES.get(kind, "" if ";" in _own_words(complaint) else SEE)


def _looks_like_percentage(complaint: Complaint) -> bool:
    names = ("efficiency", "fraction", "factor")
    return complaint.kind == "less_than_equal" and any(name in str(complaint.details["loc"][-1]) for name in names)


def suggested_key(complaint: Complaint, root: Model) -> str:
    """The known key that an unknown one is nearest to, "" where none is near.

    Args:
        complaint: About the unknown key.
        root: The model of a whole site.
    """
    return nearest(str(complaint.location[-1]), _known_keys(complaint, root))


def _known_keys(complaint: Complaint, root: Model) -> list[str]:
    models = of_type(models_at(complaint.location[:-1], root), complaint.details["loc"])
    return list(dict.fromkeys(key for model in models for key in model.model_fields))


def of_type(models: list[Model], named: tuple[int | str, ...]) -> list[Model]:
    """The models whose type is named; all of them where none is.

    Args:
        models: Those of a union.
        named: Types, or a path that names one.
    """
    found = [
        model
        for model in models
        if "type" in model.model_fields and set(get_args(model.model_fields["type"].annotation)) & set(named)
    ]
    return found or models


def models_in(annotation: object) -> Iterator[Model]:
    """The models that a field's type names, inside unions, lists and annotations.

    Args:
        annotation: The type.
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def models_at(location: tuple[str | int, ...], root: Model) -> list[Model]:
    """The models whose keys may stand at a place.

    Args:
        location: The place.
        root: The model of a whole site.
    """
    models = [root]
    for key in (part for part in location if isinstance(part, str)):
        fields = [model.model_fields[key] for model in models if key in model.model_fields]
        models = [part for field in fields for part in models_in(field.annotation)]
    return models
