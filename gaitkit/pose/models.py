"""Model weights: where they are, where to get them, and that they are what they should be.

A model is looked for in the folder named by `GAITKIT_MODELS`, then in the user's cache, and
otherwise fetched once. The cache holds prepared bundles (`bundle.prepare`).
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ..disk import sha256_of
from ..errors import InstallationError, UnreadableInputError, UsageError
from . import download
from .bundle import Bundle, BundleError, prepare, read_bundle, write_bundle
from .download import Progress, Source, SourceError
from .store import intact, locked, put, workplace

MODELS = ("lite", "full", "heavy")
FOLDER_VARIABLE = "GAITKIT_MODELS"
#: Raise the number when `bundle.prepare` changes, so that older copies are made anew.
PREPARED_SUFFIX = ".gaitkit1.task"

#: `Bundle.network_id` of the published weights, computed from the packages that `download` names.
#: The official heavy bundle gives the same as the bare network: publishers don't alter them.
NETWORKS = {
    "lite": "4ed43b20f81ba6a6bf3afa9276b78734558f51333e99f7783927a331ea3b5ffe",
    "full": "9f5a73a60592893f907dabf7cf9ce9c6130de03c36e271c5be864f45f2a7bde5",
    "heavy": "e477e25b41f167cba4046fdfd8a2da05a28c79f71485399c97f6e5bd1c3ba0e6",
}
#: The same after `bundle.prepare`.
PREPARED_NETWORKS = {
    "lite": "85754cc5f86224737194d3e4704439740d5f7914831f94972d16d8ba7c701171",
    "full": "a42d2dd824b6566a5dbc4b4be6483d5dfeb122e2bc6f692c4bafd528d1fd2823",
    "heavy": "cc1c21b84d7d9fbe9e009cb5a8a3c15372640a099abd9cb4e7cce14e52a9a4e0",
}
MODEL_OF_NETWORK = {i: n for table in (NETWORKS, PREPARED_NETWORKS) for n, i in table.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """What is known about a model here. An absent one has no path, size, hash or origin."""

    name: str
    present: bool
    path: Path | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    origin: str | None = None


def cache_folder() -> Path:
    """Where this user's weights are kept; not made until something is stored."""
    import platformdirs

    return platformdirs.user_cache_path("gaitkit") / "models"


def model_path(name: str, *, fetch: bool = True, on_progress: Progress | None = None) -> Path:
    """Bundle of the model `lite`, `full` or `heavy`, ready for MediaPipe.

    With `fetch`, a model that is not here is downloaded, which `on_progress(step, share)` follows.
    Raises `InstallationError` when there is none, `UsageError` for any other name.
    """
    _check_name(name)
    if (given := _given(name)) is not None:
        return _prepared_copy(given, name)
    if intact(_cached(name)):
        return _cached(name)
    if fetch:
        return fetch_model(name, on_progress)
    raise InstallationError(
        f"weights of model {name!r}: not here, or damaged (looked in {_places()}). "
        f"Run `gaitkit models fetch {name}`, or {_import_advice(name)}"
    )


def fetch_model(name: str, on_progress: Progress | None = None) -> Path:
    """Prepared bundle of `name` in the user's cache, downloaded unless it is there intact.

    Processes that ask at the same time wait for the first. Raises `InstallationError` with the
    reason of every source that failed.
    """
    _check_name(name)
    tell = on_progress or _nobody
    with _locked_cache(tell):
        if intact(_cached(name)):
            return _cached(name)
        bundle, origin = _first_source(name, tell)
        tell("prepare", None)
        return _store(bundle, _cached(name), origin=origin)


def import_model(file: str | Path, name: str | None = None) -> Path:
    """Store a `.task` file from anywhere as a model, which its weights name.

    Weights unknown to gaitkit are taken if their structure is right, under `name` or what the
    file name says. Raises `UnreadableInputError` when it is no pose bundle, `UsageError` when the
    name is wrong or can't be told.
    """
    file = Path(file)
    bundle = _read(file)
    name = _name_of(bundle, file, name)
    with _locked_cache(_nobody):
        return _store(bundle, _cached(name), origin=f"imported from {file.name}")


def list_models() -> tuple[ModelFile, ...]:
    """Every model, present or not. Changes nothing."""
    return tuple(_describe(name) for name in MODELS)


def weights_id(path: Path) -> str:
    """Identity of the weights in a bundle from `model_path`, the same for every publisher."""
    note = intact(path)
    network = note.network if note else _read(path).network_id()
    return NETWORKS.get(MODEL_OF_NETWORK.get(network, ""), network)


def _nobody(step: str, share: float | None) -> None:
    """Progress that nobody follows."""


