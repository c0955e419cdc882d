"""How far clips are, in words: for pages and for the script that keeps them fresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from gaitkit.progress import stage_words

from .lab import Lab
from .rows import ClipRow, Job
from .words import word

#: Errors whose advice is worth words of its own; for others there is a general one.
KINDS = (
    "UnreadableInputError", "NothingMeasuredError", "UsageError", "InstallationError", "crashed",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A clip's state: new, queued, running, done or failed. `detail` is the error as it came."""

    clip_id: str
    state: str
    words: str
    percent: int = 0
    detail: str = ""

    @property
    def open(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ("queued", "running")


def status_of(lab: Lab, clip: ClipRow, lang: str) -> Status:
    """The state of a clip's latest job."""
    job = lab.store.latest_job(clip.id)
    if job is None:
        return Status(clip_id=clip.id, state="new", words=word("state.new", lang))
    if job.state == "running":
        return _running(lab, job, lang)
    if job.state == "queued":
        return _waiting(lab, job, lang)
    if job.state == "failed":
        kind = job.kind if job.kind in KINDS else "other"
        told = word(f"problem.{kind}", lang)
        return Status(clip_id=clip.id, state="failed", words=told, detail=job.message)
    return Status(clip_id=clip.id, state="done", words=word("state.done", lang), percent=100)


def _waiting(lab: Lab, job: Job, lang: str) -> Status:
    ahead = [other.id for other in lab.store.open_jobs()]
    place = ahead.index(job.id) if job.id in ahead else 0
    key = "state.queued_next" if place <= 1 else "state.queued"
    words = word(key, lang, {"ahead": place})
    return Status(clip_id=job.clip_id, state="queued", words=words)


def _running(lab: Lab, job: Job, lang: str) -> Status:
    doing = lab.runner.doing
    if doing is None or doing.job.id != job.id or not doing.stage:
        return Status(clip_id=job.clip_id, state="running", words=word("state.begins", lang))
    stage = stage_words(doing.stage, lang)
    left = _left(doing.left_s, lang)
    return Status(
        clip_id=job.clip_id, state="running", percent=round(100 * doing.share),
        words=f"{stage[:1].upper()}{stage[1:]}{f' · {left}' if left else ''}",
    )  # fmt: skip


def _left(seconds: float | None, lang: str) -> str:
    """The time that is left, as roughly as it is known."""
    if seconds is None:
        return ""
    if seconds < 50:
        return word("state.left_seconds", lang, {"count": max(5, 5 * round(seconds / 5))})
    minutes = max(1, round(seconds / 60))
    return word(f"state.left_minute{'s' if minutes > 1 else ''}", lang, {"count": minutes})


def as_data(lab: Lab, clips: Iterable[ClipRow], lang: str) -> list[dict[str, Any]]:
    """States of clips for a script."""
    return [asdict(status_of(lab, clip, lang)) for clip in clips]
