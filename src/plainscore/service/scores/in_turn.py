"""Scores that are asked for are made in turn: side by side they would take longer each, and all."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

from plainscore.service.problems import Refusal

Made = TypeVar("Made")

AT_ONCE = 4
"""Threads that make scores: more than one, so that one that waits for an import stops no other."""

WAITING_MAX = 200
"""Requests that may wait for a thread: some seconds' work. More is refused, and may come again."""

TURN = Lock()
"""Held while a score is computed: two at once would take the interpreter from one another.

It is taken after the locks of the database on a request and on a person, and given back before the
commit, which the next score does not wait for. Nobody who holds a lock of the database that a score
waits for while it has its turn waits for a turn.
"""

_THREADS: RunVar[CapacityLimiter] = RunVar("plainscore.scores.threads")


async def in_turn(work: Callable[[], Made], *, waiting_max: int = WAITING_MAX) -> Made:
    """Do work that makes a score in one of a few threads of its own, apart from other requests.

    Parameters
    ----------
    work : callable
        What makes the score.
    waiting_max : int
        How many may wait before it.

    Returns
    -------
    Made
        What the work returned.

    Raises
    ------
    Refusal
        With status 503 and when to come again, where too many wait.

    Examples
    --------
    >>> import asyncio
    >>> asyncio.run(in_turn(lambda: "done"))
    'done'
    """
    threads = _THREADS.get(None)
    if threads is None:
        threads = CapacityLimiter(AT_ONCE)
        _THREADS.set(threads)
    if threads.statistics().tasks_waiting >= waiting_max:
        raise too_busy()
    return await run_sync(work, limiter=threads)


def too_busy() -> Refusal:
    """Return what is answered where too many scores wait to be made.

    Examples
    --------
    >>> too_busy().status
    503
    """
    return Refusal(
        503,
        "too_busy",
        "Too many scores are being made. Try again in a second, with the same Idempotency-Key.",
        headers={"Retry-After": "1"},
    )
