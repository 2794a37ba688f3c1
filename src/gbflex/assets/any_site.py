"""A site in any of the forms a caller may hold it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gbflex.assets.overrides import Overrides, override_texts, site_mapping
from gbflex.assets.site import Site
from gbflex.assets.site_file import InFolder, parse_site, read_site, with_overrides
from gbflex.errors import InputError

__all__ = ["AnySite", "a_path", "input_files", "load_site"]

AnySite = Site | Mapping[str, object] | str | Path


def load_site(site: AnySite, overrides: Overrides = (), further: Sequence[InFolder] = ()) -> Site:
    """A site from any of the forms a caller may hold it in.

    Args:
        site: A `Site`, a mapping, or a path.
        overrides: "path=value" each, or values by path.
        further: Checks of a file or a mapping beyond the schema.

    Raises:
        InvalidSite: It is not a site.
    """
    texts = override_texts(overrides)
    if isinstance(site, Site):
        # What a site says, said again with the changes, so that they are checked together.
        return parse_site(with_overrides(site_mapping(site), texts)).beside(site) if texts else site
    if isinstance(site, Mapping):
        return parse_site(with_overrides(site, texts), further=further)
    return read_site(a_path(site, "site"), texts, further)


def a_path(value: object, field: str) -> Path:
    """A path that a caller gave.

    Args:
        value: What was given.
        field: For the message.
    """
    if not isinstance(value, str | Path) or "\0" in str(value):
        raise InputError(
            f"{value!r} is not a path", where=field, available="a text or a pathlib.Path without a null character"
        )
    return Path(value)


def input_files(site: AnySite, loaded: Site) -> list[Path]:
    """The files a site is made from: its own, where there is one, and those it names.

    Args:
        site: As the caller gave it.
        loaded: What it was loaded as.
    """
    own = [Path(site)] if isinstance(site, str | Path) else []
    return [*own, *_named_files(loaded.model_dump(mode="json"))]


def _named_files(part: object) -> Iterator[Path]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "file" and isinstance(value, str):
                yield Path(value)
            else:
                yield from _named_files(value)
    elif isinstance(part, list):
        for item in part:
            yield from _named_files(item)
