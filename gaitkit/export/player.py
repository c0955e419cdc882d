"""The report's player: an analysis turned into what the page's script and pictures need."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaitkit.model import HOLDS, SIDES, Analysis, PoseTrack, Repetition
from gaitkit.motion.clean import without_unseen
from gaitkit.motion.swaps import repair_leg_swaps
from gaitkit.reference import curve_words, number_text, text
from gaitkit.report.figures import PLOT_LEFT, PLOT_RIGHT

from .film import Film, film_size
from .moment_svg import moment_svg
from .moments import KNEE, Moment, key_moments
from .mp4 import TICKS_HZ
from .overlay_body import skeleton
from .overlay_page import pose_frame_at
from .pictures import base64_text

#: The side without its direction: a clip may hold both.
_WHENCE = {"side": "side_from"}
#: The kind of tick that stands for a repetition.
REPETITION = "repetition"
#: Points are stored in eighths of a pixel of the film; this value means unseen.
_PER_PX, _UNSEEN = 8, -32768
#: A landmark that the backend itself gives less than this is left out.
_LOWEST_SCORE = 0.3
#: What the script says by itself, as keys into the texts.
_SPOKEN = (
    "play", "pause", "skeleton_on", "skeleton_off", "clock", "phase", "count", "no_phase",
    "cant_play",
)  # fmt: skip
#: Places in those texts that the script fills.
_LEFT_OPEN = {name: f"{{{name}}}" for name in ("time", "whole", "percent", "count")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A key moment, drawn and worded. `shown_s` is when the film shows it."""

    side: str
    title: str
    angle: str
    svg: str
    shown_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """An event on the strip, or a repetition of a test, which has a width and a number.

    `share` and `width` are in percent of the film; what is `left_out` does not count.
    """

    side: str
    kind: str
    shown_s: float
    share: float
    words: str
    width: float = 0.0
    number: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A foot on the ground, or a stretch that was measured, in percent of the film."""

    side: str
    share: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """All that the player shows; `mp4` and `data` are text that is safe inside a page.

    Without a film only `pictures` are there. `label` says what was filmed, `remarks` what to know
    before sharing it.
    """

    clip: str
    pictures: tuple[Picture, ...]
    label: str = ""
    mp4: str = ""
    data: str = ""
    width_px: int = 0
    height_px: int = 0
    duration_s: float = 0.0
    ticks: tuple[Tick, ...] = ()
    bars: tuple[Bar, ...] = ()
    bouts: tuple[Bar, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """Which way the film stands."""
        return "portrait" if self.height_px > self.width_px else "landscape"

    @property
    def lanes(self) -> tuple[str, ...]:
        """The sides that have a lane on the strip."""
        if not self.is_test:
            return SIDES
        return tuple(s for s in (*SIDES, "both") if any(t.side == s for t in self.ticks))

    @property
    def is_test(self) -> bool:
        """Whether the strip shows repetitions and not steps."""
        return any(tick.kind == REPETITION for tick in self.ticks)


def player_of(analysis: Analysis, lang: str, *, film: Film | None = None) -> Player:
    """The player of an analysis; without a film its key moments alone, drawn from the pose."""
    track = _repaired(analysis)
    moments = key_moments(analysis)
    stills = film.stills if film else {}
    pictures = tuple(_picture(m, track, analysis, stills, lang) for m in moments)
    name, label = analysis.clip.name, _label(analysis, lang)
    if film is None:
        return Player(clip=name, pictures=pictures, label=label)
    return Player(
        clip=name,
        pictures=pictures,
        label=label,
        mp4=base64_text(film.mp4),
        data=as_text(reel_data(analysis, lang, film=film, track=track)),
        width_px=film.width_px,
        height_px=film.height_px,
        duration_s=analysis.clip.duration_s,
        ticks=_repetitions(analysis, lang) or _ticks(analysis, lang),
        bars=_bars(analysis),
        bouts=_bouts(analysis),
        remarks=film_remarks(analysis, film, lang),
    )


def _repaired(analysis: Analysis) -> PoseTrack:
    return repair_leg_swaps(analysis.pose) if len(analysis.pose) else analysis.pose


def _label(analysis: Analysis, lang: str) -> str:
    """From where it was filmed, and what was done."""
    planes = dict.fromkeys(b.view.plane for b in analysis.bouts)
    views = ", ".join(text(f"view.{_WHENCE.get(plane, plane)}", lang) for plane in planes)
    done = dict.fromkeys(b.activity for b in analysis.bouts)
    return f"{views}: {', '.join(text(f'word.{activity}', lang) for activity in done)}"


def as_text(data: Mapping[str, Any]) -> str:
    """JSON that can't end the element it stands in."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )


