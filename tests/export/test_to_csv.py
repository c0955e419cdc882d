"""The CSV files as another program reads them."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from example import example_analysis

from gaitkit.export import to_csv
from gaitkit.frames import Table


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


def test_a_table_is_written_as_its_frame_would_be(folder, tmp_path):
    """Files of one clip are written without pandas, those of many clips with it."""
    for name, table in to_csv.tables(example_analysis(), "nl").items():
        file = to_csv.write_frame(table.frame(), tmp_path / f"{name}.csv")
        assert (folder / f"{name}.csv").read_bytes() == file.read_bytes()


def test_gaps_counts_and_truths_are_written_as_pandas_writes_them(folder, tmp_path):
    table = Table(
        ("word", "number", "count", "true"),
        [('a,"b"\n', -0.00001, 3, True), ("", float("nan"), None, False), (None, 1e-9, 0, True)],
        numbers=("number",),
        counts=("count",),
    )
    for rows in (table, table._replace(rows=[])):
        expected = to_csv.write_frame(rows.frame(), tmp_path / "frame.csv").read_bytes()
        assert to_csv.write_table(rows, tmp_path / "table.csv").read_bytes() == expected
