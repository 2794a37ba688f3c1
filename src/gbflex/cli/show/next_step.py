"""The last line of an answer: what to open, or what to type next.

By the name of the answer, so that printing one imports no other. An answer that is not named here says where all
of its figures are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gbflex.analysis.answers.shape import Shape

__all__ = ["NEXT_STEPS", "next_step"]

Answer = Mapping[str, Any]

ELSEWHERE: Final = "add --json for every figure by its key"


def next_step(shape: Shape, answer: Mapping[str, object]) -> str:
    """The last line; empty where what is printed is a file in itself.

    Args:
        shape: How the answer is declared.
        answer: The answer.
    """
    step = NEXT_STEPS.get(shape.__name__)
    said = ELSEWHERE if step is None else step(answer)
    return f"Next: {said}" if said else ""


def _page(folder: str) -> str:
    return f"open {folder}/report.html in a browser; it needs no network"


def _span(answer: Answer) -> str:
    return f"--from {answer['from']} --to {answer['to']}"


def _looked_up(found: Answer) -> str:
    if found["licence_area"] is None:
        return "gbflex site lookup --mpan with all digits of the bill names one area"
    return f"write licence_area: {found['licence_area']} in a site file, then gbflex site bill SITE --from --to"


def _demand_file(made: Answer) -> str:
    return f'write demand: {{file: "{made["file"]}"}} in a site file, then gbflex site bill SITE --from --to'


def _of_first(rows: Sequence[Answer], answer: Answer) -> str:
    unit = next((row["bm_unit"] for row in rows if "bm_unit" in row), "UNIT")
    return f"gbflex bm unit {unit} {_span(answer)}"


def _first_event(found: Answer) -> str:
    if not found["events"]:
        return "gbflex bm events with a lower --above"
    return f"gbflex bm event {_span(found['events'][0])}"


def _examples(found: Answer) -> str:
    site = next((name for name in found["written"] if name.endswith(".yaml")), None)
    if site is None:
        return f"gbflex examples {found['examples'][0]['name']} --out FOLDER"
    return f"gbflex site bill {site} --from 2024-06-03 --to 2024-06-09"


def _compared(found: Answer) -> str:
    if found["page"] is None:
        return "add --out compare.html for a page"
    return f"open {found['page']} in a browser; it needs no network"


NEXT_STEPS: Final[Mapping[str, Callable[[Answer], str]]] = {
    "DemoAnswer": lambda done: f"open {done['report']} in a browser; it needs no network",
    "DoctorAnswer": lambda _: "gbflex demo",
    "BillAnswer": lambda bill: f"gbflex run SITE {_span(bill)} says what its battery or plant changes",
    "TariffAnswer": lambda _: (
        "gbflex site bill SITE --from DATE --to DATE prices the load in them, with every charge"
    ),
    "InitAnswer": lambda made: made["next"][0],
    "ExamplesAnswer": _examples,
    "ExampleMpanAnswer": lambda made: f'gbflex site lookup --mpan "{made["mpan"]}"',
    "LookupAnswer": _looked_up,
    "LoadAnswer": _demand_file,
    "LoadImportAnswer": _demand_file,
    "RunAnswer": lambda run: _page(run["folder"]),
    "RunsAnswer": lambda runs: _page(runs["folder"]),
    "ReportAnswer": lambda _: "",
    "CompareAnswer": _compared,
    "WhyAnswer": lambda _: "gbflex breakeven SITE --date DATE says what each charging band costs",
    "WhyDaysAnswer": lambda _: "gbflex why SITE --date DATE tells one of them",
    "PlanAnswer": lambda _: "gbflex breakeven SITE --date DATE says what each charging band costs",
    "LossesAnswer": lambda found: f"gbflex run SITE {_span(found)} --set PATH=VALUE tries another limit",
    "ExplainAnswer": lambda found: f"gbflex report {found['run_id']} writes the page of the whole run",
    "BreakevenAnswer": lambda found: f"gbflex run SITE --from {found['date']} --to {found['date']}",
    "CurveAnswer": lambda _: "add --out curve.html for a page with a chart",
    "ValueAnswer": lambda found: f"gbflex chp curve SITE --date {found['from']}",
    "BmLedgerAnswer": lambda ledger: f"gbflex bm unit {ledger['unit']} {_span(ledger)}",
    "BmUnitAnswer": lambda unit: f"gbflex bm ledger --unit {unit['bm_unit']} {_span(unit)}",
    "LeaderboardAnswer": lambda ranked: _of_first(ranked["rows"], ranked),
    "PortfolioAnswer": lambda found: _of_first(found["rows"], found),
    "EventAnswer": lambda event: _of_first(event["rows"], event),
    "EventsAnswer": _first_event,
    "BatteriesAnswer": lambda _: "gbflex bm leaderboard --batteries --from DATE --to DATE",
    "DataListAnswer": lambda _: "gbflex data status says what the record lacks",
    "DataStatusAnswer": lambda _: "gbflex data backfill --dry-run says what would be fetched",
    "DataImportAnswer": lambda _: "gbflex data status",
    "DataFetchAnswer": lambda _: "gbflex data status",
    "DataDiffAnswer": lambda moved: f"gbflex data export {moved['dataset']} --versions --out FILE",
    "DataExportAnswer": lambda done: f"open {done['file']}",
    "DataModelsAnswer": lambda done: f"open {done['models'][0]['file']}",
    "DataRebuildAnswer": lambda _: "gbflex data verify",
    "DataVerifyAnswer": lambda done: "gbflex data status" if done["sound"] else "gbflex data rebuild",
    "ModelsTextAnswer": lambda _: "",
}
"""By the answer's name."""
