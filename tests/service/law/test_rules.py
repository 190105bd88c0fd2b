"""Every rule of the book, at its boundary days. A rule without a case here fails the first test."""

from datetime import date, timedelta

import pytest

from plainscore.service.law import (
    Kind,
    NoSuchRuleError,
    Rule,
    Unit,
    all_rules,
    first_counted_day,
    holds,
    last_day,
    may_delete_from,
    rule_on,
)
from plainscore.service.law.book import check_versions

D = date

# id: (a day from which the rule counts, the last day of its period) ...
# 2026: 2 March is a Monday; 3 July a Friday before a Saturday holiday; 26 November Thanksgiving
PERIODS = {
    "fcra.reinvestigation": [
        (D(2026, 3, 2), D(2026, 3, 31)),
        (D(2026, 1, 31), D(2026, 3, 1)),
        (D(2028, 2, 1), D(2028, 3, 1)),
    ],
    "fcra.reinvestigation_extension": [(D(2026, 3, 31), D(2026, 4, 15))],
    "fcra.furnisher_notice": [
        (D(2026, 3, 2), D(2026, 3, 6)),
        (D(2026, 3, 6), D(2026, 3, 12)),
        (D(2026, 3, 7), D(2026, 3, 13)),
        (D(2026, 11, 25), D(2026, 12, 2)),
    ],
    "fcra.results_notice": [
        (D(2026, 3, 2), D(2026, 3, 9)),
        (D(2026, 12, 24), D(2027, 1, 4)),
    ],
    "fcra.frivolous_notice": [
        (D(2026, 3, 2), D(2026, 3, 9)),
        (D(2026, 7, 1), D(2026, 7, 8)),
    ],
    "fcra.reinsertion_notice": [(D(2026, 1, 15), D(2026, 1, 23))],
    "fcra.identity_theft_block": [
        (D(2026, 3, 2), D(2026, 3, 6)),
        (D(2026, 3, 5), D(2026, 3, 11)),
        (D(2026, 6, 18), D(2026, 6, 25)),
    ],
    "fcra.obsolescence": [(D(2019, 3, 15), D(2026, 3, 15)), (D(2020, 2, 29), D(2027, 2, 28))],
    "fcra.obsolescence_start": [(D(2019, 3, 15), D(2019, 9, 10))],
    "fcra.obsolescence_bankruptcy": [(D(2016, 3, 15), D(2026, 3, 15))],
    "fcra.free_report_after_adverse_action": [(D(2026, 3, 2), D(2026, 5, 1))],
    "reg_b.action_notice": [(D(2026, 3, 2), D(2026, 4, 1)), (D(2026, 1, 30), D(2026, 3, 1))],
    "reg_b.incomplete_application_notice": [(D(2026, 3, 2), D(2026, 4, 1))],
    "reg_b.existing_account_notice": [(D(2026, 3, 2), D(2026, 4, 1))],
    "reg_b.counteroffer_notice": [(D(2026, 3, 2), D(2026, 5, 31))],
    "reg_b.reasons_request": [(D(2026, 3, 2), D(2026, 5, 1))],
    "reg_b.reasons_answer": [(D(2026, 3, 2), D(2026, 4, 1))],
    "reg_b.retention": [(D(2026, 3, 2), D(2028, 4, 2)), (D(2026, 1, 31), D(2028, 2, 29))],
    "reg_b.retention_business": [(D(2026, 3, 2), D(2027, 3, 2))],
    "gdpr.answer": [
        (D(2026, 1, 31), D(2026, 2, 28)),
        (D(2028, 1, 31), D(2028, 2, 29)),
        (D(2026, 3, 2), D(2026, 4, 2)),
    ],
    "gdpr.answer_extension": [(D(2026, 2, 28), D(2026, 4, 28))],
    "ai_act.logs": [(D(2027, 12, 31), D(2028, 6, 30))],
    "ai_act.documents": [(D(2028, 2, 29), D(2038, 2, 28))],
    "uk_gdpr.answer": [(D(2026, 3, 31), D(2026, 4, 30))],
    "uk_cca.correction_answer": [(D(2026, 3, 2), D(2026, 3, 30))],
    "house.consent": [(D(2026, 3, 2), D(2027, 3, 2)), (D(2028, 1, 1), D(2028, 12, 31))],
}

# id: (the day of asking, the first day that counts) ...
LOOKBACKS = {
    "fcra.recent_recipients": [
        (D(2026, 9, 2), D(2026, 3, 2)),
        (D(2026, 8, 31), D(2026, 2, 28)),
        (D(2028, 8, 30), D(2028, 2, 29)),
    ]
}

WORDS = {"fcra.statement_words": 100, "uk_cca.correction_words": 200}

# id: (the first day in force, the last or None) ...
IN_FORCE = {
    "reg_b.effects_test": [(D(2011, 12, 30), D(2026, 7, 20))],
    "ai_act.prohibited_practices": [(D(2025, 2, 2), None)],
    "ai_act.high_risk": [(D(2027, 12, 2), None)],
    "ccd2.measures": [(D(2026, 11, 20), None)],
    "uk_gdpr.automated_decisions": [(D(2026, 2, 5), None)],
}

