"""The scorecard that scores now; without one, nothing is scored."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection, bindparam, func, select

from plainscore.scorecard import Scorecard
from plainscore.service.cards.lifecycle import CardState, events_of, state_of, unaltered_card
from plainscore.service.database.schema import scorecards
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

_MOST_KEPT = 8
_OF_IT = scorecards.c.scorecard_digest == bindparam("digest")
_DIGEST = select(func.sha256(scorecards.c.document)).where(_OF_IT)
_DOCUMENT = select(scorecards.c.document).where(_OF_IT)


class _Read:
    """Scorecards that were read, by the digest of their bytes: altered bytes are read again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._cards: OrderedDict[bytes, Scorecard] = OrderedDict()

    def get(self, digest: bytes) -> Scorecard | None:
        with self._lock:
            card = self._cards.get(digest)
            if card is not None:
                self._cards.move_to_end(digest)
            return card

    def keep(self, digest: bytes, card: Scorecard) -> None:
        with self._lock:
            self._cards[digest] = card
            while len(self._cards) > _MOST_KEPT:
                self._cards.popitem(last=False)


_READ = _Read()


def approved_card(connection: Connection, service: Service) -> Scorecard:
    """Return the scorecard that was approved last, if it still holds.

    Parameters
    ----------
    connection : Connection
        A transaction of anybody's but nobody's.
    service : Service
        Its parts.

    Returns
    -------
    Scorecard
        Checked against its digest, at every use.

    Raises
    ------
    Refusal
        With status 503 if none is approved, the approval has expired, or the document was altered.
    """
    now = service.clock.now()
    expired = False
    approved = []
    for digest, events in events_of(connection).items():
        state = state_of(events, now)
        expired |= state is CardState.EXPIRED
        if state is CardState.APPROVED:
            approved.append((events[-1].at, digest))
    if approved:
        return card_of(connection, max(approved)[1])
    if expired:
        raise Refusal(
            503,
            "scorecard_expired",
            "The approval of the scorecard has expired. Nothing is scored.",
        )
    raise Refusal(503, "no_scorecard", "No scorecard is approved. Nothing is scored.")


def card_of(connection: Connection, scorecard_digest: str) -> Scorecard:
    """Return a scorecard by its digest, whatever its state: old scores are made again with it.

    Parameters
    ----------
    connection : Connection
        A transaction of anybody's but nobody's.
    scorecard_digest : str
        Which.

    Returns
    -------
    Scorecard
        Whose contents match the digest.

    Raises
    ------
    Refusal
        If there is none, or the document was altered.
    """
    wanted = {"digest": scorecard_digest}
    bytes_digest = connection.scalar(_DIGEST, wanted)
    if bytes_digest is None:
        raise Refusal(404, "no_such_scorecard", "There is no such scorecard.")
    card = _READ.get(bytes(bytes_digest))
    if card is None or card.digest != scorecard_digest:
        document = connection.execute(_DOCUMENT, wanted).scalar_one()
        card = unaltered_card(bytes(document), scorecard_digest)
        _READ.keep(bytes(bytes_digest), card)
    return card
