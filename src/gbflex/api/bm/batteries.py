"""The battery register: each BM unit's verdict with its evidence and override, dated and versioned."""

from __future__ import annotations

import json
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.batteries import BatteriesAnswer
from gbflex.analysis.bm.batteries import battery_register

__all__ = ["bm_batteries"]


def bm_batteries(
    *,
    every_unit: bool = False,
    party: str | None = None,
    gsp_group: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
) -> BatteriesAnswer:
    """The battery register of the record; keys as `gbflex bm batteries --json`.

    Args:
        every_unit: Also units that are not shown and rejected ones, with their evidence.
        party: Only units of lead parties whose name contains this.
        gsp_group: Only units of this GSP group, as "_E" or "E".
        out: A JSON file to write the answer to.
        force: Replace whatever file stands there.

    Raises:
        MissingPeriods: No register of BM units is held, or no unit fits the choice.
        InputError: The user's overrides are wrong, a choice is empty, or the file cannot be written.
    """
    answer = battery_register(bootstrap.bm_ports().units, every_unit=every_unit, party=party, gsp_group=gsp_group)
    if out is not None:
        content = json.dumps(answer, indent=2, allow_nan=False) + "\n"
        bootstrap.outputs().write(out, content.encode(), force=force)
    return answer
