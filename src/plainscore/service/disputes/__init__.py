"""Contest: disputes with the clocks of the law, reviews by a human, and the letters they owe."""

from plainscore.service.disputes.deciding import Decision, decide
from plainscore.service.disputes.flags import OpenDispute, open_disputes, statements_of
from plainscore.service.disputes.opening import open_dispute
from plainscore.service.disputes.persons_part import add_information, withdraw, write_statement
from plainscore.service.disputes.stored import Dispute, clock_of, disputes_of, find_dispute
from plainscore.service.disputes.subject import Finding, Ground, Outcome, Subject, SubjectKind

__all__ = [
    "Decision",
    "Dispute",
    "Finding",
    "Ground",
    "OpenDispute",
    "Outcome",
    "Subject",
    "SubjectKind",
    "add_information",
    "clock_of",
    "decide",
    "disputes_of",
    "find_dispute",
    "open_dispute",
    "open_disputes",
    "statements_of",
    "withdraw",
    "write_statement",
]
