"""An arrival: a file of the user's or a publisher's response, as the record knows it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Literal

from gbflex.gb.settlement_runs import SettlementRun

__all__ = ["Entry", "instant_of", "instant_text"]


@dataclass(frozen=True)
class Entry:
    """An arrival.

    Attributes:
        dataset: Name of the dataset.
        sha256: Hash of the content as it came.
        size: Its bytes.
        file: Name of the file, or path of the request.
        kind: A file of the user's, or a publisher's response.
        retrieved_time: When it was retrieved, ISO UTC.
        published_time: When the publisher says it was made, ISO UTC.
        settlement_run: The settlement run of all its rows, where known.
        said: Values that only its request names, by column.
    """

    dataset: str
    sha256: str
    size: int
    file: str
    kind: Literal["file", "response"]
    retrieved_time: str
    published_time: str | None = None
    settlement_run: SettlementRun | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Names the arrival: the same one recorded twice is one entry."""
        identity = asdict(self) | {"said": sorted(self.said.items())}
        if self.kind == "file":
            # A file is known by what it holds, wherever it lay.
            identity["file"] = ""
        return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def retrieved(self) -> datetime:
        """When it was retrieved, aware UTC."""
        return instant_of(self.retrieved_time)

    @property
    def published(self) -> datetime | None:
        """When the publisher says it was made, aware UTC."""
        return instant_of(self.published_time) if self.published_time else None


def instant_text(instant: datetime) -> str:
    """An aware instant as the record writes it."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant_of(text: str) -> datetime:
    """An instant as the record writes it, aware UTC."""
    return datetime.fromisoformat(text)
