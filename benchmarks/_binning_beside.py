"""Information value of every variable of the public sets, beside optbinning's."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks._contenders import LEAST_SHARE, MOST_BINS
from benchmarks.auc_public_sets import TABLES, read

from plainscore.scorecard import ScorecardClassifier

TRENDS = ("none", "ascending", "descending")


def compare_bins(data: Path) -> list[dict[str, Any]]:
    """Count variables by who has the higher information value, under the same constraints."""
    from optbinning import OptimalBinning  # noqa: PLC0415 - a peer

    found = []
    for table in TABLES:
        frame, bad = read(data, table)
        for trend in TRENDS:
            model = ScorecardClassifier(
                trends=dict.fromkeys(frame, trend), min_iv=0.0, min_events=1, min_nonevents=1,
                max_bins=MOST_BINS, min_bin_size=LEAST_SHARE,
            ).fit(frame, bad)  # fmt: skip
            own = {each.name: each.iv for each in model.verdicts_}
            gaps = []
            for name in frame:
                if own[name] is None:
                    continue
                numeric = pd.api.types.is_numeric_dtype(frame[name])
                peer = OptimalBinning(
                    dtype="numerical" if numeric else "categorical",
                    monotonic_trend=None if trend == "none" else trend,
                    max_n_bins=MOST_BINS,
                    min_bin_size=LEAST_SHARE,
                )
                peer.fit(frame[name].to_numpy(), bad)
                theirs = float(peer.binning_table.build().loc["Totals", "IV"])
                gaps.append(own[name] - theirs)
            gap = np.array(gaps)
            found.append(
                {
                    "table": table, "trend": trend, "variables": gap.size,
                    "higher": int((gap > 1e-9).sum()), "equal": int((abs(gap) <= 1e-9).sum()),
                    "lower": int((gap < -1e-9).sum()), "least": float(gap.min()),
                    "mean": float(gap.mean()),
                }
            )  # fmt: skip
    return found
