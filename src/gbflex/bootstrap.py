"""Settings are read once, and real adapters are chosen, here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from gbflex.errors import InputError
from gbflex.sources.fetching.addresses import ADDRESSES, Publisher

if TYPE_CHECKING:
    from gbflex.analysis.ports import BmPorts, Ports
    from gbflex.gb.rates.duos_rates import DuosRates
    from gbflex.observations import ObservationTable
    from gbflex.sources.fetching.client import Fetcher
    from gbflex.store.data_home import DataHome
    from gbflex.store.imported_postcodes import PlacesByOutwardCode
    from gbflex.store.outputs import Outputs

# An adapter is imported where it is chosen, so that a look-up waits for no engine and no HTTP client.

__all__ = [
    "Settings",
    "bm_ports",
    "data_home",
    "duos_rates",
    "fetcher",
    "now",
    "outputs",
    "places_held",
    "ports",
    "settings",
    "shipped_ports",
]


@dataclass(frozen=True)
class Settings:
    """Where gbflex keeps things.

    Attributes:
        home: Data and runs; the environment variable GBFLEX_HOME, else the platform's data folder.
        addresses: Where publishers' services are; GBFLEX_ELEXON_URL and GBFLEX_NESO_URL name others.
    """

    home: Path
    addresses: dict[Publisher, str]

    @property
    def runs(self) -> Path:
        """Where runs are kept."""
        return self.home / "runs"


def settings() -> Settings:
    """Settings of this process, from its environment."""
    named = os.environ.get("GBFLEX_HOME", "")
    addresses = {
        name: os.environ.get(f"GBFLEX_{name.upper()}_URL", address).rstrip("/")
        for name, address in ADDRESSES.items()
    }
    try:
        home = Path(named).expanduser() if named else user_data_path("gbflex", appauthor=False)
        # A name that no file system takes, or no library can pass on, is found here and not later.
        str(home).encode("utf-8")
        if home.is_dir():
            # A folder that cannot be listed would look like an empty one.
            next(home.iterdir(), None)
    except (RuntimeError, OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            f"GBFLEX_HOME cannot be used: {reason}",
            where=named,
            next_step="Set GBFLEX_HOME to a folder that can be written",
        ) from None
    return Settings(home, addresses)


def outputs() -> Outputs:
    """Writes the files that users ask for, and knows those that it wrote."""
    from gbflex.store.outputs import Outputs

    return Outputs(settings().home)


def ports(chosen: Settings | None = None) -> Ports:
    """Prices of the record, files, and the DUoS rates of a home.

    Args:
        chosen: Where things are; None is this process's settings.
    """
    from gbflex.analysis.ports import Ports
    from gbflex.gb.rates.line_loss_factors import LineLossFactors
    from gbflex.sources.half_hours.file import HalfHourlyFileReader
    from gbflex.store.imported_llf import LINE_LOSSES
    from gbflex.store.prices import RecordedMarketData

    home = (chosen or settings()).home
    return Ports(
        market_data=RecordedMarketData(home, _RecordTables()),
        files=HalfHourlyFileReader(),
        duos=duos_rates(chosen),
        line_losses=LineLossFactors(tuple(item.statement for item in LINE_LOSSES.kept(home))),
    )


def duos_rates(chosen: Settings | None = None) -> DuosRates:
    """The DUoS rates that are shipped, with those imported into a home.

    Args:
        chosen: Where things are; None is this process's settings.
    """
    from gbflex.gb.rates.duos_rates import DuosRates
    from gbflex.store.imported_duos import DUOS

    return DuosRates(tuple(item.statement for item in DUOS.kept((chosen or settings()).home)))


def places_held(chosen: Settings | None = None) -> PlacesByOutwardCode:
    """Where outward codes lie, by the directory imported into a home; empty where none was.

    Args:
        chosen: Where things are; None is this process's settings.
    """
    from gbflex.store.imported_postcodes import kept_postcodes

    return kept_postcodes((chosen or settings()).home)


def bm_ports(chosen: Settings | None = None) -> BmPorts:
    """The Balancing Mechanism data and the prices of a home.

    Args:
        chosen: Where things are; None is this process's settings.
    """
    from gbflex.analysis.ports import BmPorts
    from gbflex.store.bm_data import RecordedBmData
    from gbflex.store.prices import RecordedMarketData

    home, tables = (chosen or settings()).home, _RecordTables()
    return BmPorts(units=RecordedBmData(home, tables), market_data=RecordedMarketData(home, tables))


def shipped_ports() -> Ports:
    """Shipped prices and rates alone, so that a number is everybody's, whatever is held here."""
    from gbflex.analysis.ports import Ports
    from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
    from gbflex.sources.half_hours.file import HalfHourlyFileReader
    from gbflex.store.prices import SampleMarketData

    return Ports(market_data=SampleMarketData(), files=HalfHourlyFileReader(), duos=SHIPPED_DUOS)


def data_home(chosen: Settings | None = None) -> DataHome:
    """The record, its tables and imported rates of a home, for the data commands.

    Args:
        chosen: Where things are; None is this process's settings.
    """
    from gbflex.store.data_home import DataHome

    return DataHome((chosen or settings()).home, now)


def fetcher(chosen: Settings | None = None) -> Fetcher:
    """What asks the publishers, at their addresses; use it in a `with`.

    Args:
        chosen: Where things are; None is this process's settings.
    """
    from gbflex.sources.fetching.client import Fetcher

    return Fetcher((chosen or settings()).addresses, now)


class _RecordTables(Mapping[str, "ObservationTable"]):
    """The record's tables by dataset; the registry is imported when one is asked for, as most homes hold none."""

    def __getitem__(self, name: str) -> ObservationTable:
        return _tables()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_tables())

    def __len__(self) -> int:
        return len(_tables())


def _tables() -> dict[str, ObservationTable]:
    from gbflex.sources.registry import DATASETS

    return {dataset.name: dataset.table for dataset in DATASETS}


def now() -> datetime:
    """The clock, aware UTC."""
    return datetime.now(UTC)
