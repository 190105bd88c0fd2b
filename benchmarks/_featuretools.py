"""Five windowed features by featuretools, run by `features_peers` in an environment of its own.

python _featuretools.py FOLDER OUT
"""

import json
import sys
import time
import warnings
from pathlib import Path

import featuretools as ft
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

BOTH_WAYS = ("other", "cash")
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
LAST = "2025-12-31 23:59"
"""Just before the moment of every application: the first day of a window is left out otherwise."""


def compute(folder: Path) -> pa.Table:
    columns = ["account_id", "booked_on", "amount", "role"]
    stored = pq.read_table(folder / "transactions", columns=columns)
    stored = stored.set_column(2, "amount", stored["amount"].cast(pa.float64()))
    rows = stored.to_pandas(date_as_object=False)
    rows["row"] = range(len(rows))
    accounts = pd.read_parquet(folder / "accounts.parquet")[["account_id", "person_id"]]
    data = ft.EntitySet()
    data.add_dataframe(
        rows,
        "transactions",
        index="row",
        time_index="booked_on",
        logical_types={"account_id": "Unknown", "role": "Categorical"},
    )
    data.add_dataframe(accounts, "accounts", index="account_id")
    data.add_relationship("accounts", "account_id", "transactions", "account_id")
    roles = ["income", *BOTH_WAYS, *OBLIGED, "debt_disbursement"]
    data.add_interesting_values(dataframe_name="transactions", values={"role": roles})

    def over(days: int) -> pd.DataFrame:
        found, _ = ft.dfs(
            entityset=data,
            target_dataframe_name="accounts",
            agg_primitives=["sum", "count"],
            where_primitives=["sum", "count"],
            trans_primitives=[],
            max_depth=1,
            cutoff_time=pd.Timestamp(LAST),
            training_window=f"{days} days",
        )
        return found

    def total(found: pd.DataFrame, *of: str) -> pd.Series:
        names = [f"SUM(transactions.amount WHERE role = {role})" for role in of]
        return found[[name for name in names if name in found]].fillna(0).sum(axis=1)

    def count(found: pd.DataFrame, of: str) -> pd.Series:
        name = f"COUNT(transactions WHERE role = {of})"
        return found[name].fillna(0) if name in found else total(found)

    quarter, half, year = over(90), over(180), over(365)
    income = total(quarter, "income")
    outgoing = -total(quarter, *BOTH_WAYS, *OBLIGED)
    made = pd.DataFrame(
        {
            "net_flow_ratio": (income - outgoing) / income,
            "income_recent_ratio": income / (total(year, "income") * 90 / 365),
            "new_debt_inflow_ratio": total(quarter, "debt_disbursement") / income,
            "nsf_returned_count": count(quarter, "returned_payment"),
            "overdraft_fee_count_net": count(half, "fee_overdraft"),
        }
    )
    owner = accounts.set_index("account_id")["person_id"]
    applications = pd.read_parquet(folder / "applications.parquet").set_index("person_id")
    made["application_id"] = applications["application_id"].reindex(owner[made.index]).to_numpy()
    return pa.Table.from_pandas(made.reset_index(drop=True))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    table = compute(Path(sys.argv[1]))
    seconds = time.perf_counter() - start
    pq.write_table(table, sys.argv[2])
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 2**20
    print(json.dumps({"seconds": seconds, "gib": peak}))
