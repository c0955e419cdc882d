"""The CSV files as another program reads them."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from example import example_analysis

from gaitkit.export import to_csv


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("csv")
    to_csv.write(example_analysis(), path, "nl")
    return path


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("metrics.csv", "metric,side,value,unit,low,high,cycles,quality,note,view,bout"),
        ("events.csv", "side,event,time_s,uncertainty_s,cycle,bout"),
        ("curves.csv", "curve,side,percent,mean,sd,cycles,view"),
    ],
)
def test_heads_are_those_of_the_contract(folder, name, head):
    assert (folder / name).read_text(encoding="utf-8").splitlines()[0] == head


def test_a_withheld_value_is_an_empty_cell(folder):
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["metric"], r["side"]): r for r in csv.DictReader(file)}
    withheld = rows["pelvic_drop_deg", "right"]
    assert (withheld["value"], withheld["low"], withheld["high"]) == ("", "", "")
    assert withheld["quality"] == "none"
    assert "Film van voren of achteren" in withheld["note"]
    assert rows["knee_flexion_contact_deg", "left"]["value"] == "14.2"
    assert rows["knee_flexion_contact_deg", "left"]["cycles"] == "14"


def test_numbers_come_back_within_their_last_digit(folder):
    analysis = example_analysis()
    events = pd.read_csv(folder / "events.csv")
    expected = sorted(e.time_s for e in analysis.events)
    assert max(abs(events["time_s"] - expected)) <= 0.5e-4
    assert len(pd.read_csv(folder / "curves.csv")) == 101 * len(analysis.curves)
