"""The receipt of a score: the proof that it stands in the ledger, checked offline."""

from sqlalchemy import select

from plainscore.service.actors import Actor
from plainscore.service.database.schema import ledger_salts
from plainscore.service.ledger import CheckpointSigner, Receipt, make_receipt
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.problems import Refusal
from plainscore.service.scores.stored import LEDGER_KIND, find_score, ledger_payload
from plainscore.service.service import Service


def receipt_of_score(service: Service, actor: Actor, score_id: str) -> Receipt:
    """Return the receipt of a score under the last checkpoint.

    Parameters
    ----------
    service : Service
        Its parts.
    actor : Actor
        Who asks, and may see the score.
    score_id : str
        Which.

    Returns
    -------
    Receipt
        What is proved is the digest of the score's evidence.

    Raises
    ------
    Refusal
        If there is no such score, or no checkpoint covers it yet.
    """
    signer = CheckpointSigner.from_seed(service.settings.host, service.keys.checkpoint.reveal())
    with service.database.transaction(actor) as connection:
        score = find_score(connection, service, score_id)
        ledger = PostgresLedger(connection, signer.verifier)
        index, checkpoint = ledger.find(LEDGER_KIND, score_id), ledger.last_checkpoint()
        if checkpoint is None or checkpoint.size <= index:
            raise Refusal(
                409,
                "not_signed_yet",
                "The ledger has not been signed since. Try again in a minute.",
                headers={"Retry-After": "60"},
            )
        salt = connection.execute(
            select(ledger_salts.c.salt).where(ledger_salts.c.subject_id == score_id)
        ).scalar_one()
        return make_receipt(ledger, index, checkpoint, ledger_payload(score), bytes(salt))
