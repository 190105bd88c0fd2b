"""Bills: whether what recurs is paid when it usually falls due."""

from plainscore.features.cadence import MONTH_DAYS
from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import at_most, ratio

_NEEDS = ("accounts", "transactions")
_HISTORY_CAP_MONTHS = 24

FEATURES = (
    Feature(
        name="bills_on_time_share",
        factor=Factor.BILLS,
        label="Bills paid on time",
        formula="recurring bills paid within the grace of their usual day / expected, over the "
        "last 365 days",
        window_days=365,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="Some of your regular bills were paid later than their usual day.",
        needs=_NEEDS,
        expression=ratio(FOLDED.bills_on_time_365, FOLDED.bills_expected_365),
    ),
    Feature(
        name="rent_on_time_share",
        factor=Factor.BILLS,
        label="Rent paid on time",
        formula="as bills_on_time_share, rent and mortgage only",
        window_days=365,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="Your rent or mortgage was sometimes paid later than its usual day.",
        needs=_NEEDS,
        expression=ratio(FOLDED.rent_on_time_365, FOLDED.rent_expected_365),
    ),
    Feature(
        name="utility_on_time_share",
        factor=Factor.BILLS,
        label="Energy, water and phone paid on time",
        formula="as bills_on_time_share, utilities and telecom only",
        window_days=365,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="Your energy, water or phone bills were sometimes paid later than usual.",
        needs=_NEEDS,
        expression=ratio(FOLDED.utility_on_time_365, FOLDED.utility_expected_365),
    ),
    Feature(
        name="bill_missed_count",
        factor=Factor.BILLS,
        label="Bills not seen paid",
        formula="usual days of recurring bills in the last 180 days with no payment near them or "
        "up to 15 days later, unless the bill has ended; null without a recurring bill",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="Some regular bills were not seen paid in the last 6 months.",
        needs=_NEEDS,
        expression=(FOLDED.bill_streams > 0).ifelse(FOLDED.bills_missed_180, None),
    ),
    Feature(
        name="bill_lateness_p90",
        factor=Factor.BILLS,
        label="Lateness of the later bills",
        formula="90th percentile of the days after their usual day on which recurring bills of the "
        "last 365 days were paid, early ones counting zero",
        window_days=365,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.DAYS,
        sentence="Your later bills were paid further from their usual day than for other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.bill_lateness_p90,
    ),
    Feature(
        name="credit_payment_on_time_share",
        factor=Factor.BILLS,
        label="Credit payments on time",
        formula="as bills_on_time_share, recurring payments on loans and cards",
        window_days=365,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="Some payments on your credit were made later than their usual day.",
        needs=_NEEDS,
        expression=ratio(FOLDED.credit_on_time_365, FOLDED.credit_expected_365),
    ),
    Feature(
        name="bill_history_months",
        factor=Factor.BILLS,
        label="Length of bill history",
        formula="whole months since the first payment of the oldest recurring bill, at most 24; "
        "zero without a recurring bill",
        window_days=730,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.MONTHS,
        sentence="Your history of regular bills is short compared with other applicants.",
        needs=_NEEDS,
        expression=at_most(
            (FOLDED.bill_first_age / MONTH_DAYS).floor(), _HISTORY_CAP_MONTHS
        ).fill_null(0),
    ),
)
