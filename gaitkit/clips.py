"""The clips of one call: measured one by one, written, and merged if there are several."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit.errors import GaitkitError, UsageError

if TYPE_CHECKING:
    from gaitkit.face import Result

Progress = Callable[[str, float | None], None]
#: Measures a clip; True has the face in its picture made unrecognisable.
Measure = Callable[[Path, Progress, bool], "Result"]

VIDEO_SUFFIXES = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".3gp", ".mts")
#: When set, a fault in gaitkit shows where it happened.
DEBUG_VARIABLE = "GAITKIT_DEBUG"
_UNEXPECTED = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoneClip:
    """A measured clip and where its files are. `pictures` is false for a pose file.

    In `faces_unseen` frames no face was found where one was to be blurred; None if none was.
    """

    result: Result
    folder: Path
    files: tuple[str, ...]
    pictures: bool
    faces_unseen: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class ClipRun:
    """What became of every clip: `done` by clip name, `errors` by file."""

    out: Path
    lang: str
    overlay: bool = True
    blur_face: bool = False
    also: tuple[str, ...] = ()
    slow_mid_stance: bool = False
    done: dict[str, DoneClip] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    session_files: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if anything was measured, else that of the first error."""
        return 0 if self.done else exit_code_of(next(iter(self.errors.values())))

    def measure(
        self,
        clips: Mapping[str, Path],
        measure: Measure,
        *,
        follow: Callable[[int, str], Progress],
    ) -> None:
        """Measure and write every clip; one that fails doesn't stop the others.

        `follow(number, name)` gives what follows the work on a clip.
        """
        for number, (name, path) in enumerate(clips.items()):
            try:
                self.done[name] = self._one(name, path, measure, follow(number, name))
            except Exception as error:
                raise_if_debugging(error)
                self.errors[str(path)] = error
        if len(clips) > 1 and self.done:
            self._merge()

    def _one(self, name: str, path: Path, measure: Measure, tell: Progress) -> DoneClip:
        result = measure(path, tell, self.blur_face)
        try:
            return self._written(name, result, tell)
        except OSError as error:
            raise UsageError(
                f"{self.out / name}: the results can't be written there ({error}). "
                f"Check the free space and the rights, or choose another --out."
            ) from error

    def _written(self, name: str, result: Result, tell: Progress) -> DoneClip:
        from gaitkit.export import to_overlay
        from gaitkit.pose.inputs import is_pose_input

        pictures = not is_pose_input(result.record.clip.path)
        (self.out / name / to_overlay.FILE).unlink(missing_ok=True)  # of an earlier run, perhaps
        folder = result.save(
            self.out, name=name, also=self.also, video=self.overlay, blur_face=self.blur_face,
            slow_mid_stance=self.slow_mid_stance, on_progress=tell,
        )  # fmt: skip
        files = tuple(sorted(p.name for p in folder.iterdir() if p.is_file()))
        return DoneClip(
            result=result, folder=folder, files=files, pictures=pictures,
            faces_unseen=self._faces_unseen(result) if pictures else None,
        )  # fmt: skip

    def _faces_unseen(self, result: Result) -> int | None:
        if not (self.blur_face and self.overlay):
            return None
        from gaitkit.export.overlay_face import unseen_faces
        from gaitkit.motion.swaps import repair_leg_swaps

        return unseen_faces(repair_leg_swaps(result.record.pose))

    def _merge(self) -> None:
        from gaitkit.session import Session

        results = {name: clip.result for name, clip in self.done.items()}
        failed = {file: message_of(error) for file, error in self.errors.items()}
        session = Session(results=results, failed=failed, lang=self.lang)
        self.session_files = session.save(self.out, clips=False)


def message_of(error: Exception) -> str:
    """What to tell the user: the message of our own errors, how to report any other."""
    if isinstance(error, GaitkitError):
        return str(error)
    return (
        f"unexpected {type(error).__name__}: {error}. This is a fault in gaitkit: please report "
        f"it, with what {DEBUG_VARIABLE}=1 shows and the output of `gaitkit doctor`."
    )


def exit_code_of(error: Exception) -> int:
    """The exit code that stands for an error."""
    return error.exit_code if isinstance(error, GaitkitError) else _UNEXPECTED


def raise_if_debugging(error: Exception) -> None:
    """Let a fault in gaitkit show where it happened, if the user asked for that."""
    if os.environ.get(DEBUG_VARIABLE) and not isinstance(error, GaitkitError):
        raise error
