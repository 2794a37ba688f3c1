"""Which units, lead parties or regions earned most for each MW?

Like is compared with like: by GBP/MW and year over what is held of each, and what is held for much less of the
span than the best-held row follows after the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from gbflex.analysis.answers.bm import AbsentPart, GroupRow, LeaderboardAnswer, RankedUnit, UnitRow
from gbflex.analysis.bm.choice import chosen_units, lead_parties_like, not_held
from gbflex.analysis.bm.groups import grouped
from gbflex.analysis.bm.missing import ACCEPTED, Lack, absent_lacks, fetch_step, missing_rows, unit_lacks
from gbflex.analysis.bm.multiplier import checked_tlm
from gbflex.analysis.bm.not_held import unit_not_held
from gbflex.analysis.bm.ranking import NOT_RANKED, medians, ranked
from gbflex.analysis.bm.summaries import span_lacks, summaries
from gbflex.analysis.ports import BmData, BmPorts
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import Periods

__all__ = ["leaderboard"]

GroupKey = Literal["lead_party_name", "gsp_group_id"]
GROUPS: Final[dict[str, GroupKey | None]] = {
    "unit": None,
    "lead_party": "lead_party_name",
    "gsp_group": "gsp_group_id",
}


def leaderboard(
    periods: Periods,
    ports: BmPorts,
    *,
    units: Sequence[str] | None,
    by: str,
    party: str | None,
    batteries: bool,
    tlm: float | None,
) -> LeaderboardAnswer:
    """Units or their groups ranked by GBP/MW and year, over what is held of each.

    Args:
        periods: The span.
        ports: Where data and prices come from.
        units: Only these, by either id; null means all with acceptances or published cash flows.
        by: "unit", "lead_party" or "gsp_group".
        party: Only units of lead parties whose name contains this.
        batteries: Only units that the register of batteries shows, probable ones included.
        tlm: Transmission loss multiplier for all of them; null: read, implied or worked out, else none.

    Raises:
        InputError: No such grouping, an empty choice, or a multiplier that cannot be one.
        MissingPeriods: Nothing is held, or nothing fits the choice.
    """
    if by not in GROUPS:
        raise InputError(f"units are not grouped by {by!r}", where="--by", available=", ".join(GROUPS))
    checked_tlm(tlm)
    wanted = None if party is None else lead_parties_like(party)
    names = chosen_units(units, ports.units, batteries=batteries)
    rows: list[UnitRow] = []
    lacks: list[Lack] = []
    for one in summaries(names, periods, ports, tlm=tlm):
        rows.append(one.figures)
        lacks += unit_lacks("bm leaderboard", one.figures["bm_unit"], one.half_hours)
    found = [row["bm_unit"] for row in rows]
    if not rows and names is not None:
        raise unit_not_held(names, periods, ports.units, said=_some(names))
    if not rows:
        raise MissingPeriods(
            "no unit has anything in that span",
            where=f"{periods.first_date} to {periods.last_date}",
            next_step=fetch_step(ACCEPTED, periods),
        )
    if wanted is not None:
        rows = _of_party(wanted, rows)
    refused = [row for row in rows if any(flag.startswith("refused") for flag in row["flags"])]
    kept = [row for row in rows if row not in refused]
    key, dates_per_half_hour = GROUPS[by], len(periods.dates) / len(periods)
    ids = [row["bm_unit"] for row in rows]
    absent = _absent(units, names, found, ids, ports.units)
    lacks = [*absent_lacks(absent["not_held"], periods), *(lack for lack in lacks if lack.unit in ids)]
    placed: list[RankedUnit] | list[GroupRow]
    if key is None:
        unranked = [RankedUnit(**row, **NOT_RANKED, is_compared=True) for row in kept]
        placed = ranked(unranked, dates_per_half_hour)
    else:
        placed = ranked(grouped(kept, key), dates_per_half_hour)
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "by": by,
        **medians(placed),
        "rows": placed,
        "refused": [{"bm_unit": row["bm_unit"], "flags": row["flags"]} for row in refused],
        **absent,
        "missing": missing_rows([*lacks, *span_lacks(ids, periods, ports)], periods),
    }


def _absent(
    named: Sequence[str] | None,
    chosen: Sequence[str] | None,
    found: Sequence[str],
    kept: Sequence[str],
    units: BmData,
) -> AbsentPart:
    """Named units that are not in the answer, and whether another choice or the record lacks them."""
    others = [] if chosen is None else not_held(named, chosen, units)
    nothing = [name for name in not_held(named, found, units) if name not in others]
    absent = not_held(named, kept, units)
    return {"not_held": nothing, "left_out": [name for name in absent if name not in nothing]}


def _of_party(wanted: str, rows: Sequence[UnitRow]) -> list[UnitRow]:
    kept = [row for row in rows if wanted in (row["lead_party_name"] or "").casefold()]
    if not kept:
        parties = sorted({row["lead_party_name"] for row in rows if row["lead_party_name"]})
        raise MissingPeriods(
            f"no unit that was found has a lead party whose name contains {wanted!r}",
            where="--party",
            available=_some(parties) or "no unit has a lead party: import elexon.bmunits",
        )
    return kept


def _some(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
