"""What a caller gives to a function, against what the function says it takes."""

from __future__ import annotations

import functools
import inspect
import os
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from gbflex.errors import InputError
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["Given", "given", "unknown_keyword"]

Hint = Any
"""A type as a signature holds it: a class, a union, a `Literal`, or a generic such as `Iterable[str]`."""

NOT_TAKEN: Final = object()
SHOWN: Final = 60

WORDS: Final[Mapping[object, str]] = {
    str: "a text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    date: "a date",
    datetime: "an instant with a time zone",
    Path: "a path",
    type(None): "None",
    Callable: "a function",
    Mapping: "a mapping",
}


class Given(NamedTuple):
    """The arguments of a call.

    Attributes:
        named: By name, those of the signature, as the function takes them.
        others: Keywords that the signature does not have.
    """

    named: dict[str, Any]
    others: dict[str, Any]


def given(ask: Callable[..., Any], positional: tuple[object, ...], keywords: Mapping[str, object]) -> Given:
    """The arguments of a call, each of a type that the function takes.

    Args:
        ask: The function.
        positional: What is given by place.
        keywords: What is given by name.

    Raises:
        InputError: Too many, too few, or one of another type.

    Example:
        >>> def asked(day: str | date, *, horizon: int = 48) -> None: ...
        >>> given(asked, ("2024-05-06",), {"horizon": 4, "name": "x"})
        Given(named={'day': '2024-05-06', 'horizon': 4}, others={'name': 'x'})
    """
    signature = inspect.signature(ask)
    own = {name: value for name, value in keywords.items() if name in signature.parameters}
    try:
        bound = signature.bind(*positional, **own)
    except TypeError as error:
        parameters = ", ".join(signature.parameters)
        raise InputError(f"{name_of(ask)}: {error}", available=f"{name_of(ask)}({parameters})") from None
    hints = _hints(ask)
    named = {name: _checked(value, hints.get(name, Any), name, ask) for name, value in bound.arguments.items()}
    return Given(named, {name: value for name, value in keywords.items() if name not in own})


def unknown_keyword(ask: Callable[..., Any], name: str, more: Iterable[str] = ()) -> InputError:
    """The error that a function takes no such keyword, with the nearest that it takes.

    Args:
        ask: The function.
        name: The keyword.
        more: Keywords that it takes beyond its signature.
    """
    own = list(inspect.signature(ask).parameters)
    return InputError(
        f"{name_of(ask)} takes no {name!r}",
        available=", ".join([*own, *more]),
        next_step=did_you_mean(nearest(name, [*own, *more])),
    )


def name_of(ask: Callable[..., Any]) -> str:
    """What a function is called."""
    return str(getattr(ask, "__name__", ask))


@functools.cache
def _hints(ask: Callable[..., Any]) -> Mapping[str, Hint]:
    return types.MappingProxyType(get_type_hints(ask))


def _checked(value: object, hint: Hint, name: str, ask: Callable[..., Any]) -> object:
    taken = _taken(value, hint)
    if taken is not NOT_TAKEN:
        return taken
    text = repr(value)
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."
    raise InputError(
        f"{name} is {shown}, of type {type(value).__name__}",
        where=f"{name_of(ask)}, {name}",
        available=" or ".join(dict.fromkeys(_words(hint))),
    )


def _taken(value: Any, hint: Hint) -> object:
    """A value as a type takes it, or NOT_TAKEN."""
    origin: Any = get_origin(hint)
    parts = get_args(hint)
    if origin in (Union, types.UnionType):
        return next((taken for part in parts if (taken := _taken(value, part)) is not NOT_TAKEN), NOT_TAKEN)
    if origin is Literal:
        # Another word is refused by the function, which lists those that it knows.
        return value if isinstance(value, str) else NOT_TAKEN
    if origin in (Iterable, Sequence):
        return _several(value, parts[0])
    if origin is tuple:
        return tuple(value) if isinstance(value, tuple | list) else NOT_TAKEN
    if origin is not None:
        return value if isinstance(value, origin) else NOT_TAKEN
    return _simple(value, hint)


def _several(value: Any, item: Hint) -> object:
    # A text is a list of letters to Python, and never to a caller.
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return NOT_TAKEN
    taken = tuple(_taken(one, item) for one in value)
    return NOT_TAKEN if NOT_TAKEN in taken else taken


def _simple(value: Any, hint: Hint) -> object:
    """A value as a plain type takes it; numbers and dates of numpy and pandas become Python's."""
    numeric = not isinstance(value, bool)
    if hint is int:
        return int(value) if numeric and isinstance(value, Integral) else NOT_TAKEN
    if hint is float:
        return float(value) if numeric and isinstance(value, Real) else NOT_TAKEN
    if hint is date:
        return _date(value)
    if hint is Path:
        return Path(os.fspath(value)) if isinstance(value, str | os.PathLike) else NOT_TAKEN
    if not inspect.isclass(hint) or hint is object:
        return value
    return value if isinstance(value, hint) else NOT_TAKEN


def _date(value: Any) -> object:
    """A date; midnight without a zone, as pandas and numpy write dates, is one."""
    if type(value).__name__ == "datetime64":
        value = value.item()
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time.min:
        return value.date()
    return value if isinstance(value, date) else NOT_TAKEN


def _words(hint: Hint) -> Iterable[str]:
    origin: Any = get_origin(hint)
    parts = get_args(hint)
    if origin in (Union, types.UnionType):
        for part in parts:
            yield from _words(part)
    elif origin is Literal:
        yield from map(repr, parts)
    elif origin in (Iterable, Sequence):
        yield f"a list, each {' or '.join(_words(parts[0]))}"
    else:
        yield WORDS.get(origin or hint, f"a {getattr(hint, '__name__', hint)}")
