"""What changed between two recordings: metric by metric, side by side, within one view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import hypot

from gaitkit.findings.measured import activity_of
from gaitkit.model import QUALITIES, Metric, Note, Quality
from gaitkit.reference import ASYMMETRY, metric_groups

from .interval import Interval, difference, interval_of, size
from .recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One metric and side, before and after. Without `shift` it could not be compared: see notes.

    `shift` is after minus before. `told` is what the reader is told: of a left-right difference
    how much its size grew, unless the larger side swapped; of anything else the shift itself.
    """

    metric: str
    side: str
    unit: str
    activity: str
    view: str = ""
    before: Metric | None = None
    after: Metric | None = None
    shift: Interval | None = None
    told: Interval | None = None
    notes: tuple[Note, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether there is a number for the change."""
        return self.told is not None

    @property
    def changed(self) -> bool:
        """Whether the interval of the change excludes zero."""
        return self.told is not None and not self.told.holds_zero

    @property
    def is_asymmetry(self) -> bool:
        """Whether it compares the two sides."""
        return self.metric.endswith(ASYMMETRY)

    @property
    def quality(self) -> Quality:
        """The worse of both."""
        if self.before is None or self.after is None:
            return "none"
        return min(self.before.quality, self.after.quality, key=QUALITIES.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A metric as one clip has it, what the person did there, and its interval if measured."""

    metric: Metric
    activity: str
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The same metric in both, from one view."""

    before: Metric
    after: Metric
    old: Interval
    new: Interval

    @property
    def width(self) -> float:
        """Of the interval that their difference will have."""
        return hypot(self.old.high - self.old.low, self.new.high - self.new.low)


_Key = tuple[str, str]


def changes_between(before: Recording, after: Recording) -> tuple[Change, ...]:
    """Every metric and side of either recording, in the order of a report.

    Of several clips the view that both share and that shows it best counts; never two views.
    """
    old, new = _numbers(before), _numbers(after)
    return tuple(
        change
        for key in sorted(old.keys() | new.keys(), key=_place)
        for change in _changes(key, old.get(key, []), new.get(key, []), before, after)
    )


def _place(key: _Key) -> tuple[bool, int, str, str]:
    name, side = key
    names = [n for group in metric_groups().values() for n in group]
    base = name.removesuffix(ASYMMETRY)
    return base != name, names.index(base) if base in names else len(names), name, side


def _numbers(recording: Recording) -> dict[_Key, list[_Number]]:
    found: dict[_Key, list[_Number]] = {}
    for analysis in recording.analyses.values():
        for metric in analysis.metrics:
            number = _Number(
                metric=metric, activity=activity_of(analysis, metric), interval=interval_of(metric)
            )
            found.setdefault((metric.name, metric.side), []).append(number)
    return found


def _changes(
    key: _Key,
    old: Sequence[_Number],
    new: Sequence[_Number],
    before: Recording,
    after: Recording,
) -> Iterator[Change]:
    """One change per activity in which either recording has the number, or why there is none."""
    activities = dict.fromkeys(n.activity for n in (*old, *new) if n.interval)
    for activity in activities:
        ours = [n for n in old if n.interval and n.activity == activity]
        theirs = [n for n in new if n.interval and n.activity == activity]
        if ours and theirs:
            yield _paired(key, activity, ours, theirs)
        else:
            yield _lone(key, activity, old, new, before=before, after=after, there=bool(ours))
    if not activities:
        first = (*new, *old)[0]
        reasons = tuple(note for n in (*old, *new) for note in n.metric.notes)
        yield _refused(key, first.activity, (*old, *new), reasons)


def _paired(key: _Key, activity: str, old: Sequence[_Number], new: Sequence[_Number]) -> Change:
    """The pair of one view with the narrowest interval."""
    pairs = [
        _Pair(before=b.metric, after=a.metric, old=b.interval, new=a.interval)
        for b, a in product(old, new)
        if b.interval and a.interval and b.metric.view == a.metric.view
    ]
    if not pairs:
        note = Note.of("compare_other_view", before=_views(old), after=_views(new))
        return _refused(key, activity, (*old, *new), (note,))
    best = min(pairs, key=lambda pair: pair.width)
    shift = difference(best.new, best.old)
    told, notes = _told(key[0], best.old, best.new, shift)
    return Change(
        metric=key[0], side=key[1], unit=best.after.unit, activity=activity, view=best.after.view,
        before=best.before, after=best.after, shift=shift, told=told,
        notes=tuple(dict.fromkeys((*notes, *best.before.notes, *best.after.notes))),
    )  # fmt: skip


def _told(
    name: str, before: Interval, after: Interval, shift: Interval
) -> tuple[Interval, tuple[Note, ...]]:
    """A difference between the sides changed in size, or the larger side is another one now."""
    if not name.endswith(ASYMMETRY):
        return shift, ()
    sure = not before.holds_zero and not after.holds_zero
    if sure and (before.value > 0) != (after.value > 0):
        return shift, (Note.of("compare_sides_swapped"),)
    return difference(size(after), size(before)), ()


def _lone(
    key: _Key,
    activity: str,
    old: Sequence[_Number],
    new: Sequence[_Number],
    *,
    before: Recording,
    after: Recording,
    there: bool,
) -> Change:
    """A number that only one recording has: `there` is true where that is the first."""
    lacking, numbers = (after, new) if there else (before, old)
    if activity not in lacking.activities:
        note = Note.of(
            "compare_other_activity",
            before=",".join(before.activities), after=",".join(after.activities),
        )  # fmt: skip
        return _refused(key, activity, (*old, *new), (note,))
    note = Note.of("compare_missing_after") if there else Note.of("compare_missing_before")
    reasons = tuple(x for n in numbers if not n.interval for x in n.metric.notes)
    return _refused(key, activity, (*old, *new), (note, *reasons))


def _refused(
    key: _Key, activity: str, numbers: Sequence[_Number], notes: tuple[Note, ...]
) -> Change:
    unit = numbers[0].metric.unit
    return Change(
        metric=key[0], side=key[1], unit=unit, activity=activity, notes=tuple(dict.fromkeys(notes))
    )


def _views(numbers: Sequence[_Number]) -> str:
    return ",".join(dict.fromkeys(n.metric.view for n in numbers))
