"""The call, its object, its files, and the remarks on what else differs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from altered import doing, recording, shifted
from example import example_analysis

import gaitkit
from gaitkit.changes.compared import Compared
from gaitkit.face import Result
from gaitkit.model import PoseTrack, Settings, Subject
from gaitkit.reference import note_text
from gaitkit.session import Session


@pytest.fixture(scope="module")
def before():
    return replace(example_analysis(), clip=replace(example_analysis().clip, sha256="other"))


@pytest.fixture(scope="module")
def after():
    return shifted(example_analysis(), cadence_spm=17)


def compared(a, b, **options):
    return Compared(before=recording("a", clip=a), after=recording("b", clip=b), **options)


def test_results_sessions_and_folders_say_the_same(before, after, tmp_path):
    a, b = Result(record=before), Result(record=after)
    folders = [a.save(tmp_path, name="a"), b.save(tmp_path, name="b")]
    sessions = [Session(results={"x": r}, failed={}) for r in (a, b)]
    tables = [gaitkit.compare(*two).changes for two in ((a, b), folders, sessions)]
    assert gaitkit.compare is gaitkit.compare, "the function stays one once its module is loaded"
    for table in tables[1:]:
        assert table.round(6).equals(tables[0].round(6))
    row = tables[0].set_index(["metric", "side"]).loc[("cadence_spm", "both")]
    assert (row["change"], bool(row["changed"])) == (pytest.approx(17), True)
    assert row["low"] < 17 < row["high"] and row["mdc"] == pytest.approx(1.1 * 2**0.5)


def test_the_table_is_empty_and_gives_the_reason_where_nothing_was_compared(before, after):
    table = compared(before, after).changes.set_index(["metric", "side"])
    row = table.loc[("speed_mps", "left")]
    assert row[["before", "after", "change", "low", "high", "changed"]].isna().all()
    assert "treadmill" in row["note"]


def test_files(before, after, tmp_path):
    done = compared(before, after, what="cadence")
    files = done.save(tmp_path / "out")
    assert [f.name for f in files] == ["changes.csv", "findings.csv", "compare.html"]
    assert {f.name for f in (tmp_path / "out").iterdir()} == {f.name for f in files}
    assert "IB11" in files[1].read_text("utf-8")
    first = files[0].read_text("utf-8").splitlines()[0]
    assert first.startswith("metric,side,activity,view,unit,before,")


def test_the_folder_of_an_analysis_is_not_written_over(before, after, tmp_path):
    folder = Result(record=before).save(tmp_path)
    with pytest.raises(gaitkit.UsageError, match=r"holds analysis\.json"):
        compared(before, after).save(folder)


def test_nothing_in_common_is_an_error_that_names_both(before, after):
    with pytest.raises(gaitkit.NothingMeasuredError, match=r"a \(run from side\) and b \(walk"):
        compared(before, doing(after, "walk"))


@pytest.mark.parametrize(
    "options", [{"what": "earlier"}, {"months": 0}, {"months": float("nan")}, {"lang": "fr"}]
)
def test_wrong_usage_is_told_before_anything_is_measured(options):
    with pytest.raises(gaitkit.UsageError):
        gaitkit.compare("nowhere.mp4", "nowhere.mp4", **options)
    with pytest.raises(gaitkit.UsageError, match="got int"):
        gaitkit.compare(1, 2)


def test_rich_display_and_repr(before, after):
    shown = compared(before, after)._repr_html_()
    assert "1 of 18 measures changed by more than its error" in shown
    assert "Cadence: up from 169.4 to 186.4 steps/min (+17.0; between +15.4 and +18.6)." in shown
    assert "1 changed" in repr(compared(before, after))


def keys(a, b):
    done = compared(a, b)
    assert all(note_text(n, lang) for n in done.remarks for lang in ("en", "nl"))
    return {n.key for n in done.remarks}


def test_what_else_differs_is_said(before, after):
    usual = {"compare_speed_unknown"}
    assert keys(before, after) == usual
    assert keys(after, after) == usual | {"compare_same_clip"}
    taller = replace(after, subject=replace(after.subject, height_m=1.80))
    assert keys(before, taller) == usual | {"compare_other_height"}
    other = replace(after, subject=Subject(name="Somebody else", height_m=1.78))
    assert keys(before, other) == usual | {"compare_other_person"}
    assert "compare_one_height" in keys(before, replace(after, subject=Subject()))
    assert "compare_other_frame_rate" in keys(before, replace(after, pose=half_rate(after.pose)))
    ground = tuple(replace(b, surface="overground") for b in after.bouts)
    assert keys(before, replace(after, bouts=ground)) == usual | {"compare_other_surface"}
    turned = tuple(replace(b, view=replace(b.view, facing="right")) for b in after.bouts)
    assert keys(before, replace(after, bouts=turned)) == usual | {"compare_other_near_leg"}
    lite = replace(after, settings=Settings(view="side", model="lite"))
    assert keys(before, lite) == usual | {"compare_other_model"}
    newer = replace(after, versions={"gaitkit": "9"})
    assert keys(before, newer) == usual | {"compare_other_version"}


def half_rate(track: PoseTrack) -> PoseTrack:
    return replace(track, times_s=track.times_s * 2)


def test_a_change_of_speed_is_a_warning(before, after):
    def at(analysis, speed):
        metrics = tuple(
            replace(m, side="both", value=speed, low=speed - 0.1, high=speed + 0.1, view="side")
            if (m.name, m.side) == ("speed_mps", "left")
            else m
            for m in analysis.metrics
        )
        return replace(analysis, metrics=metrics)

    assert "compare_other_speed" in keys(at(before, 3.0), at(after, 3.4))
    assert not {"compare_other_speed", "compare_speed_unknown"} & keys(
        at(before, 3.0), at(after, 3.05)
    )
