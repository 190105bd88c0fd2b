import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.scorecard import ScorecardClassifier, VerdictCode
from plainscore.scorecard.parquet import fit_parquet, open_parquet

ROWS = 230_000

PEAK = """
import re, sys
from pathlib import Path
from plainscore.scorecard import ScorecardClassifier
from plainscore.scorecard.parquet import fit_parquet
import pyarrow.parquet as pq, numpy as np
mode, path = sys.argv[1:]

def peak():
    # unlike getrusage, this starts anew when the program does
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

ScorecardClassifier().fit(np.arange(100.0)[:, None] % 7, np.arange(100) % 7 > 3)
before = peak()
if mode == "streamed":
    fit_parquet(path, "bad", ScorecardClassifier())
else:
    table = pq.read_table(path)
    ScorecardClassifier().fit(table.drop_columns("bad"), table["bad"].to_numpy())
print(peak() - before)
"""


@pytest.fixture(scope="module")
def large(make_table):
    frame, bad = make_table(ROWS, 3)
    rng = np.random.default_rng(4)
    frame["whole"] = rng.integers(0, 50, ROWS)
    frame["application_no"] = np.arange(ROWS)
    frame["weight"] = rng.choice([0.5, 1.0, 2.0], ROWS)
    frame["bad"] = bad
    return frame


@pytest.fixture(scope="module")
def files(large, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    for place, start in enumerate(range(0, ROWS, 90_000)):
        part = large.iloc[start : start + 90_000]
        path = folder / f"part-{place}.parquet"
        pq.write_table(pa.Table.from_pandas(part, preserve_index=False), path)
    return folder


@pytest.mark.parametrize("weight", [None, "weight"])
def test_files_give_the_scorecard_of_the_same_rows_in_memory(large, files, weight):
    options = {
        "special": {"months": {"never": -1.0}},
        "missing_as": {"ratio": 0.0},
        "splits": {"late": [1, 2, 4]},
        "locked": {"income": [1000.0]},
        "exclude": ["weight"] if weight is None else None,
    }
    streamed = fit_parquet(files, "bad", ScorecardClassifier(**options), weight=weight)
    columns = [each for each in large if each not in {"bad", weight}]
    whole = ScorecardClassifier(**options).fit(
        large[columns], large["bad"], None if weight is None else large[weight]
    )
    assert streamed.scorecard_.digest == whole.scorecard_.digest
    assert streamed.verdicts_ == whole.verdicts_
    codes = {each.name: each.code for each in streamed.verdicts_}
    assert codes["application_no"] is VerdictCode.IDENTIFIER
    assert {"income", "late", "months", "housing"} <= set(streamed.scorecard_.feature_names)


def test_a_list_of_files_is_one_table(files):
    paths = sorted(files.glob("*.parquet"))
    table = open_parquet(paths, ["bad"])
    assert table.rows == ROWS
    assert sum(part.size for part in table.parts("income")) == ROWS
    assert all(part is None for part in table.parts("housing"))


def test_what_is_wrong_is_said(files, tmp_path):
    with pytest.raises(ValueError, match="no column default"):
        fit_parquet(files, "default", ScorecardClassifier())
    path = tmp_path / "gaps.parquet"
    pd.DataFrame({"a": [1.0, 2.0], "bad": [1.0, None]}).to_parquet(path)
    with pytest.raises(ValueError, match="bad has missing values"):
        fit_parquet(path, "bad", ScorecardClassifier())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_memory_does_not_grow_with_the_table(tmp_path):
    rows, width = 600_000, 24
    rng = np.random.default_rng(1)
    bad = (rng.random(rows) < 0.2).astype(np.int8)
    columns = {
        f"x{k}": (rng.normal(size=rows) + bad * (k % 5) / 10).astype(np.float64)
        for k in range(width)
    }
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({**columns, "bad": bad}), path, row_group_size=100_000)
    grown = {
        mode: int(
            subprocess.run(
                [sys.executable, "-c", PEAK, mode, str(path)],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        / 1024
        for mode in ("streamed", "whole")
    }
    table = rows * width * 8 / 2**20
    assert grown["whole"] > table
    assert grown["streamed"] < 0.5 * grown["whole"], grown
