"""Folders that cannot be read or written: exit 2 or 3 with a sentence, and never as if they were empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SITE, Said, gbflex
from tests.processes import DOOR, Ended, ended
from tests.record.test_intake import HEADER
from tests.sources.annex1_workbooks import as_published, tariffs
from tests.without_rights import bound_by_rights

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
DAY = ("--from", "2024-05-06", "--to", "2024-05-06")
NAME = "elexon.market_index"
BILL = ("site", "bill", str(SITE), *DAY)


@pytest.fixture
def home(gbflex: Gbflex, tmp_path: Path) -> Path:
    """A home with prices and an imported list of postcodes."""
    prices, places = tmp_path / "prices.csv", tmp_path / "postcodes.csv"
    prices.write_text(HEADER + "2024-05-06,1,50,50,0\n")
    places.write_text("pcds,lat,long\nB1 1AA,52.5,-1.9\n")
    assert gbflex("data", "import", "elexon.system_prices", prices).code == 0
    assert gbflex("data", "import", "postcodes", places).code == 0
    return tmp_path / "home"


def closed(home: Path, folder: str, mode: int, *arguments: object) -> Ended:
    """How a command ends while a folder of the home has a mode."""
    place = home / folder
    before = place.stat().st_mode & 0o777
    place.chmod(mode)
    try:
        return ended([*bound_by_rights(), *DOOR, *map(str, arguments)], environment={"GBFLEX_HOME": str(home)})
    finally:
        place.chmod(before)


def told(done: Ended) -> None:
    """Exit 2 or 3, one sentence, no traceback."""
    assert done.code in (2, 3), done
    assert "Traceback" not in done.err
    assert "this is a bug" not in done.err
    assert sum(line.startswith("gbflex: ") for line in done.err.splitlines()) == 1


@pytest.mark.parametrize("folder", ["", "record", "record/entries", "tables", "tables/elexon.system_prices"])
def test_a_closed_folder_is_told(home: Path, folder: str) -> None:
    """Proves: status and a bill do not go on without what they cannot read. If broken: exit 1, or prices left out."""
    told(closed(home, folder, 0, "data", "status"))


def test_closed_rates_are_not_left_out(gbflex: Gbflex, home: Path, tmp_path: Path) -> None:
    """Proves: imported rates that cannot be read are no reason to take the shipped ones. If broken: exit 0, in silence."""
    workbook = as_published(tariffs()).write(tmp_path / "annex.xlsx")
    assert gbflex("data", "import", "duos", workbook).code == 0
    bill = ("site", "bill", SITE.with_name("worked-bill.yaml"), "--from", "2025-06-04", "--to", "2025-06-04")
    assert gbflex(*map(str, bill)).code == 0
    told(closed(home, "rates/duos", 0, *bill))


@pytest.mark.parametrize(
    "folder", ["record", "record/objects", "record/entries/elexon.system_prices", "tables/elexon.system_prices"]
)
def test_a_folder_that_cannot_be_written(home: Path, tmp_path: Path, folder: str) -> None:
    """Proves: an import of new prices is exit 2 with a sentence, and what was held is held. If broken: a traceback."""
    more = tmp_path / "more.csv"
    more.write_text(HEADER + "2024-05-06,2,60,60,0\n")
    (home / "record" / ".lock").unlink(missing_ok=True)
    told(closed(home, folder, 0o500, "data", "import", "elexon.system_prices", more))


def test_a_run_that_cannot_be_written(home: Path) -> None:
    """Proves: a report into a closed run is exit 2; a home without rights to write still answers. If broken: exit 1."""
    done = closed(home, "", 0o500, "run", str(SITE), *DAY)
    told(done)
    assert "Dispatching" not in done.err
    assert closed(home, "", 0o500, *BILL).code == 0
