"""Both recordings' films for the comparison: which clips, and which cycles or repetitions of them.

Two films go together that show the same activity from the same view. In step means: at the same
percentage of a cycle, or of a repetition, whose furthest point is its 50 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gaitkit.export.film import LARGEST_BYTES, Film, smaller
from gaitkit.export.moments import typical_first
from gaitkit.export.pictures import base64_text
from gaitkit.export.player import as_text, film_remarks, reel_data
from gaitkit.model import SIDES, TESTS, Analysis, Cycle, Repetition, TestedSide
from gaitkit.reference import number_text, text

from .recording import Recording

#: Activity and view.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What can be chosen of one side: each in words; `chosen` is the most typical."""

    side: TestedSide
    words: tuple[str, ...]
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One of two films; `mp4` is empty where there is none. As of a `Player`, its text is safe."""

    which: str
    clip: str
    data: str
    choices: tuple[Choice, ...]
    mp4: str = ""
    width_px: int = 0
    height_px: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two films that go together."""

    key: str
    label: str
    sides: tuple[TestedSide, ...]
    is_test: bool
    remarks: tuple[str, ...]
    halves: tuple[Half, Half]


def key_text(activity: str, view: str) -> str:
    """What a pair is called inside the page; curves of it name it too."""
    return f"{activity}-{view}"


def pairs(
    before: Recording, after: Recording, *, named: dict[str, str], lang: str
) -> tuple[Pair, ...]:
    """Every pair that both recordings have, that with the most to see first."""
    old, new = _clips(before), _clips(after)
    shared = [key for key in old if key in new and _sides(old[key][1], new[key][1], key)]
    shared.sort(key=lambda key: -len(_parts(old[key][1], key)) - len(_parts(new[key][1], key)))
    films = [r.films.get(c[key][0]) for key in shared for r, c in ((before, old), (after, new))]
    share = LARGEST_BYTES // max(1, sum(film is not None for film in films))
    return tuple(
        _pair(key, {"before": (before, *old[key]), "after": (after, *new[key])}, share, named, lang)
        for key in shared
    )


def _clips(recording: Recording) -> dict[Key, tuple[str, Analysis]]:
    """By activity and view the clip with the most of it."""
    found: dict[Key, tuple[str, Analysis]] = {}
    for name, analysis in recording.analyses.items():
        for bout in analysis.bouts:
            key = (bout.activity, bout.view.plane)
            if key not in found or len(_parts(found[key][1], key)) < len(_parts(analysis, key)):
                found[key] = (name, analysis)
    return found


def _parts(
    analysis: Analysis, key: Key, side: TestedSide | None = None
) -> list[Cycle] | list[Repetition]:
    """Usable cycles, or repetitions, of an activity seen from a view."""
    bouts = {b.number for b in analysis.bouts if (b.activity, b.view.plane) == key}
    every: Iterable[Any] = analysis.repetitions if key[0] in TESTS else analysis.cycles
    return [p for p in every if p.usable and p.bout in bouts and side in (None, p.side)]


def _sides(before: Analysis, after: Analysis, key: Key) -> tuple[TestedSide, ...]:
    """Sides that both have something of."""
    every: tuple[TestedSide, ...] = (*SIDES, "both")
    return tuple(s for s in every if _parts(before, key, s) and _parts(after, key, s))


def _pair(
    key: Key,
    both: dict[str, tuple[Recording, str, Analysis]],
    largest_bytes: int,
    named: dict[str, str],
    lang: str,
) -> Pair:
    sides = _sides(both["before"][2], both["after"][2], key)
    films = {which: recording.films.get(clip) for which, (recording, clip, _) in both.items()}
    halves = [
        _half(which, clip, analysis, _fitting(films[which], largest_bytes), key, sides, lang)
        for which, (_, clip, analysis) in both.items()
    ]
    remarks = [
        text("compare.about_recording", lang, {"label": named[which], "note": words})
        for which, (_, _, analysis) in both.items()
        for words in _remarks(analysis, films[which], lang)
    ]
    activity, view = key
    whence = text("view.side_from" if view == "side" else f"view.{view}", lang)
    return Pair(
        key=key_text(*key), label=f"{whence}: {text(f'word.{activity}', lang)}", sides=sides,
        is_test=activity in TESTS, remarks=tuple(remarks), halves=(halves[0], halves[1]),
    )  # fmt: skip


def _fitting(film: Film | None, largest_bytes: int) -> Film | None:
    return smaller(film, largest_bytes) if film else None


def _remarks(analysis: Analysis, film: Film | None, lang: str) -> tuple[str, ...]:
    if film is None:
        return (text("compare.no_film", lang),)
    return film_remarks(analysis, film, lang)


def _half(
    which: str,
    clip: str,
    analysis: Analysis,
    film: Film | None,
    key: Key,
    sides: tuple[TestedSide, ...],
    lang: str,
) -> Half:
    data = reel_data(analysis, lang, film=film)
    data["choices"] = {s: list(_cuts(_parts(analysis, key, s), data["rate"])) for s in sides}
    percent = "compare.percent_test" if key[0] in TESTS else "compare.percent"
    data["words"]["percent"] = text(percent, lang, {"percent": "{percent}"})
    return Half(
        which=which,
        clip=clip,
        data=as_text(data),
        choices=tuple(_choice(analysis, key, side, lang) for side in sides),
        mp4=base64_text(film.mp4) if film else "",
        width_px=data["size"][0],
        height_px=data["size"][1],
    )


def _cuts(parts: Iterable[Cycle | Repetition], rate: float) -> Iterator[dict[str, float | None]]:
    """Where each begins and ends in the film, its middle, and how many percent the foot stands."""
    for part in parts:
        off = middle = None
        if isinstance(part, Repetition):
            middle = round(part.peak_s / rate, 4)
        elif part.toe_off_percent is not None:
            off = round(part.toe_off_percent, 2)
        start, end = (round(time_s / rate, 4) for time_s in (part.start_s, part.end_s))
        yield {"start": start, "middle": middle, "end": end, "off": off}


def _choice(analysis: Analysis, key: Key, side: TestedSide, lang: str) -> Choice:
    parts = _parts(analysis, key, side)
    words = tuple(
        text("compare.part", lang, {
            "number": number, "total": len(parts),
            "time": number_text(part.start_s, lang, decimals=1),
        })
        for number, part in enumerate(parts, start=1)
    )  # fmt: skip
    if key[0] in TESTS:
        return Choice(side=side, words=words, chosen=len(parts) // 2)
    best = next(iter(typical_first(analysis, parts, key[1])))[0]
    return Choice(side=side, words=words, chosen=parts.index(best))
