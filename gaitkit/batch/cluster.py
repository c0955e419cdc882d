"""The same batch on many computers: a Dask cluster in the place of this computer's processes.

Start a cluster the way Dask does it and give the address of its scheduler:

    pip install "gaitkit-video[dask]"         # on every computer, one version everywhere
    dask scheduler                             # by hand: one scheduler,
    dask worker tcp://host:8786 --nthreads 2   # and on each computer a worker
    gaitkit batch FOLDER --out OUT --scheduler tcp://host:8786

SLURM: `SLURMCluster(cores=2, memory="2GB", walltime="08:00:00")` of dask-jobqueue, then
`.scale(jobs=50)`; Kubernetes: `KubeCluster(name="gaitkit", image=...)` of dask-kubernetes with an
image that has gaitkit; `.scheduler_address` is what `--scheduler` wants.

FOLDER and OUT have to lie under one path on every computer (a shared drive), and OUT must be
writable there. The weights are fetched once a computer; `GAITKIT_CACHE` on the shared drive keeps
poses for all. A worker does as many clips at a time as it has threads, each in a process of its
own of about 1 GB: `--nthreads` is the number of cores, `--memory-limit` leaves room for these.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from gaitkit import __version__
from gaitkit.errors import InstallationError, UsageError

_CONNECT_S = 15


@contextmanager
def cluster(scheduler: str, *, folder: Path, out: Path) -> Iterator[Executor]:
    """An executor for `workers.supervised` on the cluster.

    Raises InstallationError without Dask or where a worker has another gaitkit, UsageError where
    no scheduler answers or a worker doesn't see the folders.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InstallationError(
            f'--scheduler needs Dask ({error}). Run: pip install "gaitkit-video[dask]"'
        ) from error
    try:
        client = Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"--scheduler {scheduler}: expected the address of a running Dask scheduler such as "
            f"tcp://host:8786, got no answer ({error})."
        ) from error
    with client:
        _check_workers(client, folder, out)
        yield client.get_executor(pure=False)


def _check_workers(client, folder: Path, out: Path) -> None:
    """Refuse before any work what would go wrong for every clip; later workers are checked then."""
    try:
        troubles = client.run(trouble, str(folder), str(out), __version__)
    except Exception as error:  # what a worker without gaitkit raises depends on Dask
        raise InstallationError(
            f"a worker of the cluster can't run gaitkit ({error}). Install gaitkit-video "
            f"{__version__} on every computer."
        ) from error
    told = [f"worker {worker} {trouble}" for worker, trouble in troubles.items() if trouble]
    if told:
        raise UsageError("; ".join(sorted(told)) + ".")


def trouble(folder: str, out: str, version: str) -> str:
    """What keeps this computer from doing its part; empty if nothing does."""
    if __version__ != version:
        return f"has gaitkit {__version__}, here is {version}: install the same version everywhere"
    if not Path(folder).is_dir():
        return f"sees no folder {folder}: it must be there under the same path everywhere"
    if not os.access(out, os.W_OK | os.X_OK):
        return f"can't write in {out}: it must be there under the same path everywhere"
    return ""
