"""A clip before it has pictures: the person, the camera and every joint at every frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import body as bodies
from . import camera as cameras
from . import skeleton
from .camera import Camera
from .gait import Walker, walker
from .parameters import Parameters
from .rotation import Array

_STRIDES_BEFORE = 2.13  # the clip starts within a stance, not at a contact


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Simulation:
    """`times_s` are the frames in the gait's own time; `joints_m` (n, 3) stand in the world of
    the camera, where a walker on a treadmill stays in place."""

    parameters: Parameters
    person: Walker
    camera: Camera
    times_s: Array
    joints_m: dict[str, Array]

    @property
    def frame_times_s(self) -> Array:
        """Times in the clip, the first frame at 0."""
        return self.clip_s(self.times_s)

    def clip_s(self, gait_s: Array) -> Array:
        """When moments of the gait come in the clip, its first frame at 0."""
        rhythm = self.person.plan.variation.rhythm
        return rhythm.clip_s(gait_s) - rhythm.clip_s(self.times_s[0])

    @property
    def joints_px(self) -> dict[str, Array]:
        """Where the joints are in the picture (n, 2)."""
        return {name: self.camera.project(at) for name, at in self.joints_m.items()}

    def belt_m(self, time_s: float) -> float:
        """How far the belt has carried the ground back; 0 over ground."""
        on_belt = self.parameters.motion.treadmill
        return self.person.plan.speed_mps * time_s if on_belt else 0.0


def simulate(parameters: Parameters) -> Simulation:
    """The clip that the parameters ask for."""
    body = bodies.load(parameters.person)
    person = walker(body, parameters.motion, seed=parameters.picture.seed)
    times = _frame_times_s(parameters, person)
    back = person.plan.speed_mps * times if parameters.motion.treadmill else np.zeros_like(times)
    path = np.zeros(2) if parameters.motion.treadmill else person.plan.speed_mps * times[[0, -1]]
    joints = skeleton.joints(person.body, person.pose(times))
    carried = np.column_stack([back, np.zeros((len(times), 2))])
    camera = cameras.place(
        parameters.camera, parameters.picture, stature_m=person.body.stature_m, path_m=path
    )
    return Simulation(
        parameters=parameters,
        person=person,
        camera=camera,
        times_s=times,
        joints_m={name: at - carried for name, at in joints.items()},
    )


def _frame_times_s(parameters: Parameters, person: Walker) -> Array:
    picture = parameters.picture
    count = max(round(picture.duration_s * picture.fps), 1)
    start = picture.start_s
    if start is None:
        start = _STRIDES_BEFORE * person.plan.timing.stride_s
    rhythm = person.plan.variation.rhythm
    return rhythm.gait_s(rhythm.clip_s(start) + np.arange(count) / picture.fps)
