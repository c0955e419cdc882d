"""When each frame was shown, exactly as decoding would tell, mostly without decoding."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .container import VideoSource, decoded, open_video, packets_of

#: Containers that store presentation times, and codecs with one shown frame per packet.
_EXACT_FORMATS = frozenset({"mov", "matroska"})
_EXACT_CODECS = frozenset({"h264", "hevc", "vp9", "av1", "mjpeg", "prores"})
#: Frames decoded at the start to check the packets' word; leading pictures of an open group that
#: can't be decoded show up there.
_CHECKED_FRAMES = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameTimes:
    """Ticks (T,) of every frame that will be decoded, strictly increasing; frames not there."""

    ticks: npt.NDArray[np.int64]
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _PacketList:
    ticks: list[int]
    announced: int
    trusted: bool


def frame_times(path: Path) -> FrameTimes:
    """Presentation times of the whole clip."""
    with open_video(path) as source:
        exact = source.format_name in _EXACT_FORMATS and source.codec_name in _EXACT_CODECS
        if not exact:
            return FrameTimes(ticks=np.array([tick for tick, _ in decoded(source)]), missing=0)
        listed = _listed(source)
    # Opened afresh: a seek to the start would skip what an edit list cuts off.
    with open_video(path) as source:
        shown = (tick for tick, _ in decoded(source))
        start = list(itertools.islice(shown, _CHECKED_FRAMES))
        agrees = listed.trusted and start == listed.ticks[:_CHECKED_FRAMES]
        ticks = listed.ticks if agrees else [*start, *shown]
    return FrameTimes(ticks=np.array(ticks), missing=max(0, listed.announced - len(ticks)))


def _listed(source: VideoSource) -> _PacketList:
    """Times as the packets give them; not trusted if any lacks one, is doubled or cut off."""
    shown: list[int] = []
    hidden, trusted = 0, True
    for packet in packets_of(source):
        if packet.is_discard:
            hidden += 1
        elif packet.pts is None or packet.is_corrupt:
            trusted = False
        else:
            shown.append(packet.pts)
    ticks = sorted(set(shown))
    announced = max(source.stream.frames - hidden, len(shown))
    return _PacketList(
        ticks=ticks, announced=announced, trusted=trusted and len(ticks) == len(shown)
    )
