"""Nothing about what was bought, who was paid or who a person is may be a rule."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles import (
    bank_category,
    bank_codes,
    berka_symbols,
    plaid_categories,
    purpose_codes,
    statement_types,
)
from plainscore.sources.roles.keywords import load_keywords
from plainscore.sources.roles.verdict import BySign, Nature
from plainscore.sources.roles.wording import plain_words

TABLES: dict[str, dict[str, BySign]] = {
    "loans": bank_codes.LOANS,
    "subfamilies": bank_codes.BY_SUBFAMILY,
    "families": bank_codes.BY_FAMILY,
    "purposes": purpose_codes.PURPOSES,
    "plaid": plaid_categories.PERSONAL_FINANCE,
    "plaid legacy": plaid_categories.LEGACY,
    "ofx": statement_types.OFX,
    "swift": statement_types.SWIFT,
    "gvc": statement_types.GVC,
    "berka symbols": berka_symbols.SYMBOLS,
    "berka operations": berka_symbols.OPERATIONS,
    "stated": bank_category.STATED,
}

FORBIDDEN = frozenset(
    plain_words(
        """
        gambling gamble casino bet bets betting lottery lotto jackpot poker bookmaker wette
        alcohol beer wine liquor spirits pub bar tobacco cigarette vape cannabis drug
        church kirche kirchensteuer eglise iglesia chiesa kerk igreja kostel kosciol mosque moschee
        synagogue temple parish tithe zakat religion religious dime
        union gewerkschaft syndicat sindicato sindacato vakbond odbory zwiazek
        party partei parti partido partito partij politics political campaign election
        doctor arzt medecin medico hospital krankenhaus hopital clinic pharmacy apotheke pharmacie
        farmacia medical medicine dental dentist psychologist therapy surgery disability illness
        charity donation spende don donacion donazione gift
        dating escort adult tinder friend family wife husband girlfriend boyfriend spouse
        grocery groceries supermarket restaurant cafe coffee food clothing shoes jewelry pets toys
        travel hotel flight airline taxi fuel petrol cinema music games gaming sport gym
        facebook instagram tiktok twitter amazon netflix uber paypal ebay
        nationality race ethnic gender sex age marital pregnancy
        lawyer court prison police fine
        """
    )
)

PRIVATE_PURPOSES = frozenset(
    ("GAMB", "LOTT", "CHAR", "HSPC", "MDCS", "DNTS", "HLTC", "LTCF", "CVCF", "ANTS", "VIEW", "MAFC",
     "MARF", "EDUC", "STDY", "GIFT", "SUBS")
)  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_rule_gives_a_role_of_the_closed_list_or_none(name: str) -> None:
    for verdicts in TABLES[name].values():
        assert isinstance(verdicts, BySign)
        for verdict in verdicts:
            assert verdict.role is None or type(verdict.role) is Role
            assert verdict.nature is None or type(verdict.nature) is Nature


@pytest.mark.parametrize("name", TABLES)
def test_no_rule_names_what_may_not_be_a_rule(name: str) -> None:
    # the Berka bank's own word for a pension; it gives the same income as any other
    keys = [key.replace("old-age pension", "pension").replace("_", " ") for key in TABLES[name]]
    assert not {word for key in keys for word in plain_words(key)} & FORBIDDEN


def test_no_keyword_names_what_may_not_be_a_rule() -> None:
    table = load_keywords()
    phrases = [*table.inflow, *table.outflow]
    words = {word for phrase in phrases for word in phrase.words}
    assert not words & FORBIDDEN
    stems = {phrase.words[-1] for phrase in phrases if phrase.stem}
    assert not [word for word in FORBIDDEN for stem in stems if word.startswith(stem)]


def test_every_keyword_gives_a_role_of_the_closed_list() -> None:
    table = load_keywords()
    assert {phrase.role for phrase in (*table.inflow, *table.outflow)} <= set(Role)


def test_purposes_of_private_life_settle_nothing() -> None:
    assert not PRIVATE_PURPOSES & purpose_codes.PURPOSES.keys()


@pytest.mark.parametrize(
    "category",
    [
        "ENTERTAINMENT_CASINOS_AND_GAMBLING",
        "MEDICAL_PRIMARY_CARE",
        "GOVERNMENT_AND_NON_PROFIT_DONATIONS",
        "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR",
        "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS",
        "TRAVEL_FLIGHTS",
        "GENERAL_SERVICES_EDUCATION",
        "Community, Religious",
        "Recreation, Gyms and Fitness Centers",
        "Healthcare, Physicians",
    ],
)
def test_whatever_is_bought_is_the_same(category: str) -> None:
    assert plaid_categories.verdicts_of_plaid(category) is plaid_categories.BOUGHT
