"""Backends of the package and of plug-ins: found by name, refused with a reason."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest
from pretend_backend import PretendBackend

from gaitkit.errors import InstallationError, UsageError
from gaitkit.pose import backends
from gaitkit.pose.backends import backend_names, find_backend


@pytest.fixture
def plugin(monkeypatch):
    """Installs a plug-in under the name `pretend`."""

    def install(backend):
        module = ModuleType("their_plugin")
        if backend is not None:
            module.backend = backend
        monkeypatch.setitem(sys.modules, "their_plugin", module)
        point = EntryPoint(name="pretend", value="their_plugin:backend", group=backends.GROUP)
        monkeypatch.setattr(
            backends, "entry_points", lambda group: [point] if group == backends.GROUP else []
        )

    return install


def test_ours_are_found_by_the_folder():
    assert {"mediapipe", "rtmpose"} <= set(backend_names())
    assert find_backend("mediapipe").NAME == "mediapipe"


def test_a_plug_in_is_found_by_its_entry_point(plugin):
    theirs = PretendBackend()
    plugin(theirs)
    assert "pretend" in backend_names()
    assert find_backend("pretend") is theirs


def test_an_unknown_name_lists_those_there_are(plugin):
    plugin(PretendBackend())
    with pytest.raises(UsageError, match=r"mediapipe, pretend, rtmpose, got 'openpose'"):
        find_backend("openpose")


def test_a_plug_in_that_does_not_load_says_why(plugin):
    plugin(None)
    with pytest.raises(InstallationError, match="their_plugin:backend can't be loaded"):
        find_backend("pretend")


def test_a_plug_in_without_feet_is_refused(plugin):
    plugin(PretendBackend(LANDMARKS=("left_hip",)))
    with pytest.raises(InstallationError, match="lacks left_ankle"):
        find_backend("pretend")
