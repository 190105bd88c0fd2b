"""Conditions of rules that read other tables; they see what the acting actor sees of those.

They are written into each rule, for ``{table}`` the name of its table: a function of the database
that reads a table is planned anew by each statement that calls it, which costs more than to run it.
What is looked for stands as a value, for each row: of EXISTS the planner may make one list of all
people the lender deals with, which costs little only while they are few.
"""

_MET = (
    "plainscore.told('actor') = 'lender' AND coalesce((SELECT true "
    "FROM plainscore.consent_events met "
    "WHERE met.person_id = {table}.person_id AND met.lender_id = plainscore.told('lender')"
)

LENDER_HAS_DEALT_WITH = f"({_MET} LIMIT 1), false))"
"""Whether the person of a row has ever answered the lender who acts."""

LENDER_MAY_USE = (
    f"({_MET} AND met.kind IN ('granted', 'renewed') "
    "AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() "
    "AND NOT EXISTS (SELECT FROM plainscore.consent_events ended "
    "WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false))"
)
"""Whether the person of a row allows the lender who acts to use their data now."""
