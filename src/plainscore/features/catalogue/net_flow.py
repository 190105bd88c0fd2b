"""Net flow: what is left of what comes in, and how that moves from month to month."""

from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import ratio

_NEEDS = ("accounts", "transactions")

FEATURES = (
    Feature(
        name="net_flow_ratio",
        factor=Factor.NET_FLOW,
        label="What is left of what came in",
        formula="(money in - money out) / money in over the last 90 days",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="Over the last 3 months, less was left of the money that came in than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.inflow_90 - FOLDED.outgoings_90, FOLDED.inflow_90),
    ),
    Feature(
        name="net_flow_positive_months",
        factor=Factor.NET_FLOW,
        label="Months that broke even",
        formula="share of the 30-day months of the last year, at least six, in which at least as "
        "much came in as went out",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.SHARE,
        sentence="More money went out than came in, in more months of the last year than for "
        "other applicants.",
        needs=_NEEDS,
        expression=FOLDED.net_positive_months / FOLDED.months,
    ),
    Feature(
        name="net_flow_cv",
        factor=Factor.NET_FLOW,
        label="Swings of what is left",
        formula="standard deviation of the monthly net flow / mean monthly money in, over the "
        "30-day months of the last year, at least six",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="What was left at the end of the month changed more over the last year than for "
        "other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.net_spread, FOLDED.inflow_mean),
    ),
    Feature(
        name="outflow_essential_cv",
        factor=Factor.NET_FLOW,
        label="Swings of outgoings",
        formula="standard deviation / mean of the outgoings of the 30-day months of the last year, "
        "at least six; no purchase is judged, so every outgoing counts as essential",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="Your monthly outgoings changed more over the last year than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.outgoings_spread, FOLDED.outgoings_mean),
    ),
    Feature(
        name="shock_months",
        factor=Factor.NET_FLOW,
        label="Months with a large gap",
        formula="number of 30-day months of the last year, at least six, in which more than half a "
        "median monthly income went out beyond what came in",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="In some months of the last year, far more money went out than came in.",
        needs=_NEEDS,
        expression=FOLDED.shock_months,
    ),
    Feature(
        name="volatility_cover",
        factor=Factor.NET_FLOW,
        label="Reserve against swings",
        formula="money on liquid accounts / (1.28 x standard deviation of the monthly net flow "
        "over the 30-day months of the last year, at least six)",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.RATIO,
        sentence="The money on your accounts covers less of your usual swings than for other "
        "applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.balance_now, FOLDED.net_spread * 1.28),
    ),
)
