"""The truth file against a computation of its own: single frames, gaitkit's 2D formulae."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from rendering.parameters import Parameters
from rendering.simulation import Simulation, simulate
from rendering.truth import truth, write

from gaitkit.motion import geometry

SIDES = ("left", "right")
OUT = {"left": 1.0, "right": -1.0}


@pytest.fixture(scope="module")
def clip(asked: Parameters) -> Simulation:
    table = asked.as_dict() | {"picture": {"fps": 500, "duration_s": 3.0}}
    return simulate(Parameters.of(table))


@pytest.fixture(scope="module")
def told(clip: Simulation) -> dict:
    return truth(clip)


def value(told: dict, metric: str, side: str) -> float:
    (found,) = [m for m in told["metrics"] if (m["metric"], m["side"]) == (metric, side)]
    return found["value"]


def cycles(told: dict, side: str) -> list[tuple[float, float, float]]:
    """Contact, toe-off, next contact of every whole stride."""
    events = told["events"][side]
    contacts = events["initial_contact"]
    return [
        (start, next(t for t in events["toe_off"] if t > start), end)
        for start, end in pairwise(contacts)
    ]


def flat_picture(clip: Simulation, axis: int) -> dict[str, np.ndarray]:
    """Joints as a camera at infinity sees them: along y (axis 0) or from the front (axis 1)."""
    return {name: np.stack([at[:, axis], -at[:, 2]], 1) for name, at in clip.joints_m.items()}


def over_cycles(told: dict, clip: Simulation, side: str, values, start, end, pick) -> float:
    """Median over strides of `pick` between two points: 0 contact, 1 toe-off, 2 next contact."""
    found = []
    for cycle in cycles(told, side):
        knots = np.interp([start, end], [0, 1, 2], cycle)
        inside = (clip.frame_times_s >= knots[0] - 1e-6) & (clip.frame_times_s <= knots[1] + 1e-6)
        found.append(pick(values[inside]))
    return float(np.median(found))


@pytest.mark.parametrize("side", SIDES)
def test_side_view_angles(clip: Simulation, told: dict, side: str):
    seen = flat_picture(clip, 0)
    hip, knee, ankle = (seen[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    thigh = geometry.thigh_deg(hip, knee, forward=1.0)
    flexion = geometry.knee_flexion_deg(hip, knee, ankle, forward=1.0)
    shank = geometry.shank_deg(knee, ankle, forward=1.0)
    for name, values, start, end, pick in (
        ("hip_flexion_peak_deg", thigh, 0, 2, np.max),
        ("hip_extension_peak_deg", thigh, 0, 2, np.min),
        ("knee_flexion_stance_peak_deg", flexion, 0, 0.6, np.max),
        ("knee_flexion_swing_peak_deg", flexion, 1, 2, np.max),
    ):
        wanted = over_cycles(told, clip, side, values, start, end, pick)
        assert value(told, name, side) == pytest.approx(wanted, abs=0.3), name
    contacts = told["events"][side]["initial_contact"]
    for name, values in (
        ("knee_flexion_contact_deg", flexion),
        ("shank_angle_contact_deg", shank),
    ):
        at_contact = np.interp(contacts, clip.frame_times_s, values)
        # An angle turns sharply at contact: a frame of 2 ms is worth up to half a degree.
        assert value(told, name, side) == pytest.approx(np.median(at_contact), abs=0.5), name


@pytest.mark.parametrize("side", SIDES)
def test_front_view_angles(clip: Simulation, told: dict, side: str):
    """A camera in front of the person at infinity: the person's left is right in the picture."""
    seen = flat_picture(clip, 1)
    other = "left" if side == "right" else "right"
    hip, far, knee, ankle = (
        seen[name] for name in (f"{side}_hip", f"{other}_hip", f"{side}_knee", f"{side}_ankle")
    )
    drop = (
        geometry.line_tilt_deg(hip, far) if side == "right" else -geometry.line_tilt_deg(far, hip)
    )
    thigh = geometry.lean_deg(knee, hip, direction=OUT[side])
    shank = geometry.lean_deg(ankle, knee, direction=OUT[side])
    middle = [(seen[f"left_{j}"] + seen[f"right_{j}"]) / 2 for j in ("hip", "shoulder")]
    trunk = geometry.lean_deg(*middle, direction=OUT[side])
    for name, values in (
        ("pelvic_drop_deg", drop),
        ("pelvic_hike_deg", -drop),
        ("hip_adduction_peak_deg", drop + thigh),
        ("knee_valgus_deg", thigh - shank),
        ("trunk_lateral_lean_deg", trunk),
    ):
        wanted = over_cycles(told, clip, side, values, 0, 1, np.max)
        assert value(told, name, side) == pytest.approx(wanted, abs=0.3), name


