"""`ConsentLog`: the events of one person's consents, and what they allow at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plainscore.records import Purpose
from plainscore.service.consent.event import ConsentError, ConsentEvent, ConsentKind, DataKind


class ConsentState(StrEnum):
    """What a consent is at a moment.

    Examples
    --------
    >>> ConsentState("active").value
    'active'
    """

    NOT_YET = "not_yet"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a use is allowed, and by which consent.

    Parameters
    ----------
    consent_id : str or None
        The consent that allows it; None where it is refused.
    refusal : str or None
        Why it is refused, in a short stable code: ``no_consent``, ``other_purpose``,
        ``other_data``, ``expired``, ``revoked``.
    """

    consent_id: str | None
    refusal: str | None = None

    @property
    def allowed(self) -> bool:
        """Whether the use is allowed."""
        return self.consent_id is not None


@dataclass(frozen=True, slots=True)
class ConsentLog:
    """Events of one person's consents in order of time. Nothing is ever taken out.

    Parameters
    ----------
    events : tuple of ConsentEvent
        The events.

    Raises
    ------
    ConsentError
        If an event cannot follow those before it.

    Examples
    --------
    >>> ConsentLog().events
    ()
    """

    events: tuple[ConsentEvent, ...] = ()

    def __post_init__(self) -> None:
        for place, event in enumerate(self.events):
            _check_next(self.events[:place], event)

    def add(self, event: ConsentEvent) -> "ConsentLog":
        """Return the log with one more event.

        Parameters
        ----------
        event : ConsentEvent
            What happened now.

        Returns
        -------
        ConsentLog
            A new log that begins with this one.

        Raises
        ------
        ConsentError
            If it is earlier than the last event, of another person, grants a consent twice, or
            changes one that was never given, that has ended, or that said something else.
        """
        _check_next(self.events, event)
        added = object.__new__(ConsentLog)
        object.__setattr__(added, "events", (*self.events, event))
        return added

    def revocation(self, consent_id: str, event_id: str, at: datetime) -> ConsentEvent:
        """Return the event that takes a consent back: its name is all the person must say.

        Raises
        ------
        ConsentError
            If there is no such consent.
        """
        granted = self._of(consent_id)[-1]
        return replace(granted, event_id=event_id, kind=ConsentKind.REVOKED, at=at, expires_at=at)

    def state(self, consent_id: str, at: datetime) -> ConsentState:
        """Return what a consent is at a moment.

        Revocation counts from its very moment, expiry likewise.

        Raises
        ------
        ConsentError
            If there is no such consent.
        """
        happened = [event for event in self._of(consent_id) if event.at <= at]
        if not happened:
            return ConsentState.NOT_YET
        last = happened[-1]
        if last.kind is ConsentKind.REVOKED:
            return ConsentState.REVOKED
        return ConsentState.ACTIVE if at < last.expires_at else ConsentState.EXPIRED

    def permission(
        self, lender_id: str | None, purpose: Purpose, data_kinds: frozenset[DataKind], at: datetime
    ) -> Permission:
        """Return whether a use is allowed at a moment.

        Parameters
        ----------
        lender_id : str or None
            Who uses; None for the person's own view.
        purpose : Purpose
            What for.
        data_kinds : frozenset of DataKind
            All data that is used.
        at : datetime.datetime
            When.

        Returns
        -------
        Permission
            By one consent that covers all of it, or refused with the reason that is nearest to
            having been allowed.
        """
        refusal = "no_consent"
        for granted in self._grants(lender_id, at):
            state = self.state(granted.consent_id, at)
            if granted.purpose is not Purpose(purpose):
                found = "other_purpose"
            elif not data_kinds <= granted.data_kinds:
                found = "other_data"
            elif state is ConsentState.ACTIVE:
                return Permission(granted.consent_id)
            else:
                found = state.value
            refusal = max(refusal, found, key=_NEARNESS.index)
        return Permission(None, refusal)

    def _grants(self, lender_id: str | None, at: datetime) -> Iterator[ConsentEvent]:
        for event in self.events:
            given = event.kind is ConsentKind.GRANTED and event.at <= at
            if given and event.lender_id == lender_id:
                yield event

    def _of(self, consent_id: str) -> list[ConsentEvent]:
        found = [event for event in self.events if event.consent_id == consent_id]
        if not found:
            raise ConsentError(f"there is no consent {consent_id}")
        return found


_NEARNESS = ("no_consent", "other_purpose", "other_data", "expired", "revoked")


def _check_next(before: tuple[ConsentEvent, ...], event: ConsentEvent) -> None:
    if before and event.person_id != before[-1].person_id:
        raise ConsentError("a log holds the consents of one person")
    if before and event.at < before[-1].at:
        raise ConsentError("an event is not earlier than the one before it")
    if any(each.event_id == event.event_id for each in before):
        raise ConsentError("an event happens once")
    same = [each for each in before if each.consent_id == event.consent_id]
    if event.kind is not ConsentKind.GRANTED:
        _check_change(same, event)
    elif same:
        raise ConsentError("a consent is granted once; ask for a new one")


def _check_change(same: list[ConsentEvent], event: ConsentEvent) -> None:
    if not same:
        raise ConsentError(f"a consent that was never granted cannot be {event.kind.value}")
    last = same[-1]
    if last.kind is ConsentKind.REVOKED:
        raise ConsentError("a revoked consent stays revoked; ask for a new one")
    if event.kind is ConsentKind.RENEWED and event.at >= last.expires_at:
        raise ConsentError("a consent that ended is not renewed; ask for a new one")
    said = (last.lender_id, last.purpose, last.data_kinds)
    if said != (event.lender_id, event.purpose, event.data_kinds):
        raise ConsentError("a consent is never changed to say something else; ask for a new one")
