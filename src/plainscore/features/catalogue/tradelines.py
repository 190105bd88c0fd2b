"""Tradelines: credit as lenders report it."""

from plainscore.features.cadence import MONTH_DAYS
from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import ratio

_NEEDS = ("tradelines", "tradeline_months")

FEATURES = (
    Feature(
        name="utilisation_revolving",
        factor=Factor.TRADELINES,
        label="Use of credit limits",
        formula="balances / limits of open cards and credit lines, as last reported",
        window_days=0,
        least_history_days=0,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="You use more of the limits of your cards and credit lines than other applicants.",
        needs=_NEEDS,
        expression=FOLDED.revolving_use,
    ),
    Feature(
        name="utilisation_max_line",
        factor=Factor.TRADELINES,
        label="Use of the fullest limit",
        formula="greatest balance / limit of an open card or credit line, as last reported",
        window_days=0,
        least_history_days=0,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="One of your cards or credit lines is used closer to its limit than for other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.revolving_use_max,
    ),
    Feature(
        name="utilisation_change",
        factor=Factor.TRADELINES,
        label="Change in the use of limits",
        formula="utilisation_revolving now - the same as reported 180 days ago",
        window_days=180,
        least_history_days=0,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="Your use of credit limits rose more, or fell less, over the last 6 months than "
        "for other applicants.",
        needs=_NEEDS,
        expression=FOLDED.revolving_use - FOLDED.revolving_use_before,
    ),
    Feature(
        name="worst_dpd_24m",
        factor=Factor.TRADELINES,
        label="Worst arrears in two years",
        formula="greatest days past due reported in the last 24 months, in steps of 30, up to 180",
        window_days=730,
        least_history_days=0,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.DAYS,
        sentence="A credit was in arrears in the last two years.",
        needs=_NEEDS,
        expression=FOLDED.worst_days_past_due_24,
    ),
    Feature(
        name="months_since_30plus",
        factor=Factor.TRADELINES,
        label="Months since arrears",
        formula="calendar months since a credit was last reported 30 or more days past due; 84 if "
        "none was in the last 84",
        window_days=2556,
        least_history_days=0,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.MONTHS,
        sentence="A credit was 30 or more days in arrears in the last seven years.",
        needs=_NEEDS,
        expression=FOLDED.months_since_30,
    ),
    Feature(
        name="past_due_amount_ratio",
        factor=Factor.TRADELINES,
        label="Arrears against income",
        formula="unpaid instalments of open credits that are in arrears, as last reported / median "
        "income of the last six 30-day months",
        window_days=0,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="You have overdue instalments, which are set against your income.",
        needs=(*_NEEDS, "accounts", "transactions"),
        expression=ratio(FOLDED.past_due, FOLDED.income_median_180),
    ),
    Feature(
        name="tradeline_age_oldest",
        factor=Factor.TRADELINES,
        label="Length of credit history",
        formula="whole months since the oldest reported credit was opened",
        window_days=0,
        least_history_days=0,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.MONTHS,
        sentence="Your history of credit is short compared with other applicants.",
        needs=("tradelines",),
        expression=(FOLDED.tradeline_oldest_days / MONTH_DAYS).floor(),
    ),
    Feature(
        name="account_age_primary",
        factor=Factor.TRADELINES,
        label="Age of the main account",
        formula="days since the first transaction seen on the account with the most transactions",
        window_days=0,
        least_history_days=0,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.DAYS,
        sentence="Your main account has been seen for a shorter time than for other applicants.",
        needs=("accounts", "transactions"),
        expression=FOLDED.primary_account_days,
    ),
)
