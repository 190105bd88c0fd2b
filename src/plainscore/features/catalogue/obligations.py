"""Obligations: what is promised already, and what is left to promise."""

from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import ratio

_NEEDS = ("accounts", "transactions")
_LEAN_INCOME = FOLDED.income_lower_quartile
_DEBT = FOLDED.debt_90 - FOLDED.debt_returned_90
_DEBT_BEFORE = FOLDED.debt_before_90 - FOLDED.debt_returned_before_90
_RESIDUAL = _LEAN_INCOME - FOLDED.fixed_monthly - FOLDED.everyday_median_180

FEATURES = (
    Feature(
        name="debt_service_monthly",
        factor=Factor.OBLIGATIONS,
        label="Monthly payments on credit",
        formula="payments on loans and cards over the last 90 days / 3, without those the bank "
        "returned",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.AMOUNT,
        sentence="You pay more each month on existing credit than other applicants.",
        needs=_NEEDS,
        expression=_DEBT / 3,
    ),
    Feature(
        name="dti_cashflow",
        factor=Factor.OBLIGATIONS,
        label="Credit payments against income",
        formula="debt_service_monthly / income_monthly_median",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="A larger part of your income goes to existing credit than for other applicants.",
        needs=_NEEDS,
        expression=ratio(_DEBT / 3, FOLDED.income_median_180),
    ),
    Feature(
        name="housing_ratio",
        factor=Factor.OBLIGATIONS,
        label="Housing against income",
        formula="rent and mortgage payments / income over the last 90 days, without payments the "
        "bank returned",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="A larger part of your income goes to rent or mortgage than for other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.housing_90 - FOLDED.housing_returned_90, FOLDED.income_90),
    ),
    Feature(
        name="fixed_obligation_ratio",
        factor=Factor.OBLIGATIONS,
        label="Fixed payments against income",
        formula="monthly equivalent of every active recurring bill, tax and credit payment x 3 / "
        "income of the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="A larger part of your income is bound by regular payments than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.fixed_monthly * 3, FOLDED.income_90),
    ),
    Feature(
        name="residual_income",
        factor=Factor.OBLIGATIONS,
        label="What is left in a lean month",
        formula="income_monthly_p25 - monthly equivalent of active recurring payments - median "
        "everyday spending of the last six 30-day months; no purchase is judged, so all everyday "
        "spending counts as essential",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.AMOUNT,
        sentence="In a lean month, less is left after your regular payments and daily needs than "
        "for other applicants.",
        needs=_NEEDS,
        expression=_RESIDUAL,
    ),
    Feature(
        name="residual_ratio",
        factor=Factor.OBLIGATIONS,
        label="Share left in a lean month",
        formula="residual_income / income_monthly_p25",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="In a lean month, less of your income is left after your regular payments than "
        "for other applicants.",
        needs=_NEEDS,
        expression=ratio(_RESIDUAL, _LEAN_INCOME),
    ),
    Feature(
        name="new_debt_inflow_ratio",
        factor=Factor.OBLIGATIONS,
        label="Borrowed money against income",
        formula="loans paid out / income over the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="You took out new credit in the last 3 months.",
        needs=_NEEDS,
        expression=ratio(FOLDED.borrowed_90, FOLDED.income_90),
    ),
    Feature(
        name="short_term_credit_count",
        factor=Factor.OBLIGATIONS,
        label="Short-term credit",
        formula="number of loans of the last 152 days repaid in one payment of 100 to 135 percent "
        "within 62 days, the repayment in the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="You repaid short-term loans in one sum in the last 3 months.",
        needs=_NEEDS,
        expression=FOLDED.short_term_credit_90,
    ),
    Feature(
        name="debt_service_trend",
        factor=Factor.OBLIGATIONS,
        label="Change of credit payments",
        formula="payments on credit over the last 90 days / over the 90 days before",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="Your payments on credit rose more, or fell less, over the last 6 months than "
        "for other applicants.",
        needs=_NEEDS,
        expression=ratio(_DEBT, _DEBT_BEFORE),
    ),
    Feature(
        name="obligation_stream_count",
        factor=Factor.OBLIGATIONS,
        label="Credits being repaid",
        formula="number of active recurring payments on credit",
        window_days=0,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="You are repaying more credits at the same time than other applicants.",
        needs=_NEEDS,
        expression=FOLDED.debt_streams_active,
    ),
)