def _picture(
    moment: Moment, track: PoseTrack, analysis: Analysis, stills: Mapping[int, bytes], lang: str
) -> Picture:
    title = text(f"player.{moment.kind}", lang)
    angle = _angle_words(moment, lang)
    side = text(f"word.{moment.side}", lang)
    words = text("player.moment", lang, {"title": title, "side": side, "angle": angle})
    return Picture(
        side=moment.side, title=title, angle=angle,
        svg=moment_svg(moment, track, still=stills.get(moment.frame), words=words),
        shown_s=round(float(analysis.clip.times_s[moment.frame]), 4),
    )  # fmt: skip


def _angle_words(moment: Moment, lang: str) -> str:
    if not np.isfinite(moment.knee_deg):
        return ""
    name = KNEE[moment.bout.view.plane]
    if name == "knee_flexion":
        label = curve_words(name, lang).label
        return f"{label} {number_text(moment.knee_deg, lang)}°"
    way = text("player.inward" if moment.knee_deg >= 0 else "player.outward", lang)
    size = number_text(abs(moment.knee_deg), lang)
    label = text("player.knee_projection", lang)
    return f"{label} {size}°" if size == "0" else f"{label} {size}° {way}"


def reel_data(
    analysis: Analysis,
    lang: str,
    *,
    film: Film | None = None,
    track: PoseTrack | None = None,
) -> dict[str, Any]:
    """What the script is told of a clip and of its film, if there is one.

    Times are seconds of the film; `rate` makes them the person's. `track` is the pose with its
    legs told apart, if that is at hand.
    """
    clip = analysis.clip
    track = _repaired(analysis) if track is None else track
    size_px = film.size_px if film else film_size(track.width_px, track.height_px)[1]
    rate = clip.seconds_per_shown_second
    names, limbs = skeleton(track)
    return {
        "rate": rate,
        "size": list(size_px),
        "faces": [film.faces, film.faces_unseen] if film else None,
        "ticks_hz": TICKS_HZ,
        "times": film_ticks(analysis),
        "points": _points(analysis, track, size_px, names),
        "per_px": _PER_PX,
        "count": len(names),
        "limbs": limbs,
        "events": [_shown(time_s, rate) for time_s in _moments_s(analysis)],
        "parts": _parts(analysis, rate),
        "bouts": [_bout(b, rate) for b in analysis.bouts],
        "plot": [PLOT_LEFT, PLOT_RIGHT],
        "decimal": "," if lang == "nl" else ".",
        "words": {key: text(f"player.{key}", lang, _LEFT_OPEN) for key in _SPOKEN},
    }


def film_ticks(analysis: Analysis) -> list[int]:
    """When each picture of the clip, and so of its film, is shown."""
    return np.round(analysis.clip.times_s * TICKS_HZ).astype(int).tolist()


def _moments_s(analysis: Analysis) -> list[float]:
    """Where "next" and "previous" lead, in the person's time."""
    if analysis.repetitions:
        return sorted(_moment_s(r, analysis) for r in analysis.repetitions)
    return sorted(e.time_s for e in analysis.events)


def _moment_s(r: Repetition, analysis: Analysis) -> float:
    """What to see of a repetition: its extreme, of a position that is held its beginning."""
    held = any(b.number == r.bout and b.activity in HOLDS for b in analysis.bouts)
    return r.start_s if held else r.peak_s


def _shown(time_s: float, rate: float) -> float:
    return round(time_s / rate, 4)


