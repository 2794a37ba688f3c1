"""Changes to a site, in the forms a Python caller may write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gbflex.assets.fields import SiteModel
from gbflex.errors import InputError

__all__ = ["Overrides", "keyword_overrides", "override_texts", "site_mapping"]

Overrides = Iterable[str] | Mapping[str, object]
"""Texts "path=value", as `--set` takes them, or values by path."""


def override_texts(overrides: Overrides) -> list[str]:
    """Overrides as `--set` takes them.

    Args:
        overrides: "path=value" each, or values by path.

    Raises:
        InputError: One text in place of a list, or a value that no site file could hold.

    Example:
        >>> override_texts({"assets.bess.energy_capacity_mwh": 4, "supply.energy": {"fixed_gbp_per_mwh": 80}})
        ['assets.bess.energy_capacity_mwh=4', 'supply.energy={"fixed_gbp_per_mwh": 80}']
    """
    if isinstance(overrides, Mapping):
        return [f"{path}={_yaml(value, str(path))}" for path, value in overrides.items()]
    if isinstance(overrides, str) or not isinstance(overrides, Iterable):
        raise InputError(
            "overrides is a list of path=value texts, or a mapping, not one text",
            where="overrides",
            next_step='Write overrides=["demand.constant_mw=2"] or overrides={"demand.constant_mw": 2}',
        )
    return list(overrides)


def keyword_overrides(site_keys: Mapping[str, object], overrides: Overrides = ()) -> list[str]:
    """Keywords in the names of a site file as overrides, after those that are given as such.

    A mapping changes the keys it names and leaves the others of its block; in `assets` by the asset's name.

    Args:
        site_keys: Values by key of the site file.
        overrides: Further ones; they come first.

    Example:
        >>> keyword_overrides({"assets": {"bess": {"energy_capacity_mwh": 4}}, "charges": []})
        ['assets.bess.energy_capacity_mwh=4', 'charges=[]']
    """
    by_path: dict[str, object] = {}
    for key, value in site_keys.items():
        by_path |= _by_path(key, value, depth=2 if key == "assets" else 1)
    return [*override_texts(overrides), *override_texts(by_path)]


def site_mapping(part: SiteModel) -> dict[str, object]:
    """A site, or a part of one, as its file says it: without what nobody set, but for type and name of assets.

    Args:
        part: The site or part.
    """
    said: dict[str, object] = part.model_dump(mode="json", exclude_unset=True)
    if "type" in type(part).model_fields:
        said |= part.model_dump(include={"type", "name"})
    if "assets" in said:
        said["assets"] = [site_mapping(asset) for asset in getattr(part, "assets")]  # noqa: B009 (likewise)
    return said


def _by_path(path: str, value: object, *, depth: int) -> dict[str, object]:
    if depth == 0 or not isinstance(value, Mapping):
        return {path: value}
    found: dict[str, object] = {}
    for key, inner in value.items():
        found |= _by_path(f"{path}.{key}", inner, depth=depth - 1)
    return found


def _yaml(value: object, path: str) -> str:
    """A value as YAML; every JSON text is one."""
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError, RecursionError):
        raise InputError(
            f"a {type(value).__name__} is no value of a site file",
            where=path,
            available="a number, a text, True or False, None, a list or a mapping of these",
        ) from None


def _plain(value: Any) -> object:
    """What JSON does not know: dates, parts of a site, numpy's numbers, and what is read only."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, SiteModel):
        return site_mapping(value)
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError
