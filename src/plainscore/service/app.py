"""The web application: its routes found in ``api`` and ``pages``, its layers, its start and end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from plainscore.service import problems
from plainscore.service.access.forms import check_form
from plainscore.service.access.signed_in import recognise
from plainscore.service.jobs.worker import Worker
from plainscore.service.scores.processes import ScoreProcesses
from plainscore.service.scores.warming import let_go_of_what_is_loaded, start_warming
from plainscore.service.service import Service
from plainscore.service.web.description import describe
from plainscore.service.web.discovery import modules_of
from plainscore.service.web.envelope import Envelope
from plainscore.service.web.page import STATIC

API_VERSION = "1"


def create_app(
    service: Service, *, background: bool = True, processes: ScoreProcesses | None = None
) -> FastAPI:
    """Build the web application of a service.

    Parameters
    ----------
    service : Service
        Its parts; the database is at the newest revision.
    background : bool
        Whether to work on jobs in a thread of this process, and to start its processes.
    processes : ScoreProcesses, optional
        What makes the scores that lenders ask for; this process by default.

    Returns
    -------
    FastAPI
        To be served by an ASGI server.
    """
    makers = processes or ScoreProcesses.of(service, Path(), 0)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        worker = Worker(service)
        if background:
            worker.start()
            # they load the same: all at once, the first score would wait longer for it
            start_warming(service, makers.start)
        try:
            yield
        finally:
            makers.stop()
            worker.stop()
            if background:
                let_go_of_what_is_loaded()

    app = FastAPI(
        title="Plainscore",
        version=API_VERSION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    app.state.service = service
    app.state.score_processes = makers
    problems.install(app)
    for module in modules_of("plainscore.service.api"):
        app.include_router(module.router)
    for module in modules_of("plainscore.service.pages"):
        app.include_router(
            module.router,
            include_in_schema=False,
            dependencies=[Depends(recognise), Depends(check_form)],
        )
    describe(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(
        Envelope, secure=service.settings.secure, bytes_max=service.settings.upload_bytes_max
    )
    return app
