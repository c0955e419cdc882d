from __future__ import annotations

import io
import os
import sys
import threading

import pytest

from gaitkit.pose.quiet import quiet_stderr


def test_only_what_is_written_inside_is_lost(capfd):
    os.write(2, b"before ")
    with quiet_stderr():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_it_is_undone_after_an_error(capfd):
    with pytest.raises(ZeroDivisionError), quiet_stderr():
        _ = 1 / 0
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_blocks_may_lie_in_each_other(capfd):
    with quiet_stderr():
        with quiet_stderr():
            pass
        os.write(2, b"still inside")
    assert capfd.readouterr().err == ""


def test_sys_stderr_need_not_be_a_file(capfd, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with quiet_stderr():
        os.write(2, b"inside")
        print("from Python", file=sys.stderr)
    assert capfd.readouterr().err == ""
    assert sys.stderr.getvalue() == "from Python\n"


def test_threads_do_not_keep_each_others_redirection(capfd):
    def work() -> None:
        for _ in range(50):
            with quiet_stderr():
                os.write(2, b"inside")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are inherited otherwise there")
def test_a_process_without_stderr_is_left_alone():
    import subprocess

    code = (
        "import os\nfrom gaitkit.pose.quiet import quiet_stderr\nos.close(2)\n"
        "with quiet_stderr():\n    print('ran')"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert (done.returncode, done.stdout) == (0, "ran\n")
