"""What the first score would otherwise wait for: compiled code is loaded, the scorecard read."""

import gc
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from threading import Thread

from sqlalchemy.exc import SQLAlchemyError

from plainscore.features import person_features
from plainscore.records import Records
from plainscore.service.actors import System, Task
from plainscore.service.cards import approved_card
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

OBJECTS_BETWEEN_SEARCHES = 20_000

log = logging.getLogger("plainscore.scores")


@cache
def load_code() -> None:
    """Load the compiled code of features, or compile it where this never ran before.

    That takes a second, or the first time on a machine many: to be called before a transaction
    is opened, which would keep others waiting, and be ended as idle.
    """
    person_features(Records.empty(), datetime.now(UTC))


def warm_up(service: Service) -> None:
    """Load what the first score needs; without it the first score takes a second or more."""
    load_code()
    try:
        with service.database.transaction(System(Task.CARDS)) as connection:
            card = approved_card(connection, service)
    except (Refusal, SQLAlchemyError) as error:
        log.info("no scorecard yet", extra={"told": {"why": type(error).__name__}})
    else:
        # nobody's: what a score is explained with is loaded by it
        card.explain({})


def keep_what_is_loaded() -> None:
    """Look no more for garbage in what is loaded by now, and seldom in what comes after.

    Both would hold requests up: a score makes tens of thousands of objects, and nearly none that
    only a search would find.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)


def let_go_of_what_is_loaded() -> None:
    """Let what is loaded be found again: some libraries complain of what is left at the end."""
    gc.unfreeze()


def start_warming(service: Service, then: Callable[[], None]) -> None:
    """Do the same in a thread: the service accepts requests meanwhile.

    Parameters
    ----------
    service : Service
        Its parts.
    then : callable
        Called in the thread when all is loaded, or could not be.
    """

    def warm() -> None:
        try:
            warm_up(service)
            keep_what_is_loaded()
        finally:
            then()

    Thread(target=warm, name="warming", daemon=True).start()
