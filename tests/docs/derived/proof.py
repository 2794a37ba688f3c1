"""How the models were proven, and what was never read."""

from __future__ import annotations

from gbflex.sources.registry import DATASETS
from tests.proof.engines import CLOSE
from tests.proof.test_models_agree import MANY


def fixtures() -> float:
    return MANY


def float_tolerance() -> float:
    return CLOSE


def from_specification() -> str:
    *first, last = sorted(f"`{dataset.name}`" for dataset in DATASETS if dataset.evidence == "from specification")
    return f"{', '.join(first)} and {last}"
