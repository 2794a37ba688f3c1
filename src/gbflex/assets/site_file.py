"""Reading a site: a YAML file or a mapping, with `path=value` overrides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

from gbflex import limits
from gbflex.assets.site import Site
from gbflex.errors import InputError, InvalidSite
from gbflex.outside_file import content_of

__all__ = ["mapping_of", "parse_site", "read_site", "with_overrides", "with_value", "yaml_value"]


def read_site(path: Path, overrides: Iterable[str] = ()) -> Site:
    """The site in a YAML file.

    Args:
        path: Site file.
        overrides: "path=value" each, as `--set` takes them.

    Raises:
        InvalidSite: The file cannot be read as a site; the message names the field.
    """
    return parse_site(with_overrides(mapping_of(path), overrides), where=str(path)).in_folder(path.parent)


def mapping_of(path: Path) -> dict[str, object]:
    """What a YAML file of keys holds: a site file, or a part of one.

    Args:
        path: The file.

    Raises:
        InvalidSite: It cannot be read as one.
    """
    content = content_of(path, limits.SITE_FILE_BYTES, what="site file", wrong=InvalidSite)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidSite(
            f"the site file is not UTF-8 text: {error.reason}", where=str(path), next_step="Save it as UTF-8"
        ) from None
    data = _yaml(text, str(path))
    if not isinstance(data, dict):
        raise InvalidSite("the site file holds no keys", where=str(path), next_step="See examples/")
    return cast("dict[str, object]", data)


def parse_site(data: Mapping[str, object], *, where: str = "site") -> Site:
    """The site a mapping describes.

    Raises:
        InvalidSite: A key is unknown or a value cannot be.
    """
    odd = [key for key in data if not isinstance(key, str)]
    if odd:
        raise InvalidSite(f"unknown key {odd[0]!r}", where=where, available=", ".join(Site.model_fields))
    try:
        return Site.model_validate(data)
    except InputError as error:
        raise InvalidSite(error.what, where=where, available=error.available, next_step=error.next_step) from None


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
    changed = cast("dict[str, object]", _deep_copy(data))
    for override in overrides:
        path, equals, text = override.partition("=")
        if not equals or not path:
            raise InvalidSite(
                f"--set {override!r} is not path=value", next_step="Write --set supply.fee_gbp_per_mwh=2"
            )
        _set(changed, path.split("."), _yaml(text, f"--set {path}"), override)
    return changed


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
    changed = cast("dict[str, object]", _deep_copy(data))
    _set(changed, path.split("."), _deep_copy(value), said)
    return changed


def yaml_value(text: str, where: str) -> object:
    """A value as YAML writes it.

    Args:
        text: For example "2.5", "market_index" or "{fixed_gbp_per_mwh: 80}".
        where: For the message.

    Raises:
        InvalidSite: It is not YAML.
    """
    return _yaml(text, where)


def _yaml(text: str, where: str) -> object:
    """YAML as plain mappings and lists; aliases are spelt out, and a bomb of them is refused."""
    try:
        yaml = YAML(typ="safe", pure=True)
        node = yaml.compose(text)
        if node is None:
            return None
        # Before anything is built: merge keys (<<) of merge keys would double with every line.
        _values_of(node, {})
        return _deep_copy(yaml.constructor.construct_document(node))
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


def _deep_copy(value: object, budget: _Budget | None = None, depth: int = 0) -> object:
    budget = budget or _Budget()
    budget.spend(depth)
    if isinstance(value, Mapping):
        return {key: _deep_copy(item, budget, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_deep_copy(item, budget, depth + 1) for item in value]
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


def _set(node: Any, keys: list[str], value: object, override: str) -> None:
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if isinstance(node, list):
            index = _asset_index(node, key, override)
            if last:
                node[index] = value
            node = node[index]
        elif isinstance(node, dict):
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
