"""Each person's own key, in the database: wrapped, and gone when the person is erased."""

from sqlalchemy import Connection, bindparam, select

from plainscore.service.database.schema import person_keys
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey, WrappedKey
from plainscore.service.service import Service

_NEWEST = (
    select(person_keys)
    .where(person_keys.c.person_id == bindparam("person"))
    .order_by(person_keys.c.version.desc())
    .limit(1)
)


def make_person_key(connection: Connection, service: Service, person_id: str) -> PersonKey:
    """Make and store the first key of a person.

    Parameters
    ----------
    connection : Connection
        A transaction of the person's.
    service : Service
        Its parts.
    person_id : str
        Whose.

    Returns
    -------
    PersonKey
        To seal with.
    """
    key = PersonKey.generate(person_id)
    wrapped = service.master_keys.wrap(key)
    connection.execute(
        person_keys.insert().values(
            person_id=person_id,
            version=wrapped.version,
            master_key_id=wrapped.master_key_id,
            wrapped=wrapped.wrapped,
            created_at=service.clock.now(),
        )
    )
    return key


def open_person_key(connection: Connection, service: Service, person_id: str) -> PersonKey:
    """Return the newest key of a person.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may: the person, a lender who deals with them, a reviewer.
    service : Service
        Its parts.
    person_id : str
        Whose.

    Returns
    -------
    PersonKey
        To seal and unseal with.

    Raises
    ------
    Refusal
        If there is none to be seen: the person was erased, or is none of the actor's business.
    """
    found = connection.execute(_NEWEST, {"person": person_id}).one_or_none()
    if found is None:
        raise Refusal(404, "no_such_person", "There is no such person, or nothing is kept of them.")
    return service.master_keys.unwrap(
        WrappedKey(found.person_id, found.version, found.master_key_id, found.wrapped)
    )
