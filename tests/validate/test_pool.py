"""Work spread over processes: nothing lost, not even when one dies."""

from __future__ import annotations

import os

import pytest
from jobs import squared, squared_unless_deadly

from gaitkit.validate import pool


def test_one_worker_stays_in_this_process():
    done = pool.run_all(lambda job: (job, os.getpid()), [1, 2], workers=1)
    assert list(done) == [(1, (1, os.getpid())), (2, (2, os.getpid()))]


def test_several_processes_do_every_job_once():
    assert sorted(pool.run_all(squared, range(5), workers=2)) == [(n, n**2) for n in range(5)]


def test_a_process_that_dies_costs_its_own_job_only():
    done = sorted(pool.run_all(squared_unless_deadly, [1, 2, 3, 4], workers=2), key=lambda d: d[0])
    assert done == [(1, 1), (2, 4), (3, None), (4, 16)]


@pytest.mark.parametrize(
    ("jobs", "asked", "cores", "gigabytes", "workers"),
    [
        (9, None, 4, 64, 4),
        (9, None, 8, 3, 3),
        (2, None, 8, 64, 2),
        (9, 6, 2, 1, 6),
        (9, None, 2, 0, 1),
    ],
)
def test_as_many_as_cores_and_memory_carry(monkeypatch, jobs, asked, cores, gigabytes, workers):
    monkeypatch.setattr(pool.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(pool, "_memory_bytes", lambda: gigabytes * pool.PROCESS_BYTES)
    assert pool.workers_for(jobs, asked=asked) == workers
