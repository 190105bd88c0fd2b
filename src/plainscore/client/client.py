"""The routes of the API as methods: signed in, sent again when it is safe, typed."""

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast

import httpx2

from plainscore.client.problem import ApiProblem
from plainscore.client.shapes import Consent, Decision, Dispute, Import, Notice, Score

TIMEOUT_SECONDS = 30.0
# a token that ends within this time is not used any more
MARGIN_SECONDS = 20.0
WORTH_ANOTHER_TRY = frozenset({429, 502, 503, 504})
WAIT_SECONDS_MAX = 60.0


class Client:
    """A lender's way to the service.

    Requests that make something carry an idempotency key, so a request that got no answer is sent
    again without doing anything twice.

    Parameters
    ----------
    address : str
        Of the service, such as ``https://score.example``.
    client_id, client_secret : str
        As the operator gave them; an access token is asked for with them when one is needed.
    tries : int
        How often a request is sent at most, when the service is away or asks to wait.
    transport : httpx2.BaseTransport, optional
        Another way to the service than the network.

    Examples
    --------
    >>> with Client("https://score.example", "client_1", "secret") as service:
    ...     service
    Client('https://score.example', 'client_1')
    """

    def __init__(
        self,
        address: str,
        client_id: str,
        client_secret: str,
        *,
        tries: int = 4,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.address = address
        self.client_id = client_id
        self._secret = client_secret
        self._tries = tries
        self._token = ""
        self._token_ends = 0.0
        self._http = httpx2.Client(base_url=address, timeout=TIMEOUT_SECONDS, transport=transport)

    def __repr__(self) -> str:
        """Show whom it speaks for, and no secret."""
        return f"Client({self.address!r}, {self.client_id!r})"

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask_for_score(self, person_id: str, purpose: str, *, key: str | None = None) -> Score:
        """Have a score made as of now.

        Parameters
        ----------
        person_id : str
            As the person gave it.
        purpose : str
            ``extension_of_credit``, ``account_review`` or ``prequalification``.
        key : str, optional
            The idempotency key; a new one by default.

        Returns
        -------
        Score
            With the key factors, or with what is lacking.

        Raises
        ------
        ApiProblem
            Such as ``no_consent``.
        """
        body = {"person_id": person_id, "purpose": purpose}
        return cast("Score", self._make("/v1/scores", body, key))

    def score(self, score_id: str) -> Score:
        """Return a score: the same as when it was made."""
        return cast("Score", self._read(f"/v1/scores/{score_id}"))

    def scores(self, person_id: str) -> Iterator[Score]:
        """Yield a person's scores that were made for the lender, the newest first."""
        yield from self._pages("/v1/scores", "scores", "before", {"person_id": person_id})

    def receipt(self, score_id: str) -> dict[str, Any]:
        """Return the proof that a score stands in the ledger."""
        return cast("dict[str, Any]", self._read(f"/v1/scores/{score_id}/receipt"))

    def hand_in(
        self,
        person_id: str,
        purpose: str,
        document: Mapping[str, Any] | list[Any] | str,
        *,
        name: str = "statements",
        key: str | None = None,
    ) -> Import:
        """Hand in statements of a person who allows it.

        Parameters
        ----------
        person_id, purpose : str
            See `ask_for_score`.
        document : mapping, list or str
            Plaid or UK Open Banking as JSON; camt.053, MT940, OFX or CSV as text.
        name : str
            What the person is told.
        key : str, optional
            The idempotency key; a new one by default.

        Returns
        -------
        Import
            How many rows were new, known, or left out, and why.
        """
        body = {"person_id": person_id, "purpose": purpose, "document": document, "name": name}
        return cast("Import", self._make("/v1/data", body, key))

    def consents(self, person_id: str | None = None) -> Iterator[Consent]:
        """Yield the consents that name the lender, the oldest first."""
        wanted = {} if person_id is None else {"person_id": person_id}
        yield from self._pages("/v1/consents", "consents", "after", wanted)

    def decide(
        self,
        score_id: str,
        outcome: str,
        applied_at: datetime,
        *,
        terms: Mapping[str, str] | None = None,
        notice: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> Decision:
        """Tell of a decision that rests on a score.

        Parameters
        ----------
        score_id : str
            The score.
        outcome : str
            Such as ``approved`` or ``declined``.
        applied_at : datetime.datetime
            When the application was complete, with its time zone.
        terms : mapping, optional
            Amount and terms, in words.
        notice : mapping, optional
            Names and addresses for the notice that is owed.
        key : str, optional
            The idempotency key; a new one by default.

        Returns
        -------
        Decision
            With the address of the letter, when one is owed.
        """
        body = {
            "score_id": score_id,
            "outcome": outcome,
            "applied_at": applied_at.isoformat(),
            "terms": dict(terms or {}),
            "notice": notice,
        }
        return cast("Decision", self._make("/v1/decisions", body, key))

    def letter(self, decision_id: str) -> bytes:
        """Return the letter of a decision as PDF."""
        path = f"/v1/decisions/{decision_id}/letter"
        return self._send("GET", path, headers={"Accept": "application/pdf"}).content

    def disputes(self, *, only_open: bool = False) -> Iterator[Dispute]:
        """Yield the disputes of what the lender furnished, the newest first."""
        wanted = {"only_open": str(only_open).lower()}
        yield from self._pages("/v1/disputes", "disputes", "before", wanted)

    def answer_dispute(
        self, dispute_id: str, finding: str, note: str = "", *, key: str | None = None
    ) -> Dispute:
        """Answer a dispute with what was found, such as ``verified``."""
        body = {"finding": finding, "note": note}
        return cast("Dispute", self._make(f"/v1/disputes/{dispute_id}/answer", body, key))

    def notices(self) -> list[Notice]:
        """Return the newest notices to the lender."""
        return cast("list[Notice]", self._read("/v1/notices")["notices"])

    def _pages(
        self, path: str, member: str, onward: str, wanted: Mapping[str, str]
    ) -> Iterator[Any]:
        query = dict(wanted)
        while True:
            found = self._read(path, query)
            yield from found[member]
            if found["next"] is None:
                return
            query[onward] = found["next"]

    def _read(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        return self._send("GET", path, query=query).json()

    def _make(self, path: str, body: Mapping[str, Any], key: str | None) -> Any:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or secrets.token_urlsafe(18),
        }
        return self._send("POST", path, body=json.dumps(body).encode(), headers=headers).json()

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        renewed = False
        for left in range(self._tries - 1, -1, -1):
            bearer = {"Authorization": f"Bearer {self._access_token()}"}
            sent = {**(headers or {}), **bearer}
            try:
                answer = self._http.request(
                    method, path, params=dict(query or {}), content=body, headers=sent
                )
            except httpx2.TransportError:
                if not left:
                    raise
                time.sleep(0.2 * (self._tries - left))
                continue
            if answer.status_code == 401 and not renewed and left:
                renewed, self._token = True, ""
                continue
            if answer.status_code in WORTH_ANOTHER_TRY and left:
                time.sleep(_wait(answer))
                continue
            break
        if not answer.is_success:
            raise _problem(answer)
        return answer

    def _access_token(self) -> str:
        if not self._token or time.monotonic() > self._token_ends:
            answer = self._http.post(
                "/oauth/token",
                data={"grant_type": "client_credentials"},
                auth=(self.client_id, self._secret),
            )
            if not answer.is_success:
                raise _problem(answer)
            given = answer.json()
            self._token = str(given["access_token"])
            self._token_ends = time.monotonic() + given["expires_in"] - MARGIN_SECONDS
        return self._token


def _wait(answer: httpx2.Response) -> float:
    stated = answer.headers.get("Retry-After", "")
    return min(float(stated) if stated.isdecimal() else 1.0, WAIT_SECONDS_MAX)


def _problem(answer: httpx2.Response) -> ApiProblem:
    try:
        told = answer.json()
    except ValueError:
        told = {}
    code = str(told.get("code") or told.get("error") or "unknown")
    detail = str(told.get("detail") or told.get("error_description") or answer.reason_phrase)
    return ApiProblem(answer.status_code, code, detail, told)
