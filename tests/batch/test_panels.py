"""What lies far from the rest, and the drawings of all clips."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from gaitkit.batch.charts import panel_svg
from gaitkit.batch.job import Batch, Measured
from gaitkit.batch.page import render
from gaitkit.batch.panels import Panels, outliers
from gaitkit.model import Note

CLIP = Measured(
    file="", place="", person="", date="", sha256="", settled="", files=(), planes=("side",),
    activities=((1, "walk"),), seen={"flag": 1}, warnings=(), wall_s=1.0,
)  # fmt: skip


def rows(values: list[float], *, half: float = 1.0, metric: str = "cadence_spm") -> pd.DataFrame:
    return pd.DataFrame({
        "file": [f"{n}.mp4" for n in range(len(values))], "activity": "walk", "metric": metric,
        "side": "both", "value": values, "low": [v - half for v in values],
        "high": [v + half for v in values], "quality": "good",
    })  # fmt: skip


def found(*parts: pd.DataFrame) -> list[str]:
    panels = Panels()
    for part in parts:
        panels.add(part)
    return [point.file for _, point in outliers(panels.panels())]


USUAL = [108.0, 110.0, 111.0, 109.0, 112.0, 110.0, 107.0, 113.0]


def test_a_number_far_from_the_others_is_named_the_farthest_first():
    assert found(rows([*USUAL, 140.0, 60.0])) == ["9.mp4", "8.mp4"]
    assert found(rows(USUAL[:5]), rows([*USUAL, 140.0])) != []


def test_what_its_interval_explains_is_not_far():
    assert found(rows([*USUAL, 140.0], half=30.0)) == []


@pytest.mark.parametrize("values", [[*USUAL[:6], 140.0], [10.0] * 9])
def test_few_or_equal_values_tell_nothing(values):
    assert found(rows(values, half=0.0)) == []


def test_values_that_agree_are_judged_by_their_uncertainty():
    assert found(rows([*[110.0] * 9, 111.0], half=1.0)) == []
    assert found(rows([*[110.0] * 9, 120.0], half=1.0)) == ["9.mp4"]


def test_nothing_of_what_was_not_measured_is_drawn():
    table = rows([*USUAL, float("nan")])
    panels = Panels()
    panels.add(table)
    (panel,) = panels.panels()
    assert len(panel.points) == len(USUAL)


def test_every_mark_leads_to_its_report_and_odd_names_are_safe():
    clips = [replace(CLIP, file=f"{n}.mp4", place=f'a "<&>% {n}', person="X") for n in range(9)]
    panels = Panels()
    panels.add(rows([*USUAL, 140.0]))
    (panel,) = panels.panels()
    svg = panel_svg(panel, clips, lang="nl", link_to=lambda place: place.encode().hex())
    hrefs = re.findall(r'href="([^"]+)"', svg)
    assert [bytes.fromhex(h).decode() for h in hrefs] == [clip.place for clip in clips]
    assert svg.count('class="ring"') == 1


def test_clips_to_check_are_told_once_per_reason(tmp_path):
    def warned(name: str, share: float) -> Measured:
        note = Note.of("identity_jump", time_s=share)
        return replace(CLIP, file=name, place=name, warnings=(note, note))

    measured = tuple(warned(f"<b>{n}</b> 50%", share) for n, share in enumerate((1.2, 3.4)))
    done = Batch(folder=tmp_path, out=tmp_path, measured=measured, failures=(), sessions=(), kept=0)
    page = render(done, Panels(), lang="en")
    assert "At 1.2–3.4 s the measured person" in page
    assert page.count("%3Cb%3E0%3C/b%3E%2050%25/report.html") == 2
    assert "<b>0</b>" not in page and "&lt;b&gt;0" in page
