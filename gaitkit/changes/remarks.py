"""What else differs between two recordings and could pass for a change of the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, get_args

from gaitkit.model import Analysis, Bout, GaitActivity, Note

from .change import Change
from .recording import Recording

Value = TypeVar("Value")
#: Frame rates further apart than this are named: timing errors grow with the time between frames.
_FRAME_RATE_SHARE = 0.1
#: Heights are written in centimetres.
_SAME_HEIGHT_M = 0.005


def remarks_on(before: Recording, after: Recording, changes: Sequence[Change]) -> tuple[Note, ...]:
    """Warnings about the two as a whole, the gravest first, then remarks."""
    return (
        *_identity(before, after),
        *_filming(before, after),
        *_method(before, after),
        *_speed(changes),
    )


def _identity(before: Recording, after: Recording) -> Iterator[Note]:
    if _each(before, lambda a: a.clip.sha256) & _each(after, lambda a: a.clip.sha256):
        yield Note.of("compare_same_clip")
    old, new = before.subject, after.subject
    if _differ(old.name, new.name) or _differ(old.sex, new.sex):
        yield Note.of("compare_other_person")
    heights = (old.height_m, new.height_m)
    if None not in heights and abs(heights[0] - heights[1]) > _SAME_HEIGHT_M:
        yield Note.of("compare_other_height", before=heights[0], after=heights[1])
    if (old.height_m is None) != (new.height_m is None):
        yield Note.of("compare_one_height")


def _filming(before: Recording, after: Recording) -> Iterator[Note]:
    rates = [min(_each(r, lambda a: a.pose.frame_rate_hz)) for r in (before, after)]
    if max(rates) > (1 + _FRAME_RATE_SHARE) * min(rates):
        yield Note.of("compare_other_frame_rate", before=rates[0], after=rates[1])
    surfaces = [_bouts(r, lambda b: b.surface) for r in (before, after)]
    if not surfaces[0] & surfaces[1]:
        yield Note.of(
            "compare_other_surface",
            before=",".join(sorted(surfaces[0])), after=",".join(sorted(surfaces[1])),
        )  # fmt: skip
    near = [_bouts(r, lambda b: b.view.near_side) for r in (before, after)]
    if all(near) and not near[0] & near[1]:
        yield Note.of("compare_other_near_leg", before=_first(near[0]), after=_first(near[1]))


def _method(before: Recording, after: Recording) -> Iterator[Note]:
    models = [
        _each(r, lambda a: f"{a.settings.backend} {a.settings.model}") for r in (before, after)
    ]
    if models[0] != models[1]:
        yield Note.of(
            "compare_other_model",
            before=", ".join(sorted(models[0])), after=", ".join(sorted(models[1])),
        )  # fmt: skip
    versions = [_each(r, lambda a: a.versions.get("gaitkit", "?")) for r in (before, after)]
    if versions[0] != versions[1]:
        yield Note.of(
            "compare_other_version",
            before=", ".join(sorted(versions[0])), after=", ".join(sorted(versions[1])),
        )  # fmt: skip


def _speed(changes: Iterable[Change]) -> Iterator[Note]:
    """Nearly every angle and time of gait follows the speed."""
    changes = tuple(changes)
    known = [c for c in changes if c.metric == "speed_mps" and c.compared]
    for change in known:
        if change.changed:
            yield Note.of(
                "compare_other_speed", before=change.before.value, after=change.after.value
            )
    if not known and any(c.compared and c.activity in get_args(GaitActivity) for c in changes):
        yield Note.of("compare_speed_unknown")


def _differ(old: str | None, new: str | None) -> bool:
    return None not in (old, new) and old != new


def _each(recording: Recording, what: Callable[[Analysis], Value]) -> set[Value]:
    return {what(analysis) for analysis in recording.analyses.values()}


def _bouts(recording: Recording, what: Callable[[Bout], str | None]) -> set[str]:
    found = {what(bout) for a in recording.analyses.values() for bout in a.bouts}
    return found - {None}


def _first(sides: set[str]) -> str:
    return min(sides)
