"""The worker with a pose backend that sees stick figures in grey clips."""

from staged import StagedBackend

from gaitkit.pose import backends
from gaitkit.web.worker import main

_BACKEND = StagedBackend()
backends.find_backend = lambda name: _BACKEND
main()
