"""When the compiled kernel is loaded: by what plain work has cost, counted by a clock of the test's own."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gbflex.dispatch import Problem, Reserve, Views, batch, explain, many, roll, rules, solve, warming, windows
from gbflex.dispatch.exact import compiled, loading, storage
from gbflex.dispatch.exact.compiled import Chooser, Kernel, Work
from tests.dispatch.random_problems import replaced
from tests.factories import make_problem, make_store
from tests.processes import ended

COMPILED = Kernel(is_compiled=True, path=None, menu=None, batch=None, rule=None, pieces=None, heat=None)
Asked = list[tuple[float, Work]]


class Loader:
    """Counts how often it is asked."""

    def __init__(self, found: Kernel | None = COMPILED) -> None:
        self.found, self.times = found, 0

    def __call__(self) -> Kernel | None:
        self.times += 1
        time.sleep(0.01)
        return self.found


class Clock:
    """Each reading is so many seconds after a thread's last one."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.here = seconds, threading.local()

    def __call__(self) -> float:
        self.here.now = getattr(self.here, "now", 0.0) + self.seconds
        return float(self.here.now)


def chooser_of(load: Callable[[], Kernel | None], kept: Iterable[Work] = loading.ENTRIES) -> Chooser:
    return Chooser(load, set(kept).__contains__)


def plain_pieces(chooser: Chooser, pieces: int) -> int:
    """Pieces of work estimated at 0.25 s, 0.3 s by the clock: how many of them were plain."""
    plain = 0
    for _ in range(pieces):
        used = chooser.kernel(0.25, "path")
        if not used.is_compiled:
            plain += 1
            used.path.write_use(0.0, 0.0, ([0.0], [0.0], [0.0]), 0)
    return plain


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "time", SimpleNamespace(thread_time=Clock(0.3)))


def test_small_pieces_change_over_once_they_have_cost_what_loading_costs() -> None:
    """Proves: 0.3 + 0.3 + 0.3 spent and 0.25 to come is over 1.0, so the fourth is compiled, all in one load. If broken: 30 stay plain."""
    loader = Loader()
    assert plain_pieces(chooser_of(loader), 30) == 3
    assert loader.times == 1


def test_one_small_piece_loads_nothing() -> None:
    """Proves: a single year stays plain, a large piece does not. If broken: every script waits for numba."""
    loader = Loader()
    chooser = chooser_of(loader)
    assert not chooser.kernel(0.25, "path").is_compiled
    assert loader.times == 0
    assert chooser.kernel(1.1, "path").is_compiled


def test_without_compiled_code_in_the_cache_more_must_have_been_spent() -> None:
    """Proves: half of 12 s of compiling: 0.3 x 20 + 0.25 is over 6. If broken: 12 s of compiling for 2 s of work."""
    loader = Loader()
    assert plain_pieces(chooser_of(loader, kept=[]), 30) == 20
    chooser = chooser_of(loader, kept=[])
    assert not chooser.kernel(2.0, "path").is_compiled
    assert chooser.kernel(6.1, "path").is_compiled


def test_each_kind_of_work_is_compiled_for_itself() -> None:
    """Proves: a compiled path does not make a menu wait for ten seconds of compiling. If broken: 0.1 s becomes 10 s."""
    chooser = chooser_of(Loader(), kept=["path"])
    assert chooser.kernel(1.1, "path").is_compiled
    assert not chooser.kernel(0.1, "menu").is_compiled
    assert chooser.kernel(0.1, "path").is_compiled


def test_windows_need_the_path_compiled_too() -> None:
    """Proves: half of 12 + 3 s. If broken: 3 s of work waits 15 s because the smaller part was counted alone."""
    assert not chooser_of(Loader(), kept=[]).kernel(7.0, "windows").is_compiled
    assert not chooser_of(Loader(), kept=["windows"]).kernel(5.0, "windows").is_compiled
    assert chooser_of(Loader(), kept=["windows", "path"]).kernel(5.0, "windows").is_compiled


