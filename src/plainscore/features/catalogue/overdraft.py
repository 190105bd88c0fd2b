"""Overdraft: days below zero, arranged limits, and payments that came back."""

from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.folded import FOLDED
from plainscore.features.shapes import ratio

_NEEDS = ("accounts", "transactions")
_NSF_CAP_DAYS = 365

FEATURES = (
    Feature(
        name="negative_days_share",
        factor=Factor.OVERDRAFT,
        label="Days overdrawn",
        formula="share of the last 90 days on which an account ended below zero, or below its "
        "arranged limit where one is known",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.SHARE,
        sentence="An account was overdrawn on some days of the last 3 months.",
        needs=_NEEDS,
        expression=FOLDED.negative_days_90 / 90,
    ),
    Feature(
        name="negative_spells",
        factor=Factor.OVERDRAFT,
        label="Times overdrawn",
        formula="number of unbroken spells of the last 180 days in which an account was below zero",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="Your accounts went below zero in the last 6 months.",
        needs=_NEEDS,
        expression=FOLDED.negative_spells_180,
    ),
    Feature(
        name="negative_depth",
        factor=Factor.OVERDRAFT,
        label="How far overdrawn",
        formula="median, over the spells of the last 180 days below zero, of the greatest sum "
        "overdrawn / median income of the last six 30-day months; zero without a spell",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="When your accounts were overdrawn, it was by a larger part of your income than "
        "for other applicants.",
        needs=_NEEDS,
        expression=ratio(FOLDED.negative_depth_180, FOLDED.income_median_180),
    ),
    Feature(
        name="nsf_returned_count",
        factor=Factor.OVERDRAFT,
        label="Returned payments",
        formula="number of payments returned in the last 90 days, counted by the money that came "
        "back and not by fees",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="Payments were returned in the last 3 months because the account could not cover "
        "them.",
        needs=_NEEDS,
        expression=FOLDED.returned_90,
    ),
    Feature(
        name="nsf_recency",
        factor=Factor.OVERDRAFT,
        label="Days since a returned payment",
        formula="days since the last payment returned; 365 if none was in the last 365 days",
        window_days=365,
        least_history_days=90,
        direction=Direction.HIGHER_IS_SAFER,
        unit=Unit.DAYS,
        sentence="A payment was returned in the last year because the account could not cover it.",
        needs=_NEEDS,
        expression=FOLDED.returned_last_age.fill_null(_NSF_CAP_DAYS),
    ),
    Feature(
        name="overdraft_fee_count_net",
        factor=Factor.OVERDRAFT,
        label="Overdraft fees",
        formula="number of overdraft fees and interest charges of the last 180 days, less those "
        "paid back",
        window_days=180,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.COUNT,
        sentence="Your bank charged overdraft fees in the last 6 months.",
        needs=_NEEDS,
        expression=FOLDED.overdraft_fees_180,
    ),
    Feature(
        name="od_limit_use_max",
        factor=Factor.OVERDRAFT,
        label="Use of the arranged overdraft",
        formula="greatest share of the arranged overdrafts in use on a day of the last 90; null "
        "without an arranged overdraft",
        window_days=90,
        least_history_days=90,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.RATIO,
        sentence="You used more of your arranged overdraft in the last 3 months than other "
        "applicants.",
        needs=_NEEDS,
        expression=FOLDED.limit_use_90,
    ),
    Feature(
        name="limit_breach_count",
        factor=Factor.OVERDRAFT,
        label="Days beyond the arranged overdraft",
        formula="number of days of the last 365 on which an account ended below its arranged "
        "limit; null without an arranged overdraft",
        window_days=365,
        least_history_days=180,
        direction=Direction.HIGHER_IS_RISKIER,
        unit=Unit.DAYS,
        sentence="An account was beyond its arranged overdraft on some days of the last year.",
        needs=_NEEDS,
        expression=FOLDED.limit_breach_days_365,
    ),
)
