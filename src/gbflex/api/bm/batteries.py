"""The battery register: each BM unit's verdict with its evidence and override, dated and versioned."""

from __future__ import annotations

import json
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.batteries import BatteriesAnswer
from gbflex.analysis.bm.batteries import battery_register
from gbflex.errors import InputError

__all__ = ["bm_batteries"]


def bm_batteries(*, every_unit: bool = False, out: str | Path | None = None) -> BatteriesAnswer:
    """The battery register of the record; keys as `gbflex bm batteries --json`.

    Args:
        every_unit: Also units that are not shown and rejected ones, with their evidence.
        out: A JSON file to write the answer to.

    Raises:
        MissingPeriods: No register of BM units is held.
        InputError: The user's overrides are wrong, or the file cannot be written.
    """
    answer = battery_register(bootstrap.bm_ports().units, every_unit=every_unit)
    if out is not None:
        _write(Path(out), answer)
    return answer


def _write(path: Path, answer: BatteriesAnswer) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answer, indent=2, allow_nan=False) + "\n", "utf-8")
    except OSError as error:
        raise InputError(
            f"the file cannot be written: {error.strerror or error}",
            where=str(path),
            next_step="Choose another --out",
        ) from None
