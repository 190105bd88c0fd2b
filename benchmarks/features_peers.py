"""The same features by Plainscore, DuckDB, Polars, pandas and featuretools, on the same data.

python -m benchmarks features_peers [--rows 1000000 10000000] [--limit 150] [--featuretools PYTHON]

Each contender runs once, in a process of its own, from Parquet files to a table of one row an
application; its rows must be equal to Plainscore's. Seconds leave out starting Python, and peak
memory is that of the whole process. A contender that took over the limit, or would take it at the
next size, is left out there. The peers are written as one would write them by hand, money as
floating point in pandas, Polars and featuretools; DuckDB and Plainscore add exact decimals.
featuretools has no months, so it computes the five features that are sums over one window.
featuretools 1.31 does not work with pandas 3 (its own demonstration fails), so it runs in an
environment of its own, whose Python is named with ``--featuretools``::

    python -m venv peers && peers/bin/pip install featuretools "pandas<3" pyarrow
"""

import argparse
import importlib.util
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.features_speed import write_people

from plainscore.features import CATALOGUE, compute_features

WINDOWED = (
    "net_flow_ratio",
    "income_recent_ratio",
    "new_debt_inflow_ratio",
    "nsf_returned_count",
    "overdraft_fee_count_net",
)
MONTHLY = (
    "income_monthly_median",
    "income_cv",
    "income_months_share",
    "net_flow_positive_months",
    "net_flow_cv",
    "outflow_essential_cv",
)
OBLIGED = (
    "housing",
    "utilities",
    "telecom",
    "insurance",
    "tax",
    "debt_payment",
    "fee_overdraft",
    "returned_payment",
    "refund",
)
BOTH_WAYS = ("other", "cash")


def plainscore(folder: Path) -> pa.Table:
    applications = folder / "applications.parquet"
    return compute_features(folder, applications, features=[*WINDOWED, *MONTHLY])


def plainscore_whole(folder: Path) -> pa.Table:
    return compute_features(folder, folder / "applications.parquet")


def duckdb_sql(folder: Path) -> pa.Table:
    import duckdb  # noqa: PLC0415 - each contender loads only its own library

    inflow = f"amount > 0 AND role IN {BOTH_WAYS} OR role = 'income'"
    outgoing = f"amount < 0 AND role IN {BOTH_WAYS} OR role IN {OBLIGED}"
    return duckdb.sql(f"""
        WITH seen AS (
            SELECT application_id, amount, role,
                date_diff('day', booked_on, CAST(as_of AT TIME ZONE 'UTC' AS DATE)) AS age
            FROM read_parquet('{folder}/transactions/*.parquet')
            JOIN read_parquet('{folder}/accounts.parquet') USING (account_id)
            JOIN read_parquet('{folder}/applications.parquet') USING (person_id)
            WHERE booked_on < CAST(as_of AT TIME ZONE 'UTC' AS DATE) AND known_at <= as_of),
        blocks AS (
            SELECT application_id,
                CASE WHEN age <= 360 THEN (age - 1) // 30 WHEN age <= 365 THEN 12 ELSE 13 END AS b,
                max(age) AS oldest,
                coalesce(sum(amount) FILTER (role = 'income'), 0) AS income,
                coalesce(sum(amount) FILTER ({inflow}), 0) AS inflow,
                coalesce(-sum(amount) FILTER ({outgoing}), 0) AS outgoing,
                coalesce(sum(amount) FILTER (amount > 0 AND role = 'debt_disbursement'), 0)
                    AS borrowed,
                count(*) FILTER (amount > 0 AND role = 'returned_payment') AS returned,
                count(*) FILTER (amount < 0 AND role = 'fee_overdraft')
                    - count(*) FILTER (amount > 0 AND role = 'fee_overdraft') AS fees
            FROM seen GROUP BY ALL),
        folded AS (
            SELECT application_id, max(oldest) AS history,
                sum(income) FILTER (b < 3) AS income_90, sum(income) FILTER (b < 13) AS income_365,
                sum(inflow) FILTER (b < 3) AS inflow_90,
                sum(outgoing) FILTER (b < 3) AS outgoing_90,
                sum(borrowed) FILTER (b < 3) AS borrowed_90,
                sum(returned) FILTER (b < 3) AS returned_90, sum(fees) FILTER (b < 6) AS fees_180,
                median(income) FILTER (b < 6) AS median_180,
                median(income) FILTER (b < 12) AS middle,
                avg(income) FILTER (b < 12) AS income_mean,
                stddev_samp(income) FILTER (b < 12) AS income_spread,
                avg(inflow) FILTER (b < 12) AS inflow_mean,
                stddev_samp(inflow - outgoing) FILTER (b < 12) AS net_spread,
                count(*) FILTER (b < 12 AND inflow >= outgoing) AS positive,
                avg(outgoing) FILTER (b < 12) AS outgoing_mean,
                stddev_samp(outgoing) FILTER (b < 12) AS outgoing_spread,
                list(income) FILTER (b < 12) AS incomes
            FROM blocks GROUP BY application_id)
        SELECT application_id, (inflow_90 - outgoing_90) / inflow_90 AS net_flow_ratio,
            income_90 / (income_365 * 90 / least(history, 365)) AS income_recent_ratio,
            borrowed_90 / income_90 AS new_debt_inflow_ratio,
            returned_90 AS nsf_returned_count, greatest(fees_180, 0) AS overdraft_fee_count_net,
            median_180 AS income_monthly_median, income_spread / income_mean AS income_cv,
            len(list_filter(incomes, lambda x: x >= middle / 2)) / 12 AS income_months_share,
            positive / 12 AS net_flow_positive_months, net_spread / inflow_mean AS net_flow_cv,
            outgoing_spread / outgoing_mean AS outflow_essential_cv
        FROM folded""").to_arrow_table()  # noqa: S608 - our own scratch folder


