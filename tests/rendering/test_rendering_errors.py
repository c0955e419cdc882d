"""The table of errors from a study's folder: read back as gaitkit reads it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from rendering.__main__ import main
from rendering.errors import table
from rendering.study import BODIES

from gaitkit.metrics import error
from gaitkit.validate import frame
from gaitkit.validate.judge import Comparison


@pytest.fixture
def folders(tmp_path):
    """Forty clips whose trunk lean is wrong by 3 degrees, with made-up intervals."""
    study, accuracy = tmp_path / "study", tmp_path / "accuracy"
    study.mkdir(), accuracy.mkdir()
    draw = np.random.default_rng(5)
    rows = []
    for number in range(40):
        asked = {
            "person": {"body": BODIES[number % 12]},
            "picture": {"fps": 30 if number % 2 else 60},
        }
        (study / f"{number}.truth.json").write_text(json.dumps({"parameters": asked}))
        truth = draw.uniform(0, 10)
        value = truth + draw.normal(0, 3)
        rows.append(
            Comparison(
                clip=f"{number}.mp4", metric="trunk_lateral_lean_deg", side="left", truth=truth,
                value=value, low=value - 3, high=value + 3, inside=abs(value - truth) < 3,
                quality="fair", unit="deg", view="rear", activity="walk", status="measured",
            )
        )  # fmt: skip
    nothing = dict.fromkeys(("value", "low", "high", "inside"))
    rows.append(replace(rows[0], status="withheld", **nothing))
    frame(tuple(rows), Comparison).to_csv(accuracy / "clips.csv", index=False)
    return study, accuracy


def test_the_table_holds_what_the_clips_show_and_reads_back(folders):
    text, held = table(*folders)
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    found = {(r["metric"], r["plane"], r["activity"]): r for r in rows}
    rear = found["trunk_lateral_lean_deg", "rear", "any"]
    # The cycles' share of the made-up interval already covers a part of the 3 degrees.
    assert 2.0 < float(rear["sd"]) < 3.5
    assert (rear["best_quality"], rear["source"]) == ("fair", "rendered")
    assert {r["metric"] for r in rows} == {key[0] for key in error._table()}
    assert [(h.metric, h.plane, h.n) for h in held] == [("trunk_lateral_lean_deg", "rear", 40)]


def test_the_command_prints_the_table_alone(folders, capsys):
    main(["errors", *map(str, folders)])
    shown = capsys.readouterr()
    assert shown.out == table(*folders)[0]
    assert "trunk_lateral_lean_deg" in shown.err
