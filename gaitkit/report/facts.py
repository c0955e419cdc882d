"""The facts around the numbers: who, which clip, how it was filmed, with what it was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gaitkit.model import HOLDS, SIDES, TESTS, Analysis, Bout, Drawing
from gaitkit.reference import number_text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what is known."""

    label: str
    value: str


def subtitle(analysis: Analysis, lang: str) -> str:
    """What the person did and from where it was filmed, or nothing if neither is known."""
    if not analysis.bouts:
        return ""
    activities = dict.fromkeys(text(f"activity.{b.activity}", lang) for b in analysis.bouts)
    planes = dict.fromkeys(b.view.plane for b in analysis.bouts)
    values = {"activity": ", ".join(activities), "view": ",".join(planes)}
    return text("report.subtitle", lang, values)


def who_facts(analysis: Analysis, lang: str) -> tuple[Fact, ...]:
    """Who was measured, doing what, and on how much footage the numbers rest."""
    found = {
        "person": _person(analysis, lang),
        "about": _about(analysis, lang),
        "activity": _distinct(_activity(b, lang) for b in analysis.bouts),
        "view": _distinct(_view(b, lang) for b in analysis.bouts),
        **_how_much(analysis, lang),
        "frame_rate": _frame_rate(analysis, lang),
        "clip": _clip(analysis, lang),
        "model": _model(analysis),
    }
    return _facts(found, lang)


def _how_much(analysis: Analysis, lang: str) -> dict[str, str]:
    """The stretches and what was found in them, cycles of gait or repetitions of a test."""
    stretches = ", ".join(_stretch(b, lang) for b in analysis.bouts)
    if not analysis.repetitions:
        return {"stretches": stretches, "cycles": _cycles(analysis, lang)}
    found = {"on_the_spot": stretches}
    used = [r.side for r in analysis.repetitions if r.usable]
    if set(used) & set(SIDES):
        counts = {"left": used.count("left"), "right": used.count("right")}
        key = "holds" if analysis.bouts[0].activity in HOLDS else "repetitions"
        found[key] = text("fact.cycles_sides", lang, counts)
    return found


def setting_facts(analysis: Analysis, lang: str) -> tuple[Fact, ...]:
    """Choices, versions and the clip's hash: what is needed to get the same numbers again."""
    chosen = analysis.settings
    auto = text("fact.automatic", lang)
    given = {
        "wanted_view": auto if chosen.view == "auto" else text(f"view.{chosen.view}_asked", lang),
        "wanted_activity": auto
        if chosen.activity == "auto"
        else text(f"activity.{chosen.activity}", lang),
        "wanted_person": str(chosen.person or auto),
        "wanted_rate": number_text(chosen.capture_fps, lang) if chosen.capture_fps else "",
        "steps": ", ".join(analysis.pose.steps),
        "hash": analysis.clip.sha256,
    }
    versions = tuple(Fact(label=name, value=value) for name, value in analysis.versions.items())
    return _facts(given, lang) + versions


def drawing_facts(drawings: Iterable[Drawing], lang: str) -> tuple[Fact, ...]:
    """What was measured by hand: angle, how it was drawn, where in the film."""
    return tuple(
        Fact(label=one.label or text("drawing.unnamed", lang), value=_drawn(one, lang))
        for one in drawings
    )


def _drawn(drawing: Drawing, lang: str) -> str:
    angle = {"angle": drawing.angle_deg, "half": drawing.half_width_deg}
    parts = (
        text("drawing.degrees", lang, angle),
        text(f"drawing.{drawing.kind}", lang),
        text("drawing.at", lang, {"seconds": drawing.time_s}),
        text("drawing.frame", lang, {"number": drawing.frame}),
    )
    return ", ".join(parts)


def _facts(found: dict[str, str], lang: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(label=text(f"fact.{key}", lang), value=value) for key, value in found.items() if value
    )


def _distinct(values: object) -> str:
    return ", ".join(dict.fromkeys(values))


def _person(analysis: Analysis, lang: str) -> str:
    person = analysis.person
    if person.people == 1:
        return text("fact.person_only", lang)
    which = text("fact.person_of", lang, {"number": person.number, "people": person.people})
    sure = {"percent": round(100 * person.certainty)}
    return f"{which}, {text(f'fact.chosen_{person.chosen_by}', lang, sure)}"


def _about(analysis: Analysis, lang: str) -> str:
    subject = analysis.subject
    parts = []
    if subject.age_y is not None:
        parts.append(text("fact.age", lang, {"age": subject.age_y}))
    if subject.sex:
        parts.append(text(f"fact.sex_{subject.sex}", lang))
    if subject.height_m is not None:
        height = number_text(subject.height_m, lang, decimals=2)
        parts.append(text("fact.height", lang, {"height": height}))
    return ", ".join(parts)


def _activity(bout: Bout, lang: str) -> str:
    activity = text(f"activity.{bout.activity}", lang)
    return (
        activity if bout.activity in TESTS else f"{activity} {text(f'word.{bout.surface}', lang)}"
    )


def _view(bout: Bout, lang: str) -> str:
    view = bout.view
    facing = text(f"word.{view.facing}", lang) if view.facing else "–"
    key = "side_still" if view.plane == "side" and bout.activity in TESTS else view.plane
    seen = text(f"view.{key}", lang, {"facing": facing})
    sure = {"percent": round(100 * view.confidence)}
    origin = text("fact.view_user" if view.chosen_by == "user" else "fact.view_sure", lang, sure)
    return f"{seen} ({origin})"


def _stretch(bout: Bout, lang: str) -> str:
    values = {
        "start": number_text(bout.start_s, lang, decimals=1),
        "end": number_text(bout.end_s, lang, decimals=1),
    }
    return text("fact.stretch", lang, values)


def _cycles(analysis: Analysis, lang: str) -> str:
    used = [c.side for c in analysis.cycles if c.usable]
    counts = {"left": used.count("left"), "right": used.count("right")}
    return text("fact.cycles_sides", lang, counts)


def _frame_rate(analysis: Analysis, lang: str) -> str:
    clip = analysis.clip
    shown = number_text(clip.shown_fps, lang, decimals=1)
    if clip.capture_fps is None:
        return text("fact.frames_per_s", lang, {"fps": shown})
    fps = number_text(clip.capture_fps, lang, decimals=1)
    return text("fact.slow_motion", lang, {"fps": fps, "shown": shown})


def _clip(analysis: Analysis, lang: str) -> str:
    clip = analysis.clip
    values = {
        "name": clip.name,
        "width": clip.width_px,
        "height": clip.height_px,
        "seconds": number_text(clip.duration_s, lang, decimals=1),
    }
    return text("fact.clip_size", lang, values)


def _model(analysis: Analysis) -> str:
    return f"{analysis.settings.backend}, {analysis.settings.model}"
