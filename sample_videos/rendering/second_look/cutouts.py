"""The person alone, cut out of everything: what stands behind is put in while learning."""

from __future__ import annotations

from typing import Any

import moderngl
import numpy as np

from .. import render, surroundings
from ..body import REFERENCE_STATURE_M, Body
from ..camera import Camera, aimed
from ..figure import triangles
from ..render import Pixels
from ..rotation import Array
from .moments import Dice, Moment

WIDTH_PX, HEIGHT_PX = 560, 620
_SHADOW_PX = 512
_NOTHING = (0.0, 0.0, 0.0, 0.0)
#: Directions that people are filmed from: where it is (0 = front, 180 = rear), spread, share.
_FROM_DEG = ((0, 16, 0.34), (180, 16, 0.30), (90, 14, 0.16), (-90, 14, 0.16), (0, 120, 0.04))
_FROM_THE_SIDE_DEG = ((90, 14, 0.5), (-90, 14, 0.5))


def camera(dice: Dice, moment: Moment, *, aside: bool = False) -> Camera:
    """Somewhere around the person, or to the side, who fills most of the picture."""
    directions = _FROM_THE_SIDE_DEG if aside else _FROM_DEG
    tall, u = moment.body.stature_m, dice.uniform
    middle, spread, _ = directions[dice.choice(len(directions), p=[d[2] for d in directions])]
    azimuth = np.radians(middle + spread * np.clip(dice.standard_normal(), -2.2, 2.2))
    distance_m = tall * np.exp(u(np.log(1.6), np.log(8)))
    centre = (moment.joints["left_hip"] + moment.joints["right_hip"]) / 2
    at = np.array([np.cos(azimuth), np.sin(azimuth)]) * distance_m + centre[:2]
    target = np.array([*centre[:2], tall * u(0.40, 0.48)])
    filled = u(0.62, 0.8)
    return aimed(
        np.array([*at, tall * u(0.2, 1.05)]),
        target,
        vertical_fov_deg=float(np.degrees(2 * np.arctan(tall / filled / 2 / distance_m))),
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        roll_deg=float(dice.normal(0, 2)),
    )


class Cutter:
    """Draws bodies without surroundings: red, green, blue and how much of the pixel they cover."""

    def __init__(self) -> None:
        self._context = moderngl.create_context(standalone=True, backend="egl")
        source = render._source
        program = self._context.program
        self._programs = {
            "body": program(
                vertex_shader=source("body.vert"),
                fragment_shader=source("noise.glsl", "light.glsl", "garments.glsl", "body.frag"),
            ),
            "shadow": program(
                vertex_shader=source("body.vert"),
                fragment_shader=source("garments.glsl", "shadow.frag"),
            ),
        }
        self._shadow_map = self._context.depth_texture((_SHADOW_PX, _SHADOW_PX))
        self._shadow_map.compare_func = "<="
        self._shadow = self._context.framebuffer(depth_attachment=self._shadow_map)
        size = (WIDTH_PX, HEIGHT_PX)
        self._target = self._context.framebuffer(
            [self._context.renderbuffer(size, 4)], self._context.depth_renderbuffer(size)
        )
        self._body: Body | None = None

    def draw(self, moment: Moment, vertices: Array, at: Camera, look: dict[str, Any]) -> Pixels:
        """The picture (height, width, 4)."""
        if moment.body is not self._body:
            self._take(moment.body)
        normals = moment.body.surface.normals(vertices)
        self._moving.write(np.concatenate([vertices, normals], 1).astype("f4").tobytes())
        centre = (moment.joints["left_hip"] + moment.joints["right_hip"])[:2] / 2
        frame = (
            look
            | self._of_body()
            | {
                "sun_camera": surroundings.sun_camera(look["sun"], centre, moment.body.stature_m),
                "eye_point": at.eye,
                "shadow_map": 0,
            }
        )
        for program in self._programs.values():
            render._set(program, frame)
        self._context.enable(moderngl.DEPTH_TEST)
        self._shadow.use()
        self._shadow.clear()
        render._set(self._programs["shadow"], {"camera": frame["sun_camera"]})
        self._arrays["shadow"].render()
        self._context.enable(moderngl.CULL_FACE)
        self._target.use()
        self._target.clear(*_NOTHING)
        self._shadow_map.use(0)
        render._set(self._programs["body"], {"camera": at.view_projection})
        self._arrays["body"].render()
        self._context.disable(moderngl.CULL_FACE)
        content = self._target.read(components=4)
        return np.frombuffer(content, np.uint8).reshape(HEIGHT_PX, WIDTH_PX, 4)[::-1]

    def _of_body(self) -> dict[str, Any]:
        body = self._body
        return {
            "body_scale": body.stature_m / REFERENCE_STATURE_M,
            "left_eye": body.eye_centres["left"],
            "right_eye": body.eye_centres["right"],
            "nose": body.face_points["nose"],
            "ear": body.face_points["left_ear"],
        }

    def _take(self, body: Body) -> None:
        """Its mesh into OpenGL's memory, in place of the last one's."""
        if self._body is not None:
            for thing in (*self._arrays.values(), self._moving, self._still, self._index):
                thing.release()
        self._body = body
        faces = body.surface.faces
        part = np.zeros(len(body.vertices))
        for number, name in enumerate(("body", "tights", "eye")):
            part[np.unique(faces[name])] = number
        drawn = np.concatenate([triangles(faces[name]) for name in ("body", "tights", "eye")])
        still = np.column_stack([body.vertices, body.cloth, part]).astype("f4")
        self._index = self._context.buffer(drawn.astype("i4").tobytes())
        self._moving = self._context.buffer(reserve=len(part) * 24, dynamic=True)
        self._still = self._context.buffer(still.tobytes())
        self._arrays = {name: self._array(self._programs[name]) for name in self._programs}

    def _array(self, program: moderngl.Program) -> moderngl.VertexArray:
        layouts = (
            (self._moving, (("position", 3), ("normal", 3))),
            (self._still, (("rest_position", 3), ("region_in", 4), ("mesh_in", 1))),
        )
        content = []
        for buffer, attributes in layouts:
            used = [name for name, _ in attributes if name in program]
            layout = [f"{n}f" if name in used else f"{n * 4}x" for name, n in attributes]
            if used:
                content.append((buffer, " ".join(layout), *used))
        return self._context.vertex_array(program, content, index_buffer=self._index)
