"""The worker with a pose backend that sees stick figures in grey clips."""

from staged import StagedBackend

import gaitkit.capture
from gaitkit.web.worker import main

_BACKEND = StagedBackend()
gaitkit.capture._backend = lambda name: _BACKEND
main()
