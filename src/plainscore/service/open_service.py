"""From settings to a service whose database is ready."""

from plainscore.service.access.rates import Rates
from plainscore.service.clock import Clock
from plainscore.service.database.database import Database
from plainscore.service.database.migrate import migrate
from plainscore.service.keys import Keys
from plainscore.service.sealing import MasterKeys
from plainscore.service.service import Service
from plainscore.service.settings import Settings


class RulesNotInForce(RuntimeError):  # noqa: N818 - says what is the case
    """The database would let the application see every row."""


def open_service(
    settings: Settings,
    keys: Keys,
    clock: Clock,
    database: str,
    *,
    owner: str | None = None,
    connections: int = 10,
) -> Service:
    """Migrate a database and put a service together on it.

    Parameters
    ----------
    settings : Settings
        What the operator decided.
    keys : Keys
        The service's secrets.
    clock : Clock
        What time it is.
    database : str
        Address of the database.
    owner : str, optional
        The same database with the login that migrates it; ``database`` by default.
    connections : int
        At most so many at a time.

    Returns
    -------
    Service
        To be given to `create_app`, and whose ``database`` is to be closed in the end.

    Raises
    ------
    RulesNotInForce
        If row-level security does not bind the application.
    sqlalchemy.exc.SQLAlchemyError
        If the database cannot be reached or refuses.
    """
    migrate(owner or database)
    opened = Database(database, clock, connections=connections)
    if not opened.is_bound():
        opened.close()
        raise RulesNotInForce("the application's role is not bound by row-level security")
    return Service(settings, keys, MasterKeys(keys.master), clock, opened, Rates())
