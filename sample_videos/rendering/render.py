"""Pictures of the posed body, drawn with OpenGL off screen (EGL; a software driver is enough)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from . import surroundings
from .body import REFERENCE_STATURE_M, Body
from .camera import Camera
from .figure import triangles
from .parameters import Clothes, Colour, Parameters
from .rotation import Array, unit
from .surroundings import Scene

_SHADERS = Path(__file__).parent / "shaders"
_SHADOW_PX = 1024
_SHARPER = 2  # the surroundings are drawn at this multiple of the picture and scaled down
_UNIT_SHADOW, _UNIT_SURROUNDINGS = 0, 1
_SINGLE = 4  # bytes
_NOWHERE = np.full((2, 3), 1e3)

Pixels = npt.NDArray[np.uint8]

#: Colours by the clip's seed.
PALETTES: tuple[dict[str, Colour], ...] = (
    {
        "skin": (0.62, 0.40, 0.29),
        "hair": (0.06, 0.04, 0.03),
        "shirt": (0.10, 0.22, 0.50),
        "shorts": (0.05, 0.05, 0.06),
        "shoe": (0.70, 0.16, 0.08),
        "sock": (0.80, 0.80, 0.80),
    },
    {
        "skin": (0.70, 0.48, 0.37),
        "hair": (0.16, 0.09, 0.04),
        "shirt": (0.62, 0.62, 0.60),
        "shorts": (0.06, 0.10, 0.22),
        "shoe": (0.08, 0.30, 0.10),
        "sock": (0.75, 0.75, 0.75),
    },
    {
        "skin": (0.30, 0.17, 0.11),
        "hair": (0.02, 0.015, 0.012),
        "shirt": (0.70, 0.52, 0.08),
        "shorts": (0.08, 0.08, 0.09),
        "shoe": (0.75, 0.75, 0.78),
        "sock": (0.10, 0.10, 0.10),
    },
)


def colours(clothes: Clothes, seed: int) -> dict[str, Colour]:
    """The palette of the seed with the asked-for colours in place of its own."""
    palette = PALETTES[seed % len(PALETTES)]
    return {name: getattr(clothes, name) or palette[name] for name in palette}


class Renderer:
    """Draws one body before one camera. Use it in a `with` block.

    OpenGL's memory (some 130 MB at 720p) is given back only by leaving the block: a context that
    is merely forgotten stays for the life of the process.
    """

    def __init__(
        self,
        body: Body,
        parameters: Parameters,
        camera: Camera,
        *,
        step: surroundings.Step | None = None,
    ) -> None:
        self._body, self._camera, self._step = body, camera, step
        self._sun = unit(np.array(parameters.picture.light_direction, float))
        self._context = moderngl.create_context(standalone=True, backend="egl")
        self._programs = self._compiled()
        self._buffers = self._mesh_buffers()
        self._arrays = {name: self._mesh_array(self._programs[name]) for name in ("body", "shadow")}
        self._arrays["ground"] = self._context.vertex_array(self._programs["ground"], [])
        self._targets = self._framebuffers(parameters.picture.edge_samples)
        self._set_constants(parameters)
        self._still = self._surroundings(parameters)
        self._behind = self._draw_behind()

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def release(self) -> None:
        """Give back all that OpenGL holds."""
        self._context.release()

    def draw(self, scene: Scene) -> Pixels:
        """The picture (height, width, 3), red green blue.

        Only the part that the person, the shadow and the treadmill take is drawn anew.
        """
        mesh = np.concatenate([scene.vertices, scene.normals], 1).astype("f4")
        self._buffers["moving"].write(mesh.tobytes())
        sun = surroundings.sun_camera(self._sun, scene.centre, self._body.stature_m)
        for program in self._programs.values():
            _set(program, {"sun_camera": sun})
        self._draw_shadow(sun)
        columns, rows = self._camera.bounds(surroundings.touched(scene, self._sun, self._step))
        self._confine(columns, rows)
        self._draw_ground(scene)
        self._draw_body()
        pixels = self._behind.copy()
        pixels[rows, columns] = self._read(columns, rows)
        return pixels

    def _draw_behind(self) -> Pixels:
        """The surroundings with nobody in them."""
        columns, rows = slice(0, self._camera.width_px), slice(0, self._camera.height_px)
        _set(self._programs["ground"], {"sun_camera": np.eye(4)})
        self._targets["shadow"].use()
        self._targets["shadow"].clear()
        self._confine(columns, rows)
        self._draw_ground(None)
        return self._read(columns, rows)

    def _confine(self, columns: slice, rows: slice) -> None:
        self._targets["smooth"].scissor = self._box(columns, rows)

    def _box(self, columns: slice, rows: slice) -> tuple[int, int, int, int]:
        """As OpenGL counts, from below."""
        size = columns.stop - columns.start, rows.stop - rows.start
        return (columns.start, self._camera.height_px - rows.stop, *size)

    def _read(self, columns: slice, rows: slice) -> Pixels:
        self._context.copy_framebuffer(self._targets["plain"], self._targets["smooth"])
        box = self._box(columns, rows)
        content = self._targets["plain"].read(viewport=box, components=3)
        return np.frombuffer(content, np.uint8).reshape(box[3], box[2], 3)[::-1]

    def _draw_shadow(self, sun: Array) -> None:
        self._context.enable(moderngl.DEPTH_TEST)
        self._targets["shadow"].use()
        self._targets["shadow"].clear()
        _set(self._programs["shadow"], {"camera": sun})
        self._arrays["shadow"].render()

    def _draw_ground(self, scene: Scene | None) -> None:
        """Nobody's shadow and no treadmill without a scene."""
        self._targets["smooth"].use()
        self._targets["smooth"].clear()
        self._shadow_map.use(_UNIT_SHADOW)
        self._still.use(_UNIT_SURROUNDINGS)
        there = scene is not None and scene.belt_m is not None
        feet = _NOWHERE if scene is None else scene.feet
        frame = {
            "feet": np.column_stack([feet, np.zeros(2)]),
            "treadmill": surroundings.TREADMILL if there else surroundings.NO_TREADMILL,
            "belt_m": scene.belt_m if there else 0.0,
            "box": surroundings.box(self._step),
            "camera": self._camera.view_projection,
        }
        _set(self._programs["ground"], frame)
        self._context.enable(moderngl.DEPTH_TEST)
        self._context.depth_func = "1"  # always: a step hides what is behind it, nothing hides it
        self._arrays["ground"].render(vertices=3)
        self._context.depth_func = "<"

    def _draw_body(self) -> None:
        self._context.enable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        _set(self._programs["body"], {"camera": self._camera.view_projection})
        self._arrays["body"].render()
        self._context.disable(moderngl.CULL_FACE)

    def _compiled(self) -> dict[str, moderngl.Program]:
        program = self._context.program
        mesh = _source("body.vert")
        return {
            "body": program(
                vertex_shader=mesh,
                fragment_shader=_source("noise.glsl", "light.glsl", "garments.glsl", "body.frag"),
            ),
            "shadow": program(
                vertex_shader=mesh, fragment_shader=_source("garments.glsl", "shadow.frag")
            ),
            "ground": program(
                vertex_shader=_source("screen.vert"),
                fragment_shader=_source("noise.glsl", "light.glsl", "ground.frag"),
            ),
        }

    def _mesh_buffers(self) -> dict[str, moderngl.Buffer]:
        """Triangles, what moves (place, normal), what stays (rest, region, part of the mesh)."""
        faces = self._body.surface.faces
        part = np.zeros(len(self._body.vertices))
        for number, name in enumerate(("body", "tights", "eye")):
            part[np.unique(faces[name])] = number
        drawn = np.concatenate([triangles(faces[name]) for name in ("body", "tights", "eye")])
        still = np.column_stack([self._body.vertices, self._body.cloth, part]).astype("f4")
        buffer = self._context.buffer
        return {
            "triangles": buffer(drawn.astype("i4").tobytes()),
            "moving": buffer(reserve=len(part) * 6 * _SINGLE, dynamic=True),
            "still": buffer(still.tobytes()),
        }

    def _mesh_array(self, program: moderngl.Program) -> moderngl.VertexArray:
        layouts = (
            ("moving", (("position", 3), ("normal", 3))),
            ("still", (("rest_position", 3), ("region_in", 4), ("mesh_in", 1))),
        )
        content = []
        for buffer, attributes in layouts:
            used = [name for name, _ in attributes if name in program]
            # What the compiler found unused must be skipped over.
            layout = [f"{n}f" if name in used else f"{n * _SINGLE}x" for name, n in attributes]
            if used:
                content.append((self._buffers[buffer], " ".join(layout), *used))
        return self._context.vertex_array(program, content, index_buffer=self._buffers["triangles"])

    def _framebuffers(self, edge_samples: int) -> dict[str, moderngl.Framebuffer]:
        context, size = self._context, (self._camera.width_px, self._camera.height_px)
        samples = edge_samples if edge_samples > 1 else 0
        self._shadow_map = context.depth_texture((_SHADOW_PX, _SHADOW_PX))
        self._shadow_map.compare_func = "<="
        return {
            "shadow": context.framebuffer(depth_attachment=self._shadow_map),
            "smooth": context.framebuffer(
                [context.renderbuffer(size, 4, samples=samples)],
                context.depth_renderbuffer(size, samples=samples),
            ),
            "plain": context.framebuffer([context.renderbuffer(size, 4)]),
        }

    def _set_constants(self, parameters: Parameters) -> None:
        body, clothes, picture = self._body, parameters.clothes, parameters.picture
        constants = {
            "sleeve_share": clothes.sleeve_share,
            "shorts_share": clothes.shorts_share,
            "hem_share": clothes.shirt_hem_share,
            "body_scale": body.stature_m / REFERENCE_STATURE_M,
            "left_eye": body.eye_centres["left"],
            "right_eye": body.eye_centres["right"],
            "nose": body.face_points["nose"],
            "ear": body.face_points["left_ear"],
            "sun": self._sun,
            "light": float(picture.light),
            "eye_point": self._camera.eye,
            "unproject": np.linalg.inv(self._camera.view_projection),
            "shadow_map": _UNIT_SHADOW,
            "surroundings": _UNIT_SURROUNDINGS,
        }
        for name, colour in colours(clothes, picture.seed).items():
            constants[f"{name}_colour"] = colour
        for program in self._programs.values():
            _set(program, constants)

    def _surroundings(self, parameters: Parameters) -> moderngl.Texture:
        """Ground and wall without the person, drawn once."""
        context, camera = self._context, self._camera
        size = (camera.width_px * _SHARPER, camera.height_px * _SHARPER)
        texture = context.texture(size, 4, dtype="f2")
        program = context.program(
            vertex_shader=_source("screen.vert"),
            fragment_shader=_source("noise.glsl", "surroundings.frag"),
        )
        normal, offset = surroundings.wall(camera)
        constants = {
            "unproject": np.linalg.inv(camera.view_projection),
            "eye_point": camera.eye,
            "wall_normal": normal,
            "wall_offset": offset,
            "style": surroundings.STYLES[parameters.picture.background],
            "seed": parameters.picture.seed * 3.7,
        }
        _set(program, constants)
        array, target = context.vertex_array(program, []), context.framebuffer([texture])
        target.use()
        array.render(vertices=3)
        for thing in (array, target, program):
            thing.release()
        texture.build_mipmaps(0, 2)
        texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        return texture


def _source(*files: str) -> str:
    """One shader from its parts."""
    parts = [(_SHADERS / name).read_text(encoding="utf-8") for name in files]
    return "\n".join(["#version 330", *parts])


def _set(program: moderngl.Program, uniforms: Mapping[str, Any]) -> None:
    """Uniforms by name; those the program hasn't, or doesn't use, are passed over."""
    for name, value in uniforms.items():
        if name not in program:
            continue
        if np.ndim(value) == 2:
            matrix = np.asarray(value, "f4")
            # OpenGL counts a matrix by columns; an array of vectors stays as it is.
            program[name].write((matrix.T if matrix.shape == (4, 4) else matrix).tobytes())
        else:
            program[name].value = value if np.ndim(value) == 0 else tuple(map(float, value))


def available() -> str | None:
    """None where pictures can be drawn, else the reason why not."""
    try:
        moderngl.create_context(standalone=True, backend="egl").release()
    except Exception as reason:  # drivers fail in many ways
        return str(reason)
    return None
