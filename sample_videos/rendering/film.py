"""The frames of a simulated clip, with the blur and noise of a real one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from . import clothes, skeleton
from .parameters import Picture
from .render import Pixels, Renderer
from .rotation import Array
from .sides import SIDES
from .simulation import Simulation
from .surroundings import Scene


def frames(simulation: Simulation) -> Iterator[Pixels]:
    """Pictures (height, width, 3) in order, one at a time."""
    picture = simulation.parameters.picture
    grain = np.random.default_rng(picture.seed)
    step = getattr(simulation.person, "step", None)
    with Renderer(
        simulation.person.body, simulation.parameters, simulation.camera, step=step
    ) as renderer:
        for time_s in simulation.times_s:
            moments = exposures_s(float(time_s), picture)
            drawn = [renderer.draw(scene(simulation, moment)) for moment in moments]
            yield _spoiled(np.mean(drawn, axis=0, dtype=np.float32), picture, grain)


def exposures_s(time_s: float, picture: Picture) -> Array:
    """Moments averaged into one frame: half of its time, around its middle."""
    samples = picture.motion_blur_samples
    steps = (np.arange(samples) - (samples - 1) / 2) / samples
    return time_s + steps * 0.5 / picture.fps


def scene(simulation: Simulation, time_s: float) -> Scene:
    """The person at one moment, in front of the camera."""
    body, pose = simulation.person.body, simulation.person.pose(time_s)
    step = getattr(simulation.person, "step", None)
    belt = simulation.belt_m(time_s)
    worn = simulation.parameters.clothes
    vertices = skeleton.skin(body, pose) - [belt, 0, 0]
    if worn.shirt_loose_m:
        normals, off_m = body.surface.normals(vertices), worn.shirt_loose_m
        vertices = clothes.hung_loose(
            vertices, normals, body.cloth, hem_share=worn.shirt_hem_share, off_m=off_m
        )
    feet = []
    for side in SIDES:
        leg = pose.legs[side]
        x, y, _ = 0.6 * leg.ankle[0] + 0.4 * leg.toe[0]
        height = min(leg.heel[0, 2], leg.toe[0, 2]) - 0.03
        if step is not None and x < step.edge_m:
            height -= step.height_m
        feet.append([x - belt, y, max(height, 0)])
    return Scene(
        vertices=vertices,
        normals=body.surface.normals(vertices),
        feet=np.array(feet),
        centre=pose.mid_hip[0] - [belt, 0, 0],
        belt_m=belt if simulation.parameters.motion.treadmill else None,
    )


def _spoiled(pixels: Array, picture: Picture, grain: np.random.Generator) -> Pixels:
    """Out of focus by `blur_px`, with noise."""
    if picture.blur_px > 0:
        import cv2

        pixels = cv2.GaussianBlur(pixels, (0, 0), picture.blur_px)
    if picture.noise_sd > 0:
        drawn = grain.standard_normal(pixels.shape, dtype=np.float32)
        pixels = pixels + np.float32(picture.noise_sd) * drawn
    return np.clip(pixels, 0, 255).astype(np.uint8)
