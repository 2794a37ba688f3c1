"""What holds for every test: no request leaves this machine unasked, and gaps in rates are made, not found."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date

import pytest

from gbflex.gb.rates import single, stand_in

LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that ask the real publishers run only where they are asked for by name: `-m network`."""
    if "network" in (config.getoption("-m") or "").replace("not network", ""):
        return
    asked = [item for item in items if item.get_closest_marker("network") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asked)])
    items[:] = asked


@pytest.fixture(autouse=True)
def no_width_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """xdist gives its workers the width of the terminal it was started in, as the environment's COLUMNS."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails at once."""
    if request.node.get_closest_marker("network") is not None:
        return
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"this test asks {address[0]} of the network; mark it network, or stub it")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


@pytest.fixture
def without_rate(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, date, date], None]:
    """Take a rate's values that begin within some dates away, whatever is held of them today."""
    known = single.rate_values

    def forget(name: str, first: date, last: date) -> None:
        kept = tuple(value for value in known(name) if not first <= value.valid_from <= last)
        for module in (single, stand_in):
            monkeypatch.setattr(module, "rate_values", lambda asked: kept if asked == name else known(asked))

    return forget
