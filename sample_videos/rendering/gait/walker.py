"""The person in motion: ask for any moments, get the pose."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares

from .. import skeleton
from ..body import Body
from ..parameters import Motion
from ..rotation import Array, about_z, smoothstep
from ..sides import OUTWARD, SIDES, PerSide, Side
from . import knee, upper_body
from .fit import fit, lowered
from .foot import pitched
from .leg import FORWARD, FootPose, leg_pose
from .legs import Legs
from .plan import Plan, plan
from .pose import LegPose, Pose
from .swing import Swings
from .variation import RUN, WALK, variation


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Walker:
    """A body, its plan, its fitted legs and the path of the swinging feet."""

    body: Body
    plan: Plan
    legs: Legs
    swings: Swings

    def pose(self, times_s: Array | float) -> Pose:
        """The pose at times (n,), which count from a contact of the right foot."""
        times = np.atleast_1d(np.asarray(times_s, float))
        trunk, head = upper_body.trunk_and_head(self.plan, times)
        return Pose(
            times_s=times,
            mid_hip=self.legs.mid_hip(times),
            pelvis_rotation=self.legs.pelvis_rotation(times),
            trunk_rotation=trunk,
            head_rotation=head,
            legs={side: self._leg(side, times) for side in SIDES},
            arms={side: upper_body.arm(self.body, self.plan, side, times) for side in SIDES},
        )

    def _leg(self, side: Side, times: Array) -> LegPose:
        phase = self.plan.timing.phase(side, times)
        stride = self.plan.timing.stride(side, times)
        in_stance = phase <= self.plan.timing.stance_share[side]
        ankle, pitch, toe_pitch = self._foot(side, times, phase, stride, in_stance)
        hip, yaw = self.legs.hip(side, times), self._yaw_rad(side, phase, stride)
        bent = self._knee(side, hip, ankle, yaw, phase, stride, in_stance)
        rest = self.body.feet[side]
        turned = about_z(yaw)
        straight = about_z(-rest.azimuth_rad)
        foot_rotation = turned @ pitched(pitch) @ straight
        toe_rotation = turned @ pitched(toe_pitch) @ straight
        foot = FootPose(
            ankle=ankle,
            rotation=foot_rotation,
            toe_rotation=toe_rotation,
            facing=turned @ FORWARD,
            pitch_deg=pitch,
            phase=phase,
            in_stance=in_stance,
        )
        return leg_pose(self.body, side, hip, bent, foot)

    def _foot(
        self, side: Side, times: Array, phase: Array, stride: Array, in_stance: Array
    ) -> tuple[Array, Array, Array]:
        """Ankle (n, 3), pitch of the foot and pitch of its toes in degrees."""
        timing = self.plan.timing
        standing = np.minimum(phase, timing.stance_share[side])
        planted = self.legs.planted_ankle(side, standing, stride)
        planted_pitch = self.legs.planted_pitch_deg(side, standing)
        path = self.swings.path(side, np.maximum(phase, timing.stance_share[side]), stride)
        swinging, pitch, flexion = path[:, :3].copy(), path[:, 3], path[:, 4]
        swinging[:, 0] += self.plan.speed_mps * times
        return (
            np.where(in_stance[:, None], planted, swinging),
            np.where(in_stance, planted_pitch, pitch),
            np.where(in_stance, np.maximum(planted_pitch, 0), pitch + flexion),
        )

    def _yaw_rad(self, side: Side, phase: Array, stride: Array) -> Array:
        """Direction of the foot; it turns to that of the next stride while it swings."""
        stance = self.plan.timing.stance_share[side]
        now, then = (self.legs.yaw_rad(side, stride + step) for step in (0, 1))
        return now + (then - now) * smoothstep((phase - stance) / (1 - stance))

    def _knee(
        self,
        side: Side,
        hip: Array,
        ankle: Array,
        yaw: Array,
        phase: Array,
        stride: Array,
        in_stance: Array,
    ) -> knee.Knee:
        turn = yaw * self.plan.knee_follows_foot
        held = self.plan.timing.stance_plateau(side, np.where(in_stance, phase, 1.0)) * in_stance
        return knee.place(
            hip,
            ankle,
            side,
            thigh_m=self.body.thigh_m,
            shank_m=self.body.shank_m,
            ahead=about_z(turn) @ FORWARD,
            valgus_deg=self.legs.valgus_deg(side, stride),
            valgus_share=held,
        )


def walker(body: Body, motion: Motion, *, seed: int = 0) -> Walker:
    """The body moving as asked; `seed` draws what differs between strides."""
    wanted = plan(motion, body.leg_m)
    legs = fit(body, wanted)
    if motion.hip_adduction_deg is not None:
        legs = fit(body, _swaying_for(legs, motion.hip_adduction_deg))
    steady = _upright(_with_swings(legs), motion.trunk_stance_lean_deg)
    return _varied(steady, motion.variation, seed) if motion.variation else steady


def _varied(steady: Walker, share: float, seed: int) -> Walker:
    """Strides that differ; the pelvis comes down by what the furthest of them needs."""
    plan = steady.plan
    usual = RUN if plan.running else WALK
    drawn = variation(usual, share, stride_s=plan.timing.stride_s, size=plan.size, seed=seed)
    legs = replace(steady.legs, plan=replace(steady.legs.plan, variation=drawn))
    return replace(_with_swings(lowered(legs)), plan=replace(plan, variation=drawn))


def _with_swings(legs: Legs) -> Walker:
    return Walker(body=legs.body, plan=legs.plan, legs=legs, swings=Swings(legs))


def _upright(person: Walker, stance_lean_deg: float | None) -> Walker:
    """The trunk's commands changed until its lean, mid-hip to mid-shoulder, is the asked-for.

    The shoulders hang on a curved spine with a posture of its own, so command and lean differ.
    Without a wish for the lean at mid-stance the trunk does what the pelvis makes it do.
    """
    asked = person.plan
    for _ in range(4):
        lateral, forward = _mean_lean_deg(person)
        plan, sway = person.plan, 0.0
        if stance_lean_deg is not None:
            sway = 1.5 * (stance_lean_deg - _stance_lean_deg(person))
        command = replace(
            plan,
            trunk_lateral_deg=plan.trunk_lateral_deg - 1.4 * (lateral - asked.trunk_lateral_deg),
            trunk_forward_deg=plan.trunk_forward_deg - 1.4 * (forward - asked.trunk_forward_deg),
            trunk_stance_lean_deg=plan.trunk_stance_lean_deg + sway,
        )
        person = replace(person, plan=command)
    return person


def _mean_lean_deg(person: Walker) -> tuple[float, float]:
    """Lean of the stride's mean posture to the person's right and forward."""
    trunk = _trunk(person, np.linspace(0, person.plan.timing.stride_s, 12, endpoint=False))
    x, y, z = np.mean(trunk, axis=0)
    return float(np.degrees(np.arctan2(-y, z))), float(np.degrees(np.arctan2(x, z)))


def _stance_lean_deg(person: Walker) -> float:
    """Lean toward the standing leg at mid-stance, about the mean of both sides."""
    timing = person.plan.timing
    middle = [
        timing.contact_s[side] + timing.stance_share[side] / 2 * timing.stride_s
        for side in ("right", "left")
    ]
    trunk = _trunk(person, np.array(middle))
    right, left = np.degrees(np.arctan2(-trunk[:, 1], trunk[:, 2]))
    return float(right - left) / 2


def _trunk(person: Walker, times: Array) -> Array:
    """Mid-hip to mid-shoulder (n, 3)."""
    pose = person.pose(times)
    joints = skeleton.joints(person.body, pose)
    return (joints["left_shoulder"] + joints["right_shoulder"]) / 2 - pose.mid_hip


def _swaying_for(legs: Legs, peak_deg: PerSide) -> Plan:
    """The plan with the pelvis moved sideways until hip adduction peaks as asked in each stance."""

    def swaying(sway_and_offset: Array) -> Plan:
        sway, offset = (float(x) for x in sway_and_offset)
        return replace(legs.plan, pelvis_sway_m=sway, pelvis_offset_m=offset)

    def misses(sway_and_offset: Array) -> list[float]:
        person = _with_swings(replace(legs, plan=swaying(sway_and_offset)))
        return [_peak_adduction_deg(person, side) - peak_deg[side] for side in SIDES]

    start = [legs.plan.pelvis_sway_m, 0.0]
    found = least_squares(misses, start, diff_step=0.05, x_scale=[0.02, 0.02], max_nfev=12)
    return swaying(found.x)


def _peak_adduction_deg(person: Walker, side: Side) -> float:
    pose = person.pose(np.linspace(0, person.plan.timing.stride_s, 101))
    leg = pose.legs[side]
    across = pose.legs["left"].hip - pose.legs["right"].hip
    oblique = np.arctan2(across[:, 2], across[:, 1])
    thigh = leg.knee - leg.hip
    outward = np.arctan2(thigh[:, 1], -thigh[:, 2]) - oblique
    return float(np.max(-OUTWARD[side] * np.degrees(outward)[leg.in_stance]))
