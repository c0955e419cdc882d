"""Excel and Parquet hold the tables of the CSV files, typed."""

from __future__ import annotations

import pandas as pd
import pytest
from example import example_analysis

from gaitkit.export import to_csv, to_parquet, to_xlsx


@pytest.fixture(scope="module")
def analysis():
    return example_analysis()


def test_every_table_is_a_sheet(tmp_path, analysis):
    openpyxl = pytest.importorskip("openpyxl")
    (file,) = to_xlsx.write(analysis, tmp_path, "nl")
    expected = to_csv.tables(analysis, "nl")
    sheets = pd.read_excel(file, sheet_name=None, keep_default_na=False, na_values=[""])
    assert list(sheets) == list(expected)
    for name, table in expected.items():
        assert list(sheets[name].columns) == list(table.columns)
        assert len(sheets[name]) == len(table.rows)
    values = sheets["metrics"]["value"].to_numpy(float)
    wanted = expected["metrics"].frame()["value"].to_numpy()
    assert values == pytest.approx(wanted, abs=1e-4, nan_ok=True)
    sheet = openpyxl.load_workbook(file)["metrics"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width > len("metric")


def test_parquet_keeps_types_and_every_digit(tmp_path, analysis):
    pytest.importorskip("pyarrow")
    files = to_parquet.write(analysis, tmp_path)
    for file, (name, table) in zip(files, to_csv.tables(analysis).items(), strict=True):
        frame = table.frame()
        assert file.name == f"{name}.parquet"
        pd.testing.assert_frame_equal(pd.read_parquet(file), frame, check_dtype=False)
        assert (
            pd.read_parquet(file)
            .select_dtypes("number")
            .columns.equals(frame.select_dtypes("number").columns)
        )
