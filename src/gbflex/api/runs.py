"""The Python twins of `gbflex run|plan|losses|explain|breakeven|report`: same names, same keys.

`site` is a `Site`, a mapping in the site file's schema, or the path of a site file; dates are inclusive
settlement dates.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast

import polars as pl

from gbflex import bootstrap
from gbflex.analysis.answers.breakeven import BreakevenAnswer
from gbflex.analysis.answers.explain import ExplainAnswer
from gbflex.analysis.answers.losses import LossesAnswer
from gbflex.analysis.answers.plan import PlanAnswer
from gbflex.analysis.answers.run import RunAnswer, RunsAnswer
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.asked import Weighed, asked_of
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.explain_words import ScheduleRow, explained_half_hour
from gbflex.analysis.run.plan_rule import MODES, PlanRule, unused_options
from gbflex.analysis.run.sizes import other_sizes
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.run.verdict import check_cost, headline
from gbflex.analysis.site.rates_used import duos_documents, rates_used
from gbflex.api.opened import load_site
from gbflex.assets.any_site import AnySite, a_path, input_files
from gbflex.assets.overrides import Overrides
from gbflex.assets.site import Site
from gbflex.cashflows.ledger import Ledger
from gbflex.errors import BrokenFile, InputError
from gbflex.periods import Periods, parse_date, period_count, start_time_of
from gbflex.progress import Step, part_of
from gbflex.store.disk import keep_file
from gbflex.store.frames import ledger_frame, schedule_frame
from gbflex.store.made_by import made_by
from gbflex.store.run_folder import (
    RunTables,
    SiteUsed,
    check_place,
    check_unchanged,
    find_run,
    page_content,
    read_run,
    write_run,
    write_runs,
)
from gbflex.written_dates import is_date, iso_instant

__all__ = ["breakeven", "explain", "losses", "plan", "report", "run", "run_tables", "written_run"]

DISPATCHED: Final = 0.6
"""Share of a mode's work that is done with its schedule, roughly; settling and explaining it is the rest."""

WORK: Final = 0.8
"""Share of a run that is done before its folder is written, roughly."""


def breakeven(site: AnySite, day: str | date, *, overrides: Overrides = ()) -> BreakevenAnswer:
    """What a delivered MWh costs from each band against each use; keys as `gbflex breakeven --json`.

    Args:
        site: A site with a battery.
        day: Settlement date.
        overrides: "path=value" each, or values by path.

    Example:
        >>> battery = {"charge_power_mw": 1, "discharge_power_mw": 1, "energy_capacity_mwh": 2,
        ...            "round_trip_efficiency": 0.85}
        >>> site = {"name": "Host", "demand": {"constant_mw": 1}, "charges": [], "assets": [battery],
        ...         "supply": {"energy": {"fixed_gbp_per_mwh": 70}},
        ...         "ppa": {"price_gbp_per_mwh": 150, "covers": "asset_output"}}
        >>> round(breakeven(site, "2024-06-03")["best"]["margin_gbp_per_mwh"], 3)
        67.647
    """
    # Imported here, as the questions below: a run imports no other.
    from gbflex.analysis.run.breakeven import site_breakeven

    return site_breakeven(load_site(site, overrides), Periods.between(day, day), bootstrap.ports())


