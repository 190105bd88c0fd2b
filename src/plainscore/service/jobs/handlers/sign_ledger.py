"""Signs what the ledger is, once a minute, and publishes it outside the database."""

from datetime import timedelta

from plainscore.service.actors import System, Task
from plainscore.service.jobs.queue import Job
from plainscore.service.ledger import (
    CheckpointFolder,
    CheckpointSigner,
    make_checkpoint,
)
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.service import Service

KIND = "sign_ledger"
EVERY = timedelta(minutes=1)


def run(service: Service, job: Job | None) -> None:
    """Sign the ledger, after proving that it extends what was signed last."""
    del job
    settings = service.settings
    signer = CheckpointSigner.from_seed(settings.host, service.keys.checkpoint.reveal())
    with service.database.transaction(System(Task.LEDGER)) as connection:
        ledger = PostgresLedger(connection, signer.verifier)
        ledger.lock_signing()
        if ledger.size() == 0:
            return
        last = ledger.last_checkpoint()
        made = make_checkpoint(ledger, signer, service.clock.now())
    if settings.checkpoints is not None:
        folder = CheckpointFolder(settings.checkpoints)
        # a process that was killed after the commit has not published what it signed
        for each in (last or made, made):
            folder.publish(each.size, each.text())
