"""Thousands of broken site files: each is a bill or one of our errors, never anything else."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import gbflex
from gbflex.errors import GbflexError, InvalidSite

SITE = Path(__file__).parents[2] / "examples" / "legacy-battery.yaml"
ODD: list[object] = [
    None, True, -1, 0, 1e-300, 1e300, float("nan"), float("inf"), "", " ", "all", "none", "14", "ÿ\0", [], {}, [[]],
    {"file": "nowhere.csv"}, {"fixed_gbp_per_mwh": "x"}, ["ccl"], "2024-01-01", 10**400, "HV Site Specific", "99",
]  # fmt: skip
KEYS: list[object] = [
    5,
    None,
    "name",
    "mpan",
    "tariff",
    "triads",
    "losses",
    "duos",
    "file",
    "x",
    "",
    "assets",
    "type",
]


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a site."""
    found = [path] if path else []
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, item in items:
        found += places(item, (*path, key))
    return found


def broken(site: dict[Any, Any], chance: random.Random) -> dict[Any, Any]:
    """The site with one to three changes: a value replaced, a key removed, renamed or added."""
    site = copy.deepcopy(site)
    for _ in range(chance.randint(1, 3)):
        options = places(site)
        if not options:
            break
        *path, last = chance.choice(options)
        node: Any = site
        for key in path:
            node = node[key]
        what = chance.choice(["replace", "replace", "remove", "rename", "add"])
        if what == "remove":
            del node[last]
        elif what == "rename" and isinstance(node, dict):
            node[chance.choice(KEYS)] = node.pop(last)
        elif what == "add" and isinstance(node, dict):
            node[chance.choice(KEYS)] = copy.deepcopy(chance.choice(ODD))
        else:
            node[last] = copy.deepcopy(chance.choice(ODD))
    return site


def complaint(site: dict[str, Any]) -> GbflexError | None:
    """What gbflex says against a site; None where it answers with a bill."""
    try:
        bill = gbflex.bill(site, "2024-05-06", "2024-05-06")
    except GbflexError as error:
        return error
    assert isinstance(bill["total_gbp"], float)
    return None


def fuzz(count: int, seed: int) -> None:
    site = YAML(typ="safe").load(SITE.read_text())
    chance = random.Random(seed)
    refused = 0
    for _ in range(count):
        given = broken(site, chance)
        problem = complaint(given)
        if problem is not None:
            refused += isinstance(problem, InvalidSite)
            assert problem.exit_code in (2, 3), given
            lines = str(problem).splitlines()
            faults = problem.faults if isinstance(problem, InvalidSite) else ()
            assert len(lines) == (1 if len(faults) < 2 else 1 + len(faults))
            assert all(line.isprintable() for line in lines)
    print(f"{count} broken site files, {refused} refused as sites")
    assert refused > count / 4


def test_broken_site_files() -> None:
    """Proves: 400 broken sites are answered or refused plainly. If broken: a traceback of somebody else's."""
    fuzz(400, seed=1)


@pytest.mark.slow
def test_broken_site_files_at_length() -> None:
    """Proves: as above, 10,000 times. If broken: as above."""
    fuzz(10_000, seed=2)
