"""Everything that is wrong with a site, at once: every key, and every cross-check that the right keys allow.

Where a key is wrong, pydantic runs no cross-check of its block or of those around it. Here they run on the block
as far as it is known: a check that asks for a key that is wrong ends there, and the others speak.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from gbflex.assets.fields import Contradictions, cross_checks_of
from gbflex.assets.site_messages import Complaint, Model, fault_of, models_in, of_type, suggested_key
from gbflex.errors import Fault

__all__ = ["Further", "site_faults"]

FoundT = TypeVar("FoundT")
Path = tuple[str | int, ...]
Further = Callable[[Any], Iterator[Fault]]
"""A check of a site, as far as it is known, that needs more than its schema."""

KEY_FIRST: Final = re.compile(r"([a-z_.0-9]+): ")
SAYS_WHAT_TO_DO: Final = re.compile(
    r"\b(?:give|set|needs?|write|copy|leave|name|must|available)\b|;", re.IGNORECASE
)
RANK: Final = {"extra_forbidden": 1, "missing": 0, "literal_error": 0, "model_type": 0}
"""Of one place, a wrong value (2) explains more than an unknown key, and that more than a missing one."""


class _Unknown(NamedTuple):
    """Where nothing is known of a key."""

    at: frozenset[Path]

    def covers(self, path: Path) -> bool:
        return path in self.at

    def inside(self, path: Path) -> bool:
        return any(part[: len(path)] == path for part in self.at)


def site_faults(
    error: ValidationError, data: object, root: Model, further: Sequence[Further] = ()
) -> tuple[Fault, ...]:
    """All that is wrong with a site.

    Args:
        error: What pydantic found.
        data: What it looked at.
        root: The model of a whole site.
        further: Checks of the site beyond its schema; they run as far as its keys are known.
    """
    keys = {key for model in _reachable(root) for key in model.model_fields}
    every = [Complaint(item, _plain_location(item, keys)) for item in error.errors()]
    meant = _without_echoes(list(_meant(every, keys, 0)), root)
    faults = [fault for item in meant for fault in _faults(item, every, root)]
    if isinstance(data, Mapping):
        known = _Known(_unknown(meant, root))
        site = known.part(root, data, ())
        faults += _unseen(known, [item.location for item in meant])
        faults += [fault for ask in further for fault in _as_far_as_known(ask, site)]
    return tuple(dict.fromkeys(faults))


def _faults(item: Complaint, every: Sequence[Complaint], root: Model) -> Iterator[Fault]:
    cause = item.details.get("ctx", {}).get("error")
    if isinstance(cause, Contradictions):
        yield from (_contradiction(item.location, text) for text in cause.found)
    else:
        yield fault_of(item, [other for other in every if other.location == item.location], root)


def _contradiction(block: Path, text: str) -> Fault:
    """What a cross-check found; a key that the sentence begins with belongs to its place."""
    named = KEY_FIRST.match(text)
    place = (*block, named[1]) if named else block
    said = text[named.end() :] if named else text
    fix = "" if SAYS_WHAT_TO_DO.search(said) else "Change one of them"
    return Fault(".".join(map(str, place)), said.removesuffix("."), next_step=fix)


def _plain_location(error: ErrorDetails, keys: set[str]) -> Path:
    if not error["loc"]:
        return ()
    *path, last = error["loc"]
    kept = tuple(part for part in path if isinstance(part, int) or part in keys)
    own = isinstance(last, int) or last in keys or error["type"] in ("extra_forbidden", "invalid_key")
    return (*kept, last) if own else kept


def _meant(complaints: Sequence[Complaint], keys: set[str], depth: int) -> Iterator[Complaint]:
    """The complaints of the member of each union that the author meant: where the most telling one is."""
    by_part: dict[str | int, list[Complaint]] = {}
    members: dict[str | int, list[Complaint]] = {}
    for item in complaints:
        place = item.details["loc"]
        if len(place) == depth:
            yield item
            continue
        part = place[depth]
        last_is_own = len(place) == depth + 1 and item.kind in ("extra_forbidden", "invalid_key")
        is_key = isinstance(part, int) or part in keys or last_is_own
        (by_part if is_key else members).setdefault(part, []).append(item)
    if members:
        best = max(members.values(), key=lambda group: max(map(_telling, group)))
        found = list(_meant(best, keys, depth + 1))
        wrong = [item for item in found if item.kind != "missing"]
        yield from wrong if wrong and len(members) > 1 else found
    for group in by_part.values():
        yield from _meant(group, keys, depth + 1)


def _telling(item: Complaint) -> tuple[int, int]:
    return len(item.location), RANK.get(item.kind, 2)


def _without_echoes(complaints: list[Complaint], root: Model) -> list[Complaint]:
    """Without the missing keys that an unknown key beside them is a misspelling of."""
    spelt = {
        (*item.location[:-1], suggested_key(item, root)) for item in complaints if item.kind == "extra_forbidden"
    }
    return [item for item in complaints if item.kind != "missing" or item.location not in spelt]


def _unknown(complaints: Sequence[Complaint], root: Model) -> _Unknown:
    """The keys of which nothing is known: wrong or missing ones, and those that were misspelt."""
    at: set[Path] = set()
    for item in complaints:
        if item.kind == "extra_forbidden":
            at.add((*item.location[:-1], suggested_key(item, root)))
        elif not isinstance(item.details.get("ctx", {}).get("error"), Contradictions):
            at.add(item.location)
    return _Unknown(frozenset(at))


class _Known:
    """A site as far as its keys are known.

    Attributes:
        unknown: The keys that are not.
        parts: The blocks with such a key inside, or with a contradiction, and where they are; inner ones first.
    """

    def __init__(self, unknown: _Unknown) -> None:
        self.unknown = unknown
        self.parts: list[tuple[Path, BaseModel]] = []

    def part(self, model: Model, data: Mapping[str, object], at: Path) -> BaseModel:
        """A block with the keys that are known; asking for another is an AttributeError."""
        values: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            path = (*at, name)
            if name in data and not self.unknown.covers(path):
                # The field belongs to its limits: a type alone knows none.
                kind: Any = Annotated.__class_getitem__((field.annotation, field))  # type: ignore[attr-defined]
                values.update((name, value) for value in self._value(kind, data[name], path))
            elif name not in data and not field.is_required() and not self.unknown.covers(path):
                values[name] = field.get_default(call_default_factory=True)
        part = model.model_construct(**values)
        for name in set(model.model_fields) - set(values):
            part.__dict__.pop(name, None)
        self.parts.append((at, part))
        return part

    def _value(self, kind: Any, value: object, at: Path) -> Iterator[object]:
        """A value as the model takes it, its inner blocks as far as they are known; nothing where it is not."""
        if not self.unknown.inside(at):
            with contextlib.suppress(ValidationError):
                yield TypeAdapter(kind).validate_python(value)
                return
        models = list(models_in(kind))
        if isinstance(value, Mapping):
            yield from self._block(models, value, at)
        elif isinstance(value, list | tuple) and models:
            blocks = [(item, (*at, number)) for number, item in enumerate(value)]
            yield tuple(known for item, place in blocks for known in self._block(models, item, place))

    def _block(self, models: list[Model], value: object, at: Path) -> Iterator[BaseModel]:
        """A block of the one type that it can be; nothing where it can be several, or is no block."""
        if isinstance(value, BaseModel):
            yield value
        elif isinstance(value, Mapping):
            named = of_type(models, (str(value.get("type", "battery")),))
            if len(named) == 1:
                yield self.part(named[0], value, at)


def _unseen(known: _Known, wrong: Sequence[Path]) -> Iterator[Fault]:
    """What the cross-checks find that pydantic did not come to: those of blocks with something wrong inside."""
    for at, part in known.parts:
        if any(len(path) > len(at) and path[: len(at)] == at for path in wrong):
            for check in cross_checks_of(type(part)):
                yield from (_contradiction(at, text) for text in _as_far_as_known(check, part))


def _as_far_as_known(check: Callable[[Any], Iterator[FoundT]], part: BaseModel) -> Iterator[FoundT]:
    """What a check finds until it asks for a key that is not known."""
    found = check(part)
    while True:
        try:
            yield next(found)
        except StopIteration:
            return
        except AttributeError as error:
            asked = error.obj
            if isinstance(asked, BaseModel) and error.name in type(asked).model_fields:
                return
            raise


def _reachable(root: Model) -> set[Model]:
    found, new = {root}, [root]
    while new:
        model = new.pop()
        inner = {part for field in model.model_fields.values() for part in models_in(field.annotation)} - found
        found |= inner
        new += inner
    return found
