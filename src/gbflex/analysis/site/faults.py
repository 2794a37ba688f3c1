"""What is wrong with a site that its schema cannot say: charges, tariffs and files that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from gbflex.assets.retail_contract import AllBut
from gbflex.assets.site import Site
from gbflex.cashflows.registry import charge_names
from gbflex.errors import Fault
from gbflex.gb.nearest import did_you_mean, nearest
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS, DuosRates

__all__ = ["beyond_the_schema"]

Check = Callable[[Path, Site], Iterator[Fault]]


def beyond_the_schema(duos: Callable[[], DuosRates]) -> tuple[Check, ...]:
    """Checks of a site in its folder. Each stands alone: where one asks for a wrong key, the others still speak.

    Args:
        duos: The DUoS rates that are held; asked for only where the shipped ones do not know a name.
    """
    return (
        lambda _, site: _charges(site),
        lambda _, site: _included(site),
        lambda _, site: _tariff(site, duos),
        _files,
    )


def _charges(site: Site) -> Iterator[Fault]:
    """Charges that do not exist."""
    for number, name in enumerate(site.charges if site.charges != "all" else ()):
        if name not in charge_names():
            yield _no_such("charge", f"charges.{number}", name, charge_names())


def _included(site: Site) -> Iterator[Fault]:
    """Charges that a retail contract includes and that do not exist."""
    contract = None if site.supply is None else site.supply.contract
    if contract is None or contract.includes == "all":
        return
    key = "supply.contract.includes"
    names = contract.includes
    if isinstance(names, AllBut):
        key, names = f"{key}.all_but", names.all_but
    for name in names:
        if name not in charge_names():
            yield _no_such("charge on import", key, name, charge_names())


def _tariff(site: Site, duos: Callable[[], DuosRates]) -> Iterator[Fault]:
    """Tariffs whose name no DNO prints in any year."""
    for key, terms in (("tariff", site.tariff), ("export_tariff", site.export_tariff)):
        if terms is None or terms.duos is None:
            continue
        if not any(terms.duos.casefold() in _names(held) for held in (lambda: SHIPPED_DUOS, duos)):
            known = sorted({one.tariff for held in SHIPPED_DUOS.tariffs.values() for one in held})
            yield _no_such("DUoS tariff", f"{key}.duos", terms.duos, known)


def _names(rates: Callable[[], DuosRates]) -> set[str]:
    every = [tariff for held in rates().tariffs.values() for tariff in held]
    return {name.casefold() for tariff in every for name in (tariff.tariff, tariff.published_name)}


def _no_such(what: str, key: str, name: str, known: Sequence[str]) -> Fault:
    return Fault(key, f"there is no {what} {name!r}", ", ".join(known), did_you_mean(nearest(name, known)))


def _files(folder: Path, site: Site) -> Iterator[Fault]:
    """Files that are not there."""
    for key, name in _named(site, ""):
        place = folder / name
        if not _is_there(place):
            yield Fault(
                key,
                f"there is no file {name!r}",
                next_step=f"It is looked for beside the site file, as {place}",
                is_missing_file=True,
            )
        elif place.is_dir():
            yield Fault(key, f"{name!r} is a folder", next_step="Name a file in it", is_missing_file=True)


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, ValueError):
        # A name that no file can have.
        return False


def _named(part: object, at: str) -> Iterator[tuple[str, str]]:
    """Every file that a site names, and the key that names it."""
    inner: Mapping[str, object] = {}
    if isinstance(part, BaseModel):
        inner = part.__dict__
    elif isinstance(part, tuple):
        inner = {str(number): item for number, item in enumerate(part)}
    for key, value in inner.items():
        place = f"{at}.{key}" if at else key
        if key == "file" and isinstance(value, str):
            yield place, value
        else:
            yield from _named(value, place)
