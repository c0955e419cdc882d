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
    ("jobs", "asked", "fitting", "workers"), [(9, None, 4, 4), (2, None, 8, 2), (9, 6, 1, 6)]
)
def test_as_many_as_fit_but_one_a_job_at_most(monkeypatch, jobs, asked, fitting, workers):
    monkeypatch.setattr(pool, "fitting_processes", lambda: fitting)
    assert pool.workers_for(jobs, asked=asked) == workers
