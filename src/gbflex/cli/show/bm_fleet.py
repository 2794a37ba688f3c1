"""Where a unit stands among the batteries held, for people."""

from __future__ import annotations

from collections import Counter

from gbflex.analysis.answers.bm_fleet import BmFleet, MedianPart
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import console

__all__ = ["print_fleet", "print_medians"]

UNITS_NAMED = 5


def print_fleet(fleet: BmFleet) -> None:
    """How many batteries are compared, the middle of them, and who is left out for which reason.

    Args:
        fleet: As the answer has it.
    """
    if fleet["batteries"] is None:
        return
    said = {key: columns_of(BmFleet)[key].text(value) for key, value in fleet.items()}
    place = "" if fleet["rank"] is None else f"; rank {said['rank']}, percentile {said['percentile']}"
    out = console()
    out.print(f"\nBatteries: {said['batteries']} in the register, {said['held']} held over the span{place}")
    print_medians(fleet)
    reasons = Counter(row["why"] for row in fleet["left_out"])
    for why, count in reasons.most_common():
        named = [row["bm_unit"] for row in fleet["left_out"] if row["why"] == why]
        who = f" ({', '.join(named)})" if count <= UNITS_NAMED else ""
        out.print(f"Not compared, {count:,}{who}: {why}")


def print_medians(middle: MedianPart) -> None:
    """How many are compared and what lies in their middle.

    Args:
        middle: Part of the answer.
    """
    said = {key: column.text(middle[key]) for key, column in columns_of(MedianPart).items()}  # type: ignore[literal-required]  # its own keys
    if middle["compared"]:
        console().print(
            f"Compared: {said['compared']}; median {said['median_gbp_per_mw']} GBP/MW, "
            f"{said['median_gbp_per_mw_per_year']} GBP/MW/year"
        )