def test_asked_for_it_is_loaded_at_once() -> None:
    """Proves: after load_now all work is compiled, the smallest and what is not in the cache. If broken: a server's first answers are slow."""
    chooser = chooser_of(Loader(), kept=[])
    chooser.load_now()
    assert all(chooser.kernel(0.001, work).is_compiled for work in loading.ENTRIES)


def test_without_numba_all_stays_plain() -> None:
    """Proves: no compiler, no error, one attempt. If broken: None is called, or numba is looked for each time."""
    loader = Loader(found=None)
    chooser = chooser_of(loader)
    chooser.load_now()
    assert not chooser.kernel(np.inf, "path").is_compiled
    assert plain_pieces(chooser, 10) == 10
    assert loader.times == 1


def test_threads_load_once() -> None:
    """Proves: eight threads at once, one load, one kernel. If broken: numba compiles everything twice."""
    loader = Loader(Kernel(is_compiled=True, path=0, menu=0, batch=0, rule=0, pieces=0, heat=0))
    chooser, ready = chooser_of(loader), threading.Barrier(8)

    def ask(_: int) -> Kernel:
        ready.wait()
        return chooser.kernel(np.inf, "path")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert loader.times == 1
    assert all(one is loader.found for one in found)


def test_threads_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 4 x 50 pieces of 1 s are 200 s. If broken: of two threads that read the sum at once, one is forgotten."""

    class Slow(dict[Work, float]):
        def __getitem__(self, work: Work) -> float:
            found = super().__getitem__(work)
            time.sleep(1e-5)
            return found

    monkeypatch.setattr(compiled, "time", SimpleNamespace(thread_time=Clock(1.0)))
    chooser = chooser_of(Loader())
    chooser._spent_seconds = Slow(chooser._spent_seconds)
    plain = chooser._plain["path"]

    def work(_: int) -> None:
        for _ in range(50):
            plain.path.write_use(0.0, 0.0, ([0.0], [0.0], [0.0]), 0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert chooser.spent_seconds() == 200.0


def test_compiled_code_is_found_without_numba(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the file that numba writes last counts, its index alone does not. If broken: an unfinished cache counts as whole."""
    monkeypatch.setattr(loading, "_folder", lambda: tmp_path)
    place = tmp_path / "kernel_0123"
    place.mkdir()
    for name in ("path.value_path-90.py311.1.nbc", "path.follow_path-225.py311.nbi"):
        (place / name).touch()
    assert not loading.is_kept("path")
    (place / "path.follow_path-225.py311.1.nbc").touch()
    assert loading.is_kept("path")
    assert not loading.is_kept("menu")


def a_week(**changes: object) -> Problem:
    random = np.random.default_rng(1)
    price = np.round(60 + 40 * np.sin(np.arange(336) * np.pi / 24) + random.normal(0, 25, 336), 2)
    return replaced(make_problem((price + 3).tolist(), (price - 3).tolist(), store=make_store()), **changes)


def test_answers_do_not_change_when_the_kernel_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: one problem again and again, real code on both sides of the change, the same bits; then it is in the cache. If broken: a loop's answers drift."""
    chooser = chooser_of(loading.load)
    monkeypatch.setattr(storage, "kernel", chooser.kernel)
    answers = [solve(a_week()) for _ in range(4)]
    assert chooser._in_use == {"path"}
    assert 0.9 <= chooser.spent_seconds() < 1.5
    assert len({(answer.objective_gbp, answer.schedule.charge_mwh.tobytes()) for answer in answers}) == 1
    assert loading.is_kept("path")


def test_a_single_year_does_not_load_numba() -> None:
    """Proves: a script with one year pays for no compiler. If broken: half a second more, and 100 MB."""
    script = """
import sys
import numpy as np
from gbflex.dispatch import Problem, Store, solve
from gbflex.dispatch.exact import compiled
compiled._CHOOSER._is_kept = lambda work: True
n = 17520
price = 60 + 40 * np.sin(np.arange(n) * np.pi / 24)
none = np.zeros(n)
store = Store(2.5, 2.5, 5.0, 0.92, 0.92, 2.5, 2.5)
solve(Problem(0.5, np.arange(n) // 48, none, -price - 3, none, price - 3, stores=(store,)))
print("numba" in sys.modules)
"""
    done = ended([sys.executable, "-c", script])
    assert done.code == 0, done.err
    assert done.out.strip() == "False"


