"""Roles by the provider's own category, each scheme under its prefix."""

from collections.abc import Callable

from plainscore.records import Role
from plainscore.sources.roles.berka_symbols import verdicts_of_berka
from plainscore.sources.roles.obie_codes import verdicts_of_obie
from plainscore.sources.roles.plaid_categories import verdicts_of_plaid
from plainscore.sources.roles.statement_types import GVC, OFX, verdicts_of_swift
from plainscore.sources.roles.verdict import NOTHING, BySign, sided

STATED = {role.value: sided(role, role) for role in Role}
"""A role stated in the file itself, by whoever made it."""

SCHEMES: dict[str, Callable[[str], BySign]] = {
    "plaid": verdicts_of_plaid,
    "obie": verdicts_of_obie,
    "swift": verdicts_of_swift,
    "berka": verdicts_of_berka,
    "ofx": lambda value: OFX.get(value.upper(), NOTHING),
    "gvc": lambda value: GVC.get(value.zfill(3), NOTHING),
    "role": lambda value: STATED.get(value.lower(), NOTHING),
}


def verdicts_of_category(category: str) -> BySign:
    """Say what a provider's category means.

    Parameters
    ----------
    category : str
        ``scheme:category``, where the scheme is a key of `SCHEMES`. An unknown scheme says
        nothing.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_category("ofx:DIRECTDEP").inflow.role.value
    'income'
    >>> verdicts_of_category("swift:NSAL").inflow.role.value
    'income'
    >>> verdicts_of_category("role:housing").outflow.role.value
    'housing'
    >>> verdicts_of_category("unheard:of") == NOTHING
    True
    """
    scheme, _, value = category.partition(":")
    look_up = SCHEMES.get(scheme.strip().lower())
    return NOTHING if look_up is None else look_up(value.strip())
