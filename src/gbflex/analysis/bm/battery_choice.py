"""Which rows of the battery register are asked for: those of an owner, of a GSP group, or of both."""

from __future__ import annotations

from collections.abc import Iterable

from gbflex.analysis.answers.batteries import BatteryRow
from gbflex.errors import InputError, MissingPeriods

__all__ = ["chosen_rows"]


def chosen_rows(rows: list[BatteryRow], party: str | None, gsp_group: str | None) -> list[BatteryRow]:
    """The rows that fit; all where nothing is asked.

    Args:
        rows: The register's.
        party: Part of a lead party's name; null means any.
        gsp_group: A GSP group, as "_E" or "E"; null means any.

    Raises:
        InputError: A choice is empty, which every name contains.
        MissingPeriods: No unit fits.
    """
    for asked, where in ((party, "--party"), (gsp_group, "--gsp-group")):
        if asked is not None and not asked.strip(" _"):
            raise InputError("nothing is named", where=where, next_step="Give a name, or leave the option out")
    kept = rows
    if party is not None:
        wanted = party.strip().casefold()
        kept = [row for row in kept if wanted in (row["lead_party_name"] or "").casefold()]
        _refuse_none(kept, party, "--party", (row["lead_party_name"] for row in rows))
    if gsp_group is not None:
        group = f"_{gsp_group.strip().lstrip('_').upper()}"
        before, kept = kept, [row for row in kept if row["gsp_group_id"] == group]
        _refuse_none(kept, group, "--gsp-group", (row["gsp_group_id"] for row in before))
    return kept


def _refuse_none(kept: list[BatteryRow], asked: str, where: str, known: Iterable[str | None]) -> None:
    if not kept:
        there = sorted({name for name in known if name})
        raise MissingPeriods(
            f"no battery of {asked} is in the register",
            where=where,
            available=", ".join(there) or "none is known; a unit on the transmission system has no GSP group",
        )
