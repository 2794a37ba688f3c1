"""Variants of sites: every combination of the values that some of their keys may have."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gbflex import limits
from gbflex.assets.any_site import AnySite, a_path, load_site
from gbflex.assets.site import Site
from gbflex.assets.site_file import mapping_of, parse_site, with_overrides, with_value
from gbflex.assets.yaml_text import read_yaml
from gbflex.errors import InputError

__all__ = ["Variant", "Vary", "check_count", "variants_of", "vary_of"]

Vary = Mapping[str, Sequence[object]]
"""The values of each path."""

OPENING: Final = "[{("
CLOSING: Final = "]})"
MAPPING_FILES: Final = (".yaml", ".yml")
LONGEST_LABEL: Final = 40


class Variant(NamedTuple):
    """A site with some keys changed.

    Attributes:
        label: What is different in it, in a few words.
        changes: "path=value" of each key that is varied.
        site: The site.
    """

    label: str
    changes: tuple[str, ...]
    site: Site


class _Choice(NamedTuple):
    path: str
    value: object
    label: str


def vary_of(options: Iterable[str]) -> dict[str, list[object]]:
    """The values that `--vary` options name.

    Args:
        options: "path=value,value" each; a comma inside brackets or quotes separates nothing.

    Example:
        >>> vary_of(["supply.energy={fixed_gbp_per_mwh: 80},market_index", "assets.bess.energy_capacity_mwh=2,4"])
        {'supply.energy': [{'fixed_gbp_per_mwh': 80}, 'market_index'], 'assets.bess.energy_capacity_mwh': [2, 4]}
    """
    found: dict[str, list[object]] = {}
    for option in options:
        path, equals, text = option.partition("=")
        values = list(_split(text))
        if not path or not equals or not all(values):
            raise InputError(
                f"{option!r} is not path=value,value",
                where="--vary",
                next_step="Write --vary assets.bess.energy_capacity_mwh=2,4,6",
            )
        if path in found:
            raise InputError(
                f"{path} is varied twice", where="--vary", next_step=f"Write --vary {path}=value,value once"
            )
        found[path] = [read_yaml(value, f"--vary {path}").value for value in values]
    return found


def _split(text: str) -> Iterator[str]:
    """Values between commas that stand outside brackets and quotes."""
    depth, quote, start = 0, "", 0
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "," and depth == 0:
            yield text[start:position].strip()
            start = position + 1
        else:
            depth += (letter in OPENING) - (letter in CLOSING)
    yield text[start:].strip()


def variants_of(sites: Sequence[AnySite], vary: Vary, overrides: Iterable[str] = ()) -> list[Variant]:
    """Every combination of sites and values, the last key changing first.

    Args:
        sites: Site files, mappings or, where nothing is varied, sites.
        vary: Values of each path; the name of a YAML file stands for the mapping that it holds, whose own files
            are looked for beside it.
        overrides: "path=value" each, before the values.

    Raises:
        InvalidSite: A combination is no site.
        InputError: There is no combination, or there are too many.
    """
    if any(isinstance(values, str) or not values for values in vary.values()):
        raise InputError(
            "each path needs a list of values", where="vary", next_step='Write vary={"demand.constant_mw": [1, 2]}'
        )
    choices = [[_choice(path, value) for value in values] for path, values in vary.items()]
    check_count(len(sites) * math.prod(len(one) for one in choices))
    overrides = [overrides] if isinstance(overrides, str) else list(overrides)
    short = _short_names(list(vary))
    found = [
        _variant(site, chosen, overrides, short, str(position))
        for position, site in enumerate(sites, start=1)
        for chosen in itertools.product(*choices)
    ]
    return _named(found, several=len(sites) > 1)


def check_count(count: int) -> None:
    """Raise where there is nothing to compare, or too much.

    Args:
        count: Variants, times modes where they are known.
    """
    if not 1 <= count <= limits.COMPARED_RUNS:
        raise InputError(
            f"{count:,} variants are too many to compare" if count else "there is nothing to compare",
            where="SITE, --vary, --mode",
            available=f"1 to {limits.COMPARED_RUNS} variants times modes",
            next_step="Vary fewer keys, or give them fewer values",
        )


def _variant(
    site: AnySite, chosen: Sequence[_Choice], overrides: list[str], short: Mapping[str, str], place: str
) -> Variant:
    label = ", ".join(f"{short[one.path]} {one.label}" for one in chosen)
    changes = tuple(f"{one.path}={one.label}" for one in chosen)
    if not chosen:
        return Variant(label, changes, load_site(site, overrides))
    if isinstance(site, Site):
        raise InputError(
            "varying needs a mapping or a file, not a ready Site",
            where=f"site {place}",
            next_step="Pass the mapping or the file that the Site was made from",
        )
    path = None if isinstance(site, Mapping) else a_path(site, "site")
    data = site if isinstance(site, Mapping) else mapping_of(a_path(site, "site"))
    changed = with_overrides(data, overrides)
    for one in chosen:
        changed = with_value(changed, one.path, one.value, f"--vary {one.path}={one.label}")
    where = f"{path or f'site {place}'}, {', '.join(changes)}"
    parsed = parse_site(changed, where=where)
    return Variant(label, changes, parsed if path is None else parsed.in_folder(path.parent))


def _choice(path: str, value: object) -> _Choice:
    named = Path(value) if isinstance(value, str) else value
    if isinstance(named, Path) and named.suffix.lower() in MAPPING_FILES:
        return _Choice(path, _beside(mapping_of(named), named.parent), named.stem)
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    label = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 3]}..."
    return _Choice(path, str(value) if isinstance(value, Path) else value, label)


def _beside(value: object, folder: Path) -> object:
    """A mapping whose files are named from where they lie, beside the file that holds it."""
    if isinstance(value, Mapping):
        return {
            key: str((folder / item).resolve())
            if key == "file" and isinstance(item, str)
            else _beside(item, folder)
            for key, item in value.items()
        }
    return [_beside(item, folder) for item in value] if isinstance(value, list) else value


def _short_names(paths: Sequence[str]) -> dict[str, str]:
    """The last word of each path, the whole path where two end alike."""
    ends = [path.rsplit(".", 1)[-1] for path in paths]
    return {path: path if ends.count(end) > 1 else end for path, end in zip(paths, ends, strict=True)}


def _named(variants: list[Variant], *, several: bool) -> list[Variant]:
    """Labels with the site's name where there are several, or nothing else is different."""
    return [
        one._replace(label=", ".join(part for part in (one.site.name, one.label) if part))
        if several or not one.label
        else one
        for one in variants
    ]
