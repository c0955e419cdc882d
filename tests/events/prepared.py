"""What a detector gets to see: a track on an even grid, filtered, in one bout."""

from __future__ import annotations

import numpy as np

from gaitkit.model import SIDES, Bout, GaitEvent, PoseTrack, View
from gaitkit.motion import clean, view
from gaitkit.pipeline import EVENT_CUTOFF_HZ, GRID_HZ


def prepared(track: PoseTrack) -> PoseTrack:
    """The track as the pipeline hands it to a detector."""
    even = clean.on_even_grid(track, rate_hz=max(GRID_HZ, track.frame_rate_hz))
    return clean.smoothed(even, cutoff_hz=EVENT_CUTOFF_HZ)


def whole_bout(track: PoseTrack, *, plane: str, activity: str) -> Bout:
    """A bout over all of the track, as somebody who knows the view and the gait gives it."""
    forward = "right" if view.facing_sign(track) > 0 else "left"
    return Bout(
        number=1,
        start_s=float(track.times_s[0]),
        end_s=float(track.times_s[-1]),
        view=View(plane=plane, facing=forward if plane == "side" else None),
        activity=activity,
        surface="treadmill",
    )


def times_of(events: list[GaitEvent], side: str, kind: str) -> np.ndarray:
    return np.array([e.time_s for e in events if (e.side, e.kind) == (side, kind)])


def misses_s(events, true_events, *, edge_s: float = 0.0, end_s: float = np.inf):
    """Found minus true seconds by kind, NaN where none was found within 0.2 s.

    True events nearer than `edge_s` to the start or the end of the clip are not asked for.
    """
    missed = {"initial_contact": [], "toe_off": []}
    for side, kind, time_s in true_events:
        if not edge_s <= time_s <= end_s - edge_s:
            continue
        apart = times_of(events, side, kind) - time_s
        nearest = apart[np.argmin(np.abs(apart))] if len(apart) else np.nan
        missed[kind].append(nearest if abs(nearest) < 0.2 else np.nan)
    return {kind: np.array(values) for kind, values in missed.items()}


def invented(events, true_events) -> list[GaitEvent]:
    """Found events with no true one of their foot and kind within 0.2 s."""
    true = {(s, k): [t for a, b, t in true_events if (a, b) == (s, k)]
            for s in SIDES for k in ("initial_contact", "toe_off")}  # fmt: skip
    return [
        e for e in events if min((abs(t - e.time_s) for t in true[e.side, e.kind]), default=9) > 0.2
    ]