def run(
    site: AnySite,
    first_date: str | date,
    last_date: str | date,
    *,
    mode: str | Iterable[str] = "perfect",
    forecast: str = "yesterday",
    look_ahead_days: int = 2,
    end_value_gbp_per_mwh: float | None = None,
    charge_below_gbp_per_mwh: float | None = None,
    discharge_above_gbp_per_mwh: float | None = None,
    cost_gbp: float | None = None,
    out: str | Path | None = None,
    force: bool = False,
    overrides: Overrides = (),
    progress: Callable[[str], None] = lambda _: None,
) -> RunAnswer | RunsAnswer:
    """Dispatch and settle a site; keys as `gbflex run --json`. Writes a run folder.

    Args:
        site: The site.
        first_date: First settlement date.
        last_date: Last settlement date.
        mode: "perfect", "rolling", "threshold" or "naive"; several give one folder with a run of each.
        forecast: "yesterday", "last_week" or a file of forecasts; for `rolling`.
        look_ahead_days: Settlement dates planned at once; for `rolling`.
        end_value_gbp_per_mwh: Worth of a MWh left at a window's end; by default each window ends in the final
            state of the site file. For `rolling`.
        charge_below_gbp_per_mwh: Charge at this energy price and below; for `threshold`.
        discharge_above_gbp_per_mwh: Discharge at this energy price and above; for `threshold`.
        cost_gbp: What the assets cost, for a simple payback [GBP].
        out: Folder of the run; by default one under GBFLEX_HOME/runs.
        force: Replace a run there that was changed since, or that this one reads from.
        overrides: "path=value" each, or values by path.
        progress: Called with a sentence as each step begins.

    Returns:
        One flat object for one mode; `run_id`, `folder` and `results[]` of the same for several.
    """
    check_cost(cost_gbp)
    loaded = load_site(site, overrides)
    modes = [mode] if isinstance(mode, str) else list(dict.fromkeys(mode))
    rules = [
        PlanRule(
            mode=one,  # type: ignore[arg-type]  # checked inside
            forecast=forecast,
            look_ahead_days=look_ahead_days,
            end_value_gbp_per_mwh=end_value_gbp_per_mwh,
            charge_below_gbp_per_mwh=charge_below_gbp_per_mwh,
            discharge_above_gbp_per_mwh=discharge_above_gbp_per_mwh,
        )
        for one in modes
    ]
    if not rules:
        raise InputError("no mode is named", where="--mode", available=", ".join(MODES))
    folder = _run_folder(loaded, "-".join(modes), out)
    if not force:
        check_unchanged(
            folder, [*input_files(site, loaded), *(a_path(rule.forecast, "forecast") for rule in rules)]
        )
    periods = Periods.between(first_date, last_date)
    return written_run(loaded, periods, rules, bootstrap.ports(), folder, progress, cost_gbp=cost_gbp)


def written_run(
    site: Site,
    periods: Periods,
    rules: Sequence[PlanRule],
    ports: Ports,
    folder: Path,
    progress: Callable[[str], None],
    *,
    cost_gbp: float | None = None,
) -> RunAnswer | RunsAnswer:
    """Dispatch and settle a site by each rule, and write the run folder; answers as `run`.

    Args:
        site: The site.
        periods: The span.
        rules: At least one, of different modes.
        ports: Where prices and rates come from.
        folder: Folder of the run.
        progress: Called with a sentence as each step begins.
        cost_gbp: What the assets cost [GBP].
    """
    check_place(folder)
    # Imported here: the template engine is needed only when a page is written.
    from gbflex.reports.run_report import report_page

    tables, unused = [], unused_options(rules)
    for number, rule in enumerate(rules):
        part = part_of(progress, WORK * number / len(rules), WORK * (number + 1) / len(rules))
        done = backtest(site, periods, ports, rule=rule, progress=part)
        part(Step(f"Settling and explaining mode {rule.mode}", DISPATCHED))
        name = folder.name if len(rules) == 1 else f"{folder.name}/{rule.mode}"
        one = run_tables(done, name, ports, cost_gbp=cost_gbp)
        one.summary["warnings"] += unused
        tables.append(one)
    count = sum(len(one.ledger) for one in tables)
    progress(Step(f"Writing {count:,} ledger rows and the report to {folder}", WORK))
    if len(tables) == 1:
        write_run(folder, tables[0], report_page)
        return _in_folder(tables[0], folder)
    by_mode = {str(rule.mode): one for rule, one in zip(rules, tables, strict=True)}
    write_runs(folder, by_mode, report_page)
    results = [_in_folder(one, folder / name) for name, one in by_mode.items()]
    verdict = headline([one["verdict"] for one in results])
    return {"run_id": folder.name, "folder": str(folder), "verdict": verdict, "results": results}


def _in_folder(tables: RunTables, folder: Path) -> RunAnswer:
    return {**tables.summary, "folder": str(folder)}


