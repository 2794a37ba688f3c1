"""Single-bit flips over everything that is kept: each is refused or mended, none changes an answer in silence."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from gbflex.store.published import Tables
from tests.cli.conftest import gbflex
from tests.record.kept_home import NAME, PLACES, Answers, Gbflex, Kept

__all__ = ["gbflex"]

CHANGED = "CHANGED"
FINE = {"refused", "mended", "same content", "gave way before"}


class Flip(NamedTuple):
    """A file in which a bit has changed, and what it held before."""

    path: Path
    before: bytes


def changed(answers: Answers, right: Answers, refusal: int = 3) -> bool:
    """Whether one answer is neither the right one nor a refusal."""
    return any(now != before and now[0] != refusal for now, before in zip(answers, right, strict=True))


def of_run(kept: Kept, flip: Flip) -> str:
    answers = kept.run_answers()
    if changed(answers, kept.run):
        return CHANGED
    if answers != kept.run:
        return "refused"
    # Pages are written again from the tables; the summary of several runs is read by nobody.
    page_of_several = flip.path.parent.name == "two"
    return "mended" if flip.path.read_bytes() == flip.before or page_of_several else "UNSEEN"


def of_import(kept: Kept, _: Flip) -> str:
    if changed(kept.import_answers(), kept.imports):
        return CHANGED
    if kept.gbflex("data", "verify").code != 3:
        return "UNSEEN"
    kept.bring_imports()
    return "mended" if kept.import_answers() == kept.imports else "NOT MENDED"


def of_note(kept: Kept, _: Flip) -> str:
    answers = kept.write_again()
    if changed(answers, kept.written, refusal=2):
        return CHANGED
    return "refused" if 2 in dict(answers) else "UNSEEN"


def of_object(kept: Kept, flip: Flip) -> str:
    if changed(kept.data_answers(), kept.data):
        return CHANGED
    verified = kept.gbflex("data", "verify")
    if verified.code == 3:
        for number in range(len(kept.files)):
            kept.bring(number)
        verified = kept.gbflex("data", "verify")
    sound = verified.code == 0 and kept.gbflex("data", "rebuild").code == 0
    if not sound or kept.data_answers() != kept.data:
        return "NOT MENDED"
    # Bits that no reader looks at: padding of a compressed stream, a field of its header.
    return "mended" if flip.path.read_bytes() == flip.before else "same content"


def of_table(kept: Kept, flip: Flip) -> str:
    """Tables, manifests and entries: seen by readers or by verify, and mended by it."""
    if changed(kept.data_answers(), kept.data):
        return CHANGED
    verified = kept.gbflex("data", "verify", "--json")
    if verified.code != 0 or kept.data_answers() != kept.data:
        return "NOT MENDED"
    if not any(row["damaged"] for row in verified.json["verified"]):
        # A file that gave way stays for an hour, for readers that are still at it; no manifest names it any more.
        return "gave way before" if flip.path.name in Tables(kept.home).manifest(NAME).superseded else "UNSEEN"
    rebuilt = kept.gbflex("data", "rebuild", "--json")
    return "mended" if rebuilt.json["rebuilt"][0]["equal"] else CHANGED


VERDICTS = {"object": of_object, "run": of_run, "import": of_import, "note": of_note}


@contextmanager
def one_bit(path: Path, draw: random.Random) -> Iterator[Flip]:
    """A file with one bit changed, and afterwards as it was."""
    before = path.read_bytes()
    content = bytearray(before)
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.write_bytes(bytes(content))
    yield Flip(path, before)
    path.write_bytes(before)


def judged(kept: Kept, count: int, seed: int) -> str:
    draw, verdicts = random.Random(seed), Counter[tuple[str, str]]()
    for number in range(count):
        kind = list(PLACES)[number % len(PLACES)]
        path = draw.choice(kept.of(kind))
        with one_bit(path, draw) as flip:
            verdict = VERDICTS.get(kind, of_table)(kept, flip)
        assert verdict in FINE, (number, kind, verdict, path)
        verdicts[kind, verdict] += 1
    return f"{count} flips, seed {seed}: {dict(sorted(verdicts.items()))}"


def test_fourteen_flips(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: two flips of each kind as the 1,000 of the campaign. If broken: another price, in silence."""
    print(judged(Kept(gbflex, tmp_path), 14, seed=1))


@pytest.mark.slow
def test_one_thousand_flips(gbflex: Gbflex, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: 1,000 flips over tables, manifests, objects, entries, runs, imports and notes: each is refused or mended.
    If broken: another price, in silence.
    """
    said = judged(Kept(gbflex, tmp_path), 1000, seed=2)
    with capsys.disabled():
        print(f"\n{said}")
