"""A small client of the service's API, for lenders' programs.

It needs the extra ``client`` and nothing of the service: ``pip install plainscore[client]``.
"""

from plainscore.client.client import Client
from plainscore.client.problem import ApiProblem
from plainscore.client.shapes import (
    Consent,
    ConsentEvent,
    Coverage,
    Decision,
    Dispute,
    Import,
    KeyFactor,
    Notice,
    Score,
    ScorecardUsed,
)

__all__ = [
    "ApiProblem",
    "Client",
    "Consent",
    "ConsentEvent",
    "Coverage",
    "Decision",
    "Dispute",
    "Import",
    "KeyFactor",
    "Notice",
    "Score",
    "ScorecardUsed",
]
