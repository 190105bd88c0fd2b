"""Recognising what each transaction is for, without keeping a name or a text."""

from plainscore.sources.roles.evaluation import (
    RoleQuality,
    Share,
    evaluate_roles,
    quality_table,
)
from plainscore.sources.roles.keywords import KeywordTable, KeywordTableError, load_keywords
from plainscore.sources.roles.recognise import recognise_roles

__all__ = [
    "KeywordTable",
    "KeywordTableError",
    "RoleQuality",
    "Share",
    "evaluate_roles",
    "load_keywords",
    "quality_table",
    "recognise_roles",
]
