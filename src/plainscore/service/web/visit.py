"""Who looks at a page, and the token their forms carry."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request

from plainscore.service.actors import Actor, Nobody
from plainscore.service.masked import Masked


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor's request for a page.

    Parameters
    ----------
    actor : Actor
        A person, a member of staff, or nobody.
    binding : str
        What form tokens are bound to: the session's digest, or the visitor's form cookie.
    fresh_cookie : str
        A form cookie that is to be set with the answer; empty when there is one.
    """

    actor: Actor
    binding: str
    fresh_cookie: str = ""


def visit_of(request: Request) -> Visit:
    """Return the visit of a request; nobody's when none was recognised."""
    return getattr(request.state, "visit", None) or Visit(Nobody(), "")


def form_token(key: Masked, binding: str) -> str:
    """Return the token that a form must carry: only the service can make it.

    Parameters
    ----------
    key : Masked
        The service's cookie key.
    binding : str
        See `Visit`.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> len(form_token(Masked(b"k" * 32), "session"))
    64
    """
    return hmac.new(key.reveal(), b"form:" + binding.encode(), sha256).hexdigest()