@pytest.mark.parametrize("side", SIDES)
def test_foot_progression(clip: Simulation, told: dict, side: str):
    foot = clip.joints_m[f"{side}_toe"] - clip.joints_m[f"{side}_heel"]
    toe_out = np.degrees(np.arctan(foot[:, 1] / foot[:, 0])) * OUT[side]
    wanted = over_cycles(told, clip, side, toe_out, 0.2, 0.8, np.mean)
    assert value(told, "foot_progression_deg", side) == pytest.approx(wanted, abs=0.05)


@pytest.mark.parametrize("side", SIDES)
def test_times_and_lengths_follow_from_events_and_places(clip: Simulation, told: dict, side: str):
    other = "left" if side == "right" else "right"
    start, off, end = cycles(told, side)[-1]
    landing = next(t for t in told["events"][other]["initial_contact"] if start < t < end)
    assert value(told, "stride_time_s", side) == pytest.approx(end - start, abs=1e-4)
    assert value(told, "step_time_s", side) == pytest.approx(end - landing, abs=1e-4)
    assert value(told, "swing_time_s", side) == pytest.approx(end - off, abs=1e-4)
    assert value(told, "cadence_spm", "both") == pytest.approx(120 / (end - start), abs=0.02)
    running = told["activity"] == "run"
    ground = value(told, "contact_time_s" if running else "stance_time_s", side)
    assert ground == pytest.approx(off - start, abs=1e-4)

    def heel_x(foot: str, time_s: float) -> float:
        return float(np.interp(time_s, clip.frame_times_s, clip.joints_m[f"{foot}_heel"][:, 0]))

    step = heel_x(side, end) - heel_x(other, landing)
    assert value(told, "step_length_m", side) == pytest.approx(step, abs=0.01)
    stride = heel_x(side, end) - heel_x(side, start)
    assert value(told, "stride_length_m", side) == pytest.approx(stride, abs=0.01)


def test_flight_or_double_support(clip: Simulation, told: dict):
    start, off, end = cycles(told, "right")[-1]
    contacts, offs = (told["events"]["left"][kind] for kind in ("initial_contact", "toe_off"))
    landing = next(t for t in contacts if start < t < end)
    leaving = next(t for t in offs if t > landing)
    if told["activity"] == "run":
        flights = [landing - off, end - leaving]
        assert value(told, "flight_time_s", "both") == pytest.approx(np.mean(flights), abs=1e-3)
    else:
        both = (off - landing) + (leaving - end)
        share = 100 * both / (end - start)
        assert value(told, "double_support_pct", "both") == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize("side", SIDES)
def test_curves_are_one_cycle_of_101_values(clip: Simulation, told: dict, side: str):
    seen = flat_picture(clip, 0)
    flexion = geometry.knee_flexion_deg(
        *(seen[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle")), forward=1.0
    )
    start, _, end = cycles(told, side)[0]
    wanted = np.interp(np.linspace(start, end, 101), clip.frame_times_s, flexion)
    found = np.array(told["curves"]["knee_flexion"][side])
    np.testing.assert_allclose(found, wanted, atol=0.5)
    assert all(len(sides[side]) == 101 for sides in told["curves"].values())


def test_the_file_is_plain_json_with_the_joints_when_asked(clip: Simulation, tmp_path):
    path = tmp_path / "clip.truth.json"
    write(clip, path, per_frame=True)
    told = json.loads(path.read_text())
    camera = told["camera"]
    at = np.array(told["joints_m"]["left_knee"])
    seen = at @ np.array(camera["rotation"]).T + camera["translation_m"]
    pixels = seen @ np.array(camera["intrinsics"]).T
    np.testing.assert_allclose(
        pixels[:, :2] / pixels[:, 2:], told["joints_px"]["left_knee"], atol=0.05
    )
    assert len(told["times_s"]) == len(at)
