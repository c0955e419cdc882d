"""When repetitions happen, how large each is, and how a person who stands still sways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rotation import Array, smoothstep

_LEAST_SWAY_HZ, _MOST_SWAY_HZ, _WAVES = 0.25, 1.0, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """One there-and-back as commanded; `size` 1 is as asked."""

    start_s: float
    there_s: float
    back_s: float
    end_s: float
    size: float

    def share(self, times: Array) -> Array:
        """0 at rest, 1 while it is held, with the least possible jerk between them."""
        rise = smoothstep((times - self.start_s) / (self.there_s - self.start_s))
        return rise * smoothstep((self.end_s - times) / (self.end_s - self.back_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Shares of a repetition's period: the way there, held, the way back; the rest is pause.

    `spread` is the standard deviation of their sizes.
    """

    there: float = 0.40
    held: float = 0.08
    back: float = 0.38
    spread: float = 0.03


def repetitions(
    count: int, period_s: float, *, start_s: float, manner: Manner, seed: int
) -> tuple[Repetition, ...]:
    """Repetitions one after another, none like the other; the median of their sizes is 1."""
    random = np.random.default_rng([seed, 1])
    sizes = 1 + manner.spread * _centred(random, count)
    done = []
    for size in sizes:
        there, held, back = period_s * np.array([manner.there, manner.held, manner.back])
        there, held, back = np.array([there, held, back]) * random.uniform(0.9, 1.1, 3)
        knots = start_s + np.cumsum([0, there, held, back])
        names = ("start_s", "there_s", "back_s", "end_s")
        times = {name: float(at) for name, at in zip(names, knots, strict=True)}
        done.append(Repetition(**times, size=float(size)))
        pause = period_s * (1 - manner.there - manner.held - manner.back)
        start_s = knots[-1] + pause * random.uniform(0.8, 1.2)
    return tuple(done)


def _centred(random: np.random.Generator, count: int) -> Array:
    drawn = np.clip(random.standard_normal(count), -1.6, 1.6)
    return drawn - np.median(drawn)


def wave(done: tuple[Repetition, ...], times: Array) -> Array:
    """All repetitions (n,), each as high as its size."""
    return np.sum([one.size * one.share(times) for one in done], axis=0)


def end_s(done: tuple[Repetition, ...]) -> float:
    """When the last is over."""
    return done[-1].end_s


class Sway:
    """Slow wandering about zero with a root mean square of one, the same for the same seed."""

    def __init__(self, seed: int, number: int) -> None:
        random = np.random.default_rng([seed, 2, number])
        self._hz = np.geomspace(_LEAST_SWAY_HZ, _MOST_SWAY_HZ, _WAVES) * random.uniform(
            0.92, 1.08, _WAVES
        )
        size = 1 / self._hz
        self._size = size / np.sqrt(np.sum(size**2) / 2)
        self._start = random.uniform(0, 2 * np.pi, _WAVES)

    def __call__(self, times: Array) -> Array:
        angle = 2 * np.pi * np.multiply.outer(times, self._hz) + self._start
        return np.sin(angle) @ self._size
