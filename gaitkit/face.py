"""What users hold in their hands: an analysis with tables, figures, files and rich display."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gaitkit import frames
from gaitkit.ask import checked_answers
from gaitkit.display import findings_table, metrics_table, result_html
from gaitkit.errors import GaitkitError, InstallationError, UsageError
from gaitkit.export.recorded import needs_height
from gaitkit.export.to_json import load_json
from gaitkit.model import (
    Analysis,
    Corrections,
    Metric,
    PoseTrack,
    RgbImage,
    Settings,
    Side,
    Subject,
)
from gaitkit.reference import checked_lang, note_text
from gaitkit.registry import discover

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from gaitkit.export.film import Film

POSE_FILE = "pose.nc"
#: What `save` writes besides the pose and the overlay; analysis.json comes last, so it marks a
#: whole folder.
FORMATS = ("csv", "html", "pdf", "json")
OVERLAY = "overlay"


@dataclass(frozen=True, slots=True)
class Pose:
    """The measured person's landmarks, as data (`track`) or as a labelled dataset."""

    track: PoseTrack

    def to_xarray(self) -> xr.Dataset:
        """Dataset with dims time, space, keypoint, individual; opens in `movement`."""
        from gaitkit.pose.files import to_xarray

        return to_xarray(self.track)