def plan(
    site: AnySite,
    at: str | datetime | None = None,
    *,
    horizon: int = 48,
    forecast: str = "yesterday",
    end_value_gbp_per_mwh: float | None = None,
    cycles_today: float | None = None,
    soc: float | str | None = None,
    out: str | Path | None = None,
    force: bool = False,
    overrides: Overrides = (),
    progress: Callable[[str], None] = lambda _: None,
) -> PlanAnswer:
    """What a site's battery or plant should do from an instant on; keys as `gbflex plan --json`.

    Args:
        site: A site with a battery or a plant, and a supply.
        at: When the plan is made: an aware instant, "2025-01-15T16:00Z", or a settlement date for its start;
            None is now.
        horizon: Half-hours planned.
        forecast: "yesterday", "last_week", a file of forecasts, or a file of prices.
        end_value_gbp_per_mwh: Worth of a MWh left at the end; by default what the 48 half-hours after make of it,
            and where the site file fixes the final state as a number, the plan ends in that.
        cycles_today: Full cycles already used on the settlement date of `at`, for max_cycles_per_day; None is not
            known, which counts as none and is said.
        soc: In the battery at `at`: MWh, or text such as "2.5 MWh" or "60%"; None is as the site file says.
        out: Where a page with a picture is written; None writes none.
        force: Replace whatever file stands there.
        overrides: "path=value" each, or values by path.
        progress: Called with a sentence as each part begins.

    Example:
        >>> battery = {"charge_power_mw": 1, "discharge_power_mw": 1, "energy_capacity_mwh": 2,
        ...            "round_trip_efficiency": 0.85}
        >>> site = {"name": "Host", "demand": {"constant_mw": 1}, "charges": [], "assets": [battery],
        ...         "supply": {"energy": "market_index", "where_missing": "system_price"}}
        >>> found = plan(site, "2025-01-15T16:00Z")
        >>> len(found["periods"]), found["as_known_at"]
        (48, '2025-01-15T16:00:00Z')
    """
    rule = PlanRule(forecast=forecast, end_value_gbp_per_mwh=end_value_gbp_per_mwh)
    instant = bootstrap.now() if at is None else _instant(at)
    loaded = load_site(site, overrides)
    from gbflex.analysis.run.plan import site_plan

    progress(f"Planning {loaded.name} over {horizon} half-hours")
    found = site_plan(
        loaded, instant, horizon, rule, bootstrap.ports(), cycles_today=cycles_today, state_of_charge=soc
    )
    if out is not None:
        # Imported here: the template engine is needed only when a page is written.
        from gbflex.reports.plan_page import plan_page

        inputs = [*input_files(site, loaded), a_path(forecast, "forecast")]
        bootstrap.outputs().write(out, plan_page(found).encode(), force=force, inputs=inputs)
    return found


def _instant(at: str | datetime) -> datetime:
    """An aware instant; a bare date is the start of that settlement date."""
    if isinstance(at, str) and (is_date(at) or not any(part in at for part in "T ")):
        return start_time_of(parse_date(at, field="--at"), 1)
    if isinstance(at, str):
        text = iso_instant(at, "--at")
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise InputError(
                f"{text[:40]!r} is no time", where="--at", next_step="Write 2025-01-15T16:00Z, or a date"
            ) from None
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise InputError(
            "a time without a zone could be either clock", where="--at", next_step="Add Z for UTC, or an offset"
        )
    return at


def losses(
    site: AnySite,
    first_date: str | date,
    last_date: str | date,
    *,
    forecast: str = "yesterday",
    look_ahead_days: int = 2,
    overrides: Overrides = (),
    progress: Callable[[str], None] = lambda _: None,
) -> LossesAnswer:
    """What foresight, limits and commitments cost a battery; keys as `gbflex losses --json`.

    Args:
        site: A site with a battery.
        first_date: First settlement date.
        last_date: Last settlement date.
        forecast: Forecast of the rolling plan that perfect foresight is compared with.
        look_ahead_days: Settlement dates that plan looks at.
        overrides: "path=value" each, or values by path.
        progress: Called with a sentence as each part begins.
    """
    rule = PlanRule(mode="rolling", forecast=forecast, look_ahead_days=look_ahead_days)
    periods = Periods.between(first_date, last_date)
    from gbflex.analysis.run.losses import site_losses

    return site_losses(load_site(site, overrides), periods, bootstrap.ports(), rule=rule, progress=progress)


