"""However many processes there are, whatever becomes of them: the same poses, and none is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import crew_backend
import numpy as np
import pytest
import staged

from gaitkit import crew as crews
from gaitkit.crew import Crew
from gaitkit.errors import UsageError
from gaitkit.face import analyze
from gaitkit.follow import Search, follow
from gaitkit.pose.stretches import Stretch
from gaitkit.video import probe

FRAMES = staged.FPS * staged.SECONDS
STRETCHES = tuple(Stretch(first=n, own=n, stop=n + 30) for n in range(0, FRAMES, 30))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return probe(staged.grey_clip(tmp_path_factory.mktemp("clip") / "grey.mp4", staged.SIDE))


def search_in(clip, model: str) -> Search:
    return Search(
        clip=clip, turned_deg=0, wanted=np.ones(FRAMES, bool), squares=(None,) * FRAMES, model=model
    )


def followed(clip, size: int, *, model: str = "work 0", on_progress=lambda share: None):
    with Crew(size, backend=crew_backend) as crew:
        try:
            parts = crew.follow(search_in(clip, model), STRETCHES, on_progress=on_progress)
        finally:
            started = list(crew._members)
    assert len(started) == size and all(m._process.poll() is not None for m in started)
    return {number: pose.points_px[0, 0] for part in parts for number, pose in part.items()}


@pytest.fixture(scope="module")
def alone(clip):
    return followed(clip, 0)


def test_one_process_finds_everybody(alone):
    assert list(alone) == list(range(FRAMES))


@pytest.mark.parametrize("size", [1, 2])
def test_more_processes_give_the_same(clip, alone, size):
    shares: list[float] = []
    assert followed(clip, size, model="slow 0", on_progress=shares.append) == alone
    assert shares == sorted(shares) and shares[-1] == 1


def test_others_really_do_a_part_of_the_work(clip, alone, monkeypatch):
    own = []

    def followed_here(search, stretch, *rest, **options):
        own.append(stretch)
        return follow(search, stretch, *rest, **options)

    monkeypatch.setattr(crews, "follow", followed_here)
    assert followed(clip, 1, model="slow 0") == alone
    assert 0 < len(own) < len(STRETCHES)


@pytest.mark.parametrize("deed", ["die", "hang"])
def test_a_member_that_fails_costs_nothing_but_time(clip, alone, deed, monkeypatch):
    monkeypatch.setattr(crews, "SILENCE_S", 1.0)
    assert followed(clip, 1, model=f"{deed} {os.getpid()}") == alone


def test_a_process_that_can_not_start_is_done_without(clip, alone, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Crew(2, backend=crew_backend) as crew:
        parts = crew.follow(search_in(clip, "work 0"), STRETCHES, on_progress=lambda share: None)
    assert sum(len(part) for part in parts) == len(alone)


def test_the_true_error_comes_through(clip):
    with pytest.raises(RuntimeError, match="the stage fell down"):
        followed(clip, 1, model="raise 0")


def test_an_interruption_ends_all(clip):
    def interrupt(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        followed(clip, 2, model="slow 0", on_progress=interrupt)


SCRIPT = """
import sys
sys.path[:0] = {path!r}
import crew_backend, test_crew
from gaitkit.crew import Crew
from gaitkit.errors import UsageError
from gaitkit.video import probe
print("the script runs", flush=True)
with Crew(1, backend=crew_backend) as crew:
    print(crew._members[0]._process.pid, flush=True)
    search = test_crew.search_in(probe({clip!r}), {model!r})
    print(len(crew.follow(search, test_crew.STRETCHES, on_progress=lambda share: None)))
"""


def script(tmp_path: Path, clip, model: str) -> subprocess.Popen[str]:
    path = tmp_path / "script.py"  # no `if __name__ == "__main__":`, as users write them
    root = Path(__file__).parent
    path.write_text(
        SCRIPT.format(path=[str(root.parent), str(root)], clip=str(clip.path), model=model)
    )
    (tmp_path / "random.py").write_text("raise SystemExit('not the module that was meant')")
    return subprocess.Popen(
        [sys.executable, "-P", str(path)], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )


def test_a_plain_script_runs_once(clip, tmp_path):
    process = script(tmp_path, clip, "work 0")
    said, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert said.split("\n")[0] == "the script runs" and said.count("the script runs") == 1
    assert said.split("\n")[2] == str(len(STRETCHES))


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nobody_is_left_when_the_script_is_stopped(clip, tmp_path, number):
    process = script(tmp_path, clip, "slow 0")
    process.stdout.readline()
    member = int(process.stdout.readline())
    time.sleep(1)
    process.send_signal(number)
    process.communicate(timeout=100)
    deadline_s = time.monotonic() + 60
    while alive(member):
        assert time.monotonic() < deadline_s
        time.sleep(0.1)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or " Z " not in status.read_text()


def test_no_process_at_all_is_a_usage_error():
    with pytest.raises(UsageError, match="processes: expected 1 or more, got 0"):
        analyze("any.mp4", processes=0)
