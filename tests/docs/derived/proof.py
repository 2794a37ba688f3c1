"""How the models were proven, and what was never read."""

from __future__ import annotations

from gbflex.sources.dataset import CHECKED
from gbflex.sources.registry import DATASETS
from tests.proof.engines import CLOSE
from tests.proof.test_models_agree import MANY


def fixtures() -> float:
    return MANY


def float_tolerance() -> float:
    return CLOSE


def without_a_payload() -> str:
    *first, last = sorted(f"`{dataset.name}`" for dataset in DATASETS if dataset.evidence == CHECKED)
    return f"{', '.join(first)} and {last}"