def _check_name(name: str) -> None:
    if name not in MODELS:
        raise UsageError(f"model: expected one of {', '.join(MODELS)}, got {name!r}")


def _cached(name: str, *, of: str = "") -> Path:
    return cache_folder() / f"pose_landmarker_{name}{of}{PREPARED_SUFFIX}"


def _locked_cache(tell: Progress) -> AbstractContextManager[None]:
    return locked(cache_folder(), on_wait=lambda: tell("wait", None))


def _places() -> str:
    return " and ".join(str(p) for p in (os.environ.get(FOLDER_VARIABLE), cache_folder()) if p)


def _import_advice(name: str) -> str:
    return (
        f"get pose_landmarker_{name}.task on a machine with a network (MediaPipe's page on its "
        f"pose landmarker links to it) and run `gaitkit models import FILE` here."
    )


def _given(name: str) -> Path | None:
    """The file for `name` in the folder that the user named; nothing is ever written there."""
    if not os.environ.get(FOLDER_VARIABLE):
        return None
    own = Path(os.environ[FOLDER_VARIABLE]).expanduser()
    if not own.is_dir():
        raise InstallationError(
            f"{FOLDER_VARIABLE}: expected a folder with .task files, got {str(own)!r}. "
            f"Correct it or unset it."
        )
    names = (f"pose_landmarker_{name}{PREPARED_SUFFIX}", f"pose_landmarker_{name}.task")
    return next((p for n in names if (p := own / n).is_file()), None)


def _prepared_copy(given: Path, name: str) -> Path:
    """Faster copy of a given bundle in the user's cache; `given` where that can't be written."""
    target = _cached(name, of=f".{sha256_of(given)[:12]}")
    if intact(given):
        return given
    if intact(target):
        return target
    bundle = _checked_given(given, name)
    try:
        with _locked_cache(_nobody):
            return _store(bundle, target, origin=f"copy of {given}")
    except InstallationError:
        return given


def _checked_given(given: Path, name: str) -> Bundle:
    try:
        bundle = _read(given)
        _name_of(bundle, given, name)
    except (UnreadableInputError, UsageError) as error:
        raise InstallationError(f"{error} Mend that, or unset {FOLDER_VARIABLE}.") from error
    return bundle


def _describe(name: str) -> ModelFile:
    given = _given(name)
    path = given or _cached(name)
    note = intact(path)
    if not given and not note:
        return ModelFile(name=name, present=False)
    return ModelFile(
        name=name,
        present=True,
        path=path,
        size_bytes=path.stat().st_size,
        sha256=sha256_of(path),
        origin=note.origin if note else f"given in {FOLDER_VARIABLE}",
    )


def _read(file: Path) -> Bundle:
    try:
        return read_bundle(file.read_bytes())
    except OSError as error:
        raise UnreadableInputError(f"{file}: can't be read ({error.strerror}).") from error
    except BundleError as error:
        raise UnreadableInputError(
            f"{file}: expected a pose_landmarker .task file, got something else: {error}."
        ) from error


def _name_of(bundle: Bundle, file: Path, name: str | None) -> str:
    if name is not None:
        _check_name(name)
    known = MODEL_OF_NETWORK.get(bundle.network_id())
    if known and name not in (None, known):
        raise UsageError(f"{file}: its weights are those of model {known!r}, not {name!r}.")
    named = [model for model in MODELS if model in file.stem.lower()]
    found = known or name or (named[0] if len(named) == 1 else None)
    if found is None:
        raise UsageError(
            f"{file}: a pose bundle, but which? Name the model: one of {', '.join(MODELS)}."
        )
    return found


def _first_source(name: str, tell: Progress) -> tuple[Bundle, str]:
    reasons = []
    for source in download.SOURCES:
        if name not in source.models:
            continue
        try:
            return _from_source(source, name, tell), source.label
        except SourceError as error:
            reasons.append(f"{source.label}: {error}")
    tried = "\n  ".join(reasons)
    raise InstallationError(
        f"weights of model {name!r}: no source could give them.\n  {tried}\n"
        f"Try again with a network, or {_import_advice(name)}"
    )


def _from_source(source: Source, name: str, tell: Progress) -> Bundle:
    with workplace(cache_folder()) as folder:
        bundle = source.get(name, folder, tell)
    if (got := bundle.network_id()) != NETWORKS[name]:
        raise SourceError(f"expected the networks {NETWORKS[name][:12]}, got {got[:12]}")
    return bundle


def _store(bundle: Bundle, target: Path, *, origin: str) -> Path:
    prepared = prepare(bundle)
    put(target, write_bundle(prepared), network=prepared.network_id(), origin=origin)
    return target
