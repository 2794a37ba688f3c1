"""Reading a site: a YAML file or a mapping, with `path=value` overrides."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from pydantic import ValidationError

from gbflex import limits
from gbflex.assets.site import Site
from gbflex.assets.site_faults import site_faults
from gbflex.assets.yaml_text import Lines, copied, line_of, read_yaml
from gbflex.errors import Fault, InvalidSite
from gbflex.outside_file import content_of

__all__ = ["InFolder", "mapping_of", "parse_site", "read_site", "with_overrides", "with_value"]

InFolder = Callable[[Path, Any], Iterator[Fault]]
"""A check of a site whose files are in a folder, as far as its keys are known."""


class _Keys(NamedTuple):
    """What a file of keys says, and where."""

    value: dict[str, object]
    lines: Lines
    repeated: tuple[Fault, ...]


def read_site(path: Path, overrides: Iterable[str] = (), further: Sequence[InFolder] = ()) -> Site:
    """The site in a YAML file.

    Args:
        path: Site file.
        overrides: "path=value" each, as `--set` takes them.
        further: Checks beyond the schema.

    Raises:
        InvalidSite: The file cannot be read as a site; the message has all that is wrong, by line and key.
    """
    written = _written(path)
    changed, lines = _overridden(written.value, overrides, written.lines)
    return _site(changed, str(path), path.parent, lines, written.repeated, further)


def mapping_of(path: Path) -> dict[str, object]:
    """What a YAML file of keys holds: a site file, or a part of one.

    Args:
        path: The file.

    Raises:
        InvalidSite: It cannot be read as one.
    """
    written = _written(path)
    if written.repeated:
        raise InvalidSite.of(written.repeated, str(path))
    return written.value


def _written(path: Path) -> _Keys:
    content = content_of(path, limits.SITE_FILE_BYTES, what="site file", wrong=InvalidSite)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidSite(
            f"the site file is not UTF-8 text: {error.reason}", where=str(path), next_step="Save it as UTF-8"
        ) from None
    written = read_yaml(text, str(path))
    keys = written.value
    if not isinstance(keys, dict):
        raise InvalidSite("the site file holds no keys", where=str(path), next_step="See examples/")
    return _Keys(keys, written.lines, written.repeated)


def parse_site(
    data: Mapping[str, object],
    *,
    where: str = "site",
    further: Sequence[InFolder] = (),
) -> Site:
    """The site a mapping describes.

    Args:
        data: Keys and values as in a site file.
        where: What it is called in messages.
        further: Checks beyond the schema.

    Raises:
        InvalidSite: A key is unknown or a value cannot be; the message has all that is wrong.
    """
    return _site(data, where, Path(), {}, (), further)


def _site(
    data: Mapping[str, object],
    where: str,
    folder: Path,
    lines: Lines,
    before: tuple[Fault, ...],
    further: Sequence[InFolder],
) -> Site:
    """A site, or everything that is wrong with it, in the order of its lines."""
    odd = tuple(
        Fault(repr(key), "a key is a word", next_step="Leave it out") for key in data if not isinstance(key, str)
    )
    named = {key: value for key, value in data.items() if isinstance(key, str)}
    asked = [functools.partial(check, folder) for check in further]
    try:
        site = Site.model_validate(named).in_folder(folder)
        found = tuple(fault for check in asked for fault in check(site))
    except InvalidSite as error:
        cause = error.__context__
        assert isinstance(cause, ValidationError)  # noqa: S101 (Site raises it while it handles one)
        found = site_faults(cause, named, Site, asked)
    faults = [*before, *odd, *found]
    if not faults:
        return site
    placed = [fault if fault.line else fault._replace(line=line_of(fault, lines)) for fault in faults]
    raise InvalidSite.of(tuple(sorted(placed, key=lambda one: one.line or math.inf)), where) from None


def with_overrides(data: Mapping[str, object], overrides: Iterable[str]) -> dict[str, object]:
    """A site mapping with `path=value` overrides applied.

    Args:
        data: The site as read; it is not changed.
        overrides: For example "assets.0.charge_power_mw=1.5"; values are YAML; an asset may be named.

    Raises:
        InvalidSite: No "=", or a path through something that has no keys.

    Example:
        >>> with_overrides({"name": "a"}, ["supply.fee_gbp_per_mwh=2"])
        {'name': 'a', 'supply': {'fee_gbp_per_mwh': 2}}
    """
    return _overridden(data, overrides, {})[0]


def _overridden(
    data: Mapping[str, object], overrides: Iterable[str], lines: Lines
) -> tuple[dict[str, object], Lines]:
    changed = cast("dict[str, object]", copied(data))
    left = dict(lines)
    for override in overrides:
        path, equals, text = override.partition("=")
        if not equals or not path:
            raise InvalidSite(
                f"--set {override!r} is not path=value", next_step="Write --set supply.fee_gbp_per_mwh=2"
            )
        place = _set(changed, path.split("."), read_yaml(text, f"--set {path}").value, override)
        # What was set is in no line of the file.
        left = {key: line for key, line in left.items() if key[: len(place)] != place} | {place: None}
    return changed, left


def with_value(data: Mapping[str, object], path: str, value: object, said: str) -> dict[str, object]:
    """A site mapping with a value at a path.

    Args:
        data: The site; it is not changed.
        path: As `with_overrides` takes it.
        value: What is put there, for example a mapping.
        said: The option that asked for it, for messages.

    Example:
        >>> with_value({"name": "a"}, "supply.energy", {"fixed_gbp_per_mwh": 80}, "--vary")
        {'name': 'a', 'supply': {'energy': {'fixed_gbp_per_mwh': 80}}}
    """
    changed = cast("dict[str, object]", copied(data))
    _set(changed, path.split("."), copied(value), said)
    return changed


def _set(node: Any, keys: list[str], value: object, override: str) -> tuple[str | int, ...]:
    """Set a value, and say where: names of assets as their places in the list."""
    place: list[str | int] = []
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if isinstance(node, list):
            index = _asset_index(node, key, override)
            place.append(index)
            if last:
                node[index] = value
            node = node[index]
        elif isinstance(node, dict):
            place.append(key)
            if last:
                node[key] = value
            elif not isinstance(node.get(key), dict | list):
                # A scalar such as energy: market_index is replaced by {file: ...}.
                node[key] = {}
            node = node[key]
        else:
            raise InvalidSite(
                f"--set {override!r}: {key!r} has no place there",
                next_step="See docs/reference/site-file.md for the keys",
            )
    return tuple(place)


def _asset_index(items: list[Any], key: str, override: str) -> int:
    names = [item.get("name", "") if isinstance(item, dict) else "" for item in items]
    if key in names:
        return names.index(key)
    if key.isascii() and key.isdigit() and int(key) < len(items):
        return int(key)
    raise InvalidSite(
        f"--set {override!r}: there is no item {key!r}",
        available=", ".join(name or str(i) for i, name in enumerate(names)) or "an empty list",
    )
