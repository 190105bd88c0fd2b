"""Income: how much comes in, and how regularly. Where it comes from is not known here."""

from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import at_least, ratio

_NEEDS = ("accounts", "transactions")

FEATURES = (
    Feature(
        name="income_monthly_median",
        factor=Factor.INCOME,
        label="Usual monthly income",
        formula="median of the income of the last six 30-day months",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.AMOUNT,
        sentence="Your usual monthly income over the last 6 months leaves less room for credit "
        "than for other applicants.",
        needs=_NEEDS,
        expression=FOLDED.income_median_180,
    ),
    Feature(
        name="income_monthly_p25",
        factor=Factor.INCOME,
        label="Income in a lean month",
        formula="lower quartile of the income of the 30-day months of the last year, at least six",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.AMOUNT,
        sentence="In your leaner months of the last year, your income left less room for credit "
        "than for other applicants.",
        needs=_NEEDS,
        expression=FOLDED.income_lower_quartile,
    ),
    Feature(
        name="income_recent_ratio",
        factor=Factor.INCOME,
        label="Recent income against the year's",
        formula="income of the last 90 days / (income of the last 365 days x 90 / days of history, "
        "at most 365)",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Your income of the last 3 months, set against the whole year, was lower than "
        "for other applicants.",
        needs=_NEEDS,
        expression=ratio(
            FOLDED.income_90,
            FOLDED.income_365 * 90 / (FOLDED.history_days < 365).ifelse(FOLDED.history_days, 365),
        ),
    ),
    Feature(
        name="income_trend",
        factor=Factor.INCOME,
        label="Direction of income",
        formula="Theil-Sen slope of monthly income over the last six 30-day months / their median",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Your monthly income rose less, or fell more, over the last 6 months than for "
        "other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.income_slope_180, FOLDED.income_median_180),
    ),
    Feature(
        name="income_cv",
        factor=Factor.INCOME,
        label="Swings of income",
        formula="standard deviation / mean of the income of the 30-day months of the last year, "
        "at least six",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="Your monthly income changed more over the last year than for other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.income_spread, FOLDED.income_mean),
    ),
    Feature(
        name="income_mad_ratio",
        factor=Factor.INCOME,
        label="Usual change of income",
        formula="median absolute deviation / median of the income of the 30-day months of the last "
        "year, at least six",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="From one month to the next, your income differed more over the last year than "
        "for other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.income_deviation, FOLDED.income_median),
    ),
    Feature(
        name="income_months_share",
        factor=Factor.INCOME,
        label="Months with income",
        formula="share of the 30-day months of the last year, at least six, with at least half of "
        "the median income",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="Your income arrived irregularly over the last 12 months.",
        needs=_NEEDS,
        expression=(FOLDED.income_median > 0).ifelse(FOLDED.income_months / FOLDED.months, None),
    ),
    Feature(
        name="income_stream_count_active",
        factor=Factor.INCOME,
        label="Regular incomes",
        formula="number of recurring incomes of at least three payments that are not overdue",
        window_days=0,
        least_history_days=90,
        direction=Direction.NEUTRAL,
        unit=Unit.COUNT,
        sentence="The number of regular incomes on your accounts counted against you.",
        needs=_NEEDS,
        expression=FOLDED.income_streams_active,
    ),
    Feature(
        name="income_main_stream_share",
        factor=Factor.INCOME,
        label="Share of the main income",
        formula="income from the largest recurring income / all income over the last 180 days; "
        "zero if no income recurs",
        window_days=180,
        least_history_days=180,
        direction=Direction.NEUTRAL,
        unit=Unit.SHARE,
        sentence="The share of your largest regular income in all income counted against you.",
        needs=_NEEDS,
        expression=ratio(FOLDED.main_income_180, FOLDED.income_180),
    ),
    Feature(
        name="income_cadence_regularity",
        factor=Factor.INCOME,
        label="Rhythm of the main income",
        formula="1 - median difference between the days from one payment to the next and the usual "
        "period, less what calendars explain (a tenth of the period, at most 3 days) / that "
        "period, for the largest recurring income over the last 180 days, at least 0",
        window_days=180,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Your main income did not always come on its usual days over the last 6 months.",
        needs=_NEEDS,
        expression=at_least(1 - FOLDED.main_income_irregularity, 0),
    ),
    Feature(
        name="income_days_since_last",
        factor=Factor.INCOME,
        label="Time since the main income",
        formula="days since the largest recurring income last came in / its usual period",
        window_days=0,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="More time has passed since your main regular income than for other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.main_income_last_age, FOLDED.main_income_period),
    ),
    Feature(
        name="income_tenure_main",
        factor=Factor.INCOME,
        label="Length of the main income",
        formula="days since the first payment of the largest recurring income, within 730 days",
        window_days=730,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.DAYS,
        sentence="Your main regular income has been coming in for a shorter time than for other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.main_income_first_age,
    ),
)
