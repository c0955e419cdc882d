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