def recorded(monkeypatch: pytest.MonkeyPatch, *modules: Any) -> Asked:
    """What is asked of the kernel from here on; it answers plainly."""
    asked: Asked = []
    plain = compiled._CHOOSER._plain

    def kernel(plain_seconds: float, work: Work) -> Kernel:
        asked.append((plain_seconds, work))
        return plain[work]

    for module in modules:
        monkeypatch.setattr(module, "kernel", kernel)
    return asked


def some_problems() -> list[Problem]:
    """Three weeks for the path, one with a menu of two levels, one for HiGHS and one without a store."""
    reserve = Reserve(np.arange(336) // 8, np.ones(42), (0.0, 0.5))
    limited = make_store(**(vars(make_store()) | {"max_cycles_per_day": 1.0}))
    return [
        a_week(),
        a_week(),
        a_week(),
        a_week(reserves=(reserve,)),
        a_week(stores=(limited,)),
        a_week(stores=()),
    ]


def test_a_list_of_problems_is_weighed_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 3 x 336 steps of 10 microseconds; 2 levels x 336 x 40 x 2 steps to fill. If broken: each seems too small."""
    asked = recorded(monkeypatch, batch)
    many(some_problems())
    fill = 2.0
    assert asked == [
        (pytest.approx(3 * 336 * 10e-6), "path"),
        (pytest.approx(2 * 336 * 40e-6 * fill), "menu"),
    ]


def test_each_worker_weighs_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a worker is told half before its first problem. If broken: its first problems are plain, or all load for nothing."""
    asked = recorded(monkeypatch, batch)

    class HerePool:
        def __init__(self, _: int, *, initializer: Callable[..., None], initargs: tuple[Any, ...], **__: object):
            initializer(*initargs)

        def __enter__(self) -> HerePool:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def map(self, function: Callable[..., Any], parts: Iterable[Any]) -> Iterable[Any]:
            return map(function, parts)

    monkeypatch.setattr(batch, "ProcessPoolExecutor", HerePool)
    assert len(many(some_problems(), workers=2)) == 6
    assert asked[0] == (pytest.approx(3 * 336 * 10e-6 / 2), "path")


def test_explaining_windows_is_weighed_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 13 windows of 48 steps and a last one of 24, solved and explained. If broken: each window seems too small."""
    problem, views = a_week(), Views.even(336, commit_steps=24, look_ahead_steps=48)
    schedule = roll([problem], views).schedule
    asked = recorded(monkeypatch, explain)
    explain.explain_windows([problem], views, [None], schedule)
    assert asked[0] == (pytest.approx(2 * (13 * 48 + 24) * 10e-6), "path")


def test_warming_up_asks_for_every_kind_of_work_of_a_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: nothing is left for the first question to compile. If broken: a server's first roll takes seconds."""
    called: list[bool] = []
    monkeypatch.setattr(warming, "load_now", lambda: called.append(True))
    asked = recorded(monkeypatch, storage, batch, windows, rules)
    warming.warm_up()
    assert called == [True]
    assert {work for _, work in asked} == set(loading.ENTRIES) - {"heat"}


def test_a_folder_that_takes_nothing_keeps_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where the cache's place is a file, the kernel is compiled for this process alone. If broken: no plan at all."""
    place = tmp_path / "a file"
    place.write_bytes(b"")
    monkeypatch.setattr(loading, "_folder", lambda: place / "kernel")
    kept: list[bool] = []
    monkeypatch.setattr(loading, "_jitted", lambda _, function, *, cache: kept.append(cache) or function)
    assert loading.load() is not None
    assert not any(kept)
