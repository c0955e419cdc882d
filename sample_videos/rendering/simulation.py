"""A clip before it has pictures: the person, the camera and every joint at every frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import body as bodies
from . import camera as cameras
from . import skeleton
from .camera import Camera
from .exercises import Performer, performer
from .gait import Walker, walker
from .parameters import Parameters
from .rotation import Array
from .turning import Returner, there_and_back

_GAIT_S = 4.0
_STRIDES_BEFORE = 2.13  # the clip starts within a stance, not at a contact


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Simulation:
    """`times_s` are the frames in the motion's own time; `joints_m` (n, 3) stand in the world of
    the camera, where a walker on a treadmill stays in place."""

    parameters: Parameters
    person: Walker | Performer | Returner
    camera: Camera
    times_s: Array
    joints_m: dict[str, Array]

    @property
    def frame_times_s(self) -> Array:
        """Times in the clip, the first frame at 0."""
        return self.clip_s(self.times_s)

    def clip_s(self, gait_s: Array) -> Array:
        """When moments of the motion come in the clip, its first frame at 0."""
        if isinstance(self.person, Performer):
            return gait_s - self.times_s[0]
        rhythm = self.person.plan.variation.rhythm
        return rhythm.clip_s(gait_s) - rhythm.clip_s(self.times_s[0])

    @property
    def joints_px(self) -> dict[str, Array]:
        """Where the joints are in the picture (n, 2)."""
        return {name: self.camera.project(at) for name, at in self.joints_m.items()}

    def belt_m(self, time_s: float) -> float:
        """How far the belt has carried the ground back; 0 over ground."""
        on_belt = self.parameters.motion.treadmill and isinstance(self.person, Walker)
        return self.person.plan.speed_mps * time_s if on_belt else 0.0


def simulate(parameters: Parameters) -> Simulation:
    """The clip that the parameters ask for."""
    body = bodies.load(parameters.person)
    if parameters.exercise is not None:
        return _exercise(parameters, performer(body, parameters.exercise))
    person = walker(body, parameters.motion, seed=parameters.picture.seed)
    if parameters.motion.turn_after_m is not None:
        return _returning(parameters, person)
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


def _returning(parameters: Parameters, walks: Walker) -> Simulation:
    """A walk past the camera, or away from it, and back; it ends where it began."""
    start_s = _start_s(parameters, walks)
    person = there_and_back(walks, start_s=start_s, way_m=parameters.motion.turn_after_m)
    picture, (turns_s, turned_s) = parameters.picture, person.way.turn_s
    length_s = picture.duration_s or (turned_s - start_s) + (turns_s - start_s)
    times = start_s + np.arange(max(round(length_s * picture.fps), 1)) / picture.fps
    pose = person.pose(times)
    path_m = np.array([pose.mid_hip[:, 0].min(), pose.mid_hip[:, 0].max()])
    camera = cameras.place(
        parameters.camera, picture, stature_m=person.body.stature_m, path_m=path_m
    )
    return Simulation(
        parameters=parameters,
        person=person,
        camera=camera,
        times_s=times,
        joints_m=skeleton.joints(person.body, pose),
    )


def _exercise(parameters: Parameters, person: Performer) -> Simulation:
    """A test on the spot, before a camera that stands still."""
    picture = parameters.picture
    start_s, length_s = picture.start_s or 0.0, picture.duration_s
    length_s = person.duration_s - start_s if length_s is None else length_s
    times = start_s + np.arange(max(round(length_s * picture.fps), 1)) / picture.fps
    top_m = person.body.stature_m + (person.step.height_m if person.step else 0.0)
    camera = cameras.place(parameters.camera, picture, stature_m=top_m, path_m=np.zeros(2))
    joints = skeleton.joints(person.body, person.pose(times))
    return Simulation(
        parameters=parameters, person=person, camera=camera, times_s=times, joints_m=joints
    )


def _frame_times_s(parameters: Parameters, person: Walker) -> Array:
    picture = parameters.picture
    count = max(round((picture.duration_s or _GAIT_S) * picture.fps), 1)
    start, rhythm = _start_s(parameters, person), person.plan.variation.rhythm
    return rhythm.gait_s(rhythm.clip_s(start) + np.arange(count) / picture.fps)


def _start_s(parameters: Parameters, person: Walker) -> float:
    """The gait's own time at the first frame."""
    start_s = parameters.picture.start_s
    return _STRIDES_BEFORE * person.plan.timing.stride_s if start_s is None else start_s
