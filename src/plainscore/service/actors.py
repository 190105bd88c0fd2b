"""Who acts: everything the service does, it does as one of these, and the database holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class StaffRole(StrEnum):
    """What a member of staff may do.

    Examples
    --------
    >>> StaffRole("reviewer").value
    'reviewer'
    """

    ANALYST = "analyst"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


class Task(StrEnum):
    """What the service does of its own accord; each task has only the rows it needs.

    Examples
    --------
    >>> Task("jobs").value
    'jobs'
    """

    ENROLMENT = "enrolment"
    JOBS = "jobs"
    CLOCKS = "clocks"
    RESCORE = "rescore"
    RECOMPUTE = "recompute"
    ERASURE = "erasure"
    LEDGER = "ledger"
    MONITOR = "monitor"
    KEYS = "keys"
    CARDS = "cards"


@dataclass(frozen=True, slots=True)
class Nobody:
    """One who has not signed in, and sees only the row whose key is presented.

    Parameters
    ----------
    presented : str
        Digest of a token, a credential or a client's name; empty sees nothing.

    Examples
    --------
    >>> Nobody().settings()["actor"]
    'nobody'
    """

    presented: str = ""

    def settings(self) -> Mapping[str, str]:
        """Return what the database is told, by name."""
        return {"actor": "nobody", "presented": self.presented}


@dataclass(frozen=True, slots=True)
class Person:
    """A person who signed in.

    Parameters
    ----------
    person_id : str
        Who.

    Examples
    --------
    >>> Person("per_1").settings()["person"]
    'per_1'
    """

    person_id: str

    def settings(self) -> Mapping[str, str]:
        """Return what the database is told, by name."""
        return {"actor": "person", "person": self.person_id}


@dataclass(frozen=True, slots=True)
class Lender:
    """A lender's program.

    Parameters
    ----------
    lender_id : str
        Which lender.
    scopes : frozenset of str
        What its token allows; checked at the route.

    Examples
    --------
    >>> Lender("len_1", frozenset({"scores:read"})).settings()["lender"]
    'len_1'
    """

    lender_id: str
    scopes: frozenset[str] = field(default_factory=frozenset)

    def settings(self) -> Mapping[str, str]:
        """Return what the database is told, by name."""
        return {
            "actor": "lender",
            "lender": self.lender_id,
            "scopes": " ".join(sorted(self.scopes)),
        }


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the operator's staff who signed in.

    Parameters
    ----------
    staff_id : str
        Who.
    role : StaffRole
        As what.

    Examples
    --------
    >>> Staff("sta_1", StaffRole.AUDITOR).settings()["role"]
    'auditor'
    """

    staff_id: str
    role: StaffRole

    def settings(self) -> Mapping[str, str]:
        """Return what the database is told, by name."""
        return {"actor": "staff", "staff": self.staff_id, "role": self.role.value}


@dataclass(frozen=True, slots=True)
class System:
    """The service itself, at one task and, where the task is about a person, for that person only.

    Parameters
    ----------
    task : Task
        What it does.
    person_id : str
        For whom; empty where the task is about nobody in particular.

    Examples
    --------
    >>> System(Task.RESCORE, "per_1").settings()["task"]
    'rescore'
    """

    task: Task
    person_id: str = ""

    def settings(self) -> Mapping[str, str]:
        """Return what the database is told, by name."""
        return {"actor": "system", "task": self.task.value, "person": self.person_id}


Actor: TypeAlias = Nobody | Person | Lender | Staff | System
SETTINGS = ("actor", "presented", "person", "lender", "scopes", "staff", "role", "task")
