"""Less discriminatory alternatives: a card that serves as well and treats groups less unequally.

Cards are fitted without any protected attribute; it is looked at only to choose among them, and
to certify the choice on rows that nothing was chosen on.
"""

from plainscore.validation.alternatives.floor import Floor
from plainscore.validation.alternatives.found import (
    AlternativesFound,
    Certificate,
    Certified,
    FrontierRow,
    GroupAfter,
    Question,
)
from plainscore.validation.alternatives.parts import Shares
from plainscore.validation.alternatives.search import Training, search_alternatives
from plainscore.validation.alternatives.trial import Trial, holm

__all__ = [
    "AlternativesFound",
    "Certificate",
    "Certified",
    "Floor",
    "FrontierRow",
    "GroupAfter",
    "Question",
    "Shares",
    "Training",
    "Trial",
    "holm",
    "search_alternatives",
]
