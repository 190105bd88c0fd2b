"""Recognising what each transaction is for, without keeping a name or a text."""

from plainscore.sources.roles.keywords import KeywordTableError
from plainscore.sources.roles.recognise import recognise_roles

__all__ = ["KeywordTableError", "recognise_roles"]
