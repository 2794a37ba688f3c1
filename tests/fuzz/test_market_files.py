"""Thousands of damaged market files: each row accepted stands in the file as another reader reads it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gbflex.errors import GbflexError
from gbflex.sources.llf.file import read_line_loss_files
from tests.fuzz.line_loss_damage import damaged_flow, factors_in
from tests.fuzz.market_damage import contradicted, damaged_payload
from tests.registries.test_every_dataset import said_of

LEAST_READ = 0.2
"""A reader that refuses everything would be right as well."""


def outcome_of_payload(luck: random.Random) -> str:
    """Whether a damaged payload is read or refused; what is read must be in it."""
    sent = damaged_payload(luck)
    try:
        parsed = sent.dataset.parse(sent.content, file="sent", said=said_of(sent.dataset, sent.layout))
    except GbflexError:
        return "refused"
    layout = (
        next(layout for layout in sent.dataset.layouts if layout.name == parsed.layout)
        if len(parsed.frame)
        else sent.layout
    )
    wrong = contradicted(replace(sent, layout=layout), parsed.frame)
    assert not wrong, (sent.dataset.name, sent.layout.name, sent.damage, wrong, sent.content[:600])
    return "read"


def outcome_of_flow(folder: Path, luck: random.Random) -> str:
    """Whether a damaged D0265 is read or refused; each factor read stands under its class, date and period."""
    text = damaged_flow(luck)
    path = folder / "flow.txt"
    path.write_bytes(text.encode())
    try:
        statements = read_line_loss_files([path], area=None)
    except GbflexError:
        return "refused"
    stands = factors_in(text)
    for statement in statements:
        for name, calendar in statement.calendar_of.items():
            for day, pattern in statement.pattern_of[calendar].items():
                for period, factor in enumerate(statement.factors[pattern], 1):
                    assert stands[name, day, period] == factor, (name, day, period, text[:600])
    return "read"


@pytest.mark.parametrize("files", [150, pytest.param(3_000, marks=pytest.mark.slow)])
def test_what_is_accepted_stands_in_the_file(tmp_path: Path, files: int) -> None:
    """Proves: no damage gives a half-hour another price, volume or factor than the file has. If broken: a shifted column is billed."""
    luck = random.Random(files)
    done = Counter(
        outcome_of_flow(tmp_path, luck) if n % 10 == 0 else outcome_of_payload(luck) for n in range(files)
    )
    print(f"{files:,} damaged market files: {done['read']:,} read, {done['refused']:,} refused")
    assert LEAST_READ * files < done["read"] < files
