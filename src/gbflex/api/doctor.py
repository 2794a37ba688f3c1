"""What is installed, where data lives, and how fresh it is."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from gbflex import bootstrap
from gbflex.api.data import data_status
from gbflex.store.sample.manifest import sample_manifest

__all__ = ["diagnosis"]

RECORD_KEYS = ("name", "from", "to", "rows", "retrieved_time", "evidence")
PARTS = ("numpy", "polars", "duckdb", "highspy", "pydantic", "tzdata", "instaui-echarts")


def diagnosis() -> dict[str, Any]:
    """The state of this installation; keys as `gbflex doctor --json`."""
    settings = bootstrap.settings()
    runs = list(settings.runs.glob("[!.]*/summary.json")) if settings.runs.is_dir() else []
    return {
        "version": _version("gbflex"),
        "python": platform.python_version(),
        "home": str(settings.home),
        "runs": len(runs),
        "parts": [{"name": name, "version": _version(name)} for name in PARTS],
        "datasets": [
            {
                "name": name,
                "from": entry["first_date"].isoformat(),
                "to": entry["last_date"].isoformat(),
                "rows": entry["rows"],
                "publisher": entry["publisher"],
                "licence": entry["licence"],
                "retrieved": entry["retrieved"],
            }
            for name, entry in sample_manifest().items()
        ],
        "record": [{key: item[key] for key in RECORD_KEYS} for item in data_status()["datasets"]],
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
