"""What users hold in their hands: an analysis with tables, figures, files and rich display."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitkit import frames
from gaitkit.ask import checked_answers
from gaitkit.errors import UsageError
from gaitkit.export.to_json import load_json
from gaitkit.model import Analysis, Corrections, Metric, PoseTrack, Settings, Subject
from gaitkit.reference import checked_lang, metric_words, note_text, number_text, text, unit_text
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
    """Figures of one analysis."""

    record: Analysis
    lang: str = "en"

    def curves(self, name: str) -> Figure:
        """A curve such as `knee_flexion` over the gait cycle, left red and right blue."""
        from gaitkit import plot

        return plot.curves(self.record, name, lang=self.lang)

    def events(self) -> Figure:
        """Ground contact of both feet over time."""
        from gaitkit import plot

        return plot.events(self.record, lang=self.lang)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """An analysis as users meet it. `record` is the plain data behind it.

    `pictures` are PNG or JPEG files as bytes that show the person in the report.
    """

    record: Analysis
    pictures: tuple[bytes, ...] = ()
    lang: str = "en"

    def __post_init__(self) -> None:
        checked_lang(self.lang)

    @property
    def metrics(self) -> pd.DataFrame:
        """One row per metric and side, with interval, cycles, quality and note."""
        return frames.metrics_frame(self.record, self.lang)

    @property
    def findings(self) -> pd.DataFrame:
        """One row per pattern, side and piece of evidence: seen, not seen or cannot tell."""
        return frames.findings_frame(self.record.findings, self.lang)

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
        """Figures: `.plot.curves("knee_flexion")`, `.plot.events()`."""
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
        video: bool = True,
        blur_face: bool = False,
        slow_mid_stance: bool = False,
        on_progress: Callable[[str, float | None], None] | None = None,
    ) -> Path:
        """Write the files into `out`/<clip name>/ and return that folder.

        `name` replaces the clip's name; `formats` are the exporters to use (all by default),
        pose.nc is always written. Files that are there already are replaced. `video` makes the
        overlay and puts the film into the report, where the clip still lies where it was analysed;
        `blur_face` makes the face in both unrecognisable, `slow_mid_stance` slows the overlay down
        around the middle of every stance.
        """
        from gaitkit.pose.files import save_pose

        exporters = discover("gaitkit.export", prefix="to_")
        shows = video and has_video(self.record)
        wanted = (*FORMATS, *((OVERLAY,) if shows else ())) if formats is None else tuple(formats)
        for unknown in set(wanted) - set(exporters):
            raise UsageError(f"formats: expected some of {', '.join(exporters)}, got {unknown!r}.")
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
        for wish in wanted:
            if wish != OVERLAY:
                exporter = exporters[wish]
                shown = {"pictures": self.pictures} if getattr(exporter, "PICTURES", False) else {}
                filmed = {"film": film} if getattr(exporter, "FILM", False) else {}
                exporter.write(self.record, folder, self.lang, **shown, **filmed)
        tell("report", 1.0)
        return folder

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
        """Measured values as a table for notebooks; warnings above it."""
        warnings = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        rows = "".join(_html_row(m, self.lang) for m in self.record.metrics if m.value is not None)
        titles = ("measure", "side", "value", "interval", "quality")
        head = "".join(f"<th>{escape(text(f'head.{t}', self.lang))}</th>" for t in titles)
        return (
            f"<div><b>{escape(self.record.clip.path.name)}</b><ul>{warnings}</ul>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )


def has_video(record: Analysis) -> bool:
    """Whether the analysed clip is a video that still lies where it was."""
    from gaitkit.pose.files import POSE_SUFFIXES

    path = record.clip.path
    return path.suffix.lower() not in POSE_SUFFIXES and path.is_file()


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
    processes: int | None = None,
    on_progress: Callable[[str, float | None], None] | None = None,
) -> Result:
    """Measure the gait, or a movement test, in a video or a pose file (pose.nc, TRC, C3D).

    `view` is auto, side, front or rear; `activity` auto, walk, run, or the test that is done:
    stand, heel-raise, squat, step-down, trendelenburg, balance, lunge or deadlift; `person`
    overrules which of several people is measured (1 = the most gait-like); `capture_fps` is the
    rate at which slow motion was filmed; `answers` are those of the questionnaire
    (`gaitkit.questions`), by question; `corrections` what was set right by hand: a stretch of the
    clip, events moved, added or removed; `processes` look at a clip side by side, as many as pay if
    None (1 where several clips are analysed at once; the numbers are the same);
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
    return Result(record=record, pictures=portrait(record), lang=lang)


def load(path: str | Path, *, lang: str = "en") -> Result:
    """Read back what `save` wrote: a folder, or the analysis.json in it with pose.nc beside it.

    Raises UnreadableInputError where one of the two is missing or damaged.
    """
    from gaitkit.pose.files import load_pose

    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    return Result(record=load_json(path, pose=load_pose(folder / POSE_FILE)), lang=lang)


def _html_row(metric: Metric, lang: str) -> str:
    words = metric_words(metric.name, lang)

    def shown(value: float | None) -> str:
        return number_text(value, lang, decimals=words.decimals)

    cells = (
        words.label,
        text(f"word.{metric.side}", lang),
        f"{shown(metric.value)} {unit_text(metric.unit, lang)}",
        f"{shown(metric.low)} {text('word.to', lang)} {shown(metric.high)}",
        text(f"quality.{metric.quality}", lang),
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
