"""The law as dated data, and the clocks that it sets."""

from plainscore.service.law.book import NoSuchRuleError, all_rules, holds, rule_on
from plainscore.service.law.business_days import (
    add_business_days,
    federal_holidays,
    is_business_day,
)
from plainscore.service.law.disputes import DisputeClock
from plainscore.service.law.obsolescence import AdverseItem, is_obsolete, last_reportable_day
from plainscore.service.law.periods import (
    add_months,
    first_counted_day,
    last_day,
    legal_day,
    may_delete_from,
)
from plainscore.service.law.rule import Checked, Kind, Rule, Unit

__all__ = [
    "AdverseItem",
    "Checked",
    "DisputeClock",
    "Kind",
    "NoSuchRuleError",
    "Rule",
    "Unit",
    "add_business_days",
    "add_months",
    "all_rules",
    "federal_holidays",
    "first_counted_day",
    "holds",
    "is_business_day",
    "is_obsolete",
    "last_day",
    "last_reportable_day",
    "legal_day",
    "may_delete_from",
    "rule_on",
]
