"""The firm layers together: what all the codes of one line say."""

from typing import NamedTuple

from plainscore.records import Role, RoleSource
from plainscore.sources.roles.bank_category import verdicts_of_category
from plainscore.sources.roles.bank_codes import verdicts_of_bank_code
from plainscore.sources.roles.purpose_codes import verdicts_of_purpose
from plainscore.sources.roles.verdict import Nature


class Said(NamedTuple):
    """What the codes of one line say.

    Parameters
    ----------
    role : Role or None
        The role, when a code settles it.
    source : RoleSource
        Which kind of code said so, or said the nature; `RoleSource.DEFAULT` when none did.
    nature : Nature or None
        What the codes say besides.

    Examples
    --------
    >>> Said(Role.CASH, RoleSource.BANK_CODE, None).role.value
    'cash'
    """

    role: Role | None
    source: RoleSource
    nature: Nature | None


def read_codes(
    bank_code: str | None, purpose_code: str | None, bank_category: str | None, *, inflow: bool
) -> Said:
    """Combine what the codes of one line say.

    The bank's code goes before the purpose and the purpose before the category; but a code that
    says what a movement is for goes before one that says only that it is `other`: a card payment
    whose purpose is electricity is a utility bill.

    Parameters
    ----------
    bank_code, purpose_code, bank_category : str or None
        As on `plainscore.sources.statement.StatementLine`.
    inflow : bool
        Whether money came in.

    Returns
    -------
    Said
        Role, source and nature.

    Examples
    --------
    >>> said = read_codes("PMNT/CCRD/POSD", "ELEC", None, inflow=False)
    >>> said.role.value, said.source.value
    ('utilities', 'bank_code')
    """
    spoken = []
    if bank_code:
        spoken.append((verdicts_of_bank_code(bank_code), RoleSource.BANK_CODE))
    if purpose_code:
        spoken.append((verdicts_of_purpose(purpose_code), RoleSource.BANK_CODE))
    if bank_category:
        spoken.append((verdicts_of_category(bank_category), RoleSource.BANK_CATEGORY))
    verdicts = [(verdicts.of(inflow=inflow), source) for verdicts, source in spoken]
    natures = [(verdict.nature, source) for verdict, source in verdicts if verdict.nature]
    nature, nature_source = natures[0] if natures else (None, RoleSource.DEFAULT)
    settled = [(verdict.role, source) for verdict, source in verdicts if verdict.role]
    telling = [(role, source) for role, source in settled if role is not Role.OTHER]
    for role, source in (*telling, *settled):
        return Said(role, source, nature)
    return Said(None, nature_source, nature)
