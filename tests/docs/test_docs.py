"""The docs say what the code does: examples run, pages made from code are current, every name is there."""

from __future__ import annotations

import doctest
import re
import shlex
import sys
from pathlib import Path

import pytest
import typer
from ruamel.yaml import YAML

import gbflex
from gbflex.api import demo
from gbflex.assets.any_asset import ASSET_TYPES
from gbflex.assets.any_site import load_site
from gbflex.assets.site_file import parse_site
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES
from gbflex.cli import app
from tests.processes import ended

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_python_in_the_readme_runs() -> None:
    """Proves: what a new user types gives what is printed. If broken: the first impression is an error."""
    found = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert found.attempted > 3
    assert found.failed == 0


def console_lines() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith(".venv/bin/gbflex")]


@pytest.mark.parametrize("line", console_lines())
def test_the_commands_in_the_readme_parse(line: str) -> None:
    """Proves: each command, option and file of the README is there. If broken: exit 2 on the first try."""
    arguments = shlex.split(line)[1:]
    root = typer.main.get_command(app)
    context = root.make_context("gbflex", arguments[:], resilient_parsing=False)
    command = root
    rest = arguments
    while hasattr(command, "commands"):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context("x", list(rest), parent=context)
    assert all((ROOT / word).exists() for word in rest if word.endswith(".yaml"))


def test_reference_pages_are_current() -> None:
    """Proves: `make reference` was run. If broken: a line or a command that the docs do not know."""
    done = ended([sys.executable, ROOT / "tools" / "make_reference.py", "--check"])
    assert done.code == 0, done.out


def test_every_line_is_documented() -> None:
    """Proves: the registry is on the page. If broken: a charge nobody can look up."""
    page = (ROOT / "docs" / "reference" / "lines.md").read_text()
    assert all(f"`{line.name}`" in page for line in CONTRACT_LINES + CHARGES + FUEL_CHARGES)


def test_the_site_file_page_is_a_site_file() -> None:
    """Proves: the documented file loads. If broken: a key that was renamed."""
    page = (ROOT / "docs" / "reference" / "site-file.md").read_text()
    site, retail, plant = (
        YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    )
    assert parse_site(site).batteries
    offer = parse_site(site | retail).supply
    assert offer == load_site(ROOT / "examples" / "retail-contract.yaml").supply
    together = parse_site({**site, **plant, "assets": site["assets"] + plant["assets"]})
    assert {asset.type for asset in together.assets} == set(ASSET_TYPES)


def test_the_changelog_carries_the_demo_s_figures() -> None:
    """Proves: a moved total needs a changelog line. If broken: the demo's number changes unseen (pinned in test_demo)."""
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert "101,559.75 | 153,825.11" in changelog
    assert demo.DEMO_SPAN == ("2024-04-01", "2025-03-31")


def test_decisions_have_their_four_headings_and_are_listed() -> None:
    """Proves: each note is complete and in the index. If broken: a decision without its reason."""
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    for note in folder.glob("0*.md"):
        text = note.read_text()
        assert note.name in index
        for heading in ("**Situation.**", "**Without it.**", "**Decided.**", "**Revisit when"):
            assert heading in text, f"{note.name}: {heading}"


def test_the_worked_bill_reconciles() -> None:
    """Proves: the hand-worked page and the tool agree line by line to a penny. If broken: one of them is wrong."""
    page = (ROOT / "docs" / "methods" / "worked-bill.md").read_text()
    by_hand = {
        name: float(gbp)
        for name, gbp in re.findall(r"^\| ([a-z_ ]+?) \|.*\| (-?[\d.]+) \|$", page, flags=re.MULTILINE)
    }
    bill = gbflex.bill(ROOT / "examples" / "worked-bill.yaml", "2025-06-04", "2025-06-04")
    lines = {f"{line['line']} {line['band']}".strip(): line["amount_gbp"] for line in bill["lines"]}
    assert lines | {"total": bill["total_gbp"]} == pytest.approx(by_hand, abs=0.01)
    assert not {line.split()[0] for line in by_hand} & {gap["line"] for gap in bill["not_priced"]}
