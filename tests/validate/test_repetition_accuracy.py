"""Repetitions beside the true ones: missed, extra, wrong side, times."""

from __future__ import annotations

import json

import pytest
from performer import Performer

from gaitkit.errors import UnreadableInputError
from gaitkit.model import Settings
from gaitkit.pose.files import save_pose
from gaitkit.validate import validate
from gaitkit.validate.run import settings_for
from gaitkit.validate.tables import repetitions_table
from gaitkit.validate.truth import read_truth

FIGURE = Performer(activity="squat", sides=("left",), repetitions=4, depth_deg=62)


def write(folder, *, repetitions=None, **changes):
    save_pose(FIGURE.track("side"), folder / "squat.nc")
    true = [
        {"side": side, "start_s": start, "peak_s": peak, "end_s": end}
        for side, start, peak, end in FIGURE.truth()
    ]
    content = {
        "activity": "squat",
        "view": "side",
        "subject": {"height_m": 1.75},
        "repetitions": true if repetitions is None else repetitions(true),
        "metrics": [
            {"metric": "repetitions", "side": "left", "value": 4},
            {"metric": "squat_depth_deg", "side": "left", "value": 62.0},
        ],
    } | changes
    (folder / "squat.truth.json").write_text(json.dumps(content))
    return validate(folder, out=folder / "out", workers=1)


def test_exact_counts_and_times(tmp_path):
    done = write(tmp_path)
    (row,) = done.repetitions
    assert (row.activity, row.view, row.true, row.found, row.matched, row.wrong_side) == (
        "squat", "side", 4, 4, 4, 0,
    )  # fmt: skip
    assert row.peak_mae_s < 0.05 and row.start_mae_s < 0.3
    assert {c.metric: c.inside for c in done.comparisons} == {
        "repetitions": True,
        "squat_depth_deg": True,
    }
    assert not repetitions_table(done.repetitions, lang="en").rows[0].marked
    page = (tmp_path / "out" / "index.html").read_text()
    assert "Repetitions of movement tests" in page
    assert len((tmp_path / "out" / "repetition_pairs.csv").read_text().splitlines()) == 5


def test_missed_extra_and_wrong_side_are_told_apart(tmp_path):
    def wrong(true):
        one, two, three, _ = true  # the last is not known: it is one too many
        late = {"side": "left", "start_s": 40.0, "peak_s": 41.0, "end_s": 42.0}
        return [one, two, three | {"side": "right"}, late]

    (row,) = write(tmp_path, repetitions=wrong).repetitions
    assert (row.true, row.found, row.matched, row.wrong_side) == (4, 4, 3, 1)
    assert repetitions_table([row], lang="nl").rows[0].marked


def test_a_test_is_named_as_its_user_would(tmp_path):
    done = write(tmp_path, activity="balance")  # which a squat on one leg is too
    assert [c.activity for c in done.clips] == ["balance"]
    truth = read_truth(tmp_path / "squat.truth.json")
    assert settings_for(tmp_path / "squat.nc", truth, Settings()).activity == "balance"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"side": "middle", "start_s": 1, "peak_s": 2, "end_s": 3}, "expected one of left"),
        ({"side": "left", "start_s": 1, "peak_s": 4, "end_s": 3}, "start <= peak <= end"),
        ({"side": "left", "start_s": "1", "peak_s": 2, "end_s": 3}, "expected a number"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, entry, says):
    path = tmp_path / "x.truth.json"
    path.write_text(json.dumps({"repetitions": [entry]}))
    with pytest.raises(UnreadableInputError, match=says):
        read_truth(path)
