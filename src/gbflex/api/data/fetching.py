"""Publishers' data into the record: a span of days, or exactly what is missing.

Each answer is recorded as it arrives; tables are published every fifty answers and at the end. Other writers wait
for that alone, never for the network. A fetch that was stopped goes on where it stopped: what the record holds is
not asked for again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Final

from gbflex import bootstrap, limits
from gbflex.analysis.answers.data_moves import (
    DataFetchAnswer,
    FetchCounts,
    FetchedRow,
    RefusedAnswer,
    WouldAskRow,
)
from gbflex.api.data.already import days_to_yesterday, known_units, not_shipped
from gbflex.api.data.brought import refuse_not_brought, refuse_other_days
from gbflex.api.data.held import held_market_data
from gbflex.api.data.instants import asked_span
from gbflex.api.data.intake import parse_entry
from gbflex.errors import BrokenFile, InputError
from gbflex.observations import Parsed
from gbflex.sources.dataset import Dataset
from gbflex.sources.fetching.client import Response
from gbflex.sources.fetching.fetch import FetchReport, fetch
from gbflex.sources.fetching.request import Request, Wanted, whole_days
from gbflex.sources.registry import DATASETS, dataset_named
from gbflex.spill import Spill
from gbflex.store.data_home import DataHome
from gbflex.store.entry import Entry, instant_of, instant_text

__all__ = ["data_backfill", "data_fetch"]

ANSWERS_TOGETHER: Final = 50
SETTLES_AFTER: Final = timedelta(days=1)
"""An answer that came later than this after what it asks for is whole; an earlier one is asked for again."""

Say = Callable[[str], None]


def data_fetch(
    dataset: str,
    first: str | None = None,
    last: str | None = None,
    *,
    bm_units: Iterable[str] = (),
    resource: str | None = None,
    again: bool = False,
    dry_run: bool = False,
    progress: Say = lambda _: None,
) -> DataFetchAnswer:
    """Fetch a span of days; keys as `gbflex data fetch --json`.

    Args:
        dataset: Its name.
        first: First settlement date; needed, but for a dataset without dates.
        last: Last settlement date, inclusive; needed likewise.
        bm_units: BM units to ask for; none means all.
        resource: The table's id on NESO's portal.
        again: Ask also for what is held, for example after a settlement run.
        dry_run: Say what would be asked and ask nothing.
        progress: Called with a sentence before each request.

    Raises:
        InputError: No such dataset or BM unit, a dataset that cannot be fetched, or dates that are none.
        DataError: The publisher does not answer or refuses; what came before is kept.
        NotBrought: It sent nothing, other days, or what cannot be read; the error's `answer` says what came.
        RecordBusy: Another process is writing.
    """
    described = _fetchable(dataset)
    units = known_units(bm_units)
    requests = _requests(described, _days(described, first, last), units, resource)
    home = bootstrap.data_home()
    row = _fetched(home, described, requests, again=again, dry_run=dry_run, progress=progress)
    answer: DataFetchAnswer = {"fetched": [row]}
    refuse_not_brought(answer)
    return answer


def data_backfill(
    dataset: str | None = None,
    *,
    bm_units: Iterable[str] = (),
    shipped: bool = False,
    dry_run: bool = False,
    progress: Say = lambda _: None,
) -> DataFetchAnswer:
    """Fetch exactly what is missing from the first date held to yesterday; keys as `gbflex data backfill --json`.

    What is shipped is not missing: prices are read from it where the record has none.

    Args:
        dataset: One dataset; null is every one that is held, can be fetched and is not by BM unit.
        bm_units: BM units to ask for; none means all.
        shipped: Ask also for what is shipped.
        dry_run: Say what would be asked and ask nothing.
        progress: Called with a sentence before each request.

    Raises:
        InputError: No such dataset or BM unit, or a dataset whose gaps nobody can know.
        DataError: The publisher does not answer or refuses; what came before is kept.
        NotBrought: It sent nothing, other days, or what cannot be read; the error's `answer` says what came.
        RecordBusy: Another process is writing.
    """
    home, units = bootstrap.data_home(), known_units(bm_units)
    rows: list[WouldAskRow | FetchedRow] = []
    for described in [_fetchable(dataset)] if dataset else [one for one in DATASETS if _market_wide(one)]:
        if described.table.complete == "none":
            if dataset:
                raise InputError(
                    f"{dataset} has rows as things happen: nobody can say what is missing",
                    where=dataset,
                    next_step="Fetch a span of days with gbflex data fetch",
                )
            continue
        status = home.status(described.table)
        gaps = [] if status is None else status["gaps"]
        wanted = [
            Wanted(date.fromisoformat(gap["settlement_date"]), tuple(gap["settlement_periods"])) for gap in gaps
        ]
        left = 0
        if dataset and status is None:
            wanted = days_to_yesterday(dataset, home.now(), shipped=shipped)
        elif not shipped:
            wanted, left = not_shipped(described.name, wanted)
        requests = _requests(described, wanted, units, None) if wanted else []
        if requests or left or dataset:
            row = _fetched(home, described, requests, again=True, dry_run=dry_run, progress=progress)
            row["shipped"] = left
            rows.append(row)
    answer: DataFetchAnswer = {"fetched": rows}
    refuse_not_brought(answer)
    return answer


def _market_wide(described: Dataset) -> bool:
    """Whether a gap in it is a gap for everybody; data of some BM units always lacks the others."""
    return described.endpoint is not None and not getattr(described.endpoint, "takes_units", False)


def _fetchable(dataset: str) -> Dataset:
    described = dataset_named(dataset)
    if described.endpoint is None:
        raise InputError(
            f"{dataset} is not fetched from anywhere",
            available=", ".join(one.name for one in DATASETS if one.endpoint),
            next_step=f"Import a file: gbflex data import {dataset} FILE",
        )
    return described


def _days(described: Dataset, first: str | None, last: str | None) -> list[Wanted]:
    begin, end = asked_span(first, last)
    if not described.table.date_column:
        return []
    if begin is None or end is None:
        raise InputError(
            "a fetch needs a first and a last date",
            where="--from, --to",
            next_step=f"Say what to ask for: gbflex data fetch {described.name} --from 2025-01-01 --to 2025-01-31",
        )
    return whole_days(begin, end)


def _requests(
    described: Dataset, wanted: Sequence[Wanted], bm_units: tuple[str, ...], resource: str | None
) -> list[Request]:
    assert described.endpoint is not None  # noqa: S101 (callers have one)
    return described.endpoint.requests(described.name, wanted, bm_units=bm_units, resource=resource)


def _fetched(
    home: DataHome, described: Dataset, requests: Sequence[Request], *, again: bool, dry_run: bool, progress: Say
) -> WouldAskRow | FetchedRow:
    if dry_run:
        wanted = [request.key for request in requests]
        return {"dataset": described.name, "would_ask": wanted, **_counts(FetchReport())}
    with home.writing(f"fetching {described.name}"):
        home.publish_pending(described.table, parse_entry)
        home.tables.begin(described.name)
    taking = _Taking(home, described)
    answered = {} if again else _answered(home, described)
    assert described.endpoint is not None  # noqa: S101 (it has requests)
    try:
        with bootstrap.fetcher() as fetcher:
            report = fetch(
                requests,
                described.endpoint,
                fetcher,
                already=lambda request: _is_final(request, answered),
                deliver=taking.take,
                progress=progress,
            )
    finally:
        taking.publish()
    return {
        "dataset": described.name,
        **_counts(report),
        "rows": taking.rows,
        "empty": taking.empty,
        "refused": taking.refused,
        "datasets": held_market_data((described,), home),
    }


def _counts(report: FetchReport) -> FetchCounts:
    return {
        "asked": report.asked,
        "skipped": report.skipped,
        "cut": report.cut,
        "retried": report.retried,
        "shipped": 0,
    }


def _answered(home: DataHome, described: Dataset) -> dict[str, datetime]:
    """Requests whose answer is held and had rows, with when it was last retrieved."""
    answered: dict[str, datetime] = {}
    for outcome in home.tables.manifest(described.name).applied.values():
        if outcome["kind"] == "response" and outcome.get("rows"):
            when = instant_of(outcome["retrieved_time"])
            answered[outcome["file"]] = max(when, answered.get(outcome["file"], when))
    return answered


def _is_final(request: Request, answered: Mapping[str, datetime]) -> bool:
    """Whether the held answer was retrieved when everything it asks for was over."""
    when = answered.get(request.key)
    return when is not None and request.span is not None and when >= request.span.end + SETTLES_AFTER


class _Taking:
    """Takes answers: records each at once, publishes many together; the lock is held for that alone."""

    def __init__(self, home: DataHome, described: Dataset) -> None:
        self.home, self.described, self.record = home, described, home.record
        self.read: list[tuple[Entry, Parsed]] = []
        self.spill = Spill(home.folder)
        self.rows = self.empty = 0
        self.refused: list[RefusedAnswer] = []

    def take(self, response: Response) -> int:
        """Record an answer; how many rows it brought. One that cannot be read is kept aside with its reason."""
        entry = self._entry(response)
        try:
            parsed = parse_entry(entry, response.content, self.spill)
            refuse_other_days(parsed.frame, response.request, self.described.table)
        except BrokenFile as refused:
            with self._writing():
                self.record.refuse(response.content, entry, str(refused))
            self.refused.append({"request": entry.file, "refused": str(refused)})
            return 0
        with self._writing():
            self.record.keep(response.content, entry)
        self.read.append((entry, parsed))
        self.rows += len(parsed.rows)
        rows = parsed.rows_that_came
        self.empty += rows == 0
        if len(self.read) >= ANSWERS_TOGETHER:
            self.publish()
        return rows

    def publish(self) -> None:
        """Publish what was recorded since the last time."""
        if self.read:
            with self._writing():
                self.home.publish(self.described.table, self.read)
        self.read, self.spill = [], Spill(self.home.folder)

    def _writing(self) -> AbstractContextManager[None]:
        doing = f"fetching {self.described.name}"
        return self.home.writing(doing, wait_seconds=limits.LOCK_SECONDS, tidy=False)

    def _entry(self, response: Response) -> Entry:
        return Entry(
            dataset=self.described.name,
            sha256=hashlib.sha256(response.content).hexdigest(),
            size=len(response.content),
            file=response.request.key,
            kind="response",
            retrieved_time=instant_text(response.retrieved_time),
            said=dict(response.request.said),
        )