DAY = timedelta(days=1)


def cases(table):
    return [pytest.param(name, *case, id=name) for name, each in table.items() for case in each]


def test_every_rule_has_a_case_of_its_boundary_days():
    tables = (PERIODS, LOOKBACKS, WORDS, IN_FORCE)
    named = [name for table in tables for name in table]
    assert sorted(named) == sorted({rule.id for rule in all_rules()})


def test_every_rule_is_in_the_table_of_its_kind():
    for rule in all_rules():
        if rule.kind is Kind.IN_FORCE:
            assert rule.id in IN_FORCE
        elif rule.kind is Kind.LOOKBACK:
            assert rule.id in LOOKBACKS
        else:
            assert rule.id in (WORDS if rule.unit is Unit.WORDS else PERIODS)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: f"{rule.id}@{rule.effective_from}")
def test_every_rule_holds_from_its_first_day_to_its_last(rule):
    assert holds(rule.id, rule.effective_from)
    assert rule_on(rule.id, rule.effective_from) is rule
    assert not rule.holds_on(rule.effective_from - DAY)
    if rule.effective_to is not None:
        assert rule.holds_on(rule.effective_to)
        assert not rule.holds_on(rule.effective_to + DAY)


@pytest.mark.parametrize(("name", "start", "last"), cases(PERIODS))
def test_the_last_day_of_every_period(name, start, last):
    rule = rule_on(name, max(start, rule_of(name).effective_from))
    assert last_day(rule, start) == last


@pytest.mark.parametrize(("name", "start", "last"), cases(PERIODS))
def test_what_is_kept_may_be_deleted_the_day_after_and_not_before(name, start, last):
    rule = rule_of(name)
    if rule.kind is Kind.KEEP:
        assert may_delete_from(rule, start) == last + DAY


@pytest.mark.parametrize(("name", "asked", "first"), cases(LOOKBACKS))
def test_how_far_back_every_lookback_reaches(name, asked, first):
    assert first_counted_day(rule_on(name, asked), asked) == first


@pytest.mark.parametrize(("name", "words"), WORDS.items())
def test_every_limit_of_words(name, words):
    rule = rule_of(name)
    assert (rule.amount, rule.unit) == (words, Unit.WORDS)
    with pytest.raises(ValueError, match="counts no time"):
        last_day(rule, D(2026, 1, 1))


@pytest.mark.parametrize(("name", "first", "last"), cases(IN_FORCE))
def test_what_is_in_force_on_which_day(name, first, last):
    assert not holds(name, first - DAY)
    assert holds(name, first)
    if last is None:
        assert holds(name, D(2100, 1, 1))
    else:
        assert holds(name, last)
        assert not holds(name, last + DAY)


def rule_of(name):
    return next(rule for rule in all_rules() if rule.id == name)


def test_rules_that_are_not_there_are_not_guessed():
    with pytest.raises(NoSuchRuleError, match=r"no rule fcra\.none"):
        rule_on("fcra.none", D(2026, 1, 1))
    with pytest.raises(NoSuchRuleError, match="no rule"):
        holds("fcra.none", D(2026, 1, 1))
    with pytest.raises(NoSuchRuleError, match="does not hold on 1990-01-01"):
        rule_on("fcra.reinvestigation", D(1990, 1, 1))


def made(**changes):
    stated = {
        "id": "a.b",
        "jurisdiction": "EU",
        "title": "t",
        "citation": "c",
        "kind": "deadline",
        "amount": 1,
        "unit": "days",
        "starts": "s",
        "effective_from": D(2026, 1, 1),
        "checked": "text",
    }
    return Rule(**(stated | changes))


@pytest.mark.parametrize(
    "changes",
    [{"amount": 0}, {"unit": None}, {"starts": ""}, {"kind": "in_force"}, {"kind": "other"}],
)
def test_rules_whose_parts_do_not_fit_are_refused(changes):
    with pytest.raises(ValueError, match=r"a\.b|other"):
        made(**changes)


def test_a_rule_that_changed_has_versions_that_follow_each_other():
    old = made(effective_to=D(2026, 6, 30))
    check_versions([old, made(effective_from=D(2026, 7, 1), amount=2)])
    with pytest.raises(ValueError, match="two versions"):
        check_versions([old, made(effective_from=D(2026, 6, 30), amount=2)])
    with pytest.raises(ValueError, match="two versions"):
        check_versions([made(), made(effective_from=D(2027, 1, 1))])
    with pytest.raises(ValueError, match="ends before"):
        made(effective_to=D(2025, 12, 31))


def test_every_rule_says_where_it_stands_and_whether_it_was_checked():
    for rule in all_rules():
        assert rule.citation
        assert rule.title
        assert rule.jurisdiction in {"US", "EU", "UK", "house"}
