"""What is held of a person: statements handed in, merged, sealed, opened, exported and erased."""

from plainscore.service.data.accounts import HeldAccount, include
from plainscore.service.data.digest import digest_of
from plainscore.service.data.held import Held, held_of, records_of
from plainscore.service.data.marks import Correction, MarkKind, Marks, marks_at

__all__ = [
    "Correction",
    "Held",
    "HeldAccount",
    "MarkKind",
    "Marks",
    "digest_of",
    "held_of",
    "include",
    "marks_at",
    "records_of",
]
