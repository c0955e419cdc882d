"""Work in other processes: nothing lost, not even when one dies, hangs or is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import work

from gaitkit import workers
from gaitkit.workers import ProcessDiedError, ProcessHungError, here, run_all


def done(function, jobs, *, count: int = 2, **options) -> dict:
    with here(workers=count) as executor:
        return dict(run_all(function, jobs, executor=executor, **options))


def test_every_job_is_done_once_in_as_many_processes_as_asked():
    got = done(work.squared_by, range(6))
    assert {number: result[0] for number, result in got.items()} == {n: n**2 for n in range(6)}
    pids = {pid for _, pid in got.values()}
    assert len(pids) <= 2 and os.getpid() not in pids


def test_what_is_told_is_heard():
    heard = []
    done(work.squared, [3], follow=lambda *told: heard.append(told))
    assert heard == [(3, "squaring", 0.5)]


def test_a_crash_costs_its_own_job_only_and_is_named():
    got = done(work.squared_unless_deadly, [1, 2, 3, 4])
    assert isinstance(got[3], ProcessDiedError) and "SIGSEGV" in str(got[3])
    assert {n: got[n] for n in (1, 2, 4)} == {1: 1, 2: 4, 4: 16}


def test_a_job_whose_process_was_killed_gets_a_second_chance(tmp_path):
    assert list(done(work.killed_once, [str(tmp_path / "marker")]).values()) == ["done"]


def test_a_job_that_hangs_is_given_up_and_one_that_tells_is_not():
    got = done(work.silent, [0.0, 60.0], silent_s=1.0)
    assert got[0.0] == "done"
    assert isinstance(got[60.0], ProcessHungError) and "--time-limit" in str(got[60.0])
    assert done(work.slow_but_telling, [2.0], silent_s=1.0) == {2.0: "done"}


def test_what_a_library_prints_does_not_mix_with_the_results():
    assert done(work.noisy, ["hello\n" * 1000]) == {"hello\n" * 1000: "hello\n" * 1000}


def test_errors_come_back_even_those_that_cannot_travel():
    got = done(work.failing, ["value", "odd"])
    assert isinstance(got["value"], ValueError)
    assert isinstance(got["odd"], RuntimeError) and "can't travel" in str(got["odd"])


def test_the_last_words_of_a_process_are_told():
    (error,) = done(work.last_words, ["libpose: out of luck"]).values()
    assert "exit code 7" in str(error) and "out of luck" in str(error)


def test_processes_end_with_the_executor():
    with here(workers=1) as executor:
        (_, (_, pid)) = next(iter(run_all(work.squared_by, [1], executor=executor)))
    assert not alive(pid)


def test_processes_end_with_a_parent_that_is_killed(tmp_path):
    script = (
        "import sys; sys.path[:0] = [sys.argv[1]]\n"
        "import os, work\n"
        "from gaitkit.workers import here, run_all\n"
        "def tell(*_): print(os.popen('pgrep -P %d' % os.getpid()).read(), flush=True)\n"
        "with here(workers=1) as executor:\n"
        "    list(run_all(work.slow_but_telling, [60.0], executor=executor, follow=tell))\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(Path(work.__file__).parent)],
        stdout=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip
    with parent:
        child = int(parent.stdout.readline().split()[0])
        assert alive(child)
        parent.send_signal(signal.SIGKILL)
    until_s = time.monotonic() + 10
    while alive(child):
        assert time.monotonic() < until_s, "the child works on for nobody"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("jobs", "asked", "fitting", "count"),
    [(9, None, 4, 4), (2, None, 8, 2), (9, 6, 2, 6), (0, None, 2, 1)],
)
def test_as_many_as_the_computer_carries_or_as_asked(monkeypatch, jobs, asked, fitting, count):
    monkeypatch.setattr(workers, "fitting_processes", lambda: fitting)
    assert workers.workers_for(jobs, asked=asked) == count
