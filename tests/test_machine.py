from __future__ import annotations

import pytest

from gaitkit import machine


@pytest.mark.parametrize(
    ("cores", "gigabytes", "processes"), [(4, 64, 4), (8, 3, 3), (2, 0, 1), (1, 64, 1)]
)
def test_as_many_processes_as_cores_and_memory_carry(monkeypatch, cores, gigabytes, processes):
    monkeypatch.setattr(machine, "_cores", lambda: cores)
    monkeypatch.setattr(machine, "_memory_bytes", lambda: gigabytes * machine.PROCESS_BYTES)
    assert machine.fitting_processes() == processes


def test_this_machine_has_something():
    assert machine.fitting_processes() >= 1


def test_a_container_counts_with_its_share(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "_CONTAINER", tmp_path)
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda pid: range(8), raising=False)
    monkeypatch.setattr(machine.os, "cpu_count", lambda: 8)
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert machine._cores() == 8
    assert machine._memory_bytes() > 10**6
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    (tmp_path / "memory.max").write_text("1234\n")
    assert (machine._cores(), machine._memory_bytes()) == (2, 1234)
