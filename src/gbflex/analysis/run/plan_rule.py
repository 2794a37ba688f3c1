"""Which mode a plan is made in, with its settings: what may be asked, and what a mode uses of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from gbflex.analysis.answers.run import PlanSettings
from gbflex.assets.battery import Battery
from gbflex.errors import InputError

__all__ = ["MODES", "Mode", "PlanRule", "refuse_two_ends", "unused_options"]

Mode = Literal["perfect", "rolling", "threshold", "naive"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

MOST_LOOK_AHEAD_DAYS: Final = 14


@dataclass(frozen=True)
class PlanRule:
    """A mode with its settings.

    Attributes:
        mode: How the plan is made.
        forecast: "yesterday", "last_week" or a file of forecasts; for `rolling` and `plan`.
        look_ahead_days: Settlement dates planned at once; for `rolling`.
        end_value_gbp_per_mwh: Worth of a MWh left at a window's end; None ends each window in the final state
            of the site file. For `rolling` [GBP/MWh].
        charge_below_gbp_per_mwh: Charge at this energy price and below; for `threshold` [GBP/MWh].
        discharge_above_gbp_per_mwh: Discharge at this energy price and above; for `threshold` [GBP/MWh].
    """

    mode: Mode = "perfect"
    forecast: str = "yesterday"
    look_ahead_days: int = 2
    end_value_gbp_per_mwh: float | None = None
    charge_below_gbp_per_mwh: float | None = None
    discharge_above_gbp_per_mwh: float | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise InputError(f"there is no mode {self.mode!r}", where="--mode", available=", ".join(MODES))
        if not 1 <= self.look_ahead_days <= MOST_LOOK_AHEAD_DAYS:
            raise InputError(
                f"{self.look_ahead_days} days cannot be looked ahead",
                where="--look-ahead-days",
                available=f"1 to {MOST_LOOK_AHEAD_DAYS}",
            )
        if self.end_value_gbp_per_mwh is not None and not np.isfinite(self.end_value_gbp_per_mwh):
            raise InputError("the worth of stored energy must be a number", where="--end-value")
        if not all(price is None or np.isfinite(price) for price in self.thresholds):
            raise InputError("thresholds must be numbers", where="--charge-below, --discharge-above")
        if self.mode == "threshold" and None in self.thresholds:
            raise InputError(
                "mode threshold needs both prices",
                where="--charge-below, --discharge-above",
                next_step="For example --charge-below 40 --discharge-above 70",
            )

    @property
    def thresholds(self) -> tuple[float | None, float | None]:
        """Charge at or below the first, discharge at or above the second [GBP/MWh]."""
        return self.charge_below_gbp_per_mwh, self.discharge_above_gbp_per_mwh

    def described(self) -> PlanSettings:
        """The settings that the mode uses."""
        if self.mode == "rolling":
            return {
                "forecast": self.forecast,
                "look_ahead_days": self.look_ahead_days,
                "end_value_gbp_per_mwh": self.end_value_gbp_per_mwh,
            }
        if self.mode == "threshold":
            return {
                "charge_below_gbp_per_mwh": self.charge_below_gbp_per_mwh,
                "discharge_above_gbp_per_mwh": self.discharge_above_gbp_per_mwh,
            }
        return {}


OPTIONS: Final = {
    "forecast": ("--forecast", ("rolling",)),
    "look_ahead_days": ("--look-ahead-days", ("rolling",)),
    "end_value_gbp_per_mwh": ("--end-value", ("rolling",)),
    "charge_below_gbp_per_mwh": ("--charge-below", ("threshold",)),
    "discharge_above_gbp_per_mwh": ("--discharge-above", ("threshold",)),
}
"""The option of each setting, and the modes that use it."""


def unused_options(rules: Sequence[PlanRule]) -> list[str]:
    """A sentence where options were given that none of the modes uses.

    Args:
        rules: The modes of a run, of the same settings.
    """
    modes = [rule.mode for rule in rules]
    given = [
        option
        for field, (option, users) in OPTIONS.items()
        if getattr(rules[0], field) != getattr(PlanRule(), field) and not set(users) & set(modes)
    ]
    if not given:
        return []
    return [f"not used in mode {' or '.join(modes)}: {', '.join(given)}"]


def refuse_two_ends(rule: PlanRule, batteries: Iterable[Battery]) -> None:
    """Raise where energy left has a worth and the site file fixes how much is left.

    Args:
        rule: The rule.
        batteries: The site's.
    """
    if rule.end_value_gbp_per_mwh is None:
        return
    for battery in batteries:
        if isinstance(battery.final_state_of_charge_mwh, float):
            raise InputError(
                f"energy left has a worth, and {battery.name} must end with "
                f"{battery.final_state_of_charge_mwh:g} MWh",
                where="--end-value",
                next_step="Leave one out; a final_state_of_charge_mwh of initial or null goes with a worth",
            )
