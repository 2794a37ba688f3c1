"""What crosses a meter in each half-hour of a day, and the site file's keys that its charges ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from tests.oracles.bill.transmission_losses import estimated_multiplier
from tests.oracles.london import HalfHour

__all__ = ["Charged", "Day", "Flow"]


class Flow(NamedTuple):
    """A half-hour at the meter.

    Attributes:
        half_hour: Which.
        import_mwh: Taken.
        export_mwh: Given.
        charge_mwh: Taken by the store.
        discharge_mwh: Given by the store.
        price_gbp_per_mwh: Of the supply contract, at the national balancing point.
        line_loss_factor: Of the import meter.
    """

    half_hour: HalfHour
    import_mwh: float
    export_mwh: float
    charge_mwh: float
    discharge_mwh: float
    price_gbp_per_mwh: float
    line_loss_factor: float


class Day(NamedTuple):
    """A day of a site.

    Attributes:
        day: Its date.
        flows: Its half-hours.
        highest_import_mwh_of_the_month: Of a half-hour, over the dates of the day's month that are billed.
        site: The site file.
    """

    day: date
    flows: Sequence[Flow]
    highest_import_mwh_of_the_month: float
    site: Mapping[str, Any]

    @property
    def area(self) -> int:
        """Licence area."""
        return int(self.site["licence_area"])

    @property
    def tlm(self) -> float:
        """Transmission loss multiplier; without one it is not applied."""
        given = self.site["losses"].get("transmission_loss_multiplier", 1.0)
        return estimated_multiplier(self.area, self.day) if given == "estimated" else float(given)

    @property
    def estimates(self) -> bool:
        """Whether the nearest known rate stands in for a missing one."""
        return bool(self.site.get("estimates") == "nearest")

    @property
    def can_export(self) -> bool:
        """Whether there is anything behind the meter that could export."""
        return bool(self.site.get("assets"))

    @property
    def licensed_storage(self) -> bool:
        """Whether what the store takes is a licensed operator's."""
        return bool(self.site.get("exemptions", {}).get("licensed_storage", False))

    @property
    def charging_is_relieved(self) -> bool:
        """Whether the Climate Change Levy on charging is claimed back as a producer's."""
        return bool(self.site.get("exemptions", {}).get("ccl_on_charging") == "relieved")

    def imported(self, *, at: str) -> float:
        """Energy of the day at the meter, the grid supply point or the national balancing point [MWh]."""
        return sum(self.at(flow, at) for flow in self.flows)

    def consumed(self, *, at: str) -> float:
        """The same without what a licensed store takes to give back, which is no final consumption [MWh]."""
        return sum(self.at(flow, at) * self.final_share(flow) for flow in self.flows)

    def final_share(self, flow: Flow) -> float:
        """Share of a half-hour's import that is final consumption."""
        spared_mwh = flow.charge_mwh if self.licensed_storage else 0.0
        return 1.0 - spared_mwh / flow.import_mwh if spared_mwh else 1.0

    def at(self, flow: Flow, where: str) -> float:
        """A half-hour's import at the `meter`, the grid supply point (`gsp`) or the national balancing point (`nbp`)."""
        factor = {"meter": 1.0, "gsp": flow.line_loss_factor, "nbp": flow.line_loss_factor * self.tlm}[where]
        return flow.import_mwh * factor


class Charged(NamedTuple):
    """What a rule says of a day.

    Attributes:
        gbp: Money by line and time band, positive when the owner receives it.
        unknown: Lines that owe something on the day and have no rate.
    """

    gbp: Mapping[tuple[str, str], float]
    unknown: frozenset[str] = frozenset()
