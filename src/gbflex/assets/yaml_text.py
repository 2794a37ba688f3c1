"""YAML as plain mappings and lists, with the line of every key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from gbflex import limits
from gbflex.errors import Fault, InvalidSite

__all__ = ["Lines", "Written", "copied", "line_of", "read_yaml"]

Lines = Mapping[tuple[str | int, ...], int | None]
"""The line of each key, from 1; None where a key is in no line."""

WORD: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")


class Written(NamedTuple):
    """What a YAML text says.

    Attributes:
        value: Mappings and lists; of a key that is given twice, the last.
        lines: Where each key is.
        repeated: Keys that are given twice.
    """

    value: object
    lines: Lines
    repeated: tuple[Fault, ...]


def read_yaml(text: str, where: str) -> Written:
    r"""A YAML text; aliases are spelt out, and a bomb of them is refused.

    Args:
        text: The text.
        where: What it is called in messages.

    Raises:
        InvalidSite: It is not YAML, or too large.

    Example:
        >>> read_yaml("a:\n  b: 1", "text").lines["a", "b"]
        2
    """
    try:
        yaml = YAML(typ="safe", pure=True)
        # Said with everything else that is wrong, not by the parser alone.
        yaml.allow_duplicate_keys = True
        node = yaml.compose(text)
        if node is None:
            return Written(None, {}, ())
        # Before anything is built: merge keys (<<) of merge keys would double with every line.
        _values_of(node, {})
        places = list(_places(node, ()))
        value = copied(yaml.constructor.construct_document(node))
        return Written(value, dict(reversed(places)), tuple(_repeated(places)))
    except RecursionError:
        raise InvalidSite("the YAML is nested too deeply", where=where, next_step="See examples/") from None
    except MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = (error.problem or str(error)).splitlines()[0]
        raise InvalidSite(
            f"this is not YAML: {problem}",
            where=f"{where}{line}",
            next_step="See examples/; a tab, a colon or a bracket is the usual cause",
        ) from None
    except (YAMLError, ValueError, OverflowError) as error:
        raise InvalidSite(
            f"this is not YAML: {str(error).splitlines()[0]}", where=where, next_step="See examples/"
        ) from None


def _values_of(node: Node, known: dict[int, int]) -> int:
    """How many values a part of a YAML file has once its aliases are spelt out."""
    if id(node) not in known:
        # Until it is counted it counts as too many, so that what holds itself is refused.
        known[id(node)] = limits.SITE_FILE_VALUES + 1
        parts = [part for item in node.value for part in item] if isinstance(node, MappingNode) else node.value
        held = sum(_values_of(part, known) for part in parts) if isinstance(node, CollectionNode) else 0
        known[id(node)] = 1 + held
    if known[id(node)] > limits.SITE_FILE_VALUES:
        raise _too_many()
    return known[id(node)]


def _too_many() -> InvalidSite:
    return InvalidSite(
        f"the site holds more than {limits.SITE_FILE_VALUES:,} values", next_step="Remove YAML aliases, or values"
    )


class _Budget:
    """How many values a site file may hold once its aliases are spelt out."""

    def __init__(self) -> None:
        self.left = limits.SITE_FILE_VALUES

    def spend(self, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise _too_many()
        if depth > limits.SITE_FILE_DEPTH:
            raise InvalidSite("the site is nested too deeply", next_step="See examples/")


def copied(value: object) -> object:
    """A value in which every mapping and list is its own.

    Args:
        value: As YAML or a caller gives it.

    Raises:
        InvalidSite: It holds too much, is nested too deeply, or has half a letter in it.
    """
    return _copy(value, _Budget(), 0)


def _copy(value: object, budget: _Budget, depth: int) -> object:
    budget.spend(depth)
    if isinstance(value, Mapping):
        return {key: _copy(item, budget, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(item, budget, depth + 1) for item in value]
    if isinstance(value, str) and not value.isascii():
        _refuse_half_letters(value)
    return value


def _refuse_half_letters(text: str) -> None:
    r"""Raise on half of a letter, such as "\ud800": no file or page could hold it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidSite(
            f"{text!r} has letters that no text can hold", next_step="Write it in UTF-8, without \\u escapes"
        ) from None


def _places(node: Node, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Every key and item with its line."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                place = (*at, str(key.value))
                yield place, key.start_mark.line + 1
                yield from _places(value, place)
    elif isinstance(node, CollectionNode):
        for number, item in enumerate(node.value):
            yield (*at, number), item.start_mark.line + 1
            yield from _places(item, (*at, number))


def _repeated(places: list[tuple[tuple[str | int, ...], int]]) -> Iterator[Fault]:
    first: dict[tuple[str | int, ...], int] = {}
    for place, line in places:
        if place in first and isinstance(place[-1], str):
            what = f"given twice, on line {first[place]} and again here"
            yield Fault(".".join(map(str, place)), what, next_step="Keep one of them", line=line)
        first.setdefault(place, line)


def line_of(fault: Fault, lines: Lines) -> int | None:
    """The line of a fault: of its key, of a key that it speaks of, or of the block that it is in.

    Args:
        fault: The fault.
        lines: Where each key is.

    Example:
        >>> line_of(Fault("assets.0", "min_mw 3 is above max_mw 2"), {("assets",): 1, ("assets", 0, "min_mw"): 4})
        4
    """
    at = _path(fault.key)
    if at in lines and not isinstance(at[-1], int):
        return lines[at]
    spoken = ((*at, *_path(word)) for word in WORD.findall(fault.what))
    near = (at[:length] for length in range(len(at), 0, -1))
    return next((lines[place] for place in (*spoken, *near) if place in lines), None)


def _path(key: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in key.split(".") if part)
