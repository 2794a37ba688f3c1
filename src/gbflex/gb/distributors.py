"""Who stands behind the first two digits of an MPAN.

Elexon's Market Domain Data v377, via WessexWater/chellow-rates @97a0aec8: the fourteen licensed
distributors, the embedded networks (IDNO), whose GSP group is their host's and never follows from the id,
and a few that are no network.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Final, Literal

__all__ = ["Distributor", "DistributorKind", "distributor"]

DistributorKind = Literal["licensed", "embedded", "not_a_network"]

NOT_A_NETWORK: Final = {
    "77": "asset metering",
    "78": "asset metering",
    "97": "the Retail Energy Code Company",
    "98": "the Retail Energy Code Company",
    "99": "the Retail Energy Code Company",
}


@dataclass(frozen=True)
class Distributor:
    """One distributor id.

    Attributes:
        distributor_id: Two digits.
        name: As the market domain table spells it.
        market_participant_id: Four letters.
        valid_from: First date.
        valid_to: Last date, None while it is open.
        kind: A licensed distributor, an embedded network, or no network at all.
        gsp_group_id: Of a licensed distributor; "" otherwise.
    """

    distributor_id: str
    name: str
    market_participant_id: str
    valid_from: date
    valid_to: date | None
    kind: DistributorKind
    gsp_group_id: str

    @property
    def remark(self) -> str:
        """What a reader must know about an id that is not one of the fourteen; "" for those."""
        if self.kind == "licensed":
            return ""
        if self.kind == "not_a_network":
            return f"distributor {self.distributor_id} is {NOT_A_NETWORK[self.distributor_id]}, not a network"
        closed = f", closed on {self.valid_to}" if self.valid_to else ""
        return (
            f"distributor {self.distributor_id} is an embedded network ({self.name}{closed}): its licence area is "
            "its host's, which the number does not say"
        )


@functools.cache
def _held() -> dict[str, Distributor]:
    text = (resources.files("gbflex.gb") / "data" / "distributors.csv").read_text("utf-8")
    return {row["distributor_id"]: _distributor(row) for row in csv.DictReader(text.splitlines())}


def _distributor(row: dict[str, str]) -> Distributor:
    identity = row["distributor_id"]
    other: DistributorKind = "not_a_network" if identity in NOT_A_NETWORK else "embedded"
    return Distributor(
        distributor_id=identity,
        name=row["name"],
        market_participant_id=row["market_participant_id"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        kind="licensed" if row["licensed_dno"] == "yes" else other,
        gsp_group_id=row["gsp_group_id"],
    )


def distributor(distributor_id: str) -> Distributor | None:
    """The holder of a distributor id; None where the market domain table has none.

    Example:
        >>> distributor("14").name
        'National Grid Elec Dist (West Midlands)'
    """
    return _held().get(distributor_id)
