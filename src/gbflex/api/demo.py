"""The shipped example, end to end: one battery under two supply contracts, over a real charging year."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final, cast

from gbflex import bootstrap
from gbflex.analysis.answers.run import DemoAnswer, RunAnswer
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.api import runs
from gbflex.api.opened import load_site
from gbflex.periods import Periods
from gbflex.progress import Step, part_of
from gbflex.reports.run_report import comparison, report_page
from gbflex.store.run_folder import check_unchanged, read_run

__all__ = ["DEMO_SITES", "DEMO_SPAN", "run_demo"]

DEMO_SITES: Final = ("west-midlands-hv", "west-midlands-hv-system-price")
DEMO_SPAN: Final = ("2024-04-01", "2025-03-31")


def run_demo(
    out: Path = Path("demo"), progress: Callable[[str], None] = lambda _: None, *, force: bool = False
) -> DemoAnswer:
    """Run both example sites and write one report.

    Args:
        out: Folder for the report and the two runs.
        progress: Called with a sentence as each step begins.
        force: Replace what stands there and gbflex did not write.

    Returns:
        `runs` (summaries), `comparison`, `title` and `report`.
    """
    outputs, report = bootstrap.outputs(), out / "report.html"
    outputs.check(report, force=force)
    if not force:
        for name in DEMO_SITES:
            check_unchanged(out / "runs" / name, [])
    progress("Loading real GB prices: Elexon market index and system prices, 2024-01-01 to 2025-03-31")
    examples = resources.files("gbflex") / "examples"
    periods, ports = Periods.between(*DEMO_SPAN), bootstrap.shipped_ports()
    summaries = []
    for number, name in enumerate(DEMO_SITES):
        part = part_of(progress, 0.9 * number / len(DEMO_SITES), 0.9 * (number + 1) / len(DEMO_SITES))
        folder = (out / "runs" / name).resolve()
        with resources.as_file(examples / f"{name}.yaml") as path:
            site = load_site(path)
            done = runs.written_run(site, periods, [PlanRule()], ports, folder, part)
            summaries.append(cast("RunAnswer", done))
    tables = [read_run(out / "runs" / name) for name in DEMO_SITES]
    progress(Step(f"Writing {report}", 0.9))
    outputs.write(report, report_page(tables[0], tables[1:]).encode(), force=force)
    return {
        "title": f"Value of a battery, {DEMO_SPAN[0]} to {DEMO_SPAN[1]}, perfect foresight (a benchmark)",
        "comparison": comparison(tables),
        "runs": summaries,
        "report": os.fspath(report),
    }
