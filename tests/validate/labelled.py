"""A folder of stick figures with exactly known truth, as poses instead of videos."""

from __future__ import annotations

import json
from pathlib import Path

from walker import Walker

from gaitkit.model import SIDES
from gaitkit.pose.files import save_pose


def true_content(walker: Walker, *, view: str) -> dict:
    """What the figure does, as a truth file holds it."""
    stance_s = walker.stance_share * walker.stride_s
    metrics = [{"metric": "cadence_spm", "side": "both", "value": walker.cadence_spm}]
    for side in SIDES:
        for name, value in (
            ("stride_time_s", walker.stride_s),
            ("stance_time_s" if walker.activity == "walk" else "contact_time_s", stance_s),
            ("foot_strike_angle_deg", walker.contact_pitch_deg),
        ):
            metrics.append({"metric": name, "side": side, "value": value})
    return {
        "events": {
            side: {
                kind: list(walker.times_of(side, kind)) for kind in ("initial_contact", "toe_off")
            }
            for side in SIDES
        },
        "metrics": metrics,
        "subject": {"height_m": walker.height_m},
        "view": view,
        "activity": walker.activity,
    }


def put(folder: Path, name: str, walker: Walker, *, view: str = "side", **changes) -> dict:
    """Write `name`.nc with its truth; `changes` replace parts of the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    save_pose(walker.track(view), folder / f"{name}.nc")
    content = true_content(walker, view=view) | changes
    (folder / f"{name}.truth.json").write_text(json.dumps(content))
    return content
