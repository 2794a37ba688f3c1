"""Settings are read once, and real adapters are chosen, here and nowhere else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from gbflex.analysis.ports import Ports
from gbflex.errors import InputError
from gbflex.gb.rates.duos_tables import use_statements
from gbflex.sources.fetching.request import ADDRESSES, Publisher
from gbflex.sources.half_hours.file import HalfHourlyFileReader
from gbflex.sources.registry import DATASETS
from gbflex.store.imported_duos import kept_statements
from gbflex.store.prices import RecordedMarketData, SampleMarketData

__all__ = ["Settings", "now", "only_shipped_prices", "ports", "settings"]

_shipped_only = ContextVar("shipped_only", default=False)


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
        return Settings(home, addresses)
    except RuntimeError as error:
        raise InputError(f"GBFLEX_HOME cannot be used: {error}", where=named) from None


@contextlib.contextmanager
def only_shipped_prices() -> Iterator[None]:
    """Leave the record aside, so that the demo's numbers are everybody's."""
    token = _shipped_only.set(True)
    try:
        yield
    finally:
        _shipped_only.reset(token)


def ports() -> Ports:
    """The real adapters; imported rates stand beside the shipped ones from here on."""
    home = settings().home
    use_statements(item.statement for item in kept_statements(home))
    tables = {dataset.name: dataset.table for dataset in DATASETS}
    market_data = SampleMarketData() if _shipped_only.get() else RecordedMarketData(home, tables)
    return Ports(market_data=market_data, files=HalfHourlyFileReader())


def now() -> datetime:
    """The clock, aware UTC."""
    return datetime.now(UTC)