@dataclass(frozen=True, slots=True)
class Plots:
    """Figures of one analysis, each a matplotlib Figure."""

    record: Analysis
    lang: str = "en"

    def curves(self, *names: str) -> Figure:
        """Curves such as `knee_flexion` over the gait cycle, all by default; left is red."""
        from gaitkit import plot

        return plot.curves(self.record, *names, lang=self.lang)

    def overlay(self, name: str) -> Figure:
        """Every cycle of a curve on its own, the later the darker."""
        from gaitkit import plot

        return plot.overlay(self.record, name, lang=self.lang)

    def events(self) -> Figure:
        """Ground contact of both feet over time."""
        from gaitkit import plot

        return plot.events(self.record, lang=self.lang)

    def symmetry(self) -> Figure:
        """Right minus left of every measure, with intervals."""
        from gaitkit import plot

        return plot.symmetry(self.record, lang=self.lang)

    def stick_figures(self, side: Side = "left", *, count: int = 8) -> Figure:
        """A typical cycle of one side as `count` stick figures."""
        from gaitkit import plot

        return plot.stick_figures(self.record, side=side, count=count, lang=self.lang)

    def bland_altman(self, other: Result, curve: str) -> Figure:
        """How far a curve of another analysis differs from this one's, percent by percent."""
        from gaitkit import plot

        mine, theirs = (
            {c.side: c for c in r.curves if c.name == curve} for r in (self.record, other.record)
        )
        sides = [side for side in mine if side in theirs]
        if not sides:
            raise UsageError(f"bland_altman: {curve!r} was not measured in both analyses.")
        first, second = ([found[side].mean for side in sides] for found in (mine, theirs))
        return plot.bland_altman(first, second, unit="deg", lang=self.lang)

    def frame(self, time_s: float | None = None) -> Figure:
        """A frame of the film with the skeleton, a mid-stance by default."""
        from gaitkit import plot
        from gaitkit.export.still import still

        return plot.frame(still(self.record, time_s=time_s, lang=self.lang))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """An analysis as users meet it. `record` is the plain data behind it.

    `pictures` are PNG or JPEG files as bytes that show the person in the report, the face
    unrecognisable where `face_blurred`.
    """

    record: Analysis
    pictures: tuple[bytes, ...] = ()
    lang: str = "en"
    face_blurred: bool = False

    def __post_init__(self) -> None:
        checked_lang(self.lang)

    @property
    def metrics(self) -> pd.DataFrame:
        """One row per metric and side, with interval, cycles, quality and note."""
        return metrics_table(frames.metrics_frame(self.record, self.lang), self.lang)

    @property
    def findings(self) -> pd.DataFrame:
        """One row per pattern, side and piece of evidence: seen, not seen or cannot tell."""
        return findings_table(frames.findings_frame(self.record.findings, self.lang), self.lang)

    @property
    def events(self) -> pd.DataFrame:
        """One row per initial contact or toe-off; none for movement tests."""
        return frames.events_frame(self.record)

    @property
    def curves(self) -> pd.DataFrame:
        """Mean and SD over 0..100 % of the gait cycle."""
        return frames.curves_frame(self.record)

    @property
    def cycles(self) -> pd.DataFrame:
        """One row per gait cycle, with the reason where it was left out."""
        return frames.cycles_frame(self.record, self.lang)

    @property
    def repetitions(self) -> pd.DataFrame:
        """One row per repetition of a movement test, with the reason where it does not count."""
        return frames.repetitions_frame(self.record, self.lang)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about the clip as a whole, in words."""
        record = self.record
        return tuple(note_text(n, self.lang) for n in (*record.notes, *record.person.notes))

    @property
    def pose(self) -> Pose:
        """The measured person's landmarks."""
        return Pose(self.record.pose)

    @property
    def plot(self) -> Plots:
        """Figures: curves, overlay, events, symmetry, stick_figures, bland_altman, frame."""
        return Plots(self.record, self.lang)

    def metric(self, name: str, side: str = "both") -> Metric:
        """One metric as plain data; KeyError if there is none of that name and side."""
        return self.record.metric(name, side)

    def answered(self, answers: Mapping[str, Any]) -> Result:
        """The same measurement with these answers of the questionnaire taken into account."""
        from gaitkit.pipeline import with_findings

        given = {**self.record.answers, **checked_answers(answers)}
        return replace(self, record=with_findings(replace(self.record, answers=given)))

    def save(
        self,
        out: str | Path,
        *,
        name: str | None = None,
        formats: Iterable[str] | None = None,
        also: Iterable[str] = (),
        video: bool = True,
        blur_face: bool = False,
        slow_mid_stance: bool = False,
        on_progress: Callable[[str, float | None], None] | None = None,
    ) -> Path:
        """Write the files into `out`/<clip name>/ and return that folder.

        `name` replaces the clip's name; `formats` are the exporters to use instead of the usual
        ones, `also` those to add: trc, mot, c3d, xlsx, parquet. pose.nc is always written. Files
        that are there already are replaced. `video` makes the
        overlay and puts the film into the report, where the clip still lies where it was analysed;
        `blur_face` makes the face unrecognisable in all pictures, `slow_mid_stance` slows the
        overlay down around the middle of every stance.
        """
        from gaitkit.pose.files import save_pose

        shows = video and has_video(self.record)
        usual = (*FORMATS, *((OVERLAY,) if shows else ())) if formats is None else tuple(formats)
        wanted = tuple(dict.fromkeys((*also, *usual)))
        exporters = checked_formats(wanted, subject=self.record.subject)
        folder = Path(out) / (name or self.record.clip.path.stem)
        folder.mkdir(parents=True, exist_ok=True)
        save_pose(self.record.pose, folder / POSE_FILE)
        tell = on_progress or _ignored
        film = None
        if OVERLAY in wanted or (shows and "html" in wanted):
            film = self._filmed(
                folder, drawn=OVERLAY in wanted, blur_face=blur_face,
                slow_mid_stance=slow_mid_stance, tell=tell,
            )  # fmt: skip
        tell("report", 0.0)
        pictures = self._pictures(blur_face=blur_face)
        for wish in wanted:
            if wish != OVERLAY:
                exporter = exporters[wish]
                shown = {"pictures": pictures} if getattr(exporter, "PICTURES", False) else {}
                filmed = {"film": film} if getattr(exporter, "FILM", False) else {}
                exporter.write(self.record, folder, self.lang, **shown, **filmed)
        tell("report", 1.0)
        return folder

    def _pictures(self, *, blur_face: bool) -> tuple[bytes, ...]:
        """The person's pictures; none where a face should be blurred and the clip is gone."""
        if not blur_face or self.face_blurred or not self.pictures:
            return self.pictures
        from gaitkit.portrait import portrait

        return portrait(self.record, blur_face=True) if has_video(self.record) else ()

    def _filmed(
        self,
        folder: Path,
        *,
        drawn: bool,
        blur_face: bool,
        slow_mid_stance: bool,
        tell: Callable[[str, float], None],
    ) -> Film:
        """The report's film and, if `drawn`, overlay.mp4: both from one pass over the clip."""
        from gaitkit.export import film, to_overlay
        from gaitkit.export.moments import key_moments

        boxes = {moment.frame: moment.box_px for moment in key_moments(self.record)}
        if not drawn:
            return film.film_of(self.record, stills=boxes, blur_face=blur_face)
        with film.FilmMaker(self.record, stills=boxes, blur_face=blur_face) as maker:
            to_overlay.write(
                self.record, folder, self.lang, blur_face=blur_face,
                slow_mid_stance=slow_mid_stance, on_picture=maker.add,
                on_progress=lambda done, total: tell("overlay", done / total),
            )  # fmt: skip
        return maker.film()

    def __repr__(self) -> str:
        record = self.record
        measured = sum(m.value is not None for m in record.metrics)
        parts, kind = record.cycles, "gait cycles"
        if record.repetitions:
            parts, kind = record.repetitions, "repetitions"
        return (
            f"<gaitkit.Result {record.clip.path.name}: {measured} of {len(record.metrics)} "
            f"metrics measured over {sum(p.usable for p in parts)} {kind}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: a frame, what to know, what stands out, the numbers."""
        from gaitkit.report.facts import subtitle

        return result_html(
            title=self.record.clip.path.name, subtitle=subtitle(self.record, self.lang),
            notes=self.notes, metrics=self.record.metrics, findings=self.findings,
            picture=self._still(), lang=self.lang,
        )  # fmt: skip

    def _still(self) -> RgbImage | None:
        """A frame with the skeleton, where the film still lies where it was and can be read."""
        from gaitkit.export.still import still

        if not has_video(self.record):
            return None
        try:
            return still(self.record, lang=self.lang, max_side_px=640)
        except GaitkitError:
            return None


def checked_formats(wanted: Iterable[str], *, subject: Subject) -> dict[str, ModuleType]:
    """The exporters by name, if all that are wanted can be used for this person.

    UsageError for an unknown one or one that needs the person's height, InstallationError where
    its package is missing.
    """
    exporters = discover("gaitkit.export", prefix="to_")
    for wish in wanted:
        if wish not in exporters:
            raise UsageError(f"formats: expected some of {', '.join(exporters)}, got {wish!r}.")
        if getattr(exporters[wish], "NEEDS_HEIGHT", False) and subject.height_m is None:
            raise UsageError(needs_height(wish))
        package, extra = getattr(exporters[wish], "PACKAGE", ("gaitkit", ""))
        if find_spec(package) is None:
            raise InstallationError(
                f"{wish}: writing it needs the package {package}, which is not installed. "
                f'Run: pip install "gaitkit-video[{extra}]"'
            )
    return exporters


def has_video(record: Analysis) -> bool:
    """Whether the analysed clip is a video that still lies where it was."""
    from gaitkit.pose.inputs import is_pose_input

    path = record.clip.path
    return path.is_file() and not is_pose_input(path)


def _ignored(stage: str, share: float | None) -> None:
    """Nobody watches."""


def analyze(
    path: str | Path,
    *,
    subject: Subject | None = None,
    view: str = "auto",
    activity: str = "auto",
    person: int | None = None,
    capture_fps: float | None = None,
    model: str = "heavy",
    backend: str = "mediapipe",
    answers: Mapping[str, Any] | None = None,
    corrections: Corrections | None = None,
    lang: str = "en",
    blur_face: bool = False,
    processes: int | None = None,
    on_progress: Callable[[str, float | None], None] | None = None,
) -> Result:
    """Measure the gait, or a movement test, in a video or in poses that another program found.

    Poses: netCDF (pose.nc, `movement`), TRC, C3D, a folder of OpenPose JSON, RTMPose and AlphaPose
    JSON, DeepLabCut, SLEAP; those without a frame rate need `capture_fps`.
    `view` is auto, side, front or rear; `activity` auto, walk, run, or the test that is done:
    stand, heel-raise, squat, step-down, trendelenburg, balance, lunge or deadlift; `person`
    overrules which of several people is measured (1 = the most gait-like); `capture_fps` is the
    rate at which slow motion was filmed; `answers` are those of the questionnaire
    (`gaitkit.questions`), by question; `corrections` what was set right by hand: a stretch of the
    clip, events moved, added or removed; `blur_face` makes the face in the report's small picture
    unrecognisable; `processes` look at a clip side by side, as many as pay if None (1 where
    several clips are analysed at once; the numbers are the same);
    `on_progress(stage, share)` follows the work, share 0..1 or None.

    Raises `UnreadableInputError`, `NothingMeasuredError`, `UsageError` or `InstallationError`.
    """
    from gaitkit import pipeline
    from gaitkit.portrait import portrait

    settings = Settings(
        view=view, activity=activity, person=person, capture_fps=capture_fps,
        model=model, backend=backend,
    )  # fmt: skip
    checked_lang(lang)
    record = pipeline.analyze(
        path, subject=subject, settings=settings, answers=checked_answers(answers or {}),
        corrections=corrections, processes=processes, on_progress=on_progress,
    )  # fmt: skip
    pictures = portrait(record, blur_face=blur_face) if has_video(record) else ()
    return Result(record=record, pictures=pictures, lang=lang, face_blurred=blur_face)


def load(path: str | Path, *, lang: str = "en") -> Result:
    """Read back what `save` wrote: a folder, or the analysis.json in it with pose.nc beside it.

    Raises UnreadableInputError where one of the two is missing or damaged.
    """
    from gaitkit.pose.files import load_pose

    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    return Result(record=load_json(path, pose=load_pose(folder / POSE_FILE)), lang=lang)
