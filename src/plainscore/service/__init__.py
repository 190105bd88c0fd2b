"""The service: consent, score, see, contest, correct, forget, and a record of it all.

How it is built, and how to add to it:

**The database is reached in one way**: ``with service.database.transaction(actor) as connection:``.
The actor (`plainscore.service.actors`) is told to PostgreSQL, whose row-level security shows and
accepts only that actor's rows: `Nobody`, `Person`, `Lender`, `Staff`, or `System` at one `Task`
(for one person). Queries are SQLAlchemy Core on the tables of ``database.schema``; they need no
``WHERE person_id = ...`` to be safe. What an actor may not do raises and is answered with 403.

**A table** is one `protect(Table(...), select=..., insert=..., ...)` in ``database/schema/``: its
columns and who may do what. Conditions are made of the SQL functions in ``functions.sql`` and
``relations.sql``. Tables of events are ``append_only``. After a change run
``python scripts/write_first_migration.py``: until the service is released there is one migration,
and a test compares it with the tables.

**A route for programs** is a file in ``api/`` with a ``router``, under ``/v1``, its handler a plain
``def`` (it runs in a thread): ``def find(service: ServiceHere, lender: ScoresReader, name: str)``.
Only asking for a score is ``async``: scores are made in turn, in threads of their own.
**A page** is a file in ``pages/`` with a ``router`` and a template that extends ``layout.html``:
``def show(request: Request, service: ServiceHere, person: PersonHere)`` and
``return page(request, "name.html", ...)``. Both are found by `create_app`; nothing is registered.
The parameters that say who may come in are in `plainscore.service.access.signed_in`.

**Forms** work without JavaScript, carry ``<input type="hidden" name="csrf" value="{{ csrf }}">``,
and answer with a 303 to the page that shows the result. No inline script, style or handler: the
content security policy allows none. Links of the top are in ``navigation.html``; styles are in
``static/plainscore.css``.

**Errors** are raised as `plainscore.service.problems.Refusal(status, code, detail)` and become
problem+json (RFC 9457), or a page for a reader of pages. They never hold personal data.

**Later work** is `plainscore.service.jobs.queue.enqueue(connection, kind, arguments, now=...)` in
the transaction that demands it, done by ``jobs/handlers/<name>.py``: ``KIND`` and
``run(service, job)``, and ``EVERY`` when the clock runs it.

**Time** is ``service.clock.now()``, never the machine's. **Names of rows** are
``new_id(kind, now)``. **What is personal** is sealed: `open_person_key(connection, service,
person_id)` of ``access.person_keys`` gives the key.
**Logs** tell an event and numbers: ``log.info("event", extra={"told": {...}})``.

**Tests** ask ``tests/service/conftest.py`` for ``service``, ``clock``, ``work`` and for visitors
(``nobody``, ``person``, ``analyst``, ``reviewer``, ``auditor``, ``lender``), each signed in as they
would be; ``visitor.send("/path", {...})`` fills in the form of a page.
"""