def polars_lazy(folder: Path) -> pa.Table:
    import polars as pl  # noqa: PLC0415 - as above

    amount, role, b = pl.col("amount").cast(pl.Float64), pl.col("role"), pl.col("b")
    both, day = role.is_in(BOTH_WAYS), pl.col("as_of").dt.date()
    age = (day - pl.col("booked_on")).dt.total_days()
    blocks = (
        pl.scan_parquet(folder / "transactions" / "*.parquet")
        .join(pl.scan_parquet(folder / "accounts.parquet"), on="account_id")
        .join(pl.scan_parquet(folder / "applications.parquet"), on="person_id")
        .filter((pl.col("booked_on") < day) & (pl.col("known_at") <= pl.col("as_of")))
        .with_columns(age=age, amount=amount)
        .with_columns(
            b=pl.when(pl.col("age") <= 360)
            .then((pl.col("age") - 1) // 30)
            .otherwise(pl.when(pl.col("age") <= 365).then(12).otherwise(13))
        )
        .group_by("application_id", "b")
        .agg(
            oldest=pl.col("age").max(),
            income=pl.col("amount").filter(role == "income").sum(),
            inflow=pl.col("amount")
            .filter((role == "income") | ((pl.col("amount") > 0) & both))
            .sum(),
            outgoing=-pl.col("amount")
            .filter(role.is_in(OBLIGED) | ((pl.col("amount") < 0) & both))
            .sum(),
            borrowed=pl.col("amount")
            .filter((role == "debt_disbursement") & (pl.col("amount") > 0))
            .sum(),
            returned=((role == "returned_payment") & (pl.col("amount") > 0)).sum().cast(pl.Int64),
            fees=pl.col("amount").filter(role == "fee_overdraft").sign().sum() * -1,
        )
    )

    def over(column: str, before: int) -> pl.Expr:
        return pl.col(column).filter(b < before)

    net = (pl.col("inflow") - pl.col("outgoing")).filter(b < 12)
    income = over("income", 12)
    return (
        blocks.group_by("application_id")
        .agg(
            net_flow_ratio=(over("inflow", 3).sum() - over("outgoing", 3).sum())
            / over("inflow", 3).sum(),
            income_recent_ratio=over("income", 3).sum()
            / (over("income", 13).sum() * 90 / pl.min_horizontal(pl.col("oldest").max(), 365)),
            new_debt_inflow_ratio=over("borrowed", 3).sum() / over("income", 3).sum(),
            nsf_returned_count=over("returned", 3).sum(),
            overdraft_fee_count_net=pl.max_horizontal(over("fees", 6).sum(), 0),
            income_monthly_median=over("income", 6).median(),
            income_cv=income.std() / income.mean(),
            income_months_share=(income >= income.median() / 2).sum() / 12,
            net_flow_positive_months=(net >= 0).sum() / 12,
            net_flow_cv=net.std() / over("inflow", 12).mean(),
            outflow_essential_cv=over("outgoing", 12).std() / over("outgoing", 12).mean(),
        )
        .collect(engine="streaming")
        .to_arrow()
    )


def pandas_group_by(folder: Path) -> pa.Table:
    import numpy as np  # noqa: PLC0415 - as above
    import pandas as pd  # noqa: PLC0415 - as above

    columns = ["account_id", "booked_on", "known_at", "amount", "role"]
    stored = pq.read_table(folder / "transactions", columns=columns)
    place = columns.index("amount")
    stored = stored.set_column(place, "amount", stored["amount"].cast(pa.float64()))
    rows = stored.to_pandas(date_as_object=False)
    del stored
    accounts = pd.read_parquet(folder / "accounts.parquet")[["account_id", "person_id"]]
    applications = pd.read_parquet(folder / "applications.parquet")
    rows = rows.merge(accounts.merge(applications, on="person_id"), on="account_id")
    day = rows["as_of"].dt.tz_localize(None).dt.normalize()
    rows = rows[(rows["booked_on"] < day) & (rows["known_at"] <= rows["as_of"])]
    age = (day - rows["booked_on"]).dt.days
    amount, role = rows["amount"], rows["role"]
    both = role.isin(BOTH_WAYS)
    each = pd.DataFrame(
        {
            "application_id": rows["application_id"],
            "b": np.where(age <= 360, (age - 1) // 30, np.where(age <= 365, 12, 13)),
            "age": age,
            "income": amount.where(role == "income", 0),
            "inflow": amount.where((role == "income") | ((amount > 0) & both), 0),
            "outgoing": -amount.where(role.isin(OBLIGED) | ((amount < 0) & both), 0),
            "borrowed": amount.where((role == "debt_disbursement") & (amount > 0), 0),
            "returned": (role == "returned_payment") & (amount > 0),
            "fees": -np.sign(amount).where(role == "fee_overdraft", 0),
        }
    )
    sums = ("income", "inflow", "outgoing", "borrowed", "returned", "fees")
    how = dict.fromkeys(sums, "sum") | {"age": "max"}
    blocks = each.groupby(["application_id", "b"], as_index=False).agg(how)
    blocks["net"] = blocks["inflow"] - blocks["outgoing"]

    def over(before: int) -> "pd.api.typing.DataFrameGroupBy":
        return blocks[blocks["b"] < before].groupby("application_id")

    quarter, half, year = over(3).sum(), over(6), over(12)
    whole = blocks.groupby("application_id")["age"].max().clip(upper=365)
    middle = blocks["application_id"].map(year["income"].median())
    blocks["enough"] = blocks["income"] >= middle / 2
    blocks["positive"] = blocks["net"] >= 0
    year = over(12)
    made = pd.DataFrame(
        {
            "net_flow_ratio": (quarter["inflow"] - quarter["outgoing"]) / quarter["inflow"],
            "income_recent_ratio": quarter["income"] / (over(13)["income"].sum() * 90 / whole),
            "new_debt_inflow_ratio": quarter["borrowed"] / quarter["income"],
            "nsf_returned_count": quarter["returned"],
            "overdraft_fee_count_net": half["fees"].sum().clip(lower=0),
            "income_monthly_median": half["income"].median(),
            "income_cv": year["income"].std() / year["income"].mean(),
            "income_months_share": year["enough"].sum() / 12,
            "net_flow_positive_months": year["positive"].sum() / 12,
            "net_flow_cv": year["net"].std() / year["inflow"].mean(),
            "outflow_essential_cv": year["outgoing"].std() / year["outgoing"].mean(),
        }
    )
    return pa.Table.from_pandas(made.reset_index())


CONTENDERS: dict[str, tuple[Callable[[Path], pa.Table], str | None]] = {
    "plainscore": (plainscore, None),
    "plainscore, whole catalogue": (plainscore_whole, None),
    "duckdb": (duckdb_sql, None),
    "polars": (polars_lazy, "polars"),
    "pandas": (pandas_group_by, "pandas"),
}


def run(name: str, folder: Path, out: Path) -> None:
    """Run one contender in this process and print what it took."""
    start = time.perf_counter()
    table = CONTENDERS[name][0](folder)
    seconds = time.perf_counter() - start
    pq.write_table(table, out)
    # getrusage would count the process this one was started from
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 2**20
    print(json.dumps({"seconds": seconds, "gib": peak}))


def differing(ours: Path, theirs: Path) -> list[str]:
    """Return the features in which a peer differs from ours by more than rounding."""
    left, right = (pq.read_table(each).sort_by("application_id") for each in (ours, theirs))
    wrong = []
    for feature in (*WINDOWED, *MONTHLY):
        if feature not in left.column_names or feature not in right.column_names:
            continue
        pairs = zip(left[feature].to_pylist(), right[feature].to_pylist(), strict=True)
        if not all(
            a is not None
            and b is not None
            and math.isclose(a, float(b), rel_tol=1e-9, abs_tol=1e-9)
            for a, b in pairs
        ):
            wrong.append(feature)
    return wrong


def command_of(name: str, folder: Path, out: Path, featuretools: str | None) -> list[str] | None:
    """Return the words that run a contender; None where it is not installed."""
    if name == "featuretools":
        script = Path(__file__).with_name("_featuretools.py")
        return None if featuretools is None else [featuretools, str(script), str(folder), str(out)]
    if (needs := CONTENDERS[name][1]) and importlib.util.find_spec(needs) is None:
        return None
    words = [sys.executable, "-m", "benchmarks.features_peers", "--run", name]
    return [*words, "--folder", str(folder), "--out", str(out)]


def features_of(name: str) -> int:
    """Return how many features a contender computes."""
    if "whole" in name:
        return len(CATALOGUE)
    return len(WINDOWED) + (0 if name == "featuretools" else len(MONTHLY))


def compare(
    rows: int, limit: float, before: dict[str, tuple[int, float]], featuretools: str | None
) -> None:
    """Run every contender on so many rows; `before` holds the last size and its seconds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = write_people(folder, rows)
        print(f"\n{made:,} transactions, {made // 1500:,} applications\n")
        print("| | features | seconds | M rows/s | peak GiB | growth |")
        print("|---|---:|---:|---:|---:|---:|")
        for number, name in enumerate([*CONTENDERS, "featuretools"]):
            out = folder / f"{number}.parquet"
            words = command_of(name, folder, out, featuretools)
            size, seconds = before.get(name, (0, 0.0))
            if words is None:
                print(f"| {name} | not installed |||||", flush=True)
                continue
            if size and seconds * made / size > limit:
                print(f"| {name} | left out: would take over {limit:.0f} s |||||", flush=True)
                before[name] = (made, math.inf)
                continue
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or [f"signal {-done.returncode}"])[-1]
                print(f"| {name} | failed: {reason} |||||", flush=True)
                before[name] = (made, math.inf)
                if name == "plainscore":
                    sys.exit("the others have nothing to be compared with")
                continue
            told = json.loads(done.stdout.splitlines()[-1])
            wrong = differing(folder / "0.parquet", out)
            if wrong:
                sys.exit(f"{name} differs from plainscore in {', '.join(wrong)}")
            took = told["seconds"]
            # the exponent of cost against rows; 1 is linear
            growth = f"{math.log(took / seconds) / math.log(made / size):.2f}" if size else ""
            figures = f"{took:.2f} | {made / took / 1e6:.2f} | {told['gib']:.2f} | {growth}"
            print(f"| {name} | {features_of(name)} | {figures} |", flush=True)
            before[name] = (made, took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--limit", type=float, default=150.0, help="seconds a run may take")
    parser.add_argument("--featuretools", help="Python of an environment that has featuretools")
    parser.add_argument("--run", choices=CONTENDERS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.run:
        run(asked.run, asked.folder, asked.out)
        return
    before: dict[str, tuple[int, float]] = {}
    for rows in asked.rows:
        compare(rows, asked.limit, before, asked.featuretools)


if __name__ == "__main__":
    main()
