"""Make clips: `python -m rendering clip SPEC.toml OUT.mp4`, `... samples`, `... study OUT`."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from . import study, truth
from .parameters import Parameters
from .simulation import simulate

_SAMPLES = Path(__file__).parents[1]


def make(parameters: Parameters, path: Path, *, per_frame: bool = False) -> None:
    """A clip and, beside it, its truth: clip.mp4 and clip.truth.json."""
    from . import video  # only pictures need OpenGL
    from .film import frames

    simulation = simulate(parameters)
    truth.write(simulation, path.with_suffix(".truth.json"), per_frame=per_frame)
    video.write(frames(simulation), path, parameters.picture)


def sample_clips() -> dict[str, Parameters]:
    """The project's own clips by name, from `clips.toml`."""
    table = read(_SAMPLES / "clips.toml")
    return {
        name: Parameters.of({key: value for key, value in clip.items() if key != "shows"})
        for name, clip in table.items()
    }


def read(path: Path) -> dict[str, Any]:
    """A table from a TOML or JSON file."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else tomllib.loads(text)


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    options = _parser().parse_args(arguments)
    if options.command == "clip":
        make(Parameters.of(read(options.spec)), options.out, per_frame=options.per_frame)
        return
    if options.command == "study":
        numbers = options.only or list(range(options.clips))
        for name in study.make(
            numbers, options.out, workers=options.workers, per_frame=options.per_frame
        ):
            print(name, flush=True)
        return
    if options.command == "errors":
        _print_errors(options.study, options.accuracy)
        return
    if options.command == "shots":
        _draw_shots(options.out, files=options.files, aside=options.aside)
        return
    if options.command == "learn":
        _learn(options)
        return
    if options.command == "landmarks":
        from .landmarks import table

        print(table(options.study), end="")
        return
    clips = sample_clips()
    if unknown := set(options.names) - set(clips):
        raise SystemExit(f"no clip {', '.join(sorted(unknown))}; known: {', '.join(clips)}")
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.names or clips:
        print(name, flush=True)
        make(clips[name], options.out / f"{name}.mp4")


def _print_errors(folder: Path, accuracy: Path) -> None:
    """The table to keep on standard output, what speaks for it on standard error."""
    from .errors import table

    text, held = table(folder, accuracy)
    print(text, end="")
    for row in held:
        words = f"{row.metric:40} {row.plane:6} {row.n:4} {row.inside_pct:5.1f} % inside"
        print(words, file=sys.stderr)


def _draw_shots(folder: Path, *, files: int, aside: int) -> None:
    from .second_look.shots import FIRST_ASIDE, write

    for number in (*range(files), *range(FIRST_ASIDE, FIRST_ASIDE + aside)):
        print(write(folder, number).name, flush=True)


def _learn(options: argparse.Namespace) -> None:
    """Each network in turn; needs litert-torch, which nothing else here does."""
    from gaitkit.pose.second_look import SIGHTS

    from .second_look.learn import learn

    for sight in SIGHTS:
        if sight.name in (options.only or (sight.name,)):
            name = sight.weights.name
            start = options.start and options.start / name
            learn(
                options.shots,
                options.out / name,
                sight=sight,
                examples=options.examples,
                start=start,
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rendering", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    clip = commands.add_parser("clip", help="one clip from a specification")
    clip.add_argument("spec", type=Path, help="TOML or JSON with the tables of parameters.py")
    clip.add_argument("out", type=Path, help="the mp4; its truth is written beside it")
    clip.add_argument(
        "--per-frame", action="store_true", help="truth with the joints of each frame"
    )
    samples = commands.add_parser("samples", help="the project's own clips, or those named")
    samples.add_argument("names", nargs="*")
    samples.add_argument("--out", type=Path, default=_SAMPLES)
    many = commands.add_parser("study", help="many clips over all that a clinic meets; resumable")
    many.add_argument("out", type=Path)
    many.add_argument("--clips", type=int, default=study.USUAL_CLIPS, help="the first so many")
    many.add_argument(
        "--only", type=int, nargs="+", metavar="N", help="only clips of these numbers"
    )
    many.add_argument("--workers", type=int, default=1, help="clips at a time")
    many.add_argument(
        "--per-frame", action="store_true", help="truth with the joints of each frame"
    )
    errors = commands.add_parser("errors", help="gaitkit's table of errors, from a study")
    errors.add_argument("study", type=Path, help="the study's folder")
    errors.add_argument("accuracy", type=Path, help="what gaitkit validate wrote about it")
    shots = commands.add_parser("shots", help="pictures for the second look to learn from")
    shots.add_argument("out", type=Path)
    shots.add_argument("--files", type=int, default=34, help="of 300 pictures each; resumable")
    shots.add_argument("--aside", type=int, default=26, help="and so many from the side alone")
    learn = commands.add_parser("learn", help="the second look's networks, from shots")
    learn.add_argument("shots", type=Path)
    learn.add_argument("out", type=Path, help="a folder for the networks")
    learn.add_argument(
        "--only", nargs="+", metavar="NAME", help="pelvis, shank, foot, thigh, near_shank"
    )
    learn.add_argument("--examples", type=int, default=500_000)
    learn.add_argument("--start", type=Path, help="a folder with networks to go on from")
    places = commands.add_parser("landmarks", help="gaitkit's table of joint centres, from a study")
    places.add_argument("study", type=Path, help="rendered with --per-frame")
    return parser


if __name__ == "__main__":
    main()
