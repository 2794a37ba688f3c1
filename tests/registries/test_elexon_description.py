"""Layouts and requests of Elexon's datasets beside Elexon's own description of its interface, July 2024.

Elexon's OpenAPI description, as kept in openclimatefix/Elexonpy @0973b03 (MIT): parameters, fields and types of the
endpoints. It runs where `GBFLEX_SHARED_DATA` is set.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pytest

from gbflex.sources.dataset import CHECKED, Dataset
from gbflex.sources.fetching.endpoints import ByDay, ByWindow, Whole
from gbflex.sources.fetching.request import Request, whole_days
from gbflex.sources.registry import DATASETS
from gbflex.tables import Column
from tests.record.test_intake import DATA, SHARED

pytestmark = SHARED

FILE: Final = DATA / "reference" / "elexon_insights_api_2024-07.json"
ELEXON: Final = [
    pytest.param(one, id=one.name) for one in DATASETS if isinstance(one.endpoint, ByDay | ByWindow | Whole)
]
TYPES: Final = {
    "integer": {("integer", "int32"), ("integer", "int64")},
    "number": {("number", "double"), ("integer", "int32"), ("integer", "int64")},
    "text": {("string", None)},
    "flag": {("boolean", None)},
    "instant": {("string", "date-time")},
    "date": {("string", "date")},
}
"""What a column of each kind may be in the description."""
FORMS: Final = {
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "int32": r"\d{1,2}",
}
LATER: Final = {
    # The register of 2026-05-10, a real payload, has these; the description of 2024 lists seven fields.
    "elexon.bmunits": {
        *("bmUnitName", "leadPartyId", "productionOrConsumptionFlag", "generationCapacity", "demandCapacity"),
        *("transmissionLossFactor", "gspGroupId", "gspGroupName", "interconnectorId", "creditQualifyingStatus"),
        *("workingDayCreditAssessmentImportCapability", "nonWorkingDayCreditAssessmentImportCapability"),
        *("workingDayCreditAssessmentExportCapability", "nonWorkingDayCreditAssessmentExportCapability"),
        "demandInProductionFlag",
    },
    # Of /datasets/MID, whose rows are the same.
    "elexon.market_index": {"dataset"},
}
"""Fields that gbflex knows and the description of the endpoint does not."""


@functools.cache
def described() -> dict[str, Any]:
    return {endpoint["path"]: endpoint for endpoint in json.loads(FILE.read_text("utf-8"))}


def endpoint_of(path: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The described endpoint of a request's path, and what stands in the path's places."""
    for template, endpoint in described().items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        if match := re.fullmatch(pattern, path):
            return endpoint, match.groupdict()
    raise AssertionError(path)


def requests_of(dataset: Dataset, bm_units: tuple[str, ...] = ()) -> list[Request]:
    assert dataset.endpoint is not None
    days = whole_days(date(2025, 3, 29), date(2025, 4, 8))
    return dataset.endpoint.requests(dataset.name, days, bm_units=bm_units, resource=None)


def fields_of(endpoint: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields of a row, those of an object with a dot."""
    response = endpoint["response"]
    rows = response["array"] if "array" in response else response["data"]["items"]
    flat: dict[str, dict[str, Any]] = {}
    for name, field in rows.items():
        inner = field.get("fields", {}) if field["type"] == "object" else {}
        flat |= {f"{name}.{one}": what for one, what in inner.items()} or {name: field}
    return flat


def check_request(request: Request) -> None:
    endpoint, in_path = endpoint_of(request.path)
    parameters = {one["name"]: one for one in endpoint["parameters"]}
    sent = [*in_path.items(), *request.params]
    assert {name for name, _ in sent} <= parameters.keys()
    assert {name for name, one in parameters.items() if one["required"]} <= {name for name, _ in sent}
    for name, value in sent:
        one = parameters[name]
        assert re.fullmatch(FORMS.get(one["format"] or "", ".+"), value), (name, value)
        assert value in one.get("enum", [value])
        assert one["type"] == "array" or [other for other, _ in sent].count(name) == 1


@pytest.mark.parametrize("dataset", ELEXON)
def test_requests_are_what_the_description_asks_for(dataset: Dataset) -> None:
    """Proves: path, names and forms of all parameters, the needed ones there. If broken: 400, or a filter ignored."""
    for request in requests_of(dataset):
        check_request(request)


@pytest.mark.parametrize("dataset", ELEXON)
def test_units_are_asked_for_where_the_description_takes_them(dataset: Dataset) -> None:
    """Proves: several `bmUnit` only where it is an array. If broken: every unit comes, or the first alone."""
    takes = getattr(dataset.endpoint, "takes_units", False)
    for request in requests_of(dataset, ("T_LKSDB-1", "E_DOLLB-1") if takes else ()):
        check_request(request)
        named = {one["name"] for one in endpoint_of(request.path)[0]["parameters"]}
        assert takes == ("bmUnit" in named)


@pytest.mark.parametrize("dataset", ELEXON)
def test_the_layout_holds_the_described_fields_and_no_other(dataset: Dataset) -> None:
    """Proves: each described field is read or known by name, each name is described. If broken: a column always empty."""
    fields = fields_of(endpoint_of(requests_of(dataset)[0].path)[0])
    layout = dataset.layouts[0]
    ours = {*layout.columns, *layout.known}
    assert fields.keys() - ours == set()
    assert ours - fields.keys() == LATER.get(dataset.name, set())
    assert layout.says.keys() <= ours


@pytest.mark.parametrize("dataset", ELEXON)
def test_each_column_has_the_described_type(dataset: Dataset) -> None:
    """Proves: dates, instants, whole numbers, flags as described. If broken: refused at the first real answer."""
    fields = fields_of(endpoint_of(requests_of(dataset)[0].path)[0])
    known = {column.name: column for column in dataset.table.schema.columns}
    known["published_time"] = Column("published_time", "instant", "")
    wrong = {
        name: (known[ours].kind, fields[name]["type"], fields[name].get("format"))
        for name, ours in dataset.layouts[0].columns.items()
        if name in fields and (fields[name]["type"], fields[name].get("format")) not in TYPES[known[ours].kind]
    }
    assert wrong == {}


def test_the_description_is_held_whole() -> None:
    """Proves: the manifest's 59 endpoints and one more. If broken: a cut file that proves little."""
    assert len(described()) == 60


def test_evidence_says_what_was_held_against_the_description() -> None:
    """Proves: those without a real payload say so, and no other word is used. If broken: a claim nobody checked."""
    checked = {one.values[0].name for one in ELEXON if one.values[0].evidence == CHECKED}
    assert checked == {"elexon.boav", "elexon.fuelhh", "elexon.nonbm"}
    assert {one.evidence for one in DATASETS} == {"seen", CHECKED}