def _points(
    analysis: Analysis, track: PoseTrack, size_px: tuple[int, int], names: list[str]
) -> str:
    """Landmarks of every frame of the clip, in eighths of a pixel of the film, as base64."""
    clip, columns = analysis.clip, [track.landmarks.index(n) for n in names]
    scale = np.array(size_px) / (track.width_px, track.height_px)
    seen_px = without_unseen(track).points_px[:, columns]
    seen_px = np.where(track.scores[:, columns, None] < _LOWEST_SCORE, np.nan, seen_px)
    whole = np.round(((seen_px + 0.5) * scale - 0.5) * _PER_PX)
    stored = np.where(np.isfinite(whole), whole, _UNSEEN).astype("<i2")
    out = np.full((len(clip.times_s), len(names), 2), _UNSEEN, "<i2")
    for frame, shown_s in enumerate(clip.times_s):
        at = pose_frame_at(analysis, float(shown_s) * clip.seconds_per_shown_second)
        if at is not None:
            out[frame] = stored[at]
    return base64_text(out.tobytes())


def _parts(analysis: Analysis, rate: float) -> list[dict[str, Any]]:
    """What can be repeated: cycles, or the repetitions of a test, which are counted."""
    views = {b.number: b.view.plane for b in analysis.bouts}
    return [
        {
            "side": p.side, "start": _shown(p.start_s, rate), "end": _shown(p.end_s, rate),
            "usable": p.usable, "view": views.get(p.bout, ""),
            **({"count": p.number} if isinstance(p, Repetition) else {}),
        }
        for p in analysis.repetitions or analysis.cycles
    ]  # fmt: skip


def _bout(bout: Any, rate: float) -> dict[str, Any]:
    return {
        "start": _shown(bout.start_s, rate),
        "end": _shown(bout.end_s, rate),
        "near": bout.view.near_side,
    }


def _share(time_s: float, analysis: Analysis) -> float:
    """Percent of the film at a moment of the person's time."""
    whole_s = analysis.clip.duration_s * analysis.clip.seconds_per_shown_second
    return round(float(np.clip(100 * time_s / (whole_s or 1.0), 0, 100)), 3)


def _ticks(analysis: Analysis, lang: str) -> tuple[Tick, ...]:
    rate = analysis.clip.seconds_per_shown_second
    return tuple(
        Tick(
            side=e.side, kind=e.kind, shown_s=_shown(e.time_s, rate),
            share=_share(e.time_s, analysis),
            words=text("player.event", lang, {
                "side": text(f"word.{e.side}", lang), "kind": text(f"chart.{e.kind}", lang),
                "time": number_text(e.time_s, lang, decimals=2),
            }),
        )
        for e in sorted(analysis.events, key=lambda e: e.time_s)
    )  # fmt: skip


def _repetitions(analysis: Analysis, lang: str) -> tuple[Tick, ...]:
    rate = analysis.clip.seconds_per_shown_second
    return tuple(
        Tick(
            side=r.side, kind=REPETITION, shown_s=_shown(_moment_s(r, analysis), rate),
            share=bar.share, width=bar.width, number=str(r.number), left_out=not r.usable,
            words=text("player.repetition" if r.usable else "player.repetition_out", lang, {
                "side": text(f"word.{r.side}", lang), "number": r.number,
                "time": number_text(_moment_s(r, analysis), lang, decimals=2),
            }),
        )
        for r in sorted(analysis.repetitions, key=lambda r: r.start_s)
        for bar in (_bar(analysis, r.side, r.start_s, r.end_s),)
    )  # fmt: skip


def _bars(analysis: Analysis) -> tuple[Bar, ...]:
    from .overlay_footer import stances

    return tuple(
        _bar(analysis, side, start_s, end_s)
        for side in ("left", "right")
        for start_s, end_s in stances(analysis.events, side)
    )


def _bouts(analysis: Analysis) -> tuple[Bar, ...]:
    return tuple(_bar(analysis, "both", b.start_s, b.end_s) for b in analysis.bouts)


def _bar(analysis: Analysis, side: str, start_s: float, end_s: float) -> Bar:
    start, end = _share(start_s, analysis), _share(end_s, analysis)
    return Bar(side=side, share=start, width=round(end - start, 3))


def film_remarks(analysis: Analysis, film: Film, lang: str) -> tuple[str, ...]:
    """What to know of a film before sharing it."""
    said = []
    rate = analysis.clip.seconds_per_shown_second
    if rate < 1:
        said.append(text("player.slow", lang, {"times": number_text(1 / rate, lang, decimals=1)}))
    if film.faces_unseen is not None:
        said.append(text("player.blurred", lang))
    if film.faces_unseen:
        values = {"count": film.faces_unseen, "total": film.faces}
        said.append(text("player.faces_unseen", lang, values))
    return tuple(said)
