"""Statistics of a person's months: one row an application, nothing but columns of that row."""

import ibis
import ibis.expr.types as ir

from plainscore.features.flows import BLOCK_DAYS, MONTHLY
from plainscore.features.plan import Plan
from plainscore.features.shapes import (
    MONTHS,
    count_where,
    distances,
    mean,
    median,
    quantile,
    slopes,
    spread,
)

HALF_YEAR = 6

_CENT = 0.0001
"""Amounts have four decimals, so more than nothing is at least this much."""

STATISTICS: dict[str, str] = {
    "months": "int64",
    "income_mean": "float64",
    "income_spread": "float64",
    "income_median": "float64",
    "income_deviation": "float64",
    "income_lower_quartile": "float64",
    "income_months": "int64",
    "income_median_180": "float64",
    "income_slope_180": "float64",
    "everyday_median_180": "float64",
    "inflow_mean": "float64",
    "outgoings_mean": "float64",
    "outgoings_spread": "float64",
    "net_spread": "float64",
    "net_positive_months": "int64",
    "shock_months": "int64",
    "saving_months": "int64",
}
"""Columns of `by_month`; over the whole months of the last year unless the name says 180."""


def by_month(plan: Plan, blocks: ir.Table) -> ir.Table:
    """Return statistics over months.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept, so that none is computed twice.
    blocks : ibis table
        ``application, history_days`` and ``{flow}_{block}`` for each flow of
        `plainscore.features.flows.MONTHLY` and the blocks 0 (the last 30 days) to 11.

    Returns
    -------
    ibis table
        ``application`` and the columns of `STATISTICS`.
    """
    # a month without rows is a month of zeros; a month before the history began is none at all
    whole = ibis.least(blocks.history_days // BLOCK_DAYS, MONTHS)
    values = {name: [blocks[f"{name}_{block}"] for block in range(MONTHS)] for name in MONTHLY}
    arrays = {name: ibis.array(values[name])[:whole] for name in MONTHLY}
    kept = plan.keep(
        "month_arrays",
        blocks.select(
            "application",
            **arrays,
            income_ranked=arrays["income"].sort(),
            income_ranked_180=ibis.array(values["income"][:HALF_YEAR]).sort(),
            everyday_ranked_180=ibis.array(values["everyday"][:HALF_YEAR]).sort(),
            income_slopes_180=slopes(values["income"][:HALF_YEAR]),
        ),
    )
    middles = plan.keep(
        "month_middles",
        kept.select(
            "application",
            *MONTHLY,
            months=kept.income.length(),
            income_lower_quartile=quantile(kept.income_ranked, 0.25),
            income_median=median(kept.income_ranked),
            income_median_180=median(kept.income_ranked_180),
            income_slope_180=median(kept.income_slopes_180),
            everyday_median_180=median(kept.everyday_ranked_180),
            income_mean=mean(kept.income),
            inflow_mean=mean(kept.inflow),
            outgoings_mean=mean(kept.outgoings),
            net_mean=mean(kept.net),
        ),
    )
    spreads = plan.keep(
        "month_spreads",
        middles.mutate(
            income_spread=spread(middles.income, middles.income_mean),
            income_distances=distances(middles.income, middles.income_median),
            income_months=count_where(middles.income, middles.income_median * 0.5),
            outgoings_spread=spread(middles.outgoings, middles.outgoings_mean),
            net_spread=spread(middles.net, middles.net_mean),
            net_positive_months=count_where(middles.net, 0.0),
            shock_months=middles.months - count_where(middles.net, middles.income_median * -0.5),
            saving_months=count_where(middles.saved, _CENT),
        ),
    )
    return plan.keep(
        "month_statistics",
        spreads.mutate(income_deviation=median(spreads.income_distances)).select(
            "application", *STATISTICS
        ),
    )