def explain(run: str | Path, day: str | date, period: int) -> ExplainAnswer:
    """Why a run did what it did in a half-hour; keys as `gbflex explain --json`.

    Args:
        run: A run id, or a run folder.
        day: Settlement date.
        period: Settlement period.

    Raises:
        InputError: The run has no such half-hour, or a plant beside its battery.
    """
    tables = read_run(find_run(str(run), bootstrap.settings().runs))
    if tables.summary.get("kpis") is not None:
        raise InputError(
            "a run with a plant is not explained half-hour by half-hour",
            where="run",
            next_step="gbflex why explains its day, gbflex chp curve says what another way to run would cost",
        )
    wanted = parse_date(day, field="date")
    schedule = tables.schedule
    # A number beyond the periods of any day may be too large for a column; no period is 0.
    asked = period if 1 <= period <= period_count(wanted) else 0
    found = schedule.with_row_index("step").filter(
        (pl.col("settlement_date") == wanted) & (pl.col("settlement_period") == asked)
    )
    if not len(found):
        first, last = schedule["settlement_date"].min(), schedule["settlement_date"].max()
        raise InputError(
            f"the run has no period {period} on {wanted}",
            where="--date, --period",
            available=f"{first!s} to {last!s}",
        )
    row = found.row(0, named=True)
    row["value_set_by"] = _half_hour(schedule, row["value_set_by_time"])
    return explained_half_hour(cast("ScheduleRow", row), tables.summary, _weighed(tables, row["step"]))


def _weighed(tables: RunTables, step: int) -> Weighed | None:
    if tables.asked is None:
        return None
    flows = (tables.schedule[name].to_numpy() for name in ("charge_mwh", "discharge_mwh"))
    return tables.asked.weighed(tables.asked.done(*flows), step)


def _half_hour(schedule: pl.DataFrame, instant: datetime | None) -> str | None:
    if instant is None:
        return None
    at = schedule.filter(pl.col("start_time") == instant).select("settlement_date", "settlement_period")
    return " period ".join(str(cell) for cell in at.row(0))


def _run_folder(site: Site, mode: str, out: str | Path | None) -> Path:
    if out is not None:
        folder = a_path(out, "out").resolve()
        bootstrap.outputs().refuse_kept(folder)
        return folder
    slug = re.sub(r"[^a-z0-9]+", "-", site.name.lower()).strip("-")[:40] or "site"
    # The random end keeps runs apart that begin in the same second.
    return bootstrap.settings().runs / f"{bootstrap.now():%Y%m%dT%H%M%SZ}-{slug}-{mode}-{secrets.token_hex(3)}"


def run_tables(done: Backtest, run_id: str, ports: Ports, *, cost_gbp: float | None = None) -> RunTables:
    """A back-test as the tables a run folder holds.

    Args:
        done: The back-test.
        run_id: Its name.
        ports: Where its prices came from.
        cost_gbp: What the assets cost [GBP].
    """
    idle = done.without_asset
    without = Ledger(done.setting.periods, ()) if idle is None else idle.ledger
    return RunTables(
        summary=run_summary(done, run_id, cost_gbp=cost_gbp, sizes=other_sizes(done, ports)),
        site=cast("SiteUsed", done.setting.site.model_dump(mode="json")),
        schedule=schedule_frame(done),
        ledger=ledger_frame(done.with_asset.ledger),
        ledger_without_asset=ledger_frame(without),
        rates={
            "used": rates_used(done.with_asset.ledger),
            "duos_documents": duos_documents(done.setting, done.selection.lines),
        },
        made_by=made_by(ports.market_data, {name: series.source for name, series in done.setting.series.items()}),
        asked=asked_of(done),
    )


def report(run: str | Path) -> list[Path]:
    """Write a run's report again from its tables.

    Args:
        run: A run id, or a run folder.

    Returns:
        The files written.
    """
    from gbflex.reports.run_report import report_page

    folder = find_run(str(run), bootstrap.settings().runs)
    tables = read_run(folder)
    try:
        page = report_page(tables)
    except (KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        raise BrokenFile(
            f"the run's tables lack {error}",
            where=str(folder),
            next_step="Run it again with this version of gbflex",
        ) from None
    target = folder / "report.html"
    try:
        keep_file(target, page_content(page))
    except OSError as error:
        raise InputError(
            f"the report cannot be written: {error.strerror}",
            where=str(target),
            next_step="Copy the run to a folder that can be written, and report on that",
        ) from None
    return [target]
