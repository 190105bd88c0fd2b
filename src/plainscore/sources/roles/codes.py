"""The firm layers: what the bank's codes and category say of one line."""

from plainscore.records import Role, RoleSource
from plainscore.sources.roles.bank_category import verdict_of_category
from plainscore.sources.roles.bank_codes import verdict_of_bank_code
from plainscore.sources.roles.purpose_codes import verdict_of_purpose
from plainscore.sources.roles.verdict import Nature


def role_by_codes(
    bank_code: str | None,
    purpose_code: str | None,
    bank_category: str | None,
    *,
    inflow: bool,
) -> tuple[Role | None, RoleSource, Nature | None]:
    """Combine what the codes of one line say.

    A code that says what a movement is for goes before one that says only that something was
    bought: a card payment whose purpose is electricity is a utility bill.

    Parameters
    ----------
    bank_code, purpose_code, bank_category : str or None
        As on `plainscore.sources.statement.StatementLine`.
    inflow : bool
        Whether money came in.

    Returns
    -------
    role : Role or None
        The role, when a code settles it.
    source : RoleSource
        Which code settled it; `RoleSource.DEFAULT` when none did.
    nature : Nature or None
        What the codes say besides.

    Examples
    --------
    >>> role, source, _ = role_by_codes("PMNT/CCRD/POSD", "ELEC", None, inflow=False)
    >>> role.value, source.value
    ('utilities', 'bank_code')
    """
    verdicts = []
    if bank_code:
        verdicts.append((verdict_of_bank_code(bank_code, inflow=inflow), RoleSource.BANK_CODE))
    if purpose_code:
        verdicts.append((verdict_of_purpose(purpose_code, inflow=inflow), RoleSource.BANK_CODE))
    if bank_category:
        verdicts.append(
            (verdict_of_category(bank_category, inflow=inflow), RoleSource.BANK_CATEGORY)
        )
    nature = next((verdict.nature for verdict, _ in verdicts if verdict.nature), None)
    settled = [(verdict.role, source) for verdict, source in verdicts if verdict.role]
    telling = [(role, source) for role, source in settled if role is not Role.OTHER]
    for role, source in (*telling, *settled):
        return role, source, nature
    return None, RoleSource.DEFAULT, nature
