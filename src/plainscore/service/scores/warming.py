"""What the first score would otherwise wait for: compiled code is loaded, the scorecard read."""

import logging
from threading import Thread

from sqlalchemy.exc import SQLAlchemyError

from plainscore.features import person_features
from plainscore.records import Records
from plainscore.service.actors import System, Task
from plainscore.service.cards import approved_card
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

log = logging.getLogger("plainscore.scores")


def warm_up(service: Service) -> None:
    """Load what the first score needs; without it the first score takes a second or more."""
    person_features(Records.empty(), service.clock.now())
    try:
        with service.database.transaction(System(Task.CARDS)) as connection:
            approved_card(connection, service)
    except (Refusal, SQLAlchemyError) as error:
        log.info("no scorecard yet", extra={"told": {"why": type(error).__name__}})


def start_warming(service: Service) -> None:
    """Do the same in a thread: the service accepts requests meanwhile."""
    Thread(target=warm_up, args=(service,), name="warming", daemon=True).start()
