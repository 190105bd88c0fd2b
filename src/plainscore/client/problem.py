"""What the service answers instead of doing what was asked (RFC 9457)."""

from collections.abc import Mapping
from typing import Any


class ApiProblem(Exception):  # noqa: N818 - the service's own word for it
    """An answer of the service that is no success.

    Parameters
    ----------
    status : int
        Of HTTP.
    code : str
        Short stable name, such as ``no_consent``.
    detail : str
        What is the case and what to do.
    members : mapping
        The whole problem document.

    Examples
    --------
    >>> problem = ApiProblem(403, "no_consent", "The person has not allowed this.", {})
    >>> problem.code, str(problem)
    ('no_consent', '403 no_consent: The person has not allowed this.')
    """

    def __init__(self, status: int, code: str, detail: str, members: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.members = members
