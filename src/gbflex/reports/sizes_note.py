"""What a page says of the battery at other sizes, or how to ask for them."""

from __future__ import annotations

from gbflex.reports.battery_sums import batteries_of
from gbflex.store.run_folder import RunTables

__all__ = ["sizes_note"]


def sizes_note(tables: RunTables) -> str:
    """How the sizes were planned; where there are none, the command that asks; "" without a battery.

    Args:
        tables: The run.
    """
    summary, batteries = tables.summary, batteries_of(tables)
    if summary["sizes"]:
        return (
            f"Power as it is, states of charge in proportion, each planned anew in mode {summary['mode']}, over "
            "the span. What a larger store costs is not in it."
        )
    if not batteries:
        return ""
    own, name = batteries[0]["energy_capacity_mwh"], batteries[0]["name"]
    asked = ",".join(f"{own * times:g}" for times in (0.5, 1, 2))
    how = f"--from {summary['from']} --to {summary['to']} --mode {summary['mode']}"
    return (
        "Other sizes are not planned here: this site needs more than the exact algorithm. Ask for them with "
        f"gbflex compare SITE.yaml {how} --vary assets.{name}.energy_capacity_mwh={asked}"
    )
