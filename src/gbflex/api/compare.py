"""The Python twin of `gbflex compare`: same name, same keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from gbflex import bootstrap
from gbflex.analysis.answers.compare import CompareAnswer
from gbflex.analysis.run.compare import compared
from gbflex.analysis.run.plan_rule import Mode, PlanRule
from gbflex.analysis.run.verdict import check_cost
from gbflex.assets.any_site import AnySite, input_files
from gbflex.assets.site import Site
from gbflex.assets.variants import Variant, Vary, variants_of
from gbflex.errors import InputError
from gbflex.periods import Periods

__all__ = ["compare"]


def compare(
    sites: AnySite | Sequence[AnySite],
    first_date: str | date,
    last_date: str | date,
    *,
    vary: Vary | None = None,
    mode: str | Iterable[str] = "rolling",
    forecast: str = "yesterday",
    look_ahead_days: int = 2,
    end_value_gbp_per_mwh: float | None = None,
    charge_below_gbp_per_mwh: float | None = None,
    discharge_above_gbp_per_mwh: float | None = None,
    cost_gbp: float | Sequence[float] | None = None,
    out: str | Path | None = None,
    force: bool = False,
    overrides: Iterable[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> CompareAnswer:
    """Variants of sites side by side, each planned anew; keys as `gbflex compare --json`.

    Args:
        sites: One site or several.
        first_date: First settlement date.
        last_date: Last settlement date.
        vary: Values of each path of the site file; every combination is a variant. The name of a YAML file stands
            for what it holds.
        mode: As of `run`; several give each variant a row in each.
        forecast: As of `run`.
        look_ahead_days: As of `run`.
        end_value_gbp_per_mwh: As of `run`.
        charge_below_gbp_per_mwh: As of `run`.
        discharge_above_gbp_per_mwh: As of `run`.
        cost_gbp: What the assets cost, for a simple payback: one figure, or one for each variant [GBP].
        out: Where a page is written; None writes none.
        force: Replace whatever file stands there.
        overrides: "path=value" each, before the values.
        progress: Called with a sentence as each run begins.

    Example:
        >>> site = {"name": "Works", "demand": {"constant_mw": 1}, "charges": [],
        ...         "supply": {"energy": "market_index"},
        ...         "assets": [{"name": "bess", "charge_power_mw": 1, "discharge_power_mw": 1,
        ...                     "energy_capacity_mwh": 1, "round_trip_efficiency": 0.9}]}
        >>> found = compare(site, "2024-06-03", "2024-06-04", vary={"assets.bess.energy_capacity_mwh": [1, 2]})
        >>> [row["label"] for row in found["rows"] if row["is_best"]]
        ['energy_capacity_mwh 2']
    """
    listed = [sites] if isinstance(sites, str | Path | Site) or not isinstance(sites, Sequence) else list(sites)
    variants = variants_of(listed, vary or {}, overrides)
    rules = [
        PlanRule(
            mode=one,
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            end_value_gbp_per_mwh=end_value_gbp_per_mwh,
            charge_below_gbp_per_mwh=charge_below_gbp_per_mwh,
            discharge_above_gbp_per_mwh=discharge_above_gbp_per_mwh,
        )
        for one in _modes(mode)
    ]
    costs, inputs = _costs(cost_gbp, len(variants)), _inputs(listed, variants, vary or {})
    outputs = bootstrap.outputs()
    if out is not None:
        outputs.check(Path(out), force=force)
    answer = compared(
        variants,
        Periods.between(first_date, last_date),
        bootstrap.ports(),
        rules=rules,
        costs_gbp=costs,
        progress=progress,
    )
    if out is not None:
        # Imported here: the template engine is needed only when a page is written.
        from gbflex.reports.compare_page import compare_page

        written = outputs.write(out, compare_page(answer).encode(), force=force, inputs=inputs)
        return {**answer, "page": str(written)}
    return answer


def _modes(mode: str | Iterable[str]) -> list[Mode]:
    modes = [mode] if isinstance(mode, str) else dict.fromkeys(mode)
    return [cast("Mode", one) for one in modes]  # PlanRule checks them


def _costs(cost_gbp: float | Sequence[float] | None, count: int) -> list[float | None]:
    """A cost for each variant."""
    given: list[float | None] = list(cost_gbp) if isinstance(cost_gbp, Sequence) else [cost_gbp]
    if len(given) not in (1, count):
        raise InputError(
            f"{len(given)} costs are given for {count} variants",
            where="--cost-gbp",
            next_step="Give one for all, or one for each in the order of the rows",
        )
    for one in given:
        check_cost(one)
    return given if len(given) == count else given * count


def _inputs(sites: Sequence[AnySite], variants: Sequence[Variant], vary: Vary) -> list[str | Path]:
    """The files that the page is made from."""
    offers = [value for values in vary.values() for value in values if isinstance(value, str | Path)]
    own = [site for site in sites if isinstance(site, str | Path)]
    return [*own, *offers, *(path for one in variants for path in input_files(one.site, one.site))]
