"""What is installed, where data lives, and how fresh it is."""

from __future__ import annotations

import platform

from gbflex import bootstrap
from gbflex.analysis.answers.doctor import DoctorAnswer
from gbflex.api.data import data_status
from gbflex.store.made_by import PARTS, version_of
from gbflex.store.sample.manifest import sample_manifest

__all__ = ["diagnosis"]


def diagnosis() -> DoctorAnswer:
    """The state of this installation; keys as `gbflex doctor --json`."""
    settings = bootstrap.settings()
    runs = list(settings.runs.glob("[!.]*/summary.json")) if settings.runs.is_dir() else []
    return {
        "version": version_of("gbflex"),
        "python": platform.python_version(),
        "home": str(settings.home),
        "runs": len(runs),
        "parts": [{"name": name, "version": version_of(name)} for name in PARTS],
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
        "record": [
            {
                "name": item["name"],
                "from": item["from"],
                "to": item["to"],
                "rows": item["rows"],
                "retrieved_time": item["retrieved_time"],
                "evidence": item["evidence"],
            }
            for item in data_status()["datasets"]
        ],
    }
