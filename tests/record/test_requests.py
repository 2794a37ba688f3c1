"""How a span is cut into requests: every half-hour once, in windows that the publishers allow."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from gbflex.sources.fetching.endpoints import ByDay, windows
from gbflex.sources.fetching.request import Span, Wanted, spans_of, whole_days
from gbflex.sources.registry import DATASETS, dataset_named
from tests.record.test_fetching import INDEX


@pytest.mark.parametrize("dataset", [dataset.name for dataset in DATASETS if dataset.endpoint])
def test_requests_cover_every_half_hour_once(dataset: str) -> None:
    """Proves: windows of a fortnight over a clock change touch and do not overlap. If broken: doubled or lost rows."""
    endpoint = dataset_named(dataset).endpoint
    assert endpoint is not None
    days = whole_days(date(2025, 3, 25), date(2025, 4, 7))
    resource = "an-id" if dataset.startswith("neso.") else None
    requests = endpoint.requests(dataset, days, bm_units=(), resource=resource)
    assert len({request.key for request in requests}) == len(requests)
    (whole,) = spans_of(days)
    spans = sorted({request.span for request in requests if request.span is not None})
    if not spans or getattr(endpoint, "by_date", False):
        return
    # Acceptances that began up to six hours before may still hold.
    lead = getattr(endpoint, "lead", timedelta(0))
    assert (spans[0].start, spans[-1].end) == (whole.start - lead, whole.end)
    assert all(before.end == after.start for before, after in itertools.pairwise(spans))


def test_a_stack_is_asked_for_by_side_and_half_hour() -> None:
    """Proves: 46 half-hours twice on the spring day, and only the wanted ones of another. If broken: 96 requests."""
    endpoint = dataset_named("elexon.ispstack").endpoint
    assert isinstance(endpoint, ByDay)
    wanted = [Wanted(date(2025, 3, 30)), Wanted(date(2025, 4, 1), (7,))]
    requests = endpoint.requests("elexon.ispstack", wanted, bm_units=(), resource=None)
    assert len(requests) == 94
    assert requests[-1].key == "/balancing/settlement/stack/all/offer/2025-04-01/7"
    assert requests[-1].said == (("side", "offer"),)


def test_windows_of_seven_days_both_ends_counted() -> None:
    """Proves: a fortnight is two windows, each a second short of seven days. If broken: a 400 for each."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    pieces = list(windows(Span(start, start + timedelta(days=14)), timedelta(days=7)))
    assert [piece.end - piece.start for piece in pieces] == [timedelta(days=7)] * 2
    endpoint = dataset_named(INDEX).endpoint
    assert endpoint is not None
    requests = endpoint.requests(
        INDEX, whole_days(date(2025, 1, 1), date(2025, 1, 14)), bm_units=(), resource=None
    )
    assert [request.key.split("?")[1] for request in requests] == [
        "from=2025-01-01T00:00:00Z&to=2025-01-07T23:59:59Z",
        "from=2025-01-08T00:00:00Z&to=2025-01-14T23:59:59Z",
    ]
