"""Balance: what a person has, all current and savings accounts together, and how long it lasts."""

from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import ratio

_NEEDS = ("accounts", "transactions")

FEATURES = (
    Feature(
        name="balance_eod_median",
        factor=Factor.BALANCE,
        label="Usual balance",
        formula="median end-of-day balance of the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.AMOUNT,
        sentence="Your usual balance over the last 3 months was low compared with other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.balance_median_90,
    ),
    Feature(
        name="balance_eod_p10",
        factor=Factor.BALANCE,
        label="Balance on low days",
        formula="10th percentile of the end-of-day balances of the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.AMOUNT,
        sentence="On the lower days of the last 3 months, your balance was low compared with "
        "other applicants.",
        needs=_NEEDS,
        expression=FOLDED.balance_p10_90,
    ),
    Feature(
        name="balance_min_pre_income",
        factor=Factor.BALANCE,
        label="Balance before income",
        formula="median, over the days of the last 180 on which at least a quarter of a usual "
        "month's income came in, of the lowest end-of-day balance of the three days before",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.AMOUNT,
        sentence="Just before your income came in, less was left on your accounts than for other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.balance_before_income,
    ),
    Feature(
        name="balance_trend",
        factor=Factor.BALANCE,
        label="Direction of the balance",
        formula="Theil-Sen slope, a 30-day month, of the mean balances of the last six 30-day "
        "months / absolute median end-of-day balance of the last 180 days",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Your balance rose less, or fell more, over the last 6 months than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.balance_slope_180, FOLDED.balance_median_180.abs()),
    ),
    Feature(
        name="buffer_days",
        factor=Factor.BALANCE,
        label="Days your money lasts",
        formula="money on liquid accounts / mean daily outgoings of the last 30 days",
        window_days=30,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.DAYS,
        sentence="Without new income, your money would last for fewer days than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.balance_now, FOLDED.outgoings_30 / 30),
    ),
    Feature(
        name="buffer_weeks_income",
        factor=Factor.BALANCE,
        label="Weeks of income in reserve",
        formula="money on liquid accounts / mean weekly income of the last 180 days",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Your reserve is small against your weekly income, compared with other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.balance_now, FOLDED.income_180 * 7 / 180),
    ),
    Feature(
        name="buffer_days_p10",
        factor=Factor.BALANCE,
        label="Days your money lasts on low days",
        formula="10th percentile of the end-of-day balances of the last 180 days / mean daily "
        "outgoings of the same days",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.DAYS,
        sentence="On the lower days of the last 6 months, your money would have lasted less long "
        "than for other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.balance_p10_180, FOLDED.outgoings_180 / 180),
    ),
    Feature(
        name="savings_balance_ratio",
        factor=Factor.BALANCE,
        label="Savings against outgoings",
        formula="money on savings accounts / mean monthly outgoings of the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Your savings are small against your monthly outgoings, compared with other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.savings_balance_now, FOLDED.outgoings_90 / 3),
    ),
    Feature(
        name="savings_net_flow_ratio",
        factor=Factor.BALANCE,
        label="Share of income saved",
        formula="(money moved to own savings - money moved back) / income, last 180 days",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Less of your income went to savings over the last 6 months than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.saved_180, FOLDED.income_180),
    ),
    Feature(
        name="savings_months_positive",
        factor=Factor.BALANCE,
        label="Months with saving",
        formula="share of the 30-day months of the last year, at least six, in which more was "
        "moved to own savings than back",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="Money went to your savings in fewer months of the last year than for other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.saving_months / FOLDED.months,
    ),
    Feature(
        name="low_balance_days",
        factor=Factor.BALANCE,
        label="Days with little money",
        formula="share of the last 90 days that ended with less than one day's mean outgoings of "
        "those days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.SHARE,
        sentence="On some days of the last 3 months, your accounts were almost empty.",
        needs=_NEEDS,
        expression=FOLDED.low_balance_days_90 / 90,
    ),
    Feature(
        name="balance_recovery_days",
        factor=Factor.BALANCE,
        label="Days to recover from a low",
        formula="median, over the spells of the last 180 days below the median balance that have "
        "ended, of the days from their lowest balance back to the median",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.DAYS,
        sentence="After a low point, your balance took longer to recover than for other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.recovery_days,
    ),
)
