"""Reading a site: a YAML file or a mapping, with `path=value` overrides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gbflex.assets.site import Site
from gbflex.assets.site_messages import invalid_site
from gbflex.errors import InputError, InvalidSite

__all__ = ["parse_site", "read_site", "with_overrides"]


def read_site(path: Path, overrides: Iterable[str] = ()) -> Site:
    """The site in a YAML file.

    Args:
        path: Site file.
        overrides: "path=value" each, as `--set` takes them.

    Raises:
        InvalidSite: The file cannot be read as a site; the message names the field.
    """
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidSite(f"the site file cannot be read: {error.strerror}", where=str(path)) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise InvalidSite(f"the site file is not YAML: {str(error).splitlines()[0]}", where=str(path)) from None
    if not isinstance(data, dict):
        raise InvalidSite("the site file holds no keys", where=str(path), next_step="See examples/")
    return parse_site(with_overrides(data, overrides), where=str(path)).in_folder(path.parent)


def parse_site(data: Mapping[str, object], *, where: str = "site") -> Site:
    """The site a mapping describes.

    Raises:
        InvalidSite: A key is unknown or a value cannot be.
    """
    try:
        return Site.model_validate(data)
    except ValidationError as error:
        raise invalid_site(error, where) from None
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
        try:
            value = YAML(typ="safe", pure=True).load(text)
        except YAMLError:
            raise InvalidSite(f"the value of --set {override!r} is not YAML") from None
        _set(changed, path.split("."), value, override)
    return changed


def _deep_copy(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _deep_copy(item) for key, item in value.items()}
    return [_deep_copy(item) for item in value] if isinstance(value, list) else value


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
                # A scalar such as energy: market_index gives way to {file: ...}.
                node[key] = {}
            node = node[key]
        else:
            raise InvalidSite(f"--set {override!r}: {key!r} has no place there")


def _asset_index(items: list[Any], key: str, override: str) -> int:
    names = [item.get("name", "") if isinstance(item, dict) else "" for item in items]
    if key in names:
        return names.index(key)
    if key.isdigit() and int(key) < len(items):
        return int(key)
    raise InvalidSite(
        f"--set {override!r}: there is no item {key!r}",
        available=", ".join(name or str(i) for i, name in enumerate(names)) or "an empty list",
    )
